#![doc = include_str!("../README.md")]
#![warn(missing_docs, missing_debug_implementations)]

mod builder;
mod deliver;
mod event;
mod knobs;
mod model;
mod random;
mod sandbox;
mod shared;
mod state;
mod web;

pub use builder::Builder;
pub use knobs::{
    Area, DeauthorizationKnobs, DownloadRedirect, Fault, FaultAnswer, Knobs, RecordingKnobs,
    RefreshMode, Retention, WebhookKnobs,
};
pub use model::{
    ApiRequest, App, AppLevel, Attempt, ComplianceReport, Delivery, DeliveryOutcome, FileRequest,
    Meeting, MeetingStatus, Occurrence, Participant, Place, Recording, RecordingFile, Schedule,
    User,
};
pub use sandbox::Sandbox;
pub use state::Error;
