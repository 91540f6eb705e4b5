//! Posts made by jobs: once each, although a job may run twice.

use mattermost_plugin::Api;
use mattermost_plugin::model::{Any, Post};

use crate::error::Result;
use crate::jobs::Job;

/// The prop that names the job, and which of its posts it is.
pub const JOB_PROP: &str = "zoom_job";
/// Clocks of nodes may differ by this much, in milliseconds.
const SKEW: i64 = 60_000;

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
    let list = if wanted.root_id.is_empty() {
        let since = job.accepted.saturating_sub(SKEW);
        api.get_posts_since(&wanted.channel_id, since).await?
    } else {
        api.get_post_thread(&wanted.root_id).await?
    };
    let marked =
        |post: &Post| post.props.get(JOB_PROP).and_then(Any::as_str) == Some(mark.as_str());
    Ok(list.posts.into_values().find(marked))
}
