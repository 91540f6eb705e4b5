//! The bundle: what Mattermost installs, a tar file compressed by gzip.
//!
//! The same inputs give the same bytes: files are sorted, and carry no time, owner or machine.

use crate::build::{self, Profile};
use crate::files;
use crate::manifest::Manifest;
use anyhow::{Context, Result};
use flate2::{Compression, GzBuilder};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The time of every file in a bundle: 2000-01-01, because some tools stumble over 1970.
const MTIME: u64 = 946_684_800;

/// The server's texts, which its executable holds.
const COMPILED_IN: &str = "assets/i18n/";

/// Options of `cargo xtask bundle`.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// How to build the server.
    #[arg(long, value_enum, default_value = "release")]
    profile: Profile,
}

/// Builds everything and writes the bundle for this machine.
pub(crate) fn run(options: &Options) -> Result<()> {
    let path = for_this_machine(options.profile)?;
    println!("{}", files::shown(&path));
    Ok(())
}

/// Builds everything and writes the bundle for this machine; returns its path.
pub(crate) fn for_this_machine(profile: Profile) -> Result<PathBuf> {
    build::webapp()?;
    let executables = build::for_this_machine(profile)?;
    write("", &executables)
}

/// Writes `dist/<id>-<version><suffix>.tar.gz` around the executables of the platforms named.
pub(crate) fn write(suffix: &str, executables: &[(String, PathBuf)]) -> Result<PathBuf> {
    let manifest = Manifest::read()?;
    let name = format!("dist/{}-{}{suffix}.tar.gz", manifest.id, manifest.version);
    let path = files::at(&name);
    let script = files::at(&manifest.webapp.bundle_path);
    write_to(&path, &manifest, &script, executables)?;
    Ok(path)
}

/// Writes a bundle with `script` as its web app.
pub(crate) fn write_to(
    path: &Path,
    manifest: &Manifest,
    script: &Path,
    executables: &[(String, PathBuf)],
) -> Result<()> {
    let archive = pack(&manifest.id, &contents(manifest, script, executables)?)?;
    files::write(path, &archive)
}

/// What every bundle holds beside its executables.
pub(crate) fn common_files() -> Result<Vec<PathBuf>> {
    let manifest = Manifest::read()?;
    let script = files::at(&manifest.webapp.bundle_path);
    let entries = contents(&manifest, &script, &[])?;
    Ok(entries.into_values().map(|entry| entry.source).collect())
}

/// A file of the bundle.
struct Entry {
    source: PathBuf,
    executable: bool,
}

/// The files of a bundle by their path below its top folder.
fn contents(
    manifest: &Manifest,
    script: &Path,
    executables: &[(String, PathBuf)],
) -> Result<BTreeMap<String, Entry>> {
    let mut entries = BTreeMap::new();
    let mut add = |path: String, source: PathBuf, executable| {
        entries.insert(path, Entry { source, executable });
    };
    add("plugin.json".to_owned(), files::at("plugin.json"), false);
    add(
        manifest.webapp.bundle_path.clone(),
        script.to_owned(),
        false,
    );
    for folder in ["assets", "public"] {
        for source in files::walk(&files::at(folder))? {
            let path = files::shown(&source).replace('\\', "/");
            if !path.starts_with(COMPILED_IN) {
                add(path, source, false);
            }
        }
    }
    for (platform, source) in executables {
        add(
            manifest.executable(platform)?.to_owned(),
            source.clone(),
            true,
        );
    }
    // MPL-2.0 asks that who gets the executable is told where the source of its parts is.
    for file in ["LICENSE", "NOTICE"] {
        add(file.to_owned(), files::at(file), false);
    }
    Ok(entries)
}

fn pack(top: &str, entries: &BTreeMap<String, Entry>) -> Result<Vec<u8>> {
    let gzip = GzBuilder::new()
        .mtime(0)
        .write(Vec::new(), Compression::best());
    let mut archive = tar::Builder::new(gzip);
    for (path, entry) in entries {
        let name = format!("{top}/{path}");
        append(&mut archive, &name, entry).with_context(|| format!("cannot bundle {name}"))?;
    }
    Ok(archive.into_inner()?.finish()?)
}

fn append(archive: &mut tar::Builder<impl Write>, name: &str, entry: &Entry) -> Result<()> {
    let bytes = std::fs::read(&entry.source)
        .with_context(|| format!("cannot read {}", files::shown(&entry.source)))?;
    let mut header = tar::Header::new_gnu();
    header.set_size(u64::try_from(bytes.len())?);
    header.set_mode(if entry.executable { 0o755 } else { 0o644 });
    header.set_mtime(MTIME);
    header.set_uid(0);
    header.set_gid(0);
    archive.append_data(&mut header, Path::new(name), bytes.as_slice())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Entry, common_files, pack};
    use std::collections::BTreeMap;
    use std::io::Read;

    #[test]
    fn the_servers_texts_are_not_in_it_twice() {
        let files = common_files().unwrap();
        let ends = |end: &str| files.iter().any(|file| file.ends_with(end));
        assert!(ends("assets/profile.png"));
        assert!(!ends("assets/i18n/en.json"));
    }

    fn packed() -> Vec<u8> {
        let dir = tempfile::tempdir().unwrap();
        let program = dir.path().join("program");
        std::fs::write(&program, b"#!").unwrap();
        let entries = BTreeMap::from([
            (
                "plugin.json".to_owned(),
                Entry {
                    source: program.clone(),
                    executable: false,
                },
            ),
            (
                "server/dist/plugin".to_owned(),
                Entry {
                    source: program,
                    executable: true,
                },
            ),
        ]);
        pack("zoom", &entries).unwrap()
    }

    #[test]
    fn the_same_files_give_the_same_bytes() {
        assert_eq!(packed(), packed());
    }

    #[test]
    fn executables_and_only_they_may_be_run() {
        let mut archive =
            tar::Archive::new(flate2::read::GzDecoder::new(std::io::Cursor::new(packed())));
        let mut seen = Vec::new();
        for entry in archive.entries().unwrap() {
            let mut entry = entry.unwrap();
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            assert_eq!(text, "#!");
            let path = entry.path().unwrap().display().to_string();
            seen.push((path, entry.header().mode().unwrap()));
        }
        let expected = [
            ("zoom/plugin.json", 0o644),
            ("zoom/server/dist/plugin", 0o755),
        ];
        assert_eq!(seen, expected.map(|(path, mode)| (path.to_owned(), mode)));
    }
}
