//! Which Mattermost user a participant is: by their Zoom user, who is connected, or else by the e-mail
//! address of their Zoom user, where Mattermost has verified the same one. Never by a name, which each
//! chooses. Of guests, also of those who typed an address to register, Zoom sends no user id, and they
//! are nobody.

use mattermost_plugin::model::User;
use serde::{Deserialize, Serialize};
use zoom_client::webhook::Participant;

use crate::app::Services;
use crate::domain::{
    accounts,
    zoom_emails::{self, MAX_EMAIL},
};
use crate::error::Result;
use crate::store::{LONGEST_NAME, is_id};

/// What Zoom tells of a participant who is logged in to Zoom; both fields are empty for a guest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ZoomUser {
    /// Zoom's id.
    pub id: String,
    /// The e-mail address, where Zoom tells it.
    pub email: String,
}

impl From<&Participant> for ZoomUser {
    fn from(participant: &Participant) -> Self {
        let id = participant.user_id.as_str();
        if id.is_empty() || id.len() > LONGEST_NAME {
            return Self::default();
        }
        let email = participant.email.trim();
        let email = if email.len() > MAX_EMAIL { "" } else { email };
        Self {
            id: id.to_owned(),
            email: email.to_lowercase(),
        }
    }
}

/// The Mattermost user that a Zoom user is; empty for none.
///
/// # Errors
/// When Mattermost fails.
pub async fn find(services: &Services, zoom_user: &ZoomUser) -> Result<String> {
    if zoom_user.id.is_empty() {
        return Ok(String::new());
    }
    let connected = accounts::connected_as(services, &zoom_user.id).await?;
    if let Some(user_id) = connected.filter(|user_id| is_id(user_id)) {
        return Ok(user_id);
    }
    if zoom_user.email.is_empty() {
        return Ok(String::new());
    }
    by_email(services, zoom_user).await
}

async fn by_email(services: &Services, zoom_user: &ZoomUser) -> Result<String> {
    let (api, email) = (&services.api, zoom_user.email.as_str());
    if let Some(user_id) = zoom_emails::person_with(api, email).await? {
        return Ok(user_id);
    }
    let user = match api.get_user_by_email(email).await {
        Ok(user) => user,
        Err(error) if matches!(error.status_code(), Some(400..=499)) => return Ok(String::new()),
        Err(error) => return Err(error.into()),
    };
    if is_themself(&user) && !is_another_in_zoom(services, &user.id, zoom_user).await? {
        return Ok(user.id);
    }
    Ok(String::new())
}

/// Who has another address in Zoom, or is connected as another Zoom user, is not the one with this
/// address.
async fn is_another_in_zoom(
    services: &Services,
    user_id: &str,
    zoom_user: &ZoomUser,
) -> Result<bool> {
    if zoom_emails::of(&services.api, user_id).await?.is_some() {
        return Ok(true);
    }
    // With an account-level app nobody's own connection counts.
    if services.ready.settings.account_level_app {
        return Ok(false);
    }
    let own = accounts::connection_of(services, user_id).await?;
    Ok(own.is_some_and(|zoom_id| zoom_id != zoom_user.id))
}

/// Anybody may type any address into their profile: only one that Mattermost has verified counts.
fn is_themself(user: &User) -> bool {
    user.email_verified && user.delete_at == 0 && !user.is_bot
}
