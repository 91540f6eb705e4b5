//! Jobs that could not be done, for system admins to see, to retry and to drop.

use std::time::Duration;

use mattermost_plugin::{Error, Result};
use serde::{Deserialize, Serialize};

use super::{Job, Queue, Store};
use crate::store::keys;

/// How many are kept; the oldest gives way.
const MOST: usize = 100;
/// How long they are kept.
const LIFE: Duration = Duration::from_secs(30 * 24 * 60 * 60);
const MAX_REASON: usize = 300;
const ATTEMPTS: usize = 20;

/// A job that could not be done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Failure {
    /// The job's name, or the key of one that could not be read.
    pub id: String,
    /// What was to be done; empty where that could not be read.
    pub work: String,
    /// The meeting; 0 where that is not known.
    pub meeting_id: u64,
    /// What went wrong, for the log's readers: identifiers and error texts only.
    pub reason: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was given up, in milliseconds since 1970.
    pub at: i64,
}

/// All failures, oldest first.
///
/// # Errors
/// When the store fails.
pub async fn list(store: &impl Store) -> Result<Vec<Failure>> {
    let bytes = store.get(keys::FAILURES).await?;
    Ok(read(bytes.as_deref()))
}

fn read(bytes: Option<&[u8]>) -> Vec<Failure> {
    let read = bytes.map(serde_json::from_slice).transpose();
    read.unwrap_or_else(|error| {
        tracing::error!(error = %error, "the list of failed jobs cannot be read; it begins anew");
        None
    })
    .unwrap_or_default()
}

/// Writes a failure down. Doing so twice is the same as once.
pub(super) async fn add(store: &impl Store, job: &Job, reason: &str, now: i64) -> Result<()> {
    store
        .set(&keys::failure(&job.id), job.bytes()?, Some(LIFE))
        .await?;
    let failure = Failure {
        id: job.id.clone(),
        work: job.work.name().to_owned(),
        meeting_id: job.work.meeting_id(),
        reason: reason.chars().take(MAX_REASON).collect(),
        attempts: job.attempts,
        at: now,
    };
    insert(store, failure).await
}

/// Notes a stored job that cannot be read.
pub(super) async fn add_unreadable(store: &impl Store, key: &str, now: i64) -> Result<()> {
    let failure = Failure {
        id: key.to_owned(),
        reason: "the stored job cannot be read".to_owned(),
        at: now,
        ..Failure::default()
    };
    insert(store, failure).await
}

async fn insert(store: &impl Store, failure: Failure) -> Result<()> {
    let surplus = change(store, |failures| {
        failures.retain(|known| known.id != failure.id);
        failures.push(failure.clone());
        let surplus = failures.len().saturating_sub(MOST);
        failures.drain(..surplus).collect::<Vec<_>>()
    })
    .await?;
    for failure in surplus {
        tracing::error!(
            job = failure.id,
            "a failed job is forgotten: there are too many"
        );
        store.delete(&keys::failure(&failure.id)).await?;
    }
    Ok(())
}

/// What became of a failure that was to be tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retried {
    /// It is in the queue again.
    Again,
    /// What was to be done cannot be read, or is not kept any more: the failure is forgotten.
    Forgotten,
    /// There was none.
    Unknown,
}

/// Puts a failed job back into the queue. Where it cannot be read any more it goes.
///
/// # Errors
/// When the store fails; the failure stays then.
pub async fn retry<S: Store>(queue: &Queue<S>, id: &str) -> Result<Retried> {
    let bytes = queue.store.get(&keys::failure(id)).await?;
    let Some(job) = bytes.and_then(|bytes| Job::read(&bytes).ok()) else {
        return Ok(if drop_one(&queue.store, id).await? {
            Retried::Forgotten
        } else {
            Retried::Unknown
        });
    };
    let now = queue.clock.millis();
    // It was tried, so whatever it does looks first for what it has done.
    queue
        .add(Job {
            attempts: 1,
            takeovers: 0,
            due: now,
            ..job
        })
        .await?;
    drop_one(&queue.store, id).await?;
    Ok(Retried::Again)
}

/// Forgets a failed job; says whether there was one.
///
/// # Errors
/// When the store fails.
pub async fn drop_one(store: &impl Store, id: &str) -> Result<bool> {
    let found = change(store, |failures| {
        let before = failures.len();
        failures.retain(|failure| failure.id != id);
        failures.len() < before
    })
    .await?;
    store.delete(&keys::failure(id)).await?;
    Ok(found)
}

async fn change<T>(store: &impl Store, change: impl Fn(&mut Vec<Failure>) -> T) -> Result<T> {
    for _ in 0..ATTEMPTS {
        let old = store.get(keys::FAILURES).await?;
        let before = read(old.as_deref());
        let mut after = before.clone();
        let result = change(&mut after);
        if after == before {
            return Ok(result);
        }
        let new = (!after.is_empty())
            .then(|| serde_json::to_vec(&after))
            .transpose()?;
        if store
            .compare_and_set(keys::FAILURES, old.as_deref(), new, None)
            .await?
        {
            return Ok(result);
        }
    }
    Err(Error::new("the list of failed jobs changes too often"))
}
