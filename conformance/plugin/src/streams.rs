//! The hooks and calls that carry streams of their own.

use std::io;
use std::sync::Arc;

use axum::extract::{Path, Request, State as Shared};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use axum::{Json, Router};
use bytes::Bytes;
use futures_util::TryStreamExt as _;
use futures_util::stream;
use http::{StatusCode, Uri};
use mattermost_plugin::http::Body;
use mattermost_plugin::model::{Context, FileInfo};
use mattermost_plugin::{Error, FileVerdict, Result};
use serde_json::Value;
use tokio_util::io::StreamReader;

use crate::State;
use crate::typed::{Typed, arg, object, outcome};

/// The largest request that is sent on as a whole.
const LARGEST: usize = 1 << 20;

/// Answers every request on the metrics port with what it asked for.
pub(crate) fn metrics() -> Router {
    let answer = |uri: Uri, body: String| async move { format!("conformance_up 1\n{uri} {body}") };
    Router::new().fallback(any(answer))
}

/// Answers what the host prepared: `{"info": …, "replace": true, "reject": …, "break": true}`.
pub(crate) async fn file_will_be_uploaded(
    state: Arc<State>,
    context: Context,
    info: FileInfo,
    content: Body,
) -> Result<FileVerdict> {
    let args = object([("A", context.dump()), ("B", info.dump())]);
    let reply = state.hook("FileWillBeUploaded", args).await?;
    let other: Option<FileInfo> = arg(&reply, "info");
    let other = other.map(Box::new);
    if let Some(text) = reply.get("reject").and_then(Value::as_str) {
        return Ok(FileVerdict::Reject(text.to_owned()));
    }
    if reply.get("replace").is_some() {
        let broken = reply.get("break").is_some();
        return Ok(FileVerdict::Replace {
            info: other,
            content: upper_case(content, broken),
        });
    }
    Ok(other.map_or(FileVerdict::Keep, FileVerdict::Change))
}

/// The bytes with ASCII letters in upper case, as they come; `broken` ends them with an error.
fn upper_case(content: Body, broken: bool) -> Body {
    let parts = content.into_data_stream().map_err(io::Error::other);
    let parts = parts.map_ok(|part| Bytes::from(part.to_ascii_uppercase()));
    let end = broken.then(|| Err(io::Error::other("the host asked for it")));
    Body::from_stream(futures_util::StreamExt::chain(parts, stream::iter(end)))
}

fn reader(body: Body) -> impl tokio::io::AsyncRead + Send + Unpin + 'static {
    let parts = body.into_data_stream().map_err(io::Error::other);
    StreamReader::new(Box::pin(parts))
}

/// Sends the body to the upload session that the host stored under `session`.
pub(crate) async fn upload(Shared(state): Shared<Arc<State>>, body: Body) -> Json<Value> {
    let result = async {
        let session = state.api.kv_get("session").await?;
        let session = Typed::load(&serde_json::from_slice(&session)?);
        state.api.upload_data(session, reader(body)).await
    };
    Json(outcome(result.await.map(|info| info.dump())))
}

pub(crate) async fn install(
    Shared(state): Shared<Arc<State>>,
    Path(replace): Path<bool>,
    body: Body,
) -> Json<Value> {
    let installed = state.api.install_plugin(reader(body), replace).await;
    Json(outcome(installed.map(|manifest| manifest.dump())))
}

/// Sends the request on to another plugin, whose id begins the rest of the path.
pub(crate) async fn forward(Shared(state): Shared<Arc<State>>, request: Request) -> Response {
    let answer = async {
        let (parts, body) = onward(request, "/forward")?.into_parts();
        let body = axum::body::to_bytes(body, LARGEST).await?;
        state
            .api
            .plugin_http(Request::from_parts(parts, body))
            .await
    };
    respond(answer.await)
}

/// The same with bodies as they come.
pub(crate) async fn forward_stream(
    Shared(state): Shared<Arc<State>>,
    request: Request,
) -> Response {
    match onward(request, "/forward-stream") {
        Ok(request) => respond(state.api.plugin_http_stream(request).await),
        Err(error) => respond::<Body>(Err(error)),
    }
}

/// The request without the front of its path.
fn onward(mut request: Request, front: &str) -> Result<Request> {
    let uri = request.uri().to_string();
    *request.uri_mut() = uri.strip_prefix(front).unwrap_or(&uri).parse()?;
    Ok(request)
}

fn respond<B: Into<Body>>(answer: Result<Response<B>, Error>) -> Response {
    match answer {
        Ok(answer) => answer.map(Into::into),
        Err(error) if error.is_method_missing() => StatusCode::NOT_IMPLEMENTED.into_response(),
        Err(error) => (StatusCode::BAD_GATEWAY, error.to_string()).into_response(),
    }
}
