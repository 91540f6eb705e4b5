//! Bots: users that plugins post as.

use mattermost_model::{Bot, BotPatch, User};

use super::{App, RequestContext};
use crate::fault::{Fault, Outcome};

impl App {
    pub(crate) fn bot(&self, user_id: &str, include_deleted: bool) -> Outcome<Bot> {
        let bot = self
            .store
            .bot(user_id)?
            .filter(|bot| include_deleted || bot.delete_at == 0);
        bot.ok_or_else(|| {
            let message = "Unable to find the bot.";
            Fault::not_found("store.sql_bot.get.missing.app_error", message)
        })
    }

    /// Makes a bot and its user.
    pub(crate) fn create_bot(&self, bot: Bot) -> Outcome<Bot> {
        let user = self.create_user(User {
            username: bot.username.clone(),
            email: format!("{}@localhost", bot.username.to_lowercase()),
            first_name: bot.display_name.clone(),
            is_bot: true,
            bot_description: bot.description.clone(),
            ..User::default()
        })?;
        let bot = Bot {
            user_id: user.id,
            username: user.username,
            create_at: user.create_at,
            update_at: user.create_at,
            delete_at: 0,
            ..bot
        };
        self.store.save_bot(&bot)?;
        Ok(bot)
    }

    pub(crate) fn patch_bot(&self, user_id: &str, patch: BotPatch) -> Outcome<Bot> {
        let mut bot = self.bot(user_id, true)?;
        let mut user = self.user(user_id)?;
        if let Some(username) = patch.username {
            user.username = username.to_lowercase();
            user.email = format!("{}@localhost", user.username);
        }
        if let Some(name) = patch.display_name {
            user.first_name = name;
        }
        if let Some(description) = patch.description {
            user.bot_description = description;
        }
        let user = self.update_user(user)?;
        bot.username = user.username;
        bot.display_name = user.first_name;
        bot.description = user.bot_description;
        bot.update_at = user.update_at;
        self.store.save_bot(&bot)?;
        Ok(bot)
    }

    pub(crate) fn set_bot_active(
        &self,
        context: &RequestContext,
        user_id: &str,
        active: bool,
    ) -> Outcome<Bot> {
        let mut bot = self.bot(user_id, true)?;
        let user = self.set_user_active(context, user_id, active)?;
        bot.update_at = self.now();
        bot.delete_at = user.delete_at;
        self.store.save_bot(&bot)?;
        Ok(bot)
    }

    /// A plugin's bot, made or brought up to date as `wanted` says. Gives the bot's user id.
    pub(crate) fn ensure_bot(&self, plugin_id: &str, wanted: Bot) -> Outcome<String> {
        let _alone = self
            .ensuring_bot
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let key = "mmi_botid";
        let known = self.store.plugin_value(plugin_id, key)?;
        let known = known.and_then(|id| String::from_utf8(id).ok());
        if let Some(id) = known.filter(|id| !id.is_empty()) {
            let patch = BotPatch {
                username: Some(wanted.username),
                display_name: Some(wanted.display_name),
                description: Some(wanted.description),
            };
            return Ok(self.patch_bot(&id, patch)?.user_id);
        }
        let existing = self.store.user_by_username(&wanted.username)?;
        let id = match existing {
            Some(user) if user.is_bot => user.id,
            Some(_) => {
                let id = "app.bot.createbot.internal_error";
                let message = format!("A person has the bot's name {}.", wanted.username);
                return Err(Fault::bad_request(id, message));
            }
            None => {
                self.create_bot(Bot {
                    owner_id: plugin_id.to_owned(),
                    ..wanted
                })?
                .user_id
            }
        };
        self.store
            .set_plugin_value(plugin_id, key, Some(id.as_bytes()), 0)?;
        Ok(id)
    }
}
