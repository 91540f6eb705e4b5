//! Dependencies between our own crates point one way.
//!
//! The plugin stands on the SDK, the SDK on the data types, those on the wire format; Zoom's crates
//! know nothing of Mattermost and Mattermost's nothing of Zoom. What a crate may build on is listed
//! here, and nothing else is allowed.

use crate::run;
use anyhow::{Context, Result, ensure};
use serde::Deserialize;

/// What each crate may depend on. A crate comes after all that it depends on, so no cycle can be
/// written down here.
const ALLOWED: &[(&str, &[&str])] = &[
    ("xtask", &[]),
    ("mattermost-codegen", &[]),
    ("mattermost-gobwire", &[]),
    ("mattermost-netrpc", &["mattermost-gobwire"]),
    (
        "mattermost-goplugin",
        &["mattermost-gobwire", "mattermost-netrpc"],
    ),
    ("mattermost-model", &["mattermost-gobwire"]),
    (
        "mattermost-plugin",
        &[
            "mattermost-model",
            "mattermost-gobwire",
            "mattermost-netrpc",
            "mattermost-goplugin",
        ],
    ),
    (
        "mattermost-devserver",
        &[
            "mattermost-model",
            "mattermost-gobwire",
            "mattermost-netrpc",
            "mattermost-goplugin",
        ],
    ),
    ("conformance-plugin", &["mattermost-plugin"]),
    ("bench-plugin", &["mattermost-plugin", "mattermost-gobwire"]),
    ("zoom-client", &[]),
    ("zoom-sandbox", &[]),
    (
        "zoom-plugin",
        &["mattermost-plugin", "mattermost-model", "zoom-client"],
    ),
];

/// The part of `cargo metadata` that matters here.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// `dev`, `build`, or nothing for a normal one.
    kind: Option<String>,
    /// Where it lies, if it is one of ours.
    path: Option<String>,
}

/// Reads `cargo metadata` and names every dependency that is not allowed.
pub(super) fn check() -> Result<()> {
    let text = run::cargo()
        .args(["metadata", "--locked", "--no-deps", "--format-version", "1"])
        .quietly()?;
    let metadata: Metadata = serde_json::from_str(&text).context("cargo metadata is not JSON")?;
    let faults = faults(&metadata.packages);
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}

fn faults(packages: &[Package]) -> Vec<String> {
    packages.iter().flat_map(faults_of).collect()
}

fn faults_of(package: &Package) -> Vec<String> {
    let name = package.name.as_str();
    let Some((_, allowed)) = ALLOWED.iter().find(|(listed, _)| *listed == name) else {
        return vec![format!("{name} is not listed: say what it may depend on")];
    };
    let ours = package
        .dependencies
        .iter()
        .filter(|dependency| dependency.path.is_some());
    let wrong = ours.filter(|dependency| match dependency.kind.as_deref() {
        Some("dev") => !may_test_with(name, &dependency.name),
        _ => !allowed.contains(&dependency.name.as_str()),
    });
    wrong
        .map(|dependency| format!("{name} must not depend on {}", dependency.name))
        .collect()
}

/// Tests may use the servers that stand in for others, but not cross between the two families; the
/// plugin and its tasks alone know both.
fn may_test_with(name: &str, other: &str) -> bool {
    matches!(name, "zoom-plugin" | "xtask") || family(name) == family(other)
}

fn family(name: &str) -> &str {
    name.split('-').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::{ALLOWED, Dependency, Package, faults};

    fn package(name: &str, other: &str, kind: Option<&str>) -> Package {
        let dependency = Dependency {
            name: other.to_owned(),
            kind: kind.map(str::to_owned),
            path: Some("somewhere".to_owned()),
        };
        Package {
            name: name.to_owned(),
            dependencies: vec![dependency],
        }
    }

    #[test]
    fn the_list_has_no_cycle() {
        for (index, (name, allowed)) in ALLOWED.iter().enumerate() {
            for other in *allowed {
                let at = ALLOWED.iter().position(|(listed, _)| listed == other);
                assert!(
                    at.is_some_and(|at| at < index),
                    "{name} -> {other} points forward"
                );
            }
        }
    }

    #[test]
    fn dependencies_that_point_back_are_named() {
        for (name, other) in [
            ("mattermost-model", "mattermost-plugin"),
            ("mattermost-plugin", "mattermost-devserver"),
            ("mattermost-plugin", "zoom-client"),
            ("zoom-client", "mattermost-model"),
            ("zoom-sandbox", "zoom-client"),
            ("mattermost-devserver", "zoom-plugin"),
        ] {
            let expected = format!("{name} must not depend on {other}");
            assert_eq!(faults(&[package(name, other, None)]), [expected]);
        }
    }

    #[test]
    fn the_plugin_stands_on_the_sdk_and_on_zoom_s_client() {
        for other in ["mattermost-plugin", "mattermost-model", "zoom-client"] {
            assert!(faults(&[package("zoom-plugin", other, None)]).is_empty());
        }
    }

    #[test]
    fn tests_may_use_the_servers_of_their_own_family() {
        let test = |name, other| faults(&[package(name, other, Some("dev"))]).is_empty();
        assert!(test("mattermost-plugin", "mattermost-devserver"));
        assert!(test("zoom-client", "zoom-sandbox"));
        assert!(test("zoom-plugin", "zoom-sandbox"));
        assert!(!test("zoom-client", "mattermost-devserver"));
        assert!(!test("mattermost-devserver", "zoom-sandbox"));
    }

    #[test]
    fn a_new_crate_must_be_listed() {
        let new = Package {
            name: "new".to_owned(),
            dependencies: Vec::new(),
        };
        assert_eq!(faults(&[new]).len(), 1);
    }
}
