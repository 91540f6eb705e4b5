//! Building and deploying at every change.

use crate::build::Profile;
use crate::clean::WRITTEN;
use crate::{deploy, files};
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How often the files are looked at: often enough for a person, seldom enough for a battery.
const INTERVAL: Duration = Duration::from_millis(500);

/// What the bundle is made of: folders, and files beside them.
const SOURCES: &[&str] = &["assets", "crates", "docs", "public", "server", "webapp"];
/// See [`SOURCES`].
const FILES: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "NOTICE",
    "plugin.json",
];

/// Options of `cargo xtask watch`.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// How to build the server.
    #[arg(long, value_enum, default_value = "dev")]
    profile: Profile,
}

/// A file and when it changed.
type Stamp = (PathBuf, Option<SystemTime>);

/// Deploys now, and again at every change, until Ctrl-C.
pub(crate) fn run(options: &Options) -> Result<()> {
    loop {
        let before = stamps(files::root())?;
        // A mistake in the source is no reason to stop: the next change may mend it.
        match deploy::build_and_deploy(options.profile) {
            Ok(()) => println!("waiting for a change; Ctrl-C ends"),
            Err(error) => println!("error: {error:#}\nwaiting for a change; Ctrl-C ends"),
        }
        while stamps(files::root())? == before {
            std::thread::sleep(INTERVAL);
        }
    }
}

/// When each source below `root` changed. What a build writes among them is none, or each build
/// would call for the next.
fn stamps(root: &Path) -> Result<Vec<Stamp>> {
    let mut sources: Vec<PathBuf> = FILES.iter().map(|file| root.join(file)).collect();
    for folder in SOURCES {
        sources.extend(files::walk(&root.join(folder))?);
    }
    let written: Vec<PathBuf> = WRITTEN.iter().map(|folder| root.join(folder)).collect();
    sources.retain(|file| !written.iter().any(|folder| file.starts_with(folder)));
    Ok(sources.into_iter().map(stamp).collect())
}

fn stamp(file: PathBuf) -> Stamp {
    let changed = file.metadata().and_then(|data| data.modified()).ok();
    (file, changed)
}

#[cfg(test)]
mod tests {
    use super::stamps;
    use crate::files;

    #[test]
    fn a_change_of_a_source_is_seen_and_what_the_build_writes_is_none() {
        let root = tempfile::tempdir().unwrap();
        let changes = |file: &str| {
            let before = stamps(root.path()).unwrap();
            files::write(&root.path().join(file), b"new").unwrap();
            stamps(root.path()).unwrap() != before
        };
        for source in [
            "Cargo.lock",
            "docs/usage.md",
            "public/app-bar-icon.png",
            "server/src/main.rs",
            "webapp/vite.config.ts",
        ] {
            assert!(changes(source), "{source}");
        }
        for written in [
            "public/guides/usage.html",
            "public/panel/panel.js",
            "public/system_console/console.js",
            "webapp/dist/main.js",
            "webapp/node_modules/x/index.js",
            "dist/zoom.tar.gz",
        ] {
            assert!(!changes(written), "{written}");
        }
    }
}
