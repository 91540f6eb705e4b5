//! Webhooks: is it from Zoom, and what does it say.
//!
//! A [`Verifier`] turns the raw bytes of a request into a [`Delivery`], which alone can be read and
//! answered. Nothing here touches a clock or the network.

mod event;
mod signature;

pub use event::{
    Event, MeetingEvent, Participant, ParticipantChange, ParticipantEvent, PlainToken,
    RecordingEvent, ScheduleEvent, SummaryDetail, SummaryEvent, parse,
};
pub use signature::{Delivery, SIGNATURE_HEADER, TIMESTAMP_HEADER, UrlValidationAnswer, Verifier};
