//! Cancelling a meeting in Zoom.

use zoom_client::{ErrorKind, Meeting, MeetingId};

use crate::app::Services;
use crate::domain::events::STARTED;
use crate::domain::{accounts, hosts, schedule, zoom_list};
use crate::error::{Error, Result};

/// A meeting that a person may cancel: it is theirs, and does not go on.
///
/// # Errors
/// [`Error::NotYourMeeting`], [`Error::MeetingGoesOn`], or what keeps Zoom from saying so.
pub async fn cancellable(services: &Services, user_id: &str, id: MeetingId) -> Result<Meeting> {
    let meeting = match hosts::meeting_of(services, user_id, id).await {
        Err(Error::NotTheHost) => return Err(Error::NotYourMeeting),
        other => other?,
    };
    if meeting.status == STARTED {
        return Err(Error::MeetingGoesOn);
    }
    Ok(meeting)
}

/// Cancels a meeting of a person's, with all its times.
///
/// # Errors
/// As [`cancellable`], or where the app lacks the scope for it.
pub async fn cancel(services: &Services, user_id: &str, id: MeetingId) -> Result<()> {
    cancellable(services, user_id, id).await?;
    let owner = accounts::owner_for(services, user_id);
    let zoom = &services.ready.zoom;
    let deleted = accounts::call(services, &owner, |token| async move {
        zoom.delete_meeting(&token, id, None).await
    });
    match deleted.await {
        // It stood a moment ago, so the first of two requests has done it.
        Err(Error::Zoom(error)) if error.kind() == ErrorKind::NoSuchMeeting => {}
        other => other?,
    }
    zoom_list::forget(services, user_id).await;
    tracing::info!(audit = "cancel", user_id, meeting_id = id.get());
    // Zoom's event need not come: the app may not be subscribed to it.
    if let Err(error) = schedule::cancelled(services, id.get()).await {
        error.log("tell of a cancelled meeting", user_id);
    }
    Ok(())
}
