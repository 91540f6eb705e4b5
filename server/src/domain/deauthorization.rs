//! A person removed the app in Zoom: their data go, they are told, and Zoom hears of it where it
//! wants to.

use mattermost_plugin::model::Post;
use zoom_client::{Deauthorization, ErrorKind};

use crate::app::Services;
use crate::domain::{accounts, admins, posting};
use crate::error::{Error, Result};
use crate::i18n::{Reader, Text};
use crate::jobs::{Job, claim};
use crate::store::{Owner, keys};
use crate::texts;

/// Carries it out, once for each time that it happened.
///
/// # Errors
/// When Mattermost or Zoom fails: then the job is tried again, and goes on where it stopped.
pub async fn carry_out(services: &Services, job: &Job, event: &Deauthorization) -> Result<()> {
    if !claim(&services.api.kv(), job).await? {
        return Ok(());
    }
    if services.ready.settings.account_level_app && !account_stands(services).await? {
        tell_admins(services, job).await?;
    }
    if let Some(user_id) = accounts::connected_as(services, &event.user_id).await? {
        let text = texts::deauthorized();
        tell(services, job, "deauthorized", &user_id, &text).await?;
        remove(services, &user_id, event).await?;
        tracing::info!(audit = "deauthorized", user_id);
    }
    if event.wants_report() {
        services.ready.zoom.report_compliance(event).await?;
        tracing::info!(audit = "compliance report", zoom_user_id = event.user_id);
    }
    Ok(())
}

/// Tells them before their data go, for afterwards nothing says whose they were. `part` names what
/// they are told.
async fn tell(
    services: &Services,
    job: &Job,
    part: &str,
    user_id: &str,
    text: &Text,
) -> Result<()> {
    let sent = try_tell(services, job, part, user_id, text).await;
    match sent {
        // Somebody who is gone cannot be told.
        Err(Error::Mattermost(error)) if matches!(error.status_code(), Some(400 | 403 | 404)) => {
            tracing::debug!(user_id, error = %error, "cannot tell a person");
            Ok(())
        }
        other => other,
    }
}

async fn try_tell(
    services: &Services,
    job: &Job,
    part: &str,
    user_id: &str,
    text: &Text,
) -> Result<()> {
    let api = &services.api;
    let channel = api.get_direct_channel(&services.bot_id, user_id).await?;
    let post = Post {
        user_id: services.bot_id.clone(),
        channel_id: channel.id,
        message: text.to(&Reader::find(api, user_id).await),
        ..Post::default()
    };
    posting::create_once(api, job, part, post).await?;
    Ok(())
}

/// Zoom has taken the tokens back itself. A choice that is no data of Zoom's goes where all has to.
async fn remove(services: &Services, user_id: &str, event: &Deauthorization) -> Result<()> {
    let kv = services.api.kv();
    if event.wants_report() {
        kv.delete(&keys::preference(user_id)).await?;
    }
    let owner = Owner::User(user_id.to_owned());
    kv.delete(&owner.key()).await?;
    accounts::forget_person(services, &owner).await?;
    // The copy last: another attempt finds the person through it.
    Ok(kv.delete(&keys::zoom_user_token(&event.user_id)).await?)
}

/// The event names a Zoom user, and which of them connected the account is not kept: Zoom says
/// whether the connection still stands, and one that does not is removed.
async fn account_stands(services: &Services) -> Result<bool> {
    let zoom = &services.ready.zoom;
    let asked = accounts::call(services, &Owner::Account, |token| async move {
        zoom.user(&token, zoom_client::UserRef::Me).await
    });
    match asked.await {
        Ok(_) => Ok(true),
        Err(Error::NotConnected { .. }) => Ok(false),
        Err(Error::Zoom(error)) if !is_silence(error.kind()) => Ok(true),
        Err(error) => Err(error),
    }
}

/// Whether Zoom has said nothing about the connection.
fn is_silence(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::Unreachable | ErrorKind::RateLimited)
}

/// Tells every system admin that the account's connection is gone: once for each that there was,
/// although Zoom tells of each person who had the app, and whoever found out that it is gone.
async fn tell_admins(services: &Services, job: &Job) -> Result<()> {
    let (kv, key) = (services.api.kv(), keys::NOTICE_ACCOUNT);
    let own = job.id.clone().into_bytes();
    let first = kv
        .compare_and_set(key, None, Some(own.clone()), None)
        .await?;
    if !first && kv.get_bytes(key).await? != Some(own) {
        return Ok(());
    }
    tracing::warn!("the account's connection was removed in Zoom");
    let text = texts::account_deauthorized();
    for admin in admins::all(&services.api).await? {
        tell(services, job, "account deauthorized", &admin.id, &text).await?;
    }
    Ok(())
}
