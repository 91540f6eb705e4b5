//! From which version of Mattermost on a method is there.

use std::collections::BTreeMap;

use crate::description::{Method, VersionDiff};

/// The versions of methods whose own description names none.
pub(crate) struct Since(BTreeMap<String, String>);

impl Since {
    /// Reads them off the differences between versions.
    pub(crate) fn new(diff: &VersionDiff) -> Self {
        let mut added = BTreeMap::new();
        for pair in &diff.pairs {
            for name in pair.api.added.iter().chain(&pair.hooks.added) {
                added.insert(name.clone(), pair.to.clone());
            }
        }
        Self(added)
    }

    /// `from Mattermost 5.2`, for documentation.
    pub(crate) fn of(&self, method: &Method) -> String {
        let added = || self.0.get(&method.name).map(String::as_str);
        match method.min_server_version.as_deref().or_else(added) {
            // One of the descriptions says 11.00.
            Some(version) => format!("from Mattermost {}", version.replace(".00", ".0")),
            None => "on servers that have it".into(),
        }
    }
}
