//! Connecting a Zoom account: what is remembered between the prompt and Zoom's answer.

use std::time::Duration;

use subtle::ConstantTimeEq;
use zoom_client::{SecretString, UserRef};

use crate::app::Services;
use crate::domain::accounts;
use crate::error::{Error, Result};
use crate::store::{ConnectState, Connection, Owner, PendingStart, keys, random_text};

/// How long a begun connect is good.
const STATE_LIFE: Duration = Duration::from_secs(5 * 60);
/// How long the meeting that was asked for is remembered: a person may need a second attempt.
const PENDING_LIFE: Duration = Duration::from_secs(15 * 60);
const RANDOM_LENGTH: usize = 15;

/// Remembers that a person wants to connect, and the meeting they asked for, if any.
///
/// # Errors
/// When the store cannot be written.
pub async fn begin(
    services: &Services,
    user_id: &str,
    channel_id: &str,
    meeting: Option<&PendingStart>,
) -> Result<ConnectState> {
    let kv = services.api.kv();
    let pending = keys::pending_start(user_id);
    match meeting {
        Some(meeting) => kv.set_with_expiry(&pending, meeting, PENDING_LIFE).await?,
        None => kv.delete(&pending).await?,
    }
    write_state(services, user_id, channel_id, meeting.is_none()).await
}

async fn write_state(
    services: &Services,
    user_id: &str,
    channel_id: &str,
    only_connect: bool,
) -> Result<ConnectState> {
    let state = ConnectState {
        random: random_text(RANDOM_LENGTH)?,
        user_id: user_id.to_owned(),
        channel_id: channel_id.to_owned(),
        only_connect,
    };
    let text = state.to_text().into_bytes();
    services
        .api
        .kv()
        .set_bytes(&keys::connect_state(user_id), text, Some(STATE_LIFE))
        .await?;
    Ok(state)
}

/// The address of Zoom's consent page, for the connect that a person has begun. Where none was
/// begun, or it is too old, one begins here; a meeting that was asked for still counts.
///
/// # Errors
/// [`Error::AdminsOnly`] where a system admin connects for everybody.
pub async fn consent_page(services: &Services, user_id: &str) -> Result<String> {
    check_may_connect(services, user_id).await?;
    let state = match stored_state(services, user_id).await? {
        Some((_, state)) => state,
        None => begin_anew(services, user_id).await?,
    };
    Ok(services.ready.zoom.authorize_url(&state.to_text())?)
}

async fn begin_anew(services: &Services, user_id: &str) -> Result<ConnectState> {
    match pending(services, user_id).await? {
        Some(meeting) => write_state(services, user_id, &meeting.channel_id, false).await,
        None => {
            let direct = services
                .api
                .get_direct_channel(user_id, &services.bot_id)
                .await?;
            write_state(services, user_id, &direct.id, true).await
        }
    }
}

/// Checks that a person may connect: with an account-level app only a system admin.
///
/// # Errors
/// [`Error::AdminsOnly`].
pub async fn check_may_connect(services: &Services, user_id: &str) -> Result<()> {
    let account_level = services.ready.settings.account_level_app;
    if account_level && !services.is_system_admin(user_id).await? {
        return Err(Error::AdminsOnly);
    }
    Ok(())
}

async fn stored_state(
    services: &Services,
    user_id: &str,
) -> Result<Option<(Vec<u8>, ConnectState)>> {
    let Some(bytes) = services
        .api
        .kv()
        .get_bytes(&keys::connect_state(user_id))
        .await?
    else {
        return Ok(None);
    };
    let state = std::str::from_utf8(&bytes)
        .ok()
        .and_then(ConnectState::parse);
    Ok(state
        .filter(|state| state.user_id == user_id)
        .map(|state| (bytes, state)))
}

async fn pending(services: &Services, user_id: &str) -> Result<Option<PendingStart>> {
    let bytes = services
        .api
        .kv()
        .get_bytes(&keys::pending_start(user_id))
        .await?;
    Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

/// Uses up the state that came back from Zoom: it must be the one that this person has begun, and
/// it is good once, on whichever node.
///
/// # Errors
/// When the store fails. `None` where the state is foreign, used, or too old.
pub async fn redeem(
    services: &Services,
    user_id: &str,
    presented: &str,
) -> Result<Option<ConnectState>> {
    let Some((bytes, state)) = stored_state(services, user_id).await? else {
        return Ok(None);
    };
    if !bool::from(bytes.ct_eq(presented.as_bytes())) {
        return Ok(None);
    }
    let key = keys::connect_state(user_id);
    let first = services
        .api
        .kv()
        .compare_and_set(&key, Some(&bytes), None, None)
        .await?;
    Ok(first.then_some(state))
}

/// Exchanges Zoom's code and stores the connection. Returns the meeting that was asked for.
///
/// # Errors
/// What Zoom says, or when the store fails. The meeting stays remembered then.
pub async fn complete(
    services: &Services,
    state: &ConnectState,
    code: &SecretString,
) -> Result<Option<PendingStart>> {
    let user_id = &state.user_id;
    check_may_connect(services, user_id).await?;
    let tokens = services.ready.zoom.exchange_code(code).await?;
    let zoom_user = services
        .ready
        .zoom
        .user(tokens.access_token(), UserRef::Me)
        .await?;
    let owner = accounts::owner_for(services, user_id);
    let connection = Connection {
        zoom_email: zoom_user.email,
        zoom_id: zoom_user.id,
        user_id: user_id.clone(),
        tokens: accounts::from_zoom(&tokens, None, services.clock.now()),
    };
    accounts::save(services, &owner, &connection).await?;
    tracing::info!(audit = "connect", user_id, owner = owner.name());
    let meeting = if state.only_connect {
        None
    } else {
        pending(services, user_id).await?
    };
    services
        .api
        .kv()
        .delete(&keys::pending_start(user_id))
        .await?;
    // A state that the Go plugin wrote names its channel, and no thread or topic.
    Ok(meeting.or_else(|| {
        let channel_id = state.channel_id.clone();
        (!state.only_connect).then(|| PendingStart {
            channel_id,
            ..PendingStart::default()
        })
    }))
}

/// Whether a person's connection, or the account's, stands.
///
/// # Errors
/// When the store cannot be read.
pub async fn is_connected(services: &Services, owner: &Owner) -> Result<bool> {
    Ok(accounts::load(services, owner).await?.is_some())
}

/// Ends what declining left behind.
///
/// # Errors
/// When the store cannot be written.
pub async fn forget_pending(services: &Services, user_id: &str) -> Result<()> {
    services
        .api
        .kv()
        .delete(&keys::pending_start(user_id))
        .await
        .map_err(Error::from)
}
