//! Starting, watching and stopping plugins.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;

use super::process::Process;
use super::{Plugins, State};
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
        self.change(id, |entry| entry.failures.clear());
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
        self.lock()
            .get(id)
            .is_some_and(|entry| entry.state == State::Running)
    }

    /// Whether a plugin runs, or failed while it should: only a person tries that one again.
    fn is_active(&self, id: &str) -> bool {
        self.lock()
            .get(id)
            .is_some_and(|entry| entry.state != State::NotRunning)
    }

    /// Stops every plugin.
    pub(crate) async fn shut_down(&self) {
        let _changing = self.changing.lock().await;
        let ids: Vec<String> = self.lock().keys().cloned().collect();
        let stops = ids.iter().map(|id| self.stop(id));
        futures_util::future::join_all(stops).await;
    }

    /// Starts a plugin that does not run.
    pub(super) async fn activate(&self, id: &str) -> Outcome<()> {
        if self.is_running(id) {
            return Ok(());
        }
        self.launch(id).await?;
        if let Some(manifest) = self.event_manifest(id) {
            let event = Event::new("plugin_enabled", Broadcast::to_all());
            self.app()?
                .publish(&event.with_object("manifest", &manifest));
        }
        Ok(())
    }

    async fn launch(&self, id: &str) -> Outcome<()> {
        let app = self.app()?;
        let (Some(manifest), Some(folder)) = (self.manifest(id), self.folder_of(id)) else {
            return self.require(id);
        };
        self.set_state(id, State::Starting, "");
        if manifest.server.is_none() {
            self.set_state(id, State::Running, "");
            return Ok(());
        }
        match Process::start(&app, &manifest, &folder).await {
            Ok(process) => {
                self.adopt(&app, id, process);
                app.log.note("info", id, "the plugin is active");
                Ok(())
            }
            Err(error) => {
                app.log.note(
                    "error",
                    id,
                    &format!("the plugin could not be started: {error}"),
                );
                self.change(id, |entry| entry.commands.clear());
                self.set_state(id, State::FailedToStart, &error.to_string());
                Err(error.into())
            }
        }
    }

    fn adopt(&self, app: &Arc<App>, id: &str, process: Arc<Process>) {
        let interval = app.options.health_check_interval;
        let watch = watch(Arc::downgrade(app), process.clone(), interval);
        let health_check = tokio::spawn(watch);
        self.change(id, |entry| {
            entry.process = Some(process);
            entry.health_check = Some(health_check);
        });
        self.set_state(id, State::Running, "");
    }

    /// Stops a plugin that runs, and tells the clients to forget it.
    pub(super) async fn deactivate(&self, id: &str) {
        if !self.is_active(id) {
            return;
        }
        let manifest = self.event_manifest(id);
        self.stop(id).await;
        self.set_state(id, State::NotRunning, "");
        if let (Some(manifest), Ok(app)) = (manifest, self.app()) {
            let event = Event::new("plugin_disabled", Broadcast::to_all());
            app.publish(&event.with_object("manifest", &manifest));
        }
    }

    async fn stop(&self, id: &str) {
        let mut process = None;
        let mut health_check = None;
        self.change(id, |entry| {
            process = entry.process.clone();
            health_check = entry.health_check.take();
        });
        if let Some(task) = health_check {
            task.abort();
        }
        let Some(process) = process else { return };
        self.set_state(id, State::Stopping, "");
        if let Ok(app) = self.app() {
            process.stop(&app).await;
            app.log.note("info", id, "the plugin has been stopped");
        }
        self.change(id, |entry| {
            entry.process = None;
            entry.commands.clear();
        });
    }

    fn set_state(&self, id: &str, state: State, error: &str) {
        self.change(id, |entry| {
            entry.state = state;
            error.clone_into(&mut entry.error);
        });
        self.publish_statuses();
    }

    /// Starts a plugin again that does not answer; after the third failure in an hour no more.
    async fn restart(&self, process: &Arc<Process>) {
        let id = process.id.as_str();
        let _changing = self.changing.lock().await;
        let is_current = self
            .process(id)
            .is_some_and(|current| Arc::ptr_eq(&current, process));
        let Ok(app) = self.app() else { return };
        if !is_current {
            return;
        }
        let mut failures = 0;
        self.change(id, |entry| {
            entry.failures.retain(|at| at.elapsed() < FAILURE_WINDOW);
            entry.failures.push(Instant::now());
            failures = entry.failures.len();
            // This very task restarts the plugin: it must not be ended with the others.
            entry.health_check = None;
        });
        app.log
            .note("warn", id, "the plugin does not answer the health check");
        self.stop(id).await;
        if failures >= MAX_FAILURES {
            let message = "it failed three times within an hour and is not started again";
            app.log
                .note("error", id, &format!("the plugin was stopped: {message}"));
            self.set_state(id, State::FailedToStayRunning, message);
            return;
        }
        app.log.note("info", id, "the plugin is being restarted");
        // The outcome is in the plugin's state and in the log.
        let _ = self.launch(id).await;
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
