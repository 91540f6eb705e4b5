//! When a meeting is planned for.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The plan of a scheduled or recurring meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Schedule {
    /// When it begins; of a recurring one the first time.
    pub start: Timestamp,
    /// The planned length.
    pub minutes: u32,
    /// The IANA name of the time zone.
    pub time_zone: String,
    /// How it repeats, as it was asked for.
    pub recurrence: Option<Value>,
    /// The times of a recurring one, oldest first.
    pub occurrences: Vec<Occurrence>,
}

/// One of the times of a recurring meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Occurrence {
    /// Zoom's name of it: the milliseconds of the first plan.
    pub id: String,
    /// When it begins.
    pub start: Timestamp,
    /// The planned length.
    pub minutes: u32,
    /// Whether this one was cancelled.
    pub deleted: bool,
}
