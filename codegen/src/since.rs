//! From which version of Mattermost on a method is there.

use std::collections::{BTreeMap, BTreeSet};

use crate::description::{Description, Method};

/// The versions by a method's Go name.
pub(crate) struct Since {
    versions: BTreeMap<String, String>,
    /// `since.json`: what is known of methods whose own description names no version.
    by_hand: BTreeMap<String, String>,
}

impl Since {
    /// A method's own description says it best; then the table; then the differences between
    /// versions, which tell only in which of those that were looked at it was first seen.
    pub(crate) fn new(description: &Description, by_hand: BTreeMap<String, String>) -> Self {
        let mut versions = BTreeMap::new();
        for pair in &description.versions.pairs {
            let added = pair.api.added.iter().chain(&pair.hooks.added);
            versions.extend(added.map(|name| (name.clone(), pair.to.clone())));
        }
        versions.extend(by_hand.clone());
        let own = methods(description).filter_map(|method| {
            // One of the descriptions says 11.00.
            let version = method.min_server_version.as_ref()?.replace(".00", ".0");
            Some((method.name.clone(), version))
        });
        versions.extend(own);
        Self { versions, by_hand }
    }

    /// `from Mattermost 5.2`, for documentation.
    pub(crate) fn of(&self, name: &str) -> String {
        match self.version(name) {
            Some(version) => format!("from Mattermost {version}"),
            None => "of which no version is known".into(),
        }
    }

    /// What is known of the first version with a method.
    pub(crate) fn version(&self, name: &str) -> Option<&str> {
        self.versions.get(name).map(String::as_str)
    }

    /// Methods without a version, and entries that say nothing new.
    pub(crate) fn faults(&self, description: &Description) -> Vec<String> {
        let names: BTreeSet<&str> = names(description).collect();
        let unknown = names
            .iter()
            .filter(|name| !self.versions.contains_key(**name));
        let unknown =
            unknown.map(|name| format!("since.json: from which version on is {name} there?"));
        let own = methods(description).filter(|m| m.min_server_version.is_some());
        let own: BTreeSet<&str> = own.map(|m| m.name.as_str()).collect();
        let superfluous = self.by_hand.keys().filter(|name| {
            let name = name.as_str();
            own.contains(name) || !names.contains(name)
        });
        let superfluous = superfluous.map(|name| format!("since.json: {name} is superfluous"));
        unknown.chain(superfluous).collect()
    }
}

fn methods(description: &Description) -> impl Iterator<Item = &Method> {
    let interfaces = &description.api.interfaces;
    let methods = interfaces.api.iter().chain(&interfaces.hooks);
    methods.chain(&interfaces.driver)
}

fn names(description: &Description) -> impl Iterator<Item = &str> {
    let services = &description.api.rpc_services;
    let on_the_wire = services.plugin_to_host_api.methods.iter();
    let names = methods(description).map(|method| method.name.as_str());
    names.chain(on_the_wire.map(|method| method.name.as_str()))
}
