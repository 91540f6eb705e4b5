//! One job per event: where Zoom delivers an event again, only one of the jobs has an effect.

use std::time::Duration;

use mattermost_plugin::Result;

use super::{Job, Store, event_id};
use crate::store::keys;

/// Zoom sends again for an hour and a half; where its own delivery was delayed, days later.
const LIFE: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Whether this job is the one to carry its event out. Where it is not, another one is, and that
/// one is as durable.
///
/// # Errors
/// When the store fails.
pub async fn claim(store: &impl Store, job: &Job) -> Result<bool> {
    claim_event(store, job, &job.event).await
}

/// The same for a part of what an event tells, where several events may tell of it. `parts` names
/// it, as in [`event_id`].
///
/// # Errors
/// When the store fails.
pub async fn claim_part(store: &impl Store, job: &Job, parts: &[&str]) -> Result<bool> {
    claim_event(store, job, &event_id(parts)).await
}

async fn claim_event(store: &impl Store, job: &Job, event: &str) -> Result<bool> {
    let key = keys::event_claim(event);
    let own = job.id.as_bytes();
    if store
        .compare_and_set(&key, None, Some(own.to_vec()), Some(LIFE))
        .await?
    {
        return Ok(true);
    }
    // Not claimed just now, yet perhaps by an earlier attempt.
    Ok(store.get(&key).await?.as_deref() == Some(own))
}
