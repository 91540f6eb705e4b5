//! Who can be called, and by whom.

use mattermost_plugin::Api;
use mattermost_plugin::model::User;
use mattermost_plugin::model::permission_id::VIEW_MEMBERS;

use crate::error::{Error, Result, Uncallable};
use crate::store::is_id;

/// The statuses in which Mattermost itself keeps quiet.
const QUIET: [&str; 2] = ["dnd", "ooo"];

/// Whom a caller names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Callee {
    /// By name, with or without the @.
    Name(String),
    /// By id.
    Id(String),
}

impl Default for Callee {
    fn default() -> Self {
        Self::Id(String::new())
    }
}

/// Finds the person.
///
/// # Errors
/// [`Uncallable::Unknown`], or when Mattermost fails.
pub(super) async fn find(api: &Api, callee: &Callee) -> Result<User> {
    let found = match callee {
        Callee::Name(name) => {
            let name = name.trim_start_matches('@').to_lowercase();
            api.get_user_by_username(name).await
        }
        Callee::Id(id) if is_id(id) => api.get_user(id).await,
        Callee::Id(_) => return Err(Error::CannotCall(Uncallable::Unknown)),
    };
    found.map_err(|error| match error.status_code() {
        Some(400..=499) => Error::CannotCall(Uncallable::Unknown),
        _ => error.into(),
    })
}

/// Checks that a person can be called by another.
///
/// # Errors
/// [`Error::CannotCall`], or when Mattermost fails.
pub(super) async fn check(api: &Api, caller: &str, callee: &User) -> Result<()> {
    let why = if callee.id == caller {
        Uncallable::Oneself
    } else if callee.is_bot {
        Uncallable::Bot
    } else if callee.delete_at != 0 {
        Uncallable::Deactivated
    } else if !may_see(api, caller, &callee.id).await? {
        Uncallable::OutOfReach
    } else {
        return Ok(());
    };
    Err(Error::CannotCall(why))
}

/// Guests see those alone with whom they share a channel. The plugin API asks nobody whether one
/// person may see another, so this does.
async fn may_see(api: &Api, caller: &str, callee: &str) -> Result<bool> {
    if api.has_permission_to(caller, VIEW_MEMBERS).await? {
        return Ok(true);
    }
    for team in api.get_teams_for_user(caller).await? {
        let own = api.get_channels_for_team_for_user(team.id.as_str(), caller, false);
        let own = own.await?;
        let theirs = api.get_channels_for_team_for_user(team.id.as_str(), callee, false);
        let theirs = theirs.await?;
        if own
            .iter()
            .any(|channel| theirs.iter().any(|other| other.id == channel.id))
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The direct channel of two people, made where it is missing.
///
/// # Errors
/// [`Uncallable::OutOfReach`] where the server allows direct messages among those of one team only,
/// and these two share none.
pub(super) async fn direct_channel(api: &Api, caller: &str, callee: &str) -> Result<String> {
    match api.get_direct_channel(caller, callee).await {
        Ok(channel) => Ok(channel.id),
        Err(error) if matches!(error.status_code(), Some(400..=499)) => {
            Err(Error::CannotCall(Uncallable::OutOfReach))
        }
        Err(error) => Err(error.into()),
    }
}

/// The other person of a direct channel: its name holds both ids.
///
/// # Errors
/// [`Error::BadRequest`] where it is another kind of channel.
pub(super) async fn other(api: &Api, channel_id: &str, user_id: &str) -> Result<User> {
    const NO_PAIR: Error = Error::BadRequest("a call needs a direct channel of two");
    let channel = api.get_channel(channel_id).await?;
    let pair = (channel.type_ == "D").then(|| channel.name.split_once("__"));
    let (one, two) = pair.flatten().ok_or(NO_PAIR)?;
    let other = if one == user_id { two } else { one };
    Ok(api.get_user(other).await?)
}

/// Whether a person wants to be left alone.
///
/// # Errors
/// When Mattermost fails.
pub(super) async fn is_not_to_be_disturbed(api: &Api, user_id: &str) -> Result<bool> {
    match api.get_user_status(user_id).await {
        Ok(status) => Ok(QUIET.contains(&status.status.as_str())),
        // Of who never logged in nothing is known.
        Err(error) if error.is_not_found() => Ok(false),
        Err(error) => Err(error.into()),
    }
}
