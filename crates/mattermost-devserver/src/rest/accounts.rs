//! Users' accounts: made, changed and deactivated.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use axum::routing::{delete, post, put};
use bytes::Bytes;
use http::StatusCode;
use mattermost_model::User;
use serde::Deserialize;

use super::identity::Auth;
use super::parameters::{Json, body, ok, user_id};
use crate::app::{App, for_self};
use crate::fault::{Fault, Outcome};

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/users", post(create))
        .route("/users/{user_id}", put(update))
        .route("/users/{user_id}", delete(deactivate))
        .route("/users/{user_id}/patch", put(patch))
        .route("/users/{user_id}/active", put(set_active))
        .route("/users/{user_id}/roles", put(set_roles))
}

/// Makes an account; admins may. The server is not open to everyone.
async fn create(
    State(app): State<Arc<App>>,
    auth: Auth,
    bytes: Bytes,
) -> Outcome<impl IntoResponse> {
    app.require(auth.user_id(), "manage_system")?;
    let user: User = body(&bytes, "user")?;
    let user = app.sign_up(
        &auth.context,
        User {
            id: String::new(),
            roles: "system_user".to_owned(),
            is_bot: false,
            ..user
        },
    )?;
    Ok((StatusCode::CREATED, Json(for_self(user))))
}

/// The user that a path names, if the caller may change it.
fn editable(app: &App, auth: &Auth, user: &str) -> Outcome<User> {
    let user_id = user_id(auth, user)?;
    if user_id != auth.user_id() {
        app.require(auth.user_id(), "edit_other_users")?;
    }
    app.user(&user_id)
}

async fn update(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(user): Path<String>,
    bytes: Bytes,
) -> Outcome<Json<User>> {
    let before = editable(&app, &auth, &user)?;
    let new: User = body(&bytes, "user")?;
    if new.id != before.id {
        return Err(Fault::body_parameter("user_id"));
    }
    let user = User {
        username: new.username,
        email: new.email,
        nickname: new.nickname,
        first_name: new.first_name,
        last_name: new.last_name,
        position: new.position,
        locale: new.locale,
        props: new.props,
        notify_props: new.notify_props,
        timezone: new.timezone,
        ..before
    };
    Ok(Json(for_self(app.update_user(user)?)))
}

/// What a user may change; what is not named stays.
#[derive(Deserialize)]
struct Patch {
    nickname: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    position: Option<String>,
    email: Option<String>,
    username: Option<String>,
    locale: Option<String>,
    props: Option<BTreeMap<String, String>>,
    notify_props: Option<BTreeMap<String, String>>,
    timezone: Option<BTreeMap<String, String>>,
}

async fn patch(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(user): Path<String>,
    bytes: Bytes,
) -> Outcome<Json<User>> {
    let mut user = editable(&app, &auth, &user)?;
    let patch: Patch = body(&bytes, "user")?;
    for (field, new) in [
        (&mut user.nickname, patch.nickname),
        (&mut user.first_name, patch.first_name),
        (&mut user.last_name, patch.last_name),
        (&mut user.position, patch.position),
        (&mut user.email, patch.email),
        (&mut user.username, patch.username),
        (&mut user.locale, patch.locale),
    ] {
        if let Some(new) = new {
            *field = new;
        }
    }
    user.props = patch.props.unwrap_or(user.props);
    user.notify_props = patch.notify_props.unwrap_or(user.notify_props);
    user.timezone = patch.timezone.unwrap_or(user.timezone);
    Ok(Json(for_self(app.update_user(user)?)))
}

#[derive(Deserialize)]
struct Active {
    active: bool,
}

async fn set_active(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(user): Path<String>,
    bytes: Bytes,
) -> Outcome<impl IntoResponse> {
    app.require(auth.user_id(), "manage_system")?;
    let active: Active = body(&bytes, "active")?;
    let user = user_id(&auth, &user)?;
    app.set_user_active(&auth.context, &user, active.active)?;
    Ok(ok())
}

/// What a DELETE of a user is on a Mattermost server: the account is deactivated.
async fn deactivate(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(user): Path<String>,
) -> Outcome<impl IntoResponse> {
    let user = user_id(&auth, &user)?;
    app.require(auth.user_id(), "manage_system")?;
    app.set_user_active(&auth.context, &user, false)?;
    Ok(ok())
}

#[derive(Deserialize)]
struct Roles {
    roles: String,
}

async fn set_roles(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(user): Path<String>,
    bytes: Bytes,
) -> Outcome<impl IntoResponse> {
    app.require(auth.user_id(), "manage_roles")?;
    let Roles { roles } = body(&bytes, "roles")?;
    let user = app.user(&user_id(&auth, &user)?)?;
    app.update_user(User { roles, ..user })?;
    Ok(ok())
}
