//! A plan changed, or was cancelled: its invitations follow, and their threads hear of it.

use jiff::tz::TimeZone;
use mattermost_plugin::model::Post;
use serde::{Deserialize, Serialize};
use zoom_client::webhook::ScheduleEvent;

use super::invitation::Invitation;
use super::zoom::{self, Answer};
use super::{describe, due, records, timestamp};
use crate::app::Services;
use crate::domain::{meeting_posts, posting, zoom_list};
use crate::error::{Error, Result};
use crate::i18n::{Reader, Text};
use crate::jobs::{Job, claim_part};
use crate::store::{Closed, InvitationPost, News, Scheduled, Slot};
use crate::texts;

const ATTEMPTS: usize = 10;

/// What an event says about a plan. Zoom is asked what it is like now; where nobody can ask, this is
/// all that is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlanChange {
    /// The meeting's number.
    pub meeting_id: u64,
    /// When it was changed, in milliseconds since 1970.
    pub event_time: i64,
    /// Whether it, or the named times of it, were cancelled.
    pub cancelled: bool,
    /// Whether it is about single times of a series.
    pub single: bool,
    /// The new topic.
    pub topic: Option<String>,
    /// The new time, in milliseconds since 1970.
    pub start: Option<i64>,
    /// The new length.
    pub minutes: Option<i64>,
    /// The new time zone.
    pub time_zone: Option<String>,
    /// The times that it is about, in milliseconds since 1970.
    pub times: Vec<i64>,
}

impl PlanChange {
    /// What counts of an event.
    pub fn new(event: &ScheduleEvent, cancelled: bool) -> Self {
        let millis = |time: zoom_client::Timestamp| time.as_millisecond();
        let times = event.occurrences.iter().filter_map(|one| one.start_time);
        Self {
            meeting_id: event.id.get(),
            event_time: event.event_time.map(millis).unwrap_or_default(),
            cancelled,
            single: event.single,
            topic: event.topic.clone(),
            start: event.start_time.map(millis),
            minutes: event.minutes.map(i64::from),
            time_zone: event.time_zone.clone(),
            times: times.map(millis).collect(),
        }
    }

    /// Brings what the event itself says into the record, unless Zoom said something later.
    fn apply(&self, known: &mut Scheduled) {
        if self.event_time < known.told_at {
            return;
        }
        known.told_at = self.event_time;
        let told = &mut known.told;
        if self.single {
            let gone = |slot: &Slot| self.cancelled && self.times.contains(&slot.start);
            told.slots.retain(|slot| !gone(slot));
            return;
        }
        if let Some(topic) = &self.topic {
            topic.clone_into(&mut told.topic);
        }
        if let Some(zone) = &self.time_zone {
            zone.clone_into(&mut told.time_zone);
        }
        // How the others of a series move with it is Zoom's to say.
        if let [slot] = told.slots.as_mut_slice() {
            slot.start = self.start.unwrap_or(slot.start);
            slot.minutes = self.minutes.unwrap_or(slot.minutes);
        }
    }
}

/// Brings a change into the invitations.
///
/// # Errors
/// When Mattermost or Zoom fails; the job is done again then.
pub async fn carry_out(services: &Services, job: &Job, change: &PlanChange) -> Result<()> {
    let Some(known) = records::read(&services.api, change.meeting_id).await? else {
        return Ok(());
    };
    zoom_list::forget(services, &known.user_id).await;
    let known = if change.cancelled && !change.single {
        records::change(services, change.meeting_id, Scheduled::cancel).await?
    } else {
        let otherwise = |known: &mut Scheduled| change.apply(known);
        refresh(services, &known, otherwise).await?
    };
    match known {
        Some(known) => settle(services, job, &known).await,
        None => Ok(()),
    }
}

/// Asks Zoom, and brings its answer into the record; where nobody can ask, `otherwise`.
///
/// # Errors
/// When Mattermost or Zoom fails.
pub(super) async fn refresh(
    services: &Services,
    known: &Scheduled,
    otherwise: impl Fn(&mut Scheduled),
) -> Result<Option<Scheduled>> {
    let at = services.clock.millis();
    let answer = zoom::ask(services, known).await?;
    let id = known.meeting_id;
    records::change(services, id, |known| {
        match &answer {
            Answer::Planned(told) if told.slots.is_empty() => {}
            Answer::Planned(told) => known.take(told, at),
            // Of a meeting whose time is over Zoom forgets.
            Answer::Gone if known.next(at).is_some() => known.cancel(),
            Answer::Gone => {}
            Answer::NobodyToAsk => otherwise(known),
        }
        known.open_if_moved(at);
    })
    .await
}

/// Tells the threads what changed, writes the invitations, and plans what comes next.
///
/// # Errors
/// When Mattermost fails.
pub(super) async fn settle(services: &Services, job: &Job, known: &Scheduled) -> Result<()> {
    let now = services.clock.millis();
    render(services, known).await?;
    if known.closed == Some(Closed::Cancelled) && known.next(now).is_some() {
        let parts = ["plan cancelled", &known.meeting_id.to_string()];
        tell(services, job, known, &parts, &texts::schedule_cancelled()).await?;
        return Ok(());
    }
    if let Some(news) = known.news(now) {
        tell_news(services, job, known, news).await?;
    }
    let announce = |stored: &mut Scheduled| stored.announce(known, now);
    match records::change(services, known.meeting_id, announce).await? {
        Some(known) => due::plan(services, &known).await,
        None => Ok(()),
    }
}

async fn tell_news(services: &Services, job: &Job, known: &Scheduled, news: News) -> Result<()> {
    let zone = TimeZone::get(&known.told.time_zone).unwrap_or(TimeZone::UTC);
    let time = |start| describe::time(timestamp(start), &zone);
    let (what, start, text) = match news {
        News::Moved(slot) => ("moved", slot.start, texts::schedule_moved(time(slot.start))),
        News::OneCancelled { start, next } => {
            let (next, time) = (time(next.start), time(start));
            let text = texts::schedule_one_cancelled(texts::ScheduleOneCancelled { next, time });
            ("one cancelled", start, text)
        }
    };
    let (id, start) = (known.meeting_id.to_string(), start.to_string());
    let parts = ["plan", what, &id, &known.announcements.to_string(), &start];
    tell(services, job, known, &parts, &text).await
}

/// Says something once in the thread of each invitation. `parts` names it over all jobs.
///
/// # Errors
/// When Mattermost fails.
pub(super) async fn tell(
    services: &Services,
    job: &Job,
    known: &Scheduled,
    parts: &[&str],
    text: &Text,
) -> Result<()> {
    let api = &services.api;
    if !claim_part(&api.kv(), job, parts).await? {
        return Ok(());
    }
    let message = text.to(&Reader::everybody(services.language));
    for invitation in &known.posts {
        if meeting_posts::find_post(api, &invitation.post_id)
            .await?
            .is_none()
        {
            continue;
        }
        let reply = reply(services, invitation, &message);
        let part = format!("{}/{}", parts.join("/"), invitation.post_id);
        match posting::create_once(api, job, &part, reply).await {
            Err(Error::Mattermost(error)) if matches!(error.status_code(), Some(400..=499)) => {
                let channel_id = invitation.channel_id.as_str();
                tracing::warn!(channel_id, error = %error, "an invitation's thread takes no post");
            }
            other => drop(other?),
        }
    }
    Ok(())
}

fn reply(services: &Services, invitation: &InvitationPost, message: &str) -> Post {
    Post {
        user_id: services.bot_id.clone(),
        channel_id: invitation.channel_id.clone(),
        root_id: invitation.thread().to_owned(),
        message: message.to_owned(),
        ..Post::default()
    }
}

/// Writes the invitations as the record has them. Updating a post is no compare-and-set, so the
/// record is read again until it stays the same: whoever writes last has seen the last state.
///
/// # Errors
/// When Mattermost fails.
pub(super) async fn render(services: &Services, known: &Scheduled) -> Result<()> {
    let mut shown = known.clone();
    for _ in 0..ATTEMPTS {
        for invitation in &shown.posts {
            write(services, &shown, invitation).await?;
        }
        match records::read(&services.api, shown.meeting_id).await? {
            Some(now) if now != shown => shown = now,
            _ => return Ok(()),
        }
    }
    Err(Error::Internal("an invitation changes too often"))
}

async fn write(services: &Services, known: &Scheduled, post: &InvitationPost) -> Result<()> {
    let api = &services.api;
    let Some(mut post) = meeting_posts::find_post(api, &post.post_id).await? else {
        return Ok(());
    };
    let invitation = Invitation::of(known, services.clock.millis());
    if !invitation.write(&mut post, services.language) {
        return Ok(());
    }
    let (meeting_id, post_id) = (known.meeting_id, post.id.clone());
    tracing::info!(audit = "plan changed", meeting_id, post_id);
    match api.update_post(post).await {
        Err(error) if meeting_posts::is_gone(&error) => Ok(()),
        other => Ok(other.map(drop)?),
    }
}
