//! The encryption key was changed: connections are sealed anew.

use std::sync::Weak;
use std::time::Duration;

use mattermost_plugin::cluster;

use super::{Stored, read, renewal};
use crate::app::{Ready, Services};
use crate::error::Result;
use crate::store::{Connection, Owner, keys};

/// Keeps the nodes of a cluster from doing the same work at once.
const LOCK: &str = "zoom_rekey";
/// How often it is looked whether somebody still works with the earlier settings.
const LOOK: Duration = Duration::from_secs(1);
/// Nothing works longer with settings than a file on its way, with some time to spare.
const MOST_LOOKS: usize = 20 * 60;

/// Seals what an earlier key opens at once, and again when nobody works with the earlier settings
/// any more: until then somebody may store a connection that they seal with their key.
///
/// # Errors
/// When the store fails.
pub async fn after_change(services: &Services, earlier: Weak<Ready>) -> Result<()> {
    all(services).await?;
    if earlier.strong_count() == 0 {
        return Ok(());
    }
    for _ in 0..MOST_LOOKS {
        if earlier.strong_count() == 0 {
            break;
        }
        tokio::time::sleep(LOOK).await;
    }
    all(services).await
}

/// Seals every connection with the present key that an earlier key of this process opens.
///
/// Every node hears of a new key at the same time, and each has known the old one; they take turns,
/// and the later ones find nothing left to do.
///
/// # Errors
/// When the store cannot be listed. One that cannot be sealed is sealed when it is next refreshed,
/// or at the next change.
async fn all(services: &Services) -> Result<()> {
    let turn = cluster::Mutex::new(&services.api, LOCK).lock().await;
    let done = seal_all(services).await;
    turn.unlock().await;
    let count = done?;
    if count > 0 {
        tracing::info!(count, "connections were sealed with the new encryption key");
    }
    Ok(())
}

async fn seal_all(services: &Services) -> Result<u32> {
    let mut count = 0;
    let mut owners = vec![Owner::Account];
    let users = services.api.kv().list(keys::USER_TOKEN_PREFIX).await?;
    let users = users.iter();
    owners.extend(
        users
            .filter_map(|key| key.strip_prefix(keys::USER_TOKEN_PREFIX))
            .map(|user_id| Owner::User(user_id.to_owned())),
    );
    for owner in &owners {
        match seal(services, owner).await {
            Ok(sealed) => count += u32::from(sealed),
            Err(error) => {
                tracing::warn!(owner = owner.name(), error = %error, "cannot seal a connection anew");
            }
        }
    }
    Ok(count)
}

/// Seals one connection anew, where that is needed and possible.
///
/// Nobody refreshes it meanwhile: a refresh that loses the race would lose the only good token.
async fn seal(services: &Services, owner: &Owner) -> Result<bool> {
    if due(services, owner).await?.is_none() {
        return Ok(false);
    }
    let lock = renewal::lock(services, owner).await?;
    let sealed = seal_locked(services, owner).await;
    lock.unlock().await;
    sealed
}

/// Who connects or disconnects takes no lock, so it is read again until it is sealed, or gone.
async fn seal_locked(services: &Services, owner: &Owner) -> Result<bool> {
    let kv = services.api.kv();
    while let Some(Stored { bytes, connection }) = due(services, owner).await? {
        let sealed = connection.encode(owner, &services.ready.encryption_key)?;
        if kv
            .compare_and_set(&owner.key(), Some(&bytes), Some(sealed), None)
            .await?
        {
            super::save_copy(services, owner, &connection).await?;
            return Ok(true);
        }
    }
    Ok(false)
}

/// A connection that can be read, and not with the present key.
async fn due(services: &Services, owner: &Owner) -> Result<Option<Stored>> {
    let Some(bytes) = services.api.kv().get_bytes(&owner.key()).await? else {
        return Ok(None);
    };
    if Connection::decode(owner, &services.ready.encryption_key, &bytes).is_ok() {
        return Ok(None);
    }
    let connection = read(services, owner, &bytes);
    Ok(connection.map(|connection| Stored { bytes, connection }))
}
