//! What others do when somebody comes, waits or leaves. Each is called after the record holds it, and
//! perhaps again for the same event: to act once is theirs.

use super::Participation;
use crate::app::Services;
use crate::domain::{calls, status};
use crate::error::Result;
use crate::store::Live;

/// Somebody came, waits or left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notice {
    /// The meeting.
    pub meeting_id: u64,
    /// The run.
    pub uuid: String,
    /// The participant in Mattermost; empty for guests, and for whom Mattermost does not know.
    pub user_id: String,
    /// Whether they are in now, by any of their devices.
    pub is_in: bool,
}

impl Notice {
    pub(super) fn new(event: &Participation, live: &Live, user_id: String) -> Self {
        let moved = &event.moved;
        let run = live.run(&moved.run.uuid);
        Self {
            meeting_id: moved.run.meeting_id,
            uuid: moved.run.uuid.clone(),
            user_id,
            is_in: run.is_some_and(|run| run.is_in(&moved.who)),
        }
    }
}

/// Somebody came, waits or left.
pub(super) async fn moved(services: &Services, notice: &Notice) -> Result<()> {
    let Notice {
        meeting_id,
        uuid,
        user_id,
        is_in,
    } = notice;
    if user_id.is_empty() {
        return Ok(());
    }
    if *is_in {
        calls::joined(services, *meeting_id, user_id).await?;
    }
    status::follow(services, user_id, *meeting_id, uuid).await
}

/// A person was in a run that is over now. What fails here concerns nobody else, and a status ends
/// by itself.
pub(super) async fn left(services: &Services, meeting_id: u64, uuid: &str, user_id: &str) {
    if let Err(error) = status::follow(services, user_id, meeting_id, uuid).await {
        error.log("take a status away", user_id);
    }
}
