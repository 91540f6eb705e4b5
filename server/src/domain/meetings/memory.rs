//! What is remembered of a meeting, so that Zoom's events find its post.

use mattermost_plugin::model::Post;

use super::make::Made;
use crate::app::Services;
use crate::domain::meeting_posts;
use crate::error::Result;
use crate::store::FollowedPost;

/// Keeps the way from Zoom's events to the post. The meeting stands whatever happens here.
pub(super) async fn remember(services: &Services, made: &Made, post: &Post, call: bool) {
    if let Err(error) = try_remember(services, made, post, call).await {
        tracing::error!(
            post_id = post.id, error = %error,
            "a meeting's post will not learn that the meeting ended"
        );
    }
}

async fn try_remember(services: &Services, made: &Made, post: &Post, call: bool) -> Result<()> {
    let followed = FollowedPost {
        post_id: post.id.clone(),
        channel_id: post.channel_id.clone(),
        user_id: post.user_id.clone(),
        host_id: made.host_id.clone(),
        uuid: made.uuid.clone(),
        reused: made.personal,
        since: if made.running { 0 } else { post.create_at },
        started: made.running,
        call,
        ..FollowedPost::default()
    };
    meeting_posts::follow(services, made.id, followed).await
}
