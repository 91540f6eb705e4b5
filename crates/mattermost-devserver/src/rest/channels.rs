//! Channels.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use axum::routing::{get, post, put};
use bytes::Bytes;
use http::{StatusCode, Uri};
use mattermost_model::{Channel, ChannelStats, OrderedSidebarCategories};
use serde::Deserialize;
use serde_json::{Value, json};

use super::identity::Auth;
use super::parameters::{Json, Query, body, id, ok};
use super::teams::own;
use crate::app::App;
use crate::fault::{Fault, Outcome};

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/channels", post(create))
        .route("/channels/direct", post(direct))
        .route("/channels/group", post(group))
        .route("/channels/{channel_id}", get(channel).delete(archive))
        .route("/channels/{channel_id}/patch", put(patch))
        .route("/channels/{channel_id}/stats", get(stats))
        .route("/channels/{channel_id}/timezones", get(timezones))
        .route("/teams/{team_id}/channels", get(public))
        .route("/teams/{team_id}/channels/name/{name}", get(by_name))
        .route("/teams/name/{team}/channels/name/{name}", get(by_names))
        .route("/users/{user_id}/channels", get(mine))
        .route(
            "/users/{user_id}/teams/{team_id}/channels",
            get(mine_in_team),
        )
        .route(
            "/users/{user_id}/teams/{team_id}/channels/categories",
            get(categories),
        )
}

async fn channel(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(channel): Path<String>,
) -> Outcome<Json<Channel>> {
    let channel = app.channel(&id(&channel, "channel_id")?)?;
    app.require_read(auth.user_id(), &channel.id)?;
    Ok(Json(channel))
}

async fn by_name(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path((team, name)): Path<(String, String)>,
    uri: Uri,
) -> Outcome<Json<Channel>> {
    named(
        &app,
        &auth,
        &team,
        &name,
        Query::of(&uri).flag("include_deleted"),
    )
}

async fn by_names(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path((team, name)): Path<(String, String)>,
    uri: Uri,
) -> Outcome<Json<Channel>> {
    let team = app.team_by_name(&team)?;
    named(
        &app,
        &auth,
        &team.id,
        &name,
        Query::of(&uri).flag("include_deleted"),
    )
}

/// A channel by name. Direct and group channels are found under any team.
fn named(
    app: &App,
    auth: &Auth,
    team: &str,
    name: &str,
    include_deleted: bool,
) -> Outcome<Json<Channel>> {
    let channel = match app.channel_by_name(team, name, include_deleted) {
        Ok(channel) => channel,
        Err(fault) => app
            .channel_by_name("", name, include_deleted)
            .map_err(|_| fault)?,
    };
    app.require_read(auth.user_id(), &channel.id)?;
    Ok(Json(channel))
}

async fn public(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(team): Path<String>,
    uri: Uri,
) -> Outcome<Json<Vec<Channel>>> {
    app.require_in_team(auth.user_id(), &team, "list_team_channels")?;
    let mut channels = app.store.channels_of_team(&team)?;
    channels.retain(|channel| channel.type_ == "O" && channel.delete_at == 0);
    Ok(Json(Query::of(&uri).page(channels)))
}

async fn create(
    State(app): State<Arc<App>>,
    auth: Auth,
    bytes: Bytes,
) -> Outcome<impl IntoResponse> {
    let channel: Channel = body(&bytes, "channel")?;
    let permission = if channel.type_ == "P" {
        "create_private_channel"
    } else {
        "create_public_channel"
    };
    app.require_in_team(auth.user_id(), &channel.team_id, permission)?;
    let channel = app
        .create_channel(&auth.context, channel, auth.user_id())
        .await?;
    Ok((StatusCode::CREATED, Json(channel)))
}

async fn direct(
    State(app): State<Arc<App>>,
    auth: Auth,
    bytes: Bytes,
) -> Outcome<impl IntoResponse> {
    let users: Vec<String> = body(&bytes, "user_ids")?;
    let [a, b] = users.as_slice() else {
        return Err(Fault::body_parameter("user_ids"));
    };
    if !users.iter().any(|user| user == auth.user_id()) {
        app.require(auth.user_id(), "manage_system")?;
    }
    app.require(auth.user_id(), "create_direct_channel")?;
    Ok((StatusCode::CREATED, Json(app.direct_channel(a, b)?)))
}

async fn group(
    State(app): State<Arc<App>>,
    auth: Auth,
    bytes: Bytes,
) -> Outcome<impl IntoResponse> {
    let mut users: Vec<String> = body(&bytes, "user_ids")?;
    app.require(auth.user_id(), "create_group_channel")?;
    if !users.iter().any(|user| user == auth.user_id()) {
        users.push(auth.user_id().to_owned());
    }
    Ok((
        StatusCode::CREATED,
        Json(app.group_channel(&users, auth.user_id())?),
    ))
}

/// What may be changed of a channel; what is not named stays.
#[derive(Deserialize)]
struct Patch {
    name: Option<String>,
    display_name: Option<String>,
    header: Option<String>,
    purpose: Option<String>,
}

async fn patch(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(channel): Path<String>,
    bytes: Bytes,
) -> Outcome<Json<Channel>> {
    let mut channel = app.channel(&id(&channel, "channel_id")?)?;
    if channel.type_ == "O" || channel.type_ == "P" {
        let kind = if channel.type_ == "P" {
            "private"
        } else {
            "public"
        };
        let permission = format!("manage_{kind}_channel_properties");
        app.require_in_channel(auth.user_id(), &channel.id, &permission)?;
    } else {
        app.require_read(auth.user_id(), &channel.id)?;
    }
    let patch: Patch = body(&bytes, "channel")?;
    let header = patch
        .header
        .clone()
        .filter(|header| *header != channel.header);
    let before = channel.header.clone();
    for (field, new) in [
        (&mut channel.name, patch.name),
        (&mut channel.display_name, patch.display_name),
        (&mut channel.header, patch.header),
        (&mut channel.purpose, patch.purpose),
    ] {
        if let Some(new) = new {
            *field = new;
        }
    }
    let channel = app.update_channel(channel)?;
    if let Some(header) = header {
        app.announce_header(&auth.context, &channel, auth.user_id(), &before, &header)
            .await?;
    }
    Ok(Json(app.channel(&channel.id)?))
}

async fn archive(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(channel): Path<String>,
) -> Outcome<impl IntoResponse> {
    let channel = app.channel(&id(&channel, "channel_id")?)?;
    let kind = if channel.type_ == "P" {
        "private"
    } else {
        "public"
    };
    app.require_in_channel(
        auth.user_id(),
        &channel.id,
        &format!("delete_{kind}_channel"),
    )?;
    app.archive_channel(&auth.context, &channel.id, auth.user_id())
        .await?;
    Ok(ok())
}

async fn stats(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(channel): Path<String>,
) -> Outcome<Json<ChannelStats>> {
    app.require_read(auth.user_id(), &channel)?;
    Ok(Json(app.channel_stats(&channel)?))
}

/// The time zones that members chose: nobody here can choose one, and Go sends a nil list.
async fn timezones(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(channel): Path<String>,
) -> Outcome<Json<Value>> {
    app.require_read(auth.user_id(), &channel)?;
    let users = app.store.users_in_channel(&channel)?;
    let zones: Vec<String> = users
        .into_iter()
        .filter_map(|user| user.timezone.get("manualTimezone").cloned())
        .filter(|zone| !zone.is_empty())
        .collect();
    Ok(Json(if zones.is_empty() {
        Value::Null
    } else {
        json!(zones)
    }))
}

fn visible(channels: Vec<Channel>, uri: &Uri) -> Json<Vec<Channel>> {
    let include_deleted = Query::of(uri).flag("include_deleted");
    let keep = |channel: &Channel| include_deleted || channel.delete_at == 0;
    Json(channels.into_iter().filter(keep).collect())
}

async fn mine(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(user): Path<String>,
    uri: Uri,
) -> Outcome<Json<Vec<Channel>>> {
    let user = own(&app, &auth, &user)?;
    Ok(visible(app.store.channels_of(&user, None)?, &uri))
}

async fn mine_in_team(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path((user, team)): Path<(String, String)>,
    uri: Uri,
) -> Outcome<Json<Vec<Channel>>> {
    let user = own(&app, &auth, &user)?;
    app.require_in_team(auth.user_id(), &team, "view_team")?;
    Ok(visible(app.store.channels_of(&user, Some(&team))?, &uri))
}

async fn categories(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path((user, team)): Path<(String, String)>,
) -> Outcome<Json<OrderedSidebarCategories>> {
    let user = own(&app, &auth, &user)?;
    Ok(Json(app.sidebar_categories(&user, &team)?))
}
