//! Plugins: which are installed, which run, and what they are told.

mod api;
mod body;
mod bundle;
mod hooks;
mod http;
mod install;
mod process;
mod response_writer;
mod supervisor;
mod webapp;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Instant;

use mattermost_model::{Command, Manifest, PluginStatus};
use tokio::task::JoinHandle;

use crate::app::App;
use crate::fault::{Fault, Outcome};
use process::Process;

pub(crate) use http::Caller;

/// What a plugin is doing, as Mattermost numbers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    NotRunning = 0,
    Starting = 1,
    Running = 2,
    FailedToStart = 3,
    FailedToStayRunning = 4,
    Stopping = 5,
}

/// A plugin that is installed.
struct Entry {
    manifest: Manifest,
    state: State,
    error: String,
    process: Option<Arc<Process>>,
    health_check: Option<JoinHandle<()>>,
    /// When it failed of late.
    failures: Vec<Instant>,
    /// The commands that it registered, each with its team (empty: all teams).
    commands: Vec<Command>,
    /// The name of the web app's script, where it has one.
    webapp: Option<String>,
}

/// All plugins.
pub(crate) struct Plugins {
    app: Weak<App>,
    folder: PathBuf,
    entries: Mutex<BTreeMap<String, Entry>>,
    /// Held while plugins are installed, started or stopped: one such thing at a time.
    changing: tokio::sync::Mutex<()>,
}

impl Plugins {
    /// `folder` is where they are unpacked, one folder each.
    pub(crate) fn new(app: Weak<App>, folder: PathBuf) -> Self {
        Self {
            app,
            folder,
            entries: Mutex::default(),
            changing: tokio::sync::Mutex::default(),
        }
    }

    fn app(&self) -> Outcome<Arc<App>> {
        self.app
            .upgrade()
            .ok_or_else(|| Fault::internal("the server is shutting down"))
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, id: &str, change: impl FnOnce(&mut Entry)) {
        if let Some(entry) = self.lock().get_mut(id) {
            change(entry);
        }
    }

    fn require(&self, id: &str) -> Outcome<()> {
        if self.lock().contains_key(id) {
            return Ok(());
        }
        let message = "Plugin is not installed.";
        Err(Fault::not_found(
            "app.plugin.not_installed.app_error",
            message,
        ))
    }

    /// A plugin's process, while it runs.
    fn process(&self, id: &str) -> Option<Arc<Process>> {
        self.lock().get(id).and_then(|entry| entry.process.clone())
    }

    /// All processes that run, by the plugins' ids.
    fn processes(&self) -> Vec<Arc<Process>> {
        self.lock()
            .values()
            .filter_map(|entry| entry.process.clone())
            .collect()
    }

    pub(crate) fn is_running(&self, id: &str) -> bool {
        self.process(id).is_some()
    }

    pub(crate) fn pid(&self, id: &str) -> Option<u32> {
        self.process(id).map(|process| process.pid())
    }

    pub(crate) fn manifests(&self) -> Vec<Manifest> {
        self.lock()
            .values()
            .map(|entry| entry.manifest.clone())
            .collect()
    }

    pub(crate) fn manifest(&self, id: &str) -> Option<Manifest> {
        self.lock().get(id).map(|entry| entry.manifest.clone())
    }

    /// The folder of an installed plugin.
    pub(crate) fn folder_of(&self, id: &str) -> Option<PathBuf> {
        self.lock().contains_key(id).then(|| self.folder.join(id))
    }

    pub(crate) fn statuses(&self) -> Vec<PluginStatus> {
        self.lock().values().map(status).collect()
    }

    pub(crate) fn status(&self, id: &str) -> Option<PluginStatus> {
        self.lock().get(id).map(status)
    }

    /// The commands of running plugins in a team.
    pub(crate) fn commands(&self, team_id: &str) -> Vec<Command> {
        let entries = self.lock();
        let all = entries.values().flat_map(|entry| entry.commands.iter());
        all.filter(|c| c.team_id.is_empty() || c.team_id == team_id)
            .cloned()
            .collect()
    }

    /// Which plugin carries out a command in a team.
    fn owner_of_command(&self, trigger: &str, team_id: &str) -> Option<String> {
        let entries = self.lock();
        let owns =
            |c: &Command| c.trigger == trigger && (c.team_id.is_empty() || c.team_id == team_id);
        let found = entries
            .iter()
            .find(|(_, entry)| entry.commands.iter().any(owns));
        found.map(|(id, _)| id.clone())
    }

    fn register_command(&self, id: &str, command: Command) {
        self.change(id, |entry| {
            let same = |c: &Command| c.trigger == command.trigger && c.team_id == command.team_id;
            entry.commands.retain(|c| !same(c));
            entry.commands.push(command);
        });
    }

    fn unregister_command(&self, id: &str, team_id: &str, trigger: &str) {
        self.change(id, |entry| {
            entry
                .commands
                .retain(|c| c.trigger != trigger || c.team_id != team_id);
        });
    }
}

fn status(entry: &Entry) -> PluginStatus {
    PluginStatus {
        plugin_id: entry.manifest.id.clone(),
        cluster_id: String::new(),
        plugin_path: format!("./plugins/{}", entry.manifest.id),
        state: entry.state as i64,
        error: entry.error.clone(),
        name: entry.manifest.name.clone(),
        description: entry.manifest.description.clone(),
        version: entry.manifest.version.clone(),
    }
}
