//! Who a request is from: by cookie with Mattermost's rule against forged requests, or by token.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use mattermost_model::{Context, Session};

use crate::app::{App, RequestContext};
use crate::fault::{Fault, Outcome};
use crate::id::new_id;

/// The cookie that holds a session's token.
pub(super) const TOKEN_COOKIE: &str = "MMAUTHTOKEN";

/// The node that a request is for, counted from 1; in an answer, the one that it came from.
pub(crate) const NODE_HEADER: &str = "x-devserver-node";

/// What is known of a request's sender.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    /// The live session, where there is one.
    pub(crate) session: Option<Session>,
    /// The token that was sent, whether it is good or not.
    pub(crate) token: Option<String>,
    /// What plugins learn of the request.
    pub(crate) context: RequestContext,
}

/// The session of a request that needs one.
#[derive(Debug, Clone)]
pub(crate) struct Auth {
    pub(crate) session: Session,
    pub(crate) context: RequestContext,
}

impl Auth {
    /// The caller's user id.
    pub(crate) fn user_id(&self) -> &str {
        &self.session.user_id
    }
}

/// Finds out who a request is from, and takes a bad token's cookie away.
pub(super) async fn identify(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> Response {
    let identity = match identity(&app, &request) {
        Ok(identity) => identity,
        Err(fault) => return fault.into_response(),
    };
    let is_bad = identity.token.is_some() && identity.session.is_none();
    let is_api = request.uri().path().starts_with("/api/");
    let node = identity.context.node;
    request.extensions_mut().insert(identity);
    let mut response = next.run(request).await;
    if app.plugins.node_count() > 1 {
        response
            .headers_mut()
            .insert(NODE_HEADER, (node + 1).into());
    }
    if is_bad && is_api && response.status() == StatusCode::UNAUTHORIZED {
        let gone = HeaderValue::from_static("MMAUTHTOKEN=; Path=/; Max-Age=0; HttpOnly");
        response.headers_mut().append(header::SET_COOKIE, gone);
    }
    response
}

fn identity(app: &App, request: &Request) -> Outcome<Identity> {
    let headers = request.headers();
    // A cookie is looked at first: an Authorization header beside it counts for nothing.
    let cookie = cookie(headers, TOKEN_COOKIE);
    let token = cookie.clone().or_else(|| authorization(headers));
    let mut session = match &token {
        Some(token) => app.session_of(token)?,
        None => None,
    };
    if cookie.is_some() && !is_own_page(request, session.as_ref()) {
        session = None;
    }
    let text = |name| {
        headers
            .get(name)
            .and_then(|v: &HeaderValue| v.to_str().ok())
    };
    let address = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let request_context = Context {
        session_id: session.as_ref().map(|s| s.id.clone()).unwrap_or_default(),
        request_id: new_id(),
        ip_address: address.map(|a| a.0.ip().to_string()).unwrap_or_default(),
        accept_language: text(header::ACCEPT_LANGUAGE).unwrap_or_default().to_owned(),
        user_agent: text(header::USER_AGENT).unwrap_or_default().to_owned(),
    };
    let context = RequestContext {
        request: request_context,
        node: node(app, headers)?,
    };
    Ok(Identity {
        session,
        token,
        context,
    })
}

/// The node that carries a request out: the one that it asks for, or the next.
fn node(app: &App, headers: &HeaderMap) -> Outcome<usize> {
    let Some(wanted) = headers.get(NODE_HEADER) else {
        return Ok(app.plugins.next_node());
    };
    let count = app.plugins.node_count();
    let wanted = wanted.to_str().ok().and_then(|node| node.parse().ok());
    let node = wanted.and_then(|node: usize| node.checked_sub(1));
    node.filter(|node| *node < count).ok_or_else(|| {
        let message = format!("There is no such node: the dev server has nodes 1 to {count}.");
        Fault::bad_request("devserver.node.app_error", message)
    })
}

/// The rule against forged requests: what changes something by cookie must prove that it comes from
/// a page that can read the session's other cookie, or (older rule) that a script sent it.
fn is_own_page(request: &Request, session: Option<&Session>) -> bool {
    let changes = ![Method::GET, Method::HEAD, Method::OPTIONS].contains(request.method());
    let Some(session) = session.filter(|_| changes) else {
        return true;
    };
    let sent = |name: &str| request.headers().get(name).and_then(|v| v.to_str().ok());
    let csrf = session
        .props
        .get("csrf")
        .map(String::as_str)
        .unwrap_or_default();
    let is_known = |sent: &str| {
        use subtle::ConstantTimeEq as _;
        !csrf.is_empty() && bool::from(sent.as_bytes().ct_eq(csrf.as_bytes()))
    };
    match sent("X-CSRF-Token") {
        Some(token) => is_known(token),
        None => sent("X-Requested-With") == Some("XMLHttpRequest"),
    }
}

/// A cookie's value.
pub(super) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok());
    let mut pairs = lines
        .flat_map(|line| line.split(';'))
        .filter_map(|p| p.trim().split_once('='));
    let found = pairs
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned());
    found.filter(|value| !value.is_empty())
}

/// The token of an `Authorization` header: `Bearer X` or `token X`.
fn authorization(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let is_known = ["bearer", "token"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known));
    is_known.then(|| token.trim().to_owned())
}

impl FromRequestParts<Arc<App>> for Auth {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, Fault> {
        let identity = parts.extensions.get::<Identity>().cloned();
        let identity = identity.ok_or_else(Fault::session_expired)?;
        match identity.session {
            Some(session) => Ok(Self {
                session,
                context: identity.context,
            }),
            None if in_query(parts) => {
                let id = "api.context.token_provided.app_error";
                let message = "Session is not OAuth but token was provided in the query string.";
                Err(Fault::new(StatusCode::UNAUTHORIZED, id, message))
            }
            None => Err(Fault::session_expired()),
        }
    }
}

fn in_query(parts: &Parts) -> bool {
    parts
        .uri
        .query()
        .is_some_and(|q| q.split('&').any(|p| p.starts_with("access_token=")))
}

impl FromRequestParts<Arc<App>> for Identity {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, Fault> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(Fault::session_expired)
    }
}
