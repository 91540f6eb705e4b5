//! The process: handshake, the one connection, the end.

use std::collections::HashMap;
use std::io::Write as _;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use goplugin::rpc::{PluginServer, PluginStdio, serve_conn};
use goplugin::yamux;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;

use crate::log;
use crate::plugin::Plugin;

/// Mattermost's magic cookie (`server/public/plugin/client.go`, `handshake`).
const COOKIE: (&str, &str) = ("MATTERMOST_PLUGIN", "Securely message teams, anywhere.");
/// go-plugin's core protocol, Mattermost's protocol.
const VERSIONS: &str = "1|1";
/// A server that has not connected by then is gone; go-plugin itself waits three seconds.
const CONNECT: Duration = Duration::from_secs(60);
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

async fn serve(plugins: Plugins) -> std::io::Result<()> {
    let listener = listener::Listener::bind().await?;
    announce(&listener.address())?;
    // The server's Ctrl-C reaches the whole process group; the server decides when we end.
    tokio::spawn(async { while tokio::signal::ctrl_c().await.is_ok() {} });
    let connection = tokio::time::timeout(CONNECT, listener.accept()).await??;
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

/// The line with which go-plugin's handshake ends.
fn announce(address: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{VERSIONS}|{address}|netrpc|")?;
    out.flush()
}

#[cfg(unix)]
mod listener {
    use std::path::PathBuf;

    use tokio::net::UnixListener;

    use crate::socket::Socket;

    /// A unix socket with a name of its own.
    pub(super) struct Listener {
        socket: UnixListener,
        path: PathBuf,
    }

    impl Listener {
        pub(super) async fn bind() -> std::io::Result<Self> {
            let folder = std::env::var_os("PLUGIN_UNIX_SOCKET_DIR").map(PathBuf::from);
            let folder = folder.unwrap_or_else(std::env::temp_dir);
            let mut attempt = 0_u32;
            loop {
                let path = folder.join(format!("plugin{}-{attempt}", std::process::id()));
                match UnixListener::bind(&path) {
                    Ok(socket) => return Ok(Self { socket, path }),
                    Err(e) if e.kind() == std::io::ErrorKind::AddrInUse && attempt < 1000 => {
                        attempt += 1;
                    }
                    Err(e) => return Err(e),
                }
            }
        }

        pub(super) fn address(&self) -> String {
            format!("unix|{}", self.path.display())
        }

        /// The one connection; the socket's file is gone afterwards.
        pub(super) async fn accept(self) -> std::io::Result<Socket> {
            Socket::new(self.socket.accept().await?.0)
        }
    }

    impl Drop for Listener {
        fn drop(&mut self) {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

#[cfg(not(unix))]
mod listener {
    use tokio::net::{TcpListener, TcpStream};

    /// The first free port of the range that the server names.
    pub(super) struct Listener {
        socket: TcpListener,
        address: String,
    }

    impl Listener {
        pub(super) async fn bind() -> std::io::Result<Self> {
            for port in port("PLUGIN_MIN_PORT")..=port("PLUGIN_MAX_PORT") {
                if let Ok(socket) = TcpListener::bind(("127.0.0.1", port)).await {
                    let address = format!("tcp|{}", socket.local_addr()?);
                    return Ok(Self { socket, address });
                }
            }
            Err(std::io::Error::other(
                "no port of the server's range is free",
            ))
        }

        pub(super) fn address(&self) -> String {
            self.address.clone()
        }

        pub(super) async fn accept(self) -> std::io::Result<TcpStream> {
            let (stream, _) = self.socket.accept().await?;
            stream.set_nodelay(true)?;
            Ok(stream)
        }
    }

    fn port(name: &str) -> u16 {
        std::env::var(name)
            .ok()
            .and_then(|port| port.parse().ok())
            .unwrap_or(0)
    }
}
