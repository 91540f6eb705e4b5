//! `GET` and `PUT /api/v1/preferences`: the person's tab in Mattermost's settings.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use super::{read_json, refusal, services_for, user_id};
use crate::app::App;
use crate::domain::{preferences, status};
use crate::error::{Error, Result};
use crate::store::Preference;

/// What is to change; what is left out stays. `use_pmi` is `true`, `false` or `ask`, as text: so it
/// is stored, too. `status`, whether to show a custom status while in a meeting, is `true` or
/// `false`, as text as well.
#[derive(Debug, Deserialize)]
pub(super) struct Wish {
    use_pmi: Option<String>,
    status: Option<String>,
}

/// What holds for a person.
struct Preferences {
    use_pmi: Preference,
    status: bool,
}

/// Answers with what holds for the person, be it their choice or the admin's default.
pub(super) async fn read(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let user = user_id(&headers).unwrap_or_default();
    answer(&app, user, try_read(&app, user).await).await
}

/// Changes the person's choices, and answers with what holds then.
pub(super) async fn write(State(app): State<Arc<App>>, headers: HeaderMap, body: Body) -> Response {
    let user = user_id(&headers).unwrap_or_default();
    answer(&app, user, try_write(&app, user, body).await).await
}

async fn try_read(app: &App, user: &str) -> Result<Preferences> {
    let services = services_for(app, user).await?;
    Ok(Preferences {
        use_pmi: preferences::of(&services, user).await?,
        status: status::is_wanted(&services.api, user).await?,
    })
}

async fn try_write(app: &App, user: &str, body: Body) -> Result<Preferences> {
    let services = services_for(app, user).await?;
    let Wish { use_pmi, status } = read_json(body).await?;
    if use_pmi.is_none() && status.is_none() {
        return Err(Error::BadRequest("it names no preference"));
    }
    // All of it is understood before any of it holds.
    let no_choice = || Error::BadRequest("it names no choice");
    let use_pmi = use_pmi.map(|text| Preference::parse(&text).ok_or_else(no_choice));
    let status = status.map(|text| text.parse().map_err(|_| no_choice()));
    let (use_pmi, status) = (use_pmi.transpose()?, status.transpose()?);
    if let Some(preference) = use_pmi {
        preferences::choose(&services.api, user, preference).await?;
    }
    if let Some(wanted) = status {
        status::choose(&services, user, wanted).await?;
    }
    try_read(app, user).await
}

async fn answer(app: &App, user: &str, result: Result<Preferences>) -> Response {
    match result {
        Ok(Preferences { use_pmi, status }) => {
            let status = status.to_string();
            Json(json!({ "use_pmi": use_pmi.stored(), "status": status })).into_response()
        }
        Err(error) => {
            error.log("read or change preferences", user);
            refusal(app, user, &error).await
        }
    }
}
