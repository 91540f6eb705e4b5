//! Users.

use std::collections::BTreeMap;

use mattermost_model::{Preference, User};

use super::sessions::hash_password;
use super::{App, RequestContext};
use crate::fault::{Fault, Outcome};
use crate::id::new_id;
use crate::ws::{Broadcast, Event};

/// What a new user's notification settings are.
const NOTIFY: [(&str, &str); 12] = [
    ("channel", "true"),
    ("comments", "never"),
    ("desktop", "mention"),
    ("desktop_sound", "true"),
    ("desktop_threads", "all"),
    ("email", "true"),
    ("email_threads", "all"),
    ("first_name", "false"),
    ("mention_keys", ""),
    ("push", "mention"),
    ("push_status", "online"),
    ("push_threads", "all"),
];

const TIMEZONE: [(&str, &str); 3] = [
    ("automaticTimezone", ""),
    ("manualTimezone", ""),
    ("useAutomaticTimezone", "true"),
];

fn strings(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
        .collect()
}

/// A user's profile as the user sees it: all but secrets.
pub(crate) fn for_self(mut user: User) -> User {
    user.password.clear();
    user.auth_data = None;
    user
}

/// A user's profile as other users see it. The props stay: the custom status is among them.
pub(crate) fn for_others(user: User) -> User {
    User {
        auth_data: Some(String::new()),
        notify_props: BTreeMap::new(),
        last_password_update: 0,
        failed_attempts: 0,
        email_verified: false,
        ..for_self(user)
    }
}

impl App {
    pub(crate) fn user(&self, id: &str) -> Outcome<User> {
        self.store.user(id)?.ok_or_else(missing)
    }

    pub(crate) fn user_by_username(&self, name: &str) -> Outcome<User> {
        self.store.user_by_username(name)?.ok_or_else(missing)
    }

    pub(crate) fn user_by_email(&self, email: &str) -> Outcome<User> {
        self.store.user_by_email(email)?.ok_or_else(missing)
    }

    /// Makes a user. Name and e-mail address must be free.
    pub(crate) fn create_user(&self, user: User) -> Outcome<User> {
        let password = user.password.clone();
        let user = self.complete_user(user)?;
        let hash = if password.is_empty() {
            String::new()
        } else {
            hash_password(&password)?
        };
        self.store.save_user(&user, Some(&hash))?;
        self.publish(
            &Event::new("new_user", Broadcast::to_all()).with("user_id", user.id.as_str()),
        );
        Ok(user)
    }

    /// Makes a person's account, of which plugins hear.
    pub(crate) fn sign_up(&self, context: &RequestContext, user: User) -> Outcome<User> {
        let user = self.create_user(user)?;
        self.settle_preferences(&user.id)?;
        self.plugins.user_has_been_created(context, &user);
        Ok(user)
    }

    fn complete_user(&self, user: User) -> Outcome<User> {
        let username = user.username.to_lowercase();
        let is_name = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if username.is_empty() || username.len() > 64 || !username.chars().all(is_name) {
            let id = "model.user.is_valid.username.app_error";
            return Err(Fault::bad_request(
                id,
                "Username must begin with a letter, and contain between 3 to 22 lowercase \
                 characters made up of numbers, letters, and the symbols '.', '-', and '_'.",
            ));
        }
        if self.store.user_by_username(&username)?.is_some() {
            let id = "app.user.save.username_exists.app_error";
            return Err(Fault::bad_request(
                id,
                "An account with that username already exists.",
            ));
        }
        let email = user.email.to_lowercase();
        if self.store.user_by_email(&email)?.is_some() {
            let id = "app.user.save.email_exists.app_error";
            return Err(Fault::bad_request(
                id,
                "An account with that email already exists.",
            ));
        }
        let time = self.now();
        Ok(User {
            id: if user.id.is_empty() {
                new_id()
            } else {
                user.id.clone()
            },
            create_at: time,
            update_at: time,
            last_password_update: time,
            username,
            email,
            password: String::new(),
            roles: some_or(&user.roles, "system_user"),
            locale: some_or(&user.locale, &self.default_locale()?),
            notify_props: strings(&NOTIFY),
            timezone: strings(&TIMEZONE),
            remote_id: if user.is_bot {
                None
            } else {
                Some(String::new())
            },
            ..user
        })
    }

    /// Stores changes to a user and tells everyone.
    pub(crate) fn update_user(&self, mut user: User) -> Outcome<User> {
        let before = self.user(&user.id)?;
        user.username = user.username.to_lowercase();
        let taken = self.store.user_by_username(&user.username)?;
        if taken.is_some_and(|other| other.id != user.id) {
            let id = "app.user.save.username_exists.app_error";
            return Err(Fault::bad_request(
                id,
                "An account with that username already exists.",
            ));
        }
        check_locale(&user.locale)?;
        user.create_at = before.create_at;
        user.update_at = self.now();
        user.password.clear();
        self.store.save_user(&user, None)?;
        let own = Event::new("user_updated", Broadcast::to_user(&user.id));
        self.publish(&own.with_object("user", &for_self(user.clone())));
        let others = Event::new("user_updated", Broadcast::to_all().without(&user.id));
        self.publish(&others.with_object("user", &for_others(user.clone())));
        Ok(user)
    }

    /// Deactivates a user or brings it back. Sessions and bots of one who is deactivated end.
    pub(crate) fn set_user_active(
        &self,
        context: &RequestContext,
        user_id: &str,
        active: bool,
    ) -> Outcome<User> {
        let mut user = self.user(user_id)?;
        user.delete_at = if active { 0 } else { self.now() };
        let user = self.update_user(user)?;
        if !active {
            for session in self.store.sessions_of(user_id)? {
                self.log_out(&session)?;
            }
            self.set_status(user_id, "offline", true);
            for bot in self.store.bots()? {
                if bot.owner_id == user_id && bot.delete_at == 0 {
                    self.set_bot_active(context, &bot.user_id, false)?;
                }
            }
            self.plugins.user_has_been_deactivated(context, &user);
        }
        Ok(user)
    }

    pub(crate) fn set_user_image(&self, user_id: &str, image: &[u8]) -> Outcome<()> {
        let mut user = self.user(user_id)?;
        user.last_picture_update = self.now();
        self.store.save_user_image(user_id, image)?;
        self.update_user(user).map(drop)
    }

    /// Users of a team or channel, or all, whose names or e-mail address begin with `term`.
    pub(crate) fn search_users(
        &self,
        term: &str,
        team_id: &str,
        channel_id: &str,
        limit: usize,
    ) -> Outcome<Vec<User>> {
        let users = match (channel_id, team_id) {
            ("", "") => self.store.users()?,
            ("", team_id) => self.store.users_in_team(team_id)?,
            (channel_id, _) => self.store.users_in_channel(channel_id)?,
        };
        let term = term.trim_start_matches('@').to_lowercase();
        let begins = |text: &String| text.to_lowercase().starts_with(&term);
        let fits = |u: &User| {
            let names = [
                &u.username,
                &u.first_name,
                &u.last_name,
                &u.nickname,
                &u.email,
            ];
            u.delete_at == 0 && names.into_iter().any(begins)
        };
        Ok(users.into_iter().filter(fits).take(limit).collect())
    }

    /// The preferences that spare a new user the tour.
    pub(super) fn settle_preferences(&self, user_id: &str) -> Outcome<()> {
        for (category, name, value) in [
            ("tutorial_step", user_id, "999"),
            ("recommended_next_steps", "hide", "true"),
            ("system_notice", "GMasDM", "true"),
        ] {
            self.store.save_preference(&Preference {
                user_id: user_id.to_owned(),
                category: category.to_owned(),
                name: name.to_owned(),
                value: value.to_owned(),
            })?;
        }
        Ok(())
    }
}

/// A language with, possibly, a region, like `de` or `pt-BR`.
fn check_locale(locale: &str) -> Outcome<()> {
    let is_part = |part: &str| (2..=8).contains(&part.len()) && part.is_ascii();
    let mut parts = locale.split(['-', '_']);
    if locale.is_empty() || (locale.len() <= 5 && parts.all(is_part)) {
        return Ok(());
    }
    let message = "Invalid locale.";
    Err(Fault::bad_request(
        "model.user.is_valid.locale.app_error",
        message,
    ))
}

pub(super) fn some_or(value: &str, default: &str) -> String {
    if value.is_empty() {
        default.to_owned()
    } else {
        value.to_owned()
    }
}

fn missing() -> Fault {
    Fault::not_found("app.user.missing_account.const", "Unable to find the user.")
}
