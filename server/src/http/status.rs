//! `GET /api/v1/status`: the state of the set-up, for system admins alone.
//!
//! ```json
//! {
//!     "account_level_app": false,
//!     "redirect_url": "https://chat.example.com/plugins/zoom/oauth2/complete",
//!     "webhook_url": "https://chat.example.com/plugins/zoom/webhook?secret=…",
//!     "checks": [{ "name": "settings", "state": "ok", "text": "All required settings are there." }]
//! }
//! ```
//!
//! The checks are `settings`, `zoom` (can it be reached), `client` (are its id and secret
//! accepted), `validation`, `event` and `clock`, in this order. A `state` is `ok`, `warning`,
//! `error` or `unknown`; `text` is Markdown in the admin's language. Addresses are empty while the
//! settings are incomplete. It answers then, too: that is what it tells.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use mattermost_plugin::model::permission_id::MANAGE_SYSTEM;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use zoom_client::{ErrorKind, Probe, Timestamp};

use super::{refusal, user_id};
use crate::app::{App, Configuration, Ready};
use crate::domain::webhook_health::{self, Heard};
use crate::error::{Error, Result};
use crate::i18n::{Reader, Text};
use crate::texts;

/// More than this and Zoom's events will soon be refused, in seconds: five minutes are the end.
const MOST_SKEW: i64 = 60;

/// How a check came out.
#[derive(Clone, Copy, Debug)]
enum Outcome {
    Ok,
    Warning,
    Error,
    Unknown,
}

impl Outcome {
    fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Unknown => "unknown",
        }
    }
}

/// One thing that was looked at.
type Check = (&'static str, Outcome, Text);

/// Answers with the state of the set-up.
pub(super) async fn read(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let Some(user) = user_id(&headers) else {
        return refusal(&app, "", &Error::NotLoggedIn).await;
    };
    match status(&app, user).await {
        // It holds the webhook's secret.
        Ok(status) => ([(header::CACHE_CONTROL, "no-store")], Json(status)).into_response(),
        Err(error) => {
            error.log("read the status", user);
            refusal(&app, user, &error).await
        }
    }
}

async fn status(app: &App, user: &str) -> Result<Value> {
    if !app.api().has_permission_to(user, MANAGE_SYSTEM).await? {
        return Err(Error::SystemAdminsOnly);
    }
    let configuration = app.configuration();
    let reader = Reader::find(app.api(), user).await;
    let ready = configuration.ready.as_deref();
    let heard = webhook_health::heard(app.api()).await?;
    let mut checks = vec![settings(&configuration)];
    checks.extend(zoom(ready).await);
    checks.extend(events(heard, app.clock().millis()));
    let checks: Vec<Value> = checks
        .into_iter()
        .map(|(name, outcome, text)| {
            json!({"name": name, "state": outcome.name(), "text": text.to(&reader)})
        })
        .collect();
    Ok(json!({
        "account_level_app": configuration.account_level_app,
        "redirect_url": ready.map(|ready| ready.url("oauth2/complete")).unwrap_or_default(),
        "webhook_url": ready.map(webhook_url).unwrap_or_default(),
        "checks": checks,
    }))
}

/// The address that the admin gives to Zoom. Whoever may read the settings may read its secret.
fn webhook_url(ready: &Ready) -> String {
    let secret = ready.settings.webhook_secret.expose_secret();
    let secret = utf8_percent_encode(secret, NON_ALPHANUMERIC);
    ready.url(&format!("webhook?secret={secret}"))
}

fn settings(configuration: &Configuration) -> Check {
    let problems = &configuration.problems;
    let secret_missing = configuration.ready.as_ref().is_some_and(|ready| {
        let secret = &ready.settings.zoom_webhook_secret;
        secret.expose_secret().is_empty()
    });
    match configuration.ready {
        _ if !problems.is_empty() => {
            let outcome = match configuration.ready {
                Some(_) => Outcome::Warning,
                None => Outcome::Error,
            };
            ("settings", outcome, texts::settings_notice(problems))
        }
        Some(_) if secret_missing => (
            "settings",
            Outcome::Error,
            texts::status_webhook_secret_missing(),
        ),
        _ => ("settings", Outcome::Ok, texts::status_settings_ok()),
    }
}

/// What Zoom says to a question that changes nothing.
async fn zoom(ready: Option<&Ready>) -> Vec<Check> {
    let Some(ready) = ready else {
        let later = |name| (name, Outcome::Unknown, texts::status_after_settings());
        return ["zoom", "client", "clock"].map(later).to_vec();
    };
    let url = ready.zoom.zoom_url();
    match ready.zoom.probe().await {
        Ok(found) => vec![
            ("zoom", Outcome::Ok, texts::status_zoom_ok(url)),
            client(found),
            clock(found),
        ],
        Err(error) => {
            tracing::warn!(error = %error, "Zoom does not answer an admin's check");
            let answers = match error.kind() {
                ErrorKind::RateLimited => {
                    let (message, name) = (Error::Zoom(error).message(), "zoom");
                    (name, Outcome::Warning, message)
                }
                _ => ("zoom", Outcome::Error, texts::status_zoom_unreachable(url)),
            };
            let unknown = |name| (name, Outcome::Unknown, texts::status_zoom_not_asked());
            vec![answers, unknown("client"), unknown("clock")]
        }
    }
}

fn client(found: Probe) -> Check {
    if found.client_accepted {
        ("client", Outcome::Ok, texts::status_client_ok())
    } else {
        ("client", Outcome::Error, texts::status_client_rejected())
    }
}

fn clock(found: Probe) -> Check {
    let Some(ahead) = found.clock_ahead else {
        return ("clock", Outcome::Unknown, texts::status_clock_unknown());
    };
    let seconds = ahead.as_secs().saturating_abs();
    if seconds <= MOST_SKEW {
        ("clock", Outcome::Ok, texts::status_clock_ok())
    } else {
        ("clock", Outcome::Error, texts::status_clock_off(seconds))
    }
}

fn events(heard: Heard, now: i64) -> [Check; 2] {
    let silent = heard.is_overdue(now);
    let check = |name, at: i64, told: fn(Timestamp) -> Text, never: fn() -> Text| {
        let at = Timestamp::from_millisecond(at).ok().filter(|_| at > 0);
        match at {
            Some(at) if silent => (name, Outcome::Warning, told(at)),
            Some(at) => (name, Outcome::Ok, told(at)),
            None if silent => (name, Outcome::Warning, never()),
            None => (name, Outcome::Unknown, never()),
        }
    };
    [
        check(
            "validation",
            heard.validation,
            texts::status_validation,
            texts::status_validation_never,
        ),
        check(
            "event",
            heard.event,
            texts::status_event,
            texts::status_event_never,
        ),
    ]
}
