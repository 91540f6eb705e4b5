//! Who is in a meeting while it lives: merged from Zoom's events into a record of the meeting,
//! shown to the channel, counted at the end.

mod broadcasts;
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

pub use broadcasts::Broadcasts;
use lanes::Done;
pub use lanes::Lanes;
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
    /// The changes that it makes; `user_id` is the Mattermost user, empty for none, where that was
    /// found out.
    pub fn changes(&self, user_id: Option<&str>) -> Vec<Change> {
        let Moved { run, who, .. } = &self.moved;
        let user_id = user_id.filter(|_| !who.is_empty());
        let identified = user_id.map(|user_id| Change::Identified {
            uuid: run.uuid.clone(),
            who: who.clone(),
            user_id: user_id.to_owned(),
        });
        let moved = Change::Moved(self.moved.clone());
        [moved].into_iter().chain(identified).collect()
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

async fn commit(services: &Services, meeting_id: u64, changes: Vec<Change>) -> Result<Done> {
    let quietly = services.ready.settings.participants_shown == ParticipantsShown::Off;
    services.lanes.commit(meeting_id, changes, quietly).await
}

/// Whom an event was about, as the record has them since.
#[derive(Debug)]
struct Merged {
    /// The Mattermost user; empty for guests, and for whom Mattermost does not know.
    user_id: Result<String>,
    /// Whether they are in, by any of their devices.
    is_in: bool,
}

/// Merges an event about a participant before it is answered. Says whether more follows of it than
/// what the record holds then: it has to be kept as a job, so that this comes whatever happens.
///
/// # Errors
/// When the store fails.
pub async fn receive(services: &Services, event: &Participation) -> Result<bool> {
    let merged = merge(services, event).await?;
    let concerns = match merged.user_id {
        Ok(user_id) => effects::concern(services, &event.moved.run, &user_id, merged.is_in).await,
        Err(error) => Err(error),
    };
    Ok(concerns.unwrap_or_else(|error| {
        error.log("find out what follows of a participant's event", "");
        true
    }))
}

/// Merges an event about a participant, and does what follows of it. Doing so twice is the same as
/// once.
///
/// # Errors
/// When the store or Mattermost fails; the job is done again then.
pub async fn carry_out(services: &Services, event: &Participation) -> Result<()> {
    let merged = merge(services, event).await?;
    effects::moved(services, &event.moved.run, &merged.user_id?, merged.is_in).await
}

/// Stores who moved, with the Mattermost user that they are, in one write; then browsers are told,
/// and what else concerns the meeting is planned.
async fn merge(services: &Services, event: &Participation) -> Result<Merged> {
    let Moved { run, who, .. } = &event.moved;
    let found = people::find(services, &event.zoom_user).await;
    let changes = event.changes(found.as_deref().ok());
    let done = commit(services, run.meeting_id, changes).await?;
    view::tell(services, run.meeting_id, done.due.clone());
    let Some(now) = done.live.run(&run.uuid) else {
        return Ok(Merged {
            user_id: found,
            is_in: false,
        });
    };
    if done.recount {
        plan_recount(services, run, now.total()).await?;
    }
    host_waiting::plan(&services.api, &services.queue, &services.clock, run, now).await?;
    let known = now.user(who).filter(|user_id| !user_id.is_empty());
    Ok(Merged {
        user_id: known.map_or(found, |user_id| Ok(user_id.to_owned())),
        is_in: now.is_in(who),
    })
}

async fn plan_recount(services: &Services, run: &Run, total: usize) -> Result<()> {
    let event = event_id(&["recount", &run.uuid, &total.to_string()]);
    let work = Work::ParticipantsCounted(run.clone());
    services.queue.accept(event, work).await?;
    Ok(())
}

/// A run's post changed: browsers are told.
///
/// # Errors
/// When the store fails.
pub async fn posted(services: &Services, meeting_id: u64, uuid: &str) -> Result<()> {
    let changes = vec![Change::Posted(uuid.to_owned())];
    let done = commit(services, meeting_id, changes).await?;
    view::tell(services, meeting_id, done.due);
    Ok(())
}

/// A run is over: nobody is in any more. That concerns all who were in it, also those who left
/// before: what told of that may be lost.
///
/// # Errors
/// When the store fails.
pub async fn ended(services: &Services, meeting_id: u64, uuid: &str) -> Result<()> {
    if uuid.is_empty() {
        return Ok(());
    }
    let changes = vec![Change::Ended(uuid.to_owned())];
    let done = commit(services, meeting_id, changes).await?;
    view::tell(services, meeting_id, done.due);
    let run = done.live.run(uuid);
    for user_id in run.map(LiveRun::everybody).unwrap_or_default() {
        effects::left(services, meeting_id, uuid, user_id).await?;
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
