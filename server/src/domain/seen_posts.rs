//! Posts of meetings as one person may see them: in the channels that they are a member of.

use crate::app::Services;
use crate::domain::post::Card;
use crate::domain::{meeting_posts, policy};
use crate::error::Result;

/// The newest open post of a meeting that a person may see.
///
/// # Errors
/// When Mattermost fails.
pub async fn of_meeting(
    services: &Services,
    user_id: &str,
    meeting_id: u64,
) -> Result<Option<Card>> {
    let api = &services.api;
    let known = meeting_posts::read(api, meeting_id).await?;
    let known = known.unwrap_or_default();
    let mut posts: Vec<_> = known.open().collect();
    posts.reverse();
    for post in posts {
        if !policy::is_member(api, user_id, &post.channel_id).await? {
            continue;
        }
        let card = meeting_posts::find_post(api, &post.post_id).await?;
        let card = card.as_ref().and_then(Card::read);
        if let Some(card) = card.filter(|card| !card.ended) {
            return Ok(Some(card));
        }
    }
    Ok(None)
}
