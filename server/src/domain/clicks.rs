//! Two quick clicks do one thing, on whichever nodes they arrive.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use zoom_client::Timestamp;

use crate::app::Services;
use crate::error::{Error, Result};
use crate::store::{read_json, to_json};

/// How close two clicks have to be to count as one.
const CLOSE: Duration = Duration::from_secs(2);
/// How long a click of which nothing comes, since its node died, holds others back.
const IN_FLIGHT: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(100);
const ATTEMPTS: usize = 250;

/// What a click turned out to be.
#[derive(Debug)]
pub enum Click {
    /// The first: it may do what was asked for, and has to be settled after that.
    First(Claim),
    /// Another one of the same.
    Again {
        /// What the first one made.
        made: String,
    },
}

/// The right to do what was asked for.
#[derive(Debug)]
pub struct Claim {
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

/// Claims what a key stands for, or waits for what comes of the click that is under way.
///
/// # Errors
/// When the store fails.
pub async fn claim(services: &Services, key: String) -> Result<Click> {
    let kv = services.api.kv();
    for _ in 0..ATTEMPTS {
        let old = kv.get_bytes(&key).await?;
        match old.as_deref().and_then(read_json::<State>) {
            Some(State::Started(made)) => return Ok(Click::Again { made }),
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
    Err(Error::Internal("the same request before takes too long"))
}

impl Claim {
    /// Tells the other clicks what this one made; where that is nothing, it gives way.
    pub async fn settle(self, services: &Services, made: Option<&str>) {
        if let Err(error) = self.try_settle(services, made).await {
            tracing::warn!(error = %error, "the next click may have to wait");
        }
    }

    async fn try_settle(&self, services: &Services, made: Option<&str>) -> Result<()> {
        let kv = services.api.kv();
        let Some(made) = made else {
            return Ok(kv.delete(&self.key).await?);
        };
        let state = State::Started(made.to_owned());
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
