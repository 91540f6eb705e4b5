//! The AI Companion has summed a meeting up.

use jiff::Timestamp;
use serde::Deserialize;

use super::{About, Envelope};
use crate::{Error, MeetingId, MeetingUuid, lenient};

/// The summary of one run of a meeting. Zoom sends the whole as Markdown in newer events, and in
/// parts in older ones.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct SummaryEvent {
    /// When it happened.
    #[serde(skip)]
    pub event_time: Option<Timestamp>,
    /// The Zoom account that the host belongs to.
    #[serde(skip)]
    pub account_id: String,
    /// The meeting's number.
    #[serde(rename = "meeting_id")]
    pub id: MeetingId,
    /// The run.
    #[serde(default, rename = "meeting_uuid")]
    pub uuid: MeetingUuid,
    /// The host's Zoom user id.
    #[serde(
        default,
        rename = "meeting_host_id",
        deserialize_with = "lenient::text"
    )]
    pub host_id: String,
    /// The meeting's topic.
    #[serde(default, rename = "meeting_topic", deserialize_with = "lenient::text")]
    pub topic: String,
    /// When the run began.
    #[serde(
        default,
        rename = "meeting_start_time",
        deserialize_with = "lenient::time"
    )]
    pub start_time: Option<Timestamp>,
    /// When the summary was made.
    #[serde(
        default,
        rename = "summary_created_time",
        deserialize_with = "lenient::time"
    )]
    pub created_time: Option<Timestamp>,
    /// The title of the summary; may be empty.
    #[serde(default, rename = "summary_title", deserialize_with = "lenient::text")]
    pub title: String,
    /// The whole summary in Markdown; empty in older events.
    #[serde(
        default,
        rename = "summary_content",
        deserialize_with = "lenient::text"
    )]
    pub content: String,
    /// The gist in one paragraph; may be empty.
    #[serde(
        default,
        rename = "summary_overview",
        deserialize_with = "lenient::text"
    )]
    pub overview: String,
    /// The parts.
    #[serde(
        default,
        rename = "summary_details",
        deserialize_with = "lenient::list"
    )]
    pub details: Vec<SummaryDetail>,
    /// What is to be done.
    #[serde(default, deserialize_with = "lenient::list")]
    pub next_steps: Vec<String>,
    /// A page with the summary; may be empty.
    #[serde(
        default,
        rename = "summary_doc_url",
        deserialize_with = "lenient::text"
    )]
    pub doc_url: String,
}

/// One part of a summary.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[non_exhaustive]
pub struct SummaryDetail {
    /// Its heading; may be empty.
    #[serde(default, deserialize_with = "lenient::text")]
    pub label: String,
    /// Its text.
    #[serde(default, rename = "summary", deserialize_with = "lenient::text")]
    pub text: String,
}

pub(super) fn read(body: &[u8]) -> Result<Box<SummaryEvent>, Error> {
    let envelope: Envelope<About<Box<SummaryEvent>>> = super::read(body)?;
    let mut event = envelope.payload.object;
    event.event_time = envelope.event_ts;
    event.account_id = envelope.payload.account_id;
    Ok(event)
}
