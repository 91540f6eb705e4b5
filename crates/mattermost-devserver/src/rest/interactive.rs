//! Buttons and menus of posts, and dialogs.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use axum::routing::post;
use bytes::Bytes;
use mattermost_model::OpenDialogRequest;
use serde_json::{Value, json};

use super::identity::Auth;
use super::parameters::{Json, body, ok};
use crate::app::{App, Press};
use crate::fault::Outcome;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/posts/{post_id}/actions/{action_id}", post(press))
        .route("/actions/dialogs/open", post(open))
        .route("/actions/dialogs/submit", post(submit))
}

async fn press(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path((post_id, action_id)): Path<(String, String)>,
    bytes: Bytes,
) -> Outcome<Json<Value>> {
    let press: Press = serde_json::from_slice(&bytes).unwrap_or_default();
    let user_id = auth.user_id();
    let trigger_id = app
        .press(&auth.context, user_id, &post_id, &action_id, press)
        .await?;
    Ok(Json(json!({ "status": "OK", "trigger_id": trigger_id })))
}

/// Needs no session: the signed trigger id says for whom the dialog is.
async fn open(State(app): State<Arc<App>>, bytes: Bytes) -> Outcome<impl IntoResponse> {
    let request: OpenDialogRequest = body(&bytes, "dialog")?;
    app.open_dialog(request)?;
    Ok(ok())
}

async fn submit(State(app): State<Arc<App>>, auth: Auth, bytes: Bytes) -> Outcome<Json<Value>> {
    let request = body(&bytes, "submit")?;
    Ok(Json(
        app.submit_dialog(&auth.context, auth.user_id(), request)
            .await?,
    ))
}
