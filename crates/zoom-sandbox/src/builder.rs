//! How a sandbox comes to life.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use tokio::net::TcpListener;

use crate::model::{App, User};
use crate::sandbox::Sandbox;
use crate::shared::{Shared, load};
use crate::state::{Error, State};
use crate::{deliver, web};

/// Makes a [`Sandbox`]; see [`Sandbox::builder`].
#[derive(Debug)]
#[must_use]
pub struct Builder {
    listen: SocketAddr,
    data: Option<PathBuf>,
    apps: Vec<App>,
    users: Vec<User>,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            data: None,
            apps: Vec::new(),
            users: vec![
                User::new("alice@example.com", "Alice", 5_551_230_001),
                User::new("bob@example.com", "Bob", 5_551_230_002),
                User::new("admin@example.com", "Admin", 5_551_230_003),
            ],
        }
    }
}

impl Builder {
    /// Listens here; a free port of 127.0.0.1 unless set.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Keeps everything in this directory, which is made where it does not exist, and finds it
    /// there at the next start.
    pub fn data_dir(mut self, directory: impl Into<PathBuf>) -> Self {
        self.data = Some(directory.into());
        self
    }

    /// Adds an app.
    pub fn app(mut self, app: App) -> Self {
        self.apps.push(app);
        self
    }

    /// Adds a person to Alice, Bob and Admin.
    pub fn user(mut self, user: User) -> Self {
        self.users.push(user);
        self
    }

    /// Starts it. It runs until the [`Sandbox`] is dropped.
    ///
    /// # Errors
    /// [`Error::Io`] where the address is taken or the data can not be read.
    pub async fn start(self) -> Result<Sandbox, Error> {
        let file = self.data.as_deref().map(state_file).transpose()?;
        let mut state = file.as_deref().map_or_else(|| Ok(State::default()), load)?;
        state.configure(self.apps, self.users);
        let listener = TcpListener::bind(self.listen)
            .await
            .map_err(io("can not listen"))?;
        let address = listener.local_addr().map_err(io("can not listen"))?;
        let http = http_client()?;
        state.url = format!("http://{address}");
        let shared = Arc::new(Shared::new(state, format!("http://{address}"), http, file));
        let router = web::router(Arc::clone(&shared));
        let server = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        let sender = tokio::spawn(deliver::run(Arc::clone(&shared)));
        Ok(Sandbox::new(shared, [server, sender]))
    }
}

fn state_file(directory: &std::path::Path) -> Result<PathBuf, Error> {
    std::fs::create_dir_all(directory).map_err(io("can not make the data directory"))?;
    Ok(directory.join("zoom-sandbox.json"))
}

fn http_client() -> Result<reqwest::Client, Error> {
    // Whoever came first may keep theirs.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        // What receives the events is on this machine.
        .no_proxy();
    builder
        .build()
        .map_err(|cause| Error::Io(cause.to_string()))
}

fn io(what: &'static str) -> impl Fn(std::io::Error) -> Error {
    move |cause| Error::Io(format!("{what}: {cause}"))
}
