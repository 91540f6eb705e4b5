//! Inviting another channel to a meeting that is planned already.

use zoom_client::{Meeting, Timestamp};

use super::{Place, changes, due, post, records, scheduled, zoom};
use crate::app::Services;
use crate::domain::meeting_posts;
use crate::error::Result;
use crate::store::{InvitationPost, Scheduled};

/// What became of an invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Invited {
    /// It is posted.
    Posted(String),
    /// It stood in the channel.
    Already(String),
}

/// Posts the invitation to a meeting of the person's own, as Zoom has it now; `None` where no time
/// of it is to come.
///
/// # Errors
/// When Mattermost fails.
pub async fn invite(
    services: &Services,
    place: &Place,
    meeting: &Meeting,
) -> Result<Option<Invited>> {
    let stored = records::read(&services.api, meeting.id.get()).await?;
    let is_closed = stored.as_ref().is_some_and(|stored| !stored.is_open());
    let stored = stored.filter(Scheduled::is_open);
    if let Some(stored) = &stored
        && let Some(post_id) = standing_in(services, stored, &place.channel_id).await?
    {
        return Ok(Some(Invited::Already(post_id)));
    }
    let creator = services.api.get_user(place.user_id.as_str()).await?;
    let told = zoom::told(services, meeting.clone(), Timestamp::UNIX_EPOCH);
    let shown = match stored {
        Some(stored) => Scheduled { told, ..stored },
        None => scheduled(services, &creator, meeting, told, 0),
    };
    if shown.next(services.clock.millis()).is_none() {
        return Ok(None);
    }
    let posted = post(services, place, &shown).await?;
    let known = records::invite(services, &shown, &posted).await?;
    due::plan(services, &known).await?;
    if is_closed {
        // The invitations that stand elsewhere hold again.
        changes::render(services, &known).await?;
    }
    Ok(Some(Invited::Posted(posted.post_id)))
}

/// The invitation to a meeting that stands in a channel.
///
/// # Errors
/// When Mattermost fails.
pub async fn standing_in(
    services: &Services,
    scheduled: &Scheduled,
    channel_id: &str,
) -> Result<Option<String>> {
    let here = |post: &&InvitationPost| post.channel_id == channel_id;
    let here = scheduled.posts.iter().filter(here);
    let here = here.map(|post| post.post_id.as_str());
    meeting_posts::first_standing(&services.api, here).await
}
