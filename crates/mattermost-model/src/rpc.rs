//! The messages of the plugin protocol.
//!
//! Each method is a marker type that implements [`Method`]: the client encodes [`Method::Args`]
//! under [`Method::NAME`] and gets a [`Method::Reply`]; a host does the reverse. The source is
//! Mattermost's `server/public/plugin/client_rpc.go` and `client_rpc_generated.go`.

use std::fmt::Debug;

use gobwire::{Decode, Encode, GobType};

use crate::wire::gob_struct;

#[path = "generated/api.rs"]
pub mod api;
#[path = "generated/driver.rs"]
pub mod driver;
#[path = "generated/hooks.rs"]
pub mod hooks;
#[path = "generated/response_writer.rs"]
pub mod response_writer;

/// A method of the plugin protocol.
pub trait Method: Send + Sync + 'static {
    /// The name on the wire, such as `Plugin.GetUser`.
    const NAME: &'static str;
    /// What the caller sends.
    type Args: GobType + Encode + Decode + Default + Debug + Send + Sync + 'static;
    /// What the callee answers.
    type Reply: GobType + Encode + Decode + Default + Debug + Send + Sync + 'static;
}

gob_struct! {
    /// Go's `struct{}`: arguments or a reply without content.
    Empty "" {
    }
}
