//! Teams and their members.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use axum::routing::get;
use bytes::Bytes;
use http::{StatusCode, Uri};
use mattermost_model::{Team, TeamMember, TeamStats, TeamUnread};
use serde::Deserialize;

use super::identity::Auth;
use super::parameters::{Json, Query, body, id, ok, user_id};
use crate::app::App;
use crate::fault::Outcome;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/teams", get(all).post(create))
        .route("/teams/{team_id}", get(team))
        .route("/teams/name/{name}", get(by_name))
        .route("/teams/{team_id}/stats", get(stats))
        .route("/teams/{team_id}/members", get(members).post(add_member))
        .route(
            "/teams/{team_id}/members/{user_id}",
            get(member).delete(remove_member),
        )
        .route("/users/{user_id}/teams", get(my_teams))
        .route("/users/{user_id}/teams/members", get(my_memberships))
        .route("/users/{user_id}/teams/unread", get(unread))
}

/// Anyone may see an open team; others are for their members.
fn require_view(app: &App, auth: &Auth, team: &Team) -> Outcome<()> {
    if team.allow_open_invite {
        return Ok(());
    }
    app.require_in_team(auth.user_id(), &team.id, "view_team")
}

async fn all(State(app): State<Arc<App>>, auth: Auth, uri: Uri) -> Outcome<Json<Vec<Team>>> {
    let teams = app.store.teams()?.into_iter();
    let visible = teams
        .filter(|team| require_view(&app, &auth, team).is_ok())
        .collect();
    Ok(Json(Query::of(&uri).page(visible)))
}

async fn create(
    State(app): State<Arc<App>>,
    auth: Auth,
    bytes: Bytes,
) -> Outcome<impl IntoResponse> {
    app.require(auth.user_id(), "create_team")?;
    let team = app.create_team(body(&bytes, "team")?)?;
    app.add_team_member(&auth.context, &team.id, auth.user_id())
        .await?;
    app.set_team_roles(&team.id, auth.user_id(), "team_user team_admin")?;
    Ok((StatusCode::CREATED, Json(team)))
}

async fn team(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(team): Path<String>,
) -> Outcome<Json<Team>> {
    let team = app.team(&id(&team, "team_id")?)?;
    require_view(&app, &auth, &team)?;
    Ok(Json(team))
}

async fn by_name(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(name): Path<String>,
) -> Outcome<Json<Team>> {
    let team = app.team_by_name(&name)?;
    require_view(&app, &auth, &team)?;
    Ok(Json(team))
}

async fn stats(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(team): Path<String>,
) -> Outcome<Json<TeamStats>> {
    let team = app.team(&team)?;
    require_view(&app, &auth, &team)?;
    Ok(Json(app.team_stats(&team.id)?))
}

async fn members(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(team): Path<String>,
    uri: Uri,
) -> Outcome<Json<Vec<TeamMember>>> {
    app.require_in_team(auth.user_id(), &team, "view_team")?;
    Ok(Json(Query::of(&uri).page(app.store.team_members(&team)?)))
}

async fn member(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path((team, user)): Path<(String, String)>,
) -> Outcome<Json<TeamMember>> {
    app.require_in_team(auth.user_id(), &team, "view_team")?;
    Ok(Json(app.team_member(&team, &user_id(&auth, &user)?)?))
}

#[derive(Deserialize)]
struct NewMember {
    user_id: String,
}

async fn add_member(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(team): Path<String>,
    bytes: Bytes,
) -> Outcome<impl IntoResponse> {
    let new: NewMember = body(&bytes, "team_member")?;
    app.require_in_team(auth.user_id(), &team, "add_user_to_team")?;
    let member = app
        .add_team_member(&auth.context, &team, &new.user_id)
        .await?;
    Ok((StatusCode::CREATED, Json(member)))
}

async fn remove_member(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path((team, user)): Path<(String, String)>,
) -> Outcome<impl IntoResponse> {
    let user = user_id(&auth, &user)?;
    if user != auth.user_id() {
        app.require_in_team(auth.user_id(), &team, "remove_user_from_team")?;
    }
    app.remove_team_member(&auth.context, &team, &user)?;
    Ok(ok())
}

/// The user of a `/users/{user_id}/…` path, whose affairs are the caller's own or an admin's.
pub(super) fn own(app: &App, auth: &Auth, user: &str) -> Outcome<String> {
    let user = user_id(auth, user)?;
    if user != auth.user_id() {
        app.require(auth.user_id(), "edit_other_users")?;
    }
    Ok(user)
}

async fn my_teams(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(user): Path<String>,
) -> Outcome<Json<Vec<Team>>> {
    Ok(Json(app.store.teams_of(&own(&app, &auth, &user)?)?))
}

async fn my_memberships(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(user): Path<String>,
) -> Outcome<Json<Vec<TeamMember>>> {
    Ok(Json(
        app.store.team_memberships_of(&own(&app, &auth, &user)?)?,
    ))
}

async fn unread(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(user): Path<String>,
) -> Outcome<Json<Vec<TeamUnread>>> {
    Ok(Json(app.teams_unread(&own(&app, &auth, &user)?)?))
}
