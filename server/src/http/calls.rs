//! `POST /api/v1/calls`: the button in a person's profile.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

use super::meetings::answer;
use super::{read_json, services_for, user_id};
use crate::app::App;
use crate::domain::calls::{self, CallRequest, Callee};
use crate::domain::meetings::Started;
use crate::error::Result;

/// What the web app sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct CallBody {
    user_id: String,
    connection_id: String,
    /// The channel that the caller looks at, where they are asked what has to be known first; empty
    /// for the direct channel.
    channel_id: String,
}

/// Calls a person for the one who is logged in. Answers as a start does.
pub(super) async fn call(State(app): State<Arc<App>>, headers: HeaderMap, body: Body) -> Response {
    let user = user_id(&headers).unwrap_or_default();
    answer(&app, user, try_call(&app, user, body).await).await
}

async fn try_call(app: &App, user: &str, body: Body) -> Result<Started> {
    let services = services_for(app, user).await?;
    let body: CallBody = read_json(body).await?;
    let request = CallRequest {
        user_id: user.to_owned(),
        callee: Callee::Id(body.user_id),
        connection_id: body.connection_id,
        asked_in: body.channel_id,
        ..CallRequest::default()
    };
    calls::call(&services, &request).await
}
