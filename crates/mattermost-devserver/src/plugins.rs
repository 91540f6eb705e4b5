//! Plugins: which are installed, which run, and what they are told.

mod api;
mod body;
mod bundle;
mod cluster;
mod files;
mod hooks;
mod http;
mod install;
mod lines;
mod peer;
mod people_hooks;
mod process;
mod remote_reader;
mod request_headers;
mod response_writer;
mod supervisor;
mod webapp;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Instant;

use mattermost_model::{Command, Manifest, PluginStatus};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::fault::{Fault, Outcome};
pub(crate) use peer::Serve;
use process::Process;

pub(crate) use api::API_METHODS;
pub(crate) use http::Caller;
pub(crate) use install::bundle_id;

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
    /// How it does on each node.
    runs: Vec<Run>,
    /// The commands that it registered, each with its team (empty: all teams).
    commands: Vec<Command>,
    /// The name of the web app's script, where it has one.
    webapp: Option<String>,
    /// Serves the plugin in this process, in the place of its executable.
    serve: Option<Serve>,
}

/// A plugin on one node.
struct Run {
    state: State,
    error: String,
    process: Option<Arc<Process>>,
    health_check: Option<JoinHandle<()>>,
    /// When it failed of late.
    failures: Vec<Instant>,
}

impl Default for Run {
    fn default() -> Self {
        Self {
            state: State::NotRunning,
            error: String::new(),
            process: None,
            health_check: None,
            failures: Vec::new(),
        }
    }
}

impl Entry {
    /// Whether the plugin runs on a node, at least.
    fn is_running(&self) -> bool {
        self.runs.iter().any(|run| run.state == State::Running)
    }
}

/// All plugins.
pub(crate) struct Plugins {
    app: Weak<App>,
    nodes: cluster::Nodes,
    entries: Mutex<BTreeMap<String, Entry>>,
    /// Held while plugins are installed, started or stopped: one such thing at a time.
    changing: tokio::sync::Mutex<()>,
    /// Cancelled when the server shuts down.
    closing: CancellationToken,
}

impl Plugins {
    /// They are unpacked below `data_dir`, for each of the `nodes` in a folder of its own.
    pub(crate) fn new(app: Weak<App>, data_dir: &Path, nodes: usize) -> Self {
        Self {
            app,
            nodes: cluster::Nodes::new(data_dir, nodes),
            entries: Mutex::default(),
            changing: tokio::sync::Mutex::default(),
            closing: CancellationToken::new(),
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

    fn change_run(&self, id: &str, node: usize, change: impl FnOnce(&mut Run)) {
        self.change(id, |entry| {
            if let Some(run) = entry.runs.get_mut(node) {
                change(run);
            }
        });
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

    /// A plugin's process on a node, while it runs.
    fn process(&self, id: &str, node: usize) -> Option<Arc<Process>> {
        let entries = self.lock();
        entries.get(id)?.runs.get(node)?.process.clone()
    }

    /// A plugin's processes on all nodes.
    fn processes_of(&self, id: &str) -> Vec<Arc<Process>> {
        let entries = self.lock();
        let runs = entries.get(id).into_iter().flat_map(|entry| &entry.runs);
        runs.filter_map(|run| run.process.clone()).collect()
    }

    /// All processes that run on a node, by the plugins' ids.
    fn processes_on(&self, node: usize) -> Vec<Arc<Process>> {
        let entries = self.lock();
        let runs = entries.values().filter_map(|entry| entry.runs.get(node));
        runs.filter_map(|run| run.process.clone()).collect()
    }

    fn run_in_process(&self, id: &str) -> Option<Serve> {
        self.lock().get(id)?.serve.clone()
    }

    /// Lets a plugin run in this process from its next start on.
    pub(crate) fn run_here(&self, id: &str, serve: Serve) -> Outcome<()> {
        self.require(id)?;
        self.change(id, |entry| entry.serve = Some(serve));
        Ok(())
    }

    pub(crate) fn pid(&self, id: &str, node: usize) -> Option<u32> {
        self.process(id, node)?.pid()
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

    /// The folder of an installed plugin on a node.
    pub(crate) fn folder_of(&self, id: &str, node: usize) -> Option<PathBuf> {
        self.lock()
            .contains_key(id)
            .then(|| self.nodes.folder(node).join(id))
    }

    /// How every plugin does on every node.
    pub(crate) fn statuses(&self) -> Vec<PluginStatus> {
        let entries = self.lock();
        let all = entries.values().flat_map(|entry| self.statuses_in(entry));
        all.collect()
    }

    /// How a plugin does on each node; nothing where it is not installed.
    pub(crate) fn statuses_of(&self, id: &str) -> Vec<PluginStatus> {
        let entries = self.lock();
        let all = entries.get(id).into_iter();
        all.flat_map(|entry| self.statuses_in(entry)).collect()
    }

    fn statuses_in(&self, entry: &Entry) -> Vec<PluginStatus> {
        let status = |(node, run): (usize, &Run)| PluginStatus {
            plugin_id: entry.manifest.id.clone(),
            cluster_id: self.nodes.name(node),
            plugin_path: format!("./plugins/{}", entry.manifest.id),
            state: run.state as i64,
            error: run.error.clone(),
            name: entry.manifest.name.clone(),
            description: entry.manifest.description.clone(),
            version: entry.manifest.version.clone(),
        };
        entry.runs.iter().enumerate().map(status).collect()
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
