//! The data frames of a session that wait to be written.
//!
//! A stream's window bounds what one stream may send, but it is the peer that grants the window:
//! one that grants gigabytes and then reads slowly would have a whole file collected here. Go's
//! `Write` waits until its frame has been sent.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::{StreamShared, lock};

/// How many bytes may wait before no stream takes more, and how many one frame carries at most.
/// The largest window of hashicorp/yamux's own configuration fits in four times.
pub(super) const MAX_QUEUED: usize = 1024 * 1024;

/// See the module.
#[derive(Default)]
pub(super) struct Queued {
    bytes: AtomicUsize,
    /// Streams that have more to write, by their id.
    waiting: Mutex<HashMap<u32, Arc<StreamShared>>>,
}

impl Queued {
    pub(super) fn add(&self, bytes: usize) {
        self.bytes.fetch_add(bytes, Ordering::SeqCst);
    }

    /// Whether `stream` has to wait. It must have left its waker, and is woken when there is room.
    pub(super) fn must_wait(&self, stream: &Arc<StreamShared>) -> bool {
        if !self.is_full() {
            return false;
        }
        lock(&self.waiting).insert(stream.id, stream.clone());
        // All may have been written before the stream was there to be woken.
        self.is_full()
    }

    /// `bytes` of those that were added have been written.
    pub(super) fn written(&self, bytes: usize) {
        let before = self.bytes.fetch_sub(bytes, Ordering::SeqCst);
        if before < MAX_QUEUED || self.is_full() {
            return;
        }
        // No lock is held while another one is taken: a stream that writes holds its own, and then
        // asks for this one.
        let waiting = std::mem::take(&mut *lock(&self.waiting));
        for stream in waiting.into_values() {
            let waker = stream.lock().write_waker.take();
            if let Some(waker) = waker {
                waker.wake();
            }
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.bytes.load(Ordering::SeqCst) >= MAX_QUEUED
    }
}
