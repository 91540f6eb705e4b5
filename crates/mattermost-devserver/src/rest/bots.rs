//! Bots.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use axum::routing::get;
use bytes::Bytes;
use http::{StatusCode, Uri};
use mattermost_model::Bot;

use super::identity::Auth;
use super::parameters::{Json, Query, body};
use crate::app::App;
use crate::fault::Outcome;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/bots", get(list).post(create))
        .route("/bots/{bot_user_id}", get(bot))
}

async fn list(State(app): State<Arc<App>>, auth: Auth, uri: Uri) -> Outcome<Json<Vec<Bot>>> {
    app.require(auth.user_id(), "read_others_bots")?;
    let query = Query::of(&uri);
    let mut bots = app.store.bots()?;
    bots.retain(|bot| bot.delete_at == 0 || query.flag("include_deleted"));
    Ok(Json(query.page(bots)))
}

async fn create(
    State(app): State<Arc<App>>,
    auth: Auth,
    bytes: Bytes,
) -> Outcome<impl IntoResponse> {
    app.require(auth.user_id(), "create_bot")?;
    let bot: Bot = body(&bytes, "bot")?;
    let bot = app.create_bot(Bot {
        owner_id: auth.user_id().to_owned(),
        ..bot
    })?;
    Ok((StatusCode::CREATED, Json(bot)))
}

async fn bot(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(bot): Path<String>,
    uri: Uri,
) -> Outcome<Json<Bot>> {
    let bot = app.bot(&bot, Query::of(&uri).flag("include_deleted"))?;
    if bot.owner_id != auth.user_id() {
        app.require(auth.user_id(), "read_others_bots")?;
    }
    Ok(Json(bot))
}
