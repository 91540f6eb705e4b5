//! What somebody does to plans in Zoom itself: the forms of the control page, and their JSON.

use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::response::Response;
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::control_api::answer;
use super::{App, told};
use crate::shared::Shared;

pub(super) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/control/schedule", post(schedule_form))
        .route("/control/meetings/{id}/change", post(change_form))
        .route("/control/meetings/{id}/delete", post(delete_form))
}

/// The same in JSON.
pub(in crate::web) fn api_router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/schedule", post(schedule))
        .route("/meetings/{id}/change", post(change))
        .route("/meetings/{id}/delete", post(delete))
}

#[derive(Deserialize)]
struct PlanForm {
    #[serde(default)]
    host: String,
    #[serde(default)]
    topic: String,
    start_time: String,
    minutes: u32,
}

impl PlanForm {
    /// The body of a request to Zoom that asks for this.
    fn body(&self) -> Value {
        let mut body = json!({
            "type": 2, "start_time": self.start_time.trim(), "duration": self.minutes,
        });
        if let Some(fields) = body.as_object_mut().filter(|_| !self.topic.is_empty()) {
            fields.insert("topic".to_owned(), json!(self.topic));
        }
        body
    }
}

async fn schedule_form(State(shared): App, Form(form): Form<PlanForm>) -> Response {
    let made = shared.update(|state| state.schedule_for(&form.host, &form.body()));
    told("The meeting is planned.", made.map(drop))
}

async fn change_form(
    State(shared): App,
    Path(id): Path<u64>,
    Form(form): Form<PlanForm>,
) -> Response {
    let body = form.body();
    let done = shared.update(|state| state.change_meeting(id, &body, None));
    told("The plan has changed.", done)
}

async fn delete_form(State(shared): App, Path(id): Path<u64>) -> Response {
    let done = shared.update(|state| state.delete_meeting(id, None));
    told("The meeting is cancelled.", done)
}

/// A body as Zoom's API takes it, and whose meeting it is.
#[derive(Deserialize)]
struct Plan {
    host: String,
    #[serde(flatten)]
    body: Value,
}

async fn schedule(State(shared): App, Json(Plan { host, body }): Json<Plan>) -> Response {
    answer(shared.update(|state| state.schedule_for(&host, &body)))
}

#[derive(Deserialize)]
struct Change {
    #[serde(default)]
    occurrence_id: Option<String>,
    #[serde(flatten)]
    body: Value,
}

async fn change(State(shared): App, Path(id): Path<u64>, Json(change): Json<Change>) -> Response {
    let occurrence = change.occurrence_id.as_deref();
    answer(shared.update(|state| state.change_meeting(id, &change.body, occurrence)))
}

#[derive(Default, Deserialize)]
struct Deletion {
    #[serde(default)]
    occurrence_id: Option<String>,
}

async fn delete(
    State(shared): App,
    Path(id): Path<u64>,
    deletion: Option<Json<Deletion>>,
) -> Response {
    let Json(Deletion { occurrence_id }) = deletion.unwrap_or_default();
    answer(shared.update(|state| state.delete_meeting(id, occurrence_id.as_deref())))
}
