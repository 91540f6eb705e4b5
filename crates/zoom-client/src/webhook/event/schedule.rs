//! A meeting was planned, changed or cancelled.

use jiff::Timestamp;
use serde::Deserialize;

use crate::{Error, MeetingId, MeetingUuid, Occurrence, Recurrence, lenient};

/// What Zoom says about a plan. `meeting.created` and `meeting.deleted` have nearly all fields;
/// `meeting.updated` has the id and what was changed, so that an absent field is one that stays.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ScheduleEvent {
    /// When it happened.
    pub event_time: Option<Timestamp>,
    /// The Zoom account that the host belongs to.
    pub account_id: String,
    /// The Zoom user id of who did it; may be empty.
    pub operator_id: String,
    /// Whether it is about the named [`occurrences`](Self::occurrences) alone, and not about the
    /// whole meeting.
    pub single: bool,
    /// The number.
    pub id: MeetingId,
    /// The name of the next run; may be empty.
    pub uuid: MeetingUuid,
    /// The host's Zoom user id; may be empty.
    pub host_id: String,
    /// The topic.
    pub topic: Option<String>,
    /// When it begins.
    pub start_time: Option<Timestamp>,
    /// The planned length in minutes.
    pub minutes: Option<u32>,
    /// The IANA name of the time zone that it is planned in.
    pub time_zone: Option<String>,
    /// How it repeats.
    pub recurrence: Option<Recurrence>,
    /// Times of a recurring meeting.
    pub occurrences: Vec<Occurrence>,
}

#[derive(Deserialize)]
struct Envelope {
    #[serde(default, deserialize_with = "lenient::millis")]
    event_ts: Option<Timestamp>,
    payload: Payload,
}

#[derive(Deserialize)]
struct Payload {
    #[serde(default, deserialize_with = "lenient::text")]
    account_id: String,
    #[serde(default, deserialize_with = "lenient::text")]
    operator_id: String,
    /// `all` or `single`; a deletion has it under this name, a change under the next.
    #[serde(default, deserialize_with = "lenient::text")]
    operation: String,
    #[serde(default, deserialize_with = "lenient::text")]
    scope: String,
    /// Only a change has it: the moment of the change.
    #[serde(default, deserialize_with = "lenient::millis")]
    time_stamp: Option<Timestamp>,
    object: Object,
}

#[derive(Deserialize)]
struct Object {
    id: MeetingId,
    #[serde(default)]
    uuid: MeetingUuid,
    #[serde(default, deserialize_with = "lenient::text")]
    host_id: String,
    #[serde(default, deserialize_with = "lenient::optional")]
    topic: Option<String>,
    #[serde(default, deserialize_with = "lenient::time")]
    start_time: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient::optional")]
    duration: Option<u32>,
    #[serde(default, deserialize_with = "lenient::optional")]
    timezone: Option<String>,
    #[serde(default, deserialize_with = "lenient::optional")]
    recurrence: Option<Recurrence>,
    #[serde(default, deserialize_with = "lenient::list")]
    occurrences: Vec<Occurrence>,
}

pub(super) fn read(body: &[u8]) -> Result<Box<ScheduleEvent>, Error> {
    let Envelope { event_ts, payload } = super::read(body)?;
    let object = payload.object;
    let single = [payload.operation, payload.scope].contains(&"single".to_owned());
    Ok(Box::new(ScheduleEvent {
        event_time: payload.time_stamp.or(event_ts),
        account_id: payload.account_id,
        operator_id: payload.operator_id,
        single,
        id: object.id,
        uuid: object.uuid,
        host_id: object.host_id,
        topic: object.topic,
        start_time: object.start_time,
        minutes: object.duration,
        time_zone: object.timezone.filter(|name| !name.is_empty()),
        recurrence: object.recurrence,
        occurrences: object.occurrences,
    }))
}

#[cfg(test)]
mod tests {
    use crate::webhook::{Event, parse};
    use crate::{ErrorKind, Frequency};

    #[test]
    fn a_change_has_only_what_changed() {
        let body = r#"{"event":"meeting.updated","event_ts":1767324846123,"payload":{"account_id":"A","operator_id":"o",
            "scope":"all","time_stamp":"1767324840000","object":{"id":91234567890,"start_time":"2026-01-05T09:00:00Z"},
            "old_object":{"id":91234567890,"start_time":"2026-01-04T09:00:00Z"}}}"#;
        let Event::MeetingUpdated(event) = parse(body.as_bytes()).unwrap() else {
            panic!("an update")
        };
        assert_eq!(event.id.get(), 91_234_567_890);
        assert_eq!(
            event.event_time.unwrap().as_millisecond(),
            1_767_324_840_000
        );
        assert_eq!(
            event.start_time.unwrap().to_string(),
            "2026-01-05T09:00:00Z"
        );
        assert_eq!(
            (event.topic, event.minutes, event.time_zone),
            (None, None, None)
        );
        assert!(!event.single && event.host_id.is_empty());
    }

    #[test]
    fn one_time_of_a_series_can_be_deleted() {
        let body = r#"{"event":"meeting.deleted","event_ts":1767324846123,"payload":{"account_id":"A","operation":"single",
            "object":{"id":"91234567890","uuid":"u","host_id":"h","topic":"T","type":8,"duration":"x","timezone":"",
            "recurrence":{"type":2},"occurrences":[{"occurrence_id":1767603600000,"start_time":"2026-01-05T09:00:00Z"}]}}}"#;
        let Event::MeetingDeleted(event) = parse(body.as_bytes()).unwrap() else {
            panic!("a deletion")
        };
        assert!(event.single);
        assert_eq!(event.occurrences[0].id, "1767603600000");
        assert_eq!((event.minutes, event.time_zone.as_deref()), (None, None));
        assert_eq!(event.recurrence.unwrap().frequency, Frequency::Weekly);
    }

    #[test]
    fn a_plan_without_a_meeting_is_no_event() {
        for name in ["meeting.created", "meeting.updated", "meeting.deleted"] {
            let body = format!(r#"{{"event":"{name}","payload":{{"object":{{"topic":"T"}}}}}}"#);
            let error = parse(body.as_bytes()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::WebhookMalformed, "{name}");
        }
    }
}
