//! What the host asks for over HTTP.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State as Shared};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use axum::{Json, Router};
use futures_util::StreamExt as _;
use futures_util::stream;
use http::StatusCode;
use mattermost_plugin::http::UserId;
use mattermost_plugin::{Context, cluster};
use serde_json::{Value, json};
use tokio_stream::wrappers::ReceiverStream;

use crate::typed::{Typed, outcome};
use crate::{Settings, State, generated, streams};

const CHUNK: usize = 64 * 1024;
const HOUR: Duration = Duration::from_secs(3600);

/// The routes of the plugin.
pub(crate) fn routes(state: Arc<State>) -> Router {
    Router::new()
        .route("/call/{method}", post(call))
        .route("/driver/{method}", post(call_driver))
        .route("/upload", post(streams::upload))
        .route("/install/{replace}", post(streams::install))
        .route("/forward/{*path}", any(streams::forward))
        .route("/forward-stream/{*path}", any(streams::forward_stream))
        .route("/log/{level}", post(log))
        .route("/echo", any(echo))
        .route("/empty", get(|| async {}))
        .route("/count", post(count))
        .route("/bytes/{length}", get(bytes))
        .route("/flush", get(flush))
        .route("/release", post(release))
        .route("/status/{code}", get(status))
        .route("/panic", get(panic))
        .route("/user", get(user))
        .route("/context", get(context))
        .route("/bot", post(bot))
        .route("/schedule/{key}", post(schedule))
        .route("/count-up/{key}", post(count_up))
        .route("/mutex/{name}/lock", post(lock))
        .route("/mutex/{name}/unlock", post(unlock))
        .fallback(raw)
        .with_state(state)
}

/// Calls one API method with the arguments in the body.
async fn call(
    Shared(state): Shared<Arc<State>>,
    Path(method): Path<String>,
    Json(args): Json<Value>,
) -> Response {
    if method == "LoadPluginConfiguration" {
        let settings = state.api.load_plugin_configuration::<Settings>().await;
        return Json(outcome(settings.map(|settings| json!(settings)))).into_response();
    }
    match generated::call(&state.api, &method, args).await {
        Some(answer) => Json(answer).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Calls one method of the database driver with the arguments in the body.
async fn call_driver(
    Shared(state): Shared<Arc<State>>,
    Path(method): Path<String>,
    Json(args): Json<Value>,
) -> Response {
    match generated::call_driver(state.api.driver(), &method, args).await {
        Some(answer) => Json(answer).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Writes a line with fields of several types into Mattermost's log.
async fn log(Path(level): Path<String>) -> StatusCode {
    match level.as_str() {
        "debug" => tracing::debug!(number = 7, flag = true, text = "é", "a line"),
        "info" => tracing::info!(number = 7, flag = true, text = "é", "a line"),
        "warn" => tracing::warn!(number = 7, flag = true, text = "é", "a line"),
        "error" => tracing::error!(number = 7, flag = true, text = "é", "a line"),
        _ => return StatusCode::NOT_FOUND,
    }
    StatusCode::NO_CONTENT
}

/// Sends the body back as it comes.
async fn echo(request: Request) -> Response {
    Response::new(Body::new(request.into_body()))
}

/// Counts the body's bytes, and tells how it ended.
async fn count(request: Request) -> Json<Value> {
    let mut body = request.into_body().into_data_stream();
    let mut count = 0_usize;
    while let Some(part) = body.next().await {
        match part {
            Ok(part) => count += part.len(),
            Err(error) => return Json(json!({"count": count, "error": error.to_string()})),
        }
    }
    Json(json!({"count": count, "error": null}))
}

/// Sends `length` bytes in chunks.
async fn bytes(Path(length): Path<usize>) -> Body {
    let chunk = Bytes::from(vec![b'x'; CHUNK]);
    let parts = (0..length.div_ceil(CHUNK))
        .map(move |i| Ok::<_, Infallible>(chunk.slice(..CHUNK.min(length - i * CHUNK))));
    Body::from_stream(stream::iter(parts))
}

/// Sends a first part, and a second after `/release`.
async fn flush(Shared(state): Shared<Arc<State>>) -> Body {
    let (send, receive) = tokio::sync::mpsc::channel::<Result<Bytes, Infallible>>(1);
    drop(tokio::spawn(async move {
        if send.send(Ok(Bytes::from_static(b"first"))).await.is_ok() {
            state.released.notified().await;
            let _ = send.send(Ok(Bytes::from_static(b"second"))).await;
        }
    }));
    Body::from_stream(ReceiverStream::new(receive))
}

async fn release(Shared(state): Shared<Arc<State>>) -> StatusCode {
    state.released.notify_one();
    StatusCode::NO_CONTENT
}

/// Answers a status with headers, one of them twice.
async fn status(Path(code): Path<u16>) -> Response {
    let headers = [("x-one", "1"), ("set-cookie", "a=1"), ("set-cookie", "b=2")];
    let mut response = Response::new(Body::from(format!("status {code}")));
    *response.status_mut() = StatusCode::from_u16(code).unwrap_or_default();
    for (name, value) in headers {
        response
            .headers_mut()
            .append(name, http::HeaderValue::from_static(value));
    }
    response
}

#[allow(clippy::panic)]
async fn panic() {
    panic!("the host asked for a panic in a route");
}

async fn user(user: UserId) -> String {
    user.0
}

async fn context(request: Request) -> Json<Value> {
    Json(
        request
            .extensions()
            .get::<Context>()
            .map_or(Value::Null, Typed::dump),
    )
}

/// Takes a cluster mutex, and keeps it.
async fn lock(Shared(state): Shared<Arc<State>>, Path(name): Path<String>) -> Json<Value> {
    let guard = cluster::Mutex::new(&state.api, &name).lock().await;
    state.held().insert(name, guard);
    Json(json!({"locked": true}))
}

async fn unlock(Shared(state): Shared<Arc<State>>, Path(name): Path<String>) -> Json<Value> {
    let guard = state.held().remove(&name);
    let Some(guard) = guard else {
        return Json(json!({"unlocked": false}));
    };
    guard.unlock().await;
    Json(json!({"unlocked": true}))
}

/// Makes the plugin's bot.
async fn bot(Shared(state): Shared<Arc<State>>) -> Json<Value> {
    let id = state.api.ensure_bot("robot", "Robot", "Made here.").await;
    Json(outcome(id.map(|id| json!(id))))
}

/// Runs a job every hour that sets `ran/<key>`.
async fn schedule(Shared(state): Shared<Arc<State>>, Path(key): Path<String>) -> StatusCode {
    let (api, ran) = (state.api.clone(), format!("ran/{key}"));
    let job = cluster::schedule(&state.api, &key, HOUR, move || {
        let (api, ran) = (api.clone(), ran.clone());
        async move { api.kv_set(ran, "yes").await }
    });
    state.jobs().push(job);
    StatusCode::NO_CONTENT
}

/// Adds one to a number, sixteen times at once.
async fn count_up(Shared(state): Shared<Arc<State>>, Path(key): Path<String>) -> Json<Value> {
    let kv = state.api.kv();
    let add = |_| {
        kv.update(&key, |count: Option<u64>| {
            Some(count.unwrap_or_default() + 1)
        })
    };
    let added = futures_util::future::try_join_all((0..16).map(add)).await;
    Json(outcome(added.map(|counts| json!(counts.len()))))
}

/// Shows the bytes of a request's path, query and header `X-Raw` in hexadecimal.
async fn raw(request: Request) -> Json<Value> {
    let uri = request.uri();
    Json(json!({
        "method": request.method().as_str(),
        "path": hex(uri.path().as_bytes()),
        "query": hex(uri.query().unwrap_or_default().as_bytes()),
        "header": hex(request.headers().get("x-raw").map_or(&[], |value| value.as_bytes())),
    }))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
