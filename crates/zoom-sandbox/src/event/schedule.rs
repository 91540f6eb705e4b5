//! The events about plans.

use serde_json::{Map, Value, json};

use super::{seconds, with};
use crate::model::{Meeting, Occurrence, Schedule};

/// The fields of a plan's events; the id is a number here.
fn plan(meeting: &Meeting) -> Value {
    let mut object = json!({
        "id": meeting.id, "uuid": meeting.uuid, "host_id": meeting.host_id,
        "topic": meeting.topic, "type": meeting.kind,
    });
    for (name, value) in fields(meeting) {
        object = with(object, &name, value);
    }
    object
}

fn fields(meeting: &Meeting) -> Map<String, Value> {
    let plan = meeting.schedule.as_ref();
    plan.map(Schedule::fields).unwrap_or_default()
}

/// The object of `meeting.created`.
pub(crate) fn planned(meeting: &Meeting, url: &str) -> Value {
    let object = with(plan(meeting), "join_url", json!(meeting.join_url(url)));
    let object = with(object, "password", json!(meeting.passcode));
    with(
        object,
        "settings",
        json!({"use_pmi": meeting.pmi.is_some(), "alternative_hosts": ""}),
    )
}

/// The object of `meeting.deleted`; with an occurrence only that one is named.
pub(crate) fn cancelled(meeting: &Meeting, single: Option<&str>) -> Value {
    let Some(single) = single else {
        return plan(meeting);
    };
    let all = meeting.schedule.iter();
    let one = all
        .flat_map(|plan| &plan.occurrences)
        .filter(|occurrence| occurrence.id == single)
        .map(|occurrence| {
            json!({"occurrence_id": occurrence.id, "start_time": seconds(Some(occurrence.start))})
        });
    with(plan(meeting), "occurrences", one.collect())
}

/// What is new and what was, field by field.
pub(crate) fn difference(before: &Meeting, after: &Meeting) -> (Value, Value) {
    let (old, new) = (changeable(before), changeable(after));
    let changed = new
        .iter()
        .filter(|(name, value)| old.get(*name) != Some(value));
    let names: Vec<&String> = changed.map(|(name, _)| name).collect();
    let part = |all: &Map<String, Value>| {
        let pairs = names.iter().map(|&name| {
            let value = all.get(name).cloned().unwrap_or_default();
            (name.clone(), value)
        });
        Value::Object(pairs.collect())
    };
    (part(&new), part(&old))
}

fn changeable(meeting: &Meeting) -> Map<String, Value> {
    let mut all = fields(meeting);
    all.insert("topic".to_owned(), json!(meeting.topic));
    all.insert("password".to_owned(), json!(meeting.passcode));
    let settings = json!({"waiting_room": meeting.waiting_room});
    all.insert("settings".to_owned(), settings);
    all
}

/// Changed fields with what names the meeting.
pub(crate) fn with_id(meeting: &Meeting, object: Value) -> Value {
    let object = with(object, "id", json!(meeting.id));
    let object = with(object, "uuid", json!(meeting.uuid));
    with(object, "host_id", json!(meeting.host_id))
}

pub(crate) fn occurrence(occurrence: &Occurrence) -> Value {
    let status = if occurrence.deleted {
        "deleted"
    } else {
        "available"
    };
    json!({
        "occurrence_id": occurrence.id, "start_time": seconds(Some(occurrence.start)),
        "duration": occurrence.minutes, "status": status,
    })
}
