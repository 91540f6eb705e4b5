//! Whether Zoom still reaches the webhook. Zoom validates the endpoint every 72 hours, and stops
//! sending events after some failures; nobody would notice before a meeting's post stays wrong.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use mattermost_plugin::Api;
use serde::{Deserialize, Serialize};

use crate::app::Services;
use crate::clock::Clock;
use crate::domain::admins;
use crate::error::Result;
use crate::store::{change, keys};
use crate::texts;

/// Events are noted at most so often, so the time that is remembered may be so much too early.
const NOTED_EVERY: i64 = 10 * 60 * 1000;
/// Zoom's 72 hours, and some for its own delays.
const LONGEST_SILENCE: i64 = 84 * 60 * 60 * 1000;
/// Who looked at nothing for longer than this may have missed a validation: the plugin was off, or
/// its settings incomplete.
const PAUSE: i64 = 24 * 60 * 60 * 1000;
/// How often [`watch`] has to be called.
pub const WATCHED_EVERY: Duration = Duration::from_secs(60 * 60);

/// When Zoom was heard of, in milliseconds since 1970; 0 for never.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Heard {
    /// Since when Zoom could be heard, without a long pause: the settings have been complete, and the
    /// plugin on.
    pub since: i64,
    /// When it was looked last whether Zoom is silent.
    pub watched: i64,
    /// The last validation that was answered.
    pub validation: i64,
    /// The last event that was accepted, to within ten minutes.
    pub event: i64,
}

impl Heard {
    /// Takes notice that it is looked at now. After a pause Zoom has the whole time again.
    fn watch(&mut self, now: i64) {
        if now.saturating_sub(self.watched) > PAUSE {
            self.since = now;
        }
        self.watched = now;
    }

    /// Whether Zoom has been silent for longer than it ever is. An event proves as much as a
    /// validation: both come to the same address, signed with the same secret.
    pub fn is_overdue(&self, now: i64) -> bool {
        let last = self.since.max(self.validation).max(self.event);
        last > 0 && now.saturating_sub(last) > LONGEST_SILENCE
    }
}

/// Notes when Zoom is heard of, without a write for each event.
#[derive(Debug)]
pub struct Ear {
    api: Api,
    clock: Clock,
    /// When an event was noted last.
    noted: AtomicI64,
}

impl Ear {
    /// One that has heard nothing yet.
    pub fn new(api: Api, clock: Clock) -> Arc<Self> {
        let noted = AtomicI64::new(0);
        Arc::new(Self { api, clock, noted })
    }

    /// An event was accepted. Returns at once.
    pub fn event(&self) {
        let now = self.clock.millis();
        let last = self.noted.load(Ordering::Relaxed);
        if now.saturating_sub(last) < NOTED_EVERY {
            return;
        }
        self.noted.store(now, Ordering::Relaxed);
        self.note(move |heard| heard.event = heard.event.max(now));
    }

    /// A validation was answered. Returns at once.
    pub fn validation(&self) {
        let now = self.clock.millis();
        self.note(move |heard| heard.validation = heard.validation.max(now));
    }

    fn note(&self, noted: impl Fn(&mut Heard) + Send + 'static) {
        let kv = self.api.kv();
        tokio::spawn(async move {
            if let Err(error) = change(&kv, keys::HEARD_OF_ZOOM, None, noted).await {
                tracing::warn!(error = %error, "cannot note that Zoom was heard of");
            }
        });
    }
}

/// When Zoom was heard of.
///
/// # Errors
/// When the store fails.
pub async fn heard(api: &Api) -> Result<Heard> {
    let bytes = api.kv().get_bytes(keys::HEARD_OF_ZOOM).await?;
    let heard = bytes.as_deref().and_then(crate::store::read_json);
    Ok(heard.unwrap_or_default())
}

/// Tells system admins, once, when Zoom has been silent for too long.
///
/// # Errors
/// When Mattermost fails.
pub async fn watch(services: &Services) -> Result<()> {
    let (api, now) = (&services.api, services.clock.millis());
    let kv = api.kv();
    if heard(api).await? == Heard::default() {
        // What cannot be read is begun anew.
        kv.delete(keys::HEARD_OF_ZOOM).await?;
    }
    let heard = change(&kv, keys::HEARD_OF_ZOOM, None, |heard: &mut Heard| {
        heard.watch(now);
        *heard
    })
    .await?;
    let url = services.ready.url("webhook?secret=");
    let text = heard.is_overdue(now).then(|| texts::webhook_silent(url));
    admins::notify(api, &services.bot_id, keys::NOTICE_SILENCE, text).await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_counted_from_the_last_sign_of_life() {
        let hour = 60 * 60 * 1000;
        let now = 1_700_000_000_000;
        let heard = |since: i64, validation: i64, event: i64| Heard {
            since: now - since * hour,
            validation: now - validation * hour,
            event: now - event * hour,
            ..Heard::default()
        };
        assert!(!Heard::default().is_overdue(now), "not set up yet");
        assert!(!heard(83, 500, 500).is_overdue(now));
        assert!(heard(85, 500, 500).is_overdue(now));
        assert!(!heard(500, 83, 500).is_overdue(now));
        assert!(!heard(500, 500, 83).is_overdue(now));
        assert!(heard(500, 100, 90).is_overdue(now));
    }

    #[test]
    fn a_long_pause_does_not_count_as_silence_and_restarts_do_not_hide_it() {
        let hour = 60 * 60 * 1000;
        let begin = 1_700_000_000_000;
        let mut heard = Heard::default();
        for passed in [0, 1, 101, 102] {
            heard.watch(begin + passed * hour);
            assert!(!heard.is_overdue(begin + passed * hour), "{passed}");
        }
        for passed in (102..=190).step_by(8) {
            heard.watch(begin + passed * hour);
        }
        assert!(heard.is_overdue(begin + 190 * hour));
    }
}
