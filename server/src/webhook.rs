//! `POST /webhook`: Zoom's events; `POST /deauthorization`: the one about a removed app, which Zoom
//! sends to an address of its own.
//!
//! A genuine event is answered as soon as the job queue has it: one write to the store. Where that
//! fails, Zoom gets a 503 and sends the event again. One about a meeting that is nobody's here needs
//! no job.
//!
//! Zoom may try again with the signature of its first try, up to 85 minutes later. Some events may
//! come so late, although whoever has seen them can send them again: see [`may_come_late`].

mod work;

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::json;
use subtle::ConstantTimeEq;
use zoom_client::webhook::{Delivery, Event, ParticipantEvent, SIGNATURE_HEADER, TIMESTAMP_HEADER};
use zoom_client::{ErrorKind, Timestamp};

use crate::app::{App, Ready};
use crate::domain::live::{self, Participation};
use crate::domain::meeting_posts;
use crate::domain::schedule::records;
use crate::jobs::Work;

const MAX_BODY: usize = 1024 * 1024;
/// How long an event about a participant may wait to be merged: Zoom waits for three seconds.
const PATIENCE: Duration = Duration::from_millis(1200);
/// How old a signature may be on an event that [`may_come_late`].
const LATE: Duration = Duration::from_secs(2 * 60 * 60);
const VALIDATION: &str = "endpoint.url_validation";

/// The query of the webhook URL.
#[derive(Debug, Default, Deserialize)]
pub struct Secret {
    #[serde(default)]
    secret: String,
}

/// Why a request is not taken for Zoom's.
struct Refusal(StatusCode, &'static str);

impl Refusal {
    /// Tells whoever asked, and the admin: Zoom does not send a refused event again.
    fn answer(self) -> Response {
        let Self(status, reason) = self;
        tracing::warn!(status = status.as_u16(), reason, "refused an event");
        answer(status, reason)
    }
}

/// Receives one event.
pub async fn receive(
    State(app): State<Arc<App>>,
    query: Result<Query<Secret>, QueryRejection>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let Some(ready) = app.configuration().ready.clone() else {
        return Refusal(StatusCode::NOT_IMPLEMENTED, "the plugin is not set up").answer();
    };
    let secret = query.map(|Query(query)| query.secret).unwrap_or_default();
    if let Err(refusal) = check_request(&ready, &secret, &headers) {
        return refusal.answer();
    }
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return Refusal(StatusCode::PAYLOAD_TOO_LARGE, "an event has at most 1 MiB").answer();
    };
    match verify(&ready, &headers, &body, app.clock().now()) {
        Ok(delivery) => act(&app, &ready, &delivery, &body).await,
        Err(refusal) => refusal.answer(),
    }
}

fn check_request(ready: &Ready, secret: &str, headers: &HeaderMap) -> Result<(), Refusal> {
    let expected = ready.settings.webhook_secret.expose_secret().as_bytes();
    if !bool::from(expected.ct_eq(secret.as_bytes())) {
        return Err(Refusal(
            StatusCode::UNAUTHORIZED,
            "the secret in the URL is wrong",
        ));
    }
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let json =
        content_type.is_some_and(|value| value.to_ascii_lowercase().contains("application/json"));
    if !json {
        return Err(Refusal(
            StatusCode::BAD_REQUEST,
            "an event is application/json",
        ));
    }
    Ok(())
}

fn verify<'a>(
    ready: &'a Ready,
    headers: &HeaderMap,
    body: &'a [u8],
    now: Timestamp,
) -> Result<Delivery<'a>, Refusal> {
    let (timestamp, signature) = signed(headers);
    let error = match ready.verifier.verify(timestamp, signature, body, now) {
        Ok(delivery) => return Ok(delivery),
        Err(error) => error,
    };
    if let Some(delivery) = verify_late(ready, headers, body, now) {
        tracing::info!("took an event that was signed some time ago");
        return Ok(delivery);
    }
    let reason = match error.kind() {
        ErrorKind::WebhookSecretMissing => "no Zoom Webhook Secret is set",
        ErrorKind::WebhookExpired => "the signature is too old",
        _ => "the signature is missing or wrong",
    };
    Err(Refusal(StatusCode::UNAUTHORIZED, reason))
}

fn signed(headers: &HeaderMap) -> (Option<&[u8]>, Option<&[u8]>) {
    let value = |name: &str| headers.get(name).map(HeaderValue::as_bytes);
    (value(TIMESTAMP_HEADER), value(SIGNATURE_HEADER))
}

/// A delivery whose signature is right but old, of an event that may come so late.
fn verify_late<'a>(
    ready: &'a Ready,
    headers: &HeaderMap,
    body: &'a [u8],
    now: Timestamp,
) -> Option<Delivery<'a>> {
    let (timestamp, signature) = signed(headers);
    let verifier = &ready.verifier;
    let delivery = verifier
        .verify_within(LATE, timestamp, signature, body, now)
        .ok()?;
    let event = delivery.event().ok()?;
    may_come_late(&event).then_some(delivery)
}

/// Whether an event is taken that was signed some time ago: where nothing else makes up for its loss,
/// and where sending it again changes nothing. It is claimed by one job (`jobs/claim.rs`), for far longer
/// than it may be late; or it tells where a participant was at a time, which the meeting's record knows
/// then. Of meetings that were not said to end Zoom is asked.
fn may_come_late(event: &Event) -> bool {
    matches!(
        event,
        Event::Participant(_)
            | Event::RecordingCompleted(_)
            | Event::TranscriptCompleted(_)
            | Event::SummaryCompleted(_)
            | Event::AppDeauthorized(_)
    )
}

async fn act(app: &App, ready: &Ready, delivery: &Delivery<'_>, body: &[u8]) -> Response {
    let event = match delivery.event() {
        Ok(event) => event,
        Err(error) => {
            tracing::warn!(error = %error, "an event of Zoom's cannot be read");
            return unreadable(body);
        }
    };
    if let Event::UrlValidation(token) = &event {
        return match delivery.answer(token) {
            Ok(validation) => {
                app.ear().validation();
                Json(validation).into_response()
            }
            Err(error) => {
                tracing::warn!(error = %error, "cannot answer Zoom's validation");
                answer(StatusCode::UNAUTHORIZED, "no Zoom Webhook Secret is set")
            }
        };
    }
    if let Event::Participant(event) = &event {
        return participant(app, event).await;
    }
    let (id, work) = match work::of(&event, ready) {
        Ok(Some(work)) => work,
        Ok(None) => {
            tracing::debug!(event = event.name(), "an event that nobody waits for");
            app.ear().event();
            return answer(StatusCode::OK, "");
        }
        Err(error) => {
            tracing::error!(event = event.name(), error = %error, "an event could not be sealed");
            return answer(StatusCode::SERVICE_UNAVAILABLE, "try again later");
        }
    };
    if let Work::MeetingStarted(run) | Work::MeetingEnded(run) = &work
        && meeting_posts::is_nobodys(app.api(), app.left_behind(), run).await
    {
        app.ear().event();
        return answer(StatusCode::OK, "");
    }
    if let Work::PlanChanged(change) = &work
        && records::is_nobodys(app.api(), change.meeting_id).await
    {
        app.ear().event();
        return answer(StatusCode::OK, "");
    }
    match app.queue().accept(id, work).await {
        Ok(_) => {
            app.ear().event();
            answer(StatusCode::OK, "")
        }
        Err(error) => {
            tracing::error!(event = event.name(), error = %error, "an event could not be kept");
            answer(StatusCode::SERVICE_UNAVAILABLE, "try again later")
        }
    }
}

/// Who is in a meeting is merged before the answer, together with what else comes just now. Where
/// that takes too long or fails, or where more follows of the event, it is kept like any other.
async fn participant(app: &App, event: &ParticipantEvent) -> Response {
    let participation = Participation::from(event);
    let run = &participation.moved.run;
    if meeting_posts::is_nobodys(app.api(), app.left_behind(), run).await {
        app.ear().event();
        return answer(StatusCode::OK, "");
    }
    let kept = match is_done(app, participation.clone()).await {
        true => Ok(()),
        false => keep(app, event, participation).await,
    };
    match kept {
        Ok(()) => {
            app.ear().event();
            answer(StatusCode::OK, "")
        }
        Err(error) => {
            let event = event.change.event();
            tracing::error!(event, error = %error, "an event could not be kept");
            answer(StatusCode::SERVICE_UNAVAILABLE, "try again later")
        }
    }
}

/// Merges an event, and says whether that was all. It goes on where nobody waits for it any more.
async fn is_done(app: &App, participation: Participation) -> bool {
    let app = app.clone();
    let merged = tokio::spawn(async move {
        let services = app.services().await?;
        live::receive(&services, &participation).await
    });
    match tokio::time::timeout(PATIENCE, merged).await {
        Ok(Ok(Ok(more_follows))) => !more_follows,
        Ok(Ok(Err(error))) => {
            error.log("merge a participant's event", "");
            false
        }
        // It panicked, or takes too long.
        Ok(Err(_)) | Err(_) => false,
    }
}

async fn keep(
    app: &App,
    event: &ParticipantEvent,
    participation: Participation,
) -> mattermost_plugin::Result<()> {
    let id = work::participant_id(event, &participation);
    let kept = app.queue().accept(id, Work::Participant(participation));
    kept.await.map(drop)
}

/// A genuine event that has another form than expected is accepted: Zoom would only send the same
/// again. What is no event at all, or a challenge that may not be signed, is refused.
fn unreadable(body: &[u8]) -> Response {
    #[derive(Deserialize)]
    struct Named {
        event: String,
    }
    match serde_json::from_slice::<Named>(body) {
        Ok(named) if named.event != VALIDATION => answer(StatusCode::OK, ""),
        _ => answer(StatusCode::BAD_REQUEST, "the event cannot be read"),
    }
}

/// An answer: the status says all, or a reason in JSON, which Zoom shows in the app's log.
fn answer(status: StatusCode, reason: &str) -> Response {
    if reason.is_empty() {
        return status.into_response();
    }
    (status, Json(json!({ "error": reason }))).into_response()
}
