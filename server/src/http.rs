//! The routes below `/plugins/zoom`.

mod configuration;
mod meetings;
mod oauth;
mod page;

use std::sync::Arc;

use axum::Router;
use axum::http::HeaderMap;
use axum::routing::{get, post};

use crate::app::App;
use crate::webhook;

/// All routes.
pub fn routes(app: Arc<App>) -> Router {
    Router::new()
        .route("/api/v1/configuration", get(configuration::read))
        .route("/api/v1/meetings", post(meetings::start))
        .route("/oauth2/connect", get(oauth::connect))
        .route("/oauth2/complete", get(oauth::complete))
        .route("/webhook", post(webhook::receive))
        .with_state(app)
}

/// Who acts: the header that Mattermost sets for logged-in people and strips from all others.
fn user_id(headers: &HeaderMap) -> Option<&str> {
    let id = headers.get("Mattermost-User-ID")?.to_str().ok()?;
    (!id.is_empty()).then_some(id)
}
