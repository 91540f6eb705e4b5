//! Members of channels, and what they have read.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use axum::routing::{get, post, put};
use bytes::Bytes;
use http::{StatusCode, Uri};
use mattermost_model::{Channel, ChannelMember};
use serde::Deserialize;
use serde_json::{Value, json};

use super::identity::Auth;
use super::parameters::{Json, Query, body, ok, user_id};
use super::teams::own;
use crate::app::App;
use crate::fault::{Fault, Outcome};

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/channels/{channel_id}/members", get(list).post(add))
        .route("/channels/{channel_id}/members/ids", post(by_ids))
        .route(
            "/channels/{channel_id}/members/{user_id}",
            get(member).delete(remove),
        )
        .route(
            "/channels/{channel_id}/members/{user_id}/roles",
            put(set_roles),
        )
        .route("/channels/members/{user_id}/view", post(view))
        .route("/users/{user_id}/channel_members", get(mine))
        .route(
            "/users/{user_id}/teams/{team_id}/channels/members",
            get(mine_in_team),
        )
        .route("/users/{user_id}/channels/{channel_id}/unread", get(unread))
        .route(
            "/users/{user_id}/posts/{post_id}/set_unread",
            post(set_unread),
        )
}

async fn list(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(channel): Path<String>,
    uri: Uri,
) -> Outcome<Json<Vec<ChannelMember>>> {
    app.require_read(auth.user_id(), &channel)?;
    Ok(Json(
        Query::of(&uri).page(app.store.channel_members(&channel)?),
    ))
}

async fn by_ids(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(channel): Path<String>,
    bytes: Bytes,
) -> Outcome<Json<Vec<ChannelMember>>> {
    app.require_read(auth.user_id(), &channel)?;
    let ids: Vec<String> = body(&bytes, "user_ids")?;
    let found = ids
        .iter()
        .filter_map(|id| app.store.channel_member(&channel, id).transpose());
    Ok(Json(found.collect::<Outcome<_>>()?))
}

async fn member(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path((channel, user)): Path<(String, String)>,
) -> Outcome<Json<ChannelMember>> {
    app.require_read(auth.user_id(), &channel)?;
    Ok(Json(app.channel_member(&channel, &user_id(&auth, &user)?)?))
}

/// The permission to add or remove members of a channel.
fn managing(channel: &Channel) -> Outcome<&'static str> {
    match channel.type_.as_str() {
        "O" => Ok("manage_public_channel_members"),
        "P" => Ok("manage_private_channel_members"),
        _ => {
            let id = "api.channel.add_members.user_denied";
            let message = "Channel membership denied to the following users because of group \
                           constraints.";
            Err(Fault::bad_request(id, message))
        }
    }
}

#[derive(Deserialize)]
struct NewMember {
    user_id: String,
}

async fn add(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(channel): Path<String>,
    bytes: Bytes,
) -> Outcome<impl IntoResponse> {
    let new: NewMember = body(&bytes, "user_id")?;
    let channel = app.channel(&channel)?;
    let joins = new.user_id == auth.user_id() && channel.type_ == "O";
    if joins {
        app.require_in_team(auth.user_id(), &channel.team_id, "join_public_channels")?;
    } else {
        app.require_in_channel(auth.user_id(), &channel.id, managing(&channel)?)?;
    }
    let actor = auth.user_id();
    let member = app
        .add_channel_member(&auth.context, &channel.id, &new.user_id, actor)
        .await?;
    // A member who has just come has read nothing.
    let fresh = ChannelMember {
        last_viewed_at: -1,
        last_update_at: -1,
        ..member
    };
    Ok((StatusCode::CREATED, Json(fresh)))
}

async fn remove(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path((channel, user)): Path<(String, String)>,
) -> Outcome<impl IntoResponse> {
    let user = user_id(&auth, &user)?;
    let channel = app.channel(&channel)?;
    let permission = managing(&channel)?;
    if user != auth.user_id() {
        app.require_in_channel(auth.user_id(), &channel.id, permission)?;
    }
    app.remove_channel_member(&auth.context, &channel.id, &user, auth.user_id())
        .await?;
    Ok(ok())
}

#[derive(Deserialize)]
struct Roles {
    roles: String,
}

async fn set_roles(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path((channel, user)): Path<(String, String)>,
    bytes: Bytes,
) -> Outcome<impl IntoResponse> {
    app.require_in_channel(auth.user_id(), &channel, "manage_channel_roles")?;
    let roles: Roles = body(&bytes, "roles")?;
    app.set_channel_roles(&channel, &user_id(&auth, &user)?, &roles.roles)?;
    Ok(ok())
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct View {
    channel_id: String,
    prev_channel_id: String,
}

async fn view(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(user): Path<String>,
    bytes: Bytes,
) -> Outcome<Json<Value>> {
    let user = own(&app, &auth, &user)?;
    let view: View = body(&bytes, "channel_view")?;
    let mut times = serde_json::Map::new();
    for channel in [view.channel_id, view.prev_channel_id] {
        if !channel.is_empty() && app.store.is_channel_member(&channel, &user)? {
            let time = app.view_channel(&channel, &user)?;
            times.insert(channel, json!(time));
        }
    }
    Ok(Json(
        json!({ "status": "OK", "last_viewed_at_times": times }),
    ))
}

async fn mine(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(user): Path<String>,
) -> Outcome<Json<Vec<Value>>> {
    let user = own(&app, &auth, &user)?;
    let mut all = Vec::new();
    for member in app.store.channel_memberships_of(&user)? {
        let channel = app.channel(&member.channel_id)?;
        let team = app.store.team(&channel.team_id)?.unwrap_or_default();
        let mut value = serde_json::to_value(member)?;
        let team = json!({
            "team_display_name": team.display_name,
            "team_name": team.name,
            "team_update_at": team.update_at,
        });
        if let (Some(value), Value::Object(team)) = (value.as_object_mut(), team) {
            value.extend(team);
        }
        all.push(value);
    }
    Ok(Json(all))
}

async fn mine_in_team(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path((user, team)): Path<(String, String)>,
) -> Outcome<Json<Vec<ChannelMember>>> {
    let user = own(&app, &auth, &user)?;
    let channels = app.store.channels_of(&user, Some(&team))?;
    let mut members = app.store.channel_memberships_of(&user)?;
    members.retain(|member| {
        channels
            .iter()
            .any(|channel| channel.id == member.channel_id)
    });
    Ok(Json(members))
}

async fn unread(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path((user, channel)): Path<(String, String)>,
) -> Outcome<Json<Value>> {
    let user = own(&app, &auth, &user)?;
    let channel = app.channel(&channel)?;
    let member = app.channel_member(&channel.id, &user)?;
    Ok(Json(json!({
        "team_id": channel.team_id,
        "channel_id": channel.id,
        "msg_count": channel.total_msg_count - member.msg_count,
        "mention_count": member.mention_count,
        "mention_count_root": member.mention_count_root,
        "urgent_mention_count": 0,
        "msg_count_root": channel.total_msg_count_root - member.msg_count_root,
    })))
}

async fn set_unread(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path((user, post)): Path<(String, String)>,
) -> Outcome<Json<Value>> {
    let user = own(&app, &auth, &user)?;
    let member = app.set_unread(&user, &post)?;
    let channel = app.channel(&member.channel_id)?;
    Ok(Json(json!({
        "team_id": channel.team_id,
        "user_id": user,
        "channel_id": channel.id,
        "msg_count": member.msg_count,
        "mention_count": member.mention_count,
        "mention_count_root": member.mention_count_root,
        "urgent_mention_count": 0,
        "msg_count_root": member.msg_count_root,
        "last_viewed_at": member.last_viewed_at,
    })))
}
