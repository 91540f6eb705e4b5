//! Lists, changes and deletions of meetings with a time.

use std::collections::HashMap;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::{App, Refused, access, answer, json_object, missing, own_or_admin, refuse, target};
use crate::event::seconds;
use crate::state::{BadField, Error, Listed, State as World, Which};

/// Zoom's number of meetings on a page, unless asked otherwise, and the most it gives.
const PAGE: usize = 30;
const MAX_PAGE: usize = 300;

/// `GET /users/{user}/meetings`. What is odd in the query is overlooked, as by Zoom.
pub(in crate::web) async fn list(
    State(shared): App,
    Path(name): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let get = |name: &str| query.get(name).map(String::as_str).unwrap_or_default();
    answer(shared.update(|state| {
        let access = access(state, &headers)?;
        let host = target(state, &access, &name, "meeting:read:list_meetings")?;
        let from = first(state, get("next_page_token"))?;
        let all = state.list_meetings(&host, Which::named(get("type")));
        let size = page_size(get("page_size"));
        let page: Vec<Value> = all
            .iter()
            .skip(from)
            .take(size)
            .map(|listed| line(&shared.url, listed))
            .collect();
        let next = from + page.len();
        let token = if next < all.len() {
            state.new_page_token(next)
        } else {
            String::new()
        };
        Ok(Json(json!({
            "page_count": all.len().div_ceil(size), "page_number": from / size + 1,
            "page_size": size, "total_records": all.len(), "next_page_token": token,
            "meetings": page,
        }))
        .into_response())
    }))
}

fn first(state: &World, token: &str) -> Result<usize, Refused> {
    if token.is_empty() {
        return Ok(0);
    }
    let dead = || refuse(400, 300, "The next page token is invalid or expired.");
    state.page_start(token).ok_or_else(dead)
}

fn page_size(text: &str) -> usize {
    let size = text.parse().ok().filter(|&size: &usize| size > 0);
    size.unwrap_or(PAGE).min(MAX_PAGE)
}

fn line(url: &str, listed: &Listed) -> Value {
    let meeting = &listed.meeting;
    let plan = meeting.schedule.as_ref();
    let mut line = json!({
        "uuid": meeting.uuid, "id": meeting.id, "host_id": meeting.host_id,
        "topic": meeting.topic, "type": meeting.kind, "duration": listed.minutes,
        "timezone": plan.map(|plan| plan.time_zone.as_str()).unwrap_or_default(),
        "created_at": seconds(Some(meeting.created_at)), "agenda": "",
        "join_url": meeting.join_url(url),
    });
    if let Value::Object(fields) = &mut line {
        let start = listed.start.map(|start| json!(seconds(Some(start))));
        fields.extend(start.map(|start| ("start_time".to_owned(), start)));
        let pmi = meeting.pmi.map(|pmi| json!(pmi.to_string()));
        fields.extend(pmi.map(|pmi| ("pmi".to_owned(), pmi)));
    }
    line
}

/// Zoom's answer to a field that it does not take.
pub(super) fn validation_failed(BadField(field): BadField) -> Refused {
    let body = json!({
        "code": 300, "message": "Validation Failed.",
        "errors": [{"field": field, "message": "Invalid field."}],
    });
    Box::new((StatusCode::BAD_REQUEST, Json(body)).into_response())
}

pub(super) fn done(number: &str, result: Result<(), Error>) -> Result<Response, Refused> {
    match result {
        Ok(()) => Ok(StatusCode::NO_CONTENT.into_response()),
        Err(Error::BadField(field)) => Err(validation_failed(BadField(field))),
        Err(Error::PersonalRoom(_)) => Err(refuse(400, 3018, "Not allowed to delete PMI.")),
        Err(_) => Err(missing(number)),
    }
}

/// `PATCH /meetings/{meeting}`.
pub(in crate::web) async fn change(
    State(shared): App,
    Path(number): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    answer(shared.update(|state| {
        let access = access(state, &headers)?;
        let id = own_or_admin(state, &access, &number, "meeting:update:meeting")?.id;
        let body = json_object(&body)?;
        let occurrence = query.get("occurrence_id").map(String::as_str);
        done(&number, state.change_meeting(id, &body, occurrence))
    }))
}

/// `DELETE /meetings/{meeting}`.
pub(in crate::web) async fn delete(
    State(shared): App,
    Path(number): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    answer(shared.update(|state| {
        let access = access(state, &headers)?;
        let id = own_or_admin(state, &access, &number, "meeting:delete:meeting")?.id;
        let occurrence = query.get("occurrence_id").map(String::as_str);
        done(&number, state.delete_meeting(id, occurrence))
    }))
}
