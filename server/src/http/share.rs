//! `POST /api/v1/meetings/share`: a meeting of the panel, or of a list, into a channel.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;
use zoom_client::MeetingId;

use super::{read_json, refusal, user_id};
use crate::app::App;
use crate::domain::meeting_number::Named;
use crate::domain::share::{self, ShareRequest, Shared};
use crate::error::{Error, Result};

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
    match try_share(&app, user, body).await {
        Ok(Shared::Posted { post_id } | Shared::Already { post_id }) => {
            Json(json!({ "post_id": post_id })).into_response()
        }
        Err(error) => {
            error.log("share a meeting", user);
            refusal(&app, user, &error).await
        }
    }
}

async fn try_share(app: &App, user: &str, body: Body) -> Result<Shared> {
    let services = app.services().await?;
    if user.is_empty() {
        return Err(Error::NotLoggedIn);
    }
    let body: ShareBody = read_json(body).await?;
    let request = ShareRequest {
        user_id: user.to_owned(),
        channel_id: body.channel_id,
        root_id: body.root_id,
        meeting: Named::number(body.meeting_id.get())?,
    };
    share::share(&services, &request).await
}
