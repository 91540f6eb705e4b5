//! The server as a whole: its configuration, licence, roles, health and log.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::{any, get, post, put};
use bytes::Bytes;
use http::{Uri, header};
use serde_json::{Value, json};

use super::identity::{Auth, Identity};
use super::parameters::{Json, Query, body};
use crate::app::App;
use crate::fault::Outcome;
use crate::wire::WireCall;
use crate::ws;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/config", get(config))
        .route("/config/patch", put(patch))
        .route("/config/client", get(client_config))
        .route("/license/client", get(license))
        .route("/system/ping", get(ping))
        .route("/roles/names", post(roles))
        .route("/logs", get(logs))
        .route("/devserver/calls", get(calls))
        .route("/websocket", any(ws::upgrade))
}

/// The configuration changes often here: no client keeps it.
const FRESH: [(header::HeaderName, &str); 1] =
    [(header::CACHE_CONTROL, "no-cache, no-store, must-revalidate")];

async fn config(State(app): State<Arc<App>>, auth: Auth) -> Outcome<impl IntoResponse> {
    app.require(auth.user_id(), "manage_system")?;
    Ok((FRESH, Json(app.masked_config()?)))
}

async fn patch(
    State(app): State<Arc<App>>,
    auth: Auth,
    bytes: Bytes,
) -> Outcome<impl IntoResponse> {
    app.require(auth.user_id(), "manage_system")?;
    app.patch_config(body(&bytes, "config")?).await?;
    Ok((FRESH, Json(app.masked_config()?)))
}

async fn client_config(
    State(app): State<Arc<App>>,
    identity: Identity,
) -> Outcome<Json<BTreeMap<String, String>>> {
    Ok(Json(app.client_config(identity.session.is_some())?))
}

async fn license() -> Json<Value> {
    Json(json!({ "IsLicensed": "false" }))
}

async fn ping(uri: Uri) -> Json<Value> {
    let query = Query::of(&uri);
    let mut answer = json!({
        "ActiveSearchBackend": "database",
        "AndroidLatestVersion": "",
        "AndroidMinVersion": "",
        "IosLatestVersion": "",
        "IosMinVersion": "",
        "status": "OK",
    });
    if let (true, Some(members)) = (query.flag("get_server_status"), answer.as_object_mut()) {
        for part in ["database_status", "filestore_status"] {
            members.insert(part.to_owned(), json!("OK"));
        }
    }
    Json(answer)
}

async fn roles(State(app): State<Arc<App>>, _: Auth, bytes: Bytes) -> Outcome<Json<Vec<Value>>> {
    let mut names: Vec<String> = body(&bytes, "rolenames")?;
    names.sort_unstable();
    names.dedup();
    let role = |name: String| {
        let permissions = app.permissions_of_role(&name)?;
        let title = name
            .replace("system_user", "global_user")
            .replace("system_admin", "global_admin");
        Some(json!({
            "id": role_id(&name),
            "name": name,
            "display_name": format!("authentication.roles.{title}.name"),
            "description": format!("authentication.roles.{title}.description"),
            "create_at": 1,
            "update_at": 1,
            "delete_at": 0,
            "permissions": permissions,
            "scheme_managed": true,
            "built_in": true,
            "scheme_id": null,
        }))
    };
    Ok(Json(names.into_iter().filter_map(role).collect()))
}

/// Roles are fixed here, and so are their ids: the name, filled up to the length of an id.
fn role_id(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_lowercase);
    letters.chain(std::iter::repeat('y')).take(26).collect()
}

/// The newest lines of the server's log, each a JSON object as text, as Mattermost gives its own.
async fn logs(State(app): State<Arc<App>>, auth: Auth, uri: Uri) -> Outcome<Json<Vec<String>>> {
    app.require(auth.user_id(), "manage_system")?;
    let query = Query::of(&uri);
    let count = usize::try_from(query.number("logs_per_page", 1000))
        .unwrap_or(1000)
        .min(10_000);
    let page = usize::try_from(query.number("page", 0)).unwrap_or_default();
    let entries = app.log.entries();
    let end = entries.len().saturating_sub(page.saturating_mul(count));
    let lines = entries.iter().take(end).skip(end.saturating_sub(count));
    Ok(Json(
        lines
            .filter_map(|entry| serde_json::to_string(entry).ok())
            .collect(),
    ))
}

/// The calls between the server and its plugins that ended after the one with the number `after`:
/// nothing of Mattermost's, but of this server alone.
async fn calls(State(app): State<Arc<App>>, auth: Auth, uri: Uri) -> Outcome<Json<Vec<WireCall>>> {
    app.require(auth.user_id(), "manage_system")?;
    let after = Query::of(&uri).number("after", 0);
    Ok(Json(
        app.wire.calls(u64::try_from(after).unwrap_or_default()),
    ))
}
