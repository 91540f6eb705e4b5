//! From a run of a meeting to its posts, for as long as something may come of it: a recording can
//! take days, and what the Go plugin knows as well ends after one.

use std::time::Duration;

use mattermost_plugin::Api;
use mattermost_plugin::model::Post;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::store::{Followed, LONGEST_NAME, keys, read_json, read_post_id};

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

/// The posts of a run that still stand, in each channel one. Where the run itself leads to none, the
/// record of the meeting is asked, and then the keys of the Go plugin: by the run, and up to its
/// version 1.12 by the meeting's number.
///
/// # Errors
/// When Mattermost fails.
pub async fn find(api: &Api, uuid: &str, meeting_id: u64) -> Result<Vec<Post>> {
    let mut ids = Vec::new();
    if !uuid.is_empty() {
        ids = read(api.kv().get_bytes(&keys::run_posts(uuid)).await?.as_deref()).post_ids;
        if ids.is_empty() {
            let known = api.kv().get_bytes(&keys::followed(meeting_id)).await?;
            let known: Option<Followed> = known.as_deref().and_then(read_json);
            let known = known.unwrap_or_default();
            ids = known.without_guests(&known.of_run(uuid));
        }
        if ids.is_empty() {
            ids.extend(post_of_go(api, &keys::post_of_run(uuid)).await?);
        }
    }
    if ids.is_empty() {
        ids.extend(post_of_go(api, &keys::post_of_number(meeting_id)).await?);
    }
    let mut posts = Vec::new();
    for id in ids {
        posts.extend(standing(api, &id).await?);
    }
    Ok(posts)
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
    let ours = read(api.kv().get_bytes(&keys::run_posts(uuid)).await?.as_deref());
    if ours.post_ids.iter().any(|id| id == post_id) {
        return Ok(true);
    }
    let kept = post_of_go(api, &keys::post_of_run(uuid)).await?;
    Ok(kept.as_deref() == Some(post_id))
}

async fn post_of_go(api: &Api, key: &str) -> Result<Option<String>> {
    let bytes = api.kv().get_bytes(key).await?;
    Ok(bytes.as_deref().and_then(read_post_id))
}

/// A post, unless somebody has deleted it.
async fn standing(api: &Api, post_id: &str) -> Result<Option<Post>> {
    match api.get_post(post_id).await {
        Ok(post) => Ok(Some(post).filter(|post| post.delete_at == 0)),
        Err(error) if matches!(error.status_code(), Some(400 | 403 | 404)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
