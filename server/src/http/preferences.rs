//! `GET` and `PUT /api/v1/preferences`: the person's tab in Mattermost's settings.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use super::{read_json, refusal, user_id};
use crate::app::App;
use crate::domain::preferences;
use crate::error::{Error, Result};
use crate::store::Preference;

/// `use_pmi` is `true`, `false` or `ask`, as text: so it is stored, too.
#[derive(Debug, Deserialize)]
struct Wish {
    use_pmi: String,
}

/// Answers with what holds for the person, be it their choice or the admin's default.
pub(super) async fn read(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let user = user_id(&headers).unwrap_or_default();
    answer(&app, user, try_read(&app, user).await).await
}

/// Changes the person's choice, and answers with it.
pub(super) async fn write(State(app): State<Arc<App>>, headers: HeaderMap, body: Body) -> Response {
    let user = user_id(&headers).unwrap_or_default();
    answer(&app, user, try_write(&app, user, body).await).await
}

async fn try_read(app: &App, user: &str) -> Result<Preference> {
    let services = app.services().await?;
    logged_in(user)?;
    preferences::of(&services, user).await
}

async fn try_write(app: &App, user: &str, body: Body) -> Result<Preference> {
    let services = app.services().await?;
    logged_in(user)?;
    let Wish { use_pmi } = read_json(body).await?;
    let preference =
        Preference::parse(&use_pmi).ok_or(Error::BadRequest("use_pmi is no choice"))?;
    preferences::choose(&services.api, user, preference).await?;
    Ok(preference)
}

fn logged_in(user: &str) -> Result<()> {
    if user.is_empty() {
        return Err(Error::NotLoggedIn);
    }
    Ok(())
}

async fn answer(app: &App, user: &str, result: Result<Preference>) -> Response {
    match result {
        Ok(preference) => Json(json!({ "use_pmi": preference.stored() })).into_response(),
        Err(error) => {
            error.log("read or change preferences", user);
            refusal(app, user, &error).await
        }
    }
}
