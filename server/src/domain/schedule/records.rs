//! What is stored of planned meetings: a record for each, and where to find those of a channel and
//! of a person.

use std::time::Duration;

use futures_util::future::try_join_all;
use mattermost_plugin::Api;
use serde::{Deserialize, Serialize};

use crate::app::Services;
use crate::error::{Error, Result};
use crate::store::{InvitationPost, Scheduled, change_for, keys, read_json, to_json};

/// How long a meeting is known after its last time.
const LIFE: i64 = 30 * 24 * 60 * 60 * 1000;
/// How many meetings of a channel, or of a person, are known.
const MOST: usize = 50;
const ATTEMPTS: usize = 20;
/// How long the store may take to say whether a meeting is planned here: Zoom waits.
const PATIENCE: Duration = Duration::from_millis(500);

/// The meetings of a channel, or of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Index {
    entries: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    meeting_id: u64,
    /// When its last time is over, in milliseconds since 1970.
    end: i64,
}

impl Index {
    /// How long the list is of use: as long as the meeting that is over last.
    fn life(&self, now: i64) -> Duration {
        let end = self.entries.iter().map(|known| known.end).max();
        life(end.unwrap_or_default(), now)
    }

    /// Adds a meeting, and forgets those that are over; the one that ends first gives way.
    fn add(&mut self, entry: Entry, now: i64) {
        self.entries
            .retain(|known| known.end > now && known.meeting_id != entry.meeting_id);
        self.entries.push(entry);
        self.entries.sort_by_key(|known| known.end);
        let surplus = self.entries.len().saturating_sub(MOST);
        self.entries.drain(..surplus);
    }
}

/// Whether a meeting is certainly not planned here: one read, and no write. Where the store does
/// not say so in time, it may be.
pub async fn is_nobodys(api: &Api, meeting_id: u64) -> bool {
    let (kv, key) = (api.kv(), keys::scheduled(meeting_id));
    let read = tokio::time::timeout(PATIENCE, kv.get_bytes(&key));
    matches!(read.await, Ok(Ok(None)))
}

/// What is known of a planned meeting.
///
/// # Errors
/// When the store fails.
pub async fn read(api: &Api, meeting_id: u64) -> Result<Option<Scheduled>> {
    let bytes = api.kv().get_bytes(&keys::scheduled(meeting_id)).await?;
    Ok(bytes.as_deref().and_then(read_json))
}

/// Changes what is known of a planned meeting, and gives it as it is then; `None` where nothing is
/// known.
///
/// # Errors
/// When the store fails, or others change it again and again.
pub async fn change(
    services: &Services,
    meeting_id: u64,
    change: impl Fn(&mut Scheduled),
) -> Result<Option<Scheduled>> {
    let (kv, key) = (services.api.kv(), keys::scheduled(meeting_id));
    for _ in 0..ATTEMPTS {
        let old = kv.get_bytes(&key).await?;
        let Some(before) = old.as_deref().and_then(read_json::<Scheduled>) else {
            return Ok(None);
        };
        let mut after = before.clone();
        change(&mut after);
        if after == before {
            return Ok(Some(after));
        }
        let life = Some(life(after.end(), services.clock.millis()));
        let new = Some(to_json(&after)?);
        if kv.compare_and_set(&key, old.as_deref(), new, life).await? {
            if after.is_listed_otherwise(&before) {
                list(services, &after).await;
            }
            return Ok(Some(after));
        }
    }
    Err(Error::Internal("a planned meeting changes too often"))
}

/// How long something is kept that is of use until `end` and somewhat longer.
fn life(end: i64, now: i64) -> Duration {
    let left = end.saturating_sub(now).max(0);
    Duration::from_millis(u64::try_from(left.saturating_add(LIFE)).unwrap_or_default())
}

/// Keeps a meeting that was planned just now, and nobody is invited to yet.
///
/// # Errors
/// When the store fails.
pub async fn insert(services: &Services, scheduled: &Scheduled) -> Result<()> {
    let life = life(scheduled.end(), services.clock.millis());
    let key = keys::scheduled(scheduled.meeting_id);
    let kv = services.api.kv();
    Ok(kv.set_bytes(&key, to_json(scheduled)?, Some(life)).await?)
}

/// Keeps another invitation to a meeting, of which nothing else may be known yet than `shown`: what
/// Zoom says of it now. A plan that was closed opens again. Gives what is known then.
///
/// # Errors
/// When the store fails, or others change it again and again.
pub async fn invite(
    services: &Services,
    shown: &Scheduled,
    post: &InvitationPost,
) -> Result<Scheduled> {
    let mut first = shown.clone();
    first.add(post.clone());
    let life = life(first.end(), services.clock.millis());
    let (kv, key) = (services.api.kv(), keys::scheduled(shown.meeting_id));
    for _ in 0..ATTEMPTS {
        let add = |known: &mut Scheduled| {
            if !known.is_open() {
                known.open(&shown.told, shown.told_at);
            }
            known.add(post.clone());
        };
        if let Some(known) = change(services, shown.meeting_id, add).await? {
            return Ok(known);
        }
        let new = Some(to_json(&first)?);
        if kv.compare_and_set(&key, None, new, Some(life)).await? {
            list(services, &first).await;
            return Ok(first);
        }
    }
    Err(Error::Internal("a planned meeting changes too often"))
}

/// Puts a meeting on the lists of its channels and of the person, with its present end. One that
/// fails keeps no other back: what is done about the meeting goes by its record alone.
async fn list(services: &Services, scheduled: &Scheduled) {
    let (kv, now) = (services.api.kv(), services.clock.millis());
    let entry = Entry {
        meeting_id: scheduled.meeting_id,
        end: scheduled.end(),
    };
    let channels = scheduled.posts.iter().map(|post| &post.channel_id);
    let lists = channels
        .map(|channel_id| keys::scheduled_in(channel_id))
        .chain([keys::scheduled_by(&scheduled.user_id)]);
    for list in lists {
        let add = |index: &mut Index| index.add(entry.clone(), now);
        let life = |index: &Index| Some(index.life(now));
        if let Err(error) = change_for(&kv, &list, life, add).await {
            error.log("list a planned meeting", &scheduled.user_id);
        }
    }
}

/// The open meetings that a channel is invited to.
///
/// # Errors
/// When the store fails.
pub async fn of_channel(services: &Services, channel_id: &str) -> Result<Vec<Scheduled>> {
    let mut all = listed(services, &keys::scheduled_in(channel_id)).await?;
    all.retain(|known| known.posts.iter().any(|post| post.channel_id == channel_id));
    Ok(all)
}

/// The open meetings that a person has planned.
///
/// # Errors
/// When the store fails.
pub async fn of_person(services: &Services, user_id: &str) -> Result<Vec<Scheduled>> {
    listed(services, &keys::scheduled_by(user_id)).await
}

/// Those of a list that are still to come, the next one first.
async fn listed(services: &Services, list: &str) -> Result<Vec<Scheduled>> {
    let bytes = services.api.kv().get_bytes(list).await?;
    let index: Index = bytes.as_deref().and_then(read_json).unwrap_or_default();
    let entries = index.entries.iter();
    let reads = entries.map(|entry| read(&services.api, entry.meeting_id));
    let known = try_join_all(reads).await?.into_iter().flatten();
    let now = services.clock.millis();
    let is_to_come = |known: &Scheduled| known.is_open() && known.end() > now;
    let mut all: Vec<_> = known.filter(is_to_come).collect();
    all.sort_by_key(|known| known.current(now).map(|slot| slot.start));
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_forgets_what_is_over_and_never_grows_too_long() {
        let mut index = Index::default();
        for number in 1..=60 {
            let entry = Entry {
                meeting_id: number,
                end: i64::try_from(number).unwrap() + 5,
            };
            index.add(entry, 10);
        }
        assert_eq!(index.entries.len(), MOST);
        assert_eq!(index.entries.last().map(|entry| entry.meeting_id), Some(60));
        let again = Entry {
            meeting_id: 60,
            end: 99,
        };
        index.add(again.clone(), 64);
        assert_eq!(index.entries, [again]);
    }

    #[test]
    fn a_list_lives_as_long_as_the_meeting_that_is_over_last() {
        let mut index = Index::default();
        for (meeting_id, end) in [(1, 9_000), (2, 5_000)] {
            index.add(Entry { meeting_id, end }, 1_000);
        }
        let days = Duration::from_millis(LIFE.unsigned_abs());
        assert_eq!(index.life(1_000), days + Duration::from_millis(8_000));
    }
}
