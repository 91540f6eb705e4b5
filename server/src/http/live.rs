//! `GET /api/v1/posts/{post_id}/live` and `POST /api/v1/posts/{post_id}/end`: a meeting's post while
//! the meeting lives.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::{refusal, user_id};
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
    answer(&app, user, try_read(&app, user, &post_id).await).await
}

/// Ends the meeting for everybody in it.
pub(super) async fn end(
    State(app): State<Arc<App>>,
    Path(post_id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let user = user_id(&headers).unwrap_or_default();
    answer(&app, user, try_end(&app, user, &post_id).await).await
}

async fn try_read(app: &App, user: &str, post_id: &str) -> Result<Value> {
    let services = app.services().await?;
    logged_in(user)?;
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
    let services = app.services().await?;
    logged_in(user)?;
    let shown = Shown::find(&services, user, post_id).await?;
    shown.end(&services, user).await?;
    Ok(json!({}))
}

fn logged_in(user: &str) -> Result<()> {
    if user.is_empty() {
        return Err(Error::NotLoggedIn);
    }
    Ok(())
}

async fn answer(app: &App, user: &str, result: Result<Value>) -> Response {
    match result {
        Ok(value) => Json(value).into_response(),
        Err(error) => {
            error.log("show or end a meeting", user);
            let mut answer = refusal(app, user, &error).await;
            // The contract wants 200 for what keeps a meeting from being started; here nothing is.
            if answer.status().is_success() {
                *answer.status_mut() = StatusCode::FORBIDDEN;
            }
            answer
        }
    }
}
