//! Users' preferences.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use bytes::Bytes;
use mattermost_model::Preference;

use super::identity::Auth;
use super::parameters::{Json, body, ok};
use super::teams::own;
use crate::app::App;
use crate::fault::{Fault, Outcome};

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/users/{user_id}/preferences", get(all).put(save))
        .route("/users/{user_id}/preferences/delete", post(delete))
        .route("/users/{user_id}/preferences/{category}", get(category))
        .route(
            "/users/{user_id}/preferences/{category}/name/{name}",
            get(one),
        )
}

async fn all(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(user): Path<String>,
) -> Outcome<Json<Vec<Preference>>> {
    let user = own(&app, &auth, &user)?;
    Ok(Json(app.store.preferences(&user, None)?))
}

async fn category(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path((user, category)): Path<(String, String)>,
) -> Outcome<Json<Vec<Preference>>> {
    let user = own(&app, &auth, &user)?;
    let found = app.store.preferences(&user, Some(&category))?;
    if found.is_empty() {
        let id = "app.preference.get_category.app_error";
        let message = "We encountered an error while finding preferences.";
        return Err(Fault::not_found(id, message));
    }
    Ok(Json(found))
}

async fn one(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path((user, category, name)): Path<(String, String, String)>,
) -> Outcome<Json<Preference>> {
    let user = own(&app, &auth, &user)?;
    Ok(Json(app.preference(&user, &category, &name)?))
}

async fn save(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(user): Path<String>,
    bytes: Bytes,
) -> Outcome<impl IntoResponse> {
    let user = own(&app, &auth, &user)?;
    let preferences: Vec<Preference> = body(&bytes, "preferences")?;
    app.save_preferences(&auth.context, &user, &preferences)?;
    Ok(ok())
}

async fn delete(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(user): Path<String>,
    bytes: Bytes,
) -> Outcome<impl IntoResponse> {
    let user = own(&app, &auth, &user)?;
    let preferences: Vec<Preference> = body(&bytes, "preferences")?;
    app.delete_preferences(&user, &preferences)?;
    Ok(ok())
}
