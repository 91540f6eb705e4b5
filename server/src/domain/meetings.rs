//! Starting a meeting.

use std::collections::BTreeMap;
use std::time::Duration;

use mattermost_plugin::Api;
use mattermost_plugin::model::{Any, Post, WebsocketBroadcast};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zoom_client::{Meeting, NewMeeting};

use crate::app::Services;
use crate::domain::accounts::{self, ZoomUser};
use crate::domain::post::Card;
use crate::domain::{connect, policy};
use crate::error::{Error, Result};
use crate::i18n::{Reader, Text};
use crate::store::{MeetingChannel, OpenPost, OpenPosts, Owner, PendingStart, Preference, keys};
use crate::texts;

/// How long the Go plugin, and we, remember a meeting's post.
pub const MEETING_LIFE: Duration = Duration::from_secs(24 * 60 * 60);
/// How long an open post is followed: Zoom's longest meeting takes 30 hours.
pub const OPEN_LIFE: Duration = Duration::from_secs(48 * 60 * 60);
/// Browsers see it as `custom_zoom_meeting_started`: the server puts `custom_<plugin id>_` before it.
const STARTED_EVENT: &str = "meeting_started";
const MAX_TOPIC: usize = 200;
const ATTEMPTS: usize = 8;

/// A meeting that a person asks for.
#[derive(Clone, Debug, Default)]
pub struct StartRequest {
    /// Who asks.
    pub user_id: String,
    /// Where, in which thread, about what, from which tab.
    pub place: PendingStart,
}

/// What came of it.
#[derive(Debug)]
pub enum Started {
    /// The meeting is posted.
    Meeting {
        /// Where to join it.
        url: String,
    },
    /// The person has to connect first, and was asked to.
    AskedToConnect,
}

/// Starts a meeting, or asks the person to connect first.
///
/// # Errors
/// Whatever keeps it from being made; nothing is left behind then.
pub async fn start(services: &Services, request: &StartRequest) -> Result<Started> {
    let StartRequest { user_id, place } = request;
    let api = &services.api;
    let channel = policy::channel_to_post_in(api, user_id, &place.channel_id).await?;
    let root_id = policy::thread_root(api, &channel.id, &place.root_id).await?;
    let restrict = services.ready.settings.restrict_meeting_creation;
    policy::meetings_allowed(api, &channel, restrict).await?;
    let place = PendingStart {
        root_id,
        topic: clean_topic(&place.topic),
        ..place.clone()
    };
    let owner = accounts::owner_for(services, user_id);
    match make(services, &owner, user_id, &place.topic).await {
        Ok(made) => {
            let url = post(services, user_id, &place, made).await?;
            Ok(Started::Meeting { url })
        }
        Err(Error::NotConnected { again }) => {
            ask_to_connect(services, user_id, &place, again).await?;
            Ok(Started::AskedToConnect)
        }
        Err(error) => Err(error),
    }
}

fn clean_topic(topic: &str) -> String {
    let words: Vec<&str> = topic.split_whitespace().collect();
    words.join(" ").chars().take(MAX_TOPIC).collect()
}

/// Tells a person, and only them, how to connect; with an account-level app only admins can.
async fn ask_to_connect(
    services: &Services,
    user_id: &str,
    place: &PendingStart,
    again: bool,
) -> Result<()> {
    let message = if services.ready.settings.account_level_app {
        if services.is_system_admin(user_id).await? {
            connect::begin(services, user_id, &place.channel_id, Some(place)).await?;
            texts::account_connect_prompt(services.ready.url("oauth2/connect"))
        } else {
            texts::account_not_connected()
        }
    } else {
        connect::begin(services, user_id, &place.channel_id, Some(place)).await?;
        let link = services.ready.url("oauth2/connect");
        if again {
            texts::before_meeting(texts::reconnect_prompt(link))
        } else {
            texts::before_meeting(texts::connect_prompt(link))
        }
    };
    tell(
        services,
        user_id,
        &place.channel_id,
        &place.root_id,
        &message,
    )
    .await
}

/// Shows a person an ephemeral post by the bot.
///
/// # Errors
/// When Mattermost fails.
pub async fn tell(
    services: &Services,
    user_id: &str,
    channel_id: &str,
    root_id: &str,
    text: &Text,
) -> Result<()> {
    let reader = Reader::find(&services.api, user_id).await;
    let post = Post {
        user_id: services.bot_id.clone(),
        channel_id: channel_id.to_owned(),
        root_id: root_id.to_owned(),
        message: text.to(&reader),
        ..Post::default()
    };
    services.api.send_ephemeral_post(user_id, post).await?;
    Ok(())
}

/// A meeting as Zoom made it.
struct Made {
    id: u64,
    uuid: String,
    link: String,
    passcode: String,
    topic: String,
    personal: bool,
}

async fn make(services: &Services, owner: &Owner, user_id: &str, topic: &str) -> Result<Made> {
    let zoom_user = ZoomUser::of(services, owner, user_id).await?;
    let made = match preference(&services.api, user_id).await? {
        Preference::Personal => personal(services, owner, &zoom_user, topic).await,
        Preference::Unique => unique(services, owner, &zoom_user, topic).await,
    };
    made.map_err(|error| zoom_user.explain(error))
}

async fn preference(api: &Api, user_id: &str) -> Result<Preference> {
    let bytes = api.kv().get_bytes(&keys::preference(user_id)).await?;
    Ok(Preference::read(&bytes.unwrap_or_default()))
}

async fn unique(
    services: &Services,
    owner: &Owner,
    zoom_user: &ZoomUser,
    topic: &str,
) -> Result<Made> {
    let wanted = NewMeeting::instant().topic(topic);
    let zoom = &services.ready.zoom;
    let wanted = &wanted;
    let meeting: Meeting = accounts::call(services, owner, |token| async move {
        zoom.create_meeting(&token, zoom_user.as_ref(), wanted)
            .await
    })
    .await?;
    Ok(Made {
        id: meeting.id.get(),
        uuid: meeting.uuid.as_str().to_owned(),
        topic: first_filled(services, [topic, &meeting.topic]),
        link: meeting.join_url,
        passcode: meeting.passcode,
        personal: false,
    })
}

/// The personal room; a person who has none gets a meeting of its own.
async fn personal(
    services: &Services,
    owner: &Owner,
    zoom_user: &ZoomUser,
    topic: &str,
) -> Result<Made> {
    let zoom = &services.ready.zoom;
    let user = accounts::call(services, owner, |token| async move {
        zoom.user(&token, zoom_user.as_ref()).await
    })
    .await?;
    let Some(pmi) = user.pmi else {
        return unique(services, owner, zoom_user, topic).await;
    };
    let room = accounts::call(services, owner, |token| async move {
        zoom.meeting(&token, pmi).await
    })
    .await;
    let (link, passcode, room_topic) = match room {
        Ok(room) => (room.join_url, room.passcode, room.topic),
        // The room exists; only its passcode is not known without this answer.
        Err(Error::Zoom(error)) => {
            tracing::warn!(error = %error, "the personal room's link has no passcode");
            let link = format!("{}/j/{pmi}", zoom.zoom_url());
            (link, String::new(), String::new())
        }
        Err(error) => return Err(error),
    };
    // Zoom names the run when it starts.
    Ok(Made {
        id: pmi.get(),
        uuid: String::new(),
        topic: first_filled(services, [topic, &room_topic]),
        link,
        passcode,
        personal: true,
    })
}

fn first_filled(services: &Services, candidates: [&str; 2]) -> String {
    let filled = candidates.into_iter().find(|text| !text.trim().is_empty());
    filled.map_or_else(
        || texts::default_topic().to(&Reader::everybody(services.language)),
        str::to_owned,
    )
}

/// Posts the meeting as the person, and remembers the post.
async fn post(
    services: &Services,
    user_id: &str,
    place: &PendingStart,
    made: Made,
) -> Result<String> {
    let creator = services.api.get_user(user_id).await?;
    let card = Card {
        meeting_id: i64::try_from(made.id).unwrap_or_default(),
        uuid: made.uuid.clone(),
        link: made.link.clone(),
        passcode: made.passcode.clone(),
        personal: made.personal,
        topic: made.topic.clone(),
        creator_username: creator.username,
        start_time: None,
        end_time: None,
    };
    let mut post = Post {
        user_id: user_id.to_owned(),
        channel_id: place.channel_id.clone(),
        root_id: place.root_id.clone(),
        ..Post::default()
    };
    card.write(&mut post, services.language);
    let link = made.link.clone();
    let posted = services
        .api
        .create_post(post)
        .await
        .map_err(|cause| Error::PostFailed { link, cause })?;
    remember(services, &made, &posted).await;
    tracing::info!(
        user_id,
        meeting_id = made.id,
        post_id = posted.id,
        "started a meeting"
    );
    open_in_tab(services, user_id, &place.connection_id, &made.link).await;
    Ok(made.link)
}

/// Keeps the way from Zoom's events to the post. The meeting stands whatever happens here.
async fn remember(services: &Services, made: &Made, post: &Post) {
    if let Err(error) = try_remember(&services.api, made, post).await {
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

fn to_json<T: Serialize>(value: &T) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(|_| Error::Internal("a value cannot be written as JSON"))
}

/// Opens the meeting in the tab that asked. A command carries no tab: its answer does it instead.
async fn open_in_tab(services: &Services, user_id: &str, connection_id: &str, url: &str) {
    if connection_id.is_empty() {
        return;
    }
    let payload = BTreeMap::from([("meeting_url".to_owned(), Any::String(url.to_owned()))]);
    let broadcast = WebsocketBroadcast {
        user_id: user_id.to_owned(),
        connection_id: connection_id.to_owned(),
        ..WebsocketBroadcast::default()
    };
    let sent = services
        .api
        .publish_web_socket_event(STARTED_EVENT, payload, broadcast)
        .await;
    if let Err(error) = sent {
        tracing::warn!(user_id, error = %error, "cannot open the meeting in the browser");
    }
}
