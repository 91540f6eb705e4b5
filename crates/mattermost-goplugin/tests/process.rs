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

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::process::{ExitCode, Stdio};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use go_netrpc::{Server, ServiceError};
use goplugin::hclog::Level;
use goplugin::rpc::Empty;
use goplugin::{
    Client, ClientConfig, ClientError, HandshakeConfig, MuxBroker, PluginCommand, ServeConfig,
    serve, yamux,
};
use tokio::io::AsyncWrite;
use tokio::sync::Notify;

fn handshake() -> HandshakeConfig {
    HandshakeConfig::new(1, "GOPLUGIN_TEST_COOKIE", "process test")
}

/// What the plugin does when it is started: the value of `GOPLUGIN_TEST_PLUGIN`.
async fn plugin(kind: &str) -> ExitCode {
    let instead = match kind {
        "no line end" => Some(vec![b'x'; FLOOD]),
        "no text" => Some(b"\xff|1|unix|/tmp/plugin|netrpc|\n".to_vec()),
        _ => None,
    };
    #[cfg(unix)]
    if kind == "silent" {
        return silent_plugin().await;
    }
    if let Some(bytes) = instead {
        let _ = print_all(&bytes);
        // The host ends it.
        std::future::pending::<()>().await;
    }
    let hooks = |_: MuxBroker| {
        let mut server = Server::new();
        server.register("Plugin.Echo", |text: String| async move {
            Ok::<_, ServiceError>(text)
        });
        server.register("Plugin.Print", |bytes: Vec<u8>| async move {
            print_all(&bytes).map_err(ServiceError::from)
        });
        server.register("Plugin.Log", |text: String| async move {
            let line = goplugin::hclog::format_line(Level::Info, "test", &text, &[]);
            print_all(format!("{line}\n").as_bytes()).map_err(ServiceError::from)
        });
        Ok::<_, String>(server)
    };
    let mut config = ServeConfig::new(handshake()).plugin("hooks", hooks);
    if kind == "impatient" {
        config.connect_timeout = Some(Duration::from_millis(100));
    }
    match serve(config).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// Write to both standard streams.
fn print_all(bytes: &[u8]) -> std::io::Result<Empty> {
    let (mut out, mut err) = (std::io::stdout().lock(), std::io::stderr().lock());
    err.write_all(bytes)?;
    out.write_all(bytes)?;
    out.flush()?;
    Ok(Empty {})
}

/// A plugin that takes the connection, and then says nothing.
#[cfg(unix)]
async fn silent_plugin() -> ExitCode {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("plugin");
    let listener = tokio::net::UnixListener::bind(&socket).unwrap();
    println!("1|1|unix|{}|netrpc|", socket.display());
    let _connection = listener.accept().await.unwrap();
    drop(folder);
    std::future::pending().await
}

#[cfg(not(unix))]
fn main() {}

#[cfg(unix)]
fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    if let Ok(kind) = std::env::var("GOPLUGIN_TEST_PLUGIN") {
        return runtime.block_on(plugin(&kind));
    }
    runtime.block_on(async {
        for (name, test) in [
            (
                "lifecycle",
                Box::pin(lifecycle()) as Pin<Box<dyn Future<Output = ()>>>,
            ),
            (
                "output_of_any_length_is_read_in_parts",
                Box::pin(output_of_any_length()),
            ),
            (
                "output_of_any_bytes_is_read",
                Box::pin(output_of_any_bytes()),
            ),
            (
                "a_handshake_line_is_bounded",
                Box::pin(a_handshake_line_is_bounded()),
            ),
            ("log_lines_are_in_utc", Box::pin(log_lines_are_in_utc())),
            ("host_vanishes", Box::pin(host_vanishes())),
            (
                "host_vanishes_before_the_protocol",
                Box::pin(host_vanishes_early()),
            ),
            ("host_never_connects", Box::pin(host_never_connects())),
            ("quit_is_answered", Box::pin(quit_is_answered())),
            (
                "a_plugin_that_does_not_quit_is_killed",
                Box::pin(quit_is_not_answered()),
            ),
            ("not_run_by_a_host", Box::pin(not_run_by_a_host())),
        ] {
            tokio::time::timeout(Duration::from_secs(120), test)
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
async fn start(kind: &str) -> Started {
    use tokio::io::AsyncBufReadExt;
    let hs = handshake();
    let mut child = tokio::process::Command::new(std::env::current_exe().unwrap())
        .env("GOPLUGIN_TEST_PLUGIN", kind)
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

/// This program as a plugin of a kind.
#[cfg(unix)]
fn config(kind: &str) -> ClientConfig {
    let mut config = ClientConfig::new(handshake());
    let mut cmd = PluginCommand::new(std::env::current_exe().unwrap());
    cmd.env.push(("GOPLUGIN_TEST_PLUGIN".into(), kind.into()));
    config.cmd = Some(cmd);
    config
}

#[cfg(unix)]
async fn lifecycle() {
    let client = Client::start(config("1")).await.unwrap();
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

/// What the plugin's process wrote to its standard error: how much, and the end of it.
#[derive(Clone, Default)]
struct Stderr(Arc<Mutex<(usize, Vec<u8>)>>, Arc<Notify>);

impl Stderr {
    const KEPT: usize = 1024;

    async fn until(&self, last: &[u8]) -> usize {
        loop {
            let written = self.1.notified();
            {
                let seen = self.0.lock().unwrap();
                if seen.1.ends_with(last) {
                    return seen.0;
                }
            }
            written.await;
        }
    }
}

impl AsyncWrite for Stderr {
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        let mut seen = self.0.lock().unwrap();
        seen.0 += bytes.len();
        seen.1.extend_from_slice(bytes);
        let old = seen.1.len().saturating_sub(Self::KEPT);
        seen.1.drain(..old);
        self.1.notify_one();
        Poll::Ready(Ok(bytes.len()))
    }
    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }
    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// The most memory that this process has had resident (proc_pid_status(5)); 0 where it is not known.
fn high_water() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|l| l.trim().strip_suffix(" kB"));
    kilobytes.map_or(0, |kb| kb.parse::<usize>().unwrap() << 10)
}

/// More than this process may keep of it.
const FLOOD: usize = 100 << 20;
const KEPT: usize = 16 << 20;

#[cfg(unix)]
async fn output_of_any_length() {
    let mut config = config("1");
    let stderr = Stderr::default();
    config.stderr = Box::new(stderr.clone());
    let client = Client::start(config).await.unwrap();
    let hooks = client.dispense("hooks").await.unwrap().client;
    let before = high_water();
    let part = vec![b'x'; 1 << 20];
    for _ in 0..FLOOD / part.len() {
        let _: Empty = hooks.call("Plugin.Print", &part).await.unwrap();
    }
    let _: Empty = hooks
        .call("Plugin.Print", &b"\nend\n".to_vec())
        .await
        .unwrap();
    assert_eq!(stderr.until(b"x\nend\n").await, FLOOD + 5);
    let grown = high_water().saturating_sub(before);
    assert!(grown < KEPT, "{grown} bytes were kept");
    client.kill().await;
}

#[cfg(unix)]
async fn output_of_any_bytes() {
    let mut config = config("1");
    let stderr = Stderr::default();
    config.stderr = Box::new(stderr.clone());
    let client = Client::start(config).await.unwrap();
    let hooks = client.dispense("hooks").await.unwrap().client;
    // A stream that nobody reads would be closed, and what is written to it next would fail.
    for line in [&b"\xff\n"[..], b"\xc3\n", b"\0\r\n", b"after\n"] {
        let _: Empty = hooks.call("Plugin.Print", &line.to_vec()).await.unwrap();
        stderr.until(&line[line.len() - 1..]).await;
    }
    stderr.until(b"\xff\n\xc3\n\0\r\nafter\n").await;
    client.ping().await.unwrap();
    client.kill().await;
    assert!(!client.force_killed());
}

#[cfg(unix)]
async fn a_handshake_line_is_bounded() {
    let before = high_water();
    let endless = Client::start(config("no line end")).await.err().unwrap();
    let ClientError::Unrecognized(line) = endless else {
        panic!("{endless}")
    };
    assert!(line.len() < 1 << 20, "{} bytes in an error", line.len());
    let grown = high_water().saturating_sub(before);
    assert!(grown < KEPT, "{grown} bytes were kept");
    let no_text = Client::start(config("no text")).await.err().unwrap();
    assert!(
        no_text.to_string().contains("core protocol version"),
        "{no_text}"
    );
}

/// Wherever the plugin runs, Mattermost reads its times with their offset.
#[cfg(unix)]
async fn log_lines_are_in_utc() {
    let mut config = config("1");
    let stderr = Stderr::default();
    config.stderr = Box::new(stderr.clone());
    let cmd = config.cmd.as_mut().unwrap();
    cmd.env.push(("TZ".into(), "XST-5:30".into()));
    let client = Client::start(config).await.unwrap();
    let hooks = client.dispense("hooks").await.unwrap().client;
    let _: Empty = hooks.call("Plugin.Log", "hello").await.unwrap();
    stderr.until(b"\n").await;
    let line = stderr.0.lock().unwrap().1.clone();
    let line: serde_json::Value = serde_json::from_slice(&line).unwrap();
    let time = line["@timestamp"].as_str().unwrap();
    assert!(time.ends_with("+00:00"), "{time}");
    let time: jiff::Timestamp = time.parse().unwrap();
    let age = jiff::Timestamp::now().duration_since(time);
    assert!(age.as_secs().abs() < 60, "{age:?}");
    client.kill().await;
}

#[cfg(unix)]
async fn host_vanishes() {
    let mut plugin = start("1").await;
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
    let mut plugin = start("1").await;
    assert!(plugin.socket.exists());
    drop(connect(&plugin.socket).await);
    plugin.child.wait().await.unwrap();
    assert!(!plugin.socket.exists());
}

/// The one host there could be was killed before it connected.
#[cfg(unix)]
async fn host_never_connects() {
    let mut plugin = start("impatient").await;
    assert_eq!(plugin.child.wait().await.unwrap().code(), Some(1));
    assert!(!plugin.socket.exists());
}

/// Quit is answered first; then the plugin ends, even when the host does not close.
#[cfg(unix)]
async fn quit_is_answered() {
    let mut plugin = start("1").await;
    let session =
        yamux::Session::client(connect(&plugin.socket).await, yamux::Config::default()).unwrap();
    let control = go_netrpc::Client::new(session.open().await.unwrap());
    let (_out, _err) = (session.open().await.unwrap(), session.open().await.unwrap());
    let _: Empty = control.call("Control.Quit", &true).await.unwrap();
    assert!(plugin.child.wait().await.unwrap().success());
}

#[cfg(unix)]
async fn quit_is_not_answered() {
    let client = Client::start(config("silent")).await.unwrap();
    // The clock leaps to the end of the wait for an answer; the process takes its time to end.
    tokio::time::pause();
    tokio::join!(client.kill(), async {
        tokio::time::sleep(goplugin::rpc::QUIT_TIMEOUT).await;
        tokio::time::resume();
    });
    assert!(client.exited() && client.force_killed());
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
