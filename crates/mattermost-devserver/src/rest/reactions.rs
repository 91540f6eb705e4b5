//! Reactions to posts, and emoji.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use axum::routing::{delete, get, post};
use bytes::Bytes;
use mattermost_model::Reaction;
use serde_json::Value;

use super::identity::Auth;
use super::parameters::{Json, body, null_if_empty, ok, user_id};
use crate::app::App;
use crate::fault::{Fault, Outcome};

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/reactions", post(add))
        .route("/posts/{post_id}/reactions", get(list))
        .route(
            "/users/{user_id}/posts/{post_id}/reactions/{emoji}",
            delete(remove),
        )
        .route("/emoji", get(custom_emoji))
        .route("/emoji/name/{name}", get(emoji_by_name))
}

async fn add(State(app): State<Arc<App>>, auth: Auth, bytes: Bytes) -> Outcome<Json<Reaction>> {
    let reaction: Reaction = body(&bytes, "reaction")?;
    if reaction.user_id != auth.user_id() {
        return Err(Fault::forbidden());
    }
    let channel = app.post(&reaction.post_id)?.channel_id;
    app.require_in_channel(auth.user_id(), &channel, "add_reaction")?;
    Ok(Json(app.add_reaction(&auth.context, reaction)?))
}

async fn list(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(post): Path<String>,
) -> Outcome<Json<Option<Vec<Reaction>>>> {
    let post = app.post(&post)?;
    app.require_read(auth.user_id(), &post.channel_id)?;
    Ok(null_if_empty(app.store.reactions(&post.id)?))
}

async fn remove(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path((user, post_id, emoji_name)): Path<(String, String, String)>,
) -> Outcome<impl IntoResponse> {
    let user_id = user_id(&auth, &user)?;
    let channel = app.post(&post_id)?.channel_id;
    let permission = if user_id == auth.user_id() {
        "remove_reaction"
    } else {
        "remove_others_reactions"
    };
    app.require_in_channel(auth.user_id(), &channel, permission)?;
    let reaction = Reaction {
        user_id,
        post_id,
        emoji_name,
        ..Reaction::default()
    };
    app.remove_reaction(&auth.context, reaction)?;
    Ok(ok())
}

/// There are no custom emoji here.
async fn custom_emoji(_: Auth) -> Json<Vec<Value>> {
    Json(Vec::new())
}

async fn emoji_by_name(_: Auth) -> Fault {
    Fault::not_found(
        "app.emoji.get_by_name.no_result",
        "We couldn’t find the emoji.",
    )
}
