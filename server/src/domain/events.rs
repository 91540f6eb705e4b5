//! What Zoom tells about meetings, brought into their posts.

use mattermost_plugin::Api;
use mattermost_plugin::model::Post;
use zoom_client::{ErrorKind, MeetingId, Timestamp};

use crate::app::Services;
use crate::domain::accounts;
use crate::domain::meetings::{change_open_posts, read_json, remember_post_of_run};
use crate::domain::post::Card;
use crate::domain::run::Run;
use crate::error::{Error, Result};
use crate::store::{MeetingChannel, OpenPost, OpenPosts, keys, read_post_id};

/// How many posts of a channel are looked through for a meeting of the Go plugin's.
const LOOK_BACK: i64 = 100;
const WAITING: &str = "waiting";

/// A meeting began: its posts learn the run and the time.
///
/// # Errors
/// When Mattermost fails: Zoom has to send the event again.
pub async fn started(services: &Services, event: &Run) -> Result<()> {
    let api = &services.api;
    adopt_old_posts(api, event).await?;
    let uuid = event.uuid.as_str();
    let begun = change_open_posts(api, event.meeting_id, |posts| posts.start(uuid)).await?;
    for post in &begun {
        remember_post_of_run(api, uuid, &post.post_id).await?;
        change_card(services, &post.post_id, |card| {
            uuid.clone_into(&mut card.uuid);
            card.start_time = event.start_time.or(event.event_time).or(card.start_time);
        })
        .await?;
    }
    log_unknown("meeting.started", event, begun.is_empty());
    Ok(())
}

/// A meeting ended: its posts say so, and how long it took.
///
/// # Errors
/// When Mattermost or Zoom fails: Zoom has to send the event again.
pub async fn ended(services: &Services, event: &Run) -> Result<()> {
    let api = &services.api;
    let post_ids = posts_of_ended(services, event).await?;
    for post_id in &post_ids {
        change_card(services, post_id, |card| end(card, event)).await?;
    }
    change_open_posts(api, event.meeting_id, |posts| posts.remove(&post_ids)).await?;
    log_unknown("meeting.ended", event, post_ids.is_empty());
    Ok(())
}

fn log_unknown(event: &str, meeting: &Run, unknown: bool) {
    if unknown {
        // The normal case where Zoom sends the events of a whole account.
        tracing::debug!(
            event,
            meeting_id = meeting.meeting_id,
            "a meeting that is not ours"
        );
    }
}

fn end(card: &mut Card, event: &Run) {
    if card.uuid.is_empty() {
        event.uuid.as_str().clone_into(&mut card.uuid);
    }
    card.start_time = event.start_time.or(card.start_time);
    let now = || Timestamp::now().as_millisecond();
    card.end_time = Some(event.end_time.or(event.event_time).unwrap_or_else(now));
}

/// The posts that an ended run belongs to: those of the run, or else the only open one.
async fn posts_of_ended(services: &Services, event: &Run) -> Result<Vec<String>> {
    let api = &services.api;
    let mut found = remembered_posts(api, event).await?;
    adopt_old_posts(api, event).await?;
    let open = open_posts(api, event.meeting_id).await?;
    if !event.uuid.is_empty() {
        found.extend(
            open.of_run(event.uuid.as_str())
                .into_iter()
                .map(|post| post.post_id),
        );
    }
    if found.is_empty() {
        found = match open.posts.as_slice() {
            [] => Vec::new(),
            [only] => vec![only.post_id.clone()],
            several => ask_zoom(services, event, several).await?,
        };
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// By the run, or by the number as the Go plugin up to 1.12 did.
async fn remembered_posts(api: &Api, event: &Run) -> Result<Vec<String>> {
    let mut wanted = vec![keys::post_of_number(event.meeting_id)];
    if !event.uuid.is_empty() {
        wanted.push(keys::post_of_run(event.uuid.as_str()));
    }
    let mut found = Vec::new();
    for key in wanted {
        let bytes = api.kv().get_bytes(&key).await?;
        found.extend(bytes.as_deref().and_then(read_post_id));
    }
    Ok(found)
}

async fn open_posts(api: &Api, meeting_id: u64) -> Result<OpenPosts> {
    let bytes = api.kv().get_bytes(&keys::open_posts(meeting_id)).await?;
    Ok(bytes.as_deref().and_then(read_json).unwrap_or_default())
}

/// With several open posts of one number, Zoom says whether the meeting still runs, and as which
/// run. Posts of other runs are over.
async fn ask_zoom(services: &Services, event: &Run, open: &[OpenPost]) -> Result<Vec<String>> {
    let Some(newest) = open.last() else {
        return Ok(Vec::new());
    };
    let Some(post) = find_post(&services.api, &newest.post_id).await? else {
        return Ok(Vec::new());
    };
    let owner = accounts::owner_for(services, &post.user_id);
    let zoom = &services.ready.zoom;
    let Some(id) = MeetingId::new(event.meeting_id) else {
        return Ok(Vec::new());
    };
    let meeting = accounts::call(services, &owner, |token| async move {
        zoom.meeting(&token, id).await
    });
    let running = match meeting.await {
        Ok(meeting) if meeting.status != WAITING => Some(meeting.uuid),
        Ok(_) => None,
        Err(Error::Zoom(error)) if error.kind() == ErrorKind::NoSuchMeeting => None,
        Err(Error::NotConnected { .. }) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let over = open.iter().filter(|post| match &running {
        Some(run) => post.started && post.uuid != run.as_str(),
        None => true,
    });
    Ok(over.map(|post| post.post_id.clone()).collect())
}

/// Posts that the Go plugin made before an upgrade are found through the meeting's channel, once.
async fn adopt_old_posts(api: &Api, event: &Run) -> Result<()> {
    let id = event.meeting_id;
    if api.kv().get_bytes(&keys::open_posts(id)).await?.is_some() {
        return Ok(());
    }
    let bytes = api.kv().get_bytes(&keys::meeting_channel(id)).await?;
    let channel = bytes.as_deref().and_then(read_json::<MeetingChannel>);
    let Some(channel) = channel.filter(|channel| !channel.is_subscription) else {
        return Ok(());
    };
    let posts = match api
        .get_posts_for_channel(&channel.channel_id, 0, LOOK_BACK)
        .await
    {
        Ok(posts) => posts,
        Err(error) if is_gone(&error) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let found: Vec<OpenPost> = posts
        .order
        .iter()
        .rev()
        .filter_map(|post_id| posts.posts.get(post_id))
        .filter_map(|post| open_post_of(post, id))
        .collect();
    change_open_posts(api, id, |open| {
        found.iter().cloned().for_each(|post| open.add(post))
    })
    .await
}

fn open_post_of(post: &Post, meeting_id: u64) -> Option<OpenPost> {
    let card = Card::read(post)?;
    let ours = u64::try_from(card.meeting_id) == Ok(meeting_id) && card.end_time.is_none();
    (ours && post.delete_at == 0).then(|| OpenPost {
        post_id: post.id.clone(),
        started: card.start_time.is_some(),
        uuid: card.uuid,
    })
}

fn is_gone(error: &mattermost_plugin::Error) -> bool {
    matches!(error.status_code(), Some(400 | 403 | 404))
}

async fn find_post(api: &Api, post_id: &str) -> Result<Option<Post>> {
    match api.get_post(post_id).await {
        Ok(post) if post.delete_at == 0 => Ok(Some(post)),
        Ok(_) => Ok(None),
        Err(error) if is_gone(&error) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Changes a meeting's post; one that was deleted, or has ended, stays as it is.
async fn change_card(services: &Services, post_id: &str, change: impl Fn(&mut Card)) -> Result<()> {
    let api = &services.api;
    let Some(mut post) = find_post(api, post_id).await? else {
        return Ok(());
    };
    let Some(before) = Card::read(&post).filter(|card| card.end_time.is_none()) else {
        return Ok(());
    };
    let mut card = before.clone();
    change(&mut card);
    if card == before {
        return Ok(());
    }
    card.write(&mut post, services.language);
    match api.update_post(post).await {
        Ok(_) => Ok(()),
        Err(error) if is_gone(&error) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
