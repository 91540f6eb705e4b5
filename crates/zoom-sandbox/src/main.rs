//! The command `zoom-sandbox`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use zoom_sandbox::{App, Error, Sandbox};

/// A Zoom in one process, for development and tests.
#[derive(Parser)]
#[command(version)]
struct Args {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// The directory to keep everything in; without it, nothing outlives the command.
    #[arg(long)]
    data: Option<PathBuf>,
    /// The app's client id.
    #[arg(long, default_value = "sandbox-client")]
    client_id: String,
    /// The app's client secret.
    #[arg(long, default_value = "sandbox-client-secret")]
    client_secret: String,
    /// A redirect URI of the app; may be given several times.
    #[arg(long = "redirect-uri")]
    redirect_uris: Vec<String>,
    /// Where the app's events go.
    #[arg(long)]
    webhook_url: Option<String>,
    /// Where it is told that a person removed the app.
    #[arg(long)]
    deauthorization_url: Option<String>,
    /// An event that the app subscribes to, in the place of the default ones; may be given several
    /// times.
    #[arg(long = "event")]
    events: Vec<String>,
    /// A scope of the app, in the place of the default ones; may be given several times.
    #[arg(long = "scope")]
    scopes: Vec<String>,
    /// The secret that signs its events.
    #[arg(long, default_value = "sandbox-secret-token")]
    secret_token: String,
    /// Let one admin allow the app for the whole account.
    #[arg(long)]
    account_level: bool,
}

impl Args {
    fn app(&self) -> App {
        let make = if self.account_level {
            App::account_level
        } else {
            App::user_level
        };
        let app = make(&self.client_id, &self.client_secret);
        let app = self
            .redirect_uris
            .iter()
            .fold(app, |app, uri| app.redirect_uri(uri));
        let app = match &self.webhook_url {
            Some(url) => app.webhook(url, &self.secret_token),
            None => app,
        };
        self.with_choices(app)
    }

    fn with_choices(&self, mut app: App) -> App {
        app.deauthorization_url
            .clone_from(&self.deauthorization_url);
        if !self.events.is_empty() {
            app.events.clone_from(&self.events);
        }
        if !self.scopes.is_empty() {
            app.scopes.clone_from(&self.scopes);
        }
        app
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Args::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("zoom-sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

#[expect(
    clippy::print_stdout,
    reason = "the address is what the command is asked for"
)]
async fn run(args: Args) -> Result<(), Error> {
    let mut builder = Sandbox::builder().listen(args.listen).app(args.app());
    if let Some(directory) = &args.data {
        builder = builder.data_dir(directory);
    }
    let sandbox = builder.start().await?;
    println!("Zoom sandbox: {}", sandbox.url());
    stop_signal().await;
    Ok(())
}

/// Ctrl-C, or the polite kill of a script.
async fn stop_signal() {
    #[cfg(unix)]
    if let Ok(mut terminate) =
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
    {
        tokio::select! {
            _ = terminate.recv() => return,
            _ = tokio::signal::ctrl_c() => return,
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
