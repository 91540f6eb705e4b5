//! A person's own page: the apps that they allowed, and how to remove them.

use axum::extract::{Form, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::{App, logged_in, login_cookie, pages};

pub(super) async fn page(State(shared): App, headers: HeaderMap) -> Response {
    let chosen = logged_in(&headers);
    shared.read(|state| {
        let user = chosen.and_then(|id| state.user(&id).ok());
        pages::account(state, user).into_response()
    })
}

#[derive(Deserialize)]
pub(super) struct LogIn {
    user: String,
}

pub(super) async fn log_in(Form(LogIn { user }): Form<LogIn>) -> Response {
    let cookie = [(header::SET_COOKIE, login_cookie(&user))];
    (cookie, Redirect::to("/account")).into_response()
}

#[derive(Deserialize)]
pub(super) struct Remove {
    client_id: String,
}

pub(super) async fn remove(
    State(shared): App,
    headers: HeaderMap,
    Form(Remove { client_id }): Form<Remove>,
) -> Response {
    if let Some(user) = logged_in(&headers) {
        // A person or an app that is gone meanwhile has nothing to remove.
        let _ = shared.update(|state| state.uninstall(&client_id, &user));
    }
    Redirect::to("/account").into_response()
}
