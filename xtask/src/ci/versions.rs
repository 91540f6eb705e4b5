//! The plugin has one version, and plugin.json says it.

use crate::files;
use crate::manifest::Manifest;
use anyhow::{Context, Result, ensure};

/// Compares plugin.json with Cargo.toml and webapp/package.json.
pub(super) fn check() -> Result<()> {
    let wanted = Manifest::read()?.version;
    let cargo = cargo_version(&files::read(&files::at("Cargo.toml"))?)?;
    ensure!(
        cargo == wanted,
        "plugin.json is at {wanted}, Cargo.toml at {cargo}"
    );
    let package = files::read(&files::at("webapp/package.json"))?;
    let package: serde_json::Value = serde_json::from_str(&package)?;
    let webapp = package
        .get("version")
        .and_then(|version| version.as_str())
        .unwrap_or("none");
    ensure!(
        webapp == wanted,
        "plugin.json is at {wanted}, webapp/package.json at {webapp}"
    );
    Ok(())
}

/// The version in `[workspace.package]`.
fn cargo_version(manifest: &str) -> Result<String> {
    workspace_package(manifest, "version")
}

/// The oldest Rust that the crates need.
pub(super) fn oldest() -> Result<String> {
    rust_version(&files::read(&files::at("Cargo.toml"))?)
}

/// The oldest Rust, as `[workspace.package]` names it.
fn rust_version(manifest: &str) -> Result<String> {
    workspace_package(manifest, "rust-version")
}

/// The crates in `crates/`, each of which says in its README that it needs this Rust.
pub(super) fn crates_that_name(oldest: &str) -> Result<Vec<String>> {
    let said = format!("Rust {oldest}");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(files::at("crates"))? {
        let entry = entry?;
        let readme = entry.path().join("README.md");
        ensure!(
            files::read(&readme)?.contains(&said),
            "{} does not say that the crate needs {said}",
            files::shown(&readme)
        );
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    Ok(names)
}

fn workspace_package(manifest: &str, key: &str) -> Result<String> {
    let section = manifest.split("[workspace.package]").nth(1);
    let section = section.context("Cargo.toml has no [workspace.package]")?;
    let start = format!("{key} = ");
    let line = section.lines().find_map(|line| line.strip_prefix(&start));
    Ok(line
        .with_context(|| format!("[workspace.package] has no {key}"))?
        .trim_matches('"')
        .to_owned())
}

#[cfg(test)]
mod tests {
    use super::{cargo_version, rust_version};

    #[test]
    fn the_workspace_s_version_is_read() {
        let manifest = "[x]\nversion = \"9\"\n[workspace.package]\nversion = \"3.0.0-dev\"\n";
        assert_eq!(cargo_version(manifest).unwrap(), "3.0.0-dev");
        let manifest = "[workspace.package]\nrust-version = \"1.88\"\n";
        assert_eq!(rust_version(manifest).unwrap(), "1.88");
        assert!(cargo_version("[package]\nversion = \"1\"\n").is_err());
    }
}
