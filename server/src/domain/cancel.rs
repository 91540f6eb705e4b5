//! Cancelling a meeting in Zoom.

use zoom_client::{ErrorKind, Meeting, MeetingId};

use crate::app::Services;
use crate::domain::events::STARTED;
use crate::domain::schedule::changes::PlanChange;
use crate::domain::schedule::records;
use crate::domain::{accounts, hosts};
use crate::error::{Error, Result};
use crate::jobs::{Work, event_id};

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
    services.upcoming.forget(user_id);
    tracing::info!(audit = "cancel", user_id, meeting_id = id.get());
    if let Err(error) = tell(services, id).await {
        error.log("tell of a cancelled meeting", user_id);
    }
    Ok(())
}

/// Zoom's event need not come: the app may not be subscribed to it.
async fn tell(services: &Services, id: MeetingId) -> Result<()> {
    if records::read(&services.api, id.get()).await?.is_none() {
        return Ok(());
    }
    let change = PlanChange {
        meeting_id: id.get(),
        event_time: services.clock.millis(),
        cancelled: true,
        ..PlanChange::default()
    };
    let event = event_id(&["cancelled here", &id.to_string()]);
    let work = Work::PlanChanged(change);
    services.queue.accept(event, work).await?;
    Ok(())
}
