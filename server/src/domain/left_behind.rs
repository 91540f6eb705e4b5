//! What was left in the store before this process began: by the Go plugin, which does not run beside
//! this one. It is listed once, so that events that concern nobody need not look for each of it.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use mattermost_plugin::{Api, Result};

use crate::store::{Run, keys};

/// How many keys the server lists at once.
const PAGE: i64 = 1_000;
/// Nodes of a cluster are upgraded one after the other: what the last of them still writes is listed
/// after this time.
const UPGRADE: Duration = Duration::from_secs(10 * 60);
/// A list that failed is tried again after this time.
const AGAIN: Duration = Duration::from_secs(60);

/// Which keys only an earlier process can have left alone: the Go plugin's posts of runs, which we
/// write together with the record of the meeting, and a meeting's further channels, beside which we
/// always keep a first one.
#[derive(Debug, Default)]
pub struct LeftBehind {
    hasher: RandomState,
    /// Hashes of the keys; none before they are listed.
    keys: ArcSwapOption<HashSet<u64>>,
}

impl LeftBehind {
    /// The keys under which something about a run may have been left: until they are listed, all
    /// under which that can be.
    pub fn of(&self, run: &Run) -> impl Iterator<Item = String> {
        let id = run.meeting_id;
        let of_run = (!run.uuid.is_empty()).then(|| keys::post_of_run(&run.uuid));
        [keys::further_channels(id), keys::post_of_number(id)]
            .into_iter()
            .chain(of_run)
            .filter(|key| self.may_hold(key))
    }

    fn may_hold(&self, key: &str) -> bool {
        let hash = self.hasher.hash_one(key);
        let listed = self.keys.load();
        listed.as_ref().is_none_or(|keys| keys.contains(&hash))
    }

    /// Lists the keys, and once more when all nodes have been upgraded.
    pub async fn keep(&self, api: &Api) {
        self.list_at_last(api).await;
        tokio::time::sleep(UPGRADE).await;
        self.list_at_last(api).await;
    }

    async fn list_at_last(&self, api: &Api) {
        while let Err(error) = self.list(api).await {
            tracing::warn!(error = %error, "cannot list what was left behind; it is tried again");
            tokio::time::sleep(AGAIN).await;
        }
    }

    /// Goes through all keys. The server lists them by their place, so where there is more than one
    /// page, a key that is deleted meanwhile hides another: then they are gone through twice.
    async fn list(&self, api: &Api) -> Result<()> {
        let mut found = HashSet::new();
        if self.go_through(api, &mut found).await? > 1 {
            self.go_through(api, &mut found).await?;
        }
        self.keys.store(Some(found.into()));
        Ok(())
    }

    /// Gives how many pages there were.
    async fn go_through(&self, api: &Api, found: &mut HashSet<u64>) -> Result<i64> {
        for page in 0.. {
            let listed = api.kv_list(page, PAGE).await?;
            let ours = listed.iter().filter(|key| keys::may_be_left_behind(key));
            found.extend(ours.map(|key| self.hasher.hash_one(key)));
            if i64::try_from(listed.len()).unwrap_or(PAGE) < PAGE {
                return Ok(page + 1);
            }
        }
        Ok(0)
    }
}
