//! Posts of meetings that no record knows of: the Go plugin kept none, and a start may die between
//! its post and its record. They are found by the keys that the Go plugin writes, and we with it.

use std::collections::{BTreeMap, BTreeSet};

use mattermost_plugin::Api;
use mattermost_plugin::model::{Post, PostList};

use crate::app::Services;
use crate::domain::hosts;
use crate::domain::meeting_posts::{FOLLOWED_LIFE, find_post, follow, is_gone, read};
use crate::domain::post::Card;
use crate::error::Result;
use crate::store::{Followed, FollowedPost, MeetingChannel, Run, keys, read_json, read_post_id};

/// How many posts of a channel are looked through.
const LOOK_BACK: i64 = 100;

/// What is known of a run's meeting, with the posts that no record knew of; `None` where the meeting
/// is nobody's, the normal case where Zoom sends the events of a whole account.
///
/// # Errors
/// When Mattermost fails.
pub async fn recall(services: &Services, run: &Run) -> Result<Option<Followed>> {
    let (api, meeting_id) = (&services.api, run.meeting_id);
    let known = read(api, meeting_id).await?;
    if known.as_ref().is_some_and(|known| known.knows(run)) {
        return Ok(known);
    }
    let mut found = kept_posts(api, run).await?;
    let awaited = known.as_ref().is_some_and(|known| known.awaits(run));
    let channel = match awaited {
        true => None,
        false => channel_of(api, meeting_id).await?,
    };
    // Nothing is posted of a subscribed meeting before it begins, unless somebody starts it.
    let started_in = channel.as_ref().filter(|channel| !channel.is_subscription);
    if let Some(channel) = started_in {
        let posts = posts_in(api, &channel.channel_id).await?;
        found.extend(open_posts(services, &posts, meeting_id, channel));
    }
    let is_ours = known.is_some() || channel.is_some() || !found.is_empty();
    let mut known = known.unwrap_or_default();
    if take_over(services, meeting_id, &known, found, true).await? {
        known = read(api, meeting_id).await?.unwrap_or_default();
    }
    Ok(is_ours.then_some(known))
}

/// Takes over what the Go plugin left running, and what was posted just before a crash, so that Zoom
/// is asked about it: whatever ended meanwhile, nobody will tell of it again.
///
/// All keys of the store are gone through, and the last posts of each channel where a meeting was
/// started in the last day, or is subscribed to.
///
/// # Errors
/// When the store fails. What concerns one channel alone keeps the others from nothing.
pub async fn all(services: &Services) -> Result<()> {
    let mut by_channel: BTreeMap<String, Vec<(u64, MeetingChannel)>> = BTreeMap::new();
    for key in services.api.kv().list(keys::MEETING_CHANNEL).await? {
        let id = key.strip_prefix(keys::MEETING_CHANNEL);
        let Some(id) = id.and_then(|id| id.parse().ok()) else {
            continue;
        };
        if let Some(channel) = channel_of(&services.api, id).await? {
            let meetings = by_channel.entry(channel.channel_id.clone()).or_default();
            meetings.push((id, channel));
        }
    }
    for (channel_id, meetings) in by_channel {
        if let Err(error) = in_channel(services, &channel_id, &meetings).await {
            tracing::warn!(channel_id, error = %error, "a channel's running meetings are not taken over");
        }
    }
    Ok(())
}

async fn in_channel(
    services: &Services,
    channel_id: &str,
    meetings: &[(u64, MeetingChannel)],
) -> Result<()> {
    let posts = posts_in(&services.api, channel_id).await?;
    for (meeting_id, channel) in meetings {
        let found = open_posts(services, &posts, *meeting_id, channel);
        if !found.is_empty() {
            let known = read(&services.api, *meeting_id).await?.unwrap_or_default();
            let by_host = !channel.is_subscription;
            take_over(services, *meeting_id, &known, found, by_host).await?;
        }
    }
    Ok(())
}

/// Follows those of these posts that no record knows; says whether there are any. Zoom is believed
/// that a meeting is gone where its host asks: who posted it, as their connection says. Who only
/// subscribed a channel need not be the host, and where several people posted it, one of them may
/// have written the number onto a post of their own.
async fn take_over(
    services: &Services,
    meeting_id: u64,
    known: &Followed,
    mut found: Vec<FollowedPost>,
    by_host: bool,
) -> Result<bool> {
    found.retain(|post| known.of(&post.post_id).is_none());
    let any = !found.is_empty();
    let people: BTreeSet<String> = found.iter().map(|post| post.user_id.clone()).collect();
    let by_host = by_host && people.len() == 1;
    for post in found {
        let host_id = match by_host {
            true => hosts::known_zoom_id(services, &post.user_id).await?,
            false => String::new(),
        };
        tracing::info!(
            meeting_id,
            post_id = post.post_id,
            "a meeting's post is taken over"
        );
        follow(services, meeting_id, FollowedPost { host_id, ..post }).await?;
    }
    Ok(any)
}

/// Posts that are kept by the run, or by the number as the Go plugin up to 1.12 did.
async fn kept_posts(api: &Api, run: &Run) -> Result<Vec<FollowedPost>> {
    let mut found = Vec::new();
    if let Some(post) = kept_post(api, &keys::post_of_number(run.meeting_id)).await? {
        found.push(post);
        found.retain(|post| post.is_in_time(run));
    }
    if !run.uuid.is_empty() {
        found.extend(kept_post(api, &keys::post_of_run(&run.uuid)).await?);
    }
    for post in &mut found {
        run.uuid.clone_into(&mut post.uuid);
        post.started = true;
    }
    Ok(found)
}

async fn kept_post(api: &Api, key: &str) -> Result<Option<FollowedPost>> {
    let bytes = api.kv().get_bytes(key).await?;
    let Some(post_id) = bytes.as_deref().and_then(read_post_id) else {
        return Ok(None);
    };
    Ok(find_post(api, &post_id).await?.as_ref().map(of_post))
}

/// The channel of a meeting that the Go plugin started, that was posted just before a crash, or
/// that a channel is subscribed to.
async fn channel_of(api: &Api, meeting_id: u64) -> Result<Option<MeetingChannel>> {
    let key = keys::meeting_channel(meeting_id);
    let bytes = api.kv().get_bytes(&key).await?;
    Ok(bytes.as_deref().and_then(read_json))
}

/// A channel's last posts; none where it is gone.
async fn posts_in(api: &Api, channel_id: &str) -> Result<PostList> {
    match api.get_posts_for_channel(channel_id, 0, LOOK_BACK).await {
        Err(error) if is_gone(&error) => Ok(PostList::default()),
        posts => Ok(posts?),
    }
}

/// The open posts of a meeting among these, oldest first. Of a number that is used again the newest
/// may show a run that began long ago.
fn open_posts(
    services: &Services,
    posts: &PostList,
    meeting_id: u64,
    channel: &MeetingChannel,
) -> Vec<FollowedPost> {
    let now = services.clock.millis();
    let life = i64::try_from(FOLLOWED_LIFE.as_millis()).unwrap_or(i64::MAX);
    let newest_first = posts.order.iter().filter_map(|id| posts.posts.get(id));
    let open = newest_first.filter(|post| {
        is_open(post, meeting_id)
            && post.create_at >= now.saturating_sub(life)
            && is_made_for(services, post, channel)
    });
    let mut found: Vec<FollowedPost> = open.map(of_post).collect();
    if let Some(newest) = found.first_mut() {
        newest.presume_begun(now);
    }
    if channel.is_subscription {
        for post in &mut found {
            (post.started, post.reused) = (true, true);
            post.user_id.clone_from(&channel.created_by);
        }
    }
    found.reverse();
    found
}

fn is_open(post: &Post, meeting_id: u64) -> bool {
    let card = Card::read(post).filter(|card| !card.ended);
    let number = card.and_then(|card| u64::try_from(card.meeting_id).ok());
    number == Some(meeting_id) && post.delete_at == 0
}

/// Anybody may write a meeting's number onto a post of their own. The Go plugin did not keep who
/// started a meeting.
fn is_made_for(services: &Services, post: &Post, channel: &MeetingChannel) -> bool {
    match (channel.is_subscription, channel.created_by.as_str()) {
        (true, _) => post.user_id == services.bot_id,
        (false, "") => true,
        (false, person) => post.user_id == person,
    }
}

/// A post as it stands there.
fn of_post(post: &Post) -> FollowedPost {
    let card = Card::read(post).unwrap_or_default();
    let reused = card.personal || card.uuid.is_empty();
    FollowedPost {
        post_id: post.id.clone(),
        channel_id: post.channel_id.clone(),
        user_id: post.user_id.clone(),
        since: if reused { post.create_at } else { 0 },
        reused,
        started: card.start_time.is_some(),
        start_time: card.start_time,
        ended: card.ended,
        uuid: card.uuid,
        ..FollowedPost::default()
    }
}
