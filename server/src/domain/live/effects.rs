//! What others do when somebody comes, waits or leaves. Each is called after the record holds it, and
//! perhaps again for the same event: to act once is theirs.

use crate::app::Services;
use crate::domain::{calls, status};
use crate::error::Result;
use crate::jobs::{Work, event_id};
use crate::store::Run;

/// Whether what a person does concerns others: their status, or a call that they were called to.
pub(super) async fn concern(
    services: &Services,
    run: &Run,
    user_id: &str,
    is_in: bool,
) -> Result<bool> {
    if user_id.is_empty() {
        return Ok(false);
    }
    Ok(status::concerns(&services.api, user_id).await?
        || (is_in && calls::waits_for(services, run.meeting_id, user_id).await?))
}

/// Somebody came, waits or left; `is_in` says whether they are in now, by any of their devices.
/// `user_id` is empty for guests, and for whom Mattermost does not know.
pub(super) async fn moved(
    services: &Services,
    run: &Run,
    user_id: &str,
    is_in: bool,
) -> Result<()> {
    if user_id.is_empty() {
        return Ok(());
    }
    if is_in {
        calls::joined(services, run.meeting_id, user_id).await?;
    }
    status::follow(services, user_id, run.meeting_id, &run.uuid).await
}

/// A person was in a run that is over now. What fails here concerns nobody else, so it becomes a job
/// of its own.
pub(super) async fn left(
    services: &Services,
    meeting_id: u64,
    uuid: &str,
    user_id: &str,
) -> Result<()> {
    let Err(error) = status::follow(services, user_id, meeting_id, uuid).await else {
        return Ok(());
    };
    error.log("take a status away", user_id);
    let event = event_id(&["status", user_id, &meeting_id.to_string(), uuid]);
    let work = Work::StatusFollows {
        user_id: user_id.to_owned(),
        meeting_id,
        uuid: uuid.to_owned(),
    };
    services.queue.accept(event, work).await?;
    Ok(())
}
