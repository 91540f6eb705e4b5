//! Building and deploying at every change.

use crate::build::Profile;
use crate::{deploy, files};
use anyhow::Result;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

/// How often the files are looked at: often enough for a person, seldom enough for a battery.
const INTERVAL: Duration = Duration::from_millis(500);

/// What the bundle is made of.
const SOURCES: &[&str] = &["server", "crates", "webapp/src", "assets", "public"];

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
        let before = stamps()?;
        // A mistake in the source is no reason to stop: the next change may mend it.
        match deploy::build_and_deploy(options.profile) {
            Ok(()) => println!("waiting for a change; Ctrl-C ends"),
            Err(error) => println!("error: {error:#}\nwaiting for a change; Ctrl-C ends"),
        }
        while stamps()? == before {
            std::thread::sleep(INTERVAL);
        }
    }
}

fn stamps() -> Result<Vec<Stamp>> {
    let mut stamps = Vec::new();
    for folder in SOURCES {
        for file in files::walk(&files::at(folder))? {
            stamps.push(stamp(file));
        }
    }
    stamps.extend(["plugin.json", "Cargo.toml"].map(|name| stamp(files::at(name))));
    Ok(stamps)
}

fn stamp(file: PathBuf) -> Stamp {
    let changed = file.metadata().and_then(|data| data.modified()).ok();
    (file, changed)
}
