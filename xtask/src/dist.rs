//! Bundles for every platform, built on this one.

mod inspect;
mod platform;

use crate::{build, bundle, files, run, setup};
use anyhow::{Context, Result};
use platform::{PLATFORMS, Platform};
use std::path::{Path, PathBuf};

/// Options of `cargo xtask dist`.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Only these platforms (linux-amd64, linux-arm64, windows-amd64, darwin-amd64, darwin-arm64).
    platforms: Vec<String>,
}

/// Writes one bundle per platform and one with all of them.
pub(crate) fn run(options: &Options) -> Result<()> {
    let wanted = wanted(options)?;
    build::webapp()?;
    let places = places_of_this_machine()?;
    for file in bundle::common_files()? {
        inspect::paths(&file, &places)?;
    }
    let tools = Tools::fetch()?;
    let mut built = Vec::new();
    for platform in wanted {
        if platform.needs_apple_sdk() && std::env::var_os("SDKROOT").is_none() {
            println!(
                "{}: left out, because SDKROOT names no Apple SDK",
                platform.name
            );
            continue;
        }
        let executable = tools.build(platform)?;
        inspect::program(&executable, &places)?;
        report(
            &bundle::write(
                &format!("-{}", platform.name),
                &[(platform.name.to_owned(), executable.clone())],
            )?,
            &executable,
        )?;
        built.push((platform.name.to_owned(), executable));
    }
    let all = bundle::write("", &built)?;
    println!("{} ({} bytes)", files::shown(&all), all.metadata()?.len());
    Ok(())
}

fn wanted(options: &Options) -> Result<Vec<&'static Platform>> {
    if options.platforms.is_empty() {
        return Ok(PLATFORMS.iter().collect());
    }
    let find = |name: &String| {
        let found = PLATFORMS.iter().find(|platform| platform.name == name);
        found.with_context(|| format!("no such platform: {name}"))
    };
    options.platforms.iter().map(find).collect()
}

fn report(bundle: &Path, executable: &Path) -> Result<()> {
    let (whole, program) = (bundle.metadata()?.len(), executable.metadata()?.len());
    println!(
        "{} ({whole} bytes, its executable {program})",
        files::shown(bundle)
    );
    Ok(())
}

/// zig and cargo-zigbuild, fetched.
struct Tools {
    bin: PathBuf,
}

impl Tools {
    fn fetch() -> Result<Self> {
        Ok(Self {
            bin: setup::venv(&[setup::ZIGLANG, setup::CARGO_ZIGBUILD])?,
        })
    }

    fn build(&self, platform: &Platform) -> Result<PathBuf> {
        setup::rust_target(platform.triple)?;
        run::program(self.bin.join("cargo-zigbuild"))
            .args([
                "zigbuild",
                "--locked",
                "--release",
                "--bins",
                "-p",
                build::SERVER,
                "--target",
            ])
            .arg(platform.zig_triple())
            // cargo-zigbuild looks for the Python that has the wheel of zig.
            .env("PATH", self.search_path()?)
            .env(
                "CARGO_ENCODED_RUSTFLAGS",
                without_paths(platform.rustflags)?,
            )
            .env("CFLAGS", c_flags())
            .go()
            .with_context(|| format!("cannot build for {}", platform.name))?;
        let name = format!("{}{}", build::SERVER, platform.suffix());
        Ok(files::target()
            .join(platform.triple)
            .join("release")
            .join(name))
    }

    fn search_path(&self) -> Result<std::ffi::OsString> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(self.bin.clone()).chain(std::env::split_paths(&path));
        Ok(std::env::join_paths(folders)?)
    }
}

/// The folders of this machine that may not show in a bundle: the person's home, the checkout, where
/// things are built, cargo's and rustup's homes. Of those that lie in each other the inner one is last,
/// which rustc takes.
fn places_of_this_machine() -> Result<Vec<String>> {
    let sysroot = run::program("rustc")
        .args(["--print", "sysroot"])
        .quietly()?;
    let home = std::env::home_dir().unwrap_or_default();
    let mut places = vec![
        home.display().to_string(),
        files::root().display().to_string(),
        files::target().display().to_string(),
        sysroot.trim().to_owned(),
    ];
    places.extend(
        ["CARGO_HOME", "RUSTUP_HOME"]
            .iter()
            .filter_map(|name| std::env::var(name).ok()),
    );
    places.retain(|place| place.len() > 1);
    Ok(places)
}

/// Flags of rustc, in cargo's encoding, that keep this machine's paths out of a program.
pub(crate) fn without_paths(more: &str) -> Result<String> {
    let mut flags: Vec<String> = more.split_whitespace().map(str::to_owned).collect();
    for place in places_of_this_machine()? {
        flags.push(format!("--remap-path-prefix={place}=."));
    }
    Ok(flags.join("\u{1f}"))
}

/// The same for the C parts: no debug information, no path from `__FILE__`.
fn c_flags() -> String {
    let home = std::env::home_dir().unwrap_or_default();
    let cargo = std::env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from);
    format!("-g0 -ffile-prefix-map={}=.", cargo.display())
}
