//! Users' preferences.

use mattermost_model::Preference;

use super::{App, RequestContext};
use crate::fault::{Fault, Outcome};
use crate::ws::{Broadcast, Event};

impl App {
    pub(crate) fn preference(
        &self,
        user_id: &str,
        category: &str,
        name: &str,
    ) -> Outcome<Preference> {
        let all = self.store.preferences(user_id, Some(category))?;
        all.into_iter().find(|p| p.name == name).ok_or_else(|| {
            let message = "We encountered an error while finding preferences.";
            Fault::bad_request("app.preference.get.app_error", message)
        })
    }

    /// Stores preferences. Each must be the user's own.
    pub(crate) fn save_preferences(
        &self,
        context: &RequestContext,
        user_id: &str,
        preferences: &[Preference],
    ) -> Outcome<()> {
        require_own(user_id, preferences)?;
        preferences
            .iter()
            .try_for_each(|p| self.store.save_preference(p))?;
        let event = Event::new("sidebar_category_updated", Broadcast::to_user(user_id));
        self.publish(&event);
        let event = Event::new("preferences_changed", Broadcast::to_user(user_id));
        self.publish(&event.with_json("preferences", &preferences));
        self.plugins.preferences_have_changed(context, preferences);
        Ok(())
    }

    pub(crate) fn delete_preferences(
        &self,
        user_id: &str,
        preferences: &[Preference],
    ) -> Outcome<()> {
        require_own(user_id, preferences)?;
        preferences
            .iter()
            .try_for_each(|p| self.store.delete_preference(p))?;
        let event = Event::new("sidebar_category_updated", Broadcast::to_user(user_id));
        self.publish(&event);
        let event = Event::new("preferences_deleted", Broadcast::to_user(user_id));
        self.publish(&event.with_json("preferences", &preferences));
        Ok(())
    }
}

fn require_own(user_id: &str, preferences: &[Preference]) -> Outcome<()> {
    if preferences.iter().all(|p| p.user_id == user_id) {
        return Ok(());
    }
    Err(Fault::new(
        http::StatusCode::FORBIDDEN,
        "api.preference.update_preferences.set.app_error",
        "Unable to set user preferences.",
    ))
}
