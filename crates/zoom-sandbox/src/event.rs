//! The JSON of webhook events, with the types that Zoom uses in each.

mod recording;
mod schedule;

use serde_json::{Value, json};

use crate::model::{Meeting, Participant};

pub(crate) use recording::{Host, recording, recording_in_rest, summary};
pub(crate) use schedule::{cancelled, difference, occurrence, planned, with_id};

/// The fields that all meeting events share. The id is a string here, a number in REST.
fn base(meeting: &Meeting) -> Value {
    let id = meeting.pmi.unwrap_or(meeting.id);
    // What is held in the personal room is announced as the room.
    let kind = if meeting.pmi.is_some() {
        4
    } else {
        meeting.kind
    };
    let plan = meeting.schedule.as_ref();
    json!({
        "id": id.to_string(),
        "uuid": meeting.uuid,
        "host_id": meeting.host_id,
        "topic": meeting.topic,
        "type": kind,
        "start_time": seconds(meeting.started_at),
        "timezone": plan.map(|plan| plan.time_zone.as_str()).unwrap_or_default(),
        "duration": plan.map(|plan| plan.minutes).unwrap_or_default(),
    })
}

pub(crate) fn started(meeting: &Meeting) -> Value {
    base(meeting)
}

pub(crate) fn ended(meeting: &Meeting) -> Value {
    with(base(meeting), "end_time", json!(seconds(meeting.ended_at)))
}

/// With the time of what happened under the name that Zoom gives it, and the reason of a leave.
pub(crate) fn participant(
    meeting: &Meeting,
    participant: &Participant,
    time: (&str, jiff::Timestamp),
) -> Value {
    let user_id = participant.user_id.as_deref().unwrap_or_default();
    let who = json!({
        "user_id": participant.session.to_string(),
        "user_name": participant.name,
        "id": user_id,
        "participant_uuid": participant.uuid,
        "participant_user_id": user_id,
        "email": participant.email,
    });
    let who = with(who, time.0, json!(seconds(Some(time.1))));
    let who = match time.0 {
        "leave_time" => with(who, "leave_reason", json!("left the meeting")),
        _ => who,
    };
    with(base(meeting), "participant", who)
}

/// Zoom says less of those who wait for the host.
pub(crate) fn before_host(meeting: &Meeting, participant: &Participant) -> Value {
    let who = json!({
        "id": participant.user_id.as_deref().unwrap_or_default(),
        "user_name": participant.name,
    });
    with(base(meeting), "participant", who)
}

pub(crate) fn with(mut object: Value, name: &str, value: Value) -> Value {
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
