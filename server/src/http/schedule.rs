//! `POST /api/v1/dialogs/schedule`: what was entered in the form of `/zoom schedule`.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use mattermost_plugin::model::SubmitDialogRequest;
use serde_json::json;

use super::{dialog_refusal, parse, read_json, services_for, user_id};
use crate::app::App;
use crate::domain::schedule::form::{self, Mistakes};
use crate::domain::schedule::words::Words;
use crate::domain::{prompts, schedule};
use crate::error::Result;
use crate::i18n::Reader;

/// Plans the meeting. Whether the person may have one there is asked anew.
pub(super) async fn submit(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let user = user_id(&headers).unwrap_or_default();
    match try_submit(&app, user, body).await {
        Ok(mistakes) if mistakes.is_empty() => Json(json!({})).into_response(),
        Ok(mistakes) => {
            let reader = Reader::find(app.api(), user).await;
            let mistakes = mistakes.into_iter();
            let errors: BTreeMap<&str, String> = mistakes
                .map(|(field, mistake)| (field, mistake.message().to(&reader)))
                .collect();
            Json(json!({ "errors": errors })).into_response()
        }
        Err(error) => dialog_refusal(&app, user, "plan a meeting", &error).await,
    }
}

/// Reads what Mattermost sends of the form.
pub(super) fn read(bytes: &[u8]) -> Result<SubmitDialogRequest> {
    parse(bytes)
}

/// What is wrong with the fields; nothing where the meeting is planned.
async fn try_submit(app: &App, user: &str, body: Body) -> Result<Mistakes> {
    let services = services_for(app, user).await?;
    let request: SubmitDialogRequest = read_json(body).await?;
    if request.cancelled {
        return Ok(Mistakes::new());
    }
    let place = form::place(&request, user);
    let reader = Reader::find(app.api(), user).await;
    let now = app.clock().now().to_zoned_datetime(reader.time_zone());
    let plan = match form::read(&request.submission, &Words::of(&reader), &now) {
        Ok(plan) => plan,
        Err(mistakes) => return Ok(mistakes),
    };
    let told = schedule::wanted(&services, &place, &plan).await?;
    let said = prompts::tell(&services, user, &place.channel_id, &place.root_id, &told);
    if let Err(error) = said.await {
        error.log("tell a person", user);
    }
    Ok(Mistakes::new())
}
