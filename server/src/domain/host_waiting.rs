//! Tells the host of a meeting, once for each run, that people wait for them.
//!
//! Whoever starts a meeting takes a moment to get in, so what is told is how it stands half a minute
//! later. That is a job: it is told once, whichever node hears of the waiting, and also where one
//! dies meanwhile.

use std::time::Duration;

use mattermost_plugin::model::Post;
use mattermost_plugin::{Api, Kv};
use zoom_client::{MeetingId, UserRef};

use crate::app::Services;
use crate::clock::Clock;
use crate::domain::live::{self, ZoomUser};
use crate::domain::post::Card;
use crate::domain::prompts::escaped;
use crate::domain::schedule::records;
use crate::domain::{accounts, hosts, meeting_posts, posting};
use crate::error::{Error, Result};
use crate::i18n::{Reader, Text};
use crate::jobs::{Job, Queue, Work, claim_part, event_id};
use crate::store::{Followed, FollowedPost, LiveRun, Owner, Run, keys};
use crate::texts;

/// How long the host is given, in milliseconds.
const GRACE: i64 = 30_000;
/// How long nothing more is planned for a run.
const PLANNED: Duration = Duration::from_secs(5 * 60);
/// How long it is remembered that the host was told: Zoom's longest meeting takes 30 hours.
const TOLD: Duration = Duration::from_secs(48 * 60 * 60);

/// Plans to tell the host, where somebody waits and nothing is planned yet. Costs one read where
/// that is so, and nothing else where nobody waits or the host is in.
///
/// # Errors
/// When the store fails.
pub async fn plan(
    api: &Api,
    queue: &std::sync::Arc<Queue<Kv>>,
    clock: &Clock,
    run: &Run,
    now: &LiveRun,
) -> Result<()> {
    if !waits_in_vain(now, now.has_begun()) {
        return Ok(());
    }
    let meeting_id = run.meeting_id;
    let (kv, key) = (api.kv(), keys::host_waiting(meeting_id, &run.uuid));
    if kv.get_bytes(&key).await?.is_some() {
        return Ok(());
    }
    let uuid = run.uuid.clone();
    let event = event_id(&["host waiting", &meeting_id.to_string(), &uuid]);
    let work = Work::HostWaiting {
        meeting_id,
        uuid,
        host_id: run.host_id.clone(),
    };
    let due = clock.millis().saturating_add(GRACE);
    queue.accept_at(event, work, due).await?;
    Ok(kv
        .set_bytes(&key, b"planned".to_vec(), Some(PLANNED))
        .await?)
}

fn waits_in_vain(run: &LiveRun, started: bool) -> bool {
    !run.ended && run.waiting(started) > 0 && !run.host_in(started)
}

/// Tells the host, if people still wait and the host is a person in Mattermost. A meeting that is
/// planned or subscribed has no post before it begins.
///
/// # Errors
/// When Mattermost or Zoom fails; the job is done again then.
pub async fn tell(
    services: &Services,
    job: &Job,
    meeting_id: u64,
    uuid: &str,
    host_id: &str,
) -> Result<()> {
    let (api, key) = (&services.api, keys::host_waiting(meeting_id, uuid));
    let live = live::read(api, meeting_id).await?;
    let known = meeting_posts::read(api, meeting_id).await?;
    let known = known.unwrap_or_default();
    let post = post_of(&known, uuid);
    let Some(run) = live.run(uuid) else {
        return Ok(());
    };
    let started = run.has_begun() || post.is_some_and(|post| post.started);
    if post.is_some_and(|post| post.ended) || !waits_in_vain(run, started) {
        // Others may come to wait.
        return Ok(api.kv().delete(&key).await?);
    }
    let host_id = match post {
        Some(post) if host_id.is_empty() => &post.host_id,
        _ => host_id,
    };
    let host = host(services, host_id).await?;
    if !host.is_empty() && claim_part(&api.kv(), job, &[&key]).await? {
        let topic = topic(services, &host, meeting_id, post).await?;
        let message = message(services, &host, topic, meeting_id, run.waiting(started)).await;
        send(services, job, &host, message).await?;
    }
    Ok(api
        .kv()
        .set_bytes(&key, b"told".to_vec(), Some(TOLD))
        .await?)
}

/// The post that shows a run, or will.
fn post_of<'a>(known: &'a Followed, uuid: &str) -> Option<&'a FollowedPost> {
    let of_run = |post: &&FollowedPost| !uuid.is_empty() && post.uuid == uuid;
    known.posts.iter().find(of_run).or(known.open().last())
}

async fn send(services: &Services, job: &Job, host: &str, message: String) -> Result<()> {
    let (api, bot) = (&services.api, services.bot_id.as_str());
    let channel = api.get_direct_channel(bot, host).await?;
    let message = Post {
        user_id: services.bot_id.clone(),
        channel_id: channel.id,
        message,
        ..Post::default()
    };
    posting::create_once(api, job, "host waiting", message).await?;
    Ok(())
}

/// The host in Mattermost; empty where nobody is known to be.
async fn host(services: &Services, host_id: &str) -> Result<String> {
    let mut zoom_user = ZoomUser {
        id: host_id.to_owned(),
        ..ZoomUser::default()
    };
    let host = live::person(services, &zoom_user).await?;
    let account_level = services.ready.settings.account_level_app;
    if !host.is_empty() || host_id.is_empty() || !account_level {
        return Ok(host);
    }
    let zoom = &services.ready.zoom;
    let asked = accounts::call(services, &Owner::Account, |token| async move {
        zoom.user(&token, UserRef::Id(host_id)).await
    });
    match asked.await {
        Ok(user) => zoom_user.email = user.email.to_lowercase(),
        Err(Error::Zoom(error)) => {
            tracing::warn!(error = %error, "cannot learn who hosts a meeting");
            return Ok(host);
        }
        Err(error) => return Err(error),
    }
    live::person(services, &zoom_user).await
}

/// The meeting's topic: from its post, or its plan, or Zoom.
async fn topic(
    services: &Services,
    host: &str,
    meeting_id: u64,
    post: Option<&FollowedPost>,
) -> Result<String> {
    let api = &services.api;
    if let Some(post) = post {
        let card = api.get_post(post.post_id.as_str()).await?;
        return Ok(Card::read(&card).unwrap_or_default().topic);
    }
    if let Some(plan) = records::read(api, meeting_id).await? {
        return Ok(plan.told.topic);
    }
    let asked = ask_zoom(services, host, meeting_id).await;
    Ok(services.topic_or_default(asked.unwrap_or_default()))
}

async fn ask_zoom(services: &Services, host: &str, meeting_id: u64) -> Option<String> {
    match hosts::meeting(services, host, MeetingId::new(meeting_id)?).await {
        Ok(meeting) => Some(meeting.topic),
        Err(error) => {
            error.log("learn a meeting's topic", host);
            None
        }
    }
}

async fn message(
    services: &Services,
    host: &str,
    topic: String,
    meeting_id: u64,
    waiting: usize,
) -> String {
    let people = texts::host_waiting(texts::HostWaiting {
        count: i64::try_from(waiting).unwrap_or(i64::MAX),
        topic: escaped(&topic).into(),
    });
    // As the host, by whoever is logged in to Zoom there: no token is in it.
    let link = format!("{}/s/{meeting_id}", services.ready.zoom.zoom_url());
    let text = Text::joined([people, texts::host_waiting_start(link)], " ");
    text.to(&Reader::find(&services.api, host).await)
}
