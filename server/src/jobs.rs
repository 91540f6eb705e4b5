//! Work that outlives the process: a queue in the key-value store.
//!
//! An event of Zoom's is acknowledged once one write has it, and is carried out later, also when
//! the process is killed in between or when another node has to do it.
//!
//! - Each node reserves *blocks* of keys in one index, ahead of need, so that accepting a job is
//!   one write to a key that nobody else writes. The index grows with the nodes and the backlog,
//!   never with users or meetings.
//! - A node holds a *lease*, one key that expires. It leases the node's blocks, and so all jobs in
//!   them: a job that waits long needs no lease of its own to be renewed. Where a lease has run
//!   out, another node takes the blocks over by compare-and-set of the index.
//! - A job's key is deleted when the job is done, and rewritten with its next time when it failed.
//!   A job may run twice, so whatever carries it out is idempotent: states are merged by
//!   compare-and-set, and posts carry the job's id (see `domain::posting`).
//! - Jobs that cannot be done end in [`failures`], where system admins see them.

mod backlog;
mod claim;
mod dispatch;
pub mod failures;
mod index;
mod job;
mod lease;
mod queue;
mod retry;
mod store;
pub mod timers;
mod upkeep;
pub mod wheel;

pub use claim::{claim, claim_part};
pub use dispatch::Dispatcher;
pub use job::{Job, Work, event_id};
pub use queue::{Handler, Queue};
pub use retry::is_permanent;
pub use store::Store;

#[cfg(test)]
mod tests;
