//! The crates for others as they are packed: nothing that one needs is left out.

use super::versions;
use crate::{build, files, run, setup};
use anyhow::{Context, Result};
use std::fs::File;
use std::path::Path;

/// Packs them, and checks what lies in the packages, all in one workspace. Publishing verifies each
/// for itself, with all its dependencies anew, which takes many times as long, and asks the
/// registry; this needs no network.
pub(super) fn check() -> Result<()> {
    // The dev server's package carries its page.
    build::client()?;
    let oldest = versions::oldest()?;
    let crates = versions::crates_that_name(&oldest)?;
    let packed = files::target().join("package");
    let unpacked = files::target().join("packages");
    for folder in [&packed, &unpacked] {
        if folder.exists() {
            std::fs::remove_dir_all(folder)?;
        }
    }
    run::cargo()
        .args(["package", "--no-verify", "--allow-dirty"])
        .args(["--locked", "--offline", "--quiet"])
        .args(named(&crates))
        .go()?;
    let mut members = Vec::new();
    for entry in std::fs::read_dir(&packed)? {
        members.extend(unpack(&entry?.path(), &unpacked)?);
    }
    files::write(&unpacked.join("Cargo.toml"), workspace(&members).as_bytes())?;
    files::write(
        &unpacked.join("Cargo.lock"),
        &std::fs::read(files::at("Cargo.lock"))?,
    )?;
    check_with(&oldest, &unpacked, &crates, "--offline")
}

/// Checks crates with the oldest Rust, in a folder of its own so that nothing else is built anew.
pub(super) fn check_with(oldest: &str, dir: &Path, crates: &[String], how: &str) -> Result<()> {
    setup::rust_toolchain(oldest)?;
    setup::c_compiler()?;
    run::program("rustup")
        .dir(dir)
        .args(["run", oldest, "cargo", "check", how, "--quiet"])
        .args(named(crates))
        .args(["--lib", "--bins", "--target-dir"])
        .arg(files::target().join("msrv"))
        .go()
}

fn named(crates: &[String]) -> impl Iterator<Item = &str> {
    crates.iter().flat_map(|name| ["-p", name])
}

/// Unpacks a package; gives its name and its folder's, where it is one.
fn unpack(package: &Path, to: &Path) -> Result<Option<(String, String)>> {
    let folder = package.file_stem().unwrap_or_default().to_string_lossy();
    let name = folder.rsplit_once('-').map(|(name, _)| name.to_owned());
    let (Some(name), Some("crate")) = (name, package.extension().and_then(|e| e.to_str())) else {
        return Ok(None);
    };
    let archive = flate2::read::GzDecoder::new(File::open(package)?);
    tar::Archive::new(archive)
        .unpack(to)
        .with_context(|| format!("cannot unpack {}", files::shown(package)))?;
    Ok(Some((name, folder.into_owned())))
}

/// A workspace of packages, which find each other in it and not at the registry.
fn workspace(members: &[(String, String)]) -> String {
    let folders: Vec<&str> = members.iter().map(|(_, folder)| folder.as_str()).collect();
    let mut text =
        format!("[workspace]\nresolver = \"3\"\nmembers = {folders:?}\n\n[patch.crates-io]\n");
    for (name, folder) in members {
        text.push_str(&format!("{name} = {{ path = {folder:?} }}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::workspace;

    #[test]
    fn packages_find_each_other() {
        let members = [("a-b".to_owned(), "a-b-0.1.0".to_owned())];
        assert_eq!(
            workspace(&members),
            "[workspace]\nresolver = \"3\"\nmembers = [\"a-b-0.1.0\"]\n\n\
             [patch.crates-io]\na-b = { path = \"a-b-0.1.0\" }\n"
        );
    }
}
