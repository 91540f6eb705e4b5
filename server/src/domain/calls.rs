//! Calling a person: a meeting in the direct channel of the two, and a notice that rings.
//!
//! The notice is a direct message by the bot, so that the person hears of it on each of their
//! devices. What they answer stands in the call's record; the notice is written from that, again
//! until the record stays the same, so that nodes which race end up alike.

mod notice;
mod people;

use std::time::Duration;

use mattermost_plugin::model::{Post, User};

use crate::app::Services;
use crate::domain::clicks::{self, Click};
use crate::domain::meeting_posts;
use crate::domain::meetings::{self, Answer, StartRequest, Started};
use crate::domain::post::Card;
use crate::domain::prompts::{Button, Prompt, Style, tell};
use crate::error::{Error, Result};
use crate::i18n::{Reader, Text};
use crate::jobs::{Work, event_id};
use crate::store::{Call, CallAnswer, PendingStart, change, keys, read_json};
use crate::texts;

pub use people::Callee;

/// The route of the buttons.
const ROUTE: &str = "call-answer";
/// The action of the button that joins.
pub const JOIN: &str = "join";
/// The action of the button that says that one cannot come.
pub const NOT_NOW: &str = "notNow";
/// The action of the button that leaves an invitation without ringing.
pub const LEAVE: &str = "leave";
/// The action of the button that calls nobody.
pub const FORGET: &str = "forget";
/// Where a button's context names the call.
pub const CALL: &str = "call_id";
/// Where a button's context names the person to leave an invitation for.
pub const CALLEE: &str = "callee";

/// How long a call rings before it counts as missed.
const RING: Duration = Duration::from_secs(60);
/// How long a call is remembered: as long as its meeting is followed.
const LIFE: Duration = Duration::from_secs(48 * 60 * 60);

/// A call that somebody wants to make.
#[derive(Clone, Debug, Default)]
pub struct CallRequest {
    /// Who calls.
    pub user_id: String,
    /// Who is called.
    pub callee: Callee,
    /// About what, or empty.
    pub topic: String,
    /// The browser tab that asked, or empty for a command.
    pub connection_id: String,
    /// The channel where the caller is asked what has to be known first; empty for the direct
    /// channel of the two.
    pub asked_in: String,
    /// Only leaves an invitation: nobody is rung.
    pub quietly: bool,
}

/// Calls a person, or asks the caller what has to be known first. While the same call rings it is
/// not repeated, and where the person called is calling at the same time, the two meet.
///
/// # Errors
/// [`Error::CannotCall`], or whatever keeps the meeting from being made.
pub async fn call(services: &Services, request: &CallRequest) -> Result<Started> {
    let (api, caller) = (&services.api, request.user_id.as_str());
    let callee = people::find(api, &request.callee).await?;
    people::check(api, caller, &callee).await?;
    let channel_id = people::direct_channel(api, caller, &callee.id).await?;
    // Who is called may call at the same moment.
    let claim = match clicks::claim(services, keys::calling(&channel_id)).await? {
        Click::First(claim) => claim,
        Click::Again { made: url } => return Ok(Started::Meeting { url }),
    };
    let started = unless_under_way(services, request, &callee, channel_id).await;
    // From here on the call that rings says it.
    claim.settle(services, None).await;
    started
}

async fn unless_under_way(
    services: &Services,
    request: &CallRequest,
    callee: &User,
    channel_id: String,
) -> Result<Started> {
    let (api, caller) = (&services.api, request.user_id.as_str());
    if let Some(url) = under_way(services, caller, &channel_id).await? {
        meetings::open_in_tab(services, caller, &request.connection_id, &url).await;
        return Ok(Started::Meeting { url });
    }
    let place = PendingStart {
        channel_id,
        topic: request.topic.clone(),
        connection_id: request.connection_id.clone(),
        call: !request.quietly,
        asked_in: request.asked_in.clone(),
        ..PendingStart::default()
    }
    .without_nonsense();
    if place.call && people::is_not_to_be_disturbed(api, &callee.id).await? {
        let prompt = undisturbed(&place, &callee.id, &callee.username);
        prompt.show(services, caller).await?;
        return Ok(Started::Asked);
    }
    let start = StartRequest {
        user_id: caller.to_owned(),
        place,
        answer: Answer::Nothing,
    };
    meetings::start(services, &start).await
}

/// The meeting of the call that rings in a direct channel. Whoever is called and calls back answers
/// by that.
async fn under_way(services: &Services, user_id: &str, channel_id: &str) -> Result<Option<String>> {
    let kv = services.api.kv();
    let Some(post_id) = kv.get_bytes(&keys::ringing(channel_id)).await? else {
        return Ok(None);
    };
    let post_id = String::from_utf8(post_id).unwrap_or_default();
    let call = read(services, &post_id).await?;
    let Some(call) = call.filter(Call::rings) else {
        return Ok(None);
    };
    if call.callee == user_id {
        answer(services, &call.post_id, CallAnswer::Joined).await?;
    }
    Ok(Some(call.link))
}

/// The question to a caller whose call would disturb.
fn undisturbed(place: &PendingStart, callee_id: &str, username: &str) -> Prompt {
    let button = |action| {
        Button::new(ROUTE, action)
            .place(place)
            .with(CALLEE, callee_id)
    };
    let (channel_id, root_id) = place.where_asked();
    let title = texts::call_undisturbed_title(format!("@{username}"));
    Prompt::new(channel_id, root_id, title)
        .text(texts::call_undisturbed())
        .button(
            button(LEAVE)
                .label(texts::call_leave())
                .style(Style::Primary),
        )
        .button(button(FORGET).label(texts::call_forget()))
}

/// Gives the other person of a direct channel notice of the meeting that was posted there. The
/// meeting stands whatever happens here; the caller is told where nobody was rung.
pub async fn ring(services: &Services, post: &Post, card: &Card) {
    let caller = post.user_id.as_str();
    let untold = match try_ring(services, post, card).await {
        Ok(untold) => untold,
        Err(error) => {
            error.log("ring", caller);
            Some(texts::call_not_rung())
        }
    };
    if let Some(text) = untold {
        tell_caller(services, caller, &post.channel_id, &text).await;
    }
}

/// What the caller has to know where nobody was rung; `None` where it rings.
async fn try_ring(services: &Services, post: &Post, card: &Card) -> Result<Option<Text>> {
    let (api, caller) = (&services.api, post.user_id.as_str());
    let callee = people::other(api, &post.channel_id, caller).await?;
    // They may have asked for quiet while the caller answered a question.
    if people::is_not_to_be_disturbed(api, &callee.id).await? {
        return Ok(Some(texts::call_left(format!("@{}", callee.username))));
    }
    let call = Call {
        post_id: post.id.clone(),
        channel_id: post.channel_id.clone(),
        caller: caller.to_owned(),
        callee: callee.id,
        link: card.link.clone(),
        topic: card.topic.clone(),
        ..Call::default()
    };
    keep(services, &call).await?;
    let sent = notice::send(services, &call).await?;
    let call = alter(services, &call.post_id, |call| {
        sent.id.clone_into(&mut call.notice_id)
    })
    .await?;
    if call.as_ref().is_some_and(|call| !call.rings()) {
        notice::render(services, &post.id).await?;
    }
    tracing::info!(
        audit = "call",
        user_id = caller,
        person = sent_to(&call),
        post_id = post.id
    );
    Ok(None)
}

fn sent_to(call: &Option<Call>) -> &str {
    call.as_ref().map_or("", |call| &call.callee)
}

/// Keeps the call, before anybody can answer it, and plans its end.
async fn keep(services: &Services, call: &Call) -> Result<()> {
    let kv = services.api.kv();
    kv.set_with_expiry(&keys::call(&call.post_id), call, LIFE)
        .await?;
    let post_id = call.post_id.clone();
    let ringing = keys::ringing(&call.channel_id);
    kv.set_bytes(&ringing, post_id.clone().into_bytes(), Some(RING))
        .await?;
    let event = event_id(&["call rang", &post_id]);
    let ring = i64::try_from(RING.as_millis()).unwrap_or_default();
    let due = services.clock.millis().saturating_add(ring);
    services
        .queue
        .accept_at(event, Work::CallRang { post_id }, due)
        .await?;
    Ok(())
}

/// Reads a call; `None` where it is forgotten, or unreadable.
async fn read(services: &Services, post_id: &str) -> Result<Option<Call>> {
    let bytes = services.api.kv().get_bytes(&keys::call(post_id)).await?;
    Ok(bytes.as_deref().and_then(read_json))
}

/// Changes a call by compare-and-set, and gives it as it is then.
async fn alter(
    services: &Services,
    post_id: &str,
    mut change_call: impl FnMut(&mut Call),
) -> Result<Option<Call>> {
    if read(services, post_id).await?.is_none() {
        return Ok(None);
    }
    let kv = services.api.kv();
    change(&kv, &keys::call(post_id), Some(LIFE), |call: &mut Call| {
        if call.post_id.is_empty() {
            return None;
        }
        change_call(call);
        Some(call.clone())
    })
    .await
}

/// Takes an answer, and shows it. Gives the call where the answer is news.
async fn answer(services: &Services, post_id: &str, answer: CallAnswer) -> Result<Option<Call>> {
    let mut news = false;
    let call = alter(services, post_id, |call| news = call.take(answer)).await?;
    let Some(call) = call.filter(|_| news) else {
        return Ok(None);
    };
    notice::render(services, post_id).await?;
    Ok(Some(call))
}

/// Carries out a button of a notice: who was called joins, or says that they cannot. The caller
/// reads it in the direct channel, as the person's own words.
///
/// # Errors
/// [`Error::BadRequest`] where the call was another's; [`Error::MeetingOver`].
pub async fn answer_notice(
    services: &Services,
    user_id: &str,
    post_id: &str,
    given: CallAnswer,
) -> Result<()> {
    let call = read(services, post_id).await?.ok_or(Error::MeetingOver)?;
    if call.callee != user_id {
        return Err(Error::BadRequest("the call was another person's"));
    }
    if call.over {
        notice::render(services, post_id).await?;
        return Err(Error::MeetingOver);
    }
    if answer(services, post_id, given).await?.is_some() {
        say_to_caller(services, &call, given).await?;
    }
    if given == CallAnswer::Joined {
        meetings::open_in_focus(services, user_id, &call.link).await;
    }
    Ok(())
}

/// Writes the answer into the direct channel, as the person who gave it.
async fn say_to_caller(services: &Services, call: &Call, given: CallAnswer) -> Result<()> {
    let words = match given {
        CallAnswer::Joined => texts::call_said_joining(),
        _ => texts::call_said_not_now(),
    };
    let post = Post {
        user_id: call.callee.clone(),
        channel_id: call.channel_id.clone(),
        message: words.to(&Reader::everybody(services.language)),
        ..Post::default()
    };
    services.api.create_post(post).await?;
    Ok(())
}

/// Whether a person was called to a meeting, and has not joined yet as far as is known.
///
/// # Errors
/// When the store fails.
pub async fn waits_for(services: &Services, meeting_id: u64, user_id: &str) -> Result<bool> {
    let calls = calls_of(services, meeting_id, user_id).await?;
    let mut calls = calls.iter();
    Ok(calls.any(|call| call.answer != CallAnswer::Joined))
}

/// A person came into a meeting: whoever was called to it has answered by that.
///
/// # Errors
/// When Mattermost fails.
pub async fn joined(services: &Services, meeting_id: u64, user_id: &str) -> Result<()> {
    for call in calls_of(services, meeting_id, user_id).await? {
        answer_for_certain(services, &call.post_id, CallAnswer::Joined).await?;
    }
    Ok(())
}

/// The calls to a person that a meeting began with.
async fn calls_of(services: &Services, meeting_id: u64, user_id: &str) -> Result<Vec<Call>> {
    let known = meeting_posts::read(&services.api, meeting_id).await?;
    let known = known.unwrap_or_default();
    let mut calls = Vec::new();
    for post in known.open().filter(|post| post.call) {
        let call = read(services, &post.post_id).await?;
        calls.extend(call.filter(|call| call.callee == user_id));
    }
    Ok(calls)
}

/// Takes an answer as a job does, of which an earlier attempt may have ended between the record and
/// the notice.
async fn answer_for_certain(services: &Services, post_id: &str, given: CallAnswer) -> Result<()> {
    if answer(services, post_id, given).await?.is_none() {
        notice::render(services, post_id).await?;
    }
    Ok(())
}

/// A call has rung long enough: without an answer it is missed, and the caller hears of it.
///
/// # Errors
/// When Mattermost fails; the job is done again then.
pub async fn rang(services: &Services, post_id: &str) -> Result<()> {
    answer_for_certain(services, post_id, CallAnswer::Missed).await?;
    let call = read(services, post_id).await?;
    if let Some(call) = call.filter(|call| call.answer == CallAnswer::Missed) {
        let text = unanswered(services, &call).await?;
        tell_caller(services, &call.caller, &call.channel_id, &text).await;
    }
    Ok(())
}

/// What the caller is told of a missed call. There is no notice where the process died before it.
async fn unanswered(services: &Services, call: &Call) -> Result<Text> {
    if call.notice_id.is_empty() {
        return Ok(texts::call_not_rung());
    }
    let callee = services.api.get_user(call.callee.as_str()).await?;
    Ok(texts::call_no_answer(format!("@{}", callee.username)))
}

/// The meetings of these calls are over, and their notices say so.
///
/// # Errors
/// When Mattermost fails; the job is done again then.
pub async fn end(services: &Services, post_ids: &[String]) -> Result<()> {
    for post_id in post_ids {
        if alter(services, post_id, |call| call.over = true)
            .await?
            .is_some()
        {
            notice::render(services, post_id).await?;
        }
    }
    Ok(())
}

async fn tell_caller(services: &Services, caller: &str, channel_id: &str, text: &Text) {
    if let Err(error) = tell(services, caller, channel_id, "", text).await {
        error.log("tell a caller", caller);
    }
}
