//! Users, their pictures and statuses.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use bytes::Bytes;
use http::{HeaderMap, StatusCode, Uri, header};
use mattermost_model::{CustomStatus, Status, User};
use serde::Deserialize;
use serde_json::{Value, json};

use super::identity::Auth;
use super::parameters::{Json, Query, body, id, ok, user_id};
use super::teams::own;
use crate::app::{App, custom_status_from_client, for_others, for_self};
use crate::fault::{Fault, Outcome};

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/users", get(list))
        .route("/users/ids", post(by_ids))
        .route("/users/usernames", post(by_usernames))
        .route("/users/search", post(search))
        .route("/users/autocomplete", get(autocomplete))
        .route("/users/username/{name}", get(by_username))
        .route("/users/email/{email}", get(by_email))
        .route("/users/status/ids", post(statuses))
        .route("/users/{user_id}", get(user))
        .route("/users/{user_id}/image", get(image))
        .route("/users/{user_id}/image/default", get(default_image))
        .route("/users/{user_id}/status", get(status).put(set_status))
        .route(
            "/users/{user_id}/status/custom",
            put(set_custom_status).delete(remove_custom_status),
        )
}

/// A profile as the caller may see it: one's own and, for admins, everyone's with settings.
fn shown(app: &App, auth: &Auth, user: User) -> Outcome<User> {
    if user.id == auth.user_id() {
        return Ok(for_self(user));
    }
    if app.is_system_admin(auth.user_id())? {
        return Ok(User {
            last_password_update: 0,
            ..for_self(user)
        });
    }
    Ok(for_others(user))
}

/// Answers with a profile, or with 304 where the caller has it already.
fn answer(app: &App, auth: &Auth, headers: &HeaderMap, user: User) -> Outcome<Response> {
    let etag = format!("11.6.0.{}.{}..0.true.true.0", user.id, user.update_at);
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|v| v.to_str().ok());
    if known.is_some_and(|known| known.trim_matches('"') == etag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response());
    }
    Ok(([(header::ETAG, etag)], Json(shown(app, auth, user)?)).into_response())
}

async fn user(
    State(app): State<Arc<App>>,
    auth: Auth,
    headers: HeaderMap,
    Path(user): Path<String>,
) -> Outcome<Response> {
    let user = app.user(&user_id(&auth, &user)?)?;
    answer(&app, &auth, &headers, user)
}

async fn by_username(
    State(app): State<Arc<App>>,
    auth: Auth,
    headers: HeaderMap,
    Path(name): Path<String>,
) -> Outcome<Response> {
    answer(&app, &auth, &headers, app.user_by_username(&name)?)
}

async fn by_email(
    State(app): State<Arc<App>>,
    auth: Auth,
    headers: HeaderMap,
    Path(email): Path<String>,
) -> Outcome<Response> {
    answer(&app, &auth, &headers, app.user_by_email(&email)?)
}

async fn list(State(app): State<Arc<App>>, auth: Auth, uri: Uri) -> Outcome<Json<Vec<User>>> {
    let query = Query::of(&uri);
    let users = match (query.get("in_channel"), query.get("in_team")) {
        ("", "") => app.store.users()?,
        ("", team) => {
            app.require_in_team(auth.user_id(), team, "view_team")?;
            app.store.users_in_team(team)?
        }
        (channel, _) => {
            app.require_read(auth.user_id(), channel)?;
            app.store.users_in_channel(channel)?
        }
    };
    let users = query.page(users);
    Ok(Json(users.into_iter().map(for_others).collect()))
}

async fn by_ids(
    State(app): State<Arc<App>>,
    _: Auth,
    uri: Uri,
    bytes: Bytes,
) -> Outcome<Json<Vec<User>>> {
    let ids: Vec<String> = body(&bytes, "user_ids")?;
    if ids.is_empty() {
        return Err(Fault::body_parameter("user_ids"));
    }
    let since = Query::of(&uri).number("since", 0);
    let mut users: Vec<User> = ids
        .iter()
        .filter_map(|id| app.store.user(id).transpose())
        .collect::<Outcome<_>>()?;
    users.retain(|user| user.update_at > since);
    users.sort_by(|a, b| a.username.cmp(&b.username));
    Ok(Json(users.into_iter().map(for_others).collect()))
}

async fn by_usernames(
    State(app): State<Arc<App>>,
    _: Auth,
    bytes: Bytes,
) -> Outcome<Json<Vec<User>>> {
    let names: Vec<String> = body(&bytes, "usernames")?;
    let users = names
        .iter()
        .filter_map(|name| app.store.user_by_username(name).transpose());
    let mut users: Vec<User> = users.collect::<Outcome<_>>()?;
    users.sort_by(|a, b| a.username.cmp(&b.username));
    Ok(Json(users.into_iter().map(for_others).collect()))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Search {
    term: String,
    team_id: String,
    in_channel_id: String,
    limit: usize,
}

async fn search(State(app): State<Arc<App>>, auth: Auth, bytes: Bytes) -> Outcome<Json<Vec<User>>> {
    let search: Search = body(&bytes, "user_search")?;
    if !search.in_channel_id.is_empty() {
        app.require_read(auth.user_id(), &search.in_channel_id)?;
    }
    let limit = if search.limit == 0 {
        100
    } else {
        search.limit.min(1000)
    };
    let users = app.search_users(&search.term, &search.team_id, &search.in_channel_id, limit)?;
    Ok(Json(users.into_iter().map(for_others).collect()))
}

async fn autocomplete(State(app): State<Arc<App>>, auth: Auth, uri: Uri) -> Outcome<Json<Value>> {
    let query = Query::of(&uri);
    let (name, team, channel) = (
        query.get("name"),
        query.get("in_team"),
        query.get("in_channel"),
    );
    let limit = usize::try_from(query.number("limit", 25))
        .unwrap_or(25)
        .min(100);
    if channel.is_empty() {
        let users = app.search_users(name, team, "", limit)?;
        let users: Vec<User> = users.into_iter().map(for_others).collect();
        return Ok(Json(json!({ "users": users })));
    }
    app.require_read(auth.user_id(), channel)?;
    let users = app.search_users(name, team, channel, limit)?;
    let mut others = app.search_users(name, team, "", limit)?;
    others.retain(|other| users.iter().all(|user| user.id != other.id));
    let users: Vec<User> = users.into_iter().map(for_others).collect();
    let others: Vec<User> = others.into_iter().map(for_others).collect();
    Ok(Json(json!({ "users": users, "out_of_channel": others })))
}

/// A drawing for those who set no picture: the first letter on a disc.
fn letter(user: &User) -> String {
    let letter = user
        .username
        .chars()
        .next()
        .unwrap_or('?')
        .to_ascii_uppercase();
    let hue = user
        .id
        .bytes()
        .fold(0_u32, |sum, byte| sum + u32::from(byte))
        % 360;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 128 128\">\
         <rect width=\"128\" height=\"128\" fill=\"hsl({hue} 45% 45%)\"/>\
         <text x=\"64\" y=\"86\" font-family=\"sans-serif\" font-size=\"64\" fill=\"#fff\" \
         text-anchor=\"middle\">{letter}</text></svg>"
    )
}

fn picture(kind: &'static str, content: impl Into<Bytes>) -> Response {
    let keep = "max-age=300, private";
    (
        [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, keep)],
        content.into(),
    )
        .into_response()
}

async fn image(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(user): Path<String>,
) -> Outcome<Response> {
    let user = app.user(&user_id(&auth, &user)?)?;
    Ok(match app.store.user_image(&user.id)? {
        Some(image) if image.starts_with(b"<") => picture("image/svg+xml", image),
        Some(image) if image.starts_with(&[0xff, 0xd8]) => picture("image/jpeg", image),
        Some(image) => picture("image/png", image),
        None => picture("image/svg+xml", letter(&user)),
    })
}

async fn default_image(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(user): Path<String>,
) -> Outcome<Response> {
    let user = app.user(&user_id(&auth, &user)?)?;
    Ok(picture("image/svg+xml", letter(&user)))
}

async fn status(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(user): Path<String>,
) -> Outcome<Json<Status>> {
    Ok(Json(app.status(&user_id(&auth, &user)?)))
}

async fn statuses(
    _: Auth,
    State(app): State<Arc<App>>,
    bytes: Bytes,
) -> Outcome<Json<Vec<Status>>> {
    let ids: Vec<String> = body(&bytes, "user_ids")?;
    for user in &ids {
        id(user, "user_ids")?;
    }
    Ok(Json(ids.iter().map(|id| app.status(id)).collect()))
}

#[derive(Deserialize)]
struct NewStatus {
    status: String,
}

async fn set_status(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(user): Path<String>,
    bytes: Bytes,
) -> Outcome<Json<Status>> {
    let user = own(&app, &auth, &user)?;
    let new: NewStatus = body(&bytes, "status")?;
    if !["online", "away", "dnd", "offline"].contains(&new.status.as_str()) {
        return Err(Fault::body_parameter("status"));
    }
    Ok(Json(app.set_status(&user, &new.status, true)))
}

async fn set_custom_status(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(user): Path<String>,
    bytes: Bytes,
) -> Outcome<impl IntoResponse> {
    let user = own(&app, &auth, &user)?;
    require_custom_statuses(&app)?;
    let status: CustomStatus = body(&bytes, "custom_status")?;
    let status = custom_status_from_client(status, app.now())?;
    app.set_custom_status(&auth.context, &user, &status)?;
    Ok(ok())
}

async fn remove_custom_status(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(user): Path<String>,
) -> Outcome<impl IntoResponse> {
    let user = own(&app, &auth, &user)?;
    require_custom_statuses(&app)?;
    app.remove_custom_status(&user)?;
    Ok(ok())
}

/// Custom statuses can be switched off for the whole server.
fn require_custom_statuses(app: &App) -> Outcome<()> {
    let settings = app.typed_config()?.team_settings;
    if settings.enable_custom_user_statuses == Some(false) {
        return Err(Fault::new(
            StatusCode::NOT_IMPLEMENTED,
            "api.custom_status.disabled",
            "Custom status feature has been disabled. Please contact your system administrator for \
             details.",
        ));
    }
    Ok(())
}
