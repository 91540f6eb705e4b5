//! Starting a meeting.

mod make;
mod memory;
mod recent;

use mattermost_plugin::model::{Any, Channel, Post, User, WebsocketBroadcast};

use crate::app::Services;
use crate::domain::clicks::{self, Click};
use crate::domain::post::Card;
use crate::domain::prompts::tell;
use crate::domain::{accounts, calls, connect, meeting_number, meeting_posts, policy, preferences};
use crate::error::{Error, Result};
use crate::i18n::Text;
use crate::store::{PendingStart, Preference, Room, keys};
use crate::texts;
use make::{Made, make};
pub use recent::{CREATE, JOIN, is_web_address};

/// Browsers see it as `custom_zoom_meeting_started`: the server puts `custom_<plugin id>_` before it.
const STARTED_EVENT: &str = "meeting_started";
const MAX_TOPIC: usize = 200;

/// A meeting that a person asks for.
#[derive(Clone, Debug, Default)]
pub struct StartRequest {
    /// Who asks.
    pub user_id: String,
    /// Where, in which thread, about what, from which tab.
    pub place: PendingStart,
    /// What the person has answered already.
    pub answer: Answer,
}

/// What a person has been asked, and answered, before this start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Answer {
    /// Nothing was asked.
    #[default]
    Nothing,
    /// A meeting is wanted whatever else goes on in the channel: no question, and no holding back.
    Force,
    /// A new meeting is wanted beside the recent one.
    CreateNew,
    /// A meeting in this room is wanted.
    Room(Room),
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Started {
    /// The meeting is posted.
    Meeting {
        /// Where to join it.
        url: String,
    },
    /// The person has to connect first, and was asked to.
    AskedToConnect,
    /// The person was asked something else, in the channel.
    Asked,
}

/// Starts a meeting, or asks the person what has to be known first.
///
/// # Errors
/// Whatever keeps it from being made; nothing is left behind then.
pub async fn start(services: &Services, request: &StartRequest) -> Result<Started> {
    let (channel, place) = checked_place(services, request).await?;
    let request = StartRequest {
        place,
        ..request.clone()
    };
    if request.answer == Answer::Force {
        return begin(services, &request).await;
    }
    let key = keys::click(&request.user_id, &channel.id);
    let click = match clicks::claim(services, key).await? {
        Click::First(claim) => claim,
        Click::Again { made: url } if goes_on(services, &url).await? => {
            return Ok(Started::Meeting { url });
        }
        // Whoever clicks again once that meeting is over wants another one.
        Click::Again { .. } => return unless_asked(services, &channel, &request).await,
    };
    let started = unless_asked(services, &channel, &request).await;
    let made = match &started {
        Ok(Started::Meeting { url }) => Some(url.as_str()),
        _ => None,
    };
    click.settle(services, made).await;
    started
}

/// Whether a meeting has not ended; of one that is not remembered that is not known.
async fn goes_on(services: &Services, url: &str) -> Result<bool> {
    let Some(id) = meeting_number::read(url) else {
        return Ok(true);
    };
    let known = meeting_posts::read(&services.api, id.get()).await?;
    Ok(known.is_none_or(|known| known.posts.is_empty() || known.open().next().is_some()))
}

/// Whether a meeting may be started there; the thread's root is known then, and the topic clean.
async fn checked_place(
    services: &Services,
    request: &StartRequest,
) -> Result<(Channel, PendingStart)> {
    let StartRequest { user_id, place, .. } = request;
    let (channel, root_id) =
        policy::place_for_meeting(services, user_id, &place.channel_id, &place.root_id).await?;
    let place = PendingStart {
        root_id,
        topic: clean_topic(&place.topic),
        ..place.clone()
    };
    Ok((channel, place))
}

/// A topic without line feeds, cut at Zoom's limit.
pub fn clean_topic(topic: &str) -> String {
    let words: Vec<&str> = topic.split_whitespace().collect();
    words.join(" ").chars().take(MAX_TOPIC).collect()
}

/// Asks whether the meeting that began here just now is meant; not of a call, which is meant for
/// the person who is called.
async fn unless_asked(
    services: &Services,
    channel: &Channel,
    request: &StartRequest,
) -> Result<Started> {
    if request.answer == Answer::Nothing
        && !request.place.call
        && let Some(recent) = recent::find(services, &channel.id).await?
    {
        recent::ask(services, &request.user_id, &request.place, &recent).await?;
        return Ok(Started::Asked);
    }
    begin(services, request).await
}

/// Finds out in which room, and makes the meeting.
async fn begin(services: &Services, request: &StartRequest) -> Result<Started> {
    let StartRequest { user_id, place, .. } = request;
    if let Answer::Room(room) = request.answer {
        return make_and_post(services, user_id, place, room, false).await;
    }
    let chosen = preferences::chosen(&services.api, user_id).await?;
    let room = match chosen.unwrap_or(services.ready.settings.default_meeting_id) {
        Preference::Always => Room::Personal,
        Preference::Never => Room::Unique,
        Preference::Ask => return ask_for_room(services, user_id, place).await,
    };
    make_and_post(services, user_id, place, room, chosen.is_none()).await
}

/// Makes the meeting and posts it; `by_default` says that the person has chosen no room.
async fn make_and_post(
    services: &Services,
    user_id: &str,
    place: &PendingStart,
    room: Room,
    by_default: bool,
) -> Result<Started> {
    let owner = accounts::owner_for(services, user_id);
    // Before there is a meeting: it would be lost if Mattermost failed then.
    let creator = services.api.get_user(user_id).await?;
    match make(services, &owner, user_id, &place.topic, room).await {
        Ok(made) => {
            let room_missing = made.room_missing;
            let url = post(services, creator, place, made).await?;
            let notice = match (room_missing, by_default) {
                (true, _) => Some(texts::pmi_missing()),
                (false, true) => preferences::first_notice(services, user_id).await,
                (false, false) => None,
            };
            say(services, user_id, place, notice).await;
            Ok(Started::Meeting { url })
        }
        Err(Error::NotConnected { again }) => {
            ask_to_connect(services, user_id, place, again).await?;
            Ok(Started::AskedToConnect)
        }
        Err(error) => Err(error),
    }
}

/// Asks for the room; who is not connected is asked to connect before.
async fn ask_for_room(services: &Services, user_id: &str, place: &PendingStart) -> Result<Started> {
    let owner = accounts::owner_for(services, user_id);
    if connect::is_connected(services, &owner).await? {
        preferences::ask_for_room(services, user_id, place).await?;
        Ok(Started::Asked)
    } else {
        ask_to_connect(services, user_id, place, false).await?;
        Ok(Started::AskedToConnect)
    }
}

/// Says what the person should know; the meeting stands whatever happens here.
async fn say(services: &Services, user_id: &str, place: &PendingStart, notice: Option<Text>) {
    let Some(notice) = notice else { return };
    let (channel_id, root_id) = place.where_asked();
    if let Err(error) = tell(services, user_id, channel_id, root_id, &notice).await {
        error.log("tell a person", user_id);
    }
}

/// Tells a person, and only them, how to connect; with an account-level app only admins can.
async fn ask_to_connect(
    services: &Services,
    user_id: &str,
    place: &PendingStart,
    again: bool,
) -> Result<()> {
    let (channel_id, root_id) = place.where_asked();
    let message = if services.ready.settings.account_level_app {
        if services.is_system_admin(user_id).await? {
            connect::begin(services, user_id, channel_id, Some(place)).await?;
            texts::account_connect_prompt(services.ready.url("oauth2/connect"))
        } else {
            texts::account_not_connected()
        }
    } else {
        connect::begin(services, user_id, channel_id, Some(place)).await?;
        let link = services.ready.url("oauth2/connect");
        if again {
            texts::before_meeting(texts::reconnect_prompt(link))
        } else {
            texts::before_meeting(texts::connect_prompt(link))
        }
    };
    tell(services, user_id, channel_id, root_id, &message).await
}

/// Posts the meeting as the person, and remembers the post.
async fn post(
    services: &Services,
    creator: User,
    place: &PendingStart,
    made: Made,
) -> Result<String> {
    let user_id = creator.id.as_str();
    let card = Card {
        meeting_id: i64::try_from(made.id).unwrap_or_default(),
        uuid: made.uuid.clone(),
        link: made.link.clone(),
        passcode: made.passcode.clone(),
        personal: made.personal,
        topic: made.topic.clone(),
        creator_username: creator.username,
        start_time: None,
        ended: false,
        end_time: None,
        participants: None,
    };
    let mut post = Post {
        user_id: user_id.to_owned(),
        channel_id: place.channel_id.clone(),
        root_id: place.root_id.clone(),
        ..Post::default()
    };
    card.write(&mut post, services.language);
    let link = made.link.clone();
    // Before the post: should we die right after it, Zoom's events find it through the channel.
    let channel_id = &place.channel_id;
    let kept = meeting_posts::remember_channel(&services.api, made.id, channel_id, user_id);
    if let Err(error) = kept.await {
        error.log("remember a meeting's channel", user_id);
    }
    let posted = services
        .api
        .create_post(post)
        .await
        .map_err(|cause| Error::PostFailed { link, cause })?;
    memory::remember(services, &made, &posted, place.call).await;
    tracing::info!(
        audit = "start",
        user_id,
        meeting_id = made.id,
        post_id = posted.id,
        "started a meeting"
    );
    if place.call {
        calls::ring(services, &posted, &card).await;
    }
    open_in_tab(services, user_id, &place.connection_id, &made.link).await;
    Ok(made.link)
}

/// Opens the meeting in the tab that asked. A command carries no tab: its answer does it instead.
pub async fn open_in_tab(services: &Services, user_id: &str, connection_id: &str, url: &str) {
    if !connection_id.is_empty() {
        open(services, user_id, connection_id, url, []).await;
    }
}

/// Opens the meeting in the tab that has the focus: a button of a lasting post was pressed there,
/// and Mattermost does not say in which.
pub async fn open_in_focus(services: &Services, user_id: &str, url: &str) {
    let focused = ("focused".to_owned(), Any::Bool(true));
    open(services, user_id, "", url, [focused]).await;
}

async fn open<const N: usize>(
    services: &Services,
    user_id: &str,
    connection_id: &str,
    url: &str,
    more: [(String, Any); N],
) {
    let url = ("meeting_url".to_owned(), Any::String(url.to_owned()));
    let payload = [url].into_iter().chain(more).collect();
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
