//! `POST /api/v1/meetings`: the button.

use std::sync::Arc;

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use super::{refusal, user_id};
use crate::app::App;
use crate::domain::meetings::{self, StartRequest, Started};
use crate::error::{Error, Result};
use crate::store::PendingStart;

const MAX_BODY: usize = 64 * 1024;

/// What the web app sends. `use_pmi` of the Go plugin's web app is read by nobody.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct StartBody {
    channel_id: String,
    root_id: String,
    topic: String,
    connection_id: String,
}

/// Starts a meeting for the person who is logged in.
pub(super) async fn start(State(app): State<Arc<App>>, headers: HeaderMap, body: Body) -> Response {
    let user = user_id(&headers).unwrap_or_default();
    match try_start(&app, user, body).await {
        Ok(Started::Meeting { url }) => Json(json!({ "meeting_url": url })).into_response(),
        Ok(Started::AskedToConnect) => Json(json!({ "meeting_url": "" })).into_response(),
        Err(error) => {
            error.log("start a meeting", user);
            refusal(&app, user, &error).await
        }
    }
}

async fn try_start(app: &App, user: &str, body: Body) -> Result<Started> {
    let services = app.services().await?;
    if user.is_empty() {
        return Err(Error::NotLoggedIn);
    }
    let bytes = to_bytes(body, MAX_BODY)
        .await
        .map_err(|_| Error::BadRequest("its body is too large or was cut off"))?;
    let body: StartBody = serde_json::from_slice(&bytes)
        .map_err(|_| Error::BadRequest("its body is not the expected JSON"))?;
    let request = StartRequest {
        user_id: user.to_owned(),
        place: PendingStart {
            channel_id: body.channel_id,
            root_id: body.root_id,
            topic: body.topic,
            connection_id: body.connection_id,
        },
    };
    meetings::start(&services, &request).await
}
