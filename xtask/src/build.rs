//! Building the parts of the bundle and the programs around it.

use crate::manifest::{Manifest, host_platform};
use crate::{files, run, setup};
use anyhow::Result;
use std::path::PathBuf;

/// The package of the plugin's server, and the name of its executable.
pub(crate) const SERVER: &str = "zoom-plugin";
/// The two servers that stand in for Mattermost and Zoom.
pub(crate) const DEV_SERVER: &str = "mattermost-devserver";
/// See [`DEV_SERVER`].
pub(crate) const SANDBOX: &str = "zoom-sandbox";
/// The folder of the dev server's web page.
pub(crate) const CLIENT: &str = "crates/mattermost-devserver/client";

/// How cargo optimises.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Profile {
    /// Quick to build.
    Dev,
    /// What users get.
    Release,
}

impl Profile {
    fn name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Release => "release",
        }
    }

    fn folder(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Release => "release",
        }
    }
}

/// Arguments handed on as they are.
#[derive(Default, clap::Args)]
pub(crate) struct Passed {
    /// Arguments for the program behind this task.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Builds the plugin's server for this machine.
pub(crate) fn server(profile: Profile) -> Result<PathBuf> {
    let built = programs(&[SERVER], profile)?;
    Ok(built.join(executable_name(SERVER)))
}

/// Builds programs of the workspace in one go; returns the folder where they lie.
pub(crate) fn programs(packages: &[&str], profile: Profile) -> Result<PathBuf> {
    setup::c_compiler()?;
    let mut cargo = run::cargo().args(["build", "--locked", "--bins", "--profile", profile.name()]);
    for package in packages {
        cargo = cargo.args(["-p", package]);
    }
    if profile == Profile::Release {
        cargo = cargo.env("CARGO_ENCODED_RUSTFLAGS", crate::dist::without_paths("")?);
    }
    cargo.go()?;
    Ok(files::target().join(profile.folder()))
}

/// Builds every program just as `cargo test` does, so that nothing is compiled twice: cargo chooses
/// the features of the libraries by what is built together.
pub(crate) fn programs_for_tests() -> Result<PathBuf> {
    setup::c_compiler()?;
    run::cargo()
        .args([
            "build",
            "--locked",
            "--quiet",
            "--workspace",
            "--bins",
            "--tests",
        ])
        .go()?;
    Ok(files::target().join(Profile::Dev.folder()))
}

/// The file name of a program on this machine.
pub(crate) fn executable_name(name: &str) -> String {
    format!("{name}{}", std::env::consts::EXE_SUFFIX)
}

/// Builds the web app; returns its one script.
pub(crate) fn webapp() -> Result<PathBuf> {
    let script = files::at(&Manifest::read()?.webapp.bundle_path);
    web("webapp")?;
    anyhow::ensure!(
        script.is_file(),
        "the build of webapp/ left no {}",
        files::shown(&script)
    );
    Ok(script)
}

/// Builds the dev server's web page; returns its folder.
pub(crate) fn client() -> Result<PathBuf> {
    web(CLIENT)?;
    let page = files::at(CLIENT).join("dist");
    anyhow::ensure!(
        page.join("index.html").is_file(),
        "the build left no page in {CLIENT}/dist"
    );
    Ok(page)
}

/// Writes the page with all that the web app shows, and prints its path.
pub(crate) fn gallery() -> Result<()> {
    script("webapp", "gallery")
}

fn web(folder: &str) -> Result<()> {
    script(folder, "build")
}

/// Runs a script of a folder's `package.json`, with its packages installed.
fn script(folder: &str, name: &str) -> Result<()> {
    setup::npm(folder)?;
    run::program("npm")
        .dir(&files::at(folder))
        .args(["run", "--silent", name])
        .go()
}

/// The executables of a bundle for this machine alone.
pub(crate) fn for_this_machine(profile: Profile) -> Result<Vec<(String, PathBuf)>> {
    Ok(vec![(host_platform(), server(profile)?)])
}

/// Runs the comparison of bench/.
pub(crate) fn bench(passed: &Passed) -> Result<()> {
    setup::go()?;
    setup::c_compiler()?;
    run::program("bash")
        .arg("bench/run.sh")
        .args(&passed.arguments)
        .go()?;
    let browser = setup::chromium()?;
    script("webapp", "bench")?;
    setup::npm("e2e")?;
    run::program("npm")
        .dir(&files::at("e2e"))
        .args(["run", "--silent", "bench"])
        .env("CHROMIUM_PATH", browser)
        .go()
}

/// Keeps the Zoom plugin under load.
pub(crate) fn soak(passed: &Passed) -> Result<()> {
    setup::go()?;
    setup::c_compiler()?;
    run::program("bash")
        .arg("bench/soak.sh")
        .args(&passed.arguments)
        .go()
}

/// Runs the fuzz targets of fuzz/.
pub(crate) fn fuzz(passed: &Passed) -> Result<()> {
    setup::c_compiler()?;
    setup::cpp_compiler()?;
    run::program("bash")
        .arg("fuzz/run.sh")
        .args(&passed.arguments)
        .go()
}
