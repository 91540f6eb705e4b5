//! Lock files name versions and checksums, never a machine to fetch from: who builds decides that.

use crate::{files, run};
use anyhow::{Result, ensure};

/// How cargo writes crates.io.
const CRATES_IO: &str = "\"registry+https://github.com/rust-lang/crates.io-index\"";

/// Checks every lock file under version control.
pub(super) fn check() -> Result<()> {
    let list = run::program("git").args(["ls-files", "--cached", "--others", "--exclude-standard"]);
    let mut faults = Vec::new();
    for path in list.quietly()?.lines() {
        let name = path.rsplit('/').next().unwrap_or_default();
        if matches!(name, "Cargo.lock" | "package-lock.json" | ".npmrc") {
            let text = files::read(&files::at(path))?;
            faults.extend(foreign_lines(name, &text).map(|line| format!("{path}: {line}")));
        }
    }
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}

/// The lines that say where to fetch from.
fn foreign_lines<'a>(name: &str, text: &'a str) -> impl Iterator<Item = &'a str> {
    let foreign: fn(&str) -> bool = match name {
        "Cargo.lock" => |line| {
            line.strip_prefix("source = ")
                .is_some_and(|from| from != CRATES_IO)
        },
        "package-lock.json" => |line| line.starts_with("\"resolved\": \"") && line.contains("://"),
        _ => |line| line.contains("registry") && line.contains("://"),
    };
    text.lines()
        .map(str::trim)
        .filter(move |line| foreign(line))
}

#[cfg(test)]
mod tests {
    use super::foreign_lines;

    #[test]
    fn a_lock_file_of_cargo_may_only_name_crates_io() {
        let ours = "source = \"registry+https://github.com/rust-lang/crates.io-index\"\n";
        assert_eq!(foreign_lines("Cargo.lock", ours).count(), 0);
        let other = "source = \"sparse+https://mirror.example/index/\"\n";
        assert_eq!(foreign_lines("Cargo.lock", other).count(), 1);
        assert_eq!(
            foreign_lines("Cargo.lock", "source = \"git+https://example.com/x\"").count(),
            1
        );
    }

    #[test]
    fn a_lock_file_of_npm_names_no_address() {
        let other = "  \"resolved\": \"https://mirror.example/x.tgz\",";
        assert_eq!(foreign_lines("package-lock.json", other).count(), 1);
        let folder = "  \"resolved\": \"packages/x\",";
        assert_eq!(foreign_lines("package-lock.json", folder).count(), 0);
    }
}
