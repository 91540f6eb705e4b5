//! The plugin's bot.

use mattermost_model::Bot;

use crate::api::Api;
use crate::cluster::Mutex;
use crate::error::Result;

/// The lock under which Mattermost's library in Go makes a bot (`pluginapi`, `BotService`).
const LOCK: &str = "mmi_bot_ensure";

impl Api {
    /// Makes the plugin's bot, or finds it, and returns its user id, which the server keeps under
    /// the key `mmi_botid`. An account that has the name and is no bot of this plugin's is an
    /// error. Nodes of a cluster that start at once wait for each other.
    ///
    /// Calls `EnsureBotUser`, from Mattermost 7.1.
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
        let lock = Mutex::new(self, LOCK).lock().await;
        let ensured = self.ensure_bot_user(bot).await;
        lock.unlock().await;
        ensured
    }
}
