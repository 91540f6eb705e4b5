//! An event on its way to the connections.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Map, Value};

use crate::go_json;

/// Who gets an event. Every part that is set narrows the circle.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Broadcast {
    pub(crate) omit_users: Option<BTreeMap<String, bool>>,
    pub(crate) user_id: String,
    pub(crate) channel_id: String,
    pub(crate) team_id: String,
    pub(crate) connection_id: String,
    pub(crate) omit_connection_id: String,
    /// Not for system admins: they get a fuller form of the same event.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) contains_sanitized_data: bool,
    /// Only for system admins.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) contains_sensitive_data: bool,
}

impl Broadcast {
    pub(crate) fn to_all() -> Self {
        Self::default()
    }

    pub(crate) fn to_user(user_id: &str) -> Self {
        Self {
            user_id: user_id.to_owned(),
            ..Self::default()
        }
    }

    pub(crate) fn to_channel(channel_id: &str) -> Self {
        Self {
            channel_id: channel_id.to_owned(),
            ..Self::default()
        }
    }

    pub(crate) fn to_team(team_id: &str) -> Self {
        Self {
            team_id: team_id.to_owned(),
            ..Self::default()
        }
    }

    pub(crate) fn to_admins() -> Self {
        Self {
            contains_sensitive_data: true,
            ..Self::default()
        }
    }

    pub(crate) fn without(mut self, user_id: &str) -> Self {
        self.omit_users
            .get_or_insert_default()
            .insert(user_id.to_owned(), true);
        self
    }
}

/// An event: its name, its data and its circle.
#[derive(Debug, Clone, Default)]
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) data: Map<String, Value>,
    pub(crate) broadcast: Broadcast,
    /// Users who find their own id under `mentions`, as the post mentions them.
    pub(crate) mentions: BTreeSet<String>,
    /// Users who find their own id under `followers`, as they follow the post's thread.
    pub(crate) followers: BTreeSet<String>,
}

impl Event {
    pub(crate) fn new(name: &str, broadcast: Broadcast) -> Self {
        Self {
            name: name.to_owned(),
            broadcast,
            ..Self::default()
        }
    }

    pub(crate) fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.data.insert(key.to_owned(), value.into());
        self
    }

    /// Adds a value as an object, as users and manifests are sent.
    pub(crate) fn with_object(self, key: &str, value: &impl Serialize) -> Self {
        self.with(key, go_json::to_value(value).unwrap_or_default())
    }

    /// Adds a value in the form of a string that holds JSON, as posts and channels are sent.
    pub(crate) fn with_json(self, key: &str, value: &impl Serialize) -> Self {
        let value = go_json::to_value(value).unwrap_or_default();
        self.with(key, value.to_string())
    }

    /// The frame for one connection of `user_id`.
    pub(super) fn frame(&self, seq: i64, user_id: &str, acknowledges_posts: bool) -> String {
        let mut data = self.data.clone();
        let own = || Value::String(serde_json::json!([user_id]).to_string());
        if self.mentions.contains(user_id) {
            data.insert("mentions".to_owned(), own());
            if acknowledges_posts {
                data.insert("should_ack".to_owned(), Value::Bool(true));
            }
        }
        if self.followers.contains(user_id) {
            data.insert("followers".to_owned(), own());
        }
        serde_json::json!({
            "event": self.name, "data": data, "broadcast": self.broadcast, "seq": seq,
        })
        .to_string()
    }
}
