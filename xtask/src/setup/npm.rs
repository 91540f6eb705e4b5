//! Packages from npm, exactly as the lock file says.

use crate::{files, run};
use anyhow::{Context, Result, bail};
use std::path::Path;

/// Installs the packages of a folder's `package-lock.json` where they are not yet installed.
pub(crate) fn install(folder: &str) -> Result<()> {
    let dir = files::at(folder);
    let lock = files::read(&dir.join("package-lock.json"))?;
    // The stamp lies among the packages: who deletes them deletes it too.
    let stamp = dir.join("node_modules/.installed-lock.json");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    node_is_recent()?;
    println!("installing npm packages in {folder}/");
    npm(&dir)
        .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
        .quietly()
        .with_context(|| format!("cannot install the packages of {folder}/"))?;
    files::write(&stamp, lock.as_bytes())
}

/// Runs a script of a folder's `package.json`.
pub(crate) fn npm(dir: &Path) -> run::Run {
    run::program("npm")
        .dir(dir)
        .or_install("install Node.js 20.19 or newer")
}

/// Vite and Vitest need `require` of ES modules, which came with Node 20.19.
fn node_is_recent() -> Result<()> {
    let hint = "install Node.js 20.19 or newer";
    let version = run::program("node")
        .arg("--version")
        .or_install(hint)
        .quietly()?;
    if at_least(version.trim(), (20, 19)) {
        return Ok(());
    }
    bail!("Node.js {} is too old: {hint}", version.trim())
}

fn at_least(version: &str, wanted: (u32, u32)) -> bool {
    let mut parts = version
        .trim_start_matches('v')
        .split('.')
        .map_while(|part| part.parse().ok());
    match (parts.next(), parts.next()) {
        (Some(major), Some(minor)) => (major, minor) >= wanted,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::at_least;

    #[test]
    fn versions_of_node_compare_by_number() {
        assert!(at_least("v20.19.0", (20, 19)));
        assert!(at_least("v24.1.0", (20, 19)));
        assert!(!at_least("v20.9.0", (20, 19)));
        assert!(!at_least("nonsense", (20, 19)));
    }
}
