//! Uploading the bundle to a running Mattermost, as its own plugins' `make deploy` does.

mod client;
mod multipart;
#[cfg(unix)]
mod unix;

use crate::build::Profile;
use crate::manifest::Manifest;
use crate::{bundle, files};
use anyhow::{Context, Result, bail};
use client::Client;
use std::path::{Path, PathBuf};

/// Options of `cargo xtask deploy`.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// How to build the server.
    #[arg(long, value_enum, default_value = "release")]
    profile: Profile,
    /// Upload this bundle instead of building one.
    #[arg(long)]
    bundle: Option<PathBuf>,
}

/// Builds the bundle, unless one is given, and deploys it.
pub(crate) fn run(options: &Options) -> Result<()> {
    match &options.bundle {
        Some(bundle) => upload(bundle),
        None => build_and_deploy(options.profile),
    }
}

/// Builds the bundle for this machine and deploys it.
pub(crate) fn build_and_deploy(profile: Profile) -> Result<()> {
    // Without a server to go to, a person should not wait for the build first.
    target()?;
    upload(&bundle::for_this_machine(profile)?)
}

fn upload(bundle: &Path) -> Result<()> {
    let bytes = std::fs::read(bundle)
        .with_context(|| format!("cannot read the bundle {}", files::shown(bundle)))?;
    let client = connect(target()?)?;
    let uploaded = client.upload(&bytes)?;
    client.enable(&uploaded.id)?;
    println!(
        "{} {} is installed and enabled on {}",
        uploaded.id,
        uploaded.version,
        client.place()
    );
    let ours = Manifest::read()?;
    if uploaded.id == ours.id && uploaded.version != ours.version {
        println!("note: plugin.json is at version {}", ours.version);
    }
    Ok(())
}

/// The Mattermost to deploy to, from the variables that Mattermost's plugins share.
enum Target {
    Socket(PathBuf),
    Url { site: String, login: Login },
}

enum Login {
    Token(String),
    Password { username: String, password: String },
}

fn target() -> Result<Target> {
    let var = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    if let Some(path) = var("MM_LOCALSOCKETPATH") {
        return Ok(Target::Socket(path.into()));
    }
    let Some(site) = var("MM_SERVICESETTINGS_SITEURL") else {
        bail!(
            "set MM_SERVICESETTINGS_SITEURL to the address of your Mattermost and MM_ADMIN_TOKEN \
             to an admin's access token (or MM_ADMIN_USERNAME and MM_ADMIN_PASSWORD); or set \
             MM_LOCALSOCKETPATH to its local socket"
        );
    };
    let login = match (
        var("MM_ADMIN_TOKEN"),
        var("MM_ADMIN_USERNAME"),
        var("MM_ADMIN_PASSWORD"),
    ) {
        (Some(token), _, _) => Login::Token(token),
        (None, Some(username), Some(password)) => Login::Password { username, password },
        _ => bail!("set MM_ADMIN_TOKEN, or MM_ADMIN_USERNAME and MM_ADMIN_PASSWORD"),
    };
    Ok(Target::Url {
        site: site.trim_end_matches('/').to_owned(),
        login,
    })
}

fn connect(target: Target) -> Result<Client> {
    match target {
        #[cfg(unix)]
        Target::Socket(path) => Ok(Client::over_socket(path)),
        #[cfg(not(unix))]
        Target::Socket(_) => bail!("MM_LOCALSOCKETPATH needs a system with unix sockets"),
        Target::Url {
            site,
            login: Login::Token(token),
        } => Ok(Client::with_token(site, token)),
        Target::Url {
            site,
            login: Login::Password { username, password },
        } => Client::log_in(site, &username, &password),
    }
}
