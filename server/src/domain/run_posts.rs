//! From a run of a meeting to its posts, for as long as something may come of it: a recording can
//! take days, and what the Go plugin knows as well ends after one.

use std::time::Duration;

use mattermost_plugin::Api;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::store::{LONGEST_NAME, keys, read_post_id};

const LIFE: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// A run has a post in each channel that asked for it; more than these are not followed.
const MOST: usize = 50;
const ATTEMPTS: usize = 8;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Posts {
    post_ids: Vec<String>,
}

/// Adds a post to those of a run.
///
/// # Errors
/// When the store fails, or others change it again and again.
pub async fn remember(api: &Api, uuid: &str, post_id: &str) -> Result<()> {
    let (kv, key) = (api.kv(), keys::run_posts(uuid));
    // Most runs have one post, and it is the first that is told: that costs one call.
    let mut old = None;
    for _ in 0..ATTEMPTS {
        let mut posts = read(old.as_deref());
        if posts.post_ids.len() >= MOST || posts.post_ids.iter().any(|id| id == post_id) {
            return Ok(());
        }
        posts.post_ids.push(post_id.to_owned());
        let new = serde_json::to_vec(&posts).map_err(|_| Error::Internal("no JSON"))?;
        if kv
            .compare_and_set(&key, old.as_deref(), Some(new), Some(LIFE))
            .await?
        {
            return Ok(());
        }
        old = kv.get_bytes(&key).await?;
    }
    Err(Error::Internal("a run's posts change too often"))
}

fn read(bytes: Option<&[u8]>) -> Posts {
    let posts = bytes.and_then(|bytes| serde_json::from_slice(bytes).ok());
    posts.unwrap_or_default()
}

/// The posts of a run, in each channel one; none where it has no name.
///
/// # Errors
/// When the store cannot be read.
pub async fn of(api: &Api, uuid: &str) -> Result<Vec<String>> {
    if uuid.is_empty() {
        return Ok(Vec::new());
    }
    let bytes = api.kv().get_bytes(&keys::run_posts(uuid)).await?;
    Ok(read(bytes.as_deref()).post_ids)
}

/// Whether a post was kept as a run's, by us or by the Go plugin.
///
/// # Errors
/// When the store fails.
pub async fn is_kept(api: &Api, uuid: &str, post_id: &str) -> Result<bool> {
    // A post may have anything in the place of a run's name.
    if uuid.is_empty() || uuid.len() > LONGEST_NAME {
        return Ok(false);
    }
    if of(api, uuid).await?.iter().any(|id| id == post_id) {
        return Ok(true);
    }
    let kept = api.kv().get_bytes(&keys::post_of_run(uuid)).await?;
    Ok(kept.as_deref().and_then(read_post_id).as_deref() == Some(post_id))
}
