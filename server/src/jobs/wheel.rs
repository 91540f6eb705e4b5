//! A timer wheel in the store: which meetings are to be asked about in which minute. What a start
//! costs does not grow with the number of meetings: it adds to one minute's list.

use std::time::Duration;

use mattermost_plugin::{Error, Result};
use serde::{Deserialize, Serialize};

use super::Store;
use crate::store::keys;

/// A minute in milliseconds.
pub const MINUTE: i64 = 60_000;
/// Lists that nobody came to are forgotten after this.
const LIFE: Duration = Duration::from_secs(4 * 24 * 60 * 60);
const ATTEMPTS: usize = 20;

/// How far the lists were gone through.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cursor {
    /// The first minute that was not gone through, counted from 1970; 0 at the very beginning.
    pub next: i64,
    /// Zoom wants nothing before this time, in milliseconds since 1970.
    pub paused_until: i64,
}

/// Reads how far the lists were gone through.
///
/// # Errors
/// When the store fails.
pub async fn cursor(store: &impl Store) -> Result<Cursor> {
    let bytes = store.get(keys::CHECKS).await?;
    Ok(bytes
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default())
}

/// Writes it.
///
/// # Errors
/// When the store fails.
pub async fn set_cursor(store: &impl Store, cursor: &Cursor) -> Result<()> {
    store
        .set(keys::CHECKS, serde_json::to_vec(cursor)?, None)
        .await
}

/// The list of a minute, as it was read.
#[derive(Debug)]
pub struct List {
    minute: i64,
    bytes: Option<Vec<u8>>,
    /// The meetings.
    pub meetings: Vec<u64>,
}

/// Reads the list of a minute; one that cannot be read is empty.
///
/// # Errors
/// When the store fails.
pub async fn list(store: &impl Store, minute: i64) -> Result<List> {
    let bytes = store.get(&keys::checks_in(minute)).await?;
    let read = bytes.as_deref().map(serde_json::from_slice).transpose();
    let meetings = read.unwrap_or_else(|error| {
        tracing::error!(minute, error = %error, "a list of meetings to ask about cannot be read");
        None
    });
    Ok(List {
        minute,
        bytes,
        meetings: meetings.unwrap_or_default(),
    })
}

/// Leaves only these meetings in a list, unless it has changed since it was read; says whether it
/// did so.
///
/// # Errors
/// When the store fails.
pub async fn leave(store: &impl Store, list: &List, rest: &[u64]) -> Result<bool> {
    if list.bytes.is_none() {
        return Ok(true);
    }
    let new = (!rest.is_empty())
        .then(|| serde_json::to_vec(rest))
        .transpose()?;
    let key = keys::checks_in(list.minute);
    let old = list.bytes.as_deref();
    store.compare_and_set(&key, old, new, Some(LIFE)).await
}

/// Adds a meeting to the list of a time, in milliseconds since 1970.
///
/// # Errors
/// When the store fails.
pub async fn add(store: &impl Store, meeting_id: u64, at: i64) -> Result<()> {
    for _ in 0..ATTEMPTS {
        let mut list = list(store, at.div_euclid(MINUTE)).await?;
        if list.meetings.contains(&meeting_id) {
            return Ok(());
        }
        list.meetings.push(meeting_id);
        let key = keys::checks_in(list.minute);
        let new = Some(serde_json::to_vec(&list.meetings)?);
        let old = list.bytes.as_deref();
        if store.compare_and_set(&key, old, new, Some(LIFE)).await? {
            return Ok(());
        }
    }
    Err(Error::new("a list of meetings changes too often"))
}
