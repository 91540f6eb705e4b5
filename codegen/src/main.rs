//! Writes the generated parts of `mattermost-model` and `mattermost-plugin` from the description
//! of Mattermost's plugin API under `codegen/description/`, and from what `codegen/docs/` says of
//! its methods; then those of the conformance suite, by the suite's own generator in Go.
//!
//! `cargo run -p mattermost-codegen` writes the files; with `--check` it only says which of ours
//! differ from what would be written, and fails if any does. With `--from` it takes up a newer
//! description first, and says what that changes.

mod api;
mod by_hand;
mod comment;
mod constants;
mod description;
mod difference;
mod docs;
mod driver;
mod gotype;
mod hooks;
mod names;
mod rpc;
mod since;
mod types;
mod units;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use clap::Parser;

use crate::description::Description;
use crate::docs::Docs;
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
        print(&difference::take(newer, &folder)?)?;
    }
    let description = Description::load(&folder)?;
    let docs = Docs::load(&root.join("codegen/docs"), &description)?;
    let files = generate(&description, &docs)?;
    if options.check {
        check(root, &files)?;
    } else {
        write(root, &files)?;
        write_suite(root)?;
    }
    by_hand::check(&root.join("crates/mattermost-plugin/src"), &docs.since)
}

/// Prints what a newer description changes.
fn print(lines: &[String]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    for line in lines {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "{} changes", lines.len())?;
    Ok(())
}

/// Fails where a file differs from what would be written.
fn check(root: &Path, files: &[(PathBuf, String)]) -> Result<()> {
    let mut stale = Vec::new();
    for (path, text) in files {
        if !is_current(&root.join(path), &format(root, text)?) {
            stale.push(path);
        }
    }
    ensure!(
        stale.is_empty(),
        "not current: {stale:?}; run `cargo run -p mattermost-codegen`"
    );
    Ok(())
}

/// Writes the files that differ; the others keep their time, so that nothing is built anew.
fn write(root: &Path, files: &[(PathBuf, String)]) -> Result<()> {
    for (path, text) in files {
        let (path, text) = (root.join(path), format(root, text)?);
        if !is_current(&path, &text) {
            std::fs::write(&path, text).with_context(|| format!("writing {}", path.display()))?;
        }
    }
    Ok(())
}

fn is_current(path: &Path, text: &str) -> bool {
    std::fs::read_to_string(path).is_ok_and(|current| current == text)
}

/// Lets the conformance suite's own generator, in Go, write its files from the same description. With
/// `--check` that is left to the suite, which checks them on every run.
fn write_suite(root: &Path) -> Result<()> {
    let status = Command::new("go")
        .args(["run", "./gen"])
        .current_dir(root.join("conformance"))
        .status()
        .context("starting go for the files of conformance/; the Rust files are written")?;
    ensure!(status.success(), "the generator in conformance/gen failed");
    Ok(())
}

/// Every generated file, as a path from the repository's root and its text.
fn generate(description: &Description, docs: &Docs) -> Result<Vec<(PathBuf, String)>> {
    let types = Types::new(description)?;
    let model = Path::new("crates/mattermost-model/src/generated");
    let plugin = Path::new("crates/mattermost-plugin/src/generated");
    Ok(vec![
        (model.join("types.rs"), types.emit(&docs.units)?),
        (model.join("constants.rs"), constants::emit(description)?),
        (
            model.join("permission.rs"),
            constants::emit_permissions(description),
        ),
        (
            model.join("api.rs"),
            rpc::emit_api(description, &types, docs)?,
        ),
        (
            model.join("hooks.rs"),
            rpc::emit_hooks(description, &types, docs)?,
        ),
        (
            model.join("driver.rs"),
            rpc::emit_driver(description, &types, docs)?,
        ),
        (
            model.join("response_writer.rs"),
            rpc::emit_response_writer(description, &types, docs)?,
        ),
        (plugin.join("api.rs"), api::emit(description, &types, docs)?),
        (
            plugin.join("driver.rs"),
            driver::emit(description, &types, docs)?,
        ),
        (
            plugin.join("hooks.rs"),
            hooks::emit(description, &types, docs)?,
        ),
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
    ensure!(output.status.success(), "rustfmt refused a generated file");
    Ok(String::from_utf8(output.stdout)?)
}

/// The first lines of every generated file.
fn header(about: &str) -> String {
    format!(
        "//! {about}\n//!\n//! Generated by `cargo run -p mattermost-codegen`; do not edit.\n\n"
    )
}
