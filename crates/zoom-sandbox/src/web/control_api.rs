//! The control page for programs: the same in JSON.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{App, control};
use crate::deliver;
use crate::knobs::Knobs;
use crate::shared::Shared;
use crate::state::Error;

pub(super) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/state", get(state))
        .route("/requests", get(requests))
        .route("/meetings/{id}/start", post(start))
        .route("/meetings/{id}/end", post(end))
        .route("/meetings/{id}/join", post(join))
        .route("/meetings/{id}/join-many", post(join_many))
        .route("/meetings/{id}/wait-for-host", post(wait_for_host))
        .route("/meetings/{id}/join-before-host", post(join_before_host))
        .route("/meetings/{id}/waiting-room", post(waiting_room))
        .route("/meetings/{id}/admit", post(admit))
        .route(
            "/meetings/{id}/put-in-waiting-room",
            post(put_in_waiting_room),
        )
        .route("/meetings/{id}/leave", post(leave))
        .route("/meetings/{id}/recording", post(recording))
        .route("/meetings/{id}/transcript", post(transcript))
        .route("/meetings/{id}/summary", post(summary))
        .route("/files", get(files))
        .route("/compliance", get(compliance))
        .route("/advance", post(advance))
        .route("/knobs", get(knobs).put(set_knobs))
        .route("/validate", post(validate))
        .route("/uninstall", post(uninstall))
        .merge(control::schedule::api_router())
}

async fn state(State(shared): App) -> Json<Value> {
    shared.read(|state| {
        // No secrets: the page that asks may be shown to others.
        let app = |app: &crate::App| {
            json!({
                "client_id": app.client_id, "level": app.level, "scopes": app.scopes,
                "redirect_uris": app.redirect_uris, "events": app.events,
            })
        };
        Json(json!({
            "now": state.now(),
            "apps": state.apps.iter().map(app).collect::<Vec<_>>(),
            "users": state.users,
            "meetings": state.meetings.values().collect::<Vec<_>>(),
            "recordings": state.recordings.values().collect::<Vec<_>>(),
            "deliveries": state.deliveries,
            "knobs": state.knobs,
        }))
    })
}

async fn requests(State(shared): App) -> Json<Value> {
    shared.read(|state| Json(json!(state.requests)))
}

async fn files(State(shared): App) -> Json<Value> {
    shared.read(|state| Json(json!(state.file_requests)))
}

async fn compliance(State(shared): App) -> Json<Value> {
    shared.read(|state| Json(json!(state.compliance_reports)))
}

pub(super) fn answer<T: serde::Serialize>(result: Result<T, Error>) -> Response {
    match result {
        Ok(value) => Json(json!({"result": value})).into_response(),
        Err(error) => (
            StatusCode::CONFLICT,
            Json(json!({"error": error.to_string()})),
        )
            .into_response(),
    }
}

async fn start(State(shared): App, Path(id): Path<u64>) -> Response {
    answer(shared.update(|state| state.start_meeting(id)))
}

async fn end(State(shared): App, Path(id): Path<u64>) -> Response {
    answer(shared.update(|state| state.end_meeting(id)))
}

#[derive(Deserialize)]
struct Name {
    name: String,
}

type Named = Json<Name>;

async fn join(State(shared): App, Path(id): Path<u64>, Json(who): Named) -> Response {
    answer(shared.update(|state| state.join(id, &who.name)))
}

#[derive(Deserialize)]
struct Count {
    count: u64,
}

/// More than Zoom's largest meeting holds would only keep the sandbox busy.
const MOST_AT_ONCE: u64 = 10_000;

async fn join_many(
    State(shared): App,
    Path(id): Path<u64>,
    Json(Count { count }): Json<Count>,
) -> Response {
    answer(shared.update(|state| state.join_many(id, count.min(MOST_AT_ONCE))))
}

async fn wait_for_host(State(shared): App, Path(id): Path<u64>, Json(who): Named) -> Response {
    answer(shared.update(|state| state.wait_for_host(id, &who.name)))
}

async fn join_before_host(State(shared): App, Path(id): Path<u64>, Json(who): Named) -> Response {
    answer(shared.update(|state| state.join_before_host(id, &who.name)))
}

#[derive(Deserialize)]
struct Switch {
    on: bool,
}

async fn waiting_room(
    State(shared): App,
    Path(id): Path<u64>,
    Json(Switch { on }): Json<Switch>,
) -> Response {
    answer(shared.update(|state| state.set_waiting_room(id, on)))
}

async fn admit(State(shared): App, Path(id): Path<u64>, Json(who): Named) -> Response {
    answer(shared.update(|state| state.admit(id, &who.name)))
}

async fn put_in_waiting_room(
    State(shared): App,
    Path(id): Path<u64>,
    Json(who): Named,
) -> Response {
    answer(shared.update(|state| state.put_in_waiting_room(id, &who.name)))
}

async fn leave(State(shared): App, Path(id): Path<u64>, Json(who): Named) -> Response {
    answer(shared.update(|state| state.leave(id, &who.name)))
}

async fn recording(State(shared): App, Path(id): Path<u64>) -> Response {
    answer(shared.update(|state| state.complete_recording(id)))
}

async fn transcript(State(shared): App, Path(id): Path<u64>) -> Response {
    answer(shared.update(|state| state.complete_transcript(id)))
}

async fn summary(State(shared): App, Path(id): Path<u64>) -> Response {
    answer(shared.update(|state| state.complete_summary(id)))
}

#[derive(Deserialize)]
struct Seconds {
    seconds: u64,
}

async fn advance(State(shared): App, Json(Seconds { seconds }): Json<Seconds>) -> Json<Value> {
    deliver::advance(&shared, Duration::from_secs(seconds)).await;
    Json(json!({"now": shared.read(|state| state.now())}))
}

async fn knobs(State(shared): App) -> Json<Knobs> {
    Json(shared.read(|state| state.knobs.clone()))
}

async fn set_knobs(State(shared): App, Json(knobs): Json<Knobs>) -> Json<Knobs> {
    shared.update(|state| state.set_knobs(knobs.clone()));
    Json(knobs)
}

#[derive(Deserialize)]
struct Client {
    client_id: String,
}

async fn validate(State(shared): App, Json(Client { client_id }): Json<Client>) -> Response {
    answer(deliver::validate(&shared, &client_id).await)
}

#[derive(Deserialize)]
struct Uninstall {
    client_id: String,
    email: String,
}

async fn uninstall(State(shared): App, Json(form): Json<Uninstall>) -> Response {
    answer(shared.update(|state| state.uninstall(&form.client_id, &form.email)))
}
