//! The pages of a meeting: join it, start it, leave it, end it.

use std::collections::HashMap;

use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::{App, logged_in, login_cookie, pages};
use crate::model::{Meeting, MeetingStatus, Place, User};
use crate::shared::Shared;
use crate::state::{Error, State as World};

/// A browser that is logged in joins by opening the page, as Zoom's own app would.
pub(super) async fn open_join(
    State(shared): App,
    Path(id): Path<u64>,
    headers: HeaderMap,
) -> Response {
    let user = logged_in(&headers);
    let user = user.and_then(|user| shared.read(|state| state.user(&user).ok().cloned()));
    let Some(user) = user else {
        return shared.read(|state| match state.open_meeting(id) {
            Ok(meeting) => pages::who_are_you(meeting, &state.users).into_response(),
            Err(error) => not_here(&error),
        });
    };
    let joined = shared.update(|state| state.join_as_user(id, &user));
    in_meeting(&shared, id, &user.display_name(), Some(&user), joined)
}

#[derive(Deserialize)]
pub(super) struct JoinForm {
    #[serde(default)]
    user: String,
    #[serde(default)]
    guest: String,
}

pub(super) async fn join(
    State(shared): App,
    Path(id): Path<u64>,
    Form(form): Form<JoinForm>,
) -> Response {
    let user = shared.read(|state| state.user(&form.user).ok().cloned());
    if let Some(user) = user {
        let cookie = [(header::SET_COOKIE, login_cookie(&user.id))];
        return (cookie, Redirect::to(&format!("/j/{id}"))).into_response();
    }
    let name = form.guest.trim();
    let name = if name.is_empty() { "Guest" } else { name };
    let joined = shared.update(|state| {
        if state.open_meeting(id)?.status == MeetingStatus::Waiting {
            state.wait_for_host(id, name)?;
        }
        state.join(id, name)
    });
    in_meeting(&shared, id, name, None, joined)
}

/// The link that only the host has.
pub(super) async fn open_start(
    State(shared): App,
    Path(id): Path<u64>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let host = shared.read(|state| host(state, id, query.get("zak").map(String::as_str)));
    match host {
        Ok(Some(host)) => {
            let joined = shared.update(|state| state.join_as_user(id, &host));
            in_meeting(&shared, id, &host.display_name(), Some(&host), joined)
        }
        Ok(None) => {
            let page = pages::message(
                "This link is not the host's",
                "Open the meeting's join link.",
            );
            (StatusCode::FORBIDDEN, page).into_response()
        }
        Err(error) => not_here(&error),
    }
}

fn host(state: &World, id: u64, zak: Option<&str>) -> Result<Option<User>, Error> {
    let meeting = state.open_meeting(id)?;
    let host = state.user(&meeting.host_id)?.clone();
    Ok((zak == Some(meeting.zak.as_str())).then_some(host))
}

fn in_meeting(
    shared: &Shared,
    id: u64,
    name: &str,
    user: Option<&User>,
    joined: Result<(), Error>,
) -> Response {
    shared.read(|state| match (joined, state.open_meeting(id)) {
        (Err(Error::NotRunning(_)), Ok(meeting)) if meeting.status == MeetingStatus::Waiting => {
            pages::waiting(meeting).into_response()
        }
        (Err(error), _) | (_, Err(error)) => not_here(&error),
        (Ok(()), Ok(meeting)) if waits(meeting, name) => pages::not_let_in(meeting).into_response(),
        (Ok(()), Ok(meeting)) => {
            let is_host = user.is_some_and(|user| user.id == meeting.host_id);
            pages::in_meeting(meeting, name, is_host).into_response()
        }
    })
}

fn waits(meeting: &Meeting, name: &str) -> bool {
    let mut there = meeting.participants.iter();
    there.any(|participant| participant.name == name && participant.place == Place::WaitingRoom)
}

#[derive(Deserialize)]
pub(super) struct LeaveForm {
    name: String,
}

pub(super) async fn leave(
    State(shared): App,
    Path(id): Path<u64>,
    Form(form): Form<LeaveForm>,
) -> Response {
    match shared.update(|state| state.leave(id, &form.name)) {
        Ok(()) => pages::message("You left the meeting", "This tab can be closed.").into_response(),
        Err(error) => not_here(&error),
    }
}

pub(super) async fn end(State(shared): App, Path(id): Path<u64>) -> Response {
    match shared.update(|state| state.end_meeting(id)) {
        Ok(()) => {
            pages::message("The meeting has ended", "This tab can be closed.").into_response()
        }
        Err(error) => not_here(&error),
    }
}

fn not_here(error: &Error) -> Response {
    let page = pages::message("The meeting is over or does not exist", &error.to_string());
    (StatusCode::NOT_FOUND, page).into_response()
}
