//! A host for one plugin, on the protocol alone.

use std::path::PathBuf;
use std::sync::Arc;

use go_netrpc::Server;
use goplugin::{Client, ClientConfig, Dispensed, HandshakeConfig, PluginCommand};
use mattermost_plugin::model::rpc::hooks;

/// The cookie of Mattermost's.
pub(crate) const COOKIE: &str = "Securely message teams, anywhere.";

/// The example as it was built beside this test.
pub(crate) fn executable(example: &str) -> PathBuf {
    let mut path = std::env::current_exe().unwrap();
    path.pop();
    path.pop();
    let name = format!("{example}{}", std::env::consts::EXE_SUFFIX);
    let path = path.join("examples").join(name);
    assert!(
        path.is_file(),
        "build it first: cargo build -p mattermost-plugin --examples"
    );
    path
}

pub(crate) async fn start(example: &str, cookie: &str) -> Result<Client, goplugin::ClientError> {
    let handshake = HandshakeConfig::new(1, "MATTERMOST_PLUGIN", cookie);
    let mut config = ClientConfig::new(handshake);
    config.cmd = Some(PluginCommand::new(executable(example)));
    Client::start(config).await
}

/// Offers the API and a driver without methods, and activates.
pub(crate) async fn activate(hooks: &Dispensed, server: Server) -> hooks::OnActivateReply {
    let (api_mux_id, driver_mux_id) = (hooks.broker.next_id(), hooks.broker.next_id());
    let server = Arc::new(server);
    for (id, server) in [
        (api_mux_id, server),
        (driver_mux_id, Arc::new(Server::new())),
    ] {
        let broker = hooks.broker.clone();
        tokio::spawn(async move { broker.accept_and_serve(id, server).await });
    }
    let args = hooks::OnActivateArgs {
        api_mux_id,
        driver_mux_id,
    };
    hooks.client.call("Plugin.OnActivate", &args).await.unwrap()
}
