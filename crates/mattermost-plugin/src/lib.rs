#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod activation;
mod api;
mod bot;
pub mod cluster;
mod command;
mod driver;
mod error;
mod file;
#[path = "generated/api.rs"]
mod generated_api;
#[path = "generated/driver.rs"]
mod generated_driver;
#[path = "generated/hooks.rs"]
mod generated_hooks;
mod guard;
pub mod http;
mod kv;
mod log;
mod plugin;
mod post;
mod serve;
#[cfg(unix)]
mod socket;

#[doc = include_str!("../SURFACE.md")]
pub mod surface {
    #[cfg(doc)]
    use crate::{Api, Driver, Plugin};
}

pub use api::Api;
pub use command::{AutocompleteBuilder, CommandBuilder};
pub use driver::{Driver, DriverError};
pub use error::{Error, Result};
pub use file::FileVerdict;
pub use kv::Kv;
pub use mattermost_model as model;
pub use mattermost_model::Context;
pub use plugin::Plugin;
pub use post::PostVerdict;
/// The configuration of a plugin that has none.
pub use serde::de::IgnoredAny as NoConfiguration;
