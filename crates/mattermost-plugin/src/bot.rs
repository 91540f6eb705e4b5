//! The plugin's bot.

use mattermost_model::Bot;

use crate::api::Api;
use crate::error::Result;

impl Api {
    /// Makes the plugin's bot, or finds it, and returns its user id. An account that has the
    /// name and is no bot of this plugin's is an error.
    ///
    /// # Errors
    ///
    /// When the call fails, or the name is taken.
    pub async fn ensure_bot(
        &self,
        username: &str,
        display_name: &str,
        description: &str,
    ) -> Result<String> {
        let bot = Bot {
            username: username.to_owned(),
            display_name: display_name.to_owned(),
            description: description.to_owned(),
            ..Bot::default()
        };
        self.ensure_bot_user(bot).await
    }
}
