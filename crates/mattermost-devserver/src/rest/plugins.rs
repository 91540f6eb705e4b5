//! Managing plugins, and the configuration that holds their settings.

use std::io::Write as _;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Path, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use http::{StatusCode, header};
use mattermost_model::{Manifest, PluginStatus};
use serde_json::{Value, json};

use super::identity::Auth;
use super::parameters::{Json, ok};
use crate::app::App;
use crate::fault::{Fault, Outcome};

/// The largest bundle that is taken, in bytes.
const MAX_BUNDLE: usize = 512 * 1024 * 1024;

pub(super) fn routes() -> Router<Arc<App>> {
    let limit = DefaultBodyLimit::max(MAX_BUNDLE);
    Router::new()
        .route("/plugins", get(list).post(upload).layer(limit))
        .route("/plugins/statuses", get(statuses))
        .route("/plugins/webapp", get(webapps))
        .route("/plugins/{plugin_id}", delete(remove))
        .route("/plugins/{plugin_id}/enable", post(enable))
        .route("/plugins/{plugin_id}/disable", post(disable))
}

async fn list(State(app): State<Arc<App>>, auth: Auth) -> Outcome<Json<Value>> {
    app.require(auth.user_id(), "sysconsole_read_plugins")?;
    let manifests = app.plugins.manifests();
    let (active, inactive): (Vec<_>, Vec<_>) = manifests
        .into_iter()
        .partition(|manifest| app.plugins.is_enabled_and_well(&manifest.id));
    Ok(Json(json!({ "active": active, "inactive": inactive })))
}

async fn statuses(State(app): State<Arc<App>>, auth: Auth) -> Outcome<Json<Vec<PluginStatus>>> {
    app.require(auth.user_id(), "sysconsole_read_plugins")?;
    Ok(Json(app.plugins.statuses()))
}

/// What clients load. Needs no session.
async fn webapps(State(app): State<Arc<App>>) -> Json<Vec<Manifest>> {
    Json(app.plugins.webapps())
}

fn not_multipart() -> Response {
    let text = "request Content-Type isn't multipart/form-data\n";
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    (StatusCode::BAD_REQUEST, kind, text).into_response()
}

fn unreadable(_: impl std::fmt::Display) -> Fault {
    Fault::bad_request(
        "api.plugin.upload.file.app_error",
        "Unable to open file in multipart form.",
    )
}

async fn upload(State(app): State<Arc<App>>, auth: Auth, request: Request) -> Outcome<Response> {
    app.require(auth.user_id(), "sysconsole_write_plugins")?;
    let Ok(mut form) = Multipart::from_request(request, &()).await else {
        return Ok(not_multipart());
    };
    let mut force = false;
    let mut bundle = None;
    while let Some(mut field) = form.next_field().await.map_err(unreadable)? {
        match field.name() {
            Some("force") => force = field.text().await.map_err(unreadable)? == "true",
            Some("plugin") => {
                let mut file = tempfile::NamedTempFile::new()?;
                while let Some(chunk) = field.chunk().await.map_err(unreadable)? {
                    file.write_all(&chunk)?;
                }
                bundle = Some(file);
            }
            _ => {}
        }
    }
    let bundle = bundle.ok_or_else(|| unreadable(""))?;
    let manifest = app.plugins.install(bundle.path(), force).await?;
    Ok((StatusCode::CREATED, Json(manifest)).into_response())
}

async fn remove(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(plugin): Path<String>,
) -> Outcome<impl IntoResponse> {
    app.require(auth.user_id(), "sysconsole_write_plugins")?;
    app.plugins.remove(&plugin).await?;
    Ok(ok())
}

async fn enable(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(plugin): Path<String>,
) -> Outcome<impl IntoResponse> {
    app.require(auth.user_id(), "sysconsole_write_plugins")?;
    app.plugins.enable(&plugin).await?;
    Ok(ok())
}

async fn disable(
    State(app): State<Arc<App>>,
    auth: Auth,
    Path(plugin): Path<String>,
) -> Outcome<impl IntoResponse> {
    app.require(auth.user_id(), "sysconsole_write_plugins")?;
    app.plugins.disable(&plugin).await?;
    Ok(ok())
}
