#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod any;
mod bytes;
mod config_excerpt;
mod error;
mod json;
mod permission;
mod time;
mod wire;

/// Mattermost's constants, by their Go names in Rust's spelling.
#[path = "generated/constants.rs"]
pub mod constants;
pub mod rpc;
#[path = "generated/types.rs"]
mod types;

pub use any::Any;
pub use bytes::{ByteString, HttpHeader, RawJson, Url};
pub use config_excerpt::*;
pub use error::{ErrorString, PqError, RemoteError};
pub use permission::ids as permission_id;
pub use time::Time;
pub use types::*;

/// The name that [`MessageAttachment`] has in Mattermost's older documentation and on the wire.
pub type SlackAttachment = MessageAttachment;
