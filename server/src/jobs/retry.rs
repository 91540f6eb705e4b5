//! When a job that failed is tried again.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use zoom_client::{ErrorKind, Timestamp};

use crate::error::Error;

/// The last attempt comes about half a day after the first.
const MOST_ATTEMPTS: u32 = 18;

/// What becomes of a job that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is tried again at this time, in milliseconds since 1970.
    Later(i64),
    /// It cannot be done.
    Never,
}

/// What becomes of a job after `attempts` attempts, the last of which ended with `error`.
pub(super) fn verdict(error: &Error, attempts: u32, now: i64) -> Verdict {
    if attempts >= MOST_ATTEMPTS || is_permanent(error) {
        return Verdict::Never;
    }
    let wait = backoff(attempts);
    let due = now.saturating_add(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX));
    Verdict::Later(not_before(error, now).map_or(due, |at| due.max(at)))
}

/// 1 s, 4 s, 16 s, … at most an hour, with up to as much again for jitter.
fn backoff(attempts: u32) -> Duration {
    let longest = Duration::from_secs(60 * 60);
    let mut waits = ExponentialBuilder::new()
        .with_min_delay(Duration::from_secs(1))
        .with_factor(4.0)
        .with_max_delay(longest)
        .without_max_times()
        .with_jitter()
        .build();
    let nth = usize::try_from(attempts.saturating_sub(1)).unwrap_or(usize::MAX);
    waits.nth(nth).unwrap_or(longest)
}

/// Zoom's limits say when to come back; nothing is sent before.
fn not_before(error: &Error, now: i64) -> Option<i64> {
    let Error::Zoom(error) = error else {
        return None;
    };
    let now = Timestamp::from_millisecond(now).ok()?;
    Some(error.retry_at(now)?.as_millisecond())
}

/// Whether waiting cannot help.
pub fn is_permanent(error: &Error) -> bool {
    match error {
        Error::Zoom(error) => !matches!(
            error.kind(),
            ErrorKind::RateLimited
                | ErrorKind::Unreachable
                | ErrorKind::UnexpectedAnswer
                | ErrorKind::AccessTokenRejected
                | ErrorKind::Refused
                | ErrorKind::FileNotReady
                | ErrorKind::NoSuchRecording
        ),
        // Mattermost refused it; anything else may pass.
        Error::Mattermost(error) => matches!(error.status_code(), Some(400 | 401 | 403 | 404)),
        Error::NotSetUp | Error::Internal(_) | Error::Sealing(_) => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(attempts: u32) -> i64 {
        match verdict(&Error::Internal("down"), attempts, 1_000) {
            Verdict::Later(due) => due - 1_000,
            Verdict::Never => panic!("{attempts} attempts are not too many"),
        }
    }

    #[test]
    fn waits_grow_and_have_jitter() {
        assert!((1_000..=2_000).contains(&wait(1)));
        assert!((4_000..=8_000).contains(&wait(2)));
        assert!((3_600_000..=7_200_000).contains(&wait(10)));
        let first = wait(1);
        assert!((0..50).any(|_| wait(1) != first));
    }

    #[test]
    fn what_cannot_help_is_not_tried_again() {
        let never = |error: &Error, attempts| verdict(error, attempts, 0) == Verdict::Never;
        assert!(never(&Error::Internal("down"), MOST_ATTEMPTS));
        assert!(never(&Error::NotConnected { again: true }, 1));
        assert!(!never(&Error::NotSetUp, 1));
        let gone = mattermost_plugin::Error::new("the connection broke");
        assert!(!never(&Error::Mattermost(gone), 1));
    }
}
