//! The server side of Zoom for Mattermost.
//!
//! Each way in ([`commands`], [`http`], [`webhook`]) only parses, authenticates and answers; what
//! may wait goes through [`jobs`]. The [`domain`] decides; [`store`] knows keys and forms; `zoom-client` knows Zoom.

pub mod app;
pub mod clock;
pub mod commands;
pub mod domain;
pub mod error;
pub mod http;
pub mod i18n;
pub mod jobs;
pub mod settings;
pub mod store;
pub mod texts;
pub mod webhook;

use mattermost_plugin::{Api, Plugin, Result};

use app::App;
use settings::Settings;

/// Runs the plugin until Mattermost ends it.
pub fn run() -> std::process::ExitCode {
    plugin(App::activate).run()
}

/// The plugin with its hooks, on the state that `activate` makes: a test keeps it to look into.
pub fn plugin<F, Fut>(activate: F) -> Plugin<App>
where
    F: FnOnce(Api, Settings) -> Fut + Send + 'static,
    Fut: Future<Output = Result<App>> + Send + 'static,
{
    Plugin::new(activate)
        .on_configuration_change(App::configuration_changed)
        .on_deactivate(App::deactivate)
        .user_has_been_deactivated(App::person_left)
        .execute_command(commands::execute)
        .http(http::routes)
}
