//! The posts of meetings, kept as the record of the meeting says.
//!
//! Updating a post is no compare-and-set, so nodes may overwrite each other's. Each writes a post
//! from the record and then reads the record again, until it stays the same: whoever writes last
//! has seen the last state.

use std::time::Duration;

use futures_util::future::try_join_all;
use mattermost_plugin::Api;
use mattermost_plugin::model::Post;

use crate::app::Services;
use crate::domain::left_behind::LeftBehind;
use crate::domain::post::Card;
use crate::domain::post_index::{self, List};
use crate::domain::{checks, live, run_posts};
use crate::error::{Error, Result};
use crate::store::{Followed, FollowedPost, MeetingChannel, Run, keys, read_json, to_json};

/// How long the Go plugin, and we, remember a run's post and a meeting's channel.
pub const MEETING_LIFE: Duration = Duration::from_secs(24 * 60 * 60);
/// How long a meeting is followed after its last change: Zoom's longest takes 30 hours.
pub const FOLLOWED_LIFE: Duration = Duration::from_secs(48 * 60 * 60);
const ATTEMPTS: usize = 20;
/// How long the store may take to say whether a run is anybody's: Zoom waits for three seconds.
const PATIENCE: Duration = Duration::from_millis(500);

/// Whether nothing is stored that an event of this run could concern: the normal case where Zoom
/// sends the events of a whole account, so it costs a few reads, all at once, and no write. Where
/// the store does not say so in time, the run may be somebody's.
pub async fn is_nobodys(api: &Api, left: &LeftBehind, run: &Run) -> bool {
    let keys = keys_of(run).into_iter().chain(left.of(run));
    let reads = keys.map(|key| async move { api.kv().get_bytes(&key).await });
    let nothing_is_stored = tokio::time::timeout(PATIENCE, try_join_all(reads));
    matches!(nothing_is_stored.await, Ok(Ok(found)) if found.iter().all(Option::is_none))
}

/// Under one of these keys something stands about each meeting that is somebody's; for what the Go
/// plugin left see [`LeftBehind`].
fn keys_of(run: &Run) -> [String; 3] {
    let id = run.meeting_id;
    [
        keys::followed(id),
        keys::meeting_channel(id),
        keys::scheduled(id),
    ]
}

/// What is known of a meeting; nothing where it is nobody's.
///
/// # Errors
/// When the store fails.
pub async fn read(api: &Api, meeting_id: u64) -> Result<Option<Followed>> {
    let bytes = api.kv().get_bytes(&keys::followed(meeting_id)).await?;
    Ok(bytes.as_deref().and_then(read_json))
}

/// Follows a post from now on: it is kept as Zoom's events say, and Zoom is asked where none comes.
///
/// # Errors
/// When the store fails.
pub async fn follow(services: &Services, meeting_id: u64, post: FollowedPost) -> Result<()> {
    let api = &services.api;
    // First: a question without a post does no harm, a post without a question might never end.
    checks::plan(services, meeting_id).await?;
    let is_open = change(api, meeting_id, |known| {
        known.add(post.clone());
        known.of(&post.post_id).is_some_and(|post| !post.ended)
    });
    let is_open = is_open.await?;
    // After the record, which other nodes look for: the Go plugin's key alone is nothing to them.
    if !post.guest {
        remember_post_of_run(api, &post.uuid, &post.post_id).await?;
    }
    if is_open {
        post_index::add(services, List::Open, &post.post_id, &post.channel_id).await;
    }
    Ok(())
}

/// Changes what is known of a meeting by compare-and-set, and returns what `change` did.
///
/// # Errors
/// When the store fails, or others change it again and again.
pub async fn change<T>(
    api: &Api,
    meeting_id: u64,
    change: impl Fn(&mut Followed) -> T,
) -> Result<T> {
    let key = keys::followed(meeting_id);
    for _ in 0..ATTEMPTS {
        let old = api.kv().get_bytes(&key).await?;
        let before: Followed = old.as_deref().and_then(read_json).unwrap_or_default();
        let mut after = before.clone();
        let result = change(&mut after);
        if after == before {
            return Ok(result);
        }
        let new = Some(to_json(&after)?);
        if api
            .kv()
            .compare_and_set(&key, old.as_deref(), new, Some(FOLLOWED_LIFE))
            .await?
        {
            return Ok(result);
        }
    }
    Err(Error::Internal("a meeting's posts change too often"))
}

/// Writes the keys by which the post of a run is found: the Go plugin's, and our own. What comes out
/// of the run, recordings for one, goes there: no post of a guest's may be told.
///
/// # Errors
/// When the store cannot be written.
pub async fn remember_post_of_run(api: &Api, uuid: &str, post_id: &str) -> Result<()> {
    if uuid.is_empty() {
        return Ok(());
    }
    run_posts::remember(api, uuid, post_id).await?;
    let bytes = post_id.as_bytes().to_vec();
    Ok(api
        .kv()
        .set_bytes(&keys::post_of_run(uuid), bytes, Some(MEETING_LIFE))
        .await?)
}

/// Writes the meeting's channel, and who starts it, unless the key holds a subscription, which has
/// to stay.
///
/// # Errors
/// When the store fails, or others change it again and again.
pub async fn remember_channel(
    api: &Api,
    meeting_id: u64,
    channel_id: &str,
    user_id: &str,
) -> Result<()> {
    let key = keys::meeting_channel(meeting_id);
    let wanted = MeetingChannel {
        channel_id: channel_id.to_owned(),
        is_subscription: false,
        created_by: user_id.to_owned(),
    };
    for _ in 0..ATTEMPTS {
        let old = api.kv().get_bytes(&key).await?;
        let known = old.as_deref().and_then(read_json::<MeetingChannel>);
        if known.is_some_and(|channel| channel.is_subscription) {
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

/// Writes posts as the record has them.
///
/// # Errors
/// When Mattermost fails.
pub async fn render(services: &Services, meeting_id: u64, post_ids: &[String]) -> Result<()> {
    let mut over = Vec::new();
    for post_id in post_ids {
        over.extend(render_one(services, meeting_id, post_id).await?);
    }
    let over = over.iter();
    let over = over.map(|post| (post.post_id.as_str(), post.channel_id.as_str()));
    post_index::remove(services, List::Open, over).await;
    Ok(())
}

/// Gives the post where its meeting is over.
async fn render_one(
    services: &Services,
    meeting_id: u64,
    post_id: &str,
) -> Result<Option<FollowedPost>> {
    let state = |record: Option<Followed>| record.as_ref().and_then(|r| r.of(post_id).cloned());
    let mut shown = None;
    for _ in 0..ATTEMPTS {
        let Some(now) = state(read(&services.api, meeting_id).await?) else {
            return Ok(None);
        };
        if shown.as_ref() == Some(&now) || !write(services, meeting_id, &now).await? {
            return Ok(Some(now).filter(|post| post.ended));
        }
        shown = Some(now);
    }
    Err(Error::Internal("a meeting's post changes too often"))
}

/// Writes a post; says whether it was another before. One that was deleted stays so.
async fn write(services: &Services, meeting_id: u64, state: &FollowedPost) -> Result<bool> {
    let api = &services.api;
    let Some(mut post) = find_post(api, &state.post_id).await? else {
        return Ok(false);
    };
    let Some(before) = Card::read(&post) else {
        return Ok(false);
    };
    let total = match state.ended && !state.guest {
        true => live::total(services, meeting_id, &state.uuid).await?,
        false => None,
    };
    let card = before.clone().with(state).with_participants(total);
    if card == before {
        return Ok(false);
    }
    card.write(&mut post, services.language);
    match api.update_post(post).await {
        Ok(_) => Ok(true),
        Err(error) if is_gone(&error) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// A post, unless it is gone.
///
/// # Errors
/// When Mattermost fails.
pub async fn find_post(api: &Api, post_id: &str) -> Result<Option<Post>> {
    match api.get_post(post_id).await {
        Ok(post) if post.delete_at == 0 => Ok(Some(post)),
        Ok(_) => Ok(None),
        Err(error) if is_gone(&error) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The first of these posts that still stands.
///
/// # Errors
/// When Mattermost fails.
pub async fn first_standing<'a>(
    api: &Api,
    post_ids: impl Iterator<Item = &'a str>,
) -> Result<Option<String>> {
    for post_id in post_ids {
        if find_post(api, post_id).await?.is_some() {
            return Ok(Some(post_id.to_owned()));
        }
    }
    Ok(None)
}

/// Whether Mattermost says that a post or a channel is gone, or takes no more changes.
pub fn is_gone(error: &mattermost_plugin::Error) -> bool {
    matches!(error.status_code(), Some(400 | 403 | 404))
}
