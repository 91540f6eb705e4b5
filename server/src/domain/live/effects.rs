//! What others do when somebody comes, waits or leaves. Each is called after the record holds it, and
//! perhaps again for the same event: to act once is theirs.

use crate::app::Services;
use crate::domain::{calls, status};
use crate::error::Result;
use crate::store::Run;

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

/// A person was in a run that is over now. What fails here concerns nobody else, and a status ends
/// by itself.
pub(super) async fn left(services: &Services, meeting_id: u64, uuid: &str, user_id: &str) {
    if let Err(error) = status::follow(services, user_id, meeting_id, uuid).await {
        error.log("take a status away", user_id);
    }
}
