//! `POST /api/v1/channel-preference`: what was entered in the dialog of `/zoom channel-settings`.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use mattermost_plugin::model::{Any, SubmitDialogRequest};
use serde_json::json;

use super::{dialog_refusal, parse, read_json, services_for, user_id};
use crate::app::App;
use crate::domain::channel_settings::{self, FIELD};
use crate::error::{Error, Result};
use crate::store::{Rule, is_id};

/// Keeps the channel's setting. Whether the person may set it is asked anew.
pub(super) async fn channel_preference(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let user = user_id(&headers).unwrap_or_default();
    match try_save(&app, user, body).await {
        Ok(()) => Json(json!({})).into_response(),
        Err(error) => dialog_refusal(&app, user, "change a channel's setting", &error).await,
    }
}

/// Reads what Mattermost sends of a dialog: the setting.
pub(super) fn read(bytes: &[u8]) -> Result<Rule> {
    rule(&parse(bytes)?)
}

fn rule(request: &SubmitDialogRequest) -> Result<Rule> {
    let value = request.submission.get(FIELD).and_then(Any::as_str);
    value
        .and_then(Rule::parse)
        .ok_or(Error::BadRequest("it names no setting"))
}

async fn try_save(app: &App, user: &str, body: Body) -> Result<()> {
    let services = services_for(app, user).await?;
    let request: SubmitDialogRequest = read_json(body).await?;
    if request.cancelled {
        return Ok(());
    }
    let rule = rule(&request)?;
    // The dialog of the Go plugin knows the channel by where it was opened.
    let channel_id = if is_id(&request.state) {
        &request.state
    } else {
        &request.channel_id
    };
    channel_settings::save(&services, user, channel_id, rule).await
}
