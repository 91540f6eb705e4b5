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
pub use knobs::{Area, Fault, FaultAnswer, Knobs, RefreshMode, WebhookKnobs};
pub use model::{
    ApiRequest, App, AppLevel, Attempt, Delivery, DeliveryOutcome, Meeting, MeetingStatus,
    Participant, User,
};
pub use sandbox::Sandbox;
pub use state::Error;
