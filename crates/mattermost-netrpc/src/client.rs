//! net/rpc/client.go.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use gobwire::{Decode, Decoder, Encode, Encoder};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, BufReader, ReadHalf, WriteHalf};
use tokio::sync::oneshot;

use crate::error::Error;
use crate::frame::{Next, read_value};
use crate::messages::{Request, Response};

/// Where the reader task puts a reply, whatever its type.
trait Slot: Send {
    /// Decode the reply that is buffered.
    fn fill(&mut self, dec: &mut Decoder) -> Result<(), gobwire::Error>;

    fn into_any(self: Box<Self>) -> Box<dyn Any>;
}

impl<R: Decode + Send + 'static> Slot for R {
    fn fill(&mut self, dec: &mut Decoder) -> Result<(), gobwire::Error> {
        dec.decode_into(self)
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}

type Answer = Result<Box<dyn Slot>, Error>;

/// A call that waits for its reply.
struct Pending {
    reply: Box<dyn Slot>,
    caller: oneshot::Sender<Answer>,
}

impl Pending {
    /// Ends the call. A reply that does not decode fails it: its bytes were buffered as a whole, so
    /// the stream is in step after it.
    fn finish(mut self, reply: Result<&mut Decoder, Error>) {
        let filled = reply.and_then(|dec| {
            let filled = self.reply.fill(dec);
            filled.map_err(|e| Error::ReadingBody(Arc::new(e)))
        });
        // The caller may have gone away: nobody is left to tell then.
        let _ = self.caller.send(filled.map(|()| self.reply));
    }
}

struct State {
    pending: HashMap<u64, Pending>,
    /// The user called `close`.
    closing: bool,
    /// The reader stopped; no call can succeed any more.
    shutdown: bool,
}

struct Writer {
    io: Box<dyn AsyncWrite + Send + Unpin>,
    enc: Encoder,
    seq: u64,
    /// Encoded requests, of which the first `written` bytes are on the wire. A caller that goes
    /// away in the middle of its write leaves the rest here for the next one, because half a
    /// request would put the stream out of step for everyone.
    out: Vec<u8>,
    written: usize,
}

/// Buffer kept between two requests.
const MAX_IDLE_BUFFER: usize = 64 * 1024;

impl Writer {
    /// Encode one request behind what is queued already.
    fn queue(
        &mut self,
        service_method: &str,
        seq: u64,
        args: &dyn Encode,
    ) -> Result<(), gobwire::Error> {
        // Encode the argument first: if it cannot be encoded, nothing — not even the header's type
        // definition — has entered the stream's type state or the wire.
        let mut body = Vec::new();
        self.enc.encode_into(args, &mut body)?;
        self.enc.encode_into(
            &Request {
                service_method: service_method.to_owned(),
                seq,
            },
            &mut self.out,
        )?;
        self.out.extend_from_slice(&body);
        Ok(())
    }

    /// Write and flush what is queued. May be dropped at any await and called again.
    async fn drain(&mut self) -> std::io::Result<()> {
        while let Some(rest) = self.out.get(self.written..).filter(|r| !r.is_empty()) {
            match self.io.write(rest).await? {
                0 => return Err(std::io::ErrorKind::WriteZero.into()),
                n => self.written += n,
            }
        }
        self.out.clear();
        self.out.shrink_to(MAX_IDLE_BUFFER);
        self.written = 0;
        self.io.flush().await
    }
}

struct Shared {
    /// Held across sequence assignment, encoding and the write, like Go's `reqMutex`: the gob
    /// stream's type state and the byte order on the wire must agree.
    writer: tokio::sync::Mutex<Writer>,
    state: Mutex<State>,
}

/// A call that waits. It is forgotten when its caller goes away: the peer may never answer.
struct Waiting<'a> {
    shared: &'a Shared,
    seq: u64,
    answered: bool,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if !self.answered {
            let state = self.shared.state.lock();
            let mut state = state.unwrap_or_else(PoisonError::into_inner);
            state.pending.remove(&self.seq);
        }
    }
}

/// A net/rpc client over one connection. Cheap to clone; clones share the connection.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
}

impl Client {
    /// Start a client on a connected stream. Spawns the reply reader on the current tokio
    /// runtime.
    pub fn new<T>(io: T) -> Self
    where
        T: AsyncRead + AsyncWrite + Send + 'static,
    {
        Self::with_max_value_len(io, gobwire::DEFAULT_MAX_VALUE_LEN)
    }

    /// As [`Client::new`], accepting replies of up to `max` bytes instead of
    /// [`gobwire::DEFAULT_MAX_VALUE_LEN`] (64 MiB). A longer one is read and dropped, and its call
    /// fails with [`Error::ReadingBody`].
    pub fn with_max_value_len<T>(io: T, max: u64) -> Self
    where
        T: AsyncRead + AsyncWrite + Send + 'static,
    {
        let (read, write): (ReadHalf<T>, WriteHalf<T>) = tokio::io::split(io);
        let shared = Arc::new(Shared {
            writer: tokio::sync::Mutex::new(Writer {
                io: Box::new(write),
                enc: Encoder::new(),
                seq: 0,
                out: Vec::new(),
                written: 0,
            }),
            state: Mutex::new(State {
                pending: HashMap::new(),
                closing: false,
                shutdown: false,
            }),
        });
        tokio::spawn(input(shared.clone(), BufReader::new(read), max));
        Self { shared }
    }

    /// Call `service_method` and decode the reply into a fresh `R`.
    pub async fn call<A, R>(&self, service_method: &str, args: &A) -> Result<R, Error>
    where
        A: Encode + Sync + ?Sized,
        R: Decode + Default + Send + 'static,
    {
        self.call_into(service_method, args, R::default()).await
    }

    /// Call `service_method` and decode the reply **into** `reply`, merging as gob does: fields
    /// the reply omits keep the values `reply` already had.
    pub async fn call_into<A, R>(
        &self,
        service_method: &str,
        args: &A,
        reply: R,
    ) -> Result<R, Error>
    where
        A: Encode + Sync + ?Sized,
        R: Decode + Send + 'static,
    {
        let reply = self.exchange(service_method, &args, Box::new(reply));
        match reply.await?.into_any().downcast::<R>() {
            Ok(reply) => Ok(*reply),
            // What comes back is the slot that was handed over.
            Err(_) => Err(Error::Shutdown),
        }
    }

    /// A call, once in the program for all types.
    async fn exchange(
        &self,
        service_method: &str,
        args: &(dyn Encode + Sync),
        reply: Box<dyn Slot>,
    ) -> Answer {
        let (caller, answer) = oneshot::channel();
        let pending = Pending { reply, caller };
        let mut w = self.shared.writer.lock().await;
        w.drain().await?;
        let seq = {
            let mut st = self
                .shared
                .state
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            if st.shutdown || st.closing {
                return Err(Error::Shutdown);
            }
            let seq = w.seq;
            w.seq += 1;
            st.pending.insert(seq, pending);
            seq
        };
        let mut waiting = Waiting {
            shared: &self.shared,
            seq,
            answered: false,
        };
        w.queue(service_method, seq, args)?;
        w.drain().await?;
        drop(w);
        let answer = answer.await;
        waiting.answered = true;
        answer.unwrap_or(Err(Error::Shutdown))
    }

    /// Close the connection. Pending calls fail with [`Error::Shutdown`]; closing twice returns
    /// it too.
    pub async fn close(&self) -> Result<(), Error> {
        {
            let mut st = self
                .shared
                .state
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            if st.closing {
                return Err(Error::Shutdown);
            }
            st.closing = true;
        }
        let mut w = self.shared.writer.lock().await;
        w.drain().await?;
        w.io.shutdown().await?;
        Ok(())
    }
}

/// client.go, `input`: read replies until the connection fails, then fail every pending call.
async fn input<R: AsyncRead + Unpin>(shared: Arc<Shared>, mut r: R, max: u64) {
    let mut dec = Decoder::new();
    let mut buf = Vec::new();
    let err = loop {
        match read_value(&mut r, &mut dec, &mut buf, max).await {
            Ok(Next::Ready(_)) => {}
            Ok(Next::End) => break None,
            Ok(Next::Refused(e)) => break Some(e.into()),
            Err(e) => break Some(e),
        }
        let header: Response = match dec.decode() {
            Ok(h) => h,
            Err(e) => break Some(e.into()),
        };
        let refused = match read_value(&mut r, &mut dec, &mut buf, max).await {
            Ok(Next::Ready(_)) => None,
            Ok(Next::End) => break None,
            Ok(Next::Refused(e)) => Some(e),
            Err(e) => break Some(e),
        };
        let call = shared
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pending
            .remove(&header.seq);
        let reply = match refused {
            _ if !header.error.is_empty() => Err(Error::Server(header.error)),
            None => Ok(&mut dec),
            Some(e) => Err(Error::ReadingBody(Arc::new(e))),
        };
        if let Some(call) = call {
            call.finish(reply);
        }
        // What no call took: an error's body, or the answer to a call nobody knows.
        let _ = dec.discard();
    };
    let mut st = shared.state.lock().unwrap_or_else(PoisonError::into_inner);
    st.shutdown = true;
    let err = match err {
        // io.EOF: expected if the user closed, unexpected otherwise.
        None if st.closing => Error::Shutdown,
        None => Error::UnexpectedEof,
        Some(e) => e,
    };
    if !st.closing {
        tracing::debug!(error = %err, "net/rpc client connection ended");
    }
    for (_, call) in st.pending.drain() {
        call.finish(Err(err.clone()));
    }
}
