//! Whose meeting a meeting is, as Zoom says now.

use zoom_client::{ErrorKind, Meeting, MeetingId};

use crate::app::Services;
use crate::domain::accounts::{self, ZoomUser};
use crate::error::{Error, Result};
use crate::store::Owner;

/// Zoom's numbers among the kinds of meetings: a personal room, and recurring ones without and with
/// fixed times.
pub const PERSONAL_ROOM: i64 = 4;
const RECURRING: [i64; 2] = [3, 8];

/// Whether a meeting's number is used again and again.
pub fn is_reused(meeting: &Meeting) -> bool {
    meeting.kind == PERSONAL_ROOM || RECURRING.contains(&meeting.kind) || meeting.pmi.is_some()
}

/// Checks that a person is the host of a meeting, or a system admin.
///
/// # Errors
/// [`Error::NotTheHost`], or what keeps Zoom from saying who is.
pub async fn check(services: &Services, user_id: &str, id: MeetingId) -> Result<()> {
    if services.is_system_admin(user_id).await? {
        return Ok(());
    }
    meeting_of(services, user_id, id).await.map(drop)
}

/// A person's own meeting.
///
/// # Errors
/// [`Error::NotTheHost`] where it is another's, or there is none: Zoom does not tell them apart.
/// [`Error::UnverifiedEmail`] where nobody knows who the person is to Zoom. Otherwise what keeps Zoom
/// from saying so.
pub async fn meeting_of(services: &Services, user_id: &str, id: MeetingId) -> Result<Meeting> {
    let owner = accounts::owner_for(services, user_id);
    let zoom_user = ZoomUser::verified(services, &owner, user_id).await?;
    let meeting = match meeting(services, user_id, id).await {
        Ok(meeting) => meeting,
        Err(error) if error.is_of_another() => return Err(Error::NotTheHost),
        Err(error) => return Err(error),
    };
    if meeting.host_id == zoom_id(services, &owner, &zoom_user).await? {
        Ok(meeting)
    } else {
        Err(Error::NotTheHost)
    }
}

/// A meeting, as Zoom tells a person of it.
///
/// # Errors
/// What Zoom says.
pub async fn meeting(services: &Services, user_id: &str, id: MeetingId) -> Result<Meeting> {
    let owner = accounts::owner_for(services, user_id);
    let zoom = &services.ready.zoom;
    accounts::call(services, &owner, |token| async move {
        zoom.meeting(&token, id).await
    })
    .await
}

/// What a person's connection says of a meeting.
#[derive(Debug)]
pub enum Asked {
    /// There is one.
    Found(Box<Meeting>),
    /// There is none, any more.
    Gone,
    /// The connection cannot say: there is none, or it is another's than the host's.
    NobodyToAsk,
}

/// Asks for a meeting of a host's, whom Zoom knows by `host_id`, by the connection of a person.
///
/// # Errors
/// When Mattermost or Zoom fails.
pub async fn ask(
    services: &Services,
    user_id: &str,
    host_id: &str,
    id: MeetingId,
) -> Result<Asked> {
    match meeting(services, user_id, id).await {
        Ok(meeting) => Ok(Asked::Found(Box::new(meeting))),
        Err(Error::Zoom(error)) if error.kind() == ErrorKind::NoSuchMeeting => {
            let owner = accounts::owner_for(services, user_id);
            Ok(match sees(services, &owner, host_id).await? {
                true => Asked::Gone,
                false => Asked::NobodyToAsk,
            })
        }
        Err(Error::NotConnected { .. }) => Ok(Asked::NobodyToAsk),
        Err(error) if error.is_of_another() => Ok(Asked::NobodyToAsk),
        Err(error) => Err(error),
    }
}

/// Whether a connection would see a host's meeting if there was one: of other people's meetings
/// Zoom says that there are none.
///
/// # Errors
/// When the store cannot be read.
pub async fn sees(services: &Services, owner: &Owner, host_id: &str) -> Result<bool> {
    if *owner == Owner::Account {
        return Ok(true);
    }
    Ok(!host_id.is_empty() && zoom_id_of(services, owner).await? == host_id)
}

/// Zoom's id of a person, as their own connection says; empty where it does not, and with an
/// account-level app.
///
/// # Errors
/// When the store cannot be read.
pub async fn known_zoom_id(services: &Services, user_id: &str) -> Result<String> {
    zoom_id_of(services, &accounts::owner_for(services, user_id)).await
}

async fn zoom_id_of(services: &Services, owner: &Owner) -> Result<String> {
    if *owner == Owner::Account {
        return Ok(String::new());
    }
    let stored = accounts::load(services, owner).await?;
    Ok(stored
        .map(|stored| stored.connection.zoom_id)
        .unwrap_or_default())
}

/// People to ask, each once and in their order, however often they are named.
pub fn each_once<'a>(people: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut each = Vec::new();
    for person in people {
        if !each.contains(&person) {
            each.push(person);
        }
    }
    each
}

/// Zoom's id of a person.
async fn zoom_id(services: &Services, owner: &Owner, zoom_user: &ZoomUser) -> Result<String> {
    let zoom = &services.ready.zoom;
    let user = accounts::call(services, owner, |token| async move {
        zoom.user(&token, zoom_user.as_ref()).await
    });
    Ok(user.await.map_err(|error| zoom_user.explain(error))?.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_asked_twice() {
        let people = ["bob", "alice", "bob", "carol", "carol"];
        assert_eq!(each_once(people), ["bob", "alice", "carol"]);
        assert!(each_once([]).is_empty());
    }
}
