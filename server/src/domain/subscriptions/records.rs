//! Which channels are subscribed to which meetings.
//!
//! A meeting's first channel and each person's list are kept where the Go plugin keeps them. Further
//! channels, and each channel's list, stand in keys of ours.

use std::collections::BTreeSet;
use std::time::Duration;

use mattermost_plugin::{Api, Kv};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::store::{MeetingChannel, change, keys, read_json};

/// How long the lists of channels count as complete: the Go plugin may run again meanwhile, and adds
/// none to them.
const ADOPTED_LIFE: Duration = Duration::from_secs(60 * 60);
/// How many channels may be subscribed to one meeting.
const MAX_CHANNELS: usize = 20;
/// How many meetings a person may subscribe to, or a channel be subscribed to.
const MAX_MEETINGS: usize = 100;

/// A channel that is subscribed to a meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Subscription {
    /// The channel.
    pub(super) channel_id: String,
    /// Who subscribed it.
    pub(super) created_by: String,
}

/// The further channels of a meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Further {
    channels: Vec<Subscription>,
}

/// The list of a person or a channel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Meetings {
    meeting_ids: BTreeSet<u64>,
}

/// What became of a new subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Added {
    /// It stands now.
    New,
    /// It stood already.
    Already,
    /// The meeting, the person or the channel has too many.
    TooMany,
}

/// The channels that are subscribed to a meeting, the first one first.
///
/// # Errors
/// When the store fails.
pub(super) async fn channels_of(api: &Api, meeting_id: u64) -> Result<Vec<Subscription>> {
    let kv = api.kv();
    let first = first(&kv, meeting_id).await?.1;
    let further = further(&kv, meeting_id).await?;
    // The first one may be gone alone: by the Go plugin, or while another was added.
    let mut channels: Vec<Subscription> = first.into_iter().collect();
    for subscription in further.channels {
        if !channels
            .iter()
            .any(|known| known.channel_id == subscription.channel_id)
        {
            channels.push(subscription);
        }
    }
    Ok(channels)
}

async fn further(kv: &Kv, meeting_id: u64) -> Result<Further> {
    let bytes = kv.get_bytes(&keys::further_channels(meeting_id)).await?;
    Ok(bytes.as_deref().and_then(read_json).unwrap_or_default())
}

/// A channel's subscription to a meeting.
///
/// # Errors
/// When the store fails.
pub(super) async fn of_both(
    api: &Api,
    meeting_id: u64,
    channel_id: &str,
) -> Result<Option<Subscription>> {
    let mut known = channels_of(api, meeting_id).await?.into_iter();
    Ok(known.find(|known| known.channel_id == channel_id))
}

/// The first channel, with the bytes that stand there, which may be those of no subscription.
async fn first(kv: &Kv, meeting_id: u64) -> Result<(Option<Vec<u8>>, Option<Subscription>)> {
    let bytes = kv.get_bytes(&keys::meeting_channel(meeting_id)).await?;
    let stored = bytes.as_deref().and_then(read_json::<MeetingChannel>);
    let subscription = stored.filter(|stored| stored.is_subscription);
    let subscription = subscription.map(|stored| Subscription {
        channel_id: stored.channel_id,
        created_by: stored.created_by,
    });
    Ok((bytes, subscription))
}

/// Writes the first channel, unless somebody else has changed it.
async fn write_first(
    kv: &Kv,
    meeting_id: u64,
    old: Option<&[u8]>,
    new: Option<&Subscription>,
) -> Result<bool> {
    let value = new.map(|subscription| MeetingChannel {
        channel_id: subscription.channel_id.clone(),
        is_subscription: true,
        created_by: subscription.created_by.clone(),
    });
    let bytes = value.map(|value| serde_json::to_vec(&value)).transpose();
    let bytes = bytes.map_err(|_| Error::Internal("a subscription cannot be written"))?;
    let key = keys::meeting_channel(meeting_id);
    Ok(kv.compare_and_set(&key, old, bytes, None).await?)
}

/// Subscribes a channel to a meeting.
///
/// # Errors
/// When the store fails.
pub(super) async fn add(api: &Api, meeting_id: u64, new: &Subscription) -> Result<Added> {
    let kv = api.kv();
    let known = channels_of(api, meeting_id).await?;
    if known.iter().any(|known| known.channel_id == new.channel_id) {
        // Lists may lack what was stored by the Go plugin, or before a crash.
        list(&kv, meeting_id, new).await?;
        return Ok(Added::Already);
    }
    if known.len() >= MAX_CHANNELS {
        return Ok(Added::TooMany);
    }
    if !list(&kv, meeting_id, new).await? {
        unlist(api, meeting_id, new).await?;
        return Ok(Added::TooMany);
    }
    let (old, first) = first(&kv, meeting_id).await?;
    if first.is_none() && write_first(&kv, meeting_id, old.as_deref(), Some(new)).await? {
        return Ok(Added::New);
    }
    let key = keys::further_channels(meeting_id);
    change(&kv, &key, None, |further: &mut Further| {
        further
            .channels
            .retain(|known| known.channel_id != new.channel_id);
        further.channels.push(new.clone());
    })
    .await?;
    move_up(&kv, meeting_id, new).await?;
    Ok(Added::New)
}

/// Makes a further channel the first one, where that was removed meanwhile: the Go plugin knows no
/// others.
async fn move_up(kv: &Kv, meeting_id: u64, new: &Subscription) -> Result<()> {
    let (old, first) = first(kv, meeting_id).await?;
    if first.is_some() || !write_first(kv, meeting_id, old.as_deref(), Some(new)).await? {
        return Ok(());
    }
    let key = keys::further_channels(meeting_id);
    change(kv, &key, None, |further: &mut Further| {
        further
            .channels
            .retain(|known| known.channel_id != new.channel_id);
    })
    .await
}

/// Puts a meeting on the lists of the person and the channel, if both have room.
async fn list(kv: &Kv, meeting_id: u64, subscription: &Subscription) -> Result<bool> {
    let Subscription {
        channel_id,
        created_by,
    } = subscription;
    for key in [
        keys::subscriptions_of_person(created_by),
        keys::subscriptions_of_channel(channel_id),
    ] {
        let has_room = change(kv, &key, None, |list: &mut Meetings| {
            let known = list.meeting_ids.contains(&meeting_id);
            let has_room = known || list.meeting_ids.len() < MAX_MEETINGS;
            if has_room {
                list.meeting_ids.insert(meeting_id);
            }
            has_room
        });
        if !has_room.await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Ends a channel's subscription. Says which one it was.
///
/// # Errors
/// When the store fails.
pub(super) async fn remove(
    api: &Api,
    meeting_id: u64,
    channel_id: &str,
) -> Result<Option<Subscription>> {
    let kv = api.kv();
    let (old, first) = first(&kv, meeting_id).await?;
    let known = channels_of(api, meeting_id).await?;
    let (removed, left): (Vec<_>, Vec<_>) = known
        .into_iter()
        .partition(|known| known.channel_id == channel_id);
    let Some(removed) = removed.into_iter().next() else {
        return Ok(None);
    };
    let stood_first = first.is_some_and(|first| first.channel_id == channel_id);
    let next = left.first().filter(|_| stood_first);
    // The next one moves up, and is seen twice rather than never until it has.
    if stood_first && !write_first(&kv, meeting_id, old.as_deref(), next).await? {
        return Err(Error::Internal("a subscription changes too often"));
    }
    let key = keys::further_channels(meeting_id);
    change(&kv, &key, None, |further: &mut Further| {
        further.channels.retain(|known| {
            let moved = next.is_some_and(|next| next.channel_id == known.channel_id);
            known.channel_id != channel_id && !moved
        });
    })
    .await?;
    // Whoever added one meanwhile may have seen the first one still.
    if let Some(next) = further(&kv, meeting_id).await?.channels.first() {
        move_up(&kv, meeting_id, next).await?;
    }
    unlist(api, meeting_id, &removed).await?;
    Ok(Some(removed))
}

/// Takes a meeting off the list of the channel, and of the person where nothing else of theirs is
/// subscribed to it.
async fn unlist(api: &Api, meeting_id: u64, removed: &Subscription) -> Result<()> {
    let kv = api.kv();
    let forget = |list: &mut Meetings| list.meeting_ids.remove(&meeting_id);
    let key = keys::subscriptions_of_channel(&removed.channel_id);
    change(&kv, &key, None, forget).await?;
    let left = channels_of(api, meeting_id).await?;
    if !left
        .iter()
        .any(|known| known.created_by == removed.created_by)
    {
        let key = keys::subscriptions_of_person(&removed.created_by);
        change(&kv, &key, None, forget).await?;
    }
    Ok(())
}

/// The meetings that a person has subscribed to.
///
/// # Errors
/// When the store fails.
pub(super) async fn of_person(api: &Api, user_id: &str) -> Result<BTreeSet<u64>> {
    read_list(api, &keys::subscriptions_of_person(user_id)).await
}

/// The meetings that a channel is subscribed to.
///
/// # Errors
/// When the store fails.
pub(super) async fn of_channel(api: &Api, channel_id: &str) -> Result<BTreeSet<u64>> {
    read_list(api, &keys::subscriptions_of_channel(channel_id)).await
}

async fn read_list(api: &Api, key: &str) -> Result<BTreeSet<u64>> {
    let bytes = api.kv().get_bytes(key).await?;
    let list = bytes.as_deref().and_then(read_json::<Meetings>);
    Ok(list.unwrap_or_default().meeting_ids)
}

/// Puts the subscriptions of the Go plugin on the lists of their channels. It kept no such lists,
/// so all keys are gone through, at most once an hour.
///
/// # Errors
/// When the store fails; it begins anew the next time.
pub(super) async fn adopt(api: &Api) -> Result<()> {
    let kv = api.kv();
    if kv.get_bytes(keys::SUBSCRIPTIONS_ADOPTED).await?.is_some() {
        return Ok(());
    }
    for key in kv.list(keys::MEETING_CHANNEL).await? {
        let id = key.strip_prefix(keys::MEETING_CHANNEL);
        let Some(id) = id.and_then(|id| id.parse().ok()) else {
            continue;
        };
        if let Some(subscription) = first(&kv, id).await?.1 {
            let key = keys::subscriptions_of_channel(&subscription.channel_id);
            change(&kv, &key, None, |list: &mut Meetings| {
                list.meeting_ids.insert(id)
            })
            .await?;
        }
    }
    let done = Some(b"1".to_vec());
    kv.compare_and_set(keys::SUBSCRIPTIONS_ADOPTED, None, done, Some(ADOPTED_LIFE))
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::go_rows::rows;

    #[test]
    fn every_list_of_the_go_plugin_is_read() {
        let lists: Vec<_> = rows()
            .filter(|(key, ..)| key.starts_with("subscription_index_"))
            .collect();
        assert!(!lists.is_empty());
        for (key, value, _) in lists {
            let list: Meetings = read_json(&value).unwrap();
            let written: serde_json::Value = serde_json::from_slice(&value).unwrap();
            assert_eq!(serde_json::json!(list), written, "{key}");
        }
    }
}
