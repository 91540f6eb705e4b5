//! What nodes of a cluster do once: the same locks and jobs as those of Mattermost's library for
//! plugins in Go (`server/public/pluginapi/cluster`), so that nodes on either exclude each other.
//!
//! They need `KVSetWithOptions`, from Mattermost 5.20.

mod mutex;
mod schedule;

pub(crate) use mutex::jitter;
pub use mutex::{Mutex, MutexGuard};
pub use schedule::{Job, schedule};
