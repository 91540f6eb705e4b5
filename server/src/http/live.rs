//! `GET /api/v1/posts/{post_id}/live` and `POST /api/v1/posts/{post_id}/end`: a meeting's post while
//! the meeting lives.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

use super::{answer, services_for, user_id};
use crate::app::App;
use crate::domain::live::end::Shown;
use crate::error::{Error, Result};

/// Who is in, for those who may read the post.
pub(super) async fn read(
    State(app): State<Arc<App>>,
    Path(post_id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let user = user_id(&headers).unwrap_or_default();
    let live = try_read(&app, user, &post_id).await;
    answer(&app, user, "show a meeting", live).await
}

/// Ends the meeting for everybody in it.
pub(super) async fn end(
    State(app): State<Arc<App>>,
    Path(post_id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let user = user_id(&headers).unwrap_or_default();
    let ended = try_end(&app, user, &post_id).await;
    answer(&app, user, "end a meeting", ended).await
}

async fn try_read(app: &App, user: &str, post_id: &str) -> Result<Value> {
    let services = services_for(app, user).await?;
    let shown = Shown::find(&services, user, post_id).await?;
    let view = shown.view(&services).await?;
    let mut live = serde_json::to_value(view).map_err(|_| Error::Internal("no JSON"))?;
    if let Some(fields) = live.as_object_mut() {
        let can_end = shown.can_end(&services, user).await?;
        fields.insert("can_end".to_owned(), can_end.into());
    }
    Ok(live)
}

async fn try_end(app: &App, user: &str, post_id: &str) -> Result<Value> {
    let services = services_for(app, user).await?;
    let shown = Shown::find(&services, user, post_id).await?;
    shown.end(&services, user).await?;
    Ok(json!({}))
}
