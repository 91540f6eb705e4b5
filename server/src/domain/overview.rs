//! What goes on, comes next and was recorded lately, as far as it concerns one person: for the
//! panel and for `/zoom list`.
//!
//! It costs the same whatever is stored: the lists stand in a fixed number of keys, and no more
//! than some of what they lead to is looked at.

mod entries;
mod live;
mod places;
mod recordings;
mod upcoming;

use serde::Serialize;

use crate::app::Services;
use crate::domain::post_index::{self, List};
use crate::domain::{accounts, connect};
use crate::error::Result;
use crate::i18n::Text;

pub use live::LiveMeeting;
use places::Places;
pub use recordings::RecordedMeeting;
pub use upcoming::UpcomingMeeting;

/// All of it.
#[derive(Debug, Serialize)]
pub struct Overview {
    /// Meetings that go on in channels of the person's: those of the channel asked for first.
    pub live: Vec<LiveMeeting>,
    /// The person's own next meetings, and those that the channel is invited to, the next first.
    pub upcoming: Vec<UpcomingMeeting>,
    /// Recordings, newest first.
    pub recordings: Vec<RecordedMeeting>,
    /// What is missing, and who can do something about it.
    #[serde(skip)]
    pub notes: Vec<Text>,
    /// Whether Zoom can be asked for the person.
    pub connected: bool,
}

/// Where those recordings were posted that are read: each costs some calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordingsOf {
    /// In the channel where the person is.
    Here,
    /// In any channel of the person's.
    Everywhere,
}

/// What concerns a person; `channel_id`, which may be empty, is where they are.
///
/// # Errors
/// When Mattermost fails. What Zoom does not say is a note.
pub async fn read(
    services: &Services,
    user_id: &str,
    channel_id: &str,
    recordings: RecordingsOf,
) -> Result<Overview> {
    let mut open = post_index::all(services, List::Open).await?;
    let mut recorded = post_index::all(services, List::Recordings).await?;
    if recordings == RecordingsOf::Here {
        recorded.retain(|entry| entry.channel_id == channel_id);
    }
    let channels = open.iter().chain(&recorded).map(|e| e.channel_id.as_str());
    let mut places = Places::of(services, user_id, channels.chain([channel_id])).await?;
    open.retain(|entry| places.has(&entry.channel_id));
    // What goes on where the person is comes first.
    open.sort_by_key(|entry| entry.channel_id != channel_id);
    recorded.retain(|entry| places.has(&entry.channel_id));
    let live = entries::follow::<LiveMeeting>(services, &mut places, open).await?;
    let recordings = entries::follow::<RecordedMeeting>(services, &mut places, recorded).await?;
    let here = places.has(channel_id).then_some(channel_id);
    let owner = accounts::owner_for(services, user_id);
    let connected = connect::is_connected(services, &owner).await?;
    let (mut upcoming, notes) = upcoming::read(services, user_id, here, connected).await?;
    upcoming.retain(|next| live.iter().all(|now| now.meeting_id != next.meeting_id));
    Ok(Overview {
        live,
        upcoming,
        recordings,
        notes,
        connected,
    })
}
