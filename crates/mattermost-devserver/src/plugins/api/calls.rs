//! Registering the answers to a plugin's calls.

use std::collections::HashSet;
use std::fmt::Debug;
use std::future::Future;
use std::sync::{Arc, Weak};

use go_netrpc::{Server, ServiceError};
use gobwire::{Decode, Describer, GobType, TypeTable, ValueDecoder};
use mattermost_model::rpc::{Empty, Method};
use mattermost_model::{AppError, RemoteError};

use super::lacking;
use crate::app::{App, RequestContext};
use crate::fault::{Fault, Outcome};
use crate::plugins::process::{Process, method_name};
use crate::wire::{ApiCall, Begun, Direction, Fate};

/// What every answer may use.
pub(super) struct Host {
    pub(super) app: Arc<App>,
    pub(super) plugin_id: String,
    /// The node that the plugin runs on.
    pub(super) node: usize,
    /// The process that calls.
    pub(super) process: Weak<Process>,
}

/// How a call that is to fail is answered.
type Refusal<M> = fn(Fault) -> Result<<M as Method>::Reply, ServiceError>;

impl Host {
    /// The context of what a plugin does of itself: no request stands behind it.
    pub(super) fn context(&self) -> RequestContext {
        RequestContext::of_node(self.node)
    }

    /// Writes a line of the server itself about the plugin.
    pub(super) fn note(&self, level: &str, message: &str) {
        let plugins = &self.app.plugins;
        plugins.note(level, &self.plugin_id, self.node, message);
    }

    /// A call that the plugin makes.
    fn call(&self, method: &'static str) -> ApiCall {
        ApiCall {
            plugin_id: self.plugin_id.clone(),
            node: self.node + 1,
            method,
        }
    }

    /// Notes among the calls over the wire how one ended.
    fn note_end<R: Debug>(&self, begun: Begun, result: &Result<R, ServiceError>) {
        let result = result.as_ref().map_err(|ServiceError(text)| text);
        self.app.wire.end(begun, result);
    }

    /// Ends the plugin's process and with it the call.
    fn kill<R>(&self) -> Result<R, ServiceError> {
        if let Some(process) = self.process.upgrade() {
            process.kill();
        }
        Err(ServiceError("the plugin has been killed".to_owned()))
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

    /// Answers a call by `answer`, or by `refuse` where it is to fail.
    pub(super) fn on<M, F, Fut>(&mut self, refuse: Refusal<M>, answer: F)
    where
        M: Method,
        F: Fn(Arc<Host>, M::Args) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = M::Reply> + Send + 'static,
    {
        let (host, answer) = (self.host.clone(), Arc::new(answer));
        self.known.insert(M::NAME);
        self.server.register(M::NAME, move |args: M::Args| {
            let (host, answer) = (host.clone(), answer.clone());
            async move {
                let call = host.call(method_name::<M>());
                let begun = host.app.wire.begin(&call, Direction::Api, &args);
                let fate = host.app.wire.fate(&call);
                let carry_out = || answer(host.clone(), args);
                let result = carry_out_as(&host, fate, refuse, carry_out).await;
                host.note_end(begun, &result);
                result
            }
        });
    }

    /// The server, which refuses all other calls of `names`.
    pub(super) fn finish(mut self, names: &[&'static str]) -> Server {
        for name in names {
            if !self.known.contains(format!("Plugin.{name}").as_str()) {
                self.refuse(name);
            }
        }
        self.server
    }

    fn refuse(&mut self, name: &'static str) {
        let host = self.host.clone();
        let answer = move |_: Ignored| {
            let wire = &host.app.wire;
            let begun = wire.begin(&host.call(name), Direction::Api, &"not read");
            let result = Err::<Empty, _>(refusal(name));
            host.note_end(begun, &result);
            async move { result }
        };
        self.server.register(&format!("Plugin.{name}"), answer);
    }
}

/// Carries a call out, or not, as it has been decided.
async fn carry_out_as<R, Fut: Future<Output = R>>(
    host: &Host,
    fate: Fate,
    refuse: fn(Fault) -> Result<R, ServiceError>,
    carry_out: impl FnOnce() -> Fut,
) -> Result<R, ServiceError> {
    match fate {
        Fate::Proceed => Ok(carry_out().await),
        Fate::Stall(time) => {
            tokio::time::sleep(time).await;
            Ok(carry_out().await)
        }
        Fate::Fail(message) => refuse(Fault::wanted(&message)),
        Fate::KillBefore => host.kill(),
        Fate::KillAfter => {
            carry_out().await;
            host.kill()
        }
    }
}

fn refusal(name: &str) -> ServiceError {
    let text = format!("not implemented in the dev server: {name}");
    ServiceError(match lacking::reason(name) {
        Some(reason) => format!("{text} ({reason})"),
        None => text,
    })
}

/// A server that refuses every call.
pub(super) fn refusing(names: &'static [&'static str]) -> Server {
    let mut server = Server::new();
    for name in names {
        let answer = move |_: Ignored| async move { Err::<Empty, _>(refusal(name)) };
        server.register(&format!("Plugin.{name}"), answer);
    }
    server
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

/// The reply that carries an error.
macro_rules! failing {
    ($method:ident) => {
        |fault| {
            let mut reply = <api::$method as Method>::Reply::default();
            let place = stringify!($method);
            reply.error = Some($crate::plugins::api::calls::FromFault::from_fault(
                fault, place,
            ));
            Ok(reply)
        }
    };
}

/// Answers a call that gives a value or an error.
macro_rules! value_or_error {
    ($calls:ident, $method:ident, |$host:ident, $args:pat_param| $body:expr) => {
        $calls.on::<api::$method, _, _>(
            $crate::plugins::api::calls::failing!($method),
            |$host, $args| async move {
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
            },
        );
    };
}

/// Answers a call that gives nothing but, possibly, an error.
macro_rules! error_only {
    ($calls:ident, $method:ident, |$host:ident, $args:pat_param| $body:expr) => {
        $calls.on::<api::$method, _, _>(
            $crate::plugins::api::calls::failing!($method),
            |$host, $args| async move {
                let mut reply = <api::$method as Method>::Reply::default();
                if let Err(fault) = $crate::plugins::api::calls::outcome(async { $body }).await {
                    let place = stringify!($method);
                    reply.error = Some($crate::plugins::api::calls::FromFault::from_fault(
                        fault, place,
                    ));
                }
                reply
            },
        );
    };
}

/// Answers a call that gives a value and has no way to give an error: that one is logged.
macro_rules! value_only {
    ($calls:ident, $method:ident, |$host:ident, $args:pat_param| $body:expr) => {
        $calls.on::<api::$method, _, _>(
            $crate::plugins::api::calls::failed,
            |$host, $args| async move {
                let mut reply = <api::$method as Method>::Reply::default();
                match $crate::plugins::api::calls::outcome(async { $body }).await {
                    Ok(value) => reply.value = value,
                    Err(fault) => {
                        let message = format!("{} failed: {fault}", stringify!($method));
                        $host.note("error", &message);
                    }
                }
                reply
            },
        );
    };
}

/// Answers a call that gives nothing at all: an error is logged.
macro_rules! nothing {
    ($calls:ident, $method:ident, |$host:ident, $args:pat_param| $body:expr) => {
        $calls.on::<api::$method, _, _>(
            $crate::plugins::api::calls::failed,
            |$host, $args| async move {
                if let Err(fault) = $crate::plugins::api::calls::outcome(async { $body }).await {
                    let message = format!("{} failed: {fault}", stringify!($method));
                    $host.note("error", &message);
                }
                <api::$method as Method>::Reply::default()
            },
        );
    };
}

pub(super) use {error_only, failing, nothing, value_only, value_or_error};

/// The failure of a call that has no error of its own.
pub(super) fn failed<R>(fault: Fault) -> Result<R, ServiceError> {
    Err(ServiceError(fault.to_string()))
}

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
