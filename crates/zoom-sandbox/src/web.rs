//! Everything the sandbox serves.

mod account;
mod compliance;
mod control;
mod control_api;
mod fault;
mod files;
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
use axum::routing::{any, get, post, put};

use crate::shared::Shared;

type App = State<Arc<Shared>>;

pub(crate) fn router(shared: Arc<Shared>) -> Router {
    let faulty = |area| from_fn_with_state((Arc::clone(&shared), area), fault::inject);
    let api = Router::new()
        .route("/users/{user}", get(rest::user))
        .route(
            "/users/{user}/meetings",
            post(rest::create_meeting).get(rest::schedule::list),
        )
        .route(
            "/meetings/{meeting}",
            get(rest::meeting)
                .patch(rest::schedule::change)
                .delete(rest::schedule::delete),
        )
        .route("/meetings/{meeting}/status", put(rest::set_status))
        .route(
            "/meetings/{meeting}/recordings",
            get(rest::recordings::list),
        )
        .route("/oauth/data/compliance", post(compliance::below_the_api))
        .fallback(any(rest::unknown))
        .layer(faulty(crate::Area::Api))
        .layer(from_fn_with_state(Arc::clone(&shared), rest::log_and_label));
    let token = Router::new()
        .route("/oauth/token", post(oauth::token))
        .route("/oauth/revoke", post(oauth::revoke))
        .layer(faulty(crate::Area::Token));
    let files = Router::new()
        .route("/rec/download/{file}", get(files::download))
        .route(
            "/rec/webhook_download/{file}/{token}",
            get(files::webhook_download),
        )
        .layer(faulty(crate::Area::Files))
        .route("/rec/file/{file}", get(files::signed))
        .layer(from_fn_with_state(Arc::clone(&shared), files::log));
    let people = Router::new()
        .route(
            "/oauth/authorize",
            get(oauth::consent_page).post(oauth::decide),
        )
        .route("/j/{meeting}", get(meet::open_join).post(meet::join))
        .route("/j/{meeting}/leave", post(meet::leave))
        .route("/j/{meeting}/end", post(meet::end))
        .route("/s/{meeting}", get(meet::open_start))
        .route("/rec/play/{file}", get(files::play))
        .route("/account", get(account::page).post(account::log_in))
        .route("/account/remove", post(account::remove))
        .merge(control::router())
        .nest("/control/api", control_api::router())
        .layer(from_fn(same_site));
    Router::new()
        .merge(people)
        .merge(token)
        .merge(files)
        .route("/oauth/data/compliance", post(compliance::report))
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
    // It stands in a header: nothing but what ids consist of.
    let id: String = user_id
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
        .collect();
    format!("{COOKIE}={id}; Path=/; HttpOnly; SameSite=Lax")
}
