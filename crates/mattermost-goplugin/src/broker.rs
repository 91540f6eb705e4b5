//! go-plugin's `MuxBroker` (mux_broker.go): extra streams on a plugin connection, rendezvoused by
//! a numeric id.
//!
//! One side reserves an id with [`MuxBroker::next_id`], tells the other side the id in an RPC,
//! and waits in [`MuxBroker::accept`]; the other side calls [`MuxBroker::dial`]. The dialer opens a
//! stream and writes the id as a little-endian `u32`; the acceptor writes the same id back as the
//! acknowledgement. Mattermost uses this for everything beyond the first RPC connection: the API
//! and database servers a plugin reaches back to, and every HTTP request and response body.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use crate::yamux::{Session, Stream};

mod dialled;

pub use dialled::Dialled;

/// How long a stream waits for its accept, and an accept for its stream (mux_broker.go).
pub const ACCEPT_TIMEOUT: Duration = Duration::from_secs(5);

/// How many streams may wait at once for their accept, or have yet to say which one they are for.
/// Beyond that a stream is reset. Each can hold as much as its window, and accepting it has made
/// room for the next in yamux's own backlog.
pub const MAX_UNCLAIMED: usize = 1024;

/// Why two ends of a stream did not find each other.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BrokerError {
    /// No stream with the id came within [`ACCEPT_TIMEOUT`].
    #[error("timeout waiting for accept")]
    AcceptTimeout,
    /// The peer acknowledged another id than the one dialled.
    #[error("bad ack: {got} (expected {want})")]
    BadAck {
        /// The id that it acknowledged.
        got: u32,
        /// The id that was dialled.
        want: u32,
    },
    /// The session failed.
    #[error(transparent)]
    Yamux(#[from] crate::yamux::Error),
    /// The stream failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// A stream that nobody has claimed, one of [`MAX_UNCLAIMED`].
struct Unclaimed {
    stream: Stream,
    _place: OwnedSemaphorePermit,
}

struct Pending {
    tx: mpsc::Sender<Unclaimed>,
    rx: Option<mpsc::Receiver<Unclaimed>>,
}

/// Brokers streams on one yamux session. Cheap to clone.
#[derive(Clone)]
pub struct MuxBroker {
    inner: Arc<Inner>,
}

struct Inner {
    session: Session,
    next_id: AtomicU32,
    streams: Mutex<HashMap<u32, Pending>>,
}

/// The slot of an accept that is under way.
struct Claimed<'a> {
    broker: &'a MuxBroker,
    id: u32,
}

impl Drop for Claimed<'_> {
    fn drop(&mut self) {
        self.broker.forget(self.id);
    }
}

impl MuxBroker {
    /// A broker on `session`, and the task that must run for it to receive streams
    /// (mux_broker.go, `Run`). Start it only after any streams accepted by other means — go-plugin
    /// accepts the control, stdout and stderr streams first.
    pub fn new(session: Session) -> (Self, impl Future<Output = ()> + Send + 'static) {
        let broker = Self {
            inner: Arc::new(Inner {
                session,
                next_id: AtomicU32::new(0),
                streams: Mutex::new(HashMap::new()),
            }),
        };
        let run = broker.clone().run();
        (broker, run)
    }

    /// The session that the streams are on.
    pub fn session(&self) -> &Session {
        &self.inner.session
    }

    /// A fresh id, starting at 1 (`atomic.AddUint32(&m.nextId, 1)`).
    pub fn next_id(&self) -> u32 {
        self.inner
            .next_id
            .fetch_add(1, Ordering::SeqCst)
            .wrapping_add(1)
    }

    /// The pending slot for `id`, created if needed (mux_broker.go, `getStream`).
    fn slot(&self, id: u32) -> (mpsc::Sender<Unclaimed>, Option<mpsc::Receiver<Unclaimed>>) {
        let mut streams = self
            .inner
            .streams
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let p = streams.entry(id).or_insert_with(|| {
            let (tx, rx) = mpsc::channel(1);
            Pending { tx, rx: Some(rx) }
        });
        (p.tx.clone(), p.rx.take())
    }

    /// The sending half of `id`'s slot, leaving the receiving half for `accept`, and whether an
    /// accept waits at it already.
    fn sender(&self, id: u32) -> (mpsc::Sender<Unclaimed>, bool) {
        let mut streams = self
            .inner
            .streams
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let p = streams.entry(id).or_insert_with(|| {
            let (tx, rx) = mpsc::channel(1);
            Pending { tx, rx: Some(rx) }
        });
        (p.tx.clone(), p.rx.is_none())
    }

    fn forget(&self, id: u32) {
        self.inner
            .streams
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&id);
    }

    /// Wait up to [`ACCEPT_TIMEOUT`] for the stream dialled to `id`, then acknowledge it.
    pub async fn accept(&self, id: u32) -> Result<Stream, BrokerError> {
        let (_, rx) = self.slot(id);
        // A second accept on the same id is Go's documented misuse; it times out here.
        let Some(mut rx) = rx else {
            tokio::time::sleep(ACCEPT_TIMEOUT).await;
            return Err(BrokerError::AcceptTimeout);
        };
        // Also where the caller gives up: a slot that is never freed stays for ever.
        let slot = Claimed { broker: self, id };
        let stream = tokio::time::timeout(ACCEPT_TIMEOUT, rx.recv()).await;
        drop(slot);
        let mut stream = match stream {
            Ok(Some(unclaimed)) => unclaimed.stream,
            _ => return Err(BrokerError::AcceptTimeout),
        };
        stream.write_all(&id.to_le_bytes()).await?;
        Ok(stream)
    }

    /// Open a stream to the peer's accept of `id` (mux_broker.go, `Dial`).
    pub async fn dial(&self, id: u32) -> Result<Stream, BrokerError> {
        self.dial_ahead(id).await?.acknowledged().await
    }

    /// As [`MuxBroker::dial`], without waiting for the acknowledgement: what is written goes out
    /// behind the id, and an acceptor reads it after it. That saves a round trip.
    pub async fn dial_ahead(&self, id: u32) -> Result<Dialled, BrokerError> {
        let mut stream = self.inner.session.open().await?;
        stream.write_all(&id.to_le_bytes()).await?;
        Ok(Dialled::new(stream, id))
    }

    /// Accept `id` and serve net/rpc on it until it closes (mux_broker.go, `AcceptAndServe`).
    /// Methods are registered as `"Plugin.<Method>"`, the name go-plugin always uses.
    pub async fn accept_and_serve(&self, id: u32, server: Arc<go_netrpc::Server>) {
        match self.accept(id).await {
            Ok(stream) => {
                if let Err(e) = server.serve(stream).await {
                    tracing::debug!(id, error = %e, "go-plugin: brokered connection ended");
                }
            }
            Err(e) => tracing::error!(id, error = %e, "plugin: plugin acceptAndServe error"),
        }
    }

    /// mux_broker.go, `Run`: route every incoming stream by the id it opens with.
    async fn run(self) {
        let places = Arc::new(Semaphore::new(MAX_UNCLAIMED));
        while let Ok(stream) = self.inner.session.accept().await {
            match places.clone().try_acquire_owned() {
                Ok(_place) => {
                    tokio::spawn(self.clone().route(Unclaimed { stream, _place }));
                }
                Err(_) => {
                    tracing::warn!("go-plugin: too many streams are unclaimed, refusing one");
                    stream.reset();
                }
            }
        }
    }

    async fn route(self, mut unclaimed: Unclaimed) {
        let mut id = [0u8; 4];
        // A stream that never says its id must not be kept for ever.
        let read = unclaimed.stream.read_exact(&mut id);
        match tokio::time::timeout(ACCEPT_TIMEOUT, read).await {
            Ok(Ok(_)) => self.park(u32::from_le_bytes(id), unclaimed).await,
            _ => unclaimed.stream.reset(),
        }
    }

    /// Hand an incoming stream to the accept of its id, or keep it for one that comes in time.
    async fn park(self, id: u32, unclaimed: Unclaimed) {
        // A stream may arrive before its accept: park it without claiming the receiver.
        let (tx, claimed) = self.sender(id);
        // Go drops a second stream for the same id; so does a full channel here.
        if let Err(second) = tx.try_send(unclaimed) {
            second.into_inner().stream.reset();
            return;
        }
        if claimed {
            return;
        }
        // mux_broker.go, `timeoutWait`: an unclaimed stream is closed and forgotten. The wait
        // does not keep the session open.
        let inner = Arc::downgrade(&self.inner);
        drop((self, tx));
        tokio::time::sleep(ACCEPT_TIMEOUT).await;
        if let Some(inner) = inner.upgrade() {
            inner.refuse_unclaimed(id);
        }
    }
}

impl Inner {
    /// Reset the stream that still waits for an accept of `id`.
    fn refuse_unclaimed(&self, id: u32) {
        let rx = {
            let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
            match streams.get_mut(&id) {
                Some(p) if p.rx.is_some() => streams.remove(&id).and_then(|p| p.rx),
                _ => None,
            }
        };
        if let Some(unclaimed) = rx.and_then(|mut rx| rx.try_recv().ok()) {
            unclaimed.stream.reset();
        }
    }
}
