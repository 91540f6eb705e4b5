//! A recording is there.

use jiff::Timestamp;
use secrecy::SecretString;
use serde::Deserialize;

use super::About;
use crate::{Error, Recording, lenient};

/// A recording, or a later part of one, is there.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RecordingEvent {
    /// When it happened.
    pub event_time: Option<Timestamp>,
    /// The Zoom account that the host belongs to.
    pub account_id: String,
    /// The recording with the files that the event is about.
    pub recording: Recording,
    /// Opens the files' `download_url`s for 24 hours.
    pub download_token: Option<SecretString>,
}

/// The token stands beside the payload, not in it.
#[derive(Deserialize)]
struct Envelope {
    #[serde(default, deserialize_with = "lenient::millis")]
    event_ts: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient::secret")]
    download_token: Option<SecretString>,
    payload: About<Recording>,
}

pub(super) fn read(body: &[u8]) -> Result<RecordingEvent, Error> {
    let envelope: Envelope = super::read(body)?;
    Ok(RecordingEvent {
        event_time: envelope.event_ts,
        account_id: envelope.payload.account_id,
        recording: envelope.payload.object,
        download_token: envelope.download_token,
    })
}
