//! Posts made by jobs: once each, although a job may run twice.

use mattermost_plugin::Api;
use mattermost_plugin::model::{Any, Post};

use crate::error::Result;
use crate::jobs::Job;

/// The prop that names the job, and which of its posts it is.
pub const JOB_PROP: &str = "zoom_job";
/// Clocks of nodes may differ by this much, in milliseconds.
const SKEW: i64 = 60_000;
/// The most posts that Mattermost gives of those that changed in a channel.
const MOST_CHANGED: usize = 1000;
/// How many posts of a channel are asked for at once.
const PAGE: i64 = 200;

/// Makes a post for a job, unless an earlier attempt has made it. `part` tells a job's posts apart.
///
/// Mattermost cannot make a post only if it is not there yet, so a repeated job looks for it: in
/// the thread where it belongs to one, or else among what the channel got since the job began.
///
/// # Errors
/// When Mattermost fails.
pub async fn create_once(api: &Api, job: &Job, part: &str, mut post: Post) -> Result<Post> {
    if job.is_repeat()
        && let Some(made) = find(api, job, part, &post).await?
    {
        return Ok(made);
    }
    let mark = mark(job, part);
    post.props.insert(JOB_PROP.to_owned(), Any::from(mark));
    Ok(api.create_post(post).await?)
}

fn mark(job: &Job, part: &str) -> String {
    format!("{}/{part}", job.id)
}

/// The post that an earlier attempt has made, if one has. `wanted` says where to look.
///
/// # Errors
/// When Mattermost fails.
pub async fn find(api: &Api, job: &Job, part: &str, wanted: &Post) -> Result<Option<Post>> {
    let mark = mark(job, part);
    let is_made =
        |post: &Post| post.props.get(JOB_PROP).and_then(Any::as_str) == Some(mark.as_str());
    if wanted.root_id.is_empty() {
        let since = job.accepted.saturating_sub(SKEW);
        return find_in_channel(api, &wanted.channel_id, since, is_made).await;
    }
    let thread = api.get_post_thread(&wanted.root_id).await?;
    Ok(thread.posts.into_values().find(is_made))
}

/// Among what a channel got since a time, in milliseconds since 1970. Mattermost gives only so much
/// of what changed, and does not say what it leaves out: a channel that got more is gone through
/// page by page, which shows no posts that were deleted.
async fn find_in_channel(
    api: &Api,
    channel_id: &str,
    since: i64,
    is_made: impl Fn(&Post) -> bool,
) -> Result<Option<Post>> {
    let changed = api.get_posts_since(channel_id, since).await?.posts;
    let is_all = changed.len() < MOST_CHANGED;
    let made = changed.into_values().find(&is_made);
    if is_all || made.is_some() {
        return Ok(made);
    }
    for page in 0.. {
        let list = api.get_posts_for_channel(channel_id, page, PAGE).await?;
        let oldest = list.order.last().and_then(|id| list.posts.get(id));
        let is_last = oldest.is_none_or(|post| post.create_at < since);
        let made = list.posts.into_values().find(&is_made);
        if is_last || made.is_some() {
            return Ok(made);
        }
    }
    Ok(None)
}
