//! People who were deactivated or deleted: their connections are removed.

use mattermost_plugin::Api;

use crate::app::Services;
use crate::domain::accounts;
use crate::error::Result;
use crate::store::{Owner, keys};

/// How many keys of the store one run looks at.
const STEP: i64 = 200;

/// Removes a person's connection, here and at Zoom.
///
/// # Errors
/// When the store cannot be changed.
pub async fn remove(services: &Services, user_id: &str) -> Result<()> {
    let owner = Owner::User(user_id.to_owned());
    let connected = accounts::disconnect(services, &owner).await?;
    accounts::forget_person(services, &owner).await?;
    if connected {
        tracing::info!(audit = "person left", user_id);
    }
    Ok(())
}

/// Removes the connections of those of whose leaving nobody told: somebody deleted them on the
/// command line, or the plugin was off. One run looks at a part of the store, two calls whatever
/// its size, and the next run goes on from there.
///
/// # Errors
/// When Mattermost fails; the next run looks at the same part.
pub async fn sweep(services: &Services) -> Result<()> {
    let kv = services.api.kv();
    let page: i64 = kv.get(keys::SWEEP).await.ok().flatten().unwrap_or(0);
    let found = services.api.kv_list(page.max(0), STEP).await?;
    let last = i64::try_from(found.len()).unwrap_or(STEP) < STEP;
    for user_id in left(&services.api, &found).await? {
        remove(services, &user_id).await?;
    }
    let next = if last {
        0
    } else {
        page.max(0).saturating_add(1)
    };
    Ok(kv.set(keys::SWEEP, &next).await?)
}

/// Those of the connected people among these keys who are gone.
async fn left(api: &Api, found: &[String]) -> Result<Vec<String>> {
    let connected = found
        .iter()
        .filter_map(|key| key.strip_prefix(keys::USER_TOKEN_PREFIX));
    let mut ids: Vec<String> = connected.map(str::to_owned).collect();
    if ids.is_empty() {
        return Ok(ids);
    }
    let users = api.get_users_by_ids(ids.clone()).await?;
    let here = |id: &String| {
        users
            .iter()
            .any(|user| user.id == *id && user.delete_at == 0)
    };
    ids.retain(|id| !here(id));
    Ok(ids)
}
