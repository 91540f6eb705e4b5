//! HTTP requests to plugins: their routes below `/plugins/<id>/`.

use std::convert::Infallible;

use axum::body::Body;
use axum::extract::OriginalUri;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::StreamExt as _;
use http::{HeaderMap, HeaderName, Method, Request, StatusCode, Uri, header};
use mattermost_model::rpc::hooks;
use mattermost_model::{ByteString, HttpHeader, HttpRequestSubset, Url};

use super::process::Process;
use super::response_writer::{Answer, ResponseWriter};
use super::{Plugins, body};
use crate::app::RequestContext;
use crate::rest::Identity;

/// The headers that only the server may set for a plugin.
const OWN_HEADERS: [&str; 3] = ["mattermost-plugin-id", "mattermost-user-id", "referer"];
/// The largest list of suggestions that is read from a plugin, in bytes.
const MAX_FETCHED: usize = 1024 * 1024;

/// Who a request to a plugin is from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Caller {
    context: RequestContext,
    /// The user, where there is a session.
    user_id: Option<String>,
    /// The plugin that calls another one.
    plugin_id: Option<String>,
    /// The session's token: a plugin does not get to see it.
    token: Option<String>,
}

impl Caller {
    /// The server itself, in the name of a user.
    pub(crate) fn user(context: RequestContext, user_id: &str) -> Self {
        Self {
            context,
            user_id: Some(user_id.to_owned()),
            ..Self::default()
        }
    }

    /// Another plugin on the same node.
    pub(crate) fn plugin(plugin_id: &str, node: usize) -> Self {
        Self {
            context: RequestContext::of_node(node),
            plugin_id: Some(plugin_id.to_owned()),
            ..Self::default()
        }
    }
}

impl From<Identity> for Caller {
    fn from(identity: Identity) -> Self {
        let has_session = identity.session.is_some();
        Self {
            context: identity.context,
            user_id: identity.session.map(|session| session.user_id),
            plugin_id: None,
            token: identity.token.filter(|_| has_session),
        }
    }
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    (status, kind, text).into_response()
}

/// The plugin's id in a path, and the path as the plugin sees it.
fn split_path(path: &str) -> Option<(&str, &str)> {
    let rest = path.strip_prefix("/plugins/")?;
    let end = rest.find('/').unwrap_or(rest.len());
    Some((rest.get(..end)?, rest.get(end..)?))
}

impl Plugins {
    /// Has the plugin that the path names answer a request. The bodies of request and response are
    /// passed on as they come.
    pub(crate) async fn serve_http(&self, caller: Caller, request: Request<Body>) -> Response {
        let path = request.uri().path().to_owned();
        let Some((id, path)) = split_path(&path) else {
            return plain(StatusCode::NOT_FOUND, "404 page not found\n");
        };
        let process = self
            .process(id, caller.context.node)
            .filter(|p| p.implements::<hooks::ServeHTTP>());
        let Some(process) = process else {
            return plain(StatusCode::NOT_FOUND, "404 page not found\n");
        };
        let (parts, body) = request.into_parts();
        let subset = subset(&caller, &parts, path);
        match self.exchange(process, caller.context, subset, body).await {
            Some(response) => response,
            None => plain(
                StatusCode::INTERNAL_SERVER_ERROR,
                "500 internal server error\n",
            ),
        }
    }

    /// Makes the call with its two streams. Gives the response as soon as its head is known.
    async fn exchange(
        &self,
        process: std::sync::Arc<Process>,
        context: RequestContext,
        request: HttpRequestSubset,
        body: Body,
    ) -> Option<Response> {
        let broker = process.broker().clone();
        let (response_stream, request_stream) = (broker.next_id(), broker.next_id());
        let (writer, mut answer) = ResponseWriter::new();
        let server = std::sync::Arc::new(writer.server());
        let responses = broker.clone();
        let response_task = tokio::spawn(async move {
            responses.accept_and_serve(response_stream, server).await;
        });
        let request_task = tokio::spawn(async move {
            if let Ok(stream) = broker.accept(request_stream).await {
                // A plugin may leave a body half read.
                let _ = body::serve(stream, body).await;
            }
        });
        let args = hooks::ServeHTTPArgs {
            response_writer_stream: response_stream,
            request: Some(request),
            context: Some(context.request),
            request_body_stream: request_stream,
        };
        let app = self.app.clone();
        tokio::spawn(async move {
            let reply = process.call::<hooks::ServeHTTP>(args).await;
            if let (Err(error), Some(app)) = (&reply, app.upgrade()) {
                app.plugins.log_failure::<hooks::ServeHTTP>(&process, error);
            }
            // The response ends with the call, whatever the plugin still has in mind.
            writer.finish(reply.is_ok());
            request_task.abort();
            response_task.abort();
        });
        let head = answer.head().await?;
        Some(respond(head, answer))
    }

    /// Fetches what a plugin answers to a GET: the list of a command's suggestions.
    pub(crate) async fn fetch(
        &self,
        context: &RequestContext,
        user_id: &str,
        url: &str,
        query: &[(&str, &str)],
    ) -> Option<Bytes> {
        let path = url.trim_start_matches('/');
        let path = if path.starts_with("plugins/") {
            path.to_owned()
        } else {
            format!("plugins/{path}")
        };
        let url = reqwest::Url::parse_with_params(&format!("http://plugin/{path}"), query).ok()?;
        let uri: Uri = url.as_str().strip_prefix("http://plugin")?.parse().ok()?;
        let request = Request::builder()
            .method(Method::GET)
            .uri(uri)
            .body(Body::empty())
            .ok()?;
        let caller = Caller::user(context.clone(), user_id);
        let response = self.serve_http(caller, request).await;
        if response.status() != StatusCode::OK {
            return None;
        }
        axum::body::to_bytes(response.into_body(), MAX_FETCHED)
            .await
            .ok()
    }
}

fn respond((status, headers): (StatusCode, HeaderMap), answer: Answer) -> Response {
    let chunks = answer.into_chunks().map(Ok::<Bytes, Infallible>);
    let mut response = Response::new(Body::from_stream(chunks));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// The request as a plugin gets it: without what would let it act as the user, and with the user's
/// id where there is a session.
fn subset(caller: &Caller, parts: &http::request::Parts, path: &str) -> HttpRequestSubset {
    let original = parts
        .extensions
        .get::<OriginalUri>()
        .map_or(&parts.uri, |uri| &uri.0);
    let query = query_for_plugin(parts.uri.query());
    let path = if path.is_empty() { "/" } else { path };
    let url = query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
    let host = parts
        .headers
        .get(header::HOST)
        .map(|host| host.as_bytes().to_vec());
    HttpRequestSubset {
        method: ByteString::from(parts.method.as_str()),
        url: Some(Url::from(url)),
        proto: ByteString::from("HTTP/1.1"),
        proto_major: 1,
        proto_minor: 1,
        header: header_for_plugin(caller, &parts.headers),
        host: ByteString::from(host.unwrap_or_default()),
        remote_addr: ByteString::from(format!("{}:0", caller.context.request.ip_address)),
        request_uri: ByteString::from(original.to_string()),
    }
}

/// The query without a token.
fn query_for_plugin(query: Option<&str>) -> Option<String> {
    let mut pairs: Vec<&str> = query?.split('&').collect();
    pairs.retain(|pair| *pair != "access_token" && !pair.starts_with("access_token="));
    Some(pairs.join("&")).filter(|query| !query.is_empty())
}

fn header_for_plugin(caller: &Caller, headers: &HeaderMap) -> HttpHeader {
    let mut passed = HeaderMap::new();
    for (name, value) in headers {
        let is_token = *name == header::AUTHORIZATION && caller.token.is_some();
        if *name == header::COOKIE {
            if let Some(value) = cookies_for_plugin(value.as_bytes()) {
                passed.append(name, value);
            }
        } else if *name != header::HOST && !OWN_HEADERS.contains(&name.as_str()) && !is_token {
            passed.append(name, value.clone());
        }
    }
    let own = [
        ("mattermost-user-id", &caller.user_id),
        ("mattermost-plugin-id", &caller.plugin_id),
    ];
    for (name, value) in own {
        if let Some(value) = value.as_deref().and_then(|value| value.parse().ok()) {
            passed.insert(HeaderName::from_static(name), value);
        }
    }
    to_go(&passed)
}

/// The cookies without the session's.
fn cookies_for_plugin(value: &[u8]) -> Option<http::HeaderValue> {
    let kept: Vec<&[u8]> = value
        .split(|byte| *byte == b';')
        .map(<[u8]>::trim_ascii)
        .filter(|cookie| !cookie.starts_with(b"MMAUTHTOKEN="))
        .collect();
    let joined = kept.join(b"; ".as_slice());
    http::HeaderValue::from_bytes(&joined)
        .ok()
        .filter(|value| !value.is_empty())
}

/// A header's name as Go writes it: `content-type` becomes `Content-Type`.
fn canonical(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut starts_word = true;
    for c in name.chars() {
        out.push(if starts_word {
            c.to_ascii_uppercase()
        } else {
            c
        });
        starts_word = c == '-';
    }
    out
}

pub(super) fn to_go(headers: &HeaderMap) -> HttpHeader {
    let mut all = HttpHeader::default();
    for (name, value) in headers {
        let values = all
            .entry(ByteString::from(canonical(name.as_str())))
            .or_default();
        values.push(ByteString::from(value.as_bytes().to_vec()));
    }
    all
}

/// What a plugin set, as far as it is valid; the length is the server's affair where it is not.
pub(super) fn from_go(headers: &HttpHeader) -> HeaderMap {
    let mut all = HeaderMap::new();
    for (name, values) in headers {
        let Ok(name) = HeaderName::from_bytes(name.as_bytes()) else {
            continue;
        };
        if name == header::TRANSFER_ENCODING || name == header::CONNECTION {
            continue;
        }
        for value in values {
            if let Ok(value) = http::HeaderValue::from_bytes(value.as_bytes()) {
                all.append(name.clone(), value);
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_path_names_its_plugin() {
        assert_eq!(
            split_path("/plugins/zoom/api/v1/x"),
            Some(("zoom", "/api/v1/x"))
        );
        assert_eq!(split_path("/plugins/zoom"), Some(("zoom", "")));
        assert_eq!(split_path("/other"), None);
    }

    #[test]
    fn a_plugin_does_not_see_the_token_and_cannot_be_told_another_user() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("cookie", "a=b; MMAUTHTOKEN=secret; c=d"),
            ("authorization", "Bearer secret"),
            ("mattermost-user-id", "somebody"),
            ("mattermost-plugin-id", "other"),
            ("x-kept", "yes"),
        ] {
            headers.insert(HeaderName::from_static(name), value.parse().unwrap());
        }
        let caller = Caller {
            token: Some("secret".to_owned()),
            ..Caller::default()
        };
        let passed = from_go(&header_for_plugin(&caller, &headers));
        assert_eq!(passed["cookie"], "a=b; c=d");
        assert_eq!(passed["x-kept"], "yes");
        assert_eq!(passed.len(), 2, "{passed:?}");
        let caller = Caller::user(RequestContext::default(), "alice");
        let passed = from_go(&header_for_plugin(&caller, &headers));
        assert_eq!(passed["mattermost-user-id"], "alice");
        // Without a session the header may mean something to the plugin.
        assert_eq!(passed["authorization"], "Bearer secret");
        assert_eq!(
            query_for_plugin(Some("a=1&access_token=x")),
            Some("a=1".to_owned())
        );
        assert_eq!(query_for_plugin(Some("access_token=x")), None);
    }
}
