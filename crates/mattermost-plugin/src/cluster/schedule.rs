//! Jobs that run on one node at a time.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::task::JoinHandle;

use crate::api::Api;
use crate::cluster::Mutex;
use crate::error::Result;
use crate::guard::guard;

/// When a job is due again, at the latest looked at after this.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// What is stored under `cron_<key>`.
#[derive(Serialize, Deserialize)]
struct State {
    #[serde(rename = "LastFinished")]
    last_finished: Timestamp,
}

/// A scheduled job; dropping it ends the schedule on this node.
#[derive(Debug)]
pub struct Job(JoinHandle<()>);

impl Drop for Job {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Runs `job` every `interval`, on one node of the cluster at a time.
///
/// The time counts from the end of the last run on any node, which the store keeps under
/// `cron_<key>`. An error or a panic of the job is logged, and the next run is due as usual.
pub fn schedule<F, Fut>(api: &Api, key: &str, interval: Duration, job: F) -> Job
where
    F: Fn() -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<()>> + Send + 'static,
{
    let schedule = Schedule {
        mutex: Mutex::new(api, &format!("cron_{key}")),
        key: format!("cron_{key}"),
        api: api.clone(),
        interval,
    };
    let job = Arc::new(job);
    Job(tokio::spawn(async move {
        loop {
            let sleep = schedule.turn(&*job).await.unwrap_or_else(|error| {
                tracing::warn!(job = schedule.key, error = %error, "cannot run a scheduled job");
                LONGEST_SLEEP
            });
            tokio::time::sleep(sleep.min(LONGEST_SLEEP)).await;
        }
    }))
}

struct Schedule {
    api: Api,
    mutex: Mutex,
    key: String,
    interval: Duration,
}

impl Schedule {
    /// Runs the job if it is due; returns how long it is until it may be due.
    async fn turn<F, Fut>(&self, job: &F) -> Result<Duration>
    where
        F: Fn() -> Fut,
        Fut: Future<Output = Result<()>>,
    {
        let wait = self.until_due().await?;
        if !wait.is_zero() {
            return Ok(wait);
        }
        let lock = self.mutex.lock().await;
        let turn = self.run_if_still_due(job).await;
        lock.unlock().await;
        turn
    }

    async fn run_if_still_due<F, Fut>(&self, job: &F) -> Result<Duration>
    where
        F: Fn() -> Fut,
        Fut: Future<Output = Result<()>>,
    {
        // Another node may have run it while this one waited for the lock.
        let wait = self.until_due().await?;
        if !wait.is_zero() {
            return Ok(wait);
        }
        if let Err(error) = guard("a scheduled job", job()).await {
            tracing::error!(job = self.key, error = %error, "a scheduled job failed");
        }
        let state = State {
            last_finished: Timestamp::now(),
        };
        self.api.kv().set(&self.key, &state).await?;
        Ok(self.interval)
    }

    async fn until_due(&self) -> Result<Duration> {
        let Some(state) = self.api.kv().get::<State>(&self.key).await? else {
            return Ok(Duration::ZERO);
        };
        let passed: SignedDuration = Timestamp::now().duration_since(state.last_finished);
        let passed = Duration::try_from(passed).unwrap_or(Duration::ZERO);
        Ok(self.interval.saturating_sub(passed))
    }
}
