//! The dev server as its clients meet it: over HTTP and the WebSocket, in the shapes recorded from
//! a real Mattermost 11.6.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod accounts;
mod auth;
mod bundles;
mod channels;
mod cluster;
mod files;
mod in_process;
mod interactive;
mod managing;
mod pages;
mod plugins;
mod posts;
mod replacements;
mod running;
mod shapes;
mod socket;
mod stalls;
mod surface;
mod websocket;
