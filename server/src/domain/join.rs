//! Where to join a meeting that somebody names.

use crate::app::Services;
use crate::domain::meeting_number::{Named, link_of_post};
use crate::domain::{hosts, seen_posts};
use crate::error::Result;

/// The link to join: with the passcode where it was typed with it, where the meeting goes on in a
/// channel of the person's, or where they are the host. It is a link of the configured Zoom.
///
/// # Errors
/// Where a meeting was not named, or Mattermost fails. What Zoom does not say, Zoom's own page asks.
pub async fn link(services: &Services, user_id: &str, typed: &str) -> Result<String> {
    let zoom = &services.ready.zoom;
    let named = Named::read(zoom, typed)?;
    let Some(id) = without_passcode(&named) else {
        return Ok(named.link(zoom));
    };
    if let Some(card) = seen_posts::of_meeting(services, user_id, id.get()).await? {
        return Ok(link_of_post(zoom, &card.link, id));
    }
    match hosts::meeting_of(services, user_id, id).await {
        Ok(meeting) => Ok(meeting.join_url),
        Err(error) => {
            tracing::debug!(user_id, error = %error, "a link to join without a passcode");
            Ok(named.link(zoom))
        }
    }
}

/// The number of a meeting whose passcode nobody has typed.
fn without_passcode(named: &Named) -> Option<zoom_client::MeetingId> {
    match named {
        Named::Number(id) => Some(*id),
        Named::Link(link) if link.has_passcode() => None,
        Named::Link(link) => link.id(),
    }
}
