//! Which routes there are: one table, which the tests go through as well.

use std::sync::Arc;

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{self, MethodRouter};

use super::{
    actions, calls, configuration, dialogs, live, meetings, oauth, overview, preferences, schedule,
    share, status,
};
use crate::app::App;
use crate::webhook;

/// A route: how it is asked, and what answers.
#[derive(Debug)]
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path below `/plugins/zoom`, in axum's form.
    pub path: &'static str,
    answer: MethodRouter<Arc<App>>,
}

/// Every route.
pub fn table() -> Vec<Route> {
    vec![
        get("/api/v1/configuration", configuration::read),
        post("/api/v1/meetings", meetings::start),
        post("/api/v1/calls", calls::call),
        post("/api/v1/meetings/share", share::share),
        post("/api/v1/meetings/cancel", share::cancel),
        post("/api/v1/meeting-list", actions::meeting_list),
        get("/api/v1/overview", overview::read),
        get("/api/v1/preferences", preferences::read),
        put("/api/v1/preferences", preferences::write),
        post("/api/v1/updatePMI", actions::update_pmi),
        post("/api/v1/askPMI", actions::ask_pmi),
        post("/api/v1/call-answer", actions::call_answer),
        post("/api/v1/channel-preference", dialogs::channel_preference),
        post("/api/v1/dialogs/schedule", schedule::submit),
        post("/api/v1/recent-meeting", actions::recent_meeting),
        get("/api/v1/posts/{post_id}/live", live::read),
        post("/api/v1/posts/{post_id}/end", live::end),
        post("/api/v1/status-preference", actions::status_preference),
        get("/api/v1/status", status::read),
        get("/oauth2/connect", oauth::connect),
        get("/oauth2/complete", oauth::complete),
        post("/webhook", webhook::receive),
        post("/deauthorization", webhook::receive),
    ]
}

/// The router of every route.
pub fn routes(app: Arc<App>) -> Router {
    let add = |router: Router<Arc<App>>, route: Route| router.route(route.path, route.answer);
    table().into_iter().fold(Router::new(), add).with_state(app)
}

fn get<T: 'static>(path: &'static str, handler: impl Handler<T, Arc<App>>) -> Route {
    route(Method::GET, path, routing::get(handler))
}

fn post<T: 'static>(path: &'static str, handler: impl Handler<T, Arc<App>>) -> Route {
    route(Method::POST, path, routing::post(handler))
}

fn put<T: 'static>(path: &'static str, handler: impl Handler<T, Arc<App>>) -> Route {
    route(Method::PUT, path, routing::put(handler))
}

fn route(method: Method, path: &'static str, answer: MethodRouter<Arc<App>>) -> Route {
    Route {
        method,
        path,
        answer,
    }
}
