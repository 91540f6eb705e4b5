//! The routes below `/plugins/zoom`.

mod actions;
mod calls;
mod configuration;
mod dialogs;
mod live;
mod meetings;
mod oauth;
mod overview;
mod page;
mod preferences;
mod routes;
mod schedule;
mod share;
mod status;

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::app::{App, Services};
use crate::error::{Error, Result};
use crate::i18n::Reader;

pub use routes::{Route, routes, table};

/// The most bytes that a request of the web app's may have.
const MAX_BODY: usize = 64 * 1024;

/// Who acts: the header that Mattermost sets for logged-in people and strips from all others.
fn user_id(headers: &HeaderMap) -> Option<&str> {
    let id = headers.get("Mattermost-User-ID")?.to_str().ok()?;
    (!id.is_empty()).then_some(id)
}

/// What the request of a person who is logged in works with.
async fn services_for(app: &App, user: &str) -> Result<Services> {
    let services = app.services().await?;
    if user.is_empty() {
        return Err(Error::NotLoggedIn);
    }
    Ok(services)
}

/// Reads a JSON body.
async fn read_json<T: DeserializeOwned>(body: Body) -> Result<T> {
    let bytes = to_bytes(body, MAX_BODY)
        .await
        .map_err(|_| Error::TooLarge)?;
    parse(&bytes)
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    serde_json::from_slice(bytes)
        .map_err(|_| Error::BadRequest("its body is not the expected JSON"))
}

/// Reads a body as each route does that takes one, and says how many of them understand it. For the
/// fuzzer, which has no Mattermost to carry a request out in.
pub fn readable_by(bytes: &[u8]) -> usize {
    let routes = [
        parse::<meetings::StartBody>(bytes).is_ok(),
        parse::<calls::CallBody>(bytes).is_ok(),
        parse::<share::ShareBody>(bytes).is_ok(),
        parse::<share::CancelBody>(bytes).is_ok(),
        parse::<preferences::Wish>(bytes).is_ok(),
        actions::read(bytes).is_ok(),
        dialogs::read(bytes).is_ok(),
        schedule::read(bytes).is_ok(),
    ];
    routes.into_iter().filter(|readable| *readable).count()
}

/// The answer to a request that cannot be carried out, in the language of the person who asked.
async fn refusal(app: &App, user: &str, error: &Error) -> Response {
    let reader = Reader::find(app.api(), user).await;
    let message = error.message().to(&reader);
    (error.status(), Json(json!({ "error": message }))).into_response()
}

/// The answer to a request about a meeting that there is; `what` names the request in the log.
async fn answer(app: &App, user: &str, what: &str, done: Result<Value>) -> Response {
    let error = match done {
        Ok(value) => return Json(value).into_response(),
        Err(error) => error,
    };
    error.log(what, user);
    let mut answer = refusal(app, user, &error).await;
    // The contract wants 200 for what keeps a meeting from being started; here nothing is.
    if answer.status().is_success() {
        *answer.status_mut() = StatusCode::FORBIDDEN;
    }
    answer
}

/// The answer to a dialog that cannot be carried out; `what` names it in the log.
async fn dialog_refusal(app: &App, user: &str, what: &str, error: &Error) -> Response {
    error.log(what, user);
    let mut answer = refusal(app, user, error).await;
    // Mattermost shows the words of an answer with 200, and its own for all others.
    if !matches!(
        error,
        Error::NotLoggedIn | Error::BadRequest(_) | Error::TooLarge
    ) {
        *answer.status_mut() = StatusCode::OK;
    }
    answer
}
