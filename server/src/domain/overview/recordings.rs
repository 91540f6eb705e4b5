//! What was recorded lately.

use mattermost_plugin::model::Any;
use serde::Serialize;

use super::entries::Shown;
use super::places::Place;
use crate::app::Services;
use crate::domain::meeting_posts;
use crate::domain::post::Card;
use crate::domain::post_index::{Entry, List};
use crate::error::Result;
use crate::store::is_id;

/// A meeting whose recording was posted.
#[derive(Debug, Serialize)]
pub struct RecordedMeeting {
    /// The reply that leads to the recording.
    pub post_id: String,
    /// Its channel.
    pub channel_id: String,
    /// The channel's name.
    pub channel_name: String,
    /// The topic.
    pub topic: String,
    /// When the meeting began, or else when the recording came, in milliseconds since 1970.
    pub time: i64,
    /// How long the meeting was, where that is known.
    pub minutes: Option<i64>,
}

impl Shown for RecordedMeeting {
    const LIST: List = List::Recordings;
    const MOST: usize = 15;

    async fn find(services: &Services, entry: &Entry) -> Result<Option<Self>> {
        meeting(services, entry).await
    }

    fn named(self, place: Place) -> Self {
        Self {
            channel_name: place.channel,
            ..self
        }
    }
}

async fn meeting(services: &Services, entry: &Entry) -> Result<Option<RecordedMeeting>> {
    let api = &services.api;
    let Some(reply) = meeting_posts::find_post(api, &entry.post_id).await? else {
        return Ok(None);
    };
    let of = reply.props.get("meeting_post_id").and_then(Any::as_str);
    let post = match of.filter(|id| is_id(id)) {
        Some(post_id) => meeting_posts::find_post(api, post_id).await?,
        None => None,
    };
    let card = post.as_ref().and_then(Card::read);
    let Some(card) = card.filter(|_| reply.channel_id == entry.channel_id) else {
        return Ok(None);
    };
    Ok(Some(RecordedMeeting {
        post_id: reply.id,
        channel_id: reply.channel_id,
        channel_name: String::new(),
        time: card.start_time.unwrap_or(reply.create_at),
        minutes: card.minutes(),
        topic: card.topic,
    }))
}
