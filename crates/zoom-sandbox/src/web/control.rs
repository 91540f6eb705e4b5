//! The control page and its forms.

pub(super) mod schedule;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use super::{App, pages};
use crate::deliver;
use crate::knobs::{
    Area, DeauthorizationKnobs, DownloadRedirect, Fault, FaultAnswer, Knobs, RecordingKnobs,
    RefreshMode, Retention, WebhookKnobs,
};
use crate::shared::Shared;
use crate::state::Error;

pub(super) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/", get(page))
        .route("/control/meetings/{id}/start", post(start))
        .route("/control/meetings/{id}/end", post(end))
        .route("/control/meetings/{id}/join", post(join))
        .route("/control/meetings/{id}/wait-for-host", post(wait_for_host))
        .route("/control/meetings/{id}/waiting-room", post(waiting_room))
        .route("/control/meetings/{id}/admit", post(admit))
        .route(
            "/control/meetings/{id}/put-in-waiting-room",
            post(put_in_waiting_room),
        )
        .route("/control/meetings/{id}/leave", post(leave))
        .route("/control/meetings/{id}/recording", post(recording))
        .route("/control/meetings/{id}/transcript", post(transcript))
        .route("/control/meetings/{id}/summary", post(summary))
        .route("/control/advance", post(advance))
        .route("/control/knobs", post(knobs))
        .route("/control/validate", post(validate))
        .route("/control/uninstall", post(uninstall))
        .merge(schedule::router())
}

#[derive(Deserialize)]
struct Notice {
    notice: Option<String>,
}

async fn page(State(shared): App, Query(Notice { notice }): Query<Notice>) -> Response {
    shared.read(|state| pages::control(state, notice.as_deref()).into_response())
}

/// Back to the page, with a sentence on what happened.
fn back(notice: &str) -> Response {
    let query: String = url::form_urlencoded::byte_serialize(notice.as_bytes()).collect();
    Redirect::to(&format!("/?notice={query}")).into_response()
}

fn told(done: &str, result: Result<(), Error>) -> Response {
    match result {
        Ok(()) => back(done),
        Err(error) => back(&format!("That did not work: {error}.")),
    }
}

async fn start(State(shared): App, Path(id): Path<u64>) -> Response {
    let result = shared.update(|state| state.start_meeting(id)).map(drop);
    told("The meeting has started.", result)
}

async fn end(State(shared): App, Path(id): Path<u64>) -> Response {
    told(
        "The meeting has ended.",
        shared.update(|state| state.end_meeting(id)),
    )
}

/// A user by id, where one was chosen, or else somebody by name.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Who {
    user: String,
    name: String,
}

impl Who {
    fn named(&self) -> &str {
        let names = [self.user.trim(), self.name.trim()];
        names
            .into_iter()
            .find(|name| !name.is_empty())
            .unwrap_or("Guest")
    }
}

type Named = Form<Who>;

async fn join(State(shared): App, Path(id): Path<u64>, Form(who): Named) -> Response {
    let result = shared.update(|state| state.join(id, who.named()));
    told("Somebody joined.", result)
}

async fn wait_for_host(State(shared): App, Path(id): Path<u64>, Form(who): Named) -> Response {
    let result = shared.update(|state| state.wait_for_host(id, who.named()));
    told("Somebody waits for the host.", result)
}

#[derive(Deserialize)]
struct Switch {
    on: bool,
}

async fn waiting_room(
    State(shared): App,
    Path(id): Path<u64>,
    Form(Switch { on }): Form<Switch>,
) -> Response {
    let done = if on {
        "Who comes now waits to be let in."
    } else {
        "Who comes now is let in."
    };
    told(done, shared.update(|state| state.set_waiting_room(id, on)))
}

async fn admit(State(shared): App, Path(id): Path<u64>, Form(who): Named) -> Response {
    let result = shared.update(|state| state.admit(id, &who.name));
    told("The host let somebody in.", result)
}

async fn put_in_waiting_room(
    State(shared): App,
    Path(id): Path<u64>,
    Form(who): Named,
) -> Response {
    let result = shared.update(|state| state.put_in_waiting_room(id, &who.name));
    told("The host made somebody wait.", result)
}

async fn leave(State(shared): App, Path(id): Path<u64>, Form(who): Named) -> Response {
    let result = shared.update(|state| state.leave(id, &who.name));
    told("Somebody left.", result)
}

async fn recording(State(shared): App, Path(id): Path<u64>) -> Response {
    let done = shared
        .update(|state| state.complete_recording(id))
        .map(drop);
    told("The recording is finished.", done)
}

async fn transcript(State(shared): App, Path(id): Path<u64>) -> Response {
    let done = shared.update(|state| state.complete_transcript(id));
    told("The transcript is finished.", done)
}

async fn summary(State(shared): App, Path(id): Path<u64>) -> Response {
    let done = shared.update(|state| state.complete_summary(id));
    told("The summary is finished.", done)
}

#[derive(Deserialize)]
struct Minutes {
    minutes: u32,
}

async fn advance(State(shared): App, Form(Minutes { minutes }): Form<Minutes>) -> Response {
    let by = Duration::from_secs(u64::from(minutes) * 60);
    deliver::advance(&shared, by).await;
    back("The clock was moved.")
}

#[derive(Deserialize)]
struct Client {
    client_id: String,
}

async fn validate(State(shared): App, Form(Client { client_id }): Form<Client>) -> Response {
    match deliver::validate(&shared, &client_id).await {
        Ok(true) => back("The webhook answered the challenge rightly."),
        Ok(false) => back("The webhook did not answer the challenge rightly."),
        Err(error) => back(&format!("That did not work: {error}.")),
    }
}

#[derive(Deserialize)]
struct Uninstall {
    client_id: String,
    email: String,
}

async fn uninstall(State(shared): App, Form(form): Form<Uninstall>) -> Response {
    let result = shared.update(|state| state.uninstall(&form.client_id, &form.email));
    told("The app was removed for that person.", result)
}

/// Whoever types more by mistake should not wait for it.
const MAX_TEXT: usize = 100_000_000;

/// A box that is not ticked is not sent at all.
#[derive(Default, Deserialize)]
#[serde(default)]
struct KnobForm {
    refresh: RefreshMode,
    fault: String,
    area: Area,
    times: String,
    retry_after: String,
    duplicate: Option<String>,
    reorder: Option<String>,
    drop: Option<String>,
    delay_seconds: u32,
    renew_signatures: Option<String>,
    wrong_signature: Option<String>,
    stale_timestamp: Option<String>,
    shared_clock: Option<String>,
    minutes_late: u32,
    processing_minutes: u32,
    stretches: u8,
    chat: Option<String>,
    passcode: Option<String>,
    text_bytes: usize,
    redirect: DownloadRedirect,
    old_summary: Option<String>,
    user_data_retention: Retention,
    time_in_payload: Option<String>,
}

async fn knobs(State(shared): App, Form(form): Form<KnobForm>) -> Response {
    let knobs = form.into_knobs();
    shared.update(|state| state.set_knobs(knobs));
    back("The knobs are set.")
}

impl KnobForm {
    fn into_knobs(self) -> Knobs {
        let remaining = self.times.trim().parse().ok();
        let answer = fault_answer(&self.fault, self.retry_after.trim());
        Knobs {
            refresh: self.refresh,
            fault: answer.map(|answer| Fault {
                area: self.area,
                answer,
                remaining,
            }),
            webhook: WebhookKnobs {
                duplicate: self.duplicate.is_some(),
                reorder: self.reorder.is_some(),
                drop: self.drop.is_some(),
                delay_seconds: self.delay_seconds,
                renew_signatures: self.renew_signatures.is_some(),
                wrong_signature: self.wrong_signature.is_some(),
                stale_timestamp: self.stale_timestamp.is_some(),
                shared_clock: self.shared_clock.is_some(),
            },
            recording: RecordingKnobs {
                minutes_late: self.minutes_late,
                processing_minutes: self.processing_minutes,
                stretches: self.stretches,
                chat: self.chat.is_some(),
                passcode: self.passcode.is_some(),
                text_bytes: self.text_bytes.min(MAX_TEXT),
                redirect: self.redirect,
                old_summary: self.old_summary.is_some(),
            },
            deauthorization: DeauthorizationKnobs {
                user_data_retention: self.user_data_retention,
                time_in_payload: self.time_in_payload.is_some(),
            },
        }
    }
}

fn fault_answer(name: &str, retry_after: &str) -> Option<FaultAnswer> {
    Some(match name {
        "unauthorized" => FaultAnswer::Unauthorized,
        "not_found" => FaultAnswer::NotFound,
        "rate_limited" => {
            FaultAnswer::RateLimited(Some(retry_after.to_owned()).filter(|text| !text.is_empty()))
        }
        "server_error" => FaultAnswer::ServerError,
        "web_page" => FaultAnswer::WebPage,
        "half_answer" => FaultAnswer::HalfAnswer,
        "cut_json" => FaultAnswer::CutJson,
        "no_answer" => FaultAnswer::NoAnswer,
        _ => return None,
    })
}
