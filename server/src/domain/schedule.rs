//! Planned meetings: `/zoom schedule`, the invitation, and what becomes of both.
//!
//! A plan stands in Zoom, and is asked of Zoom anew whenever something is done by it: after an event
//! that it changed, and before a reminder. So invitations are right in the end whatever events are
//! lost, and whatever the app is subscribed to.

pub mod changes;
pub mod describe;
pub mod due;
pub mod form;
pub mod grammar;
pub mod invitation;
pub mod invite;
pub mod plan;
pub mod records;
pub mod runs;
pub mod words;
mod zoom;

use mattermost_plugin::model::{Post, User};
use zoom_client::{Meeting, Timestamp};

use crate::app::Services;
use crate::domain::accounts::{self, ZoomUser};
use crate::domain::clicks::{self, Click};
use crate::domain::{connect, policy, post, prompts, zoom_list};
use crate::error::{Error, Result};
use crate::i18n::{Reader, Text};
use crate::jobs::{Work, event_id};
use crate::store::{InvitationPost, Scheduled, Told, keys};
use crate::texts;
use changes::PlanChange;
use grammar::{Misread, Understood};
use invitation::Invitation;
use plan::Plan;
use words::Words;

/// Where somebody plans a meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Who plans it.
    pub user_id: String,
    /// In which channel.
    pub channel_id: String,
    /// In which thread; empty for none.
    pub root_id: String,
}

/// Plans the meeting that a line describes; gives what the person is told.
///
/// # Errors
/// What keeps the person from having a meeting there, or Zoom from making it.
pub async fn typed(services: &Services, place: &Place, line: &str) -> Result<Text> {
    let place = checked(services, place).await?;
    let reader = Reader::find(&services.api, &place.user_id).await;
    let now = services.clock.now().to_zoned_datetime(reader.time_zone());
    match grammar::read(line, &Words::of(&reader), &now) {
        Ok(plan) => planned(services, &place, &plan).await,
        Err(misread) => Ok(explain(&misread, &now)),
    }
}

/// What is wrong with a line, what was understood of it, and how to say it.
fn explain(misread: &Misread, now: &jiff::ZonedDateTime) -> Text {
    let parts = parts(&misread.understood, now);
    let understood = (!parts.is_empty()).then(|| {
        let parts = Text::joined(parts, ", ");
        texts::schedule_understood(parts)
    });
    let lines = [misread.mistake.message()]
        .into_iter()
        .chain(understood)
        .chain([texts::schedule_example(), texts::schedule_usage()]);
    Text::joined(lines, "\n")
}

fn parts(understood: &Understood, now: &jiff::ZonedDateTime) -> Vec<Text> {
    let topic = prompts::escaped(&understood.topic);
    let topic = (!topic.is_empty()).then(|| format!("**{topic}**").into());
    let start = understood.start(now).ok();
    let start = start.map(|start| describe::time(start.timestamp(), start.time_zone()));
    let length = understood
        .minutes
        .map(|minutes| post::length(minutes.into()));
    let repeat = understood.repeat.map(form::repeat_label);
    [topic, start, length, repeat]
        .into_iter()
        .flatten()
        .collect()
}

/// Plans a meeting; gives what the person is told. Who is not connected is told how to.
///
/// # Errors
/// What keeps the person from having a meeting there, or Zoom from making it.
pub async fn wanted(services: &Services, place: &Place, plan: &Plan) -> Result<Text> {
    let place = checked(services, place).await?;
    planned(services, &place, plan).await
}

/// As [`wanted`], where the place is checked already.
async fn planned(services: &Services, place: &Place, plan: &Plan) -> Result<Text> {
    match make(services, place, plan).await {
        Ok(scheduled) => Ok(done(&scheduled, services.clock.millis())),
        Err(Error::NotConnected { again }) => connect_prompt(services, place, again).await,
        Err(error) => Err(error),
    }
}

/// Whether a meeting may be posted there; the thread's root is known then.
///
/// # Errors
/// What [`policy::place_for_meeting`] refuses.
pub async fn checked(services: &Services, place: &Place) -> Result<Place> {
    let Place {
        user_id,
        channel_id,
        root_id,
    } = place;
    let (channel, root_id) =
        policy::place_for_meeting(services, user_id, channel_id, root_id).await?;
    Ok(Place {
        channel_id: channel.id,
        root_id,
        ..place.clone()
    })
}

fn done(scheduled: &Scheduled, now: i64) -> Text {
    texts::schedule_done(texts::ScheduleDone {
        time: invitation::when(scheduled, now),
        topic: prompts::escaped(&scheduled.told.topic).into(),
    })
}

/// How a person connects, who wants to plan a meeting.
///
/// # Errors
/// When Mattermost fails.
pub async fn connect_prompt(services: &Services, place: &Place, again: bool) -> Result<Text> {
    let account = services.ready.settings.account_level_app;
    if account && !services.is_system_admin(&place.user_id).await? {
        return Ok(texts::account_not_connected());
    }
    connect::begin(services, &place.user_id, &place.channel_id, None).await?;
    let link = services.ready.url("oauth2/connect");
    let prompt = match (account, again) {
        (true, _) => texts::account_connect_prompt(link),
        (false, true) => texts::reconnect_prompt(link),
        (false, false) => texts::connect_prompt(link),
    };
    Ok(texts::schedule_connect(prompt))
}

/// Makes the meeting at Zoom, and invites the channel to it; once, where the same is sent twice at
/// the same time.
async fn make(services: &Services, place: &Place, plan: &Plan) -> Result<Scheduled> {
    let click = match clicks::claim(services, click(place, plan)).await? {
        Click::First(claim) => claim,
        Click::Again { made } => return made_before(services, &made).await,
    };
    let made = make_first(services, place, plan).await;
    let number = made.as_ref().ok();
    let number = number.map(|scheduled| scheduled.meeting_id.to_string());
    click.settle(services, number.as_deref()).await;
    made
}

/// Two plans that differ are none that was sent twice.
fn click(place: &Place, plan: &Plan) -> String {
    let wanted = format!("{plan:?}");
    keys::planned(&event_id(&[
        &place.user_id,
        &place.channel_id,
        &place.root_id,
        &wanted,
    ]))
}

async fn made_before(services: &Services, number: &str) -> Result<Scheduled> {
    let number = number.parse().unwrap_or_default();
    let known = records::read(&services.api, number).await?;
    known.ok_or(Error::Internal("a meeting of a moment ago is not known"))
}

async fn make_first(services: &Services, place: &Place, plan: &Plan) -> Result<Scheduled> {
    let user_id = place.user_id.as_str();
    let owner = accounts::owner_for(services, user_id);
    // Before there is a meeting: it would be lost if Mattermost failed then.
    let creator = services.api.get_user(user_id).await?;
    let zoom_user = &ZoomUser::of(services, &owner, user_id).await?;
    let (zoom, wanted) = (&services.ready.zoom, &plan.new_meeting());
    let meeting: Meeting = accounts::call(services, &owner, |token| async move {
        let host = zoom_user.as_ref();
        zoom.create_meeting(&token, host, wanted).await
    })
    .await
    .map_err(|error| zoom_user.explain(error))?;
    let told = zoom::told(services, meeting.clone(), plan.start.timestamp());
    let mut scheduled = scheduled(services, &creator, &meeting, told, plan.reminder);
    // Before the invitation: none is to stand there that nobody follows.
    if let Err(error) = remember(services, &scheduled).await {
        error.log("remember a planned meeting", user_id);
    }
    zoom_list::forget(services, user_id).await;
    let posted = post(services, place, &scheduled).await?;
    scheduled.add(posted.clone());
    tracing::info!(
        audit = "schedule",
        user_id,
        meeting_id = scheduled.meeting_id,
        post_id = posted.post_id,
        "planned a meeting"
    );
    if let Err(error) = records::invite(services, &scheduled, &posted).await {
        error.log("remember an invitation", user_id);
    }
    Ok(scheduled)
}

fn scheduled(
    services: &Services,
    creator: &User,
    meeting: &Meeting,
    told: Told,
    reminder: i64,
) -> Scheduled {
    let now = services.clock.millis();
    Scheduled {
        meeting_id: meeting.id.get(),
        user_id: creator.id.clone(),
        username: creator.username.clone(),
        host_id: meeting.host_id.clone(),
        announced: told.slots.first().map_or(0, |slot| slot.start),
        announced_starts: told.slots.iter().map(|slot| slot.start).collect(),
        told,
        told_at: now,
        reminder,
        ..Scheduled::default()
    }
}

/// Posts the invitation as the person.
async fn post(services: &Services, place: &Place, scheduled: &Scheduled) -> Result<InvitationPost> {
    let mut post = Post {
        user_id: place.user_id.clone(),
        channel_id: place.channel_id.clone(),
        root_id: place.root_id.clone(),
        ..Post::default()
    };
    let invitation = Invitation::of(scheduled, services.clock.millis());
    invitation.write(&mut post, services.language);
    let link = scheduled.told.link.clone();
    let posted = services.api.create_post(post).await;
    let posted = posted.map_err(|cause| Error::PostFailed { link, cause })?;
    Ok(InvitationPost {
        post_id: posted.id,
        channel_id: place.channel_id.clone(),
        root_id: place.root_id.clone(),
    })
}

/// Keeps the way from Zoom's events to the meeting, and from the time to the reminder.
async fn remember(services: &Services, scheduled: &Scheduled) -> Result<()> {
    records::insert(services, scheduled).await?;
    due::plan(services, scheduled).await
}

/// A person has cancelled a meeting in Zoom through us: where it was planned here, its invitations
/// say so, also where the app hears of no events about plans.
///
/// # Errors
/// When the store fails.
pub async fn cancelled(services: &Services, meeting_id: u64) -> Result<()> {
    if records::is_nobodys(&services.api, meeting_id).await {
        return Ok(());
    }
    let event = event_id(&["cancelled here", &meeting_id.to_string()]);
    let change = PlanChange {
        meeting_id,
        event_time: services.clock.millis(),
        cancelled: true,
        ..PlanChange::default()
    };
    let work = Work::PlanChanged(change);
    services.queue.accept(event, work).await?;
    Ok(())
}

/// A point in time as Zoom's client has it.
fn timestamp(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH)
}
