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
    /// How many wait now, to be let in or for the host.
    pub waiting: usize,
    /// Whether the host is in now, as far as the participants' events tell.
    pub host_in: bool,
    /// Whether the run is over.
    pub ended: bool,
}

impl Notice {
    pub(super) fn new(event: &Participation, live: &Live, user_id: String) -> Self {
        let moved = &event.moved;
        let run = live.run(&moved.run.uuid).cloned().unwrap_or_default();
        let begun = run.has_begun();
        Self {
            meeting_id: moved.run.meeting_id,
            uuid: moved.run.uuid.clone(),
            user_id,
            is_in: run.is_in(&moved.who),
            waiting: run.waiting(begun),
            host_in: run.host_in(begun),
            ended: run.ended,
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
        ..
    } = notice;
    if user_id.is_empty() {
        return Ok(());
    }
    if *is_in {
        calls::joined(services, *meeting_id, user_id).await?;
    }
    status::follow(services, user_id, *meeting_id, uuid).await
}

/// A person was in a run that is over now.
pub(super) async fn left(
    services: &Services,
    meeting_id: u64,
    uuid: &str,
    user_id: &str,
) -> Result<()> {
    status::follow(services, user_id, meeting_id, uuid).await
}
