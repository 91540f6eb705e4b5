//! A running server.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::ServiceExt as _;
use axum::extract::{OriginalUri, Request};
use futures_util::FutureExt as _;
use http::Uri;
use mattermost_model::{PluginClusterEvent, PluginStatus};
use serde_json::Value;
use tokio::io::DuplexStream;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tower::Layer as _;

use crate::app::{ACCOUNTS, App};
use crate::builder::Builder;
use crate::client::Client;
use crate::error::Error;
use crate::log::LogEntry;
use crate::plugins::API_METHODS;
use crate::rest;
use crate::watch::watch;
use crate::wire::{ApiCall, Fate, WireCall};

/// A name and a password of the demo data.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Login {
    /// The user's name.
    pub username: &'static str,
    /// The password. It is the same on every dev server.
    pub password: &'static str,
    /// Whether the user is a system admin.
    pub is_admin: bool,
}

/// A Mattermost in this process. It runs until [`DevServer::shutdown`] is called or it is dropped;
/// only the former stops the plugins in their own good time.
#[derive(Debug)]
pub struct DevServer {
    app: Arc<App>,
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    serving: Option<JoinHandle<()>>,
    metrics: Option<Metrics>,
    /// Removed when the server is gone.
    _temporary: Option<tempfile::TempDir>,
}

/// Where the metrics of plugins are served, and the task that does it.
#[derive(Debug)]
pub(crate) struct Metrics {
    pub(crate) address: SocketAddr,
    pub(crate) serving: JoinHandle<()>,
}

impl Drop for Metrics {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl DevServer {
    /// Begins to describe a server.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The logins of the demo data: `alice`, `bob` and the system admin `admin`.
    pub fn logins() -> Vec<Login> {
        ACCOUNTS
            .iter()
            .map(|account| Login {
                username: account.username,
                password: account.password,
                is_admin: account.is_admin,
            })
            .collect()
    }

    pub(crate) async fn run(
        app: Arc<App>,
        listener: TcpListener,
        address: SocketAddr,
        metrics: Option<Metrics>,
        temporary: Option<tempfile::TempDir>,
    ) -> Result<Self, Error> {
        let prefix = app.options.site_path();
        let below = move |request: Request| strip(request, &prefix);
        let service = tower::util::MapRequestLayer::new(below).layer(rest::router(app.clone()));
        let service = service.into_make_service_with_connect_info::<SocketAddr>();
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(async move {
            let server = axum::serve(listener, service);
            tokio::select! {
                result = server => {
                    if let Err(error) = result {
                        tracing::error!("serving ended: {error}");
                    }
                }
                // A dropped sender stops the server as well.
                _ = stopped => {}
            }
        });
        // Only now, as plugins call the server's own address while they start.
        app.plugins.load().await?;
        Ok(Self {
            app,
            address,
            stop: Some(stop),
            serving: Some(serving),
            metrics,
            _temporary: temporary,
        })
    }

    /// The address of the site as users see it, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.app.options.site_url
    }

    /// The folder where the page should be, where it has not been built: the server answers with a
    /// text instead.
    pub fn missing_page(&self) -> Option<&Path> {
        self.app.options.page.missing()
    }

    /// The address that the server listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address at which plugins' metrics are served, where [`Builder::metrics`] asked for it.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics.as_ref().map(|metrics| metrics.address)
    }

    /// Installs a bundle, a `.tar.gz` with a `plugin.json`, in the place of an installed plugin
    /// with the same id. A new plugin is disabled; one that was enabled is started again. Gives the
    /// plugin's id.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read, or is not a bundle: see [`Error::id`].
    pub async fn install(&self, bundle: impl AsRef<Path>) -> Result<String, Error> {
        Ok(self.app.plugins.install(bundle.as_ref(), true).await?.id)
    }

    /// Installs a bundle again whenever its file changes, until the server ends: a plugin that is
    /// enabled then runs anew, and clients load its web app again. What cannot be installed is
    /// logged, and the plugin stays as it is.
    pub fn watch(&self, bundle: impl Into<PathBuf>) {
        tokio::spawn(watch(Arc::downgrade(&self.app), bundle.into()));
    }

    /// The names of all methods of the plugin API that a plugin can call, in order.
    pub fn api_methods() -> &'static [&'static str] {
        &API_METHODS
    }

    /// Lets an installed plugin run in this process, from its next start on and until it is
    /// installed anew: in the place of its executable, each start calls `serve` with the plugin's
    /// end of the connection. One written with the crate `mattermost-plugin` hands that to
    /// `Plugin::serve_on`, and so its state can be made, and looked into, by a test.
    ///
    /// # Errors
    ///
    /// Where it is not installed.
    pub fn run_here<F, Fut>(&self, plugin_id: &str, serve: F) -> Result<(), Error>
    where
        F: Fn(DuplexStream) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        let serve = move |connection| serve(connection).boxed();
        Ok(self.app.plugins.run_here(plugin_id, Arc::new(serve))?)
    }

    /// The time on the server's clock, in milliseconds since 1970.
    pub fn now(&self) -> i64 {
        self.app.now()
    }

    /// Moves the server's clock forward: what it stamps and what expires, such as values of
    /// plugins and sessions, goes by it. Plugins have a clock of their own.
    pub fn advance(&self, by: Duration) {
        self.app.store.clock.advance(by);
    }

    /// Enables a plugin and starts it.
    ///
    /// # Errors
    ///
    /// Where it is not installed, or could not be started: the message says why, and
    /// [`DevServer::plugin_status`] keeps saying it.
    pub async fn enable(&self, plugin_id: &str) -> Result<(), Error> {
        Ok(self.app.plugins.enable(plugin_id).await?)
    }

    /// Disables a plugin and stops it.
    ///
    /// # Errors
    ///
    /// Where it is not installed.
    pub async fn disable(&self, plugin_id: &str) -> Result<(), Error> {
        Ok(self.app.plugins.disable(plugin_id).await?)
    }

    /// Replaces a plugin's settings by a JSON object, as the System Console would: keys are kept in
    /// lower case, so that the console finds them. Returns after running plugins have taken the new
    /// configuration in.
    ///
    /// # Errors
    ///
    /// Where `settings` is not an object.
    pub async fn set_plugin_settings(&self, plugin_id: &str, settings: Value) -> Result<(), Error> {
        let Value::Object(settings) = settings else {
            return Err(Error::new("a plugin's settings are a JSON object"));
        };
        let lower = settings.into_iter().map(|(k, v)| (k.to_lowercase(), v));
        let settings = Value::Object(lower.collect());
        Ok(self.app.set_plugin_settings(plugin_id, settings).await?)
    }

    /// Reads the settings of plugins from a JSON file: an object with one object for each plugin id.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read or holds something else.
    pub async fn load_settings(&self, file: &Path) -> Result<(), Error> {
        let show = file.display();
        let text = std::fs::read(file)
            .map_err(|e| Error::caused(format!("cannot read the settings {show}"), e))?;
        let all: serde_json::Map<String, Value> = serde_json::from_slice(&text)
            .map_err(|e| Error::caused(format!("the settings {show} are not valid"), e))?;
        for (plugin_id, settings) in all {
            self.set_plugin_settings(&plugin_id, settings).await?;
        }
        Ok(())
    }

    /// How a plugin is; `None` where it is not installed. `state` is Mattermost's number: 0 not
    /// running, 1 starting, 2 running, 3 failed to start, 4 failed to stay running, 5 stopping. With
    /// several nodes it is the first one's.
    pub fn plugin_status(&self, plugin_id: &str) -> Option<PluginStatus> {
        self.plugin_statuses(plugin_id).into_iter().next()
    }

    /// How a plugin is on each node, in their order; nothing where it is not installed.
    pub fn plugin_statuses(&self, plugin_id: &str) -> Vec<PluginStatus> {
        self.app.plugins.statuses_of(plugin_id)
    }

    /// The process id of a plugin that runs; with several nodes, on the first.
    pub fn plugin_pid(&self, plugin_id: &str) -> Option<u32> {
        self.plugin_pid_on(1, plugin_id)
    }

    /// The process id of a plugin that runs on a node, counted from 1.
    pub fn plugin_pid_on(&self, node: usize, plugin_id: &str) -> Option<u32> {
        self.app.plugins.pid(plugin_id, node.checked_sub(1)?)
    }

    /// Ends a plugin's process on a node, counted from 1, as `kill -9` does; the health check will
    /// find it dead. Tells whether there was a process that could be ended so (on Windows none).
    pub fn kill_plugin(&self, node: usize, plugin_id: &str) -> bool {
        let node = node.checked_sub(1);
        node.is_some_and(|node| self.app.plugins.kill(plugin_id, node))
    }

    /// Hands a plugin on every node a cluster event, as if yet another node had sent it.
    ///
    /// # Errors
    ///
    /// Where the plugin is not installed, or the call of its hook fails.
    pub async fn send_cluster_event(
        &self,
        plugin_id: &str,
        event: PluginClusterEvent,
    ) -> Result<(), Error> {
        Ok(self.app.plugins.cluster_event(plugin_id, event).await?)
    }

    /// Lets `judge` see each call of the plugin API from now on and decide what becomes of it, in
    /// the place of the one before. It may be called from several threads at once.
    pub fn on_api_call(&self, judge: impl Fn(&ApiCall) -> Fate + Send + Sync + 'static) {
        self.app.wire.set_judge(Some(Arc::new(judge)));
    }

    /// The newest calls of hooks and of the plugin API, in the order in which they ended.
    pub fn wire_calls(&self) -> Vec<WireCall> {
        self.app.wire.calls(0)
    }

    /// The newest lines of the log, the oldest of them first.
    pub fn log_entries(&self) -> Vec<LogEntry> {
        self.app.log.entries()
    }

    /// Logs a user of the demo data in.
    ///
    /// # Errors
    ///
    /// Where there is no such login, or the server does not answer.
    pub async fn log_in(&self, username: &str) -> Result<Client, Error> {
        let login = Self::logins()
            .into_iter()
            .find(|login| login.username == username);
        let login = login.ok_or_else(|| Error::new(format!("there is no login {username}")))?;
        let path = self.app.options.site_path();
        let url = format!("http://{}{path}", self.address);
        Client::log_in(&url, login.username, login.password).await
    }

    /// Stops the plugins and then the server.
    pub async fn shutdown(mut self) {
        self.app.plugins.shut_down().await;
        drop(self.stop.take());
        if let Some(serving) = self.serving.take() {
            // A task that panicked has ended as well.
            let _ = serving.await;
        }
    }
}

/// Takes the site's path off a request's, which is remembered as it came.
fn strip(mut request: Request, prefix: &str) -> Request {
    let original = request.uri().clone();
    if let Some(uri) = stripped(&original, prefix) {
        *request.uri_mut() = uri;
    }
    request.extensions_mut().insert(OriginalUri(original));
    request
}

fn stripped(uri: &Uri, prefix: &str) -> Option<Uri> {
    let rest = uri
        .path_and_query()?
        .as_str()
        .strip_prefix(prefix)
        .filter(|_| !prefix.is_empty())?;
    match rest.chars().next() {
        None => Some(Uri::from_static("/")),
        Some('/') => rest.parse().ok(),
        Some('?') => format!("/{rest}").parse().ok(),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_path_of_the_site_is_taken_off() {
        let strip = |uri: &'static str| stripped(&Uri::from_static(uri), "/mm");
        assert_eq!(
            strip("/mm/api/v4/users/me?x=1").unwrap(),
            "/api/v4/users/me?x=1"
        );
        assert_eq!(strip("/mm").unwrap(), "/");
        assert_eq!(strip("/mmx/api"), None);
    }
}
