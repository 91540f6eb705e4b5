//! A planned meeting is held: where its beginning is told, and what its end means for the
//! invitations.

use super::{changes, records};
use crate::app::Services;
use crate::domain::meeting_posts;
use crate::error::Result;
use crate::store::{Closed, Run, Scheduled};

/// A place that is told when a meeting begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invited {
    /// The channel.
    pub channel_id: String,
    /// The thread that the invitation stands in; empty where it stands in the channel itself.
    pub root_id: String,
    /// Who invited.
    pub created_by: String,
}

/// The places that were invited to a meeting, where the invitation still stands.
///
/// # Errors
/// When Mattermost fails.
pub async fn invited(services: &Services, meeting_id: u64) -> Result<Vec<Invited>> {
    let Some(known) = records::read(&services.api, meeting_id).await? else {
        return Ok(Vec::new());
    };
    let mut places: Vec<Invited> = Vec::new();
    for post in &known.posts {
        let told = places
            .iter()
            .any(|place| place.channel_id == post.channel_id);
        let stands = meeting_posts::find_post(&services.api, &post.post_id).await?;
        if stands.is_some() && !told {
            places.push(Invited {
                channel_id: post.channel_id.clone(),
                root_id: post.root_id.clone(),
                created_by: known.user_id.clone(),
            });
        }
    }
    Ok(places)
}

/// A run of a meeting is over: so is the plan, where no other time follows.
///
/// # Errors
/// When Mattermost fails.
pub async fn ended(services: &Services, run: &Run) -> Result<()> {
    let end = run.end_time.or(run.event_time).unwrap_or_default();
    let close = |known: &mut Scheduled| {
        let begun = known.told.slots.iter().all(|slot| slot.start <= end);
        // Whoever looked in before the time has not held the meeting.
        if begun && known.is_open() {
            known.closed = Some(Closed::Over);
        }
    };
    let known = records::change(services, run.meeting_id, close).await?;
    match known.filter(|known| !known.is_open()) {
        Some(known) => changes::render(services, &known).await,
        None => Ok(()),
    }
}
