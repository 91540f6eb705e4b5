//! The versions that the SDK's hand-written documentation names.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, ensure};

use crate::since::Since;
use crate::{api, hooks};

/// What stands between the name of a method and its version.
const FROM: &str = "`, from Mattermost ";

/// Methods that no item of the SDK is about: `tracing`'s macros call them.
const LOG: &str = "Log";

/// Fails where the documentation of what is written by hand names another version than the tables
/// do, or none. Files of generated code are not looked at.
pub(crate) fn check(sources: &Path, since: &Since) -> Result<()> {
    let mut text = String::new();
    collect(sources, &mut text)?;
    let faults = faults(&text, since);
    ensure!(
        faults.is_empty(),
        "the documentation in {} is not right:\n{}",
        sources.display(),
        faults.join("\n")
    );
    Ok(())
}

fn faults(text: &str, since: &Since) -> Vec<String> {
    let named = named(text);
    let wrong = named.iter().filter_map(|(name, version)| {
        let right = since.version(name).unwrap_or("no version at all");
        (right != version).then(|| format!("`{name}` has {right}, not {version}"))
    });
    let by_hand = api::BY_HAND.into_iter().chain(hooks::BY_HAND);
    let by_hand = by_hand.chain(["PluginHTTPStream"]);
    let missing = by_hand.filter(|name| !name.starts_with(LOG) && !named.contains_key(*name));
    let missing = missing.map(|name| format!("\"`{name}{FROM}…\" stands nowhere"));
    wrong.chain(missing).collect()
}

/// The methods that a text names with a version.
fn named(text: &str) -> BTreeMap<String, String> {
    let parts: Vec<&str> = text.split(FROM).collect();
    let pairs = parts.iter().zip(parts.iter().skip(1));
    let named = pairs.filter_map(|(before, after)| {
        let name = before.rsplit('`').next()?;
        let end = after.find(|c: char| !c.is_ascii_digit() && c != '.');
        let version = after.get(..end.unwrap_or(after.len()))?;
        Some((name.to_owned(), version.trim_end_matches('.').to_owned()))
    });
    named.collect()
}

/// Puts the documentation of all hand-written files into one line.
fn collect(folder: &Path, out: &mut String) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() && !path.ends_with("generated") {
            collect(&path, out)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path)?;
            let lines = text.lines().map(str::trim_start);
            let docs =
                lines.filter_map(|l| l.strip_prefix("///").or_else(|| l.strip_prefix("//!")));
            docs.for_each(|line| out.push_str(line));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn versions_are_found_in_the_text() {
        let named = named(
            "Calls `KVGet`, from Mattermost 5.2; then `KVList`, from Mattermost 5.6. And `X`.",
        );
        let found: Vec<_> = named
            .iter()
            .map(|(name, version)| (&**name, &**version))
            .collect();
        assert_eq!(found, [("KVGet", "5.2"), ("KVList", "5.6")]);
    }
}
