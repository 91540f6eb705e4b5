//! What the calls of one connection hold while they are under way, and how much they may.
//!
//! Go reads requests as fast as they come and serves each in a goroutine of its own, however many
//! there are. Here a call counts as its arguments and what it costs by itself, and a peer that does
//! not take its answers is not read on.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::Notify;

/// What calls under way may hold, large ones and small ones each, unless told otherwise: 16 384 small
/// ones, and large ones until this is reached.
pub(crate) const DEFAULT_MAX: u64 = gobwire::DEFAULT_MAX_VALUE_LEN;

/// A call with more bytes of arguments is a large one. Small ones have room of their own: a handler
/// of a large one may need them before it ends.
const SMALL: u64 = 64 * 1024;

/// What a call counts beside its arguments: its task, and what a small handler holds.
const CALL: u64 = 4096;

/// How long a call waits for room before it is answered with an error. Without an end, calls that
/// wait for one another (a handler calls the peer, which calls back before it answers) would hang.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// How many answers may wait for the peer to read.
const MAX_UNREAD: usize = 256;

#[derive(Debug)]
pub(crate) struct Load {
    small: AtomicU64,
    large: AtomicU64,
    max: u64,
    unread: AtomicUsize,
    /// One of them fell below its bound. The reading task alone waits for it.
    less: Notify,
}

impl Load {
    pub(crate) fn new(max: u64) -> Self {
        Self {
            small: AtomicU64::new(0),
            large: AtomicU64::new(0),
            max,
            unread: AtomicUsize::new(0),
            less: Notify::new(),
        }
    }

    fn held(&self, len: u64) -> &AtomicU64 {
        match len {
            ..=SMALL => &self.small,
            _ => &self.large,
        }
    }

    /// A call with arguments of `len` bytes begins.
    pub(crate) fn begin(&self, len: u64) {
        let counts = len.saturating_add(CALL);
        self.held(len).fetch_add(counts, Ordering::SeqCst);
    }

    /// It has ended.
    pub(crate) fn end(&self, len: u64) {
        let counts = len.saturating_add(CALL);
        if self.held(len).fetch_sub(counts, Ordering::SeqCst) >= self.max {
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

    /// Wait until the peer has taken its answers.
    pub(crate) async fn answers_taken(&self) {
        self.until(|| self.unread.load(Ordering::SeqCst) <= MAX_UNREAD)
            .await;
    }

    /// Whether there is room for a call with arguments of `len` bytes, after [`PATIENCE`] at the
    /// latest.
    pub(crate) async fn room(&self, len: u64) -> bool {
        let room = || self.held(len).load(Ordering::SeqCst) < self.max;
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
