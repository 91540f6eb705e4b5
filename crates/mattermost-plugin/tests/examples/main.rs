//! The examples as processes: under a host over the real protocol, and as bundles in the dev
//! server.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod hello;
mod host;
mod readme;
mod server;
mod site;
