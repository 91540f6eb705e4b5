//! Everything the sandbox serves.

mod control;
mod control_api;
mod fault;
mod meet;
mod oauth;
mod pages;
mod rest;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};

use crate::shared::Shared;

type App = State<Arc<Shared>>;

pub(crate) fn router(shared: Arc<Shared>) -> Router {
    let faulty = |area| from_fn_with_state((Arc::clone(&shared), area), fault::inject);
    let api = Router::new()
        .route("/users/{user}", get(rest::user))
        .route("/users/{user}/meetings", post(rest::create_meeting))
        .route("/meetings/{meeting}", get(rest::meeting))
        .route("/oauth/data/compliance", post(rest::compliance))
        .fallback(any(rest::unknown))
        .layer(faulty(crate::Area::Api))
        .layer(from_fn_with_state(Arc::clone(&shared), rest::log_and_label));
    let token = Router::new()
        .route("/oauth/token", post(oauth::token))
        .route("/oauth/revoke", post(oauth::revoke))
        .layer(faulty(crate::Area::Token));
    let people = Router::new()
        .route(
            "/oauth/authorize",
            get(oauth::consent_page).post(oauth::decide),
        )
        .route("/j/{meeting}", get(meet::open_join).post(meet::join))
        .route("/j/{meeting}/leave", post(meet::leave))
        .route("/j/{meeting}/end", post(meet::end))
        .route("/s/{meeting}", get(meet::open_start))
        .merge(control::router())
        .nest("/control/api", control_api::router())
        .layer(from_fn(same_site));
    Router::new()
        .merge(people)
        .merge(token)
        .route("/oauth/data/compliance", post(rest::compliance))
        .nest("/v2", api)
        .with_state(shared)
}

/// Refuses what another web page makes a browser send: it could end meetings.
async fn same_site(request: Request, next: Next) -> Response {
    let site = request.headers().get("sec-fetch-site");
    let foreign = site.is_some_and(|site| site == "cross-site");
    if foreign && request.method() == axum::http::Method::POST {
        return (StatusCode::FORBIDDEN, "another site may not do this").into_response();
    }
    next.run(request).await
}

const COOKIE: &str = "zoom_sandbox_user";

/// The user that this browser is logged in as.
fn logged_in(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
    let pairs = cookies
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='));
    pairs
        .into_iter()
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, value)| value.to_owned())
}

fn login_cookie(user_id: &str) -> String {
    format!("{COOKIE}={user_id}; Path=/; HttpOnly; SameSite=Lax")
}
