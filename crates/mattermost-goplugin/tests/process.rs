//! A plugin process from start to end, run by this crate's own host and by a bare connection.
//!
//! Without libtest, because this program is also the plugin: the handshake line has to be the
//! first one on its standard output.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]
#![cfg_attr(not(unix), allow(dead_code, unused_imports))]
#![allow(clippy::print_stdout)]

use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};
use std::time::Duration;

use go_netrpc::{Server, ServiceError};
use goplugin::rpc::Empty;
use goplugin::{
    Client, ClientConfig, HandshakeConfig, MuxBroker, PluginCommand, ServeConfig, serve, yamux,
};

fn handshake() -> HandshakeConfig {
    HandshakeConfig {
        protocol_version: 1,
        magic_cookie_key: "GOPLUGIN_TEST_COOKIE".into(),
        magic_cookie_value: "process test".into(),
    }
}

async fn plugin() -> ExitCode {
    let hooks = |_: MuxBroker| {
        let mut server = Server::new();
        server.register("Plugin.Echo", |text: String| async move {
            Ok::<_, ServiceError>(text)
        });
        Ok::<_, String>(server)
    };
    match serve(ServeConfig::new(handshake()).plugin("hooks", hooks)).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

#[cfg(not(unix))]
fn main() {}

#[cfg(unix)]
fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    if std::env::var_os("GOPLUGIN_TEST_PLUGIN").is_some() {
        return runtime.block_on(plugin());
    }
    runtime.block_on(async {
        for (name, test) in [
            (
                "lifecycle",
                Box::pin(lifecycle()) as std::pin::Pin<Box<dyn Future<Output = ()>>>,
            ),
            ("host_vanishes", Box::pin(host_vanishes())),
            (
                "host_vanishes_before_the_protocol",
                Box::pin(host_vanishes_early()),
            ),
            ("quit_is_answered", Box::pin(quit_is_answered())),
            ("not_run_by_a_host", Box::pin(not_run_by_a_host())),
        ] {
            tokio::time::timeout(Duration::from_secs(30), test)
                .await
                .unwrap_or_else(|_| panic!("{name} hangs"));
            println!("test {name} ... ok");
        }
    });
    ExitCode::SUCCESS
}

/// The plugin started by hand: its process and its socket.
#[cfg(unix)]
struct Started {
    child: tokio::process::Child,
    socket: PathBuf,
}

#[cfg(unix)]
async fn start() -> Started {
    use tokio::io::AsyncBufReadExt;
    let hs = handshake();
    let mut child = tokio::process::Command::new(std::env::current_exe().unwrap())
        .env("GOPLUGIN_TEST_PLUGIN", "1")
        .env(hs.magic_cookie_key, hs.magic_cookie_value)
        .env("PLUGIN_PROTOCOL_VERSIONS", "1")
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let out = child.stdout.take().unwrap();
    let line = tokio::io::BufReader::new(out)
        .lines()
        .next_line()
        .await
        .unwrap()
        .unwrap();
    let socket = line
        .strip_prefix("1|1|unix|")
        .and_then(|l| l.strip_suffix("|netrpc|"))
        .unwrap_or_else(|| panic!("{line}"));
    Started {
        socket: PathBuf::from(socket),
        child,
    }
}

#[cfg(unix)]
async fn connect(socket: &Path) -> tokio::net::UnixStream {
    tokio::net::UnixStream::connect(socket).await.unwrap()
}

#[cfg(unix)]
async fn lifecycle() {
    let mut config = ClientConfig::new(handshake());
    let mut cmd = PluginCommand::new(std::env::current_exe().unwrap());
    cmd.env.push(("GOPLUGIN_TEST_PLUGIN".into(), "1".into()));
    config.cmd = Some(cmd);
    let client = Client::start(config).await.unwrap();
    let hooks = client.dispense("hooks").await.unwrap();
    let echo: String = hooks.client.call("Plugin.Echo", "hello").await.unwrap();
    assert_eq!(echo, "hello");
    client.ping().await.unwrap();
    let goplugin::PluginAddr::Unix(socket) = client.reattach_config().addr else {
        panic!("not a unix socket")
    };
    assert!(
        !socket.exists(),
        "the socket is unlinked once the host has connected"
    );
    let second = tokio::net::UnixStream::connect(&socket).await;
    assert!(second.is_err(), "a second connection");
    client.kill().await;
    assert!(client.exited() && !client.force_killed());
}

#[cfg(unix)]
async fn host_vanishes() {
    let mut plugin = start().await;
    let io = connect(&plugin.socket).await;
    let host = goplugin::RpcClient::connect(
        io,
        yamux::Config::default(),
        tokio::io::sink(),
        tokio::io::sink(),
    )
    .await
    .unwrap();
    host.ping().await.unwrap();
    // What the kernel does for a host that is killed: the socket closes, without a word.
    host.session().close();
    drop(host);
    assert!(plugin.child.wait().await.unwrap().success());
    assert!(!plugin.socket.exists());
}

#[cfg(unix)]
async fn host_vanishes_early() {
    let mut plugin = start().await;
    assert!(plugin.socket.exists());
    drop(connect(&plugin.socket).await);
    plugin.child.wait().await.unwrap();
    assert!(!plugin.socket.exists());
}

/// Quit is answered first; then the plugin ends, even when the host does not close.
#[cfg(unix)]
async fn quit_is_answered() {
    let mut plugin = start().await;
    let session =
        yamux::Session::client(connect(&plugin.socket).await, yamux::Config::default()).unwrap();
    let control = go_netrpc::Client::new(session.open().await.unwrap());
    let (_out, _err) = (session.open().await.unwrap(), session.open().await.unwrap());
    let _: Empty = control.call("Control.Quit", &true).await.unwrap();
    assert!(plugin.child.wait().await.unwrap().success());
}

#[cfg(unix)]
async fn not_run_by_a_host() {
    let output = tokio::process::Command::new(std::env::current_exe().unwrap())
        .env("GOPLUGIN_TEST_PLUGIN", "1")
        .env("GOPLUGIN_TEST_COOKIE", "another")
        .output()
        .await
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(
        stderr.contains("not meant to be executed directly"),
        "{stderr}"
    );
}
