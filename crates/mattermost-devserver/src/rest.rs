//! Mattermost's REST API v4, as far as plugins, their web apps and the page use it.
//!
//! Paths, shapes, status codes and errors are those recorded from a real server; what is not here
//! answers 501 with `not implemented in the dev server`.

mod accounts;
mod bots;
mod channel_members;
mod channels;
mod commands;
mod files;
mod identity;
mod interactive;
mod login;
mod pages;
mod parameters;
mod plugins;
mod post_lists;
mod posts;
mod preferences;
mod reactions;
mod system;
mod teams;
mod threads;
mod uploads;
mod users;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::any;

use crate::app::App;

pub(crate) use identity::{Identity, NODE_HEADER};

/// The most bytes of a request's body that is not a file.
const MAX_BODY: usize = 4 * 1024 * 1024;

/// The metrics of plugins, which have a port of their own.
pub(crate) fn metrics_router(app: Arc<App>) -> Router {
    Router::new()
        .route("/plugins/{plugin_id}/metrics", any(pages::metrics))
        .route("/plugins/{plugin_id}/metrics/{*path}", any(pages::metrics))
        .with_state(app)
}

/// The whole server: the API, the plugins' routes and the page.
pub(crate) fn router(app: Arc<App>) -> Router {
    let api = Router::new()
        .merge(accounts::routes())
        .merge(bots::routes())
        .merge(channel_members::routes())
        .merge(channels::routes())
        .merge(commands::routes())
        .merge(files::routes())
        .merge(interactive::routes())
        .merge(login::routes())
        .merge(plugins::routes())
        .merge(post_lists::routes())
        .merge(posts::routes())
        .merge(preferences::routes())
        .merge(reactions::routes())
        .merge(system::routes())
        .merge(teams::routes())
        .merge(threads::routes())
        .merge(uploads::routes())
        .merge(users::routes())
        .method_not_allowed_fallback(pages::not_implemented);
    Router::new()
        .nest("/api/v4", api.layer(DefaultBodyLimit::max(MAX_BODY)))
        .merge(pages::routes())
        .layer(middleware::from_fn_with_state(
            app.clone(),
            identity::identify,
        ))
        .with_state(app)
}
