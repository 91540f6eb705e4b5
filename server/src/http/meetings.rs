//! `POST /api/v1/meetings`: the button.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use super::{read_json, refusal, services_for, user_id};
use crate::app::App;
use crate::domain::meetings::{self, Answer, StartRequest, Started};
use crate::error::Result;
use crate::store::PendingStart;

/// What the web app sends. `use_pmi` of the Go plugin's web app is read by nobody.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct StartBody {
    channel_id: String,
    root_id: String,
    topic: String,
    connection_id: String,
}

/// `?force=true` where the person wants a meeting beside the one that was started a moment ago.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Force {
    #[serde(default)]
    force: String,
}

impl Force {
    fn answer(&self) -> Answer {
        if self.force == "true" {
            Answer::Force
        } else {
            Answer::Nothing
        }
    }
}

/// Starts a meeting for the person who is logged in. Where they were asked something instead, the
/// address is empty.
pub(super) async fn start(
    State(app): State<Arc<App>>,
    force: Result<Query<Force>, QueryRejection>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let user = user_id(&headers).unwrap_or_default();
    let force = force.map_or(Answer::Nothing, |Query(force)| force.answer());
    let started = try_start(&app, user, force, body).await;
    answer(&app, user, started).await
}

/// The answer to a start, whichever way it was asked for.
pub(super) async fn answer(app: &App, user: &str, started: Result<Started>) -> Response {
    match started {
        Ok(Started::Meeting { url }) => Json(json!({ "meeting_url": url })).into_response(),
        Ok(Started::AskedToConnect | Started::Asked) => {
            Json(json!({ "meeting_url": "" })).into_response()
        }
        Err(error) => {
            error.log("start a meeting", user);
            refusal(app, user, &error).await
        }
    }
}

async fn try_start(app: &App, user: &str, answer: Answer, body: Body) -> Result<Started> {
    let services = services_for(app, user).await?;
    let body: StartBody = read_json(body).await?;
    let request = StartRequest {
        user_id: user.to_owned(),
        place: PendingStart {
            channel_id: body.channel_id,
            root_id: body.root_id,
            topic: body.topic,
            connection_id: body.connection_id,
            ..PendingStart::default()
        }
        .without_nonsense(),
        answer,
    };
    meetings::start(&services, &request).await
}
