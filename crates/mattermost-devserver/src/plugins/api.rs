//! The plugin API: what the server answers to a plugin's calls.
//!
//! What is not here answers an RPC error that says so; never a result that is not true.

mod bots;
mod calls;
mod channels;
mod commands;
mod configuration;
mod content;
mod groups;
mod keys;
mod lacking;
mod members;
mod messages;
mod names;
mod permissions;
mod posts;
mod requests;
mod teams;
mod users;

use std::sync::Arc;

use go_netrpc::Server;

use super::process::Process;
use crate::app::App;
use calls::{Calls, Host};

pub(crate) use names::API as API_METHODS;

/// The plugin API for one process.
pub(super) fn server(app: &Arc<App>, process: &Arc<Process>) -> Server {
    let mut calls = Calls::new(Host {
        app: app.clone(),
        plugin_id: process.id.clone(),
        node: process.node,
        process: Arc::downgrade(process),
    });
    bots::register(&mut calls);
    channels::register(&mut calls);
    commands::register(&mut calls);
    configuration::register(&mut calls);
    content::register(&mut calls);
    groups::register(&mut calls);
    keys::register(&mut calls);
    members::register(&mut calls);
    messages::register(&mut calls);
    permissions::register(&mut calls);
    posts::register(&mut calls);
    requests::register(&mut calls);
    teams::register(&mut calls);
    users::register(&mut calls);
    calls.finish(&names::API)
}

/// The database driver: there is no database that a plugin could use.
pub(super) fn driver() -> Server {
    calls::refusing(&names::DRIVER)
}
