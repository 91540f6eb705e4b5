//! Who is online, away or not to be disturbed. Kept in memory, as a restart ends all connections.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use mattermost_model::Status;

use super::App;
use crate::fault::Outcome;
use crate::ws::{Broadcast, Event};

impl App {
    /// A user's status; `offline` where nothing is known.
    pub(crate) fn status(&self, user_id: &str) -> Status {
        let statuses = self.statuses.lock().unwrap_or_else(PoisonError::into_inner);
        statuses.get(user_id).cloned().unwrap_or_else(|| Status {
            user_id: user_id.to_owned(),
            status: "offline".to_owned(),
            ..Status::default()
        })
    }

    /// Sets a status and tells the user's clients. What the user chose by hand stands against what
    /// a connection brings about.
    pub(crate) fn set_status(&self, user_id: &str, status: &str, manual: bool) -> Status {
        let before = self.status(user_id);
        if before.manual && !manual && before.status != "offline" {
            return before;
        }
        let after = Status {
            user_id: user_id.to_owned(),
            status: status.to_owned(),
            manual: manual && status != "online",
            last_activity_at: self.now(),
            ..Status::default()
        };
        let mut statuses = self.statuses.lock().unwrap_or_else(PoisonError::into_inner);
        statuses.insert(user_id.to_owned(), after.clone());
        drop(statuses);
        if before.status != after.status {
            let event = Event::new("status_change", Broadcast::to_user(user_id));
            self.publish(&event.with("status", status).with("user_id", user_id));
        }
        after
    }

    /// Lets a user not be disturbed until a time, in seconds since 1970; then they are what they
    /// were before.
    pub(crate) fn set_timed_dnd(self: &Arc<Self>, user_id: &str, end: i64) -> Status {
        let before = self.status(user_id);
        self.set_status(user_id, "dnd", true);
        let timed = Status {
            dnd_end_time: end,
            prev_status: before.status,
            ..self.status(user_id)
        };
        let mut statuses = self.statuses.lock().unwrap_or_else(PoisonError::into_inner);
        statuses.insert(user_id.to_owned(), timed.clone());
        drop(statuses);
        let wait = end.saturating_mul(1000).saturating_sub(self.now());
        let wait = Duration::from_millis(u64::try_from(wait).unwrap_or_default());
        let (app, was) = (Arc::downgrade(self), timed.clone());
        tokio::spawn(async move {
            tokio::time::sleep(wait).await;
            // Another choice in the meantime stands.
            if let Some(app) = app.upgrade().filter(|app| app.status(&was.user_id) == was) {
                app.set_status(&was.user_id, &was.prev_status, true);
            }
        });
        timed
    }

    /// The statuses of all users of whom one is known.
    pub(crate) fn statuses(&self) -> Vec<Status> {
        let statuses = self.statuses.lock().unwrap_or_else(PoisonError::into_inner);
        statuses.values().cloned().collect()
    }
}

impl App {
    /// Tells a channel that a user is writing there.
    pub(crate) fn publish_typing(&self, user: &str, channel: &str, parent: &str) -> Outcome<()> {
        self.require_in_channel(user, channel, "create_post")?;
        let event = Event::new("typing", Broadcast::to_channel(channel).without(user));
        self.publish(&event.with("parent_id", parent).with("user_id", user));
        Ok(())
    }
}
