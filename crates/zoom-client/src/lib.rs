#![doc = include_str!("../README.md")]
#![warn(missing_docs, missing_debug_implementations)]

mod client;
mod error;
mod http;
mod ids;
mod meetings;
mod oauth;
mod time;
mod users;
pub mod webhook;

pub use client::{Client, ClientBuilder};
pub use error::{Error, ErrorKind};
pub use ids::{MeetingId, MeetingUuid, UserRef};
pub use meetings::{Meeting, NewMeeting};
pub use oauth::{ConsentAnswer, Tokens};
pub use users::User;

#[doc(no_inline)]
pub use jiff::Timestamp;
#[doc(no_inline)]
pub use secrecy::{ExposeSecret, SecretString};
