//! What the plugin does, whichever way it was asked.

pub mod accounts;
pub mod admins;
pub mod calls;
pub mod channel_settings;
pub mod checks;
pub mod connect;
pub mod deauthorization;
pub mod departed;
pub mod events;
pub mod files;
pub mod meeting_posts;
pub mod meetings;
pub mod policy;
pub mod post;
pub mod posting;
pub mod preferences;
pub mod prompts;
pub mod recordings;
pub mod run_posts;
pub mod subscriptions;
pub mod summaries;
pub mod webhook_health;
pub mod zoom_emails;
