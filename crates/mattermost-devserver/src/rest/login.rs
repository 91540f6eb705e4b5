//! Logging in and out, sessions and personal access tokens.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{AppendHeaders, IntoResponse};
use axum::routing::{get, post};
use bytes::Bytes;
use http::header::SET_COOKIE;
use mattermost_model::{Session, User, UserAccessToken};
use serde::Deserialize;

use super::identity::{Auth, Identity};
use super::parameters::{Json, body, ok, user_id};
use crate::app::{App, for_self};
use crate::fault::{Fault, Outcome};

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/users/login", post(log_in))
        .route("/users/logout", post(log_out))
        .route("/users/{user_id}/sessions", get(sessions))
        .route("/users/{user_id}/sessions/revoke", post(revoke))
        .route("/users/{user_id}/tokens", post(create_token))
        .route("/users/tokens/revoke", post(revoke_token))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Login {
    id: String,
    login_id: String,
    password: String,
}

async fn log_in(
    State(app): State<Arc<App>>,
    identity: Identity,
    bytes: Bytes,
) -> Outcome<impl IntoResponse> {
    // A body that is not JSON counts as an empty one, as on a real server.
    let login: Login = serde_json::from_slice(&bytes).unwrap_or_default();
    let name = if login.id.is_empty() {
        login.login_id
    } else {
        app.user(&login.id)
            .map(|user| user.username)
            .unwrap_or_default()
    };
    let user = app.authenticate(name.trim(), &login.password)?;
    app.plugins
        .user_will_log_in(&identity.context, &user)
        .await?;
    let session = app.begin_session(&user)?;
    app.plugins.user_has_logged_in(&identity.context, &user);
    Ok((
        AppendHeaders(headers(&session)),
        Json::<User>(for_self(user)),
    ))
}

fn headers(session: &Session) -> [(http::HeaderName, String); 4] {
    let csrf = session.props.get("csrf").cloned().unwrap_or_default();
    let cookie = |name: &str, value: &str, rest: &str| {
        (
            SET_COOKIE,
            format!("{name}={value}; Path=/; Max-Age=15552000{rest}"),
        )
    };
    [
        (
            http::HeaderName::from_static("token"),
            session.token.clone(),
        ),
        cookie("MMAUTHTOKEN", &session.token, "; HttpOnly"),
        cookie("MMUSERID", &session.user_id, ""),
        cookie("MMCSRF", &csrf, ""),
    ]
}

async fn log_out(State(app): State<Arc<App>>, identity: Identity) -> Outcome<impl IntoResponse> {
    if let Some(session) = &identity.session {
        app.log_out(session)?;
    }
    let gone = "MMAUTHTOKEN=; Path=/; Max-Age=0; HttpOnly";
    Ok((AppendHeaders([(SET_COOKIE, gone)]), ok()))
}

async fn sessions(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(user): Path<String>,
) -> Outcome<Json<Vec<Session>>> {
    let user = user_id(&auth, &user)?;
    if user != auth.user_id() {
        app.require(auth.user_id(), "edit_other_users")?;
    }
    let sessions = app.store.sessions_of(&user)?;
    Ok(Json(
        sessions
            .into_iter()
            .map(|s| Session {
                token: String::new(),
                ..s
            })
            .collect(),
    ))
}

#[derive(Deserialize)]
struct Revoke {
    session_id: String,
}

async fn revoke(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(user): Path<String>,
    bytes: Bytes,
) -> Outcome<impl IntoResponse> {
    let user = user_id(&auth, &user)?;
    let revoke: Revoke = body(&bytes, "session_id")?;
    let session = app
        .store
        .session(&revoke.session_id)?
        .filter(|s| s.user_id == user);
    let session = session.ok_or_else(|| Fault::body_parameter("session_id"))?;
    if user != auth.user_id() {
        app.require(auth.user_id(), "edit_other_users")?;
    }
    app.log_out(&session)?;
    Ok(ok())
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct NewToken {
    description: String,
}

async fn create_token(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(user): Path<String>,
    bytes: Bytes,
) -> Outcome<Json<UserAccessToken>> {
    let user = user_id(&auth, &user)?;
    app.require(auth.user_id(), "create_user_access_token")?;
    if user != auth.user_id() {
        app.require(auth.user_id(), "edit_other_users")?;
    }
    let new: NewToken = body(&bytes, "user_access_token")?;
    if new.description.is_empty() {
        return Err(Fault::body_parameter("description"));
    }
    Ok(Json(app.create_access_token(&user, &new.description)?))
}

#[derive(Deserialize)]
struct RevokeToken {
    token_id: String,
}

async fn revoke_token(
    State(app): State<Arc<App>>,
    auth: Auth,
    bytes: Bytes,
) -> Outcome<impl IntoResponse> {
    app.require(auth.user_id(), "revoke_user_access_token")?;
    let revoke: RevokeToken = body(&bytes, "token_id")?;
    app.store.delete_access_token(&revoke.token_id)?;
    Ok(ok())
}
