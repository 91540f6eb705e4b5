//! The threads that a user follows.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use axum::routing::{get, put};
use http::Uri;
use serde_json::Value;

use super::identity::Auth;
use super::parameters::{Json, Query, ok};
use super::teams::own;
use crate::app::App;
use crate::fault::Outcome;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/users/{user_id}/teams/{team_id}/threads", get(list))
        .route(
            "/users/{user_id}/teams/{team_id}/threads/{thread_id}",
            get(thread),
        )
        .route(
            "/users/{user_id}/teams/{team_id}/threads/{thread_id}/following",
            put(follow).delete(unfollow),
        )
        .route(
            "/users/{user_id}/teams/{team_id}/threads/{thread_id}/read/{time}",
            put(read),
        )
}

async fn list(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path((user, team)): Path<(String, String)>,
    uri: Uri,
) -> Outcome<Json<Value>> {
    let user = own(&app, &auth, &user)?;
    Ok(Json(app.threads(
        &user,
        &team,
        Query::of(&uri).flag("extended"),
    )?))
}

/// The user of the path, who may read the thread.
fn reader(app: &App, auth: &Auth, user: &str, thread: &str) -> Outcome<String> {
    let post = app.post(thread)?;
    app.require_read(auth.user_id(), &post.channel_id)?;
    own(app, auth, user)
}

async fn thread(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path((user, _, thread)): Path<(String, String, String)>,
    uri: Uri,
) -> Outcome<Json<Value>> {
    let user = reader(&app, &auth, &user, &thread)?;
    Ok(Json(app.thread(
        &user,
        &thread,
        Query::of(&uri).flag("extended"),
    )?))
}

async fn follow(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path((user, team, thread)): Path<(String, String, String)>,
) -> Outcome<impl IntoResponse> {
    let user = reader(&app, &auth, &user, &thread)?;
    app.follow_thread(&user, &team, &thread, true)?;
    Ok(ok())
}

async fn unfollow(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path((user, team, thread)): Path<(String, String, String)>,
) -> Outcome<impl IntoResponse> {
    let user = reader(&app, &auth, &user, &thread)?;
    app.follow_thread(&user, &team, &thread, false)?;
    Ok(ok())
}

async fn read(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path((user, team, thread, time)): Path<(String, String, String, i64)>,
) -> Outcome<Json<Value>> {
    let user = reader(&app, &auth, &user, &thread)?;
    Ok(Json(app.read_thread(&user, &team, &thread, time)?))
}
