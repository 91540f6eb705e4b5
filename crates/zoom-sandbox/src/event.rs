//! The JSON of webhook events, with the types that Zoom uses in each.

mod recording;

use serde_json::{Value, json};

use crate::model::{Meeting, Participant};

pub(crate) use recording::{Host, recording, recording_in_rest, summary};

/// The fields that all meeting events share. The id is a string here, a number in REST.
fn base(meeting: &Meeting) -> Value {
    let id = meeting.pmi.unwrap_or(meeting.id);
    // What is held in the personal room is announced as the room.
    let kind = if meeting.pmi.is_some() {
        4
    } else {
        meeting.kind
    };
    json!({
        "id": id.to_string(),
        "uuid": meeting.uuid,
        "host_id": meeting.host_id,
        "topic": meeting.topic,
        "type": kind,
        "start_time": seconds(meeting.started_at),
        "timezone": "",
        "duration": 0,
    })
}

pub(crate) fn started(meeting: &Meeting) -> Value {
    base(meeting)
}

pub(crate) fn ended(meeting: &Meeting) -> Value {
    with(base(meeting), "end_time", json!(seconds(meeting.ended_at)))
}

pub(crate) fn participant(meeting: &Meeting, participant: &Participant, extra: Value) -> Value {
    let mut who = json!({
        "user_id": participant.joined_at.as_millisecond().to_string(),
        "user_name": participant.name,
        "id": participant.user_id.as_deref().unwrap_or_default(),
        "participant_user_id": participant.user_id.as_deref().unwrap_or_default(),
        "email": "",
    });
    for (name, value) in extra.as_object().into_iter().flatten() {
        who = with(who, name, value.clone());
    }
    with(base(meeting), "participant", who)
}

fn with(mut object: Value, name: &str, value: Value) -> Value {
    if let Some(fields) = object.as_object_mut() {
        fields.insert(name.to_owned(), value);
    }
    object
}

/// Zoom's times have whole seconds.
pub(crate) fn seconds(time: Option<jiff::Timestamp>) -> String {
    let whole = time
        .map(|time| time.as_second())
        .and_then(|s| jiff::Timestamp::from_second(s).ok());
    whole.map(|time| time.to_string()).unwrap_or_default()
}
