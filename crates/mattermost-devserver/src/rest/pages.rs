//! Everything that is not the API: the plugins' routes and files, and the page with its files.

use std::borrow::Cow;
use std::path::Path as FilePath;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use http::{Method, StatusCode, header};

use super::identity::Identity;
use crate::app::{App, mime_type};
use crate::fault::Fault;
use crate::page::Page;
use crate::plugins::Caller;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/plugins/{plugin_id}", any(plugin))
        .route("/plugins/{plugin_id}/", any(plugin))
        .route("/plugins/{plugin_id}/{*path}", any(plugin))
        .route("/plugins/{plugin_id}/public/{*path}", get(public_file))
        .route("/static/plugins/{plugin_id}/{*path}", get(plugin_script))
        .fallback(other)
}

/// The answer to what a Mattermost server may have and this one has not.
pub(super) async fn not_implemented(request: Request) -> Fault {
    Fault::not_implemented(&format!("{} {}", request.method(), request.uri().path()))
}

/// Go's answer to a path that leads nowhere.
fn not_found() -> Response {
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    (StatusCode::NOT_FOUND, kind, "404 page not found\n").into_response()
}

async fn plugin(State(app): State<Arc<App>>, identity: Identity, request: Request) -> Response {
    app.plugins
        .serve_http(Caller::from(identity), request)
        .await
}

pub(super) async fn metrics(State(app): State<Arc<App>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let id = path.split('/').nth(2).unwrap_or_default();
    app.plugins.serve_metrics(id, request).await
}

async fn public_file(
    State(app): State<Arc<App>>,
    Path((plugin, path)): Path<(String, String)>,
) -> Response {
    match app.plugins.public_file(&plugin, &path) {
        Some(file) => send(&file, "").await,
        None => not_found(),
    }
}

async fn plugin_script(
    State(app): State<Arc<App>>,
    Path((plugin, path)): Path<(String, String)>,
) -> Response {
    match app.plugins.static_file(&plugin, &path) {
        Some(file) => send(&file, "max-age=31556926, public").await,
        None => not_found(),
    }
}

/// A file of the page where there is one, else the page itself: it finds its way by its address.
async fn other(State(app): State<Arc<App>>, request: Request) -> Response {
    let path = request.uri().path();
    if path.starts_with("/api/") || ![Method::GET, Method::HEAD].contains(request.method()) {
        return not_implemented(request).await.into_response();
    }
    if path.starts_with("/plugins/") || path.starts_with("/static/plugins/") {
        return not_found();
    }
    let page = &app.options.page;
    let whole = path.trim_start_matches('/');
    let names = [path.strip_prefix("/static/").unwrap_or(whole), whole];
    for name in names.map(|name| name.trim_start_matches('/')) {
        if let Some(content) = page.file(name).await {
            return answer(name, content, "no-cache");
        }
    }
    if path.starts_with("/static/") {
        return not_found();
    }
    shown(page, &app.options.site_path()).await
}

/// The page, which finds its files below the site's path.
async fn shown(page: &Page, site_path: &str) -> Response {
    let Some(html) = page.file("index.html").await else {
        let text = "The dev server runs, but its page has not been built: run `cargo xtask page` in the \
                    checkout.\n";
        let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
        return (StatusCode::NOT_FOUND, kind, text).into_response();
    };
    let base = format!("<base href=\"{site_path}/\"");
    let html = String::from_utf8_lossy(&html).replacen("<base href=\"/\"", &base, 1);
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
        (
            header::CONTENT_SECURITY_POLICY,
            "frame-ancestors 'self'; script-src 'self'",
        ),
    ];
    (headers, html).into_response()
}

async fn send(file: &FilePath, keep: &'static str) -> Response {
    match tokio::fs::read(file).await {
        Ok(content) => answer(&file.to_string_lossy(), content.into(), keep),
        Err(_) => not_found(),
    }
}

/// A file's content, with its type by its name.
fn answer(name: &str, content: Cow<'static, [u8]>, keep: &'static str) -> Response {
    let extension = FilePath::new(name).extension();
    let extension = extension.map(|e| e.to_string_lossy().to_lowercase());
    let kind = mime_type(&extension.unwrap_or_default());
    let mut response = ([(header::CONTENT_TYPE, kind)], content).into_response();
    if let (false, Ok(keep)) = (keep.is_empty(), keep.parse()) {
        response.headers_mut().insert(header::CACHE_CONTROL, keep);
    }
    response
}
