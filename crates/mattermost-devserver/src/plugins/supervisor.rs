//! Starting, watching and stopping plugins.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::{BoxFuture, join_all};

use super::process::Process;
use super::{Entry, Plugins, Run, State};
use crate::app::App;
use crate::fault::Outcome;
use crate::ws::{Broadcast, Event};

/// How many pings in a row must fail before a plugin counts as failed.
const PINGS: usize = 3;
/// How many failures within [`FAILURE_WINDOW`] end the restarts.
const MAX_FAILURES: usize = 3;
const FAILURE_WINDOW: Duration = Duration::from_secs(3600);

impl Plugins {
    /// Notes that a plugin is to run, and starts it.
    pub(crate) async fn enable(&self, id: &str) -> Outcome<()> {
        self.require(id)?;
        let app = self.app()?;
        app.note_plugin_enabled(id, true)?;
        let _changing = self.changing.lock().await;
        self.change(id, |entry| {
            entry.runs.iter_mut().for_each(|run| run.failures.clear())
        });
        let result = self.activate(id).await;
        app.announce_config()?;
        result
    }

    /// Notes that a plugin is not to run, and stops it.
    pub(crate) async fn disable(&self, id: &str) -> Outcome<()> {
        self.require(id)?;
        let app = self.app()?;
        app.note_plugin_enabled(id, false)?;
        let _changing = self.changing.lock().await;
        self.deactivate(id).await;
        app.announce_config()
    }

    /// Starts and stops plugins until they are as the configuration says.
    pub(crate) async fn follow_config(&self) {
        let Ok(app) = self.app() else { return };
        let _changing = self.changing.lock().await;
        for manifest in self.manifests() {
            let wanted = app.is_plugin_enabled(&manifest.id).unwrap_or_default();
            match (wanted, self.is_active(&manifest.id)) {
                (true, false) => drop(self.activate(&manifest.id).await),
                (false, true) => self.deactivate(&manifest.id).await,
                _ => {}
            }
        }
    }

    /// Whether a plugin runs.
    pub(crate) fn is_enabled_and_well(&self, id: &str) -> bool {
        self.lock().get(id).is_some_and(Entry::is_running)
    }

    /// Whether a plugin runs, or failed while it should: only a person tries that one again.
    fn is_active(&self, id: &str) -> bool {
        let is_active = |run: &Run| run.state != State::NotRunning;
        self.lock()
            .get(id)
            .is_some_and(|entry| entry.runs.iter().any(is_active))
    }

    /// Stops every plugin, those too that are just being started.
    pub(crate) async fn shut_down(&self) {
        self.closing.cancel();
        let _changing = self.changing.lock().await;
        let ids: Vec<String> = self.lock().keys().cloned().collect();
        join_all(ids.iter().map(|id| self.stop_everywhere(id))).await;
    }

    /// Starts a plugin on the nodes where it does not run. Where it fails on one, that is the
    /// outcome, and the others run all the same.
    pub(super) async fn activate(&self, id: &str) -> Outcome<()> {
        let was_running = self.is_enabled_and_well(id);
        let nodes = self
            .nodes
            .all()
            .filter(|node| self.process(id, *node).is_none());
        let outcomes = join_all(nodes.map(|node| self.launch(id, node))).await;
        if !was_running
            && self.is_enabled_and_well(id)
            && let Some(manifest) = self.event_manifest(id)
        {
            let event = Event::new("plugin_enabled", Broadcast::to_all());
            self.app()?
                .publish(&event.with_object("manifest", &manifest));
        }
        outcomes.into_iter().collect()
    }

    async fn launch(&self, id: &str, node: usize) -> Outcome<()> {
        let app = self.app()?;
        let (Some(manifest), Some(folder)) = (self.manifest(id), self.folder_of(id, node)) else {
            return self.require(id);
        };
        self.set_state(id, node, State::Starting, "");
        if manifest.server.is_none() {
            self.set_state(id, node, State::Running, "");
            return Ok(());
        }
        match Process::start(&app, &manifest, &folder, self.run_in_process(id), node).await {
            Ok(process) => {
                self.adopt(&app, process);
                self.note("info", id, node, "the plugin is active");
                Ok(())
            }
            Err(error) => {
                let message = format!("the plugin could not be started: {error}");
                self.note("error", id, node, &message);
                self.forget_process(id, node);
                self.set_state(id, node, State::FailedToStart, &error.to_string());
                Err(error.into())
            }
        }
    }

    fn adopt(&self, app: &Arc<App>, process: Arc<Process>) {
        let (id, node) = (process.id.clone(), process.node);
        let interval = app.options.health_check_interval;
        let watch = watch(Arc::downgrade(app), process.clone(), interval);
        let health_check = tokio::spawn(watch);
        self.change_run(&id, node, |run| {
            run.process = Some(process);
            run.health_check = Some(health_check);
        });
        self.set_state(&id, node, State::Running, "");
    }

    /// Stops a plugin that runs, and tells the clients to forget it.
    pub(super) async fn deactivate(&self, id: &str) {
        if !self.is_active(id) {
            return;
        }
        let manifest = self.event_manifest(id);
        self.stop_everywhere(id).await;
        for node in self.nodes.all() {
            self.set_state(id, node, State::NotRunning, "");
        }
        if let (Some(manifest), Ok(app)) = (manifest, self.app()) {
            let event = Event::new("plugin_disabled", Broadcast::to_all());
            app.publish(&event.with_object("manifest", &manifest));
        }
    }

    async fn stop_everywhere(&self, id: &str) {
        join_all(self.nodes.all().map(|node| self.stop(id, node))).await;
    }

    async fn stop(&self, id: &str, node: usize) {
        let mut process = None;
        let mut health_check = None;
        self.change_run(id, node, |run| {
            process = run.process.clone();
            health_check = run.health_check.take();
        });
        if let Some(task) = health_check {
            task.abort();
        }
        let Some(process) = process else { return };
        self.set_state(id, node, State::Stopping, "");
        if let Ok(app) = self.app() {
            process.stop(&app).await;
            self.note("info", id, node, "the plugin has been stopped");
        }
        self.forget_process(id, node);
    }

    /// Lets go of a process that has ended. The commands go with the last one.
    fn forget_process(&self, id: &str, node: usize) {
        self.change_run(id, node, |run| run.process = None);
        self.change(id, |entry| {
            if entry.runs.iter().all(|run| run.process.is_none()) {
                entry.commands.clear();
            }
        });
    }

    fn set_state(&self, id: &str, node: usize, state: State, error: &str) {
        self.change_run(id, node, |run| {
            run.state = state;
            error.clone_into(&mut run.error);
        });
        self.publish_statuses();
    }

    /// Starts a plugin again that does not answer; after the third failure in an hour no more.
    async fn restart(&self, process: &Arc<Process>) {
        let (id, node) = (process.id.as_str(), process.node);
        let _changing = self.changing.lock().await;
        let is_current = self
            .process(id, node)
            .is_some_and(|current| Arc::ptr_eq(&current, process));
        if !is_current {
            return;
        }
        let mut failures = 0;
        self.change_run(id, node, |run| {
            run.failures.retain(|at| at.elapsed() < FAILURE_WINDOW);
            run.failures.push(Instant::now());
            failures = run.failures.len();
            // This very task restarts the plugin: it must not be ended with the others.
            run.health_check = None;
        });
        self.note(
            "warn",
            id,
            node,
            "the plugin does not answer the health check",
        );
        self.stop(id, node).await;
        if failures >= MAX_FAILURES {
            let why = "it failed three times within an hour and is not started again";
            let message = format!("the plugin was stopped: {why}");
            self.note("error", id, node, &message);
            self.set_state(id, node, State::FailedToStayRunning, why);
            return;
        }
        self.note("info", id, node, "the plugin is being restarted");
        // The outcome is in the plugin's state and in the log.
        let _ = self.launch(id, node).await;
    }
}

/// Looks after one process until it no longer answers. Boxed, as a restart begins a new watch.
fn watch(
    app: std::sync::Weak<App>,
    process: Arc<Process>,
    interval: Duration,
) -> BoxFuture<'static, ()> {
    Box::pin(async move {
        loop {
            tokio::time::sleep(interval).await;
            if is_healthy(&process).await {
                continue;
            }
            if let Some(app) = app.upgrade() {
                app.plugins.restart(&process).await;
            }
            return;
        }
    })
}

async fn is_healthy(process: &Process) -> bool {
    for _ in 0..PINGS {
        if process.ping().await {
            return true;
        }
    }
    false
}
