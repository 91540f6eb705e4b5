//! Requests of one plugin to another.

use axum::body::Body;
use http::{Request, Uri};
use mattermost_model::rpc::api;
use mattermost_model::{ByteString, HttpResponse};

use super::calls::{Calls, Host, failed, given};
use crate::fault::{Fault, Outcome};
use crate::plugins::Caller;
use crate::plugins::http::{from_go, to_go};

/// The largest answer that one plugin gives another, in bytes.
const MAX_ANSWER: usize = 32 * 1024 * 1024;

pub(super) fn register(calls: &mut Calls) {
    calls.on::<api::PluginHTTP, _, _>(failed, |host, args| async move {
        match request(&host, args).await {
            Ok(reply) => reply,
            Err(fault) => {
                host.note("error", &format!("PluginHTTP failed: {fault}"));
                api::PluginHTTPReply::default()
            }
        }
    });
}

async fn request(host: &Host, args: api::PluginHTTPArgs) -> Outcome<api::PluginHTTPReply> {
    let subset = given(args.request, "request")?;
    let url = given(subset.url, "url")?;
    let url = String::from_utf8_lossy(url.as_bytes());
    let path = url.trim_start_matches('/');
    // As with Mattermost, the first part of the path is the other plugin's id.
    let uri: Uri = format!("/plugins/{path}")
        .parse()
        .map_err(Fault::internal)?;
    let mut request = Request::builder()
        .method(subset.method.as_bytes())
        .uri(uri)
        .body(Body::from(args.request_body))
        .map_err(Fault::internal)?;
    *request.headers_mut() = from_go(&subset.header);
    let answer = host
        .app
        .plugins
        .serve_http(Caller::plugin(&host.plugin_id, host.node), request)
        .await;
    let (parts, body) = answer.into_parts();
    let body = axum::body::to_bytes(body, MAX_ANSWER)
        .await
        .map_err(Fault::internal)?;
    let response = HttpResponse {
        status: ByteString::from(parts.status.to_string()),
        status_code: i64::from(parts.status.as_u16()),
        proto: ByteString::from("HTTP/1.1"),
        proto_major: 1,
        proto_minor: 1,
        header: to_go(&parts.headers),
        ..HttpResponse::default()
    };
    Ok(api::PluginHTTPReply {
        response: Some(response),
        response_body: body.to_vec(),
    })
}
