//! Declares a plugin: how it is activated, and its hooks.

use std::future::Future;
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use go_netrpc::{Server, ServiceError};
use goplugin::MuxBroker;
use mattermost_model::rpc::{Empty, Method, hooks as rpc};
use mattermost_model::{Context, FileInfo};
use serde::de::DeserializeOwned;
use tokio::io::{AsyncRead, AsyncWrite};

use crate::activation;
use crate::api::Api;
use crate::error::{Error, Result};
use crate::file::{self, FileVerdict};
use crate::guard::guard;
use crate::http::{Body, HttpService, serve_http};
use crate::log;
use crate::serve;

pub(crate) type Activate<S> =
    Box<dyn FnOnce(Api) -> Pin<Box<dyn Future<Output = Result<S>> + Send>> + Send>;
type Register<S> = Box<dyn FnOnce(&mut Server, &Arc<Shared<S>>) + Send>;
type Routes<S> = Box<dyn FnOnce(Arc<S>) + Send>;
type Pending<S> = (Activate<S>, Vec<Routes<S>>);

/// A plugin with its hooks, before it runs.
///
/// The server asks which hooks there are (`Implemented`, from Mattermost 5.2) before it activates
/// the plugin, so they are declared here, each an async function over the state `S` that `activate`
/// will make.
pub struct Plugin<S> {
    pub(crate) activate: Activate<S>,
    pub(crate) names: Vec<String>,
    pub(crate) registrations: Vec<Register<S>>,
    /// Make what serves HTTP, once the state is there.
    pub(crate) routes: Vec<Routes<S>>,
}

/// What the hooks of a running plugin share.
pub(crate) struct Shared<S> {
    /// The plugin's state and the API, from the moment it is active.
    pub(crate) active: OnceLock<(Arc<S>, Api)>,
    /// The streams beside the hooks.
    pub(crate) broker: MuxBroker,
    /// What activation consumes.
    pub(crate) pending: Mutex<Option<Pending<S>>>,
}

impl<S> Shared<S> {
    fn state(&self) -> Result<(Arc<S>, Api)> {
        self.active
            .get()
            .cloned()
            .ok_or_else(|| Error::new("the plugin is not active"))
    }

    pub(crate) fn take_pending(&self) -> Option<Pending<S>> {
        self.pending
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }
}

impl<S: Send + Sync + 'static> Plugin<S> {
    /// A plugin that `activate` brings to life, with its settings as `C`: the hook `OnActivate`, from
    /// Mattermost 5.2, which the server calls before any other.
    ///
    /// Where `activate` fails, or the settings do not fit `C`, the plugin does not run, and admins
    /// see the error's text.
    pub fn new<C, F, Fut>(activate: F) -> Self
    where
        C: DeserializeOwned + Send + 'static,
        F: FnOnce(Api, C) -> Fut + Send + 'static,
        Fut: Future<Output = Result<S>> + Send + 'static,
    {
        let activate = move |api: Api| {
            Box::pin(async move {
                let configuration = api.load_plugin_configuration().await?;
                activate(api, configuration).await
            }) as Pin<Box<dyn Future<Output = Result<S>> + Send>>
        };
        Self {
            activate: Box::new(activate),
            names: Vec::new(),
            registrations: Vec::new(),
            routes: Vec::new(),
        }
    }

    /// Declares the hook `OnConfigurationChange`, from Mattermost 5.2: the handler gets the settings
    /// as they are now, each time when they or the server's configuration may have changed.
    ///
    /// Where it fails, or the settings do not fit `C`, the server logs the error, and the plugin
    /// runs on.
    #[must_use]
    pub fn on_configuration_change<C, F, Fut>(self, handler: F) -> Self
    where
        C: DeserializeOwned + Send + 'static,
        F: Fn(Arc<S>, C) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<()>> + Send + 'static,
    {
        let handler = Arc::new(handler);
        self.raw_hook::<rpc::OnConfigurationChange, _, _>(move |shared, _| {
            let handler = handler.clone();
            async move {
                let (state, api) = shared.state()?;
                let changed = guard("OnConfigurationChange", async move {
                    handler(state, api.load_plugin_configuration().await?).await
                });
                let error = changed.await.err().map(Into::into);
                Ok(rpc::OnConfigurationChangeReply { error })
            }
        })
    }

    /// Declares the hook `OnDeactivate`, from Mattermost 5.2: the last that is called before the
    /// process ends, while the API can still be called.
    ///
    /// Where it fails, the server logs the error, and stops the plugin all the same.
    #[must_use]
    pub fn on_deactivate<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Arc<S>) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<()>> + Send + 'static,
    {
        self.hook::<rpc::OnDeactivate, _, _, _>(
            move |state, _| {
                let deactivated = handler(state);
                async move {
                    let result = deactivated.await;
                    log::flush().await;
                    result
                }
            },
            |()| rpc::OnDeactivateReply { error: None },
            Some(|error| rpc::OnDeactivateReply {
                error: Some(error.into()),
            }),
        )
    }

    /// Declares the hook `ServeHTTP`, from Mattermost 5.2: requests below `/plugins/<id>` go to the
    /// service that `routes` makes, with that prefix taken off their path. Where it panics, the
    /// client gets the status 500. See [`crate::http`].
    #[must_use]
    pub fn http<H>(self, routes: impl FnOnce(Arc<S>) -> H + Send + 'static) -> Self
    where
        H: Into<HttpService>,
    {
        self.service::<rpc::ServeHTTP, _>(routes, |args| args)
    }

    /// Declares the hook `ServeMetrics`, from Mattermost 9.2: requests to
    /// `/plugins/<id>/metrics/…` on the server's metrics port, which monitoring alone should
    /// reach, go to the service that `routes` makes. The server takes `/plugins/<id>/metrics` off
    /// their path, so that a scrape asks for `/`.
    #[must_use]
    pub fn metrics<H>(self, routes: impl FnOnce(Arc<S>) -> H + Send + 'static) -> Self
    where
        H: Into<HttpService>,
    {
        self.service::<rpc::ServeMetrics, _>(routes, |args| rpc::ServeHTTPArgs {
            response_writer_stream: args.response_writer_stream,
            request: args.request,
            context: args.context,
            request_body_stream: args.request_body_stream,
        })
    }

    /// Declares a hook whose requests go to a service.
    fn service<M, H>(
        mut self,
        routes: impl FnOnce(Arc<S>) -> H + Send + 'static,
        request: fn(M::Args) -> rpc::ServeHTTPArgs,
    ) -> Self
    where
        M: Method<Reply = Empty>,
        H: Into<HttpService>,
    {
        let service = Arc::new(OnceLock::<HttpService>::new());
        let made = service.clone();
        self.routes.push(Box::new(move |state| {
            let _ = made.set(routes(state).into());
        }));
        self.raw_hook::<M, _, _>(move |shared, args| {
            let service = service.get().cloned();
            async move {
                let service = service.ok_or_else(|| Error::new("the plugin is not active"))?;
                serve_http(M::NAME, service, &shared.broker, request(args)).await
            }
        })
    }

    /// Declares the hook `FileWillBeUploaded`, from Mattermost 5.2: the handler sees each file
    /// before it is stored. See [`FileVerdict`].
    ///
    /// The handler gets the plugin's state, then: `context`, `info`, the file's bytes as they
    /// come. Where it fails, the server stores the file as it is.
    #[must_use]
    pub fn file_will_be_uploaded<F, Fut>(self, handler: F) -> Self
    where
        F: Fn(Arc<S>, Context, FileInfo, Body) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<FileVerdict>> + Send + 'static,
    {
        let handler = Arc::new(handler);
        self.raw_hook::<rpc::FileWillBeUploaded, _, _>(move |shared, args| {
            let handler = handler.clone();
            async move {
                let (state, _) = shared.state()?;
                file::examine(&shared.broker, args, |context, info, content| {
                    handler(state, context, info, content)
                })
                .await
            }
        })
    }

    /// Runs the plugin until the server ends it; returns the process's exit code.
    ///
    /// Makes the tokio runtime, on the current thread.
    #[must_use]
    pub fn run(self) -> ExitCode {
        serve::run(self)
    }

    /// Serves the plugin on a connection of the caller's, such as one end of `tokio::io::duplex`
    /// in a test, until either side ends it: [`Plugin::run`] without a process, a handshake and
    /// a log in Mattermost.
    pub async fn serve_on<T>(self, connection: T)
    where
        T: AsyncRead + AsyncWrite + Send + 'static,
    {
        serve::serve_on(self, connection).await;
    }

    /// Declares a hook whose failure is either a field of its reply or an error of the call.
    pub(crate) fn hook<M, T, F, Fut>(
        self,
        call: F,
        reply: fn(T) -> M::Reply,
        failed: Option<fn(Error) -> M::Reply>,
    ) -> Self
    where
        M: Method,
        T: Send + 'static,
        F: Fn(Arc<S>, M::Args) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<T>> + Send + 'static,
    {
        let call = Arc::new(call);
        self.raw_hook::<M, _, _>(move |shared, args| {
            let call = call.clone();
            async move {
                let (state, _) = shared.state()?;
                match (
                    guard(M::NAME, async move { call(state, args).await }).await,
                    failed,
                ) {
                    (Ok(value), _) => Ok(reply(value)),
                    (Err(error), Some(failed)) => Ok(failed(error)),
                    (Err(error), None) => Err(error),
                }
            }
        })
    }

    fn raw_hook<M, F, Fut>(mut self, call: F) -> Self
    where
        M: Method,
        F: Fn(Arc<Shared<S>>, M::Args) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<M::Reply>> + Send + 'static,
    {
        self.names
            .push(M::NAME.trim_start_matches("Plugin.").to_owned());
        self.registrations.push(Box::new(move |server, shared| {
            let shared = shared.clone();
            server.register(M::NAME, move |args: M::Args| {
                let call = call(shared.clone(), args);
                async move { call.await.map_err(|error| ServiceError(error.to_string())) }
            });
        }));
        self
    }

    /// The net/rpc server for the hooks.
    pub(crate) fn into_server(mut self, broker: MuxBroker) -> Server {
        // The last lines of the log go out with this hook, whether the plugin has a use for it
        // or not.
        if !self.names.iter().any(|name| name == "OnDeactivate") {
            self = self.on_deactivate(|_| async { Ok(()) });
        }
        let shared = Arc::new(Shared {
            active: OnceLock::new(),
            broker,
            pending: Mutex::new(Some((self.activate, self.routes))),
        });
        let mut server = Server::new();
        let names = self.names;
        server.register("Plugin.Implemented", move |_: Empty| {
            let names = names.clone();
            async move { Ok::<_, ServiceError>(names) }
        });
        activation::register(&mut server, &shared);
        for register in self.registrations {
            register(&mut server, &shared);
        }
        server
    }
}

impl<S> std::fmt::Debug for Plugin<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plugin")
            .field("hooks", &self.names)
            .finish_non_exhaustive()
    }
}
