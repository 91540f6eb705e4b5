//! Running other programs.

use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

/// A program about to run.
pub(crate) struct Run {
    command: Command,
    hint: Option<&'static str>,
}

/// A program to run in the root of the checkout.
pub(crate) fn program(name: impl AsRef<OsStr>) -> Run {
    let mut command = Command::new(name);
    command.current_dir(crate::files::root());
    for (variable, _) in
        std::env::vars_os().filter(|(name, _)| is_about_us(&name.to_string_lossy()))
    {
        command.env_remove(variable);
    }
    Run {
        command,
        hint: None,
    }
}

/// True for what cargo tells a program about the program itself. A cargo further down would take it
/// for a change in its environment, and build ring and all that stands on it again.
fn is_about_us(variable: &str) -> bool {
    [
        "CARGO_PKG_",
        "CARGO_MANIFEST_",
        "CARGO_BIN_",
        "CARGO_CRATE_",
    ]
    .iter()
    .any(|prefix| variable.starts_with(prefix))
}

/// The cargo that runs this task.
pub(crate) fn cargo() -> Run {
    program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

impl Run {
    /// Adds an argument.
    pub(crate) fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.command.arg(arg);
        self
    }

    /// Adds arguments.
    pub(crate) fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.command.args(args);
        self
    }

    /// Runs it in another directory.
    pub(crate) fn dir(mut self, dir: &Path) -> Self {
        self.command.current_dir(dir);
        self
    }

    /// Sets a variable of its environment.
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// What to tell the person where the program is missing.
    pub(crate) fn or_install(mut self, hint: &'static str) -> Self {
        self.hint = Some(hint);
        self
    }

    /// Runs it with our output; an exit code other than 0 is an error.
    pub(crate) fn go(mut self) -> Result<()> {
        let status = self.command.stdin(Stdio::null()).status();
        let status = status.with_context(|| self.missing())?;
        if !status.success() {
            bail!("`{}` ended with {status}", self.line());
        }
        Ok(())
    }

    /// Runs it in silence; what it said is part of the error.
    pub(crate) fn quietly(mut self) -> Result<String> {
        let output = self.command.stdin(Stdio::null()).output();
        let output = output.with_context(|| self.missing())?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stdout);
            let complained = String::from_utf8_lossy(&output.stderr);
            bail!(
                "`{}` ended with {}\n{said}{complained}",
                self.line(),
                output.status
            );
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// True when it can be started and ends well.
    pub(crate) fn succeeds(mut self) -> bool {
        self.command.stdin(Stdio::null());
        self.command
            .output()
            .is_ok_and(|output| output.status.success())
    }

    fn missing(&self) -> String {
        let name = self.command.get_program().to_string_lossy();
        match self.hint {
            Some(hint) => format!("cannot run {name}: {hint}"),
            None => format!("cannot run {name}"),
        }
    }

    fn line(&self) -> String {
        let mut words = vec![self.command.get_program().to_string_lossy()];
        words.extend(self.command.get_args().map(OsStr::to_string_lossy));
        words.join(" ")
    }
}
