//! `plugin.json`, as far as building needs it.

use crate::files;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The plugin's manifest.
#[derive(Deserialize)]
pub(crate) struct Manifest {
    pub(crate) id: String,
    pub(crate) version: String,
    pub(crate) server: Server,
    pub(crate) webapp: Webapp,
}

/// The server's part of the manifest.
#[derive(Deserialize)]
pub(crate) struct Server {
    /// Path in the bundle of the executable of each platform (`linux-amd64`, …).
    pub(crate) executables: BTreeMap<String, String>,
}

/// The web app's part of the manifest.
#[derive(Deserialize)]
pub(crate) struct Webapp {
    /// Path in the bundle of the one script.
    pub(crate) bundle_path: String,
}

impl Manifest {
    /// Reads `plugin.json`.
    pub(crate) fn read() -> Result<Self> {
        let text = files::read(&files::at("plugin.json"))?;
        serde_json::from_str(&text).context("plugin.json is not a plugin's manifest")
    }

    /// The path in the bundle of one platform's executable.
    pub(crate) fn executable(&self, platform: &str) -> Result<&str> {
        match self.server.executables.get(platform) {
            Some(path) => Ok(path),
            None => bail!("plugin.json names no executable for {platform}"),
        }
    }
}

/// This machine's platform in Go's words, as plugin.json spells it.
pub(crate) fn host_platform() -> String {
    let os = match std::env::consts::OS {
        "macos" => "darwin",
        other => other,
    };
    let arch = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    format!("{os}-{arch}")
}
