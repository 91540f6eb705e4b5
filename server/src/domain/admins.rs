//! What system admins are told by the bot, once per cluster, and the bot's picture.

use std::time::Duration;

use data_encoding::HEXLOWER;
use mattermost_plugin::Api;
use mattermost_plugin::model::{Post, User, UserGetOptions};
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};

use crate::app::Configuration;
use crate::error::Result;
use crate::i18n::{Reader, Text};
use crate::jobs::failures;
use crate::settings::Fault;
use crate::store::keys;
use crate::texts;

const SYSTEM_ADMIN: &str = "system_admin";
const PAGE: i64 = 100;
/// How long it may take to tell everybody.
const TELLING: Duration = Duration::from_secs(10 * 60);
const PICTURE: &str = "assets/profile.png";

/// Tells system admins what is missing; what they know already is not repeated.
pub async fn tell(api: &Api, bot_id: &str, configuration: &Configuration) {
    let problems = &configuration.problems;
    // They need not do anything: it is asked again, and then they hear what is missing.
    if problems
        .iter()
        .any(|problem| problem.fault == Fault::Unread)
    {
        return;
    }
    let settings = (!problems.is_empty()).then(|| texts::settings_notice(problems));
    let unsigned = configuration.ready.as_ref().and_then(|ready| {
        let missing = ready
            .settings
            .zoom_webhook_secret
            .expose_secret()
            .is_empty();
        missing.then(|| texts::webhook_secret_missing(ready.url("webhook?secret=")))
    });
    notify(api, bot_id, keys::NOTICE_SETTINGS, settings).await;
    if configuration.ready.is_some() {
        notify(api, bot_id, keys::NOTICE_WEBHOOK_SECRET, unsigned).await;
    }
}

/// Tells system admins that there are jobs which could not be done; once, until there are none.
pub async fn tell_of_failures(api: &Api, bot_id: &str) {
    let text = match failures::list(&api.kv()).await {
        Ok(failures) => (!failures.is_empty()).then(texts::failures_notice),
        Err(error) => {
            tracing::error!(error = %error, "cannot read which jobs failed");
            return;
        }
    };
    notify(api, bot_id, keys::NOTICE_FAILURES, text).await;
}

/// Tells system admins `text`, unless it is what they were told last; `None` where there is nothing
/// to tell any more.
pub async fn notify(api: &Api, bot_id: &str, key: &str, text: Option<Text>) {
    if let Err(error) = try_notify(api, bot_id, key, text).await {
        tracing::error!(error = %error, "cannot tell the system admins what is missing");
    }
}

/// The key holds what was told last, so that one node tells it, and only once. Until all are told
/// it holds it for a short time: should this node die, another start tells it.
async fn try_notify(api: &Api, bot_id: &str, key: &str, text: Option<Text>) -> Result<()> {
    let kv = api.kv();
    let old = kv.get_bytes(key).await?;
    let new = text
        .as_ref()
        .map(|text| hash(text.to(&Reader::default()).as_bytes()).into_bytes());
    let life = new.as_ref().map(|_| TELLING);
    if old == new
        || !kv
            .compare_and_set(key, old.as_deref(), new.clone(), life)
            .await?
    {
        return Ok(());
    }
    let Some(text) = text else { return Ok(()) };
    let told = tell_all(api, bot_id, &text).await;
    // Where nobody was told, the next start tries again.
    let kept = told.is_ok().then(|| new.clone()).flatten();
    kv.compare_and_set(key, new.as_deref(), kept, None).await?;
    told
}

fn hash(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// Tells every system admin.
async fn tell_all(api: &Api, bot_id: &str, text: &Text) -> Result<()> {
    for admin in all(api).await? {
        let text = text.to(&Reader::person(&admin));
        if let Err(error) = direct_message(api, bot_id, &admin.id, &text).await {
            tracing::warn!(user_id = admin.id, error = %error, "cannot tell a system admin");
        }
    }
    Ok(())
}

/// Every system admin.
///
/// # Errors
/// When Mattermost cannot name them.
pub async fn all(api: &Api) -> Result<Vec<User>> {
    let mut all = Vec::new();
    for page in 0.. {
        let options = UserGetOptions {
            role: SYSTEM_ADMIN.to_owned(),
            active: true,
            page,
            per_page: PAGE,
            ..UserGetOptions::default()
        };
        let admins = api.get_users(options).await?;
        let last = i64::try_from(admins.len()).unwrap_or(PAGE) < PAGE;
        let people = |user: &User| !user.is_bot && user.delete_at == 0;
        all.extend(admins.into_iter().filter(people));
        if last {
            break;
        }
    }
    Ok(all)
}

/// Sends a person a direct message by the bot, written for them already.
///
/// # Errors
/// When Mattermost fails.
pub async fn direct_message(api: &Api, bot_id: &str, user_id: &str, text: &str) -> Result<()> {
    let channel = api.get_direct_channel(bot_id, user_id).await?;
    let post = Post {
        user_id: bot_id.to_owned(),
        channel_id: channel.id,
        message: text.to_owned(),
        ..Post::default()
    };
    api.create_post(post).await?;
    Ok(())
}

/// Gives the bot its picture from the bundle, where it has another one.
pub async fn set_bot_picture(api: &Api, bot_id: &str) {
    if let Err(error) = try_set_bot_picture(api, bot_id).await {
        tracing::warn!(error = %error, "cannot set the bot's picture");
    }
}

async fn try_set_bot_picture(api: &Api, bot_id: &str) -> mattermost_plugin::Result<()> {
    let path = std::path::Path::new(&api.get_bundle_path().await?).join(PICTURE);
    let Ok(picture) = std::fs::read(&path) else {
        tracing::debug!(path = PICTURE, "the bundle has no picture of the bot");
        return Ok(());
    };
    let hash = hash(&picture).into_bytes();
    if api.kv().get_bytes(keys::BOT_PICTURE).await?.as_ref() == Some(&hash) {
        return Ok(());
    }
    api.set_profile_image(bot_id, picture).await?;
    api.kv().set_bytes(keys::BOT_PICTURE, hash, None).await
}
