//! A token that is good now: refreshed once, whoever asks for it and on however many nodes.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use mattermost_plugin::cluster;
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;
use tokio::sync::{Mutex, MutexGuard};
use zoom_client::{ErrorKind, Timestamp, Tokens};

use super::{Stored, from_zoom, load, read, remove_copy, save_copy};
use crate::app::Services;
use crate::error::{Error, Result};
use crate::store::{Connection, Owner, StoredTokens, keys};

/// A token that ends within this time is refreshed first.
const MARGIN: Duration = Duration::from_secs(60);
/// How long a person waits for another node's refresh.
const LOCK_PATIENCE: Duration = Duration::from_secs(25);
const LOCKS: usize = 16;
/// How often a new pair that could not be stored is stored again: for some 25 seconds in all.
const STORE_RETRIES: usize = 8;

/// Keeps refreshes of one connection apart within this process: the cluster's lock is asked once
/// a second only.
#[derive(Debug, Default)]
pub struct RefreshLocks([Mutex<()>; LOCKS]);

impl RefreshLocks {
    async fn lock(&self, owner: &Owner) -> Option<MutexGuard<'_, ()>> {
        let mut hasher = DefaultHasher::new();
        owner.name().hash(&mut hasher);
        let slot = usize::try_from(hasher.finish() % LOCKS as u64).unwrap_or_default();
        Some(self.0.get(slot)?.lock().await)
    }
}

/// A token that is good now.
pub(super) async fn token(services: &Services, owner: &Owner) -> Result<SecretString> {
    let stored = load(services, owner)
        .await?
        .ok_or(Error::NotConnected { again: false })?;
    let tokens = stored.connection.tokens;
    if is_fresh(&tokens, services.clock.now()) {
        Ok(tokens.access)
    } else {
        renew(services, owner, &tokens.access).await
    }
}

fn is_fresh(tokens: &StoredTokens, now: Timestamp) -> bool {
    let margin = now.checked_add(MARGIN).unwrap_or(Timestamp::MAX);
    tokens.expiry.is_some_and(|expiry| expiry > margin)
}

fn same(a: &SecretString, b: &SecretString) -> bool {
    a.expose_secret()
        .as_bytes()
        .ct_eq(b.expose_secret().as_bytes())
        .into()
}

/// Gets a new token in place of one that is spent: one refresh at a time over all nodes.
///
/// It runs in a task of its own. Whoever waits for it may go away, but where Zoom has replaced a
/// refresh token the new one has to be stored, or the connection is lost.
pub(super) async fn renew(
    services: &Services,
    owner: &Owner,
    spent: &SecretString,
) -> Result<SecretString> {
    let (services, owner, spent) = (services.clone(), owner.clone(), spent.clone());
    let task = tokio::spawn(async move { renew_alone(&services, &owner, &spent).await });
    task.await
        .map_err(|_| Error::Internal("the plugin panicked in a refresh"))?
}

async fn renew_alone(
    services: &Services,
    owner: &Owner,
    spent: &SecretString,
) -> Result<SecretString> {
    let _here = services.refresh_locks.lock(owner).await;
    if let Some(token) = renewed_meanwhile(services, owner, spent).await? {
        return Ok(token);
    }
    let lock = lock(services, owner).await?;
    let renewed = renew_locked(services, owner, spent).await;
    lock.unlock().await;
    renewed
}

/// Keeps every node from refreshing a connection, or from sealing it anew.
pub(super) async fn lock(services: &Services, owner: &Owner) -> Result<cluster::MutexGuard> {
    let lock = cluster::Mutex::new(&services.api, &keys::refresh_lock(owner.name()));
    tokio::time::timeout(LOCK_PATIENCE, lock.lock())
        .await
        .map_err(|_| Error::Internal("another refresh of the same connection takes too long"))
}

async fn renewed_meanwhile(
    services: &Services,
    owner: &Owner,
    spent: &SecretString,
) -> Result<Option<SecretString>> {
    let stored = load(services, owner)
        .await?
        .ok_or(Error::NotConnected { again: false })?;
    let tokens = stored.connection.tokens;
    Ok(
        (is_fresh(&tokens, services.clock.now()) && !same(&tokens.access, spent))
            .then_some(tokens.access),
    )
}

async fn renew_locked(
    services: &Services,
    owner: &Owner,
    spent: &SecretString,
) -> Result<SecretString> {
    let stored = load(services, owner)
        .await?
        .ok_or(Error::NotConnected { again: false })?;
    let tokens = &stored.connection.tokens;
    if is_fresh(tokens, services.clock.now()) && !same(&tokens.access, spent) {
        return Ok(tokens.access.clone());
    }
    match services.ready.zoom.refresh(&tokens.refresh).await {
        Ok(fresh) => keep_renewed(services, owner, stored, &fresh).await,
        Err(error) if error.kind() == ErrorKind::ConnectionRevoked => {
            if !forget(services, owner, &stored).await? {
                // Somebody connected or disconnected meanwhile: what they stored counts.
                return stored_meanwhile(services, owner).await;
            }
            tracing::info!(audit = "connection ended by Zoom", owner = owner.name());
            Err(Error::NotConnected { again: true })
        }
        Err(error) => Err(error.into()),
    }
}

/// Stores the new pair before anybody uses it: the old refresh token is spent.
async fn keep_renewed(
    services: &Services,
    owner: &Owner,
    stored: Stored,
    fresh: &Tokens,
) -> Result<SecretString> {
    let spent = stored.connection.tokens.refresh.clone();
    let tokens = from_zoom(fresh, Some(spent.clone()), services.clock.now());
    let access = tokens.access.clone();
    let connection = Connection {
        tokens,
        ..stored.connection
    };
    let bytes = connection.encode(owner, &services.ready.encryption_key)?;
    if !replace(services, owner, &spent, &bytes).await? {
        return stored_meanwhile(services, owner).await;
    }
    if let Err(error) = save_copy(services, owner, &connection).await {
        tracing::warn!(owner = owner.name(), error = %error, "a token's copy is out of date");
    }
    Ok(access)
}

/// Puts a connection in the place of the one whose refresh token is spent, and says whether it
/// did: what somebody connected meanwhile stays. A store that fails is tried again, for nothing
/// else holds the new pair.
async fn replace(
    services: &Services,
    owner: &Owner,
    spent: &SecretString,
    new: &[u8],
) -> Result<bool> {
    let mut waits = ExponentialBuilder::new()
        .with_min_delay(Duration::from_millis(100))
        .with_max_times(STORE_RETRIES)
        .build();
    loop {
        let error = match try_replace(services, owner, spent, new).await {
            Ok(replaced) => return Ok(replaced),
            Err(error) => error,
        };
        let Some(wait) = waits.next() else {
            return Err(error);
        };
        tracing::warn!(owner = owner.name(), error = %error, "a new token is not stored yet");
        tokio::time::sleep(wait).await;
    }
}

/// Reads first: a write that failed may have gone through all the same, and the spent pair may
/// lie there in other bytes, sealed anew.
async fn try_replace(
    services: &Services,
    owner: &Owner,
    spent: &SecretString,
    new: &[u8],
) -> Result<bool> {
    let kv = services.api.kv();
    let Some(old) = kv.get_bytes(&owner.key()).await? else {
        return Ok(false);
    };
    if old == new {
        return Ok(true);
    }
    let old_pair = read(services, owner, &old);
    if !old_pair.is_some_and(|stored| same(&stored.tokens.refresh, spent)) {
        return Ok(false);
    }
    let replaced = kv
        .compare_and_set(&owner.key(), Some(&old), Some(new.to_vec()), None)
        .await?;
    if replaced {
        Ok(true)
    } else {
        Err(Error::Internal("a connection changed between two calls"))
    }
}

async fn stored_meanwhile(services: &Services, owner: &Owner) -> Result<SecretString> {
    let stored = load(services, owner).await?;
    let stored = stored.ok_or(Error::NotConnected { again: false })?;
    Ok(stored.connection.tokens.access)
}

/// Removes a connection that Zoom has ended, unless it was changed since it was read.
async fn forget(services: &Services, owner: &Owner, stored: &Stored) -> Result<bool> {
    let kv = services.api.kv();
    let removed = kv
        .compare_and_set(&owner.key(), Some(&stored.bytes), None, None)
        .await?;
    if removed {
        remove_copy(services, owner, &stored.bytes).await?;
    }
    Ok(removed)
}
