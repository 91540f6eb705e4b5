//! A server that runs as long as the demo does.

use crate::{files, run};
use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long a server may take to be ready: the dev server unpacks and starts the plugin first.
const START: Duration = Duration::from_secs(180);
/// How long a server may take to end when asked to.
const STOP: Duration = Duration::from_secs(5);
/// Between two looks at a server that starts or ends.
const STEP: Duration = Duration::from_millis(50);
/// Lines of its log to show when it ends by itself.
const LINES: usize = 30;

/// A server about to start.
pub(super) struct Starting {
    name: &'static str,
    command: Command,
    log: PathBuf,
}

/// A running server. Dropping it ends it, also when we panic.
pub(super) struct Child {
    name: &'static str,
    process: std::process::Child,
    log: PathBuf,
}

impl Child {
    /// A server, what people call it, and where its output goes.
    pub(super) fn named(name: &'static str, program: &Path, log: &Path) -> Starting {
        let mut command = Command::new(program);
        // In a process group of its own, Ctrl-C reaches it through us alone.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        command.current_dir(files::root()).stdin(Stdio::null());
        Starting {
            name,
            command,
            log: log.to_owned(),
        }
    }

    /// Fails, with the end of its log, where it has ended.
    pub(super) fn check(&mut self) -> Result<()> {
        let Some(status) = self.process.try_wait()? else {
            return Ok(());
        };
        let log = self.said();
        let lines: Vec<&str> = log.lines().collect();
        let last = lines
            .get(lines.len().saturating_sub(LINES)..)
            .unwrap_or_default()
            .join("\n");
        bail!(
            "{} ended with {status}; {} says:\n{last}",
            self.name,
            files::shown(&self.log)
        )
    }

    /// What its log holds, which may end within a character.
    fn said(&self) -> String {
        let log = std::fs::read(&self.log).unwrap_or_default();
        String::from_utf8_lossy(&log).into_owned()
    }

    fn wait_until_it_says(&mut self, ready: &str) -> Result<()> {
        let deadline = Instant::now() + START;
        while !self.said().contains(ready) {
            self.check()?;
            if Instant::now() > deadline {
                bail!(
                    "{} is not ready; see {}",
                    self.name,
                    files::shown(&self.log)
                );
            }
            std::thread::sleep(STEP);
        }
        Ok(())
    }

    /// Waits until it has ended; false where it takes too long.
    fn ends_within(&mut self, time: Duration) -> bool {
        let deadline = Instant::now() + time;
        while Instant::now() < deadline {
            if !matches!(self.process.try_wait(), Ok(None)) {
                return true;
            }
            std::thread::sleep(STEP);
        }
        false
    }
}

impl Starting {
    /// Adds arguments.
    pub(super) fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.command.args(args);
        self
    }

    /// Starts it and waits until it prints `ready`.
    pub(super) fn start(mut self, ready: &str) -> Result<Child> {
        let log = File::create(&self.log)
            .with_context(|| format!("cannot write {}", files::shown(&self.log)))?;
        self.command.stdout(log.try_clone()?).stderr(log);
        let process = self
            .command
            .spawn()
            .with_context(|| format!("cannot start {}", self.name))?;
        let mut child = Child {
            name: self.name,
            process,
            log: self.log,
        };
        child.wait_until_it_says(ready)?;
        Ok(child)
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        let id = self.process.id().to_string();
        let asked = cfg!(unix) && run::program("kill").args(["-s", "INT", &id]).succeeds();
        if asked && self.ends_within(STOP) {
            return;
        }
        // It has ended already, or does now: there is nothing else to try.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
