//! `/zoom admin failures`: jobs that could not be done.

use mattermost_plugin::model::CommandArgs;

use super::Answer;
use crate::app::Services;
use crate::domain::admins;
use crate::error::Result;
use crate::jobs::failures::{self, Retried};
use crate::texts;

const ALL: &str = "all";

pub(super) async fn list(services: &Services) -> Result<Answer> {
    let failures = failures::list(&services.api.kv()).await?;
    Ok(Answer::text(texts::failures(&failures)))
}

pub(super) async fn retry(services: &Services, args: &CommandArgs, which: &str) -> Result<Answer> {
    let (mut again, mut forgotten) = (0, 0);
    for id in chosen(services, which).await? {
        let retried = failures::retry(&services.queue, &id).await?;
        again += i64::from(retried == Retried::Again);
        forgotten += i64::from(retried == Retried::Forgotten);
        tracing::info!(audit = "failures retry", user_id = args.user_id, job = id, outcome = ?retried);
    }
    admins::tell_of_failures(&services.api, &services.bot_id).await;
    Ok(Answer::text(texts::failures_after_retry(again, forgotten)))
}

pub(super) async fn discard(
    services: &Services,
    args: &CommandArgs,
    which: &str,
) -> Result<Answer> {
    let mut count = 0;
    for id in chosen(services, which).await? {
        count += i64::from(failures::drop_one(&services.api.kv(), &id).await?);
        tracing::info!(audit = "failures drop", user_id = args.user_id, job = id);
    }
    admins::tell_of_failures(&services.api, &services.bot_id).await;
    Ok(Answer::text(match count {
        0 => texts::failures_unknown(),
        count => texts::failures_dropped(count),
    }))
}

/// The failures that an argument means: one by its name, or all.
async fn chosen(services: &Services, which: &str) -> Result<Vec<String>> {
    let known = failures::list(&services.api.kv()).await?.into_iter();
    let meant = |id: &String| which.eq_ignore_ascii_case(ALL) || which == id;
    Ok(known.map(|failure| failure.id).filter(meant).collect())
}
