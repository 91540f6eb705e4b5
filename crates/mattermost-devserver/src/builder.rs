//! How a server is started.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::app::{App, Options};
use crate::error::Error;
use crate::log::Log;
use crate::page::Page;
use crate::rest;
use crate::server::{DevServer, Metrics};
use crate::store::Store;
use crate::wire::{ApiCall, Fate, Judge};

/// The settings of a [`DevServer`] that is to be started; made by [`DevServer::builder`].
#[derive(Clone)]
#[must_use = "a builder does nothing until it is started"]
pub struct Builder {
    data_dir: Option<PathBuf>,
    page: Page,
    listen: SocketAddr,
    site_url: Option<String>,
    health_check_interval: Duration,
    nodes: usize,
    judge: Option<Judge>,
    metrics: Option<SocketAddr>,
    taken: Vec<(String, String)>,
}

impl std::fmt::Debug for Builder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Builder")
            .field("data_dir", &self.data_dir)
            .field("listen", &self.listen)
            .field("site_url", &self.site_url)
            .field("nodes", &self.nodes)
            .finish_non_exhaustive()
    }
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            data_dir: None,
            page: Page::default(),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            site_url: None,
            health_check_interval: Duration::from_secs(30),
            nodes: 1,
            judge: None,
            metrics: None,
            taken: Vec::new(),
        }
    }
}

impl Builder {
    /// The folder for the database and the plugins; it is made where it is missing. Without one the
    /// server uses a temporary folder, which goes with it.
    pub fn data_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.data_dir = Some(path.into());
        self
    }

    /// The folder of the built page. Unless set, it is the page that the published crate carries; in
    /// a checkout, which builds it apart, `client/dist` of this crate.
    pub fn client_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.page = Page::Folder(path.into());
        self
    }

    /// The address to listen on: a free port of 127.0.0.1 unless set.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// The address that users see (`ServiceSettings.SiteURL`), with a path where the server lies
    /// below one: the address it listens on unless set.
    pub fn site_url(mut self, url: impl Into<String>) -> Self {
        self.site_url = Some(url.into());
        self
    }

    /// An address for the metrics of plugins, which Mattermost serves on a port of its own at
    /// `/plugins/<id>/metrics`: none unless set.
    pub fn metrics(mut self, address: SocketAddr) -> Self {
        self.metrics = Some(address);
        self
    }

    /// How often each plugin must show that it lives: 30 seconds unless set, as with Mattermost.
    pub fn health_check_interval(mut self, interval: Duration) -> Self {
        self.health_check_interval = interval;
        self
    }

    /// How many nodes a cluster has: 1 unless set. Each runs a process of its own of every plugin,
    /// with files of its own, on the one store and behind the one address. Requests go to the
    /// nodes in turn, or to the one that the header `X-Devserver-Node` names, counted from 1;
    /// hooks run on the node whose request or plugin brings them about.
    pub fn nodes(mut self, count: usize) -> Self {
        self.nodes = count.max(1);
        self
    }

    /// Takes a permission from a role, as an admin can in the System Console: without `create_post`
    /// of `channel_user`, members may not post in a channel unless they are admins of it. Called
    /// several times, each counts.
    pub fn without_permission(mut self, role: &str, permission: &str) -> Self {
        self.taken.push((role.to_owned(), permission.to_owned()));
        self
    }

    /// Lets `judge` see each call of the plugin API as it comes in and decide what becomes of it.
    /// It may be called from several threads at once. [`DevServer::on_api_call`] replaces it.
    pub fn on_api_call(mut self, judge: impl Fn(&ApiCall) -> Fate + Send + Sync + 'static) -> Self {
        self.judge = Some(Arc::new(judge));
        self
    }

    /// Starts the server. Plugins that are installed and enabled in the data folder are started
    /// with it; one that fails does not keep the server from running.
    ///
    /// # Errors
    ///
    /// Where the data folder or its database cannot be used, the address cannot be listened on, or
    /// the site's URL is not an `http` or `https` address.
    pub async fn start(self) -> Result<DevServer, Error> {
        let (data_dir, temporary) = match self.data_dir {
            Some(path) => (path, None),
            None => {
                let folder = tempfile::tempdir()
                    .map_err(|e| Error::caused("cannot make a temporary folder", e))?;
                (folder.path().to_owned(), Some(folder))
            }
        };
        let show = data_dir.display().to_string();
        std::fs::create_dir_all(&data_dir)
            .map_err(|e| Error::caused(format!("cannot make the data folder {show}"), e))?;
        let store = Store::open(&data_dir.join("devserver.sqlite"))
            .map_err(|e| Error::caused(format!("cannot open the database in {show}"), e))?;
        let (listener, address) = listen(self.listen).await?;
        let metrics = match self.metrics {
            Some(address) => Some(listen(address).await?),
            None => None,
        };
        let site_url = site_url(self.site_url, address)?;
        let options = Options {
            data_dir,
            page: self.page,
            site_url,
            health_check_interval: self.health_check_interval,
            nodes: self.nodes,
            taken: self.taken,
        };
        let app = App::new(options, store, Log::default())?;
        app.wire.set_judge(self.judge);
        let metrics = metrics.map(|(listener, address)| serve_metrics(&app, listener, address));
        DevServer::run(app, listener, address, metrics, temporary).await
    }
}

async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), Error> {
    let listener = TcpListener::bind(address)
        .await
        .map_err(|e| Error::caused(format!("cannot listen on {address}"), e))?;
    let address = listener
        .local_addr()
        .map_err(|e| Error::caused("cannot tell the address that is listened on", e))?;
    Ok((listener, address))
}

/// Serves the metrics of plugins until the task that is given is ended.
fn serve_metrics(app: &Arc<App>, listener: TcpListener, address: SocketAddr) -> Metrics {
    let router = rest::metrics_router(app.clone());
    let serving = tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!("serving metrics ended: {error}");
        }
    });
    Metrics { address, serving }
}

fn site_url(wanted: Option<String>, address: SocketAddr) -> Result<String, Error> {
    let url = wanted.unwrap_or_else(|| format!("http://{address}"));
    let parsed = reqwest::Url::parse(&url)
        .map_err(|e| Error::caused(format!("the site URL {url} is not an address"), e))?;
    if !["http", "https"].contains(&parsed.scheme()) {
        return Err(Error::new(format!(
            "the site URL {url} begins with neither http nor https"
        )));
    }
    Ok(url.trim_end_matches('/').to_owned())
}
