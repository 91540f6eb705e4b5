//! Files.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Path, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use futures_util::StreamExt as _;
use http::{HeaderMap, StatusCode, Uri, header};
use mattermost_model::FileInfo;
use serde_json::json;

use super::identity::Auth;
use super::parameters::{Json, Query};
use crate::app::{App, NewFile, too_large};
use crate::fault::{Fault, Outcome};

pub(super) fn routes() -> Router<Arc<App>> {
    // The handler counts for itself, as the limit is the configuration's.
    let upload = post(upload).layer(DefaultBodyLimit::disable());
    Router::new()
        .route("/files", upload)
        .route("/files/{file_id}", get(file))
        .route("/files/{file_id}/info", get(info))
        .route("/files/{file_id}/preview", get(picture))
        .route("/files/{file_id}/thumbnail", get(picture))
        .route("/files/{file_id}/link", get(link))
}

/// What was uploaded, in either of the two ways.
#[derive(Default)]
struct Upload {
    channel_id: String,
    client_ids: Option<Vec<String>>,
    files: Vec<(String, Vec<u8>)>,
}

async fn upload(
    State(app): State<Arc<App>>,
    auth: Auth,
    uri: Uri,
    request: Request,
) -> Outcome<Response> {
    app.require_files()?;
    let limit = app.max_file_size()?;
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok());
    let is_form = kind.is_some_and(|kind| kind.starts_with("multipart/form-data"));
    let upload = if is_form {
        form(request, limit).await?
    } else {
        raw(&uri, request, limit).await?
    };
    app.require_in_channel(auth.user_id(), &upload.channel_id, "upload_file")?;
    let mut infos = Vec::new();
    for (name, content) in upload.files {
        let file = NewFile {
            user_id: auth.user_id(),
            channel_id: &upload.channel_id,
            name: &name,
        };
        infos.push(app.store_file(&auth.context, file, content).await?);
    }
    let answer = json!({ "file_infos": infos, "client_ids": upload.client_ids });
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

fn unreadable(_: impl std::fmt::Display) -> Fault {
    let id = "api.file.upload_file.read_request.app_error";
    Fault::bad_request(
        id,
        "Unable to upload file(s). Error reading or parsing request data.",
    )
}

/// A body of at most `limit` bytes; `name` says in an error whose it is.
pub(super) async fn bounded(body: Body, name: &str, limit: usize) -> Outcome<Vec<u8>> {
    let mut chunks = body.into_data_stream();
    let mut content = Vec::new();
    while let Some(chunk) = chunks.next().await {
        content.extend_from_slice(&chunk.map_err(unreadable)?);
        if content.len() > limit {
            return Err(too_large(name, content.len(), limit));
        }
    }
    Ok(content)
}

async fn raw(uri: &Uri, request: Request, limit: usize) -> Outcome<Upload> {
    let query = Query::of(uri);
    if query.get("channel_id").is_empty() {
        return Err(Fault::url_parameter("channel_id"));
    }
    let name = query.get("filename");
    let content = bounded(request.into_body(), name, limit).await?;
    Ok(Upload {
        channel_id: query.get("channel_id").to_owned(),
        client_ids: None,
        files: vec![(name.to_owned(), content)],
    })
}

async fn form(request: Request, limit: usize) -> Outcome<Upload> {
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(unreadable)?;
    let mut upload = Upload::default();
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        match field.name() {
            Some("channel_id") => upload.channel_id = field.text().await.map_err(unreadable)?,
            Some("client_ids") => {
                let id = field.text().await.map_err(unreadable)?;
                upload.client_ids.get_or_insert_default().push(id);
            }
            Some("files") => {
                let name = field.file_name().unwrap_or_default().to_owned();
                let content = bounded_field(field, &name, limit).await?;
                upload.files.push((name, content));
            }
            _ => {}
        }
    }
    Ok(upload)
}

async fn bounded_field(mut field: Field<'_>, name: &str, limit: usize) -> Outcome<Vec<u8>> {
    let mut content = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(unreadable)? {
        content.extend_from_slice(&chunk);
        if content.len() > limit {
            return Err(too_large(name, content.len(), limit));
        }
    }
    Ok(content)
}

/// A file that the caller may read: one's own, or one of a channel that may be read.
fn readable(app: &App, auth: &Auth, file: &str) -> Outcome<FileInfo> {
    let info = app.file_info(file)?;
    if info.creator_id != auth.user_id() {
        app.require_read(auth.user_id(), &info.channel_id)?;
    }
    Ok(info)
}

async fn info(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(file): Path<String>,
) -> Outcome<impl IntoResponse> {
    let keep = [(header::CACHE_CONTROL, "max-age=2592000, private")];
    Ok((keep, Json(readable(&app, &auth, &file)?)))
}

async fn file(
    State(app): State<Arc<App>>,
    auth: Auth,
    headers: HeaderMap,
    Path(file): Path<String>,
    uri: Uri,
) -> Outcome<Response> {
    let info = readable(&app, &auth, &file)?;
    let content = app.file_content(&info.id)?;
    Ok(content_response(
        &info,
        content,
        &headers,
        Query::of(&uri).flag("download"),
    ))
}

/// The picture in its own size: a preview that is larger than need be.
async fn picture(
    State(app): State<Arc<App>>,
    auth: Auth,
    headers: HeaderMap,
    Path(file): Path<String>,
) -> Outcome<Response> {
    let info = readable(&app, &auth, &file)?;
    if !info.has_preview_image {
        let id = "api.file.get_file_preview.no_preview.app_error";
        return Err(Fault::bad_request(id, "File doesn’t have a preview image."));
    }
    let content = app.file_content(&info.id)?;
    Ok(content_response(&info, content, &headers, false))
}

fn content_response(
    info: &FileInfo,
    content: Vec<u8>,
    headers: &HeaderMap,
    download: bool,
) -> Response {
    // A type that a browser would run is shown as text or not at all.
    let is_safe = info.mime_type.starts_with("image/") || info.mime_type.starts_with("text/plain");
    let inline = is_safe && info.mime_type != "image/svg+xml" && !download;
    let name: String = info
        .name
        .chars()
        .map(|c| {
            if c.is_ascii_graphic() && !"\"\\".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    let place = if inline { "inline" } else { "attachment" };
    let answer_headers = [
        (header::CONTENT_TYPE, info.mime_type.clone()),
        (header::CACHE_CONTROL, "private, max-age=86400".to_owned()),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("{place};filename=\"{name}\"; filename*=UTF-8''{name}"),
        ),
        (
            header::CONTENT_SECURITY_POLICY,
            "Frame-ancestors 'none'".to_owned(),
        ),
        (header::X_FRAME_OPTIONS, "DENY".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    match range(headers, content.len()) {
        None => (answer_headers, content).into_response(),
        Some((from, to)) => {
            let part = content.get(from..to).unwrap_or_default().to_vec();
            let range = format!("bytes {from}-{}/{}", to - 1, content.len());
            let range = [(header::CONTENT_RANGE, range)];
            (StatusCode::PARTIAL_CONTENT, answer_headers, range, part).into_response()
        }
    }
}

/// The one range of bytes that a request asks for, from and to (exclusive).
fn range(headers: &HeaderMap, length: usize) -> Option<(usize, usize)> {
    let range = headers
        .get(header::RANGE)?
        .to_str()
        .ok()?
        .strip_prefix("bytes=")?;
    let (from, to) = range.split_once('-')?;
    let (from, to) = match (from, to) {
        ("", last) => (length.checked_sub(last.parse().ok()?)?, length),
        (from, "") => (from.parse().ok()?, length),
        (from, to) => (
            from.parse().ok()?,
            to.parse::<usize>().ok()?.checked_add(1)?.min(length),
        ),
    };
    (from < to).then_some((from, to))
}

async fn link(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(file): Path<String>,
) -> Outcome<Json<()>> {
    readable(&app, &auth, &file)?;
    let id = "api.file.get_public_link.disabled.app_error";
    Err(Fault::new(
        StatusCode::FORBIDDEN,
        id,
        "Public links have been disabled.",
    ))
}
