//! What ARCHITECTURE.md says of the invariants: each is held by something that exists.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The invariants, and what each is said to be held by.
fn invariants(text: &str) -> Vec<(String, Vec<String>)> {
    let (_, section) = text.split_once("\n## Invariants\n").unwrap();
    let lines = section.lines().filter(|line| line.starts_with("| "));
    let row = |line: &str| {
        let (invariant, holders) = line.trim_matches('|').split_once(" | ").unwrap();
        let holders = holders.split(',').map(|holder| holder.trim());
        let quoted = |holder: &str| {
            holder
                .strip_prefix('`')?
                .strip_suffix('`')
                .map(str::to_owned)
        };
        let holders = holders.map(|holder| quoted(holder).unwrap_or_else(|| panic!("{line}")));
        (invariant.trim().to_owned(), holders.collect())
    };
    // The first line is the table's head.
    lines.skip(1).map(row).collect()
}

/// What is wrong with a holder: nothing where it is a test, a step or a file that there is.
fn fault(holder: &str) -> Option<String> {
    if let Some(step) = holder.strip_prefix("cargo xtask ci ") {
        return (!is_step(step)).then(|| format!("no such step: {step}"));
    }
    let (file, test) = holder.split_once("::").unwrap_or((holder, ""));
    let Ok(text) = std::fs::read_to_string(root().join(file)) else {
        return Some(format!("no such file: {file}"));
    };
    if test.is_empty() {
        let says_too_little = file.contains("tests");
        return says_too_little.then(|| format!("{file} is not one test: name it"));
    }
    (!is_test(&text, test)).then(|| format!("{file} has no test {test}"))
}

fn is_step(name: &str) -> bool {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(["ci", "--list", name]);
    command.output().unwrap().status.success()
}

/// Whether a function of this name stands below an attribute that makes it a test.
fn is_test(text: &str, name: &str) -> bool {
    let declared = format!("fn {name}(");
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let is_declared = |line: &&str| line.trim_start_matches("async ").starts_with(&declared);
    let Some(at) = lines.iter().position(is_declared) else {
        return false;
    };
    let above = lines.iter().take(at).rev();
    above
        .take_while(|line| !line.is_empty() && !line.starts_with('}'))
        .any(|line| line.starts_with("#[test]") || line.starts_with("#[tokio::test"))
}

#[test]
fn every_invariant_is_held_by_something_that_exists() {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let invariants = invariants(&text);
    assert!(invariants.len() > 20, "{invariants:?}");
    let mut faults = Vec::new();
    for (invariant, holders) in invariants {
        faults.extend(
            holders
                .iter()
                .filter_map(|holder| fault(holder))
                .map(|fault| format!("{invariant}: {fault}")),
        );
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_does_not_exist_is_named() {
    for (holder, wanted) in [
        ("cargo xtask ci dependencies", "no such step"),
        ("server/tests/it/none.rs::a", "no such file"),
        ("server/tests/it/queue.rs", "name it"),
        ("server/tests/it/stage.rs::usual_nodes", "no test"),
        ("server/tests/it/queue.rs::garbage", "no test"),
    ] {
        assert!(fault(holder).unwrap().contains(wanted), "{holder}");
    }
}
