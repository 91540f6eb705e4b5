//! Removing what was built or fetched.

use crate::{files, run};
use anyhow::{Context, Result};

/// Folders that only builds and tests write. The demo's data is not among them.
pub(crate) const WRITTEN: &[&str] = &[
    "dist",
    "webapp/dist",
    "webapp/node_modules",
    "public/system_console",
    "public/panel",
    "public/guides",
    "crates/mattermost-devserver/client/dist",
    "crates/mattermost-devserver/client/node_modules",
    "crates/mattermost-devserver/tests/node/node_modules",
    "e2e/node_modules",
    "e2e/artifacts",
    "conformance/bin",
    "fuzz/target",
];

/// Removes them all, and what cargo built.
pub(crate) fn run() -> Result<()> {
    for folder in WRITTEN {
        let path = files::at(folder);
        if path.exists() {
            std::fs::remove_dir_all(&path).with_context(|| format!("cannot remove {folder}"))?;
        }
    }
    run::cargo().args(["clean", "--quiet"]).go()
}

#[cfg(test)]
mod tests {
    use super::WRITTEN;
    use crate::files;

    #[test]
    fn what_git_ignores_is_removed_but_for_the_demos_data() {
        let ignored = files::read(&files::at(".gitignore")).unwrap();
        for line in ignored.lines() {
            let known = match line.strip_prefix('/') {
                // Cargo removes its own.
                Some("target" | ".demo") => true,
                Some(folder) => WRITTEN.contains(&folder),
                None => WRITTEN.iter().any(|folder| folder.ends_with(line)),
            };
            assert!(known, "{line}");
        }
    }
}
