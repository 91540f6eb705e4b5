//! net/rpc/server.go.

use std::collections::HashMap;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use gobwire::{Decode, Decoder, Encode, Encoder};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::task::JoinSet;

use crate::error::Error;
use crate::frame::{Next, read_value};
use crate::load::{self, Load};
use crate::messages::{InvalidRequest, Request, Response};

/// The error a method returns: its text becomes the reply's `Error` (Go's `err.Error()`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceError(pub String);

impl<E: std::fmt::Display> From<E> for ServiceError {
    fn from(e: E) -> Self {
        ServiceError(e.to_string())
    }
}

type Reply = Box<dyn Encode + Send + Sync>;
type ReplyFuture = Pin<Box<dyn Future<Output = Result<Reply, ServiceError>> + Send>>;

/// A registered method, type-erased: decode the argument from the stream (which has to happen
/// in order, on the reading task), then produce the reply asynchronously.
trait Method: Send + Sync {
    fn start(&self, dec: &mut Decoder) -> Result<ReplyFuture, gobwire::Error>;
}

struct FnMethod<A, F> {
    f: F,
    _arg: std::marker::PhantomData<fn() -> A>,
}

impl<A, R, F, Fut> Method for FnMethod<A, F>
where
    A: Decode + Default + Send + 'static,
    R: Encode + Send + Sync + 'static,
    F: Fn(A) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<R, ServiceError>> + Send + 'static,
{
    fn start(&self, dec: &mut Decoder) -> Result<ReplyFuture, gobwire::Error> {
        // server.go, readRequest: a fresh argument per call.
        let arg: A = dec.decode()?;
        let fut = (self.f)(arg);
        Ok(Box::pin(
            async move { fut.await.map(|r| Box::new(r) as Reply) },
        ))
    }
}

/// A set of methods, served on any number of connections.
pub struct Server {
    services: HashMap<String, HashMap<String, Arc<dyn Method>>>,
    max_value_len: u64,
    max_under_way: u64,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            services: HashMap::new(),
            max_value_len: gobwire::DEFAULT_MAX_VALUE_LEN,
            max_under_way: load::DEFAULT_MAX,
        }
    }
}

impl Server {
    /// A server without methods.
    pub fn new() -> Self {
        Self::default()
    }

    /// Accept arguments of up to `max` bytes; the default is
    /// [`gobwire::DEFAULT_MAX_VALUE_LEN`] (64 MiB). Longer ones are read and dropped, and their
    /// call is answered with an error.
    pub fn set_max_value_len(&mut self, max: u64) -> &mut Self {
        self.max_value_len = max;
        self
    }

    /// Let the calls under way on a connection hold up to `max` bytes; the default is 64 MiB. A
    /// call counts as its arguments, as long as they came on the wire, and 4 KiB; those with more
    /// than 64 KiB of arguments count apart from the others. Once one of both kinds holds as much,
    /// the next call of that kind waits for room, for five seconds at most, and is then answered
    /// with an error; so are the ones behind it, each in its turn.
    pub fn set_max_under_way(&mut self, max: u64) -> &mut Self {
        self.max_under_way = max;
        self
    }

    /// Register `f` as `"Service.Method"`. Go derives these names from exported methods of a
    /// registered receiver; here they are explicit.
    ///
    /// # Panics
    ///
    /// If `service_method` has no `.`, or is already registered — both programming errors at
    /// setup, like Go's `Register` returning an error.
    pub fn register<A, R, F, Fut>(&mut self, service_method: &str, f: F) -> &mut Self
    where
        A: Decode + Default + Send + 'static,
        R: Encode + Send + Sync + 'static,
        F: Fn(A) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<R, ServiceError>> + Send + 'static,
    {
        #[allow(clippy::expect_used)]
        let (service, method) = service_method
            .rsplit_once('.')
            .expect("service method must be \"Service.Method\"");
        let previous = self.services.entry(service.to_owned()).or_default().insert(
            method.to_owned(),
            Arc::new(FnMethod {
                f,
                _arg: std::marker::PhantomData,
            }),
        );
        assert!(previous.is_none(), "{service_method} registered twice");
        self
    }

    /// server.go, `readRequestHeader`: the method, or the exact error Go answers with.
    fn lookup(&self, service_method: &str) -> Result<Arc<dyn Method>, String> {
        let Some((service, method)) = service_method.rsplit_once('.') else {
            return Err(format!(
                "rpc: service/method request ill-formed: {service_method}"
            ));
        };
        let Some(service) = self.services.get(service) else {
            return Err(format!("rpc: can't find service {service_method}"));
        };
        service
            .get(method)
            .cloned()
            .ok_or_else(|| format!("rpc: can't find method {service_method}"))
    }

    /// Serve one connection until it closes (server.go, `ServeCodec`): calls run concurrently,
    /// and when the input ends the server waits for them before closing its side. A peer that
    /// does not read its answers is not read on.
    pub async fn serve<T>(self: Arc<Self>, io: T) -> Result<(), Error>
    where
        T: AsyncRead + AsyncWrite + Send + 'static,
    {
        let (read, write) = tokio::io::split(io);
        let write: BoxWrite = Box::new(write);
        let connection = Arc::new(Connection {
            writer: tokio::sync::Mutex::new((write, Encoder::new())),
            load: Load::new(self.max_under_way),
        });
        let mut r = BufReader::new(read);
        let mut dec = Decoder::new();
        let mut buf = Vec::new();
        let mut calls = JoinSet::new();
        let max = self.max_value_len;
        let result = loop {
            // A connection lives for years: what finished must not be kept until it ends.
            while calls.try_join_next().is_some() {}
            match read_value(&mut r, &mut dec, &mut buf, max).await {
                Ok(Next::Ready(_)) => {}
                Ok(Next::End) => break Ok(()),
                Ok(Next::Refused(e)) => break Err(e.into()),
                Err(e) => break Err(e),
            }
            // A header that does not decode ends the connection (keepReading = false).
            let req: Request = match dec.decode() {
                Ok(req) => req,
                Err(e) => break Err(e.into()),
            };
            connection.load.answers_taken().await;
            let args = match read_value(&mut r, &mut dec, &mut buf, max).await {
                Ok(Next::Ready(len)) => Ok(len),
                Ok(Next::End) => break Err(Error::UnexpectedEof),
                Ok(Next::Refused(e)) => Err(e),
                Err(e) => break Err(e),
            };
            let room = match args {
                Ok(len) => connection.load.room(len).await,
                Err(_) => true,
            };
            // An argument that does not decode fails this call only (keepReading = true).
            let started = match (self.lookup(&req.service_method), args) {
                (Err(msg), _) => Err(msg),
                (Ok(_), Err(e)) => Err(e.to_string()),
                (Ok(_), Ok(_)) if !room => Err("rpc: too many calls are under way".into()),
                (Ok(method), Ok(len)) => {
                    let started = method.start(&mut dec).map(|fut| (fut, len));
                    started.map_err(|e| e.to_string())
                }
            };
            // What no method took.
            let _ = dec.discard();
            match started {
                Err(msg) => {
                    if let Err(e) = connection.respond(req, Err(ServiceError(msg))).await {
                        break Err(e);
                    }
                }
                Ok((fut, len)) => {
                    let call = Call::begin(&connection, len);
                    calls.spawn(async move {
                        let reply = answer(fut).await;
                        if let Err(e) = call.connection.respond(req, reply).await {
                            tracing::debug!(error = %e, "net/rpc: writing response");
                        }
                    });
                }
            }
        };
        while calls.join_next().await.is_some() {}
        let mut w = connection.writer.lock().await;
        let _ = w.0.shutdown().await;
        result
    }
}

type BoxWrite = Box<dyn AsyncWrite + Send + Unpin>;

/// What the calls of one connection share.
struct Connection {
    writer: tokio::sync::Mutex<(BoxWrite, Encoder)>,
    load: Load,
}

/// A call under way.
struct Call {
    connection: Arc<Connection>,
    len: u64,
}

impl Call {
    fn begin(connection: &Arc<Connection>, len: u64) -> Self {
        connection.load.begin(len);
        Self {
            connection: connection.clone(),
            len,
        }
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        self.connection.load.end(self.len);
    }
}

impl Connection {
    async fn respond(&self, req: Request, reply: Result<Reply, ServiceError>) -> Result<(), Error> {
        self.load.answer();
        let responded = respond(&self.writer, req, reply).await;
        self.load.answered();
        responded
    }
}

/// Run one call. A panic is answered like an error: without it the caller would wait for ever.
async fn answer(mut call: ReplyFuture) -> Result<Reply, ServiceError> {
    std::future::poll_fn(move |cx| {
        catch_unwind(AssertUnwindSafe(|| call.as_mut().poll(cx)))
            .unwrap_or_else(|_| Poll::Ready(Err(ServiceError("rpc: method panicked".into()))))
    })
    .await
}

/// server.go, `sendResponse`: the header, then the reply or `invalidRequest`.
async fn respond(
    writer: &tokio::sync::Mutex<(BoxWrite, Encoder)>,
    req: Request,
    reply: Result<Reply, ServiceError>,
) -> Result<(), Error> {
    let mut w = writer.lock().await;
    let mut body = Vec::new();
    // Go closes the connection when a reply will not encode. Nothing of it has been written yet,
    // so here it is one call that fails.
    let encoded = reply.and_then(|r| w.1.encode_into(&*r, &mut body).map_err(ServiceError::from));
    let error = match encoded {
        Ok(()) => String::new(),
        Err(ServiceError(msg)) => {
            w.1.encode_into(&InvalidRequest {}, &mut body)?;
            // An empty text would be taken for success.
            if msg.is_empty() {
                "rpc: error without text".into()
            } else {
                msg
            }
        }
    };
    let mut out = Vec::new();
    w.1.encode_into(
        &Response {
            service_method: req.service_method,
            seq: req.seq,
            error,
        },
        &mut out,
    )?;
    out.extend_from_slice(&body);
    w.0.write_all(&out).await?;
    w.0.flush().await?;
    Ok(())
}
