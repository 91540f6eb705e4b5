//! The process: handshake, the one connection, the end.

use std::collections::HashMap;
use std::io::Write as _;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use goplugin::rpc::{PluginServer, PluginStdio, serve_conn};
use goplugin::server::{Accepted, Conn, accept};
use goplugin::{HandshakeConfig, ServeConfig, ServeError, yamux};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;

use crate::log;
use crate::plugin::Plugin;
#[cfg(unix)]
use crate::socket::Socket;

/// Mattermost's magic cookie (`server/public/plugin/client.go`, `handshake`).
const COOKIE: (&str, &str) = ("MATTERMOST_PLUGIN", "Securely message teams, anywhere.");
/// The version of Mattermost's protocol.
const VERSION: u32 = 1;
const NOT_A_PLUGIN: &str = "This program is a plugin of Mattermost's and does not run by itself. \
    Install its bundle in the System Console, under Plugins.";

/// What the server may ask for, by name.
type Plugins = Arc<HashMap<String, Arc<dyn PluginServer>>>;

/// Runs a plugin until the server ends it.
pub(crate) fn run<S: Send + Sync + 'static>(plugin: Plugin<S>) -> ExitCode {
    run_all(plugins(plugin))
}

/// As [`run`], whatever the plugin's state is: so the protocol is compiled with this crate, and not
/// with each plugin.
fn run_all(plugins: Plugins) -> ExitCode {
    log::install();
    if std::env::var(COOKIE.0).as_deref() != Ok(COOKIE.1) {
        let _ = writeln!(std::io::stderr(), "{NOT_A_PLUGIN}");
        return ExitCode::FAILURE;
    }
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return failed("cannot start the runtime", &error),
    };
    match runtime.block_on(serve(plugins)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed("cannot serve the plugin", &error),
    }
}

fn failed(what: &str, error: &dyn std::fmt::Display) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "[ERROR] {what}: {error}");
    ExitCode::FAILURE
}

/// Serves the one connection that the server makes.
async fn serve(plugins: Plugins) -> Result<(), ServeError> {
    let mut config = ServeConfig::new(HandshakeConfig::new(VERSION, COOKIE.0, COOKIE.1));
    config.plugins = plugins.as_ref().clone();
    let Accepted { conn, plugins } = accept(&config).await?;
    let connection = match conn {
        #[cfg(unix)]
        Conn::Unix(stream) => Socket::new(stream)?,
        #[cfg(not(unix))]
        Conn::Tcp(stream) => stream,
    };
    serve_connection(plugins, connection).await;
    Ok(())
}

/// Serves a plugin on a connection to the server until either side ends it.
pub(crate) async fn serve_on<S, T>(plugin: Plugin<S>, connection: T)
where
    S: Send + Sync + 'static,
    T: AsyncRead + AsyncWrite + Send + 'static,
{
    serve_connection(plugins(plugin), connection).await;
}

async fn serve_connection<T>(plugins: Plugins, connection: T)
where
    T: AsyncRead + AsyncWrite + Send + 'static,
{
    let (done, _quit) = watch::channel(false);
    let stdio = Arc::new(Mutex::new(None::<PluginStdio>));
    let keep = stdio.clone();
    let keep_stdio = move |streams| {
        // The server waits for both streams; they stay open and silent.
        *keep.lock().unwrap_or_else(PoisonError::into_inner) = Some(streams);
    };
    // Ends when the server has closed the connection, or does not do so after `Quit`.
    let config = yamux::Config::default();
    if let Err(error) = serve_conn(connection, config, plugins, done, keep_stdio).await {
        tracing::debug!(error = %error, "the connection to the server ended");
    }
}

/// The plugins by name; Mattermost asks for `hooks`, once.
fn plugins<S: Send + Sync + 'static>(plugin: Plugin<S>) -> Plugins {
    let plugin = Mutex::new(Some(plugin));
    let hooks = move |broker| {
        let plugin = plugin.lock().unwrap_or_else(PoisonError::into_inner).take();
        let plugin = plugin.ok_or("the hooks were asked for twice")?;
        Ok::<_, String>(plugin.into_server(broker))
    };
    let hooks: Arc<dyn PluginServer> = Arc::new(hooks);
    Arc::new(HashMap::from([("hooks".to_owned(), hooks)]))
}
