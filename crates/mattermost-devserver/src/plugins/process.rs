//! One run of a plugin's process: started, connected, activated, and in the end stopped.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use goplugin::{ClientConfig, HandshakeConfig, MuxBroker, PluginCommand};
use mattermost_model::Manifest;
use mattermost_model::rpc::{Empty, Method, hooks};
use tokio::io::AsyncWrite;

use super::api;
use super::peer::{Peer, Serve};
use crate::app::App;
use crate::fault::Fault;
use crate::wire::{ApiCall, Direction, Wire};

/// How long a plugin may take to say where it listens.
const START_TIMEOUT: Duration = Duration::from_secs(3);

/// Why a plugin could not be started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(super) enum StartError {
    #[error("the manifest names no executable for {0}")]
    NoExecutable(String),
    #[error("the executable {0:?} lies outside the plugin's folder")]
    Outside(PathBuf),
    #[error("{0}")]
    Handshake(#[from] goplugin::ClientError),
    #[error("{0}")]
    Connection(#[from] goplugin::rpc::RpcError),
    #[error("{0}")]
    Rpc(#[from] go_netrpc::Error),
    #[error("{0}")]
    Refused(String),
}

/// A plugin that runs.
pub(super) struct Process {
    pub(super) id: String,
    /// The node that it runs on, counted from 0.
    pub(super) node: usize,
    peer: Peer,
    hooks: go_netrpc::Client,
    broker: MuxBroker,
    implemented: HashSet<String>,
    wire: Arc<Wire>,
}

impl Process {
    /// Starts the plugin unpacked in `folder` on a node and activates it; with `serve` in this
    /// process, in the place of its executable.
    pub(super) async fn start(
        app: &Arc<App>,
        manifest: &Manifest,
        folder: &Path,
        serve: Option<Serve>,
        node: usize,
    ) -> Result<Arc<Self>, StartError> {
        let peer = match serve {
            Some(serve) => Peer::spawn(&serve).await?,
            None => {
                let executable = executable(manifest, folder)?;
                Peer::launch(config(app, &manifest.id, node, executable)).await?
            }
        };
        let dispensed = peer.dispense("hooks").await?;
        let implemented: Vec<String> = dispensed
            .client
            .call(hooks::Implemented::NAME, &Empty {})
            .await?;
        let process = Arc::new(Self {
            id: manifest.id.clone(),
            node,
            peer,
            hooks: dispensed.client,
            broker: dispensed.broker,
            implemented: implemented.into_iter().collect(),
            wire: app.wire.clone(),
        });
        for hook in process.implemented.iter().filter(|hook| !is_called(hook)) {
            let message = format!("the dev server never calls the hook {hook}");
            app.plugins.note("warn", &process.id, node, &message);
        }
        match process.activate(app).await {
            Ok(()) => Ok(process),
            Err(error) => {
                process.peer.end().await;
                Err(error)
            }
        }
    }

    async fn activate(self: &Arc<Self>, app: &Arc<App>) -> Result<(), StartError> {
        let api_mux_id = self.broker.next_id();
        let driver_mux_id = self.broker.next_id();
        let broker = self.broker.clone();
        let api = Arc::new(api::server(app, self));
        tokio::spawn(async move { broker.accept_and_serve(api_mux_id, api).await });
        let broker = self.broker.clone();
        let driver = Arc::new(api::driver());
        tokio::spawn(async move { broker.accept_and_serve(driver_mux_id, driver).await });
        let args = hooks::OnActivateArgs {
            api_mux_id,
            driver_mux_id,
        };
        // As with Mattermost, only an error in the reply refuses: a call that itself failed is
        // logged, and the plugin counts as active.
        match self.call::<hooks::OnActivate>(args).await {
            Ok(reply) => match reply.error {
                Some(error) => Err(StartError::Refused(error.to_string())),
                None => Ok(()),
            },
            Err(go_netrpc::Error::Server(text)) => {
                let message = format!("OnActivate failed: {text}");
                app.plugins.note("error", &self.id, self.node, &message);
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    pub(super) fn broker(&self) -> &MuxBroker {
        &self.broker
    }

    pub(super) fn pid(&self) -> Option<u32> {
        self.peer.pid()
    }

    pub(super) fn has_exited(&self) -> bool {
        self.peer.has_exited()
    }

    /// Ends the process at once, without a word. Tells whether the system let that happen.
    pub(super) fn kill(&self) -> bool {
        self.peer.kill()
    }

    /// Whether the plugin has a hook, by its name without `Plugin.`.
    pub(super) fn implements<M: Method>(&self) -> bool {
        self.implemented.contains(method_name::<M>())
    }

    /// Calls a hook.
    pub(super) async fn call<M: Method>(
        &self,
        args: M::Args,
    ) -> Result<M::Reply, go_netrpc::Error> {
        self.noted::<M>(&args, self.hooks.call(M::NAME, &args))
            .await
    }

    /// Calls a hook whose reply starts as `reply`: fields that the plugin leaves out stay.
    pub(super) async fn call_into<M: Method>(
        &self,
        args: M::Args,
        reply: M::Reply,
    ) -> Result<M::Reply, go_netrpc::Error> {
        self.noted::<M>(&args, self.hooks.call_into(M::NAME, &args, reply))
            .await
    }

    /// Makes a call and notes it among those over the wire.
    async fn noted<M: Method>(
        &self,
        args: &M::Args,
        call: impl Future<Output = Result<M::Reply, go_netrpc::Error>>,
    ) -> Result<M::Reply, go_netrpc::Error> {
        let hook = ApiCall {
            plugin_id: self.id.clone(),
            node: self.node + 1,
            method: method_name::<M>(),
        };
        let begun = self.wire.begin(&hook, Direction::Hook, args);
        let result = call.await;
        self.wire.end(begun, result.as_ref());
        result
    }

    /// Whether the plugin answers.
    pub(super) async fn ping(&self) -> bool {
        self.peer.answers().await
    }

    /// Tells the plugin that it ends, asks it to quit and, after two seconds, kills it.
    pub(super) async fn stop(&self, app: &App) {
        if self.implements::<hooks::OnDeactivate>() && !self.has_exited() {
            let reply = self
                .call::<hooks::OnDeactivate>(hooks::OnDeactivateArgs {})
                .await;
            let error = match reply {
                Ok(reply) => reply.error.map(|e| e.to_string()),
                Err(error) => Some(error.to_string()),
            };
            if let Some(error) = error {
                let message = format!("OnDeactivate failed: {error}");
                app.plugins.note("error", &self.id, self.node, &message);
            }
        }
        self.peer.end().await;
    }
}

/// The name of a hook or API method without the service's.
pub(super) fn method_name<M: Method>() -> &'static str {
    M::NAME.strip_prefix("Plugin.").unwrap_or(M::NAME)
}

/// The hooks of Mattermost that this server has no occasion for.
const NOT_CALLED: [&str; 20] = [
    "ChannelMemberWillBeAdded",
    "ChannelWillBeArchived",
    "EmailNotificationWillBeSent",
    "FileWillBeDownloaded",
    "GenerateSupportData",
    "MessagesWillBeConsumed",
    "NotificationWillBePushed",
    "OnCloudLimitsUpdated",
    "OnInstall",
    "OnSAMLLogin",
    "OnSendDailyTelemetry",
    "OnSharedChannelsAttachmentSyncMsg",
    "OnSharedChannelsPing",
    "OnSharedChannelsProfileImageSyncMsg",
    "OnSharedChannelsSyncMsg",
    "RunDataRetention",
    "TeamMemberWillBeAdded",
    "UserHasPermissionToCollection",
    "GetCollectionMetadataByIds",
    "GetTopicMetadataByIds",
];

fn is_called(hook: &str) -> bool {
    !NOT_CALLED.contains(&hook)
}

/// The path of the executable for this machine.
fn executable(manifest: &Manifest, folder: &Path) -> Result<PathBuf, StartError> {
    let arch = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    let os = if std::env::consts::OS == "macos" {
        "darwin"
    } else {
        std::env::consts::OS
    };
    let platform = format!("{os}-{arch}");
    let server = manifest.server.clone().unwrap_or_default();
    let named = server
        .executables
        .get(&platform)
        .unwrap_or(&server.executable);
    if named.is_empty() {
        return Err(StartError::NoExecutable(platform));
    }
    let named = PathBuf::from(named);
    if !named
        .components()
        .all(|c| matches!(c, Component::Normal(_) | Component::CurDir))
    {
        return Err(StartError::Outside(named));
    }
    Ok(folder.join(named))
}

fn config(app: &Arc<App>, id: &str, node: usize, executable: PathBuf) -> ClientConfig {
    let mut config = ClientConfig::new(HandshakeConfig {
        protocol_version: 1,
        magic_cookie_key: "MATTERMOST_PLUGIN".to_owned(),
        magic_cookie_value: "Securely message teams, anywhere.".to_owned(),
    });
    config.cmd = Some(PluginCommand::new(executable));
    config.start_timeout = START_TIMEOUT;
    config.name = id.to_owned();
    config.stderr = Box::new(Lines::new(app, id, node, "stderr"));
    config.sync_stdout = Box::new(Lines::new(app, id, node, "plugin_stdout"));
    config.sync_stderr = Box::new(Lines::new(app, id, node, "plugin_stderr"));
    config
}

/// Writes what a plugin prints into the log, line by line.
struct Lines {
    app: std::sync::Weak<App>,
    plugin_id: String,
    node: usize,
    source: &'static str,
    line: Vec<u8>,
}

impl Lines {
    /// The longest line that is kept in one piece, in bytes.
    const MAX: usize = 16 * 1024;

    fn new(app: &Arc<App>, plugin_id: &str, node: usize, source: &'static str) -> Self {
        let plugin_id = plugin_id.to_owned();
        Self {
            app: Arc::downgrade(app),
            plugin_id,
            node,
            source,
            line: Vec::new(),
        }
    }

    fn finish(&mut self) {
        let text = String::from_utf8_lossy(&self.line).trim_end().to_owned();
        self.line.clear();
        let Some(app) = self.app.upgrade().filter(|_| !text.is_empty()) else {
            return;
        };
        let json: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        let field = |key: &str| json.get(key).and_then(|v| v.as_str());
        let (level, message) = match field("@message") {
            Some(message) => (field("@level").unwrap_or("debug"), message),
            None if self.source == "plugin_stdout" => ("info", text.as_str()),
            None if text.starts_with("panic:") || text.starts_with("fatal error:") => {
                ("error", text.as_str())
            }
            None => ("debug", text.as_str()),
        };
        let mut fields = BTreeMap::from([("source".to_owned(), self.source.to_owned())]);
        fields.extend(app.plugins.node_field(self.node));
        app.log.write(level, &self.plugin_id, message, fields);
    }
}

impl AsyncWrite for Lines {
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        for byte in bytes {
            if *byte == b'\n' || this.line.len() >= Self::MAX {
                this.finish();
            }
            if *byte != b'\n' {
                this.line.push(*byte);
            }
        }
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.get_mut().finish();
        Poll::Ready(Ok(()))
    }
}

impl From<StartError> for Fault {
    fn from(error: StartError) -> Self {
        let message = format!("Unable to activate the plugin: {error}");
        let status = http::StatusCode::INTERNAL_SERVER_ERROR;
        Self::new(status, "app.plugin.activate.app_error", message)
    }
}
