//! Meetings that go on.

use serde::Serialize;
use zoom_client::MeetingId;

use super::entries::Shown;
use super::places::Place;
use crate::app::Services;
use crate::domain::live::View;
use crate::domain::meeting_number::link_of_post;
use crate::domain::meeting_posts;
use crate::domain::post::Card;
use crate::domain::post_index::{Entry, List};
use crate::error::Result;

/// A post of a meeting that has not ended.
#[derive(Debug, Serialize)]
pub struct LiveMeeting {
    /// The post.
    pub post_id: String,
    /// Its channel.
    pub channel_id: String,
    /// The channel's name.
    pub channel_name: String,
    /// Whose post it is.
    #[serde(skip)]
    pub user_id: String,
    /// The meeting's number.
    pub meeting_id: u64,
    /// The topic.
    pub topic: String,
    /// Where to join, as the post has it; it leads to the meeting, whatever was written onto the post.
    pub link: String,
    /// When it began, in milliseconds since 1970.
    pub start_time: Option<i64>,
    /// Who is in.
    pub live: View,
}

impl Shown for LiveMeeting {
    const LIST: List = List::Open;
    const MOST: usize = 20;

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

/// `None` where the post is gone, shows no meeting that goes on, or is followed no more. It may
/// have been moved to another channel, which its entry does not know.
async fn meeting(services: &Services, entry: &Entry) -> Result<Option<LiveMeeting>> {
    let api = &services.api;
    let Some(post) = meeting_posts::find_post(api, &entry.post_id).await? else {
        return Ok(None);
    };
    let card = Card::read(&post).filter(|card| !card.ended);
    let Some(card) = card.filter(|_| post.channel_id == entry.channel_id) else {
        return Ok(None);
    };
    let meeting_id = u64::try_from(card.meeting_id).unwrap_or_default();
    let known = meeting_posts::read(api, meeting_id)
        .await?
        .unwrap_or_default();
    let Some(state) = known.of(&entry.post_id).filter(|post| !post.ended) else {
        return Ok(None);
    };
    let zoom = &services.ready.zoom;
    let link = MeetingId::new(meeting_id).map(|id| link_of_post(zoom, &card.link, id));
    Ok(Some(LiveMeeting {
        live: View::of(services, meeting_id, state).await?,
        post_id: post.id,
        channel_id: post.channel_id,
        channel_name: String::new(),
        user_id: post.user_id,
        meeting_id,
        topic: card.topic,
        link: link.unwrap_or_default(),
        start_time: state.start_time.or(card.start_time),
    }))
}
