//! The command `mattermost-devserver`.

#[path = "main/fail.rs"]
mod fail;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use mattermost_devserver::{DevServer, Error};
use tracing_subscriber::filter::LevelFilter;

/// A Mattermost in one process for developing and testing plugins.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Starts the server, installs the bundles and enables their plugins. Ctrl-C ends it.
    Run(Run),
}

#[derive(clap::Args)]
struct Run {
    /// Plugin bundles (.tar.gz) to install and enable.
    bundles: Vec<PathBuf>,
    /// The address to listen on.
    #[arg(long, default_value = "127.0.0.1:8065")]
    listen: SocketAddr,
    /// The folder for the database and the plugins.
    #[arg(long, default_value = "devserver-data")]
    data: PathBuf,
    /// A JSON file with an object of settings for each plugin id.
    #[arg(long)]
    settings: Option<PathBuf>,
    /// The address that users see, if it is another than the one listened on.
    #[arg(long)]
    site_url: Option<String>,
    /// The folder of the built page, in the place of the usual one.
    #[arg(long)]
    client: Option<PathBuf>,
    /// How many nodes of a cluster run each plugin.
    #[arg(long, default_value_t = 1, value_name = "N")]
    nodes: usize,
    /// An address for the metrics of plugins, at /plugins/<id>/metrics.
    #[arg(long, value_name = "ADDRESS")]
    metrics: Option<SocketAddr>,
    /// Install a bundle again whenever its file changes.
    #[arg(long)]
    watch: bool,
    /// Let a method of the plugin API fail or stall: `KVGet`, `KVGet=error` or `KVGet=stall:2s`; a
    /// time is in ms, s or m. Can be given several times.
    #[arg(long, value_name = "METHOD[=error|stall:TIME]", value_parser = fail::parse)]
    fail: Vec<fail::Failure>,
    /// Log debug messages too.
    #[arg(long)]
    verbose: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let Command::Run(run) = Arguments::parse().command;
    let level = if run.verbose {
        LevelFilter::DEBUG
    } else {
        LevelFilter::INFO
    };
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_max_level(level)
        .init();
    match serve(run).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut text = format!("mattermost-devserver: {error}");
            let mut source = std::error::Error::source(&error);
            while let Some(cause) = source {
                text = format!("{text}: {cause}");
                source = cause.source();
            }
            eprintln!("{text}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(run: Run) -> Result<(), Error> {
    let mut builder = DevServer::builder()
        .data_dir(run.data)
        .listen(run.listen)
        .nodes(run.nodes);
    if let Some(url) = run.site_url {
        builder = builder.site_url(url);
    }
    if let Some(folder) = run.client {
        builder = builder.client_dir(folder);
    }
    if let Some(address) = run.metrics {
        builder = builder.metrics(address);
    }
    if !run.fail.is_empty() {
        builder = builder.on_api_call(fail::judge(run.fail));
    }
    let server = builder.start().await?;
    if let Some(file) = run.settings {
        server.load_settings(&file).await?;
    }
    for bundle in &run.bundles {
        let id = server.install(bundle).await?;
        // A plugin that does not start is to be looked into, with the server running.
        if let Err(error) = server.enable(&id).await {
            tracing::error!("{id}: {error}");
        }
        if run.watch {
            server.watch(bundle);
        }
    }
    let ended = end();
    announce(&server);
    ended.await;
    server.shutdown().await;
    Ok(())
}

/// Waits until the person or the system wants the server to end. Both are listened for from the call
/// on: what comes before the first wait counts.
#[cfg(unix)]
fn end() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    let interrupted = signal(SignalKind::interrupt());
    let terminated = signal(SignalKind::terminate());
    async move {
        // Without the signals there is nothing to wait for: the server is stopped at once.
        if let (Ok(mut interrupted), Ok(mut terminated)) = (interrupted, terminated) {
            tokio::select! {
                _ = interrupted.recv() => {}
                _ = terminated.recv() => {}
            }
        }
    }
}

/// Waits until the person wants the server to end.
#[cfg(not(unix))]
async fn end() {
    // Without the signal there is nothing to wait for: the server is stopped at once.
    let _ = tokio::signal::ctrl_c().await;
}

#[expect(
    clippy::print_stdout,
    reason = "what the person who started it waits for"
)]
fn announce(server: &DevServer) {
    println!("Mattermost dev server: {}", server.url());
    for login in DevServer::logins() {
        let note = if login.is_admin {
            "  (system admin)"
        } else {
            ""
        };
        println!("  {}  {}{note}", login.username, login.password);
    }
    println!(
        "Calls between server and plugins: {}/admin_console/devserver/calls (as admin)",
        server.url()
    );
    if let Some(folder) = server.missing_page() {
        println!(
            "Its page is not in {}: `cargo xtask page` in the checkout builds it.",
            folder.display()
        );
    }
    println!("Ctrl-C ends it.");
}
