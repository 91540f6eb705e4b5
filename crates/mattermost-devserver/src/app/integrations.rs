//! Requests to integrations: plugins by their path, other programs by HTTP.

use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, Uri, header};

use super::{App, RequestContext};
use crate::fault::{Fault, Outcome};
use crate::plugins::Caller;

/// How long an integration may take to answer.
const TIMEOUT: Duration = Duration::from_secs(30);
/// The most bytes that are read of an integration's answer.
const MAX_ANSWER: usize = 1024 * 1024;

/// The client for integrations outside the server.
pub(super) fn client() -> reqwest::Client {
    // A second installation fails and changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .timeout(TIMEOUT)
        .redirect(reqwest::redirect::Policy::limited(3))
        .user_agent("Mattermost-Bot/1.1")
        .build()
        .unwrap_or_default()
}

fn failed(detail: impl std::fmt::Display) -> Fault {
    tracing::warn!("an integration failed: {detail}");
    let id = "api.post.do_action.action_integration.app_error";
    Fault::bad_request(id, "Action integration error.")
}

impl App {
    /// Posts to an integration in the name of a user and gives the body of its answer, which must
    /// have the status 200.
    pub(super) async fn call_integration(
        &self,
        context: &RequestContext,
        user_id: &str,
        url: &str,
        content_type: &str,
        body: Vec<u8>,
    ) -> Outcome<Bytes> {
        let answer = match self.plugin_path(url) {
            Some(path) => {
                self.call_plugin(context, user_id, &path, content_type, body)
                    .await
            }
            None => self.call_outside(url, content_type, body).await,
        }?;
        if answer.status() != StatusCode::OK {
            return Err(failed(format_args!("{url} answered {}", answer.status())));
        }
        Ok(answer.into_body())
    }

    /// The path and query of a plugin's route on this server, where `url` is one.
    fn plugin_path(&self, url: &str) -> Option<String> {
        let path = url.strip_prefix(&self.options.site_url).unwrap_or(url);
        let path = path.trim_start_matches('/');
        path.starts_with("plugins/").then(|| format!("/{path}"))
    }

    async fn call_plugin(
        &self,
        context: &RequestContext,
        user_id: &str,
        path: &str,
        content_type: &str,
        body: Vec<u8>,
    ) -> Outcome<Response<Bytes>> {
        let uri: Uri = path.parse().map_err(failed)?;
        let request = Request::builder()
            .method(Method::POST)
            .uri(uri)
            .header(header::CONTENT_TYPE, content_type)
            .header(header::ACCEPT, "application/json")
            .header(header::USER_AGENT, "Mattermost-Bot/1.1")
            .body(axum::body::Body::from(body))
            .map_err(failed)?;
        let caller = Caller::user(context.clone(), user_id);
        let answer = tokio::time::timeout(TIMEOUT, self.plugins.serve_http(caller, request));
        let (parts, body) = answer.await.map_err(failed)?.into_parts();
        let body = axum::body::to_bytes(body, MAX_ANSWER)
            .await
            .map_err(failed)?;
        Ok(Response::from_parts(parts, body))
    }

    async fn call_outside(
        &self,
        url: &str,
        content_type: &str,
        body: Vec<u8>,
    ) -> Outcome<Response<Bytes>> {
        let request = self
            .http
            .post(url)
            .header(header::CONTENT_TYPE, content_type)
            .header(header::ACCEPT, "application/json")
            .body(body);
        let mut answer = request.send().await.map_err(failed)?;
        let mut read = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(failed)? {
            read.extend_from_slice(&chunk);
            if read.len() > MAX_ANSWER {
                return Err(failed("the answer is too large"));
            }
        }
        let mut response = Response::new(Bytes::from(read));
        *response.status_mut() = answer.status();
        Ok(response)
    }
}
