//! Who is in a meeting while it lives: merged from Zoom's events into a record of the meeting,
//! shown to the channel, counted at the end.

mod effects;
pub mod end;
mod lanes;
mod people;
mod view;

use mattermost_plugin::Api;
use serde::{Deserialize, Serialize};
use zoom_client::webhook::ParticipantEvent;

use crate::app::Services;
use crate::domain::{host_waiting, meeting_posts};
use crate::error::Result;
use crate::jobs::{Work, event_id};
use crate::settings::ParticipantsShown;
use crate::store::{Change, Live, LiveRun, Moved, Run, keys, read_json};

pub use lanes::{Done, Lanes};
pub use people::{ZoomUser, find as person};
pub use view::View;

/// An event about a participant, as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Participation {
    /// What it says.
    pub moved: Moved,
    /// Who it is about, where they are logged in to Zoom.
    pub zoom_user: ZoomUser,
}

impl From<&ParticipantEvent> for Participation {
    fn from(event: &ParticipantEvent) -> Self {
        Self {
            moved: Moved::from(event),
            zoom_user: ZoomUser::from(&event.participant),
        }
    }
}

impl Participation {
    /// The change that it makes.
    pub fn change(&self) -> Change {
        Change::Moved(self.moved.clone())
    }
}

/// What is known of who is in a meeting; nothing where no event told of anybody.
///
/// # Errors
/// When the store fails.
pub async fn read(api: &Api, meeting_id: u64) -> Result<Live> {
    let bytes = api.kv().get_bytes(&keys::live(meeting_id)).await?;
    Ok(bytes.as_deref().and_then(read_json).unwrap_or_default())
}

async fn commit(services: &Services, meeting_id: u64, change: Change) -> Result<Done> {
    let quietly = services.ready.settings.participants_shown == ParticipantsShown::Off;
    services.lanes.commit(meeting_id, change, quietly).await
}

/// Merges an event about a participant, and does what follows of it.
///
/// # Errors
/// When the store or Mattermost fails; the job is done again then.
pub async fn carry_out(services: &Services, event: &Participation) -> Result<()> {
    let run = &event.moved.run;
    let done = commit(services, run.meeting_id, event.change()).await?;
    if let Some(run_now) = done.live.run(&run.uuid) {
        let Services {
            api, queue, clock, ..
        } = services;
        host_waiting::plan(api, queue, clock, run, run_now).await?;
    }
    after(services, event, done).await
}

/// Does what follows of an event that is merged: browsers are told, the participant is looked for
/// among Mattermost's users, and others are told that they came or went.
///
/// # Errors
/// When Mattermost fails.
pub async fn after(services: &Services, event: &Participation, done: Done) -> Result<()> {
    let Moved { run, who, .. } = &event.moved;
    view::tell(services, run.meeting_id, done.due.clone()).await;
    let known = done.live.run(&run.uuid);
    let user = known.and_then(|known| known.user(who)).map(str::to_owned);
    let user_id = match user {
        _ if who.is_empty() => String::new(),
        Some(user_id) => user_id,
        None => identify(services, event).await?,
    };
    if done.recount {
        let total = known.map_or(0, |known| known.total());
        let event = event_id(&["recount", &run.uuid, &total.to_string()]);
        let work = Work::ParticipantsCounted(run.clone());
        services.queue.accept(event, work).await?;
    }
    let is_in = known.is_some_and(|known| known.is_in(who));
    effects::moved(services, run, &user_id, is_in).await
}

/// Looks once for a participant of a run among Mattermost's users.
async fn identify(services: &Services, event: &Participation) -> Result<String> {
    let Moved { run, who, .. } = &event.moved;
    let user_id = people::find(services, &event.zoom_user).await?;
    let change = Change::Identified {
        uuid: run.uuid.clone(),
        who: who.clone(),
        user_id: user_id.clone(),
    };
    let done = commit(services, run.meeting_id, change).await?;
    view::tell(services, run.meeting_id, done.due).await;
    Ok(user_id)
}

/// A run's post changed: browsers are told.
///
/// # Errors
/// When the store fails.
pub async fn posted(services: &Services, meeting_id: u64, uuid: &str) -> Result<()> {
    let done = commit(services, meeting_id, Change::Posted(uuid.to_owned())).await?;
    view::tell(services, meeting_id, done.due).await;
    Ok(())
}

/// A run is over: nobody is in any more.
///
/// # Errors
/// When the store fails.
pub async fn ended(services: &Services, meeting_id: u64, uuid: &str) -> Result<()> {
    if uuid.is_empty() {
        return Ok(());
    }
    let done = commit(services, meeting_id, Change::Ended(uuid.to_owned())).await?;
    view::tell(services, meeting_id, done.due).await;
    let run = done.live.run(uuid);
    for user_id in run.map(LiveRun::last_users).unwrap_or_default() {
        effects::left(services, meeting_id, uuid, user_id).await;
    }
    Ok(())
}

/// How many took part in a run; `None` where no event told of anybody, or an admin wants nobody
/// counted.
///
/// # Errors
/// When the store fails.
pub async fn total(services: &Services, meeting_id: u64, uuid: &str) -> Result<Option<i64>> {
    if services.ready.settings.participants_shown == ParticipantsShown::Off {
        return Ok(None);
    }
    let live = read(&services.api, meeting_id).await?;
    let total = live.run(uuid).map_or(0, |run| run.total());
    Ok(i64::try_from(total).ok().filter(|total| *total > 0))
}

/// Somebody was in a run of whom Zoom told only after its end: its posts count them.
///
/// # Errors
/// When Mattermost fails.
pub async fn recount(services: &Services, run: &Run) -> Result<()> {
    let known = meeting_posts::read(&services.api, run.meeting_id).await?;
    let posts = known.unwrap_or_default().of_run(&run.uuid);
    meeting_posts::render(services, run.meeting_id, &posts).await
}
