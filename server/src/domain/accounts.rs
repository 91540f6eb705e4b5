//! Connections to Zoom: who has one, and a token that is good now.

use std::collections::hash_map::DefaultHasher;
use std::future::Future;
use std::hash::{Hash, Hasher};
use std::time::Duration;

use mattermost_plugin::cluster;
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;
use tokio::sync::{Mutex, MutexGuard};
use zoom_client::{ErrorKind, Timestamp, Tokens, UserRef};

use crate::app::Services;
use crate::error::{Error, Result};
use crate::store::{Connection, Owner, StoredTokens, keys, stored_owner};

/// A token that ends within this time is refreshed first.
const MARGIN: Duration = Duration::from_secs(60);
/// How long a person waits for another node's refresh.
const LOCK_PATIENCE: Duration = Duration::from_secs(25);
const LOCKS: usize = 16;

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

/// A connection with the bytes that it was read from, for compare-and-set.
#[derive(Debug)]
pub struct Stored {
    bytes: Vec<u8>,
    /// The connection.
    pub connection: Connection,
}

/// Whose connection a person uses.
pub fn owner_for(services: &Services, user_id: &str) -> Owner {
    if services.ready.settings.account_level_app {
        Owner::Account
    } else {
        Owner::User(user_id.to_owned())
    }
}

/// Reads a connection. One that cannot be read (another encryption key) counts as none.
///
/// # Errors
/// When the store cannot be read.
pub async fn load(services: &Services, owner: &Owner) -> Result<Option<Stored>> {
    let Some(bytes) = services.api.kv().get_bytes(&owner.key()).await? else {
        return Ok(None);
    };
    match Connection::decode(owner, &services.ready.encryption_key, &bytes) {
        Ok(connection) => Ok(Some(Stored { bytes, connection })),
        Err(error) => {
            tracing::warn!(owner = owner.name(), error = %error, "a connection is unreadable");
            Ok(None)
        }
    }
}

/// Stores a new connection.
///
/// # Errors
/// When it cannot be sealed or stored.
pub async fn save(services: &Services, owner: &Owner, connection: &Connection) -> Result<()> {
    let bytes = connection.encode(owner, &services.ready.encryption_key)?;
    services
        .api
        .kv()
        .set_bytes(&owner.key(), bytes, None)
        .await?;
    save_copy(services, owner, connection).await
}

/// The copy by which Zoom's messages about a Zoom user are matched to a person.
async fn save_copy(services: &Services, owner: &Owner, connection: &Connection) -> Result<()> {
    if *owner == Owner::Account || connection.zoom_id.is_empty() {
        return Ok(());
    }
    let key = keys::zoom_user_token(&connection.zoom_id);
    let bytes = connection.encode_user(&key, &services.ready.encryption_key)?;
    Ok(services.api.kv().set_bytes(&key, bytes, None).await?)
}

/// Removes a connection and takes its token back at Zoom. Says whether there was one.
///
/// # Errors
/// When the store cannot be changed.
pub async fn disconnect(services: &Services, owner: &Owner) -> Result<bool> {
    let kv = services.api.kv();
    let Some(bytes) = kv.get_bytes(&owner.key()).await? else {
        return Ok(false);
    };
    let stored = load(services, owner).await?;
    kv.delete(&owner.key()).await?;
    remove_copy(services, owner, &bytes).await?;
    if let Some(stored) = stored {
        // What Zoom says to this changes nothing here: the token is gone on our side.
        if let Err(error) = services
            .ready
            .zoom
            .revoke(&stored.connection.tokens.access)
            .await
        {
            tracing::debug!(error = %error, "Zoom did not take a token back");
        }
    }
    Ok(true)
}

/// Removes the copy by Zoom user, unless another person has connected that Zoom user since.
async fn remove_copy(services: &Services, owner: &Owner, bytes: &[u8]) -> Result<()> {
    let Owner::User(user_id) = owner else {
        return Ok(());
    };
    let Some((_, zoom_id)) = stored_owner(bytes) else {
        return Ok(());
    };
    let key = keys::zoom_user_token(&zoom_id);
    let copy = services.api.kv().get_bytes(&key).await?;
    let holder = copy
        .as_deref()
        .and_then(stored_owner)
        .map(|(holder, _)| holder);
    if holder.as_deref() == Some(user_id.as_str()) {
        services.api.kv().delete(&key).await?;
    }
    Ok(())
}

/// Calls Zoom with a token that is good now. A token that was revoked early is refreshed once; if
/// that does not help, the person has to connect again.
///
/// # Errors
/// [`Error::NotConnected`], or what Zoom says.
pub async fn call<T, F, Fut>(services: &Services, owner: &Owner, request: F) -> Result<T>
where
    F: Fn(SecretString) -> Fut,
    Fut: Future<Output = Result<T, zoom_client::Error>>,
{
    let token = token(services, owner).await?;
    match request(token.clone()).await {
        Err(error) if error.kind() == ErrorKind::AccessTokenRejected => {}
        other => return Ok(other?),
    }
    let token = renew(services, owner, &token).await?;
    match request(token).await {
        Err(error) if error.kind() == ErrorKind::AccessTokenRejected => {
            Err(Error::NotConnected { again: true })
        }
        other => Ok(other?),
    }
}

async fn token(services: &Services, owner: &Owner) -> Result<SecretString> {
    let stored = load(services, owner)
        .await?
        .ok_or(Error::NotConnected { again: false })?;
    let tokens = stored.connection.tokens;
    if is_fresh(&tokens) {
        Ok(tokens.access)
    } else {
        renew(services, owner, &tokens.access).await
    }
}

fn is_fresh(tokens: &StoredTokens) -> bool {
    let margin = Timestamp::now()
        .checked_add(MARGIN)
        .unwrap_or(Timestamp::MAX);
    tokens.expiry.is_some_and(|expiry| expiry > margin)
}

fn same(a: &SecretString, b: &SecretString) -> bool {
    a.expose_secret()
        .as_bytes()
        .ct_eq(b.expose_secret().as_bytes())
        .into()
}

/// Gets a new token in place of one that is spent: one refresh at a time over all nodes.
async fn renew(services: &Services, owner: &Owner, spent: &SecretString) -> Result<SecretString> {
    let _here = services.refresh_locks.lock(owner).await;
    if let Some(token) = renewed_meanwhile(services, owner, spent).await? {
        return Ok(token);
    }
    let lock = cluster::Mutex::new(&services.api, &keys::refresh_lock(owner.name()));
    let lock = tokio::time::timeout(LOCK_PATIENCE, lock.lock())
        .await
        .map_err(|_| Error::Internal("another refresh of the same connection takes too long"))?;
    let renewed = renew_locked(services, owner, spent).await;
    lock.unlock().await;
    renewed
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
    Ok((is_fresh(&tokens) && !same(&tokens.access, spent)).then_some(tokens.access))
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
    if is_fresh(tokens) && !same(&tokens.access, spent) {
        return Ok(tokens.access.clone());
    }
    match services.ready.zoom.refresh(&tokens.refresh).await {
        Ok(fresh) => keep_renewed(services, owner, stored, &fresh).await,
        Err(error) if error.kind() == ErrorKind::ConnectionRevoked => {
            forget(services, owner, &stored).await?;
            tracing::info!(owner = owner.name(), "Zoom has ended a connection");
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
    let previous = stored.connection.tokens.refresh.clone();
    let tokens = from_zoom(fresh, Some(previous));
    let access = tokens.access.clone();
    let connection = Connection {
        tokens,
        ..stored.connection
    };
    let bytes = connection.encode(owner, &services.ready.encryption_key)?;
    let kv = services.api.kv();
    if !kv
        .compare_and_set(&owner.key(), Some(&stored.bytes), Some(bytes), None)
        .await?
    {
        // Somebody connected or disconnected meanwhile: what they stored counts.
        let now = load(services, owner)
            .await?
            .ok_or(Error::NotConnected { again: false })?;
        return Ok(now.connection.tokens.access);
    }
    if let Err(error) = save_copy(services, owner, &connection).await {
        tracing::warn!(owner = owner.name(), error = %error, "a token's copy is out of date");
    }
    Ok(access)
}

async fn forget(services: &Services, owner: &Owner, stored: &Stored) -> Result<()> {
    let kv = services.api.kv();
    if kv
        .compare_and_set(&owner.key(), Some(&stored.bytes), None, None)
        .await?
    {
        remove_copy(services, owner, &stored.bytes).await?;
    }
    Ok(())
}

/// Zoom's answer in the form that is stored; where Zoom sent no new refresh token the previous
/// one stays in force.
pub fn from_zoom(tokens: &Tokens, previous: Option<SecretString>) -> StoredTokens {
    StoredTokens {
        access: tokens.access_token().clone(),
        refresh: tokens
            .refresh_token()
            .cloned()
            .or(previous)
            .unwrap_or_default(),
        expiry: Some(tokens.expires_at(Timestamp::now())),
    }
}

/// How Zoom knows a person: by their token, or in an account-level app by their e-mail address.
#[derive(Debug)]
pub enum ZoomUser {
    /// The token's owner.
    Me,
    /// Whoever has this address.
    Email(String),
}

impl ZoomUser {
    /// For a person and their connection.
    ///
    /// # Errors
    /// When Mattermost cannot be asked for the address.
    pub async fn of(services: &Services, owner: &Owner, user_id: &str) -> Result<Self> {
        match owner {
            Owner::User(_) => Ok(Self::Me),
            Owner::Account => Ok(Self::Email(services.api.get_user(user_id).await?.email)),
        }
    }

    /// In the terms of the Zoom client.
    pub fn as_ref(&self) -> UserRef<'_> {
        match self {
            Self::Me => UserRef::Me,
            Self::Email(email) => UserRef::Email(email),
        }
    }

    /// Names the address that was tried, where Zoom does not know it.
    pub fn explain(&self, error: Error) -> Error {
        let (Self::Email(email), Error::Zoom(cause)) = (self, &error) else {
            return error;
        };
        match cause.kind() {
            ErrorKind::NoSuchUser | ErrorKind::UserOutsideAccount => Error::NoZoomUser {
                email: email.clone(),
            },
            _ => error,
        }
    }
}
