//! Connections to Zoom: who has one, and a token that is good now.

pub mod rekey;
mod renewal;

use std::future::Future;

use secrecy::SecretString;
use zoom_client::{ErrorKind, Timestamp, Tokens, UserRef};

use crate::app::Services;
use crate::domain::zoom_emails;
use crate::error::{Error, Result};
use crate::store::{Connection, LONGEST_NAME, Owner, StoredTokens, keys, stored_owner};

pub use renewal::RefreshLocks;

/// A connection with the bytes that it was read from, for compare-and-set.
#[derive(Debug)]
pub struct Stored {
    bytes: Vec<u8>,
    /// The connection.
    pub connection: Connection,
}

/// Who is connected as a Zoom user. A copy that somebody left behind who is connected as another
/// one now is removed.
///
/// # Errors
/// When the store fails.
pub async fn connected_as(services: &Services, zoom_id: &str) -> Result<Option<String>> {
    if zoom_id.is_empty() || zoom_id.len() > LONGEST_NAME {
        return Ok(None);
    }
    let key = keys::zoom_user_token(zoom_id);
    let kv = services.api.kv();
    let copy = kv.get_bytes(&key).await?;
    let Some((user_id, _)) = copy.as_deref().and_then(stored_owner) else {
        return Ok(None);
    };
    let original = kv.get_bytes(&keys::user_token(&user_id)).await?;
    let now = original.as_deref().and_then(stored_owner);
    if now.is_some_and(|(_, now)| !now.is_empty() && now != zoom_id) {
        kv.delete(&key).await?;
        return Ok(None);
    }
    Ok(Some(user_id))
}

/// The Zoom user that a person is connected as; `None` where they are not, or that is not known.
///
/// # Errors
/// When the store fails.
pub async fn connection_of(services: &Services, user_id: &str) -> Result<Option<String>> {
    let bytes = services
        .api
        .kv()
        .get_bytes(&keys::user_token(user_id))
        .await?;
    let owner = bytes.as_deref().and_then(stored_owner);
    Ok(owner
        .map(|(_, zoom_id)| zoom_id)
        .filter(|zoom_id| !zoom_id.is_empty()))
}

/// Whose connection a person uses.
pub fn owner_for(services: &Services, user_id: &str) -> Owner {
    if services.ready.settings.account_level_app {
        Owner::Account
    } else {
        Owner::User(user_id.to_owned())
    }
}

/// Reads a connection. One that cannot be read, for it was sealed with an encryption key that this
/// process never knew, counts as none.
///
/// # Errors
/// When the store cannot be read.
pub async fn load(services: &Services, owner: &Owner) -> Result<Option<Stored>> {
    let Some(bytes) = services.api.kv().get_bytes(&owner.key()).await? else {
        return Ok(None);
    };
    let connection = read(services, owner, &bytes);
    if connection.is_none() {
        tracing::warn!(owner = owner.name(), "a connection is unreadable");
    }
    Ok(connection.map(|connection| Stored { bytes, connection }))
}

/// With the present key, with one that was replaced while this process ran, or as far as the Go
/// plugin left it open: its refresh tokens are.
fn read(services: &Services, owner: &Owner, bytes: &[u8]) -> Option<Connection> {
    let mut keys = services.ready.keys();
    let read = keys.find_map(|key| Connection::decode(owner, key, bytes).ok());
    read.or_else(|| Connection::decode_without_key(owner, bytes))
}

/// Stores a new connection. The copy by the Zoom user that was connected before goes with it.
///
/// # Errors
/// When it cannot be sealed or stored.
pub async fn save(services: &Services, owner: &Owner, connection: &Connection) -> Result<()> {
    let kv = services.api.kv();
    let bytes = connection.encode(owner, &services.ready.encryption_key)?;
    let earlier = kv.get_bytes(&owner.key()).await?;
    let earlier = earlier.filter(|bytes| !is_of(bytes, &connection.zoom_id));
    if let Some(earlier) = earlier {
        // The copy first: it is found through the original.
        remove_copy(services, owner, &earlier).await?;
    }
    kv.set_bytes(&owner.key(), bytes, None).await?;
    if *owner == Owner::Account {
        // What admins were told of the one before holds no longer.
        kv.delete(keys::NOTICE_ACCOUNT).await?;
    }
    save_copy(services, owner, connection).await
}

/// Whether a stored connection is a Zoom user's.
fn is_of(bytes: &[u8], zoom_id: &str) -> bool {
    stored_owner(bytes).is_some_and(|(_, stored)| stored == zoom_id)
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
    // The copy first: it is found through the original.
    remove_copy(services, owner, &bytes).await?;
    kv.delete(&owner.key()).await?;
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

/// Removes all that is kept of a person's connection, without a word to Zoom.
///
/// # Errors
/// When the store cannot be changed.
pub async fn forget_person(services: &Services, owner: &Owner) -> Result<()> {
    let kv = services.api.kv();
    let Owner::User(user_id) = owner else {
        return Ok(());
    };
    if let Some(bytes) = kv.get_bytes(&owner.key()).await? {
        // The copy first: it is found through the original.
        remove_copy(services, owner, &bytes).await?;
        kv.delete(&owner.key()).await?;
    }
    kv.delete(&keys::connect_state(user_id)).await?;
    kv.delete(&keys::pending_start(user_id)).await?;
    Ok(())
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
    let token = renewal::token(services, owner).await?;
    match request(token.clone()).await {
        Err(error) if error.kind() == ErrorKind::AccessTokenRejected => {}
        other => return Ok(other?),
    }
    let token = renewal::renew(services, owner, &token).await?;
    match request(token).await {
        Err(error) if error.kind() == ErrorKind::AccessTokenRejected => {
            Err(Error::NotConnected { again: true })
        }
        other => Ok(other?),
    }
}

/// Zoom's answer in the form that is stored; where Zoom sent no new refresh token the previous
/// one stays in force.
pub fn from_zoom(tokens: &Tokens, previous: Option<SecretString>, now: Timestamp) -> StoredTokens {
    StoredTokens {
        access: tokens.access_token().clone(),
        refresh: tokens
            .refresh_token()
            .cloned()
            .or(previous)
            .unwrap_or_default(),
        expiry: Some(tokens.expires_at(now)),
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
            Owner::Account => match zoom_emails::of(&services.api, user_id).await? {
                Some(email) => Ok(Self::Email(email)),
                None => Ok(Self::Email(services.api.get_user(user_id).await?.email)),
            },
        }
    }

    /// The same, where it decides whose a meeting is. Anybody may type any address into their
    /// profile, so it has to be one that Mattermost has verified, or that an admin has set.
    ///
    /// # Errors
    /// [`Error::UnverifiedEmail`], or when Mattermost fails.
    pub async fn verified(services: &Services, owner: &Owner, user_id: &str) -> Result<Self> {
        let api = &services.api;
        if *owner != Owner::Account {
            return Ok(Self::Me);
        }
        if let Some(email) = zoom_emails::of(api, user_id).await? {
            return Ok(Self::Email(email));
        }
        let user = api.get_user(user_id).await?;
        match user.email_verified {
            true => Ok(Self::Email(user.email)),
            false => Err(Error::UnverifiedEmail),
        }
    }

    /// In the terms of the Zoom client.
    pub fn as_ref(&self) -> UserRef<'_> {
        match self {
            Self::Me => UserRef::Me,
            Self::Email(email) => UserRef::Email(email),
        }
    }

    /// Names the address that was tried, where Zoom does not know it, or not in this account.
    pub fn explain(&self, error: Error) -> Error {
        let (Self::Email(email), Error::Zoom(cause)) = (self, &error) else {
            return error;
        };
        let email = email.clone();
        match cause.kind() {
            ErrorKind::NoSuchUser => Error::NoZoomUser { email },
            ErrorKind::UserOutsideAccount => Error::ZoomUserOutside { email },
            _ => error,
        }
    }
}
