#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod app;
mod builder;
mod client;
mod clock;
mod error;
mod fault;
mod go_json;
mod id;
mod log;
mod page;
mod plugins;
mod rest;
mod server;
mod store;
mod watch;
mod wire;
mod ws;

pub use builder::Builder;
pub use client::Client;
pub use error::Error;
pub use log::LogEntry;
pub use server::{DevServer, Login};
pub use wire::{ApiCall, Direction, Fate, WireCall};
