//! Upload sessions.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use bytes::Bytes;
use http::StatusCode;
use mattermost_model::UploadSession;

use super::files::bounded;
use super::identity::Auth;
use super::parameters::{Json, body, id, user_id};
use crate::app::App;
use crate::fault::{Fault, Outcome};
use crate::id::new_id;

pub(super) fn routes() -> Router<Arc<App>> {
    // The handler counts for itself, as the limit is the configuration's.
    let data = post(upload).get(session).layer(DefaultBodyLimit::disable());
    Router::new()
        .route("/uploads", post(create))
        .route("/uploads/{upload_id}", data)
        .route("/users/{user_id}/uploads", get(mine))
}

async fn create(
    State(app): State<Arc<App>>,
    auth: Auth,
    bytes: Bytes,
) -> Outcome<impl IntoResponse> {
    let upload: UploadSession = body(&bytes, "upload")?;
    app.require_in_channel(auth.user_id(), &upload.channel_id, "upload_file")?;
    let upload = app.create_upload(UploadSession {
        id: new_id(),
        user_id: auth.user_id().to_owned(),
        type_: "attachment".to_owned(),
        ..upload
    })?;
    Ok((StatusCode::CREATED, Json(upload)))
}

/// An upload of the caller's own.
fn own_upload(app: &App, auth: &Auth, upload: &str) -> Outcome<UploadSession> {
    let upload = app.upload(&id(upload, "upload_id")?)?;
    if upload.user_id == auth.user_id() {
        return Ok(upload);
    }
    Err(Fault::forbidden())
}

async fn session(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(upload): Path<String>,
) -> Outcome<Json<UploadSession>> {
    Ok(Json(own_upload(&app, &auth, &upload)?))
}

/// Adds a part: 201 with the file where it is complete, else 204.
async fn upload(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(upload): Path<String>,
    body: Body,
) -> Outcome<Response> {
    let upload = own_upload(&app, &auth, &upload)?;
    let part = bounded(body, &upload.filename, app.max_file_size()?).await?;
    let file = app.add_to_upload(&auth.context, &upload, &part).await?;
    Ok(match file {
        Some(file) => (StatusCode::CREATED, Json(file)).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    })
}

async fn mine(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(user): Path<String>,
) -> Outcome<Json<Vec<UploadSession>>> {
    let user = user_id(&auth, &user)?;
    if user != auth.user_id() {
        return Err(Fault::forbidden());
    }
    Ok(Json(app.store.uploads_of(&user)?))
}
