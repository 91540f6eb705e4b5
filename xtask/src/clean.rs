//! Removing what was built or fetched.

use crate::{files, run};
use anyhow::{Context, Result};

/// Folders that only builds and tests write. The demo's data is not among them.
const FOLDERS: &[&str] = &[
    "dist",
    "webapp/dist",
    "webapp/node_modules",
    "public/system_console",
    "public/panel",
    "public/guides",
    "crates/mattermost-devserver/client/node_modules",
    "crates/mattermost-devserver/tests/node/node_modules",
    "e2e/node_modules",
    "e2e/artifacts",
    "conformance/bin",
    "fuzz/target",
];

/// Removes them all, and what cargo built.
pub(crate) fn run() -> Result<()> {
    for folder in FOLDERS {
        let path = files::at(folder);
        if path.exists() {
            std::fs::remove_dir_all(&path).with_context(|| format!("cannot remove {folder}"))?;
        }
    }
    run::cargo().args(["clean", "--quiet"]).go()
}
