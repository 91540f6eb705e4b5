//! `POST /api/v1/meetings/share` and `/cancel`: what the panel does with a meeting.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use zoom_client::MeetingId;

use super::{answer, read_json, services_for, user_id};
use crate::app::App;
use crate::domain::cancel;
use crate::domain::meeting_number::Named;
use crate::domain::share::{self, ShareRequest, Shared};
use crate::error::Result;

/// What the web app sends; `root_id` may be empty.
#[derive(Debug, Deserialize)]
pub(super) struct ShareBody {
    meeting_id: MeetingId,
    channel_id: String,
    #[serde(default)]
    root_id: String,
}

/// Posts the invitation to a meeting as the person who is logged in, and answers with the post: the
/// one that stands in the channel, where one does.
pub(super) async fn share(State(app): State<Arc<App>>, headers: HeaderMap, body: Body) -> Response {
    let user = user_id(&headers).unwrap_or_default();
    let shared = try_share(&app, user, body).await;
    let shared = shared.map(|shared| match shared {
        Shared::Posted { post_id } | Shared::Already { post_id } => json!({ "post_id": post_id }),
    });
    answer(&app, user, "share a meeting", shared).await
}

/// Which meeting the web app wants to be cancelled.
#[derive(Debug, Deserialize)]
pub(super) struct CancelBody {
    meeting_id: MeetingId,
}

/// Cancels a meeting of the person's in Zoom. The web app has asked them before.
pub(super) async fn cancel(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let user = user_id(&headers).unwrap_or_default();
    let cancelled = try_cancel(&app, user, body).await.map(|()| json!({}));
    answer(&app, user, "cancel a meeting", cancelled).await
}

async fn try_cancel(app: &App, user: &str, body: Body) -> Result<()> {
    let services = services_for(app, user).await?;
    let body: CancelBody = read_json(body).await?;
    cancel::cancel(&services, user, body.meeting_id).await
}

async fn try_share(app: &App, user: &str, body: Body) -> Result<Shared> {
    let services = services_for(app, user).await?;
    let body: ShareBody = read_json(body).await?;
    let request = ShareRequest {
        user_id: user.to_owned(),
        channel_id: body.channel_id,
        root_id: body.root_id,
        meeting: Named::number(body.meeting_id.get())?,
    };
    share::share(&services, &request).await
}
