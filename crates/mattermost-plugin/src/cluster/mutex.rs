//! The cluster's mutex.

use std::time::Duration;

use tokio::task::JoinHandle;

use crate::api::Api;
use crate::error::Result;

/// The value of a lock that is held.
const HELD: &[u8] = &[1];
/// A lock whose holder has died is free after this.
const LIFE: Duration = Duration::from_secs(15);
/// Its holder renews it this often.
const RENEWAL: Duration = Duration::from_millis(7_500);
/// A waiter asks again after this, give or take a quarter.
const POLL: Duration = Duration::from_secs(1);
/// After errors it waits up to this long.
const LONGEST_WAIT: Duration = Duration::from_secs(5 * 60);

/// A lock by name, held by at most one node.
///
/// A holder that stalls for more than fifteen seconds may lose it without notice, so what it
/// guards is written by compare-and-set as well.
#[derive(Clone, Debug)]
pub struct Mutex {
    api: Api,
    key: String,
}

impl Mutex {
    /// The lock `name`.
    #[must_use]
    pub fn new(api: &Api, name: &str) -> Self {
        Self {
            api: api.clone(),
            key: format!("mutex_{name}"),
        }
    }

    /// Waits for the lock and takes it. Errors of the store are waited out.
    pub async fn lock(&self) -> MutexGuard {
        let mut wait = POLL;
        loop {
            wait = match self.try_lock().await {
                Ok(Some(guard)) => return guard,
                Ok(None) => POLL,
                Err(error) => {
                    tracing::warn!(lock = self.key, error = %error, "cannot take a cluster lock");
                    (wait * 2).min(LONGEST_WAIT)
                }
            };
            tokio::time::sleep(jitter(wait)).await;
        }
    }

    /// Takes the lock if it is free.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn try_lock(&self) -> Result<Option<MutexGuard>> {
        let kv = self.api.kv();
        if !kv
            .compare_and_set(&self.key, None, Some(HELD.to_vec()), Some(LIFE))
            .await?
        {
            return Ok(None);
        }
        let renewal = tokio::spawn(renew(self.clone()));
        Ok(Some(MutexGuard {
            mutex: self.clone(),
            renewal,
            held: true,
        }))
    }
}

async fn renew(mutex: Mutex) {
    loop {
        tokio::time::sleep(RENEWAL).await;
        let kv = mutex.api.kv();
        let renewed = kv.compare_and_set(&mutex.key, Some(HELD), Some(HELD.to_vec()), Some(LIFE));
        match renewed.await {
            Ok(true) => {}
            Ok(false) => {
                tracing::warn!(lock = mutex.key, "a cluster lock was lost");
                return;
            }
            Err(error) => {
                tracing::warn!(lock = mutex.key, error = %error, "cannot renew a cluster lock");
            }
        }
    }
}

/// A quarter more or less, so that waiting nodes do not ask in step.
pub(crate) fn jitter(wait: Duration) -> Duration {
    let nanoseconds = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |now| now.subsec_nanos());
    wait.mul_f64(0.75 + f64::from(nanoseconds % 1000) / 2000.0)
}

/// The lock while it is held; it is given back by [`MutexGuard::unlock`], or in the background
/// when this is dropped.
#[derive(Debug)]
pub struct MutexGuard {
    mutex: Mutex,
    renewal: JoinHandle<()>,
    held: bool,
}

impl MutexGuard {
    /// Gives the lock back.
    pub async fn unlock(mut self) {
        self.held = false;
        self.renewal.abort();
        release(&self.mutex).await;
    }
}

async fn release(mutex: &Mutex) {
    if let Err(error) = mutex.api.kv().delete(&mutex.key).await {
        tracing::warn!(lock = mutex.key, error = %error, "a cluster lock stays until it expires");
    }
}

impl Drop for MutexGuard {
    fn drop(&mut self) {
        self.renewal.abort();
        if self.held
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            let mutex = self.mutex.clone();
            runtime.spawn(async move { release(&mutex).await });
        }
    }
}
