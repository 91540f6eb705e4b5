//! The WebSocket of Mattermost's API v4: who is connected, and which event goes to whom.

mod connection;
mod event;
mod hub;

pub(crate) use connection::upgrade;
pub(crate) use event::{Broadcast, Event};
pub(crate) use hub::Hub;
