//! Timer wheels in the store: which meetings something is to be done about in which minute. What a
//! meeting costs does not grow with their number: it adds to one minute's list.

use std::time::Duration;

use mattermost_plugin::{Error, Result};
use serde::{Deserialize, Serialize};

use super::Store;
use crate::store::keys;

/// A minute in milliseconds.
pub const MINUTE: i64 = 60_000;
/// A day.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const ATTEMPTS: usize = 20;

/// What is to be done about the meetings of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wheel {
    /// Zoom is asked whether they ended.
    Checks,
    /// They are planned, and a reminder is due, or their end.
    Plans,
}

impl Wheel {
    fn cursor(self) -> &'static str {
        match self {
            Self::Checks => keys::CHECKS,
            Self::Plans => keys::PLANS,
        }
    }

    /// After which time lists are forgotten that nobody came to, as where the plugin is off. A plan
    /// stands in one list alone, and nothing puts it there anew.
    const fn life(self) -> Duration {
        match self {
            Self::Checks => DAY.saturating_mul(4),
            Self::Plans => DAY.saturating_mul(30),
        }
    }

    fn list(self, minute: i64) -> String {
        match self {
            Self::Checks => keys::checks_in(minute),
            Self::Plans => keys::plans_in(minute),
        }
    }
}

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
pub async fn cursor(store: &impl Store, wheel: Wheel) -> Result<Cursor> {
    let bytes = store.get(wheel.cursor()).await?;
    Ok(bytes
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default())
}

/// Writes it.
///
/// # Errors
/// When the store fails.
pub async fn set_cursor(store: &impl Store, wheel: Wheel, cursor: &Cursor) -> Result<()> {
    let bytes = serde_json::to_vec(cursor)?;
    store.set(wheel.cursor(), bytes, None).await
}

/// The list of a minute, as it was read.
#[derive(Debug)]
pub struct List {
    key: String,
    bytes: Option<Vec<u8>>,
    life: Duration,
    /// The meetings.
    pub meetings: Vec<u64>,
}

/// Reads the list of a minute; one that cannot be read is empty.
///
/// # Errors
/// When the store fails.
pub async fn list(store: &impl Store, wheel: Wheel, minute: i64) -> Result<List> {
    let key = wheel.list(minute);
    let bytes = store.get(&key).await?;
    let read = bytes.as_deref().map(serde_json::from_slice).transpose();
    let meetings = read.unwrap_or_else(|error| {
        tracing::error!(key, error = %error, "a list of meetings cannot be read");
        None
    });
    Ok(List {
        key,
        bytes,
        life: wheel.life(),
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
    let old = list.bytes.as_deref();
    let life = Some(list.life);
    store.compare_and_set(&list.key, old, new, life).await
}

/// Adds a meeting to the list of a time; it and the present are in milliseconds since 1970.
///
/// # Errors
/// When the store fails.
pub async fn add(
    store: &impl Store,
    wheel: Wheel,
    meeting_id: u64,
    at: i64,
    now: i64,
) -> Result<()> {
    let ahead = Duration::from_millis(u64::try_from(at.saturating_sub(now)).unwrap_or_default());
    let life = Some(wheel.life().saturating_add(ahead));
    for _ in 0..ATTEMPTS {
        let mut list = list(store, wheel, at.div_euclid(MINUTE)).await?;
        if list.meetings.contains(&meeting_id) {
            return Ok(());
        }
        list.meetings.push(meeting_id);
        let new = Some(serde_json::to_vec(&list.meetings)?);
        let old = list.bytes.as_deref();
        if store.compare_and_set(&list.key, old, new, life).await? {
            return Ok(());
        }
    }
    Err(Error::new("a list of meetings changes too often"))
}
