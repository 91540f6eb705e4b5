//! `GET /api/v1/configuration`: what the web app has to know before it shows its buttons.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::{refusal, user_id};
use crate::app::App;
use crate::error::Error;

/// Whether meetings can be started at all. It answers while the settings are incomplete, too, since
/// that is what it tells; changes follow as the event `configuration_changed`.
pub(super) async fn read(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    if user_id(&headers).is_none() {
        let error = Error::NotLoggedIn;
        return refusal(&app, "", &error).await;
    }
    Json(json!({ "configured": app.configuration().is_ready() })).into_response()
}
