//! Writes the generated parts of `mattermost-model` and `mattermost-plugin` from the description
//! of Mattermost's plugin API under `codegen/description/`.
//!
//! `cargo run -p mattermost-codegen` writes the files; with `--check` it only says which of them
//! differ from what would be written, and fails if any does. With `--from` it takes up a newer
//! description first, and says what that changes.

mod api;
mod constants;
mod description;
mod difference;
mod driver;
mod gotype;
mod hooks;
mod names;
mod rpc;
mod since;
mod types;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use clap::Parser;

use crate::description::Description;
use crate::types::Types;

/// The command line.
#[derive(Parser)]
#[command(about = "Generates Rust from the description of Mattermost's plugin API")]
struct Options {
    /// Write nothing; fail when a generated file is not current.
    #[arg(long)]
    check: bool,
    /// Take a newer description from this folder first, and print what it changes.
    #[arg(long, value_name = "FOLDER", conflicts_with = "check")]
    from: Option<PathBuf>,
}

fn main() -> Result<()> {
    let options = Options::parse();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .context("the codegen package has no parent folder")?;
    let folder = root.join("codegen/description");
    if let Some(newer) = &options.from {
        take(newer, &folder)?;
    }
    let description = Description::load(&folder)?;
    let mut stale = Vec::new();
    for (path, text) in generate(&description)? {
        let path = root.join(path);
        let text = format(root, &text)?;
        if std::fs::read_to_string(&path).is_ok_and(|current| current == text) {
            continue;
        }
        if options.check {
            stale.push(path);
        } else {
            write(&path, &text)?;
        }
    }
    if !stale.is_empty() {
        bail!("not current: {stale:?}; run `cargo run -p mattermost-codegen`");
    }
    Ok(())
}

/// Copies a newer description over ours, once it is seen to be whole.
fn take(newer: &Path, folder: &Path) -> Result<()> {
    let lines = difference::between(&Description::load(folder)?, &Description::load(newer)?)?;
    let mut out = std::io::stdout().lock();
    for line in &lines {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "{} changes", lines.len())?;
    for file in std::fs::read_dir(folder)? {
        let name = file?.file_name();
        if newer.join(&name).is_file() {
            std::fs::copy(newer.join(&name), folder.join(&name))?;
        }
    }
    Ok(())
}

/// Every generated file, as a path from the repository's root and its text.
fn generate(description: &Description) -> Result<Vec<(PathBuf, String)>> {
    let types = Types::new(description)?;
    let model = Path::new("crates/mattermost-model/src/generated");
    let plugin = Path::new("crates/mattermost-plugin/src/generated");
    Ok(vec![
        (model.join("types.rs"), types.emit()?),
        (model.join("constants.rs"), constants::emit(description)?),
        (
            model.join("permission.rs"),
            constants::emit_permissions(description),
        ),
        (model.join("api.rs"), rpc::emit_api(description, &types)?),
        (
            model.join("hooks.rs"),
            rpc::emit_hooks(description, &types)?,
        ),
        (
            model.join("driver.rs"),
            rpc::emit_driver(description, &types)?,
        ),
        (
            model.join("response_writer.rs"),
            rpc::emit_response_writer(description, &types)?,
        ),
        (plugin.join("api.rs"), api::emit(description, &types)?),
        (plugin.join("driver.rs"), driver::emit(description, &types)?),
        (plugin.join("hooks.rs"), hooks::emit(description, &types)?),
    ])
}

/// Formats with the project's settings.
fn format(root: &Path, text: &str) -> Result<String> {
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024", "--config-path"])
        .arg(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("starting rustfmt; `rustup component add rustfmt` installs it")?;
    let mut stdin = rustfmt.stdin.take().context("rustfmt has no input")?;
    let input = text.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = rustfmt.wait_with_output()?;
    writer.join().ok().context("writing to rustfmt")??;
    if !output.status.success() {
        bail!("rustfmt refused a generated file");
    }
    Ok(String::from_utf8(output.stdout)?)
}

fn write(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, text).with_context(|| format!("writing {}", path.display()))
}

/// The first lines of every generated file.
fn header(about: &str) -> String {
    format!(
        "//! {about}\n//!\n//! Generated by `cargo run -p mattermost-codegen`; do not edit.\n\n"
    )
}
