//! The nodes of a cluster: each runs a process of its own of every plugin, on the one store.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use mattermost_model::PluginClusterEvent;
use mattermost_model::rpc::hooks;

use super::process::Process;
use super::{Plugins, State};
use crate::app::RequestContext;
use crate::fault::{Fault, Outcome};

/// The nodes there are. They are counted from 0 in the code and from 1 in their names.
pub(super) struct Nodes {
    folders: Vec<PathBuf>,
    next: AtomicUsize,
}

impl Nodes {
    pub(super) fn new(data_dir: &Path, count: usize) -> Self {
        let folder = |node| match node {
            0 => data_dir.join("plugins"),
            _ => data_dir.join(format!("node-{}", node + 1)).join("plugins"),
        };
        Self {
            folders: (0..count.max(1)).map(folder).collect(),
            next: AtomicUsize::new(0),
        }
    }

    pub(super) fn all(&self) -> std::ops::Range<usize> {
        0..self.folders.len()
    }

    /// Where a node's plugins are unpacked.
    pub(super) fn folder(&self, node: usize) -> &Path {
        self.folders
            .get(node)
            .map_or(Path::new(""), PathBuf::as_path)
    }

    /// A node's name; empty for the only one, as on a server without a cluster.
    pub(super) fn name(&self, node: usize) -> String {
        if self.folders.len() == 1 {
            String::new()
        } else {
            format!("node-{}", node + 1)
        }
    }
}

impl Plugins {
    /// How many nodes there are.
    pub(crate) fn node_count(&self) -> usize {
        self.nodes.folders.len()
    }

    /// A node's name; empty where there is only one.
    pub(crate) fn node_name(&self, node: usize) -> String {
        self.nodes.name(node)
    }

    /// What a line of the log says of a node, where there are several.
    pub(crate) fn node_field(&self, node: usize) -> Option<(String, String)> {
        let name = self.nodes.name(node);
        (!name.is_empty()).then(|| ("node".to_owned(), name))
    }

    /// Writes a line of the server itself about a plugin on a node into the log.
    pub(crate) fn note(&self, level: &str, id: &str, node: usize, message: &str) {
        let Ok(app) = self.app() else { return };
        let mut fields = BTreeMap::from([("source".to_owned(), "server".to_owned())]);
        fields.extend(self.node_field(node));
        app.log.write(level, id, message, fields);
    }

    /// The node for the next request: each in turn, but not one where a plugin is down that runs
    /// elsewhere, as a load balancer would leave that one out.
    pub(crate) fn next_node(&self) -> usize {
        let count = self.node_count();
        let first = self.nodes.next.fetch_add(1, Ordering::Relaxed);
        let mut turn = (0..count).map(|step| first.wrapping_add(step) % count);
        let entries = self.lock();
        let is_up = |node: usize| {
            entries.values().filter(|e| e.is_running()).all(|entry| {
                entry.runs.get(node).is_some_and(|run| {
                    let has_exited = |process: &std::sync::Arc<Process>| process.has_exited();
                    run.state == State::Running && !run.process.as_ref().is_some_and(has_exited)
                })
            })
        };
        turn.find(|node| is_up(*node)).unwrap_or(first % count)
    }

    /// Hands a cluster event to a plugin on every node, as if it came from yet another one.
    pub(crate) async fn cluster_event(&self, id: &str, event: PluginClusterEvent) -> Outcome<()> {
        self.require(id)?;
        for process in self.processes_of(id) {
            deliver(&process, event.clone())
                .await
                .map_err(Fault::internal)?;
        }
        Ok(())
    }

    /// Sends a cluster event from a plugin on one node to the same plugin on the others, or on the
    /// one that `target` names. Nobody waits for it.
    pub(crate) fn publish_cluster_event(
        &self,
        id: &str,
        from: usize,
        target: &str,
        event: &PluginClusterEvent,
    ) {
        for process in self.processes_of(id) {
            let is_meant = target.is_empty() || target == self.nodes.name(process.node);
            if process.node == from || !is_meant {
                continue;
            }
            let (event, app) = (event.clone(), self.app.clone());
            tokio::spawn(async move {
                if let Err(error) = deliver(&process, event).await
                    && let Some(app) = app.upgrade()
                {
                    app.plugins
                        .log_failure::<hooks::OnPluginClusterEvent>(&process, &error);
                }
            });
        }
    }

    /// Ends a plugin's process on a node as `kill -9` does. Tells whether there was one.
    pub(crate) fn kill(&self, id: &str, node: usize) -> bool {
        let process = self.process(id, node);
        process.is_some_and(|process| process.kill())
    }
}

async fn deliver(process: &Process, event: PluginClusterEvent) -> Result<(), go_netrpc::Error> {
    use hooks::OnPluginClusterEvent as Hook;
    if !process.implements::<Hook>() {
        return Ok(());
    }
    let context = Some(RequestContext::default().request);
    let args = hooks::OnPluginClusterEventArgs { context, ev: event };
    process.call::<Hook>(args).await.map(drop)
}
