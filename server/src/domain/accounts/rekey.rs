//! The encryption key was changed: connections are sealed anew.

use mattermost_plugin::cluster;

use super::read;
use crate::app::Services;
use crate::error::Result;
use crate::store::{Owner, keys};

/// Keeps the nodes of a cluster from doing the same work at once.
const LOCK: &str = "zoom_rekey";

/// Seals every connection with the present key that an earlier key of this process opens.
///
/// Every node hears of a new key at the same time, and each has known the old one; they take turns,
/// and the later ones find nothing left to do. What somebody changes meanwhile stays as they left
/// it.
///
/// # Errors
/// When the store fails; the rest is sealed anew when it is next used, or at the next change.
pub async fn all(services: &Services) -> Result<()> {
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
        count += u32::from(seal(services, owner).await?);
    }
    Ok(count)
}

/// Seals one connection anew, where that is needed and possible.
async fn seal(services: &Services, owner: &Owner) -> Result<bool> {
    let kv = services.api.kv();
    let Some(bytes) = kv.get_bytes(&owner.key()).await? else {
        return Ok(false);
    };
    let present = &services.ready.encryption_key;
    let current = crate::store::Connection::decode(owner, present, &bytes).is_ok();
    let Some(connection) = read(services, owner, &bytes).filter(|_| !current) else {
        return Ok(false);
    };
    let sealed = connection.encode(owner, present)?;
    let changed = kv
        .compare_and_set(&owner.key(), Some(&bytes), Some(sealed), None)
        .await?;
    if changed {
        super::save_copy(services, owner, &connection).await?;
    }
    Ok(changed)
}
