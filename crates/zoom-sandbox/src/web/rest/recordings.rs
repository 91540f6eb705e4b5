//! `GET /meetings/{id or uuid}/recordings`.

use std::collections::HashMap;
use std::time::Duration;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::{App, Refused, World, access, answer, check_scope, refuse};
use crate::event;

const SCOPE: &str = "cloud_recording:read:list_recording_files";
const TOKEN_LIFE: Duration = Duration::from_secs(24 * 3600);

pub(in crate::web) async fn list(
    State(shared): App,
    Path(name): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let with_token = query
        .get("include_fields")
        .is_some_and(|fields| fields.contains("download_access_token"));
    answer(shared.update(|state| {
        let json = recording(state, &headers, &name, with_token)?;
        Ok(Json(json).into_response())
    }))
}

fn recording(
    state: &mut World,
    headers: &HeaderMap,
    name: &str,
    with_token: bool,
) -> Result<Value, Refused> {
    let access = access(state, headers)?;
    // A UUID with slashes is escaped twice, and the path was unescaped once.
    let name = percent_decode_str(name).decode_utf8_lossy().into_owned();
    let known = state.recording(&name).cloned();
    let own = known
        .as_ref()
        .is_none_or(|recording| recording.host_id == access.user.id);
    check_scope(&access, SCOPE, own)?;
    let missing = || refuse(404, 3301, "This recording does not exist.");
    let recording = known.ok_or_else(missing)?;
    let host = state
        .user(&recording.host_id)
        .map_err(|_| missing())?
        .clone();
    let host = event::Host {
        email: &host.email,
        url: &state.url,
    };
    let mut json = event::recording_in_rest(&recording, &host, state.now());
    if with_token {
        let token = state.open_recording(&recording.uuid, TOKEN_LIFE);
        if let Some(fields) = json.as_object_mut() {
            fields.insert("download_access_token".to_owned(), json!(token));
        }
    }
    Ok(json)
}
