//! Which Mattermost user a participant is: by their Zoom user, or with an account-level app by the
//! e-mail address of their Zoom user, which Zoom has verified. Never by a name, which each chooses.

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
    if !services.ready.settings.account_level_app || zoom_user.email.is_empty() {
        return Ok(String::new());
    }
    by_email(services, &zoom_user.email).await
}

async fn by_email(services: &Services, email: &str) -> Result<String> {
    let api = &services.api;
    if let Some(user_id) = zoom_emails::person_with(api, email).await? {
        return Ok(user_id);
    }
    let user = match api.get_user_by_email(email).await {
        Ok(user) => user,
        Err(error) if matches!(error.status_code(), Some(400..=499)) => return Ok(String::new()),
        Err(error) => return Err(error.into()),
    };
    // Who has another address in Zoom is not the Zoom user with this one.
    if is_themself(&user) && zoom_emails::of(api, &user.id).await?.is_none() {
        return Ok(user.id);
    }
    Ok(String::new())
}

/// Anybody may type any address into their profile: only one that Mattermost has verified counts.
fn is_themself(user: &User) -> bool {
    user.email_verified && user.delete_at == 0 && !user.is_bot
}
