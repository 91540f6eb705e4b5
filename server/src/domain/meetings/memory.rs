//! What is remembered of a meeting, so that Zoom's events find its post.

use std::time::Duration;

use mattermost_plugin::Api;
use mattermost_plugin::model::Post;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::make::Made;
use crate::error::{Error, Result};
use crate::store::{MeetingChannel, OpenPost, OpenPosts, keys};

/// How long the Go plugin, and we, remember a meeting's post.
pub const MEETING_LIFE: Duration = Duration::from_secs(24 * 60 * 60);
/// How long an open post is followed: Zoom's longest meeting takes 30 hours.
pub const OPEN_LIFE: Duration = Duration::from_secs(48 * 60 * 60);
const ATTEMPTS: usize = 8;

/// Keeps the way from Zoom's events to the post. The meeting stands whatever happens here.
pub(super) async fn remember(api: &Api, made: &Made, post: &Post) {
    if let Err(error) = try_remember(api, made, post).await {
        tracing::error!(
            post_id = post.id, error = %error,
            "a meeting's post will not learn that the meeting ended"
        );
    }
}

async fn try_remember(api: &Api, made: &Made, post: &Post) -> Result<()> {
    remember_post_of_run(api, &made.uuid, &post.id).await?;
    let open = OpenPost {
        post_id: post.id.clone(),
        uuid: made.uuid.clone(),
        started: false,
    };
    change_open_posts(api, made.id, |posts| posts.add(open.clone())).await?;
    remember_channel(api, made.id, &post.channel_id).await
}

/// Writes the key by which the Go plugin, too, finds the post of a run.
///
/// # Errors
/// When the store cannot be written.
pub async fn remember_post_of_run(api: &Api, uuid: &str, post_id: &str) -> Result<()> {
    if uuid.is_empty() {
        return Ok(());
    }
    let bytes = post_id.as_bytes().to_vec();
    Ok(api
        .kv()
        .set_bytes(&keys::post_of_run(uuid), bytes, Some(MEETING_LIFE))
        .await?)
}

/// Writes the meeting's channel, unless the key holds a subscription, which has to stay.
async fn remember_channel(api: &Api, meeting_id: u64, channel_id: &str) -> Result<()> {
    let key = keys::meeting_channel(meeting_id);
    let wanted = MeetingChannel {
        channel_id: channel_id.to_owned(),
        ..MeetingChannel::default()
    };
    for _ in 0..ATTEMPTS {
        let old = api.kv().get_bytes(&key).await?;
        if old
            .as_deref()
            .and_then(read_json::<MeetingChannel>)
            .is_some_and(|c| c.is_subscription)
        {
            return Ok(());
        }
        let new = Some(to_json(&wanted)?);
        if api
            .kv()
            .compare_and_set(&key, old.as_deref(), new, Some(MEETING_LIFE))
            .await?
        {
            return Ok(());
        }
    }
    Err(Error::Internal("a meeting's channel changes too often"))
}

/// Changes the list of a meeting's open posts, by compare-and-set, and returns what `change` did.
///
/// # Errors
/// When the store fails, or others change it again and again.
pub async fn change_open_posts<T>(
    api: &Api,
    meeting_id: u64,
    change: impl Fn(&mut OpenPosts) -> T,
) -> Result<T> {
    let key = keys::open_posts(meeting_id);
    for _ in 0..ATTEMPTS {
        let old = api.kv().get_bytes(&key).await?;
        let before: OpenPosts = old.as_deref().and_then(read_json).unwrap_or_default();
        let mut after = before.clone();
        let result = change(&mut after);
        if after == before {
            return Ok(result);
        }
        let new = if after.posts.is_empty() {
            None
        } else {
            Some(to_json(&after)?)
        };
        if api
            .kv()
            .compare_and_set(&key, old.as_deref(), new, Some(OPEN_LIFE))
            .await?
        {
            return Ok(result);
        }
    }
    Err(Error::Internal("a meeting's posts change too often"))
}

/// Reads a stored JSON value; an unreadable one counts as none.
pub fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    serde_json::from_slice(bytes).ok()
}

/// Writes a value as it is stored.
///
/// # Errors
/// When it has no form in JSON.
pub fn to_json<T: Serialize>(value: &T) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(|_| Error::Internal("a value cannot be written as JSON"))
}
