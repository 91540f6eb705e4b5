#![doc = include_str!("../README.md")]
#![warn(missing_docs, missing_debug_implementations)]

mod client;
mod deauthorization;
mod download;
mod error;
mod http;
mod ids;
mod lenient;
mod links;
mod meetings;
mod oauth;
mod probe;
mod recordings;
mod users;
pub mod webhook;

pub use client::{Client, ClientBuilder};
pub use deauthorization::Deauthorization;
pub use download::Download;
pub use error::{Error, ErrorKind};
pub use ids::{MeetingId, MeetingUuid, UserRef};
pub use links::JoinLink;
pub use meetings::{Frequency, Meeting, MeetingChange, NewMeeting, Occurrence, Recurrence};
pub use oauth::{ConsentAnswer, Tokens};
pub use probe::Probe;
pub use recordings::{FileKind, Recording, RecordingFile};
pub use users::User;

#[doc(no_inline)]
pub use jiff::{Timestamp, civil::Weekday};
#[doc(no_inline)]
pub use secrecy::{ExposeSecret, SecretString};
