#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod activation;
mod api;
mod bot;
pub mod cluster;
mod command;
mod error;
#[path = "generated/api.rs"]
mod generated_api;
#[path = "generated/hooks.rs"]
mod generated_hooks;
mod guard;
pub mod http;
mod kv;
mod log;
mod plugin;
mod serve;

pub use api::Api;
pub use command::{AutocompleteBuilder, CommandBuilder};
pub use error::{Error, Result};
pub use kv::Kv;
pub use mattermost_model as model;
pub use mattermost_model::Context;
pub use plugin::Plugin;
/// The configuration of a plugin that has none.
pub use serde::de::IgnoredAny as NoConfiguration;
