//! HTTP requests to other plugins.

use std::io;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures_util::TryStreamExt as _;
use goplugin::MuxBroker;
use goplugin::broker::BrokerError;
use goplugin::yamux::Stream;
use http::{Request, Response, StatusCode, header};
use http_body::Body as _;
use mattermost_model::rpc::api as rpc;
use mattermost_model::{HttpHeader, HttpRequestSubset};
use tokio_util::io::{ReaderStream, StreamReader};

use crate::api::{Api, present};
use crate::error::{Error, Result};
use crate::http::headers;
use crate::http::stream;

/// How much of an answer is read at once.
const CHUNK: usize = 64 * 1024;
/// How long the server may take to open the answer's stream once it has answered.
const CONNECT: Duration = Duration::from_secs(5);

impl Api {
    /// Sends a request to another plugin, and waits for its whole answer. Calls `PluginHTTP`, from
    /// Mattermost 5.18.
    ///
    /// The path begins with the other plugin's id: `/com.example.other/api/v1/things`. The other
    /// plugin sees the id of this one in the header `Mattermost-Plugin-ID`, which the server sets.
    ///
    /// # Errors
    ///
    /// When the call fails. Whatever the other plugin answers is no error.
    pub async fn plugin_http(&self, request: Request<impl Into<Bytes>>) -> Result<Response<Bytes>> {
        let (parts, body) = request.into_parts();
        let body: Bytes = body.into();
        let args = rpc::PluginHTTPArgs {
            request: Some(subset(&parts)),
            request_body: body.into(),
        };
        let reply = self.call::<rpc::PluginHTTP>(&args).await?;
        let answer = present("PluginHTTP", reply.response)?;
        response(
            answer.status_code,
            answer.header,
            reply.response_body.into(),
        )
    }

    /// Sends a request to another plugin with its body as it comes, and gives the answer's body
    /// as that comes; otherwise as [`Api::plugin_http`]. Calls `PluginHTTPStream`, from
    /// Mattermost 11.3: older servers answer an error that
    /// [is about a missing method](Error::is_method_missing).
    ///
    /// # Errors
    ///
    /// When the call fails. Whatever the other plugin answers is no error.
    pub async fn plugin_http_stream(&self, request: Request<Body>) -> Result<Response<Body>> {
        let (parts, body) = request.into_parts();
        let broker = self.broker();
        let args = rpc::PluginHTTPStreamArgs {
            response_body_stream: broker.next_id(),
            request: Some(subset(&parts)),
            request_body_stream: send_body(broker, body),
        };
        // The server opens the stream while the call runs.
        let accepted = Accepting(tokio::spawn(accept(
            broker.clone(),
            args.response_body_stream,
        )));
        let reply = self.call::<rpc::PluginHTTPStream>(&args).await?;
        let stream = accepted.finish().await?;
        let body = Body::from_stream(ReaderStream::with_capacity(stream, CHUNK));
        response(reply.status_code, reply.header, body)
    }
}

fn subset(parts: &http::request::Parts) -> HttpRequestSubset {
    let mut header = HttpHeader::new();
    headers::merge(&mut header, &parts.headers);
    let host = parts.headers.get(header::HOST);
    HttpRequestSubset {
        method: parts.method.as_str().into(),
        url: Some(parts.uri.to_string().into()),
        proto: "HTTP/1.1".into(),
        proto_major: 1,
        proto_minor: 1,
        header,
        host: host.map_or(&b""[..], |host| host.as_bytes()).into(),
        remote_addr: "".into(),
        request_uri: parts.uri.to_string().into(),
    }
}

/// Offers a body on a stream, and gives its id: 0 where there is nothing to send.
fn send_body(broker: &MuxBroker, body: Body) -> u32 {
    if body.is_end_stream() {
        return 0;
    }
    let id = broker.next_id();
    let data = StreamReader::new(body.into_data_stream().map_err(io::Error::other));
    tokio::spawn(stream::serve_reader(broker.clone(), id, Box::pin(data)));
    id
}

fn response<B>(status: i64, header: HttpHeader, body: B) -> Result<Response<B>> {
    let status = u16::try_from(status).ok();
    let status = status.and_then(|status| StatusCode::from_u16(status).ok());
    let mut response = Response::new(body);
    *response.status_mut() =
        status.ok_or_else(|| Error::new("the other plugin answered no HTTP status"))?;
    *response.headers_mut() = headers::from_go(header)
        .map_err(|_| Error::new("the other plugin answered too many headers"))?;
    Ok(response)
}

/// Waits for a stream for as long as the call takes: a broker's wait alone ends after five
/// seconds.
async fn accept(broker: MuxBroker, id: u32) -> Result<Stream, BrokerError> {
    loop {
        match broker.accept(id).await {
            Err(BrokerError::AcceptTimeout) => {}
            other => return other,
        }
    }
}

/// A wait for a stream, which ends with the call.
struct Accepting(tokio::task::JoinHandle<Result<Stream, BrokerError>>);

impl Accepting {
    async fn finish(mut self) -> Result<Stream> {
        Ok(tokio::time::timeout(CONNECT, &mut self.0).await???)
    }
}

impl Drop for Accepting {
    fn drop(&mut self) {
        self.0.abort();
    }
}
