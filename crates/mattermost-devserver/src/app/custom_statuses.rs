//! What users write beside their names: an emoji and a few words, for a time. A custom status is
//! kept among the user's props, where all clients read it.

use mattermost_model::constants::{
    CUSTOM_STATUS_TEXT_MAX_RUNES, DEFAULT_CUSTOM_STATUS_EMOJI, MAX_RECENT_CUSTOM_STATUSES,
    PREFERENCE_CATEGORY_CUSTOM_STATUS, PREFERENCE_NAME_RECENT_CUSTOM_STATUSES,
    USER_PROPS_KEY_CUSTOM_STATUS,
};
use mattermost_model::{CustomStatus, Preference, Time};

use super::{App, RequestContext};
use crate::fault::{Fault, Outcome};

/// How long a status may be meant to stay.
const DURATIONS: [&str; 6] = [
    "thirty_minutes",
    "one_hour",
    "four_hours",
    "today",
    "this_week",
    "date_and_time",
];

impl App {
    /// Sets a user's custom status, and tells everyone.
    pub(crate) fn set_custom_status(
        &self,
        context: &RequestContext,
        user_id: &str,
        status: &CustomStatus,
    ) -> Outcome<()> {
        if status.emoji.is_empty() && status.text.is_empty() {
            let id = "api.custom_status.set_custom_statuses.update.app_error";
            let message = "Failed to update the custom status. Please add either emoji or custom \
                           text status or both.";
            return Err(Fault::bad_request(id, message));
        }
        self.write_custom_status(user_id, serde_json::to_string(status)?)?;
        self.note_recent(context, user_id, status)
    }

    /// Takes a user's custom status away.
    pub(crate) fn remove_custom_status(&self, user_id: &str) -> Outcome<()> {
        self.write_custom_status(user_id, String::new())
    }

    fn write_custom_status(&self, user_id: &str, value: String) -> Outcome<()> {
        let mut user = self.user(user_id)?;
        let key = USER_PROPS_KEY_CUSTOM_STATUS.to_owned();
        user.props.insert(key, value);
        self.update_user(user).map(drop)
    }

    /// The last statuses, which the client offers again: the newest first, each text once.
    fn note_recent(
        &self,
        context: &RequestContext,
        user_id: &str,
        status: &CustomStatus,
    ) -> Outcome<()> {
        let (category, name) = (
            PREFERENCE_CATEGORY_CUSTOM_STATUS,
            PREFERENCE_NAME_RECENT_CUSTOM_STATUSES,
        );
        let known = self.store.preferences(user_id, Some(category))?;
        let known = known.into_iter().find(|p| p.name == name);
        let known: Vec<CustomStatus> = known
            .and_then(|known| serde_json::from_str(&known.value).ok())
            .unwrap_or_default();
        let others = known.iter().filter(|known| known.text != status.text);
        let most = usize::try_from(MAX_RECENT_CUSTOM_STATUSES).unwrap_or(5);
        let recent: Vec<&CustomStatus> = [status].into_iter().chain(others).take(most).collect();
        let preference = Preference {
            user_id: user_id.to_owned(),
            category: category.to_owned(),
            name: name.to_owned(),
            value: serde_json::to_string(&recent)?,
        };
        self.save_preferences(context, user_id, &[preference])
    }
}

/// A status as a client sends it, made complete; refused where it would be over already. The plugin
/// API asks for none of this.
pub(crate) fn from_client(mut status: CustomStatus, now: i64) -> Outcome<CustomStatus> {
    let over = status.expires_at.unix().saturating_mul(1000) < now;
    let lasts = status.expires_at == Time::default();
    let valid = if status.duration.is_empty() {
        lasts || !over
    } else {
        DURATIONS.contains(&status.duration.as_str()) && !over
    };
    let empty = status.emoji.is_empty() && status.text.is_empty();
    if empty || !valid {
        return Err(Fault::body_parameter("custom_status"));
    }
    if status.emoji.is_empty() {
        DEFAULT_CUSTOM_STATUS_EMOJI.clone_into(&mut status.emoji);
    }
    if status.duration.is_empty() && !over {
        "date_and_time".clone_into(&mut status.duration);
    }
    let most = usize::try_from(CUSTOM_STATUS_TEXT_MAX_RUNES).unwrap_or(100);
    status.text = status.text.chars().take(most).collect();
    Ok(status)
}
