//! The answer, over the stream on which the server's `http.ResponseWriter` listens.
//!
//! The server may run calls on that stream in any order, so each waits for the one before. The
//! fewest round trips that keep the server's own headers are: `Header`, `SyncHeader`,
//! `WriteHeader` (where the status is not 200), then one `Write` for each part; and none where the
//! answer is the one that the server gives by itself.

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures_util::FutureExt as _;
use go_netrpc::{Client, Error};
use goplugin::broker::Dialled;
use http::StatusCode;
use http::header::CONTENT_LENGTH;
use http_body::Body as _;
use http_body_util::BodyExt as _;
use mattermost_model::rpc::response_writer as rpc;
use mattermost_model::rpc::{Empty, Method};

use crate::http::headers::merge;

/// The largest part written in one call.
const PART: usize = 256 * 1024;

/// The server's `http.ResponseWriter`.
pub(crate) struct Writer(Dialled);

impl Writer {
    pub(crate) fn new(stream: Dialled) -> Self {
        Self(stream)
    }

    /// Sends the whole answer. A client that went away ends it early, which is no fault.
    pub(crate) async fn send(self, response: Response) {
        if is_the_servers_own(&response) {
            return;
        }
        let calls = Calls(Client::new(self.0));
        if let Err(error) = calls.send(response).await {
            tracing::debug!(error = %error, "the answer was not taken to its end");
        }
        let _ = calls.0.close().await;
    }
}

/// Whether an answer is what the server sends by itself where nothing is written: 200 without a
/// body, and without a header but for the length that a router adds.
fn is_the_servers_own(response: &Response) -> bool {
    let empty = response.status() == StatusCode::OK && response.body().is_end_stream();
    let mut headers = response.headers().iter();
    empty && headers.all(|(name, value)| name == CONTENT_LENGTH && value == "0")
}

/// The calls on the stream, which end with it.
struct Calls(Client);

impl Calls {
    async fn send(&self, response: Response) -> Result<(), Error> {
        let (parts, body) = response.into_parts();
        if !parts.headers.is_empty() {
            let mut headers = self.call::<rpc::Header>(&Empty {}).await?;
            merge(&mut headers, &parts.headers);
            self.call::<rpc::SyncHeader>(&headers).await?;
        }
        // The first `Write` says 200 by itself.
        if parts.status != StatusCode::OK || body.is_end_stream() {
            self.call::<rpc::WriteHeader>(&i64::from(parts.status.as_u16()))
                .await?;
        }
        self.send_body(body).await
    }

    async fn send_body(&self, mut body: Body) -> Result<(), Error> {
        let streamed = body.size_hint().exact().is_none();
        let mut unflushed = false;
        loop {
            let frame = match body.frame().now_or_never() {
                Some(frame) => frame,
                // The client gets what is there before there is more to come.
                None => {
                    if std::mem::take(&mut unflushed) {
                        self.flush().await?;
                    }
                    body.frame().await
                }
            };
            let Some(frame) = frame else { return Ok(()) };
            let frame = frame.map_err(|error| Error::from(std::io::Error::other(error)))?;
            if let Ok(data) = frame.into_data() {
                self.write(data).await?;
                unflushed = streamed;
            }
        }
    }

    async fn write(&self, mut data: Bytes) -> Result<(), Error> {
        while !data.is_empty() {
            let part = data.split_to(data.len().min(PART));
            let written = self.0.call::<[u8], Empty>(rpc::Write::NAME, &part);
            written.await?;
        }
        Ok(())
    }

    /// Servers before 10 have no `Flush`.
    async fn flush(&self) -> Result<(), Error> {
        match self.call::<rpc::Flush>(&Empty {}).await {
            Err(Error::Server(text)) if text.starts_with("rpc: can't find method") => Ok(()),
            other => other.map(|_| ()),
        }
    }

    async fn call<M: Method>(&self, args: &M::Args) -> Result<M::Reply, Error> {
        self.0.call::<M::Args, M::Reply>(M::NAME, args).await
    }
}
