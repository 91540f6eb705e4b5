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

use mattermost_plugin::Plugin;

use app::App;

/// Runs the plugin until Mattermost ends it.
pub fn run() -> std::process::ExitCode {
    Plugin::new(App::activate)
        .on_configuration_change(App::configuration_changed)
        .on_deactivate(App::deactivate)
        .user_has_been_deactivated(App::person_left)
        .execute_command(commands::execute)
        .http(http::routes)
        .run()
}
