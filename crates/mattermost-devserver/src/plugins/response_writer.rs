//! The other end of a plugin's `http.ResponseWriter`: its calls become an HTTP response.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use futures_util::Stream;
use go_netrpc::{Server, ServiceError};
use http::{HeaderMap, StatusCode};
use mattermost_model::HttpHeader;
use mattermost_model::rpc::{Empty, Method, response_writer as calls};
use tokio::sync::{mpsc, oneshot};

use super::request_headers::from_go;

/// How many writes may wait for a client that reads slowly. The plugin waits with them.
const WAITING: usize = 4;

/// The start of a response.
pub(super) type Head = (StatusCode, HeaderMap);

struct State {
    headers: HttpHeader,
    head: Option<oneshot::Sender<Head>>,
    chunks: Option<mpsc::Sender<Bytes>>,
}

/// The side of the plugin.
#[derive(Clone)]
pub(super) struct ResponseWriter {
    state: Arc<Mutex<State>>,
}

/// The side of the client.
pub(super) struct Answer {
    head: Option<oneshot::Receiver<Head>>,
    chunks: mpsc::Receiver<Bytes>,
}

impl Answer {
    /// The start of the response; `None` where the plugin failed before it.
    pub(super) async fn head(&mut self) -> Option<Head> {
        self.head.take()?.await.ok()
    }

    /// The parts of the body as the plugin writes them.
    pub(super) fn into_chunks(self) -> impl Stream<Item = Bytes> {
        futures_util::stream::unfold(self.chunks, |mut chunks| async {
            chunks.recv().await.map(|chunk| (chunk, chunks))
        })
    }
}

impl ResponseWriter {
    pub(super) fn new() -> (Self, Answer) {
        let (head, head_receiver) = oneshot::channel();
        let (chunks, chunk_receiver) = mpsc::channel(WAITING);
        let state = State {
            headers: HttpHeader::default(),
            head: Some(head),
            chunks: Some(chunks),
        };
        let writer = Self {
            state: Arc::new(Mutex::new(state)),
        };
        (
            writer,
            Answer {
                head: Some(head_receiver),
                chunks: chunk_receiver,
            },
        )
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends the start of the response, the first time only.
    fn write_head(&self, status: StatusCode) {
        let mut state = self.lock();
        if let Some(head) = state.head.take() {
            // A client that has gone wants no head.
            let _ = head.send((status, from_go(&state.headers)));
        }
    }

    /// Ends the response. Where the plugin answered nothing, that is an empty 200, as with Go; where
    /// its call failed, there is no head and thus an error.
    pub(super) fn finish(&self, is_answered: bool) {
        if is_answered {
            self.write_head(StatusCode::OK);
        }
        let mut state = self.lock();
        state.head = None;
        state.chunks = None;
    }

    async fn write(&self, data: Vec<u8>) -> Result<Empty, ServiceError> {
        self.write_head(StatusCode::OK);
        let chunks = self.lock().chunks.clone();
        let gone = || ServiceError("the client has closed the connection".to_owned());
        chunks
            .ok_or_else(gone)?
            .send(Bytes::from(data))
            .await
            .map_err(|_| gone())?;
        Ok(Empty {})
    }

    /// The net/rpc server for the stream that the plugin dials.
    pub(super) fn server(&self) -> Server {
        let mut server = Server::new();
        let this = self.clone();
        server.register(calls::Header::NAME, move |_: Empty| {
            let headers = this.lock().headers.clone();
            async move { Ok::<_, ServiceError>(headers) }
        });
        let this = self.clone();
        server.register(calls::SyncHeader::NAME, move |headers: HttpHeader| {
            // What the plugin left out is gone: it sends the whole header each time.
            this.lock().headers = headers;
            async { Ok::<_, ServiceError>(Empty {}) }
        });
        let this = self.clone();
        server.register(calls::WriteHeader::NAME, move |status: i64| {
            let this = this.clone();
            async move {
                let status = u16::try_from(status)
                    .ok()
                    .filter(|s| (100..1000).contains(s));
                let status = status.and_then(|status| StatusCode::from_u16(status).ok());
                match status {
                    Some(status) => {
                        this.write_head(status);
                        Ok(Empty {})
                    }
                    None => Err(ServiceError("invalid WriteHeader code".to_owned())),
                }
            }
        });
        let this = self.clone();
        server.register(calls::Write::NAME, move |data: Vec<u8>| {
            let this = this.clone();
            async move { this.write(data).await }
        });
        let this = self.clone();
        server.register(calls::Flush::NAME, move |_: Empty| {
            // Every write is passed on at once; a flush before the first one starts the response.
            this.write_head(StatusCode::OK);
            async { Ok::<_, ServiceError>(Empty {}) }
        });
        server
    }
}
