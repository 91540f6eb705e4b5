//! What browsers are told of meetings: this node sends a channel one event a second at most, about all
//! posts there whose meetings have changed meanwhile.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use mattermost_plugin::model::{Any, WebsocketBroadcast};

use super::View;
use crate::app::Services;
use crate::domain::meeting_posts;
use crate::error::{Error, Result};
use crate::store::FollowedPost;

/// Browsers see it as `custom_zoom_meeting_changed`. Its `live` is JSON in a text: an object of the
/// posts' ids, and what each shows.
const CHANGED_EVENT: &str = "meeting_changed";
const PAUSE: Duration = Duration::from_secs(1);
/// Of how many posts one event tells; the others come with the next one.
const MOST_AT_ONCE: usize = 50;
/// How often in a row it is tried.
const ATTEMPTS: usize = 10;

/// The posts of a channel of which browsers are to be told, and their meetings.
type Posts = BTreeMap<String, u64>;

/// The channels that are being told of meetings.
#[derive(Debug, Default)]
pub struct Broadcasts {
    channels: Mutex<HashMap<String, Channel>>,
}

/// A channel that was told less than a second ago, or is being told.
#[derive(Debug)]
struct Channel {
    /// With the settings as they were when it was last said that something changed.
    services: Services,
    posts: Posts,
}

impl Broadcasts {
    /// A post's meeting has changed: those who read its channel learn how it is, at once or in a
    /// moment.
    pub(super) fn tell(
        self: &Arc<Self>,
        services: &Services,
        meeting_id: u64,
        post: &FollowedPost,
    ) {
        let channel_id = post.channel_id.as_str();
        if self.add(services, channel_id, &post.post_id, meeting_id) {
            let (all, channel_id) = (self.clone(), channel_id.to_owned());
            tokio::spawn(async move { all.work(&channel_id).await });
        }
    }

    /// Says whether nobody tells the channel yet.
    fn add(&self, services: &Services, channel_id: &str, post_id: &str, meeting_id: u64) -> bool {
        let mut channels = self.channels();
        let is_new = !channels.contains_key(channel_id);
        let channel = channels
            .entry(channel_id.to_owned())
            .or_insert_with(|| Channel {
                services: services.clone(),
                posts: Posts::new(),
            });
        channel.services = services.clone();
        channel.posts.insert(post_id.to_owned(), meeting_id);
        is_new
    }

    fn channels(&self) -> MutexGuard<'_, HashMap<String, Channel>> {
        self.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells a channel, until nothing has changed for the length of a pause.
    async fn work(&self, channel_id: &str) {
        let mut failures = 0;
        while let Some((services, posts)) = self.next(channel_id) {
            let told = publish(&services, channel_id, &posts).await;
            failures = if told.is_ok() { 0 } else { failures + 1 };
            if let Err(error) = told {
                tracing::warn!(channel_id, error = %error, "browsers do not learn who is in");
                if failures < ATTEMPTS
                    && let Some(channel) = self.channels().get_mut(channel_id)
                {
                    channel.posts.extend(posts);
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// What the next event tells; a channel without any is forgotten.
    fn next(&self, channel_id: &str) -> Option<(Services, Posts)> {
        let mut channels = self.channels();
        let channel = channels.get_mut(channel_id)?;
        if channel.posts.is_empty() {
            channels.remove(channel_id);
            return None;
        }
        let mut posts = std::mem::take(&mut channel.posts);
        if let Some(later) = posts.keys().nth(MOST_AT_ONCE).cloned() {
            channel.posts = posts.split_off(&later);
        }
        Some((channel.services.clone(), posts))
    }
}

/// Sends the event: each post's meeting as it is now, so that an event tells nothing older than an
/// earlier one.
async fn publish(services: &Services, channel_id: &str, posts: &Posts) -> Result<()> {
    let mut live = BTreeMap::new();
    for (post_id, meeting_id) in posts {
        let known = meeting_posts::read(&services.api, *meeting_id).await?;
        if let Some(post) = known.as_ref().and_then(|known| known.of(post_id)) {
            live.insert(post_id, View::of(services, *meeting_id, post).await?);
        }
    }
    let live = serde_json::to_string(&live).map_err(|_| Error::Internal("no JSON"))?;
    let payload = [("channel_id", channel_id.to_owned()), ("live", live)];
    let payload = payload.map(|(key, value)| (key.to_owned(), Any::from(value)));
    let broadcast = WebsocketBroadcast {
        channel_id: channel_id.to_owned(),
        ..WebsocketBroadcast::default()
    };
    let api = &services.api;
    let published = api.publish_web_socket_event(CHANGED_EVENT, BTreeMap::from(payload), broadcast);
    Ok(published.await?)
}
