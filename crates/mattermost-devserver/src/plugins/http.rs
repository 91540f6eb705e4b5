//! HTTP requests to plugins: their routes below `/plugins/<id>/`.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::OriginalUri;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::StreamExt as _;
use http::{HeaderMap, Method, Request, StatusCode, Uri, header};
use mattermost_model::rpc::{self, hooks};
use mattermost_model::{ByteString, HttpRequestSubset, Url};

use super::process::Process;
use super::request_headers::{header_for_plugin, query_for_plugin};
use super::response_writer::{Answer, ResponseWriter};
use super::{Plugins, body};
use crate::app::RequestContext;
use crate::rest::Identity;

/// The largest list of suggestions that is read from a plugin, in bytes.
const MAX_FETCHED: usize = 1024 * 1024;

/// Who a request to a plugin is from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Caller {
    pub(super) context: RequestContext,
    /// The user, where there is a session.
    pub(super) user_id: Option<String>,
    /// The plugin that calls another one.
    pub(super) plugin_id: Option<String>,
    /// The session's token: a plugin does not get to see it.
    pub(super) token: Option<String>,
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

/// A hook that answers an HTTP request over two streams.
trait HttpHook: rpc::Method {
    fn args(
        response_writer_stream: u32,
        request: HttpRequestSubset,
        context: RequestContext,
        request_body_stream: u32,
    ) -> Self::Args;
}

macro_rules! http_hook {
    ($hook:ident, $args:ident) => {
        impl HttpHook for hooks::$hook {
            fn args(
                response_writer_stream: u32,
                request: HttpRequestSubset,
                context: RequestContext,
                request_body_stream: u32,
            ) -> Self::Args {
                hooks::$args {
                    response_writer_stream,
                    request: Some(request),
                    context: Some(context.request),
                    request_body_stream,
                }
            }
        }
    };
}

http_hook!(ServeHTTP, ServeHTTPArgs);
http_hook!(ServeMetrics, ServeMetricsArgs);

fn not_found() -> Response {
    plain(StatusCode::NOT_FOUND, "404 page not found\n")
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
        match split_path(&path) {
            Some((id, path)) => {
                self.serve::<hooks::ServeHTTP>(id, path, caller, request)
                    .await
            }
            None => not_found(),
        }
    }

    /// Has a plugin answer a request for its metrics.
    pub(crate) async fn serve_metrics(&self, id: &str, request: Request<Body>) -> Response {
        let caller = Caller {
            context: RequestContext::of_node(self.next_node()),
            ..Caller::default()
        };
        let path = request.uri().path().to_owned();
        let path = split_path(&path).and_then(|(_, path)| path.strip_prefix("/metrics"));
        self.serve::<hooks::ServeMetrics>(id, path.unwrap_or_default(), caller, request)
            .await
    }

    async fn serve<M: HttpHook>(
        &self,
        id: &str,
        path: &str,
        caller: Caller,
        request: Request<Body>,
    ) -> Response {
        let process = self
            .process(id, caller.context.node)
            .filter(|p| p.implements::<M>());
        let Some(process) = process else {
            return not_found();
        };
        let (parts, body) = request.into_parts();
        let subset = subset(&caller, &parts, path);
        let exchange = self.exchange::<M>(process, caller.context, subset, body);
        exchange.await.unwrap_or_else(|| {
            let text = "500 internal server error\n";
            plain(StatusCode::INTERNAL_SERVER_ERROR, text)
        })
    }

    /// Makes the call with its two streams. Gives the response as soon as its head is known.
    async fn exchange<M: HttpHook>(
        &self,
        process: Arc<Process>,
        context: RequestContext,
        request: HttpRequestSubset,
        body: Body,
    ) -> Option<Response> {
        let broker = process.broker().clone();
        let (response_stream, request_stream) = (broker.next_id(), broker.next_id());
        let (writer, mut answer) = ResponseWriter::new();
        let server = Arc::new(writer.server());
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
        let args = M::args(response_stream, request, context, request_stream);
        let app = self.app.clone();
        tokio::spawn(async move {
            let reply = process.call::<M>(args).await;
            if let (Err(error), Some(app)) = (&reply, app.upgrade()) {
                app.plugins.log_failure::<M>(&process, error);
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
}
