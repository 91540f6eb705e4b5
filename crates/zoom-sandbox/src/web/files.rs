//! The files of recordings: where they are fetched, and where they are watched.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{App, pages};
use crate::knobs::DownloadRedirect;
use crate::model::{FileRequest, RecordingFile};
use crate::shared::Shared;
use crate::state::FileAccess;

/// Notes who was asked for a file, and with which proof.
pub(super) async fn log(
    State(shared): State<Arc<Shared>>,
    request: Request,
    next: Next,
) -> Response {
    let host = request.headers().get(header::HOST);
    let entry = FileRequest {
        host: host
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned(),
        path: request.uri().path().to_owned(),
        bearer: request.headers().contains_key(header::AUTHORIZATION),
    };
    shared.update(|state| state.log_file_request(entry));
    next.run(request).await
}

/// The address in the API's answers.
pub(super) async fn download(
    State(shared): App,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    give(&shared, &id, &headers)
}

/// The address in events. The token in the path names the recording and opens nothing.
pub(super) async fn webhook_download(
    State(shared): App,
    Path((id, _)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    give(&shared, &id, &headers)
}

fn give(shared: &Shared, id: &str, headers: &HeaderMap) -> Response {
    let value = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let bearer = value.and_then(|value| value.strip_prefix("Bearer "));
    match shared.read(|state| state.file_access(id, bearer)) {
        FileAccess::Open(file) => send_on(shared, &file),
        FileAccess::Refused => super::rest::zoom_error(401, 124, "Invalid access token."),
        FileAccess::Passcode => {
            pages::message("Password Required", "Enter the passcode of the recording.")
                .into_response()
        }
        FileAccess::Processing => {
            pages::message("The recording is being processed", "Come back later.").into_response()
        }
        FileAccess::Gone => {
            let page = pages::message("This recording does not exist", "It may have been deleted.");
            (StatusCode::NOT_FOUND, page).into_response()
        }
    }
}

/// Zoom's download addresses send on to a host that has the bytes.
fn send_on(shared: &Shared, file: &RecordingFile) -> Response {
    let redirect = shared.read(|state| state.knobs.recording.redirect);
    let host = match redirect {
        DownloadRedirect::None => return bytes(file),
        DownloadRedirect::SameHost => shared.url.clone(),
        DownloadRedirect::Localhost => shared.url.replacen("127.0.0.1", "localhost", 1),
        DownloadRedirect::Foreign => "http://files.example.com".to_owned(),
    };
    let signature = shared.update(|state| state.sign_file(&file.id));
    let address = format!("{host}/rec/file/{}?signature={signature}", file.id);
    (StatusCode::FOUND, [(header::LOCATION, address)]).into_response()
}

/// The bytes, for whoever has the address.
pub(super) async fn signed(
    State(shared): App,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let signature = query.get("signature").map(String::as_str);
    let file = shared.read(|state| state.signed_file(&id, signature.unwrap_or_default()));
    match file {
        Some(file) => bytes(&file),
        None => StatusCode::FORBIDDEN.into_response(),
    }
}

fn bytes(file: &RecordingFile) -> Response {
    let kind = match file.file_type.as_str() {
        "MP4" => "video/mp4",
        "M4A" => "audio/mp4",
        "TRANSCRIPT" => "text/vtt",
        _ => "text/plain; charset=utf-8",
    };
    ([(header::CONTENT_TYPE, kind)], file.content()).into_response()
}

/// Where people watch a recording.
pub(super) async fn play(
    State(shared): App,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let given = query.get("pwd").map(String::as_str).unwrap_or_default();
    shared.read(|state| match state.file(&id) {
        None => {
            let page = pages::message("This recording does not exist", "It may have been deleted.");
            (StatusCode::NOT_FOUND, page).into_response()
        }
        Some((recording, _)) if !recording.opens_with(given) => {
            pages::passcode(recording).into_response()
        }
        Some((recording, file)) => {
            let text = format!("{} of {}", file.file_type, recording.started_at);
            pages::message(&recording.topic, &text).into_response()
        }
    })
}
