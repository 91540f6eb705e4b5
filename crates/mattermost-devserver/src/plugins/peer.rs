//! The plugin's end of the connection: a process of its own, or a task of this one.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use goplugin::rpc::{Dispensed, RpcClient};
use goplugin::{Client, ClientConfig};
use tokio::io::DuplexStream;
use tokio::task::JoinHandle;

use super::process::StartError;

/// How much may be under way to a plugin in this process, in bytes.
const PIPE: usize = 256 * 1024;

/// Serves a plugin on its end of a connection.
pub(crate) type Serve = Arc<dyn Fn(DuplexStream) -> BoxFuture<'static, ()> + Send + Sync>;

pub(super) enum Peer {
    Process(Client),
    Task {
        rpc: RpcClient,
        task: JoinHandle<()>,
    },
}

impl Peer {
    /// Starts a process.
    pub(super) async fn launch(config: ClientConfig) -> Result<Self, StartError> {
        Ok(Self::Process(Client::start(config).await?))
    }

    /// Starts a task.
    pub(super) async fn spawn(serve: &Serve) -> Result<Self, StartError> {
        let (here, there) = tokio::io::duplex(PIPE);
        let task = tokio::spawn(serve(there));
        let (out, err) = (tokio::io::sink(), tokio::io::sink());
        let config = goplugin::yamux::Config::default();
        let rpc = RpcClient::connect(here, config, out, err).await?;
        Ok(Self::Task { rpc, task })
    }

    fn rpc(&self) -> &RpcClient {
        match self {
            Self::Process(client) => client.rpc(),
            Self::Task { rpc, .. } => rpc,
        }
    }

    pub(super) async fn dispense(&self, name: &str) -> Result<Dispensed, StartError> {
        Ok(self.rpc().dispense(name).await?)
    }

    pub(super) async fn answers(&self) -> bool {
        self.rpc().ping().await.is_ok()
    }

    /// The id of its process, where that is not this one.
    pub(super) fn pid(&self) -> Option<u32> {
        match self {
            Self::Process(client) => Some(client.reattach_config().pid),
            Self::Task { .. } => None,
        }
    }

    pub(super) fn has_exited(&self) -> bool {
        match self {
            Self::Process(client) => client.exited(),
            Self::Task { task, .. } => task.is_finished(),
        }
    }

    /// Ends it where a step of its start failed.
    pub(super) async fn end_on_error<T>(
        &self,
        result: Result<T, StartError>,
    ) -> Result<T, StartError> {
        if result.is_err() {
            self.end().await;
        }
        result
    }

    /// Asks it to quit, and ends it where it does not.
    pub(super) async fn end(&self) {
        match self {
            Self::Process(client) => client.kill().await,
            Self::Task { rpc, task } => {
                if rpc.close().await.is_err() {
                    task.abort();
                }
            }
        }
    }

    /// Ends it at once, without a word. Tells whether that could be done.
    pub(super) fn kill(&self) -> bool {
        match self {
            Self::Process(client) => !client.exited() && kill(client.reattach_config().pid),
            // Its tasks would live on.
            Self::Task { .. } => false,
        }
    }
}

#[cfg(unix)]
fn kill(pid: u32) -> bool {
    use nix::sys::signal::{Signal, kill};
    let pid = i32::try_from(pid).map(nix::unistd::Pid::from_raw);
    pid.is_ok_and(|pid| kill(pid, Signal::SIGKILL).is_ok())
}

/// Not on this system.
#[cfg(not(unix))]
fn kill(_: u32) -> bool {
    false
}
