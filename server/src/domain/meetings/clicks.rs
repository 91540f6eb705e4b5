//! Two quick clicks by one person make one meeting, on whichever nodes they arrive.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use zoom_client::Timestamp;

use super::Started;
use crate::app::Services;
use crate::error::{Error, Result};
use crate::store::{keys, read_json, to_json};

/// How close two clicks have to be to count as one.
const CLOSE: Duration = Duration::from_secs(2);
/// How long a start that never ends, since its node died, holds others back.
const IN_FLIGHT: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(100);
const ATTEMPTS: usize = 250;

/// What a click turned out to be.
#[derive(Debug)]
pub(super) enum Click {
    /// The first: it may start a meeting, and has to be settled after that.
    First(Claim),
    /// Another one of the same: the first made this meeting.
    Again {
        /// Where to join it.
        url: String,
    },
}

/// The right to start a meeting.
#[derive(Debug)]
pub(super) struct Claim {
    key: String,
    at: Timestamp,
}

/// What other clicks find in the store.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Starting,
    Started(String),
}

/// Claims a start, or waits for what comes of the one that is under way.
///
/// # Errors
/// When the store fails.
pub(super) async fn claim(services: &Services, user_id: &str, channel_id: &str) -> Result<Click> {
    let kv = services.api.kv();
    let key = keys::click(user_id, channel_id);
    for _ in 0..ATTEMPTS {
        let old = kv.get_bytes(&key).await?;
        match old.as_deref().and_then(read_json::<State>) {
            Some(State::Started(url)) => return Ok(Click::Again { url }),
            Some(State::Starting) => tokio::time::sleep(POLL).await,
            None => {
                let new = Some(to_json(&State::Starting)?);
                if kv
                    .compare_and_set(&key, old.as_deref(), new, Some(IN_FLIGHT))
                    .await?
                {
                    let at = services.clock.now();
                    return Ok(Click::First(Claim { key, at }));
                }
            }
        }
    }
    Err(Error::Internal(
        "another start of the same person takes too long",
    ))
}

impl Claim {
    /// Tells the other clicks what came of this one: unless it made a meeting, it gives way.
    pub(super) async fn settle(self, services: &Services, started: &Result<Started>) {
        if let Err(error) = self.try_settle(services, started).await {
            tracing::warn!(error = %error, "the next click may have to wait");
        }
    }

    async fn try_settle(&self, services: &Services, started: &Result<Started>) -> Result<()> {
        let kv = services.api.kv();
        let Ok(Started::Meeting { url }) = started else {
            return Ok(kv.delete(&self.key).await?);
        };
        let state = State::Started(url.clone());
        let life = Some(self.rest(services.clock.now()));
        let value = to_json(&state)?;
        Ok(kv.set_bytes(&self.key, value, life).await?)
    }

    /// What is left of the time, in the whole seconds that the store counts in.
    fn rest(&self, now: Timestamp) -> Duration {
        let past = Duration::try_from(now.duration_since(self.at)).unwrap_or_default();
        let rest = CLOSE.saturating_sub(past).as_millis().div_ceil(1000);
        Duration::from_secs(u64::try_from(rest).unwrap_or_default().max(1))
    }
}
