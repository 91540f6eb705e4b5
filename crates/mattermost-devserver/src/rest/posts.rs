//! Writing, reading, changing and deleting single posts.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use mattermost_model::{Any, FileInfo, Post};
use serde::Deserialize;
use std::collections::BTreeMap;

use super::identity::Auth;
use super::parameters::{Json, body, id, ok};
use crate::app::{App, Author, for_client};
use crate::fault::{Fault, Outcome};

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/posts", post(create))
        .route("/posts/ephemeral", post(create_ephemeral))
        .route("/posts/ids", post(by_ids))
        .route("/posts/{post_id}", get(read).put(update).delete(delete))
        .route("/posts/{post_id}/patch", put(patch))
        .route("/posts/{post_id}/edit_history", get(history))
        .route("/posts/{post_id}/pin", post(pin))
        .route("/posts/{post_id}/unpin", post(unpin))
        .route("/posts/{post_id}/files/info", get(files))
}

async fn create(
    State(app): State<Arc<App>>,
    auth: Auth,
    bytes: Bytes,
) -> Outcome<impl IntoResponse> {
    let mut post: Post = body(&bytes, "post")?;
    app.require_in_channel(auth.user_id(), &post.channel_id, "create_post")?;
    post.user_id = auth.user_id().to_owned();
    // Only an admin may say when a post was written.
    if post.create_at != 0 && !app.is_system_admin(auth.user_id())? {
        post.create_at = 0;
    }
    let post = app.create_post(&auth.context, post, Author::User).await?;
    app.set_status(auth.user_id(), "online", false);
    Ok((StatusCode::CREATED, Json(for_client(post))))
}

#[derive(Deserialize)]
struct Ephemeral {
    user_id: String,
    post: Post,
}

async fn create_ephemeral(
    State(app): State<Arc<App>>,
    auth: Auth,
    bytes: Bytes,
) -> Outcome<impl IntoResponse> {
    let ephemeral: Ephemeral = body(&bytes, "body")?;
    app.require_in_channel(
        auth.user_id(),
        &ephemeral.post.channel_id,
        "create_post_ephemeral",
    )?;
    let post = Post {
        user_id: auth.user_id().to_owned(),
        ..ephemeral.post
    };
    Ok((
        StatusCode::CREATED,
        Json(app.send_ephemeral(&ephemeral.user_id, post)?),
    ))
}

/// A post that the caller may read.
fn readable(app: &App, auth: &Auth, post: &str) -> Outcome<Post> {
    let post = app.post(&id(post, "post_id")?)?;
    app.require_read(auth.user_id(), &post.channel_id)?;
    Ok(post)
}

async fn read(
    State(app): State<Arc<App>>,
    auth: Auth,
    headers: HeaderMap,
    Path(post): Path<String>,
) -> Outcome<Response> {
    let post = readable(&app, &auth, &post)?;
    let etag = format!("11.6.0.{}.{}", post.id, post.update_at);
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|v| v.to_str().ok());
    if known.is_some_and(|known| known.trim_matches('"') == etag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response());
    }
    let shown = app.shown_post(&post.id, auth.user_id())?;
    Ok(([(header::ETAG, etag)], Json(shown)).into_response())
}

async fn by_ids(State(app): State<Arc<App>>, auth: Auth, bytes: Bytes) -> Outcome<Json<Vec<Post>>> {
    let ids: Vec<String> = body(&bytes, "post_ids")?;
    if ids.is_empty() || ids.len() > 1000 {
        return Err(Fault::body_parameter("post_ids"));
    }
    let mut posts = Vec::new();
    for id in ids {
        if let Some(post) = app.store.post(&id)?
            && app.may_read(auth.user_id(), &post.channel_id)?
        {
            posts.push(app.shown_post(&id, auth.user_id())?);
        }
    }
    Ok(Json(posts))
}

/// A post that the caller may change: one's own, or everyone's with the permission for it.
fn editable(app: &App, auth: &Auth, post: &str) -> Outcome<Post> {
    let post = app.post(&id(post, "post_id")?)?;
    let permission = if post.user_id == auth.user_id() {
        "edit_post"
    } else {
        "edit_others_posts"
    };
    app.require_in_channel(auth.user_id(), &post.channel_id, permission)?;
    Ok(post)
}

async fn update(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(post_id): Path<String>,
    bytes: Bytes,
) -> Outcome<Json<Post>> {
    let changed: Post = body(&bytes, "post")?;
    if changed.id != post_id {
        return Err(Fault::body_parameter("id"));
    }
    let post = editable(&app, &auth, &post_id)?;
    let changed = Post {
        message: changed.message,
        props: changed.props,
        is_pinned: changed.is_pinned,
        ..post
    };
    Ok(Json(for_client(
        app.update_post(&auth.context, changed).await?,
    )))
}

/// What may be changed of a post; what is not named stays.
#[derive(Deserialize)]
struct Patch {
    message: Option<String>,
    is_pinned: Option<bool>,
    props: Option<BTreeMap<String, Any>>,
    file_ids: Option<Vec<String>>,
}

async fn patch(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(post): Path<String>,
    bytes: Bytes,
) -> Outcome<Json<Post>> {
    let patch: Patch = body(&bytes, "post")?;
    let mut post = editable(&app, &auth, &post)?;
    post.message = patch.message.unwrap_or(post.message);
    post.is_pinned = patch.is_pinned.unwrap_or(post.is_pinned);
    post.props = patch.props.unwrap_or(post.props);
    post.file_ids = patch.file_ids.unwrap_or(post.file_ids);
    Ok(Json(for_client(
        app.update_post(&auth.context, post).await?,
    )))
}

async fn delete(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(post): Path<String>,
) -> Outcome<impl IntoResponse> {
    let post = app.post(&id(&post, "post_id")?)?;
    let permission = if post.user_id == auth.user_id() {
        "delete_post"
    } else {
        "delete_others_posts"
    };
    app.require_in_channel(auth.user_id(), &post.channel_id, permission)?;
    app.delete_post(&auth.context, &post.id, auth.user_id())?;
    Ok(ok())
}

async fn history(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(post): Path<String>,
) -> Outcome<Json<Vec<Post>>> {
    let post = editable(&app, &auth, &post)?;
    let versions = app.store.post_history(&post.id)?;
    let versions = versions
        .into_iter()
        .map(|version| app.with_metadata(version));
    Ok(Json(
        versions
            .map(|v| v.map(for_client))
            .collect::<Outcome<_>>()?,
    ))
}

async fn pin(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(post): Path<String>,
) -> Outcome<impl IntoResponse> {
    let post = readable(&app, &auth, &post)?;
    app.set_pinned(&post.id, true)?;
    Ok(ok())
}

async fn unpin(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(post): Path<String>,
) -> Outcome<impl IntoResponse> {
    let post = readable(&app, &auth, &post)?;
    app.set_pinned(&post.id, false)?;
    Ok(ok())
}

async fn files(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(post): Path<String>,
) -> Outcome<Json<Vec<FileInfo>>> {
    let post = readable(&app, &auth, &post)?;
    Ok(Json(app.store.files_of_post(&post.id)?))
}
