//! Which meetings' posts are open, and which recordings were posted, over all channels: so that
//! what concerns a person is found by the same few reads, whatever else is stored.
//!
//! The lists stand in a fixed number of keys, by a hash of the channel. They only lead to posts:
//! who reads them looks at the posts, asks for membership, and takes out what is no more. Nothing
//! else depends on them, so that what fails here keeps no meeting from anybody.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::future::try_join_all;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::app::Services;
use crate::error::{Error, Result};
use crate::store::{keys, read_json, to_json};

/// In how many keys a list stands.
const SHARDS: u8 = 16;
/// How many entries of one channel are kept; the oldest give way.
const MOST_OF_CHANNEL: usize = 20;
/// How many entries one key holds; the oldest give way.
const MOST: usize = 128;
const ATTEMPTS: usize = 20;

/// A list of posts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// Posts of meetings that have not ended.
    Open,
    /// Replies that lead to a recording.
    Recordings,
}

impl List {
    fn key(self, shard: u8) -> String {
        match self {
            Self::Open => keys::open_posts(shard),
            Self::Recordings => keys::recordings(shard),
        }
    }

    /// How long an entry stands. A meeting's record is forgotten after the same time.
    fn life(self) -> Duration {
        const HOUR: u64 = 60 * 60;
        Duration::from_secs(match self {
            Self::Open => 48 * HOUR,
            Self::Recordings => 30 * 24 * HOUR,
        })
    }
}

/// A post on a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The post.
    pub post_id: String,
    /// Its channel.
    pub channel_id: String,
    /// Since when it stands here, in milliseconds since 1970.
    pub at: i64,
}

/// Puts a post on a list: one read and one write, however much is stored.
pub async fn add(services: &Services, list: List, post_id: &str, channel_id: &str) {
    let entry = Entry {
        post_id: post_id.to_owned(),
        channel_id: channel_id.to_owned(),
        at: services.clock.millis(),
    };
    let shard = shard(channel_id);
    let added = change(services, list, shard, |entries| {
        insert(entries, entry.clone())
    })
    .await;
    if let Err(error) = added {
        tracing::warn!(post_id, list = ?list, error = %error, "a post is on no list");
    }
}

/// Takes posts off a list.
pub async fn remove<'a>(
    services: &Services,
    list: List,
    gone: impl IntoIterator<Item = (&'a str, &'a str)>,
) {
    let mut by_shard: BTreeMap<u8, Vec<&str>> = BTreeMap::new();
    for (post_id, channel_id) in gone {
        by_shard.entry(shard(channel_id)).or_default().push(post_id);
    }
    for (shard, gone) in by_shard {
        let stays = |entry: &Entry| !gone.contains(&entry.post_id.as_str());
        let removed = change(services, list, shard, |entries| entries.retain(stays)).await;
        if let Err(error) = removed {
            tracing::warn!(posts = ?gone, list = ?list, error = %error, "posts stay on a list");
        }
    }
}

/// A whole list, newest first: the same number of reads, however much is stored.
///
/// # Errors
/// When the store fails.
pub async fn all(services: &Services, list: List) -> Result<Vec<Entry>> {
    let (kv, now) = (&services.api.kv(), services.clock.millis());
    let shards = (0..SHARDS).map(|shard| async move { kv.get_bytes(&list.key(shard)).await });
    let shards = try_join_all(shards).await?;
    let entries = shards
        .iter()
        .flat_map(|bytes| read(bytes.as_deref(), list, now));
    Ok(newest_first(entries.collect()))
}

fn newest_first(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.post_id.cmp(&b.post_id)));
    entries
}

/// Where a channel's entries stand.
fn shard(channel_id: &str) -> u8 {
    keys::hash(channel_id) % SHARDS
}

/// The entries that can be read and are not too old.
fn read(bytes: Option<&[u8]>, list: List, now: i64) -> Vec<Entry> {
    let values = bytes.and_then(read_json::<Vec<Value>>).unwrap_or_default();
    let oldest = now.saturating_sub(i64::try_from(list.life().as_millis()).unwrap_or(i64::MAX));
    let entries = values
        .into_iter()
        .filter_map(|v| serde_json::from_value(v).ok());
    entries.filter(|entry: &Entry| entry.at >= oldest).collect()
}

/// Adds an entry at the end, unless its post stands there; the oldest give way.
fn insert(entries: &mut Vec<Entry>, entry: Entry) {
    if entries.iter().any(|known| known.post_id == entry.post_id) {
        return;
    }
    let of_channel = |known: &Entry| known.channel_id == entry.channel_id;
    let count = entries.iter().filter(|known| of_channel(known)).count();
    let oldest = match count >= MOST_OF_CHANNEL {
        true => entries.iter().position(of_channel),
        false => (entries.len() >= MOST).then_some(0),
    };
    if let Some(oldest) = oldest {
        entries.remove(oldest);
    }
    entries.push(entry);
}

/// Changes the entries of one key by compare-and-set.
async fn change(
    services: &Services,
    list: List,
    shard: u8,
    change: impl Fn(&mut Vec<Entry>),
) -> Result<()> {
    let (kv, key) = (services.api.kv(), list.key(shard));
    for _ in 0..ATTEMPTS {
        let old = kv.get_bytes(&key).await?;
        let before = read(old.as_deref(), list, services.clock.millis());
        let mut after = before.clone();
        change(&mut after);
        if after == before {
            return Ok(());
        }
        let new = (!after.is_empty()).then(|| to_json(&after)).transpose()?;
        let life = Some(list.life());
        if kv.compare_and_set(&key, old.as_deref(), new, life).await? {
            return Ok(());
        }
    }
    Err(Error::Internal("a list of posts changes too often"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Some time in 2026.
    const NOW: i64 = 1_790_000_000_000;

    fn entry(post: usize, channel: &str) -> Entry {
        Entry {
            post_id: format!("post{post}"),
            channel_id: channel.to_owned(),
            at: NOW,
        }
    }

    #[test]
    fn a_list_is_bounded_and_one_channel_does_not_push_the_others_out() {
        let mut entries = Vec::new();
        insert(&mut entries, entry(0, "quiet"));
        for post in 1..200 {
            insert(&mut entries, entry(post, "busy"));
        }
        assert_eq!(entries.len(), 1 + MOST_OF_CHANNEL);
        assert_eq!(
            entries.first().map(|e| e.channel_id.as_str()),
            Some("quiet")
        );
        assert_eq!(entries.last().map(|e| e.post_id.as_str()), Some("post199"));
        for post in 200..600 {
            insert(&mut entries, entry(post, &format!("channel{post}")));
        }
        assert_eq!(entries.len(), MOST);
        let before = entries.clone();
        insert(&mut entries, entry(599, "channel599"));
        assert_eq!(entries, before, "a post stands there once");
    }

    #[test]
    fn garbage_and_old_entries_count_for_nothing() {
        let good = entry(1, "channel");
        let old = Entry {
            at: 1,
            ..entry(2, "channel")
        };
        let stored = serde_json::json!([good, old, 7, null, {"post_id": 1}, {"post_id": "x"}]);
        let stored = stored.to_string();
        assert_eq!(read(Some(stored.as_bytes()), List::Open, NOW), [good]);
        for garbage in [&b"\xff\x00"[..], b"{}", b"null", b"7", b"[[[["] {
            assert_eq!(read(Some(garbage), List::Open, NOW), [], "{garbage:?}");
        }
    }
}
