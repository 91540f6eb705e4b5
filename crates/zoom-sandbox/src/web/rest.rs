//! Zoom's REST API, as far as the sandbox has it.

pub(super) mod recordings;
pub(super) mod schedule;

use std::sync::Arc;

use axum::Json;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{OriginalUri, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::App;
use crate::event::seconds;
use crate::model::{ApiRequest, Meeting, MeetingStatus, Schedule, User};
use crate::random;
use crate::shared::Shared;
use crate::state::{ACCOUNT_ID, Access, BadField, State as World};

const MAX_BODY: usize = 1 << 20;

/// An answer that is a refusal.
type Refused = Box<Response>;

pub(super) fn zoom_error(status: u16, code: i64, message: &str) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, Json(json!({"code": code, "message": message}))).into_response()
}

fn refuse(status: u16, code: i64, message: &str) -> Refused {
    Box::new(zoom_error(status, code, message))
}

/// Notes what arrives and puts Zoom's headers on what leaves.
pub(super) async fn log_and_label(
    State(shared): State<Arc<Shared>>,
    OriginalUri(uri): OriginalUri,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return zoom_error(413, 300, "Request Body is too large.");
    };
    let entry = ApiRequest {
        method: parts.method.to_string(),
        path: uri.to_string(),
        body: serde_json::from_slice(&body).unwrap_or_default(),
    };
    shared.update(|state| state.log_request(entry));
    let mut response = next.run(Request::from_parts(parts, Body::from(body))).await;
    let tracking = format!("v=2.0;clid=us02;rid=WEB_{}", random::hex());
    if let Ok(tracking) = HeaderValue::from_str(&tracking) {
        response.headers_mut().insert("x-zm-trackingid", tracking);
    }
    response
        .headers_mut()
        .insert("x-ratelimit-category", HeaderValue::from_static("Light"));
    response
}

fn access(state: &World, headers: &HeaderMap) -> Result<Access, Refused> {
    let value = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let token = value.and_then(|value| value.strip_prefix("Bearer "));
    state
        .authenticate(token)
        .map_err(|text| refuse(401, 124, text))
}

/// A granular scope opens the owner's things, with `:admin` everybody's; the older classic scope
/// has the name without its last part.
fn check_scope(access: &Access, scope: &str, own: bool) -> Result<(), Refused> {
    let classic = classic(scope);
    let admin = [format!("{scope}:admin"), format!("{classic}:admin")];
    let plain = [scope.to_owned(), classic];
    let has = |names: &[String]| names.iter().any(|name| access.scopes.contains(name));
    if has(&admin) || (own && has(&plain)) {
        return Ok(());
    }
    let missing = if own {
        format!("{scope}, {scope}:admin")
    } else {
        format!("{scope}:admin")
    };
    let text = format!("Invalid access token, does not contain scopes:[{missing}].");
    Err(refuse(400, 4711, &text))
}

/// The classic scope that holds a granular one: they know reading and writing alone.
fn classic(scope: &str) -> String {
    let mut parts = scope.splitn(3, ':');
    let (thing, verb) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    );
    let thing = thing.strip_prefix("cloud_").unwrap_or(thing);
    let verb = if verb == "read" { "read" } else { "write" };
    format!("{thing}:{verb}")
}

/// The user of a path. Who holds a user-level token sees only themself.
fn target(state: &World, access: &Access, name: &str, scope: &str) -> Result<User, Refused> {
    let found = if name == "me" {
        Ok(&access.user)
    } else {
        state.user(name)
    };
    let own = found.as_ref().is_ok_and(|user| user.id == access.user.id);
    check_scope(access, scope, own)?;
    let missing = |_| refuse(404, 1001, &format!("User does not exist: {name}."));
    let user = found.map_err(missing)?;
    if user.outside {
        return Err(refuse(
            400,
            1010,
            &format!("User does not belong to this account: {name}."),
        ));
    }
    Ok(user.clone())
}

/// The open meeting of a path, for whoever has this scope for it. One that does not exist is
/// nobody's: whoever has the scope at all hears so.
fn own_or_admin<'a>(
    state: &'a World,
    access: &Access,
    number: &str,
    scope: &str,
) -> Result<&'a Meeting, Refused> {
    let id = number.parse().unwrap_or_default();
    let known = state.open_meeting(id).ok();
    let own = known.is_none_or(|meeting| meeting.host_id == access.user.id);
    check_scope(access, scope, own)?;
    known.ok_or_else(|| missing(number))
}

fn missing(number: &str) -> Refused {
    refuse(404, 3001, &format!("Meeting does not exist: {number}."))
}

fn answer(result: Result<Response, Refused>) -> Response {
    result.unwrap_or_else(|refused| *refused)
}

pub(super) async fn user(
    State(shared): App,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    answer(shared.read(|state| {
        let access = access(state, &headers)?;
        let user = target(state, &access, &name, "user:read:user")?;
        Ok(Json(user_json(&user)).into_response())
    }))
}

fn json_object(body: &[u8]) -> Result<Value, Refused> {
    let body: Option<Value> = serde_json::from_slice(body).ok().filter(Value::is_object);
    body.ok_or_else(|| refuse(400, 300, "Request Body should be a valid JSON object."))
}

fn user_json(user: &User) -> Value {
    let mut json = json!({
        "id": user.id, "email": user.email, "first_name": user.first_name,
        "last_name": user.last_name, "display_name": user.display_name(), "type": user.kind,
        "account_id": ACCOUNT_ID, "use_pmi": user.use_pmi, "timezone": "", "language": "en-US",
        "role_id": "2", "role_name": "Member", "verified": 1, "status": "active",
    });
    if let Some(fields) = json.as_object_mut().filter(|_| user.pmi != 0) {
        fields.insert("pmi".to_owned(), json!(user.pmi));
    }
    json
}

pub(super) async fn create_meeting(
    State(shared): App,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    answer(shared.update(|state| {
        let access = access(state, &headers)?;
        let host = target(state, &access, &name, "meeting:write:meeting")?;
        let body = json_object(&body)?;
        let meeting = if body.get("type").and_then(Value::as_u64) == Some(1) {
            state.create_meeting(&host, &body)
        } else {
            let made = state.schedule_meeting(&host, &body);
            made.map_err(schedule::validation_failed)?
        };
        let mut json = meeting_json(&shared.url, &meeting, &host);
        let fields = json.as_object_mut();
        if let Some(fields) = fields.filter(|_| meeting.schedule.is_none()) {
            fields.insert(
                "start_time".to_owned(),
                json!(seconds(Some(meeting.created_at))),
            );
        }
        Ok((StatusCode::CREATED, Json(json)).into_response())
    }))
}

pub(super) async fn meeting(
    State(shared): App,
    Path(number): Path<String>,
    headers: HeaderMap,
) -> Response {
    answer(shared.read(|state| {
        let access = access(state, &headers)?;
        let meeting = own_or_admin(state, &access, &number, "meeting:read:meeting")?;
        let host = state.user(&meeting.host_id).map_err(|_| missing(&number))?;
        Ok(Json(meeting_json(&shared.url, meeting, host)).into_response())
    }))
}

/// Ends a meeting. Like Zoom it finds no meeting where none runs.
pub(super) async fn set_status(
    State(shared): App,
    Path(number): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    answer(shared.update(|state| {
        let access = access(state, &headers)?;
        let id = own_or_admin(state, &access, &number, "meeting:update:status")?.id;
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        if body.get("action").and_then(Value::as_str) != Some("end") {
            return Err(schedule::validation_failed(BadField("action")));
        }
        schedule::done(&number, state.end_meeting(id))
    }))
}

/// A meeting in the types of REST: the id is a number, the personal id a string.
fn meeting_json(url: &str, meeting: &Meeting, host: &User) -> Value {
    let room = meeting.pmi.unwrap_or(meeting.id);
    let status = if meeting.status == MeetingStatus::Started {
        "started"
    } else {
        "waiting"
    };
    let mut json = json!({
        "uuid": meeting.uuid, "id": meeting.id, "host_id": meeting.host_id,
        "host_email": host.email, "topic": meeting.topic, "type": meeting.kind, "status": status,
        "duration": 60, "timezone": "UTC", "agenda": "", "created_at": seconds(Some(meeting.created_at)),
        "start_url": format!("{url}/s/{room}?zak={}", meeting.zak),
        "join_url": meeting.join_url(url),
        "password": meeting.passcode, "h323_password": meeting.passcode,
        "pstn_password": meeting.passcode, "encrypted_password": meeting.encrypted_passcode,
        "settings": {"use_pmi": meeting.pmi.is_some(), "waiting_room": meeting.waiting_room},
        "pre_schedule": false, "creation_source": "open_api",
    });
    if let Value::Object(fields) = &mut json {
        let pmi = meeting.pmi.map(|pmi| json!(pmi.to_string()));
        fields.extend(pmi.map(|pmi| ("pmi".to_owned(), pmi)));
        let plan = meeting.schedule.as_ref();
        fields.extend(plan.map(Schedule::fields).unwrap_or_default());
    }
    json
}

pub(super) async fn unknown() -> Response {
    zoom_error(404, 2300, "This API endpoint is not recognized.")
}
