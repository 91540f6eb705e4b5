//! Registering the answers to a plugin's calls.

use std::collections::HashSet;
use std::future::Future;
use std::sync::Arc;

use go_netrpc::{Server, ServiceError};
use gobwire::{Decode, Describer, GobType, TypeTable, ValueDecoder};
use mattermost_model::rpc::{Empty, Method};
use mattermost_model::{AppError, RemoteError};

use crate::app::{App, RequestContext};
use crate::fault::{Fault, Outcome};

/// What every answer may use.
pub(super) struct Host {
    pub(super) app: Arc<App>,
    pub(super) plugin_id: String,
}

impl Host {
    /// The context of what a plugin does of itself: no request stands behind it.
    pub(super) fn context(&self) -> RequestContext {
        RequestContext::default()
    }
}

/// The calls that are answered.
pub(super) struct Calls {
    server: Server,
    host: Arc<Host>,
    known: HashSet<&'static str>,
}

impl Calls {
    pub(super) fn new(host: Host) -> Self {
        Self {
            server: Server::new(),
            host: Arc::new(host),
            known: HashSet::new(),
        }
    }

    /// Answers a call by `answer`.
    pub(super) fn on<M, F, Fut>(&mut self, answer: F)
    where
        M: Method,
        M::Args: Default + Send + 'static,
        M::Reply: Send + Sync + 'static,
        F: Fn(Arc<Host>, M::Args) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = M::Reply> + Send + 'static,
    {
        let host = self.host.clone();
        self.known.insert(M::NAME);
        self.server.register(M::NAME, move |args: M::Args| {
            let reply = answer(host.clone(), args);
            async move { Ok::<_, ServiceError>(reply.await) }
        });
    }

    /// The server, which refuses all other calls of `names`.
    pub(super) fn finish(mut self, names: &[&'static str]) -> Server {
        for name in names {
            if !self.known.contains(format!("Plugin.{name}").as_str()) {
                refuse(&mut self.server, name);
            }
        }
        self.server
    }
}

/// A server that refuses every call.
pub(super) fn refusing(names: &[&'static str]) -> Server {
    let mut server = Server::new();
    names.iter().for_each(|name| refuse(&mut server, name));
    server
}

fn refuse(server: &mut Server, name: &'static str) {
    server.register(&format!("Plugin.{name}"), move |_: Ignored| async move {
        let text = format!("not implemented in the dev server: {name}");
        Err::<Empty, _>(ServiceError(text))
    });
}

/// Arguments that nobody looks at.
#[derive(Default)]
struct Ignored;

impl GobType for Ignored {
    fn describe(_: &mut Describer<'_>) -> gobwire::Result<i64> {
        Err(gobwire::Error::Encode(
            "arguments that were ignored cannot be sent".into(),
        ))
    }

    fn compatible(_: &TypeTable, _: i64) -> bool {
        true
    }
}

impl Decode for Ignored {
    fn decode_into(&mut self, decoder: &mut ValueDecoder<'_>, wire: i64) -> gobwire::Result<()> {
        decoder.skip(wire)
    }
}

/// The two forms in which an error goes to a plugin.
pub(super) trait FromFault {
    fn from_fault(fault: Fault, place: &str) -> Self;
}

impl FromFault for AppError {
    fn from_fault(fault: Fault, place: &str) -> Self {
        fault.into_app_error(place)
    }
}

impl FromFault for RemoteError {
    fn from_fault(fault: Fault, place: &str) -> Self {
        Self::App(Box::new(fault.into_app_error(place)))
    }
}

/// Gives the compiler the type of an answer's outcome.
pub(super) async fn outcome<T>(answer: impl Future<Output = Outcome<T>>) -> Outcome<T> {
    answer.await
}

/// Answers a call that gives a value or an error.
macro_rules! value_or_error {
    ($calls:ident, $method:ident, |$host:ident, $args:pat_param| $body:expr) => {
        $calls.on::<api::$method, _, _>(|$host, $args| async move {
            let mut reply = <api::$method as Method>::Reply::default();
            match $crate::plugins::api::calls::outcome(async { $body }).await {
                Ok(value) => reply.value = value,
                Err(fault) => {
                    let place = stringify!($method);
                    reply.error = Some($crate::plugins::api::calls::FromFault::from_fault(
                        fault, place,
                    ));
                }
            }
            reply
        });
    };
}

/// Answers a call that gives nothing but, possibly, an error.
macro_rules! error_only {
    ($calls:ident, $method:ident, |$host:ident, $args:pat_param| $body:expr) => {
        $calls.on::<api::$method, _, _>(|$host, $args| async move {
            let mut reply = <api::$method as Method>::Reply::default();
            if let Err(fault) = $crate::plugins::api::calls::outcome(async { $body }).await {
                let place = stringify!($method);
                reply.error = Some($crate::plugins::api::calls::FromFault::from_fault(
                    fault, place,
                ));
            }
            reply
        });
    };
}

/// Answers a call that gives a value and has no way to give an error: that one is logged.
macro_rules! value_only {
    ($calls:ident, $method:ident, |$host:ident, $args:pat_param| $body:expr) => {
        $calls.on::<api::$method, _, _>(|$host, $args| async move {
            let mut reply = <api::$method as Method>::Reply::default();
            match $crate::plugins::api::calls::outcome(async { $body }).await {
                Ok(value) => reply.value = value,
                Err(fault) => {
                    let message = format!("{} failed: {fault}", stringify!($method));
                    $host.app.log.note("error", &$host.plugin_id, &message);
                }
            }
            reply
        });
    };
}

/// Answers a call that gives nothing at all: an error is logged.
macro_rules! nothing {
    ($calls:ident, $method:ident, |$host:ident, $args:pat_param| $body:expr) => {
        $calls.on::<api::$method, _, _>(|$host, $args| async move {
            if let Err(fault) = $crate::plugins::api::calls::outcome(async { $body }).await {
                let message = format!("{} failed: {fault}", stringify!($method));
                $host.app.log.note("error", &$host.plugin_id, &message);
            }
            <api::$method as Method>::Reply::default()
        });
    };
}

pub(super) use {error_only, nothing, value_only, value_or_error};

/// What a plugin must give with a call.
pub(super) fn given<T>(value: Option<T>, name: &str) -> Outcome<T> {
    value.ok_or_else(|| Fault::body_parameter(name))
}

/// A page of a list. Mattermost's API counts pages from 0.
pub(super) fn page<T>(items: Vec<T>, page: i64, per_page: i64) -> Vec<T> {
    let per_page = usize::try_from(per_page).unwrap_or_default();
    let page = usize::try_from(page).unwrap_or_default();
    items
        .into_iter()
        .skip(page.saturating_mul(per_page))
        .take(per_page)
        .collect()
}
