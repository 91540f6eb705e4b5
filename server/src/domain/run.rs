//! One run of a meeting, as an event tells it.

use serde::{Deserialize, Serialize};
use zoom_client::Timestamp;
use zoom_client::webhook::MeetingEvent;

/// Zoom's names for runs have 24 characters. A longer one is none, and would make too long a key.
const LONGEST_UUID: usize = 64;

/// What an event says of a meeting's run. Times are milliseconds since 1970, and Zoom's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Run {
    /// The meeting's number.
    pub meeting_id: u64,
    /// The run's name; empty where Zoom sent none.
    pub uuid: String,
    /// When the event happened.
    pub event_time: Option<i64>,
    /// When the run began.
    pub start_time: Option<i64>,
    /// When the run ended.
    pub end_time: Option<i64>,
}

impl From<&MeetingEvent> for Run {
    fn from(event: &MeetingEvent) -> Self {
        let uuid = event.uuid.as_str();
        let uuid = if uuid.len() > LONGEST_UUID { "" } else { uuid };
        Self {
            meeting_id: event.id.get(),
            uuid: uuid.to_owned(),
            event_time: event.event_time.map(Timestamp::as_millisecond),
            start_time: event.start_time.map(Timestamp::as_millisecond),
            end_time: event.end_time.map(Timestamp::as_millisecond),
        }
    }
}
