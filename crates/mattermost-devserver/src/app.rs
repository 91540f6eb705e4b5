//! What the server can do, whoever asks for it: REST, the WebSocket or a plugin.

mod actions;
mod attachments;
mod autocomplete;
mod bots;
mod builtin;
mod categories;
mod channels;
mod commands;
mod config;
mod context;
mod custom_statuses;
mod demo;
mod dialogs;
mod ephemeral;
mod files;
mod groups;
mod integrations;
mod members;
mod mentions;
mod permissions;
mod post_lists;
mod posts;
mod preferences;
mod reactions;
mod sessions;
mod statuses;
mod teams;
mod threads;
mod triggers;
mod uploads;
mod users;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use mattermost_model::Status;

use crate::fault::Outcome;
use crate::id::random;
use crate::log::Log;
use crate::page::Page;
use crate::plugins::Plugins;
use crate::store::Store;
use crate::wire::Wire;
use crate::ws::{Event, Hub};

pub(crate) use actions::Press;
pub(crate) use attachments::for_client;
pub(crate) use autocomplete::{Suggestion, Typing};
pub(crate) use builtin::commands as builtin_commands;
pub(crate) use channels::{CHANNEL_DIRECT, CHANNEL_GROUP};
pub(crate) use commands::CommandRequest;
pub(crate) use config::without_nulls;
pub(crate) use context::RequestContext;
pub(crate) use custom_statuses::from_client as custom_status_from_client;
pub(crate) use demo::ACCOUNTS;
pub(crate) use files::{NewFile, mime_type, too_large};
pub(crate) use post_lists::PostPage;
pub(crate) use posts::Author;
pub(crate) use users::{for_others, for_self};

/// How the server was started.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    pub(crate) data_dir: PathBuf,
    pub(crate) page: Page,
    /// The address that users see, without a slash at the end.
    pub(crate) site_url: String,
    pub(crate) health_check_interval: Duration,
    /// How many nodes run each plugin: 1 or more.
    pub(crate) nodes: usize,
    /// Roles, and permissions that each does not grant here.
    pub(crate) taken: Vec<(String, String)>,
}

impl Options {
    /// The path of the site below its host: empty, or with a slash before and none behind.
    pub(crate) fn site_path(&self) -> String {
        let url = reqwest::Url::parse(&self.site_url).ok();
        let path = url.map(|url| url.path().trim_end_matches('/').to_owned());
        path.unwrap_or_default()
    }
}

/// The keys that sign and seal what is handed to clients and integrations. They are made anew at
/// each start, which ends the life of what was handed out before.
struct Keys {
    action_cookies: [u8; 32],
    triggers: [u8; 32],
}

/// The server's state.
pub(crate) struct App {
    pub(crate) options: Options,
    pub(crate) store: Store,
    pub(crate) hub: Hub,
    pub(crate) log: Log,
    pub(crate) plugins: Plugins,
    pub(crate) wire: Arc<Wire>,
    keys: Keys,
    statuses: Mutex<HashMap<String, Status>>,
    http: reqwest::Client,
    /// Held while a plugin's bot is made: every node wants it at the same time.
    ensuring_bot: Mutex<()>,
}

impl App {
    pub(crate) fn new(options: Options, store: Store, log: Log) -> Outcome<Arc<Self>> {
        let app = Arc::new_cyclic(|app| Self {
            plugins: Plugins::new(app.clone(), &options.data_dir, options.nodes),
            options,
            store,
            hub: Hub::default(),
            log,
            wire: Arc::default(),
            keys: Keys {
                action_cookies: random(),
                triggers: random(),
            },
            statuses: Mutex::default(),
            http: integrations::client(),
            ensuring_bot: Mutex::default(),
        });
        app.prepare_config()?;
        app.make_demo_data()?;
        Ok(app)
    }

    /// The time on the server's clock, in milliseconds since 1970.
    pub(crate) fn now(&self) -> i64 {
        self.store.clock.now()
    }

    /// Sends an event to those in its circle. Nobody who may not read a channel hears of it.
    pub(crate) fn publish(&self, event: &Event) {
        self.hub.publish(event, |user_id| {
            self.belongs(event, user_id).unwrap_or_default()
        });
    }

    fn belongs(&self, event: &Event, user_id: &str) -> Outcome<bool> {
        let broadcast = &event.broadcast;
        if broadcast.contains_sanitized_data || broadcast.contains_sensitive_data {
            let is_admin = self.is_system_admin(user_id)?;
            if is_admin != broadcast.contains_sensitive_data {
                return Ok(false);
            }
        }
        // An event for one user goes to that user, wherever it happened.
        if !broadcast.user_id.is_empty() {
            return Ok(true);
        }
        if !broadcast.channel_id.is_empty() {
            return self.store.is_channel_member(&broadcast.channel_id, user_id);
        }
        if !broadcast.team_id.is_empty() {
            return self.is_team_member(&broadcast.team_id, user_id);
        }
        Ok(true)
    }
}
