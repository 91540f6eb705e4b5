//! Requests of one plugin to another.

use axum::body::Body;
use axum::response::Response;
use futures_util::StreamExt as _;
use http::{Request, Uri};
use mattermost_model::rpc::api;
use mattermost_model::{ByteString, HttpRequestSubset, HttpResponse};
use tokio::io::AsyncWriteExt as _;

use super::calls::{Calls, Host, failed, given};
use crate::fault::{Fault, Outcome};
use crate::plugins::Caller;
use crate::plugins::files::fetch;
use crate::plugins::request_headers::{from_go, to_go};

/// The largest answer that one plugin gives another, in bytes.
const MAX_ANSWER: usize = 32 * 1024 * 1024;

pub(super) fn register(calls: &mut Calls) {
    calls.on::<api::PluginHTTP, _, _>(failed, |host, args| async move {
        let answer = buffered(&host, args).await;
        answer.unwrap_or_else(|fault| noted(&host, "PluginHTTP", &fault))
    });
    calls.on::<api::PluginHTTPStream, _, _>(failed, |host, args| async move {
        let answer = streamed(&host, args).await;
        answer.unwrap_or_else(|fault| noted(&host, "PluginHTTPStream", &fault))
    });
}

/// These calls have no error of their own.
fn noted<R: Default>(host: &Host, method: &str, fault: &Fault) -> R {
    host.note("error", &format!("{method} failed: {fault}"));
    R::default()
}

async fn buffered(host: &Host, args: api::PluginHTTPArgs) -> Outcome<api::PluginHTTPReply> {
    let body = Body::from(args.request_body);
    let answer = send(host, given(args.request, "request")?, body).await?;
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

/// The answer's head is the reply; its body follows on a stream of its own.
async fn streamed(
    host: &Host,
    args: api::PluginHTTPStreamArgs,
) -> Outcome<api::PluginHTTPStreamReply> {
    let process = host.process.upgrade();
    let process = process.ok_or_else(|| Fault::internal("the plugin has ended"))?;
    let body = match args.request_body_stream {
        0 => Vec::new(),
        stream => fetch(&process, stream, MAX_ANSWER).await?,
    };
    let answer = send(host, given(args.request, "request")?, Body::from(body)).await?;
    let (parts, body) = answer.into_parts();
    let stream = process.broker().dial(args.response_body_stream).await;
    let mut stream = stream.map_err(Fault::internal)?;
    tokio::spawn(async move {
        let mut chunks = body.into_data_stream();
        while let Some(Ok(chunk)) = chunks.next().await {
            // The caller may have lost interest.
            if stream.write_all(&chunk).await.is_err() {
                return;
            }
        }
        let _ = stream.shutdown().await;
    });
    Ok(api::PluginHTTPStreamReply {
        status_code: i64::from(parts.status.as_u16()),
        header: to_go(&parts.headers),
    })
}

/// Has the plugin that the address names answer. As with Mattermost, the first part of the path is
/// the other plugin's id.
async fn send(host: &Host, subset: HttpRequestSubset, body: Body) -> Outcome<Response> {
    let url = given(subset.url, "url")?;
    let url = String::from_utf8_lossy(url.as_bytes());
    let uri: Uri = format!("/plugins/{}", url.trim_start_matches('/'))
        .parse()
        .map_err(Fault::internal)?;
    let mut request = Request::builder()
        .method(subset.method.as_bytes())
        .uri(uri)
        .body(body)
        .map_err(Fault::internal)?;
    *request.headers_mut() = from_go(&subset.header);
    let caller = Caller::plugin(&host.plugin_id, host.node);
    Ok(host.app.plugins.serve_http(caller, request).await)
}
