//! The sender of webhooks.

use std::sync::Arc;
use std::time::{Duration, Instant};

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::model::{Attempt, Delivery};
use crate::random;
use crate::shared::Shared;
use crate::state::{Error, State};

/// Zoom waits no longer for an answer.
const PATIENCE: Duration = Duration::from_secs(3);
const STALE_BY: i64 = 600;

/// Sends what is due, for ever.
pub(crate) async fn run(shared: Arc<Shared>) {
    loop {
        settle(&shared).await;
        let wait = shared.read(|state| {
            let due = state.next_due()?;
            Duration::try_from(due.duration_since(state.now())).ok()
        });
        match wait {
            Some(wait) => {
                let _ = tokio::time::timeout(wait, shared.wake.notified()).await;
            }
            None => shared.wake.notified().await,
        }
    }
}

/// Tries the delivery whose turn it is; false where there is none.
pub(crate) async fn deliver_one(shared: &Shared) -> bool {
    let _turn = shared.sending.lock().await;
    let Some(delivery) = shared.read(|state| state.due_delivery()) else {
        return false;
    };
    let attempt = attempt(shared, &delivery).await;
    shared.update(|state| state.record(delivery.id, attempt));
    true
}

/// Sends all that is due.
pub(crate) async fn settle(shared: &Shared) {
    while deliver_one(shared).await {}
}

/// Moves the clock forward, and sends on the way what falls due, each at its own time.
pub(crate) async fn advance(shared: &Shared, by: Duration) {
    let target = shared.read(|state| state.now()) + by;
    settle(shared).await;
    while let Some(due) = shared
        .read(|state| state.next_due())
        .filter(|due| *due <= target)
    {
        forward_to(shared, due);
        settle(shared).await;
    }
    forward_to(shared, target);
}

fn forward_to(shared: &Shared, time: Timestamp) {
    shared.update(|state| {
        let wait = Duration::try_from(time.duration_since(state.now()));
        state.forward(wait.unwrap_or_default());
    });
}

async fn attempt(shared: &Shared, delivery: &Delivery) -> Attempt {
    let (at, (timestamp, signature)) = shared.read(|state| (state.now(), sign(state, delivery)));
    let began = Instant::now();
    let sent = post(
        shared,
        &delivery.url,
        &delivery.body,
        timestamp,
        &signature,
        &delivery.request_id,
    );
    let answer = sent.await;
    Attempt {
        at,
        status: answer.as_ref().ok().map(|answer| answer.status().as_u16()),
        failure: answer.err().map(|error| describe(&error)),
        milliseconds: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
        timestamp,
        signature,
    }
}

fn describe(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        "no answer within 3 seconds".to_owned()
    } else if error.is_connect() {
        "no connection".to_owned()
    } else {
        "the connection broke".to_owned()
    }
}

/// The time stamp and signature of the next try.
///
/// Who receives it looks at the real clock, unless it shares the sandbox's: so the time stamp lies
/// as far before the receiver's time as it would before the sandbox's.
fn sign(state: &State, delivery: &Delivery) -> (i64, String) {
    let knobs = &state.knobs.webhook;
    let first = delivery
        .attempts
        .first()
        .filter(|_| !knobs.renew_signatures);
    let age = first.map_or(0, |first| state.now().as_second() - first.at.as_second());
    let extra = if knobs.stale_timestamp { STALE_BY } else { 0 };
    let now = if knobs.shared_clock {
        state.now()
    } else {
        Timestamp::now()
    };
    let timestamp = now.as_second() - age - extra;
    let secret = state
        .app(&delivery.client_id)
        .map_or("", |app| &app.secret_token);
    let secret = if knobs.wrong_signature {
        "another secret"
    } else {
        secret
    };
    (timestamp, signature(secret, timestamp, &delivery.body))
}

fn signature(secret: &str, timestamp: i64, body: &str) -> String {
    format!("v0={}", mac(secret, &format!("v0:{timestamp}:{body}")))
}

#[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
fn mac(secret: &str, text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any key will do");
    mac.update(text.as_bytes());
    HEXLOWER.encode(&mac.finalize().into_bytes())
}

async fn post(
    shared: &Shared,
    url: &str,
    body: &str,
    timestamp: i64,
    signature: &str,
    request_id: &str,
) -> Result<reqwest::Response, reqwest::Error> {
    let request = shared
        .http
        .post(url)
        .timeout(PATIENCE)
        .header("content-type", "application/json; charset=utf-8")
        .header("user-agent", "Zoom Marketplace/1.0a")
        .header("x-zm-request-id", request_id)
        .header(
            "x-zm-trackingid",
            format!("v=2.0;clid=us02;rid=WEB_{}", random::hex()),
        )
        .header("x-zm-request-timestamp", timestamp.to_string())
        .header("x-zm-signature", signature);
    request.body(body.to_owned()).send().await
}

/// Sends Zoom's challenge to an app's webhook and says whether the answer is right.
pub(crate) async fn validate(shared: &Shared, client_id: &str) -> Result<bool, Error> {
    let (app, now) = shared.read(|state| (state.app(client_id).cloned(), state.now()));
    let app = app?;
    let url = app
        .webhook_url
        .ok_or_else(|| Error::NoWebhook(client_id.to_owned()))?;
    let token = random::plain_token();
    let body = json!({
        "payload": {"plainToken": token},
        "event_ts": now.as_millisecond(),
        "event": "endpoint.url_validation",
    });
    let body = body.to_string();
    let time = Timestamp::now().as_second();
    let signed = signature(&app.secret_token, time, &body);
    let answer = post(shared, &url, &body, time, &signed, &random::hex()).await;
    let Ok(answer) = answer else { return Ok(false) };
    let good = answer.status().as_u16() == 200;
    let Ok(answer) = answer.bytes().await else {
        return Ok(false);
    };
    let answer: Value = serde_json::from_slice(&answer).unwrap_or_default();
    let expected = json!({"plainToken": token, "encryptedToken": mac(&app.secret_token, &token)});
    Ok(good && answer == expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_zooms() {
        let body = r#"{"event":"meeting.started","event_ts":1700000000123,"payload":{"account_id":"A","object":{"id":"123"}}}"#;
        assert_eq!(
            signature("sandbox-secret", 1_700_000_000, body),
            "v0=f1c33e54d75cb5d77348e8e10cf2e364d0c61db9c73175b6faf6cfd0c3c4993b"
        );
        assert_eq!(
            mac("sandbox-secret", "q1w2e3r4t5y6u7i8o9p0aA"),
            "607bdd09d18847c337f50ab53be4efe73d71c73f2a920d2047d07628d2030402"
        );
    }
}
