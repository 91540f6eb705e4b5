//! What the calls of one connection hold while they are under way, and how much they may.
//!
//! Go reads requests as fast as they come and serves each in a goroutine of its own, however many
//! there are. Here a call counts as its arguments and what it costs by itself, and a peer that does
//! not take its answers is not read on.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::Notify;

/// What calls under way may hold, unless told otherwise: two of the largest, or 32 768 small ones.
pub(crate) const DEFAULT_MAX: u64 = 2 * gobwire::DEFAULT_MAX_VALUE_LEN;

/// What a call counts beside its arguments: its task, and what a small handler holds.
const CALL: u64 = 4096;

/// How long a call waits for room before it is answered with an error. Without an end, calls that
/// wait for one another (a handler calls the peer, which calls back before it answers) would hang.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// How many answers may wait for the peer to read.
const MAX_UNREAD: usize = 256;

#[derive(Debug)]
pub(crate) struct Load {
    held: AtomicU64,
    max: u64,
    unread: AtomicUsize,
    /// One of the two fell below its bound. The reading task alone waits for it.
    less: Notify,
}

impl Load {
    pub(crate) fn new(max: u64) -> Self {
        Self {
            held: AtomicU64::new(0),
            max,
            unread: AtomicUsize::new(0),
            less: Notify::new(),
        }
    }

    /// A call with arguments of `len` bytes begins. Returns what it counts.
    pub(crate) fn begin(&self, len: u64) -> u64 {
        let counts = len.saturating_add(CALL);
        self.held.fetch_add(counts, Ordering::SeqCst);
        counts
    }

    /// A call that counts this has ended.
    pub(crate) fn end(&self, counts: u64) {
        if self.held.fetch_sub(counts, Ordering::SeqCst) >= self.max {
            self.less.notify_one();
        }
    }

    /// An answer is there to be written.
    pub(crate) fn answer(&self) {
        self.unread.fetch_add(1, Ordering::SeqCst);
    }

    /// It has been written, or never will be.
    pub(crate) fn answered(&self) {
        if self.unread.fetch_sub(1, Ordering::SeqCst) > MAX_UNREAD {
            self.less.notify_one();
        }
    }

    /// Wait until the peer has taken its answers; then whether there is room for another call,
    /// after [`PATIENCE`] at the latest.
    pub(crate) async fn room(&self) -> bool {
        self.until(|| self.unread.load(Ordering::SeqCst) <= MAX_UNREAD)
            .await;
        let room = || self.held.load(Ordering::SeqCst) < self.max;
        room()
            || tokio::time::timeout(PATIENCE, self.until(room))
                .await
                .is_ok()
    }

    async fn until(&self, condition: impl Fn() -> bool) {
        while !condition() {
            self.less.notified().await;
        }
    }
}
