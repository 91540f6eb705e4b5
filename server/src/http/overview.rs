//! `GET /api/v1/overview`: what the panel shows.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use super::{refusal, services_for, user_id};
use crate::app::App;
use crate::domain::overview::{self, Overview, RecordingsOf};
use crate::error::Result;
use crate::i18n::Reader;

/// Where the person is; may be empty. What a person may see does not depend on it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Where {
    channel_id: String,
}

/// The answer: what is missing stands there in the person's language.
#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    overview: Overview,
    notes: Vec<String>,
}

/// Answers with what goes on, comes next and was recorded, as far as the person may see it.
pub(super) async fn read(
    State(app): State<Arc<App>>,
    place: Result<Query<Where>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let user = user_id(&headers).unwrap_or_default();
    let place = place.map(|Query(place)| place).unwrap_or_default();
    match try_read(&app, user, &place).await {
        Ok(answer) => Json(answer).into_response(),
        Err(error) => {
            error.log("read the overview", user);
            refusal(&app, user, &error).await
        }
    }
}

async fn try_read(app: &App, user: &str, place: &Where) -> Result<Answer> {
    let services = services_for(app, user).await?;
    let everywhere = RecordingsOf::Everywhere;
    let overview = overview::read(&services, user, &place.channel_id, everywhere).await?;
    let reader = Reader::find(&services.api, user).await;
    let notes = overview.notes.iter().map(|note| note.to(&reader));
    Ok(Answer {
        notes: notes.collect(),
        overview,
    })
}
