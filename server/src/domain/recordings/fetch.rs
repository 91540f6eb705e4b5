//! A file from Zoom, by the event's token, or by a fresh one where that has ended.

use secrecy::SecretString;
use zoom_client::{Download, ErrorKind, MeetingUuid};

use super::Recorded;
use crate::app::Services;
use crate::domain::accounts;
use crate::error::{Error, Result};
use crate::store::{Owner, keys, stored_owner};

/// Opens a file for reading.
///
/// # Errors
/// What Zoom says; [`Error::NotConnected`] where the event's token has ended and nobody here is
/// connected as the host.
pub(super) async fn open(
    services: &Services,
    recorded: &Recorded,
    link: &str,
    token: Option<&str>,
    limit: u64,
) -> Result<Download> {
    let zoom = &services.ready.zoom;
    let token = token.map(SecretString::from);
    match zoom.download(link, token.as_ref(), limit).await {
        // Without a token a protected file answers with a page, and that is no reason to wait.
        Err(error) if needs_fresh_token(&error, token.is_some()) => {}
        other => return Ok(other?),
    }
    let fresh = fresh_token(services, recorded).await?;
    Ok(zoom.download(link, Some(&fresh), limit).await?)
}

fn needs_fresh_token(error: &zoom_client::Error, had_token: bool) -> bool {
    match error.kind() {
        ErrorKind::AccessTokenRejected => true,
        ErrorKind::FileNotReady => !had_token,
        _ => false,
    }
}

/// Asks Zoom as the host; needs a scope that not every app has.
async fn fresh_token(services: &Services, recorded: &Recorded) -> Result<SecretString> {
    let owner = host(services, recorded).await?;
    let (zoom, run) = (&services.ready.zoom, MeetingUuid::new(&recorded.uuid));
    let run = &run;
    let recording = accounts::call(services, &owner, |token| async move {
        zoom.recording(&token, run).await
    });
    let token = recording.await?.download_access_token;
    token.ok_or(Error::Internal("Zoom gave no token for a recording"))
}

/// Who is connected as the meeting's host.
async fn host(services: &Services, recorded: &Recorded) -> Result<Owner> {
    if services.ready.settings.account_level_app {
        return Ok(Owner::Account);
    }
    let key = keys::zoom_user_token(&recorded.host_id);
    let bytes = services.api.kv().get_bytes(&key).await?;
    let owner = bytes.as_deref().and_then(stored_owner);
    let (user_id, _) = owner.ok_or(Error::NotConnected { again: false })?;
    Ok(Owner::User(user_id))
}
