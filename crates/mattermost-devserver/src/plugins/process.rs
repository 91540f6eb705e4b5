//! One run of a plugin's process: started, connected, activated, and in the end stopped.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use goplugin::{ClientConfig, HandshakeConfig, MuxBroker, PluginCommand};
use mattermost_model::Manifest;
use mattermost_model::rpc::{Empty, Method, hooks};
use tokio::time::timeout;

use super::api;
use super::lines::Lines;
use super::peer::{Peer, Serve};
use crate::app::App;
use crate::fault::Fault;
use crate::wire::{ApiCall, Direction, Wire};

/// How long a plugin may take to say where it listens.
const START_TIMEOUT: Duration = Duration::from_secs(3);
/// How long a plugin may take to be connected to, and then to hand over each of its hooks and their
/// names.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a plugin may take to make itself ready. Mattermost waits without end; here everything
/// else that is to be installed waits with it.
const ACTIVATION_TIMEOUT: Duration = Duration::from_secs(60);
/// How long a plugin may take to clear up, as with Mattermost.
const DEACTIVATION_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a plugin may take to show that it lives.
const PING_TIMEOUT: Duration = Duration::from_secs(5);

/// Why a plugin could not be started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(super) enum StartError {
    #[error("the manifest names no executable for {0}")]
    NoExecutable(String),
    #[error("{0}")]
    Handshake(#[from] goplugin::ClientError),
    #[error("{0}")]
    Connection(#[from] goplugin::rpc::RpcError),
    #[error("{0}")]
    Rpc(#[from] go_netrpc::Error),
    #[error("{0}")]
    Refused(String),
    #[error("it did not answer {step} within {} seconds", limit.as_secs())]
    Stalled { step: &'static str, limit: Duration },
    #[error("the server is shutting down")]
    ShuttingDown,
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
        let peer = connect(app, manifest, folder, serve, node);
        let peer = within(app, CONNECT_TIMEOUT, "the connection", peer).await?;
        let dispensed = peer.dispense("hooks");
        let dispensed = within(app, CONNECT_TIMEOUT, "Dispense", dispensed).await;
        let dispensed = peer.end_on_error(dispensed).await?;
        let implemented = dispensed.client.call(hooks::Implemented::NAME, &Empty {});
        let implemented = within(app, CONNECT_TIMEOUT, "Implemented", implemented).await;
        let implemented: Vec<String> = peer.end_on_error(implemented).await?;
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
        let active = within(app, ACTIVATION_TIMEOUT, "OnActivate", process.activate(app)).await;
        process.peer.end_on_error(active).await?;
        Ok(process)
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
        let answers = timeout(PING_TIMEOUT, self.peer.answers()).await;
        answers.unwrap_or_default()
    }

    /// Tells the plugin that it ends, asks it to quit, and kills it where it does not. Takes some
    /// fifteen seconds at the most.
    pub(super) async fn stop(&self, app: &App) {
        if self.implements::<hooks::OnDeactivate>()
            && !self.has_exited()
            && let Err(error) = self.deactivate().await
        {
            let message = format!("OnDeactivate failed: {error}");
            app.plugins.note("error", &self.id, self.node, &message);
        }
        self.peer.end().await;
    }

    async fn deactivate(&self) -> Result<(), String> {
        let call = self.call::<hooks::OnDeactivate>(hooks::OnDeactivateArgs {});
        let reply = timeout(DEACTIVATION_TIMEOUT, call).await.map_err(|_| {
            let limit = DEACTIVATION_TIMEOUT.as_secs();
            format!("it did not return within {limit} seconds")
        })?;
        match reply.map_err(|error| error.to_string())?.error {
            Some(error) => Err(error.to_string()),
            None => Ok(()),
        }
    }
}

/// Starts the plugin's process, or what stands in its place, and connects to it.
async fn connect(
    app: &Arc<App>,
    manifest: &Manifest,
    folder: &Path,
    serve: Option<Serve>,
    node: usize,
) -> Result<Peer, StartError> {
    match serve {
        Some(serve) => Peer::spawn(&serve).await,
        None => {
            let executable = executable(manifest, folder)?;
            Peer::launch(config(app, &manifest.id, node, executable)).await
        }
    }
}

/// Waits for a step of a start: not for ever, and not while the server shuts down.
async fn within<T, E>(
    app: &App,
    limit: Duration,
    step: &'static str,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, StartError>
where
    StartError: From<E>,
{
    tokio::select! {
        // First of all: what begins now would be left behind.
        biased;
        () = app.plugins.closing.cancelled() => Err(StartError::ShuttingDown),
        done = work => Ok(done?),
        () = tokio::time::sleep(limit) => Err(StartError::Stalled { step, limit }),
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
    Ok(folder.join(named))
}

fn config(app: &Arc<App>, id: &str, node: usize, executable: PathBuf) -> ClientConfig {
    let mut config = ClientConfig::new(HandshakeConfig::new(
        1,
        "MATTERMOST_PLUGIN",
        "Securely message teams, anywhere.",
    ));
    config.cmd = Some(PluginCommand::new(executable));
    config.start_timeout = START_TIMEOUT;
    config.name = id.to_owned();
    config.stderr = Box::new(Lines::new(app, id, node, "stderr"));
    config.sync_stdout = Box::new(Lines::new(app, id, node, "plugin_stdout"));
    config.sync_stderr = Box::new(Lines::new(app, id, node, "plugin_stderr"));
    config
}

impl From<StartError> for Fault {
    fn from(error: StartError) -> Self {
        let message = format!("Unable to activate the plugin: {error}");
        let status = http::StatusCode::INTERNAL_SERVER_ERROR;
        Self::new(status, "app.plugin.activate.app_error", message)
    }
}
