//! The routes below `/plugins/zoom`.

mod configuration;
mod meetings;
mod oauth;
mod page;

use std::sync::Arc;

use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::json;

use crate::app::App;
use crate::error::Error;
use crate::i18n::Reader;
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

/// The answer to a request that cannot be carried out, in the language of the person who asked.
async fn refusal(app: &App, user: &str, error: &Error) -> Response {
    let reader = Reader::find(app.api(), user).await;
    let message = error.message().to(&reader);
    (error.status(), Json(json!({ "error": message }))).into_response()
}
