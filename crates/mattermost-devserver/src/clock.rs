//! The server's clock.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use crate::id::now;

/// The system's time, moved forward where a test lets time pass.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    /// By how many milliseconds.
    ahead: AtomicI64,
}

impl Clock {
    /// Milliseconds since 1970.
    pub(crate) fn now(&self) -> i64 {
        now().saturating_add(self.ahead.load(Ordering::SeqCst))
    }

    /// Moves it forward.
    pub(crate) fn advance(&self, by: Duration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.ahead.fetch_add(by, Ordering::SeqCst);
    }
}
