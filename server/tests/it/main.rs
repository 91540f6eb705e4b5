//! The real plugin binary in a dev server, with a Zoom sandbox, over the protocols that people,
//! Mattermost and Zoom use.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod accounts;
mod adoption;
mod audit;
mod bundle;
mod calls;
mod channel_settings;
mod custom_status;
mod deauthorization;
mod ending;
mod host_waiting;
mod hostile;
mod hours;
mod in_process;
mod interrupted;
mod kills;
mod languages;
mod live;
mod live_follow_up;
mod live_storms;
mod oauth;
mod overview;
mod places;
mod preferences;
mod queue;
mod recent;
mod recordings;
mod reminders;
mod right_post;
mod rollback;
mod rooms;
mod schedule;
mod settings;
mod share;
mod socket;
mod stage;
mod status;
mod story;
mod subscriptions;
mod upcoming;
mod webhook;
mod zoom_emails;
mod zoom_failures;
