//! What a delivery says.

mod participant;
mod recording;
mod schedule;
mod summary;

use std::time::Duration;

use jiff::Timestamp;
use serde::Deserialize;

use crate::lenient;
use crate::{Deauthorization, Error, ErrorKind, MeetingId, MeetingUuid};

pub use participant::{Participant, ParticipantChange, ParticipantEvent};
pub use recording::RecordingEvent;
pub use schedule::ScheduleEvent;
pub use summary::{SummaryDetail, SummaryEvent};

/// Zoom's challenges have 22 characters.
const MAX_PLAIN_TOKEN: usize = 64;

/// An event of Zoom's.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Event {
    /// `meeting.started`: a run of a meeting began.
    MeetingStarted(MeetingEvent),
    /// `meeting.ended`: a run of a meeting is over.
    MeetingEnded(MeetingEvent),
    /// `meeting.participant_joined` and its kin: somebody came, waits or left; see
    /// [`ParticipantChange`].
    Participant(Box<ParticipantEvent>),
    /// `meeting.created`: somebody planned a meeting.
    MeetingCreated(Box<ScheduleEvent>),
    /// `meeting.updated`: somebody changed what is planned.
    MeetingUpdated(Box<ScheduleEvent>),
    /// `meeting.deleted`: somebody cancelled a meeting, or one of its times.
    MeetingDeleted(Box<ScheduleEvent>),
    /// `recording.completed`: the files of a cloud recording are there.
    RecordingCompleted(RecordingEvent),
    /// `recording.transcript_completed`: so is its transcript, as one of the files.
    TranscriptCompleted(RecordingEvent),
    /// `meeting.summary_completed`: the AI Companion has summed a meeting up.
    SummaryCompleted(Box<SummaryEvent>),
    /// `app_deauthorized`: a person removed the app.
    AppDeauthorized(Deauthorization),
    /// `endpoint.url_validation`: Zoom asks whether this address is ours; see
    /// [`Delivery::answer`](super::Delivery::answer).
    UrlValidation(PlainToken),
    /// Any other event, by its name.
    Other(String),
}

impl Event {
    /// The name of the event, as Zoom spells it.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::MeetingStarted(_) => "meeting.started",
            Self::MeetingEnded(_) => "meeting.ended",
            Self::Participant(event) => event.change.event(),
            Self::MeetingCreated(_) => "meeting.created",
            Self::MeetingUpdated(_) => "meeting.updated",
            Self::MeetingDeleted(_) => "meeting.deleted",
            Self::RecordingCompleted(_) => "recording.completed",
            Self::TranscriptCompleted(_) => "recording.transcript_completed",
            Self::SummaryCompleted(_) => "meeting.summary_completed",
            Self::AppDeauthorized(_) => "app_deauthorized",
            Self::UrlValidation(_) => "endpoint.url_validation",
            Self::Other(name) => name,
        }
    }
}

/// The meeting of an event, at the time of the event.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MeetingEvent {
    /// When it happened.
    pub event_time: Option<Timestamp>,
    /// The Zoom account that the host belongs to.
    pub account_id: String,
    /// The number. For the personal room, the personal meeting id.
    pub id: MeetingId,
    /// The name of this run; empty where Zoom sent none.
    pub uuid: MeetingUuid,
    /// The host's Zoom user id.
    pub host_id: String,
    /// The topic.
    pub topic: String,
    /// 1 instant, 2 scheduled, 3 recurring without fixed time, 4 a personal room, 8 recurring.
    pub kind: i64,
    /// When this run began.
    pub start_time: Option<Timestamp>,
    /// When this run ended; only `meeting.ended` has it.
    pub end_time: Option<Timestamp>,
}

impl MeetingEvent {
    /// How long the meeting took, by Zoom's own times; `None` where one is missing.
    #[must_use]
    pub fn length(&self) -> Option<Duration> {
        let length = self.end_time?.duration_since(self.start_time?);
        Some(Duration::try_from(length).unwrap_or_default())
    }
}

/// The text of Zoom's challenge: at most 64 letters, digits, `-`, `_`, `+`, `/`, `=` or `.`.
///
/// What can be one is narrow on purpose. The text signed for an event begins with `v0:`, so no
/// text with a colon may ever be signed as a challenge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainToken(String);

impl PlainToken {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn new(text: String) -> Option<Self> {
        let harmless = |b: u8| {
            b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'+' | b'/' | b'=' | b'.')
        };
        let fits = (1..=MAX_PLAIN_TOKEN).contains(&text.len()) && text.bytes().all(harmless);
        fits.then_some(Self(text))
    }
}

#[derive(Deserialize)]
struct Name {
    event: String,
}

#[derive(Deserialize)]
struct Challenge {
    payload: ChallengePayload,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ChallengePayload {
    plain_token: String,
}

#[derive(Deserialize)]
struct Envelope<P> {
    #[serde(default, deserialize_with = "lenient::millis")]
    event_ts: Option<Timestamp>,
    payload: P,
}

#[derive(Deserialize)]
struct About<T> {
    #[serde(default, deserialize_with = "lenient::text")]
    account_id: String,
    object: T,
}

#[derive(Deserialize)]
struct MeetingObject {
    id: MeetingId,
    #[serde(default)]
    uuid: MeetingUuid,
    #[serde(default, deserialize_with = "lenient::text")]
    host_id: String,
    #[serde(default, deserialize_with = "lenient::text")]
    topic: String,
    #[serde(default, rename = "type", deserialize_with = "lenient::number")]
    kind: i64,
    #[serde(default, deserialize_with = "lenient::time")]
    start_time: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient::time")]
    end_time: Option<Timestamp>,
}

/// Reads a body without asking whether it is genuine: go through
/// [`Verifier::verify`](super::Verifier::verify) for anything that has an effect.
///
/// # Errors
/// [`ErrorKind::WebhookMalformed`] where it is not JSON, names no event, or a known event lacks
/// what makes it one.
pub fn parse(body: &[u8]) -> Result<Event, Error> {
    let Name { event } = read(body)?;
    match event.as_str() {
        "meeting.started" => Ok(Event::MeetingStarted(meeting(body)?)),
        "meeting.ended" => Ok(Event::MeetingEnded(meeting(body)?)),
        "meeting.created" => schedule::read(body).map(Event::MeetingCreated),
        "meeting.updated" => schedule::read(body).map(Event::MeetingUpdated),
        "meeting.deleted" => schedule::read(body).map(Event::MeetingDeleted),
        "recording.completed" => recording::read(body).map(Event::RecordingCompleted),
        "recording.transcript_completed" => recording::read(body).map(Event::TranscriptCompleted),
        "meeting.summary_completed" => summary::read(body).map(Event::SummaryCompleted),
        "app_deauthorized" => deauthorization(body).map(Event::AppDeauthorized),
        "endpoint.url_validation" => challenge(body).map(Event::UrlValidation),
        name => match ParticipantChange::of(name) {
            Some(change) => {
                participant::read(change, body).map(|event| Event::Participant(Box::new(event)))
            }
            None => Ok(Event::Other(event)),
        },
    }
}

fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Error> {
    serde_json::from_slice(body).map_err(|cause| {
        let message = format!("the body is no Zoom event: {cause}");
        Error::new(ErrorKind::WebhookMalformed, message).with_source(cause)
    })
}

fn challenge(body: &[u8]) -> Result<PlainToken, Error> {
    let challenge: Challenge = read(body)?;
    PlainToken::new(challenge.payload.plain_token).ok_or_else(|| {
        let message = "the challenge has not the form of Zoom's and is not signed";
        Error::new(ErrorKind::WebhookMalformed, message)
    })
}

fn meeting(body: &[u8]) -> Result<MeetingEvent, Error> {
    let Envelope {
        event_ts,
        payload: About { account_id, object },
    } = read::<Envelope<About<MeetingObject>>>(body)?;
    Ok(MeetingEvent {
        event_time: event_ts,
        account_id,
        id: object.id,
        uuid: object.uuid,
        host_id: object.host_id,
        topic: object.topic,
        kind: object.kind,
        start_time: object.start_time,
        end_time: object.end_time,
    })
}

/// Zoom's older descriptions have the time beside the payload, newer ones in it.
fn deauthorization(body: &[u8]) -> Result<Deauthorization, Error> {
    let envelope: Envelope<Deauthorization> = read(body)?;
    let event_ts = envelope.event_ts.or(envelope.payload.event_ts);
    Ok(Deauthorization {
        event_ts,
        ..envelope.payload
    })
}

#[cfg(test)]
mod tests;
