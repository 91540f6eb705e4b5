//! What the pages, the API and the sender of webhooks share.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::state::{Error, State};

#[derive(Debug)]
pub(crate) struct Shared {
    state: Mutex<State>,
    /// The sandbox's own address, without a slash at its end.
    pub(crate) url: String,
    pub(crate) http: reqwest::Client,
    /// Rung whenever the queue of deliveries or the clock changed.
    pub(crate) wake: Notify,
    /// Held by whoever sends: one delivery at a time keeps their order.
    pub(crate) sending: tokio::sync::Mutex<()>,
    file: Option<PathBuf>,
}

impl Shared {
    pub(crate) fn new(
        state: State,
        url: String,
        http: reqwest::Client,
        file: Option<PathBuf>,
    ) -> Self {
        let (wake, sending) = (Notify::new(), tokio::sync::Mutex::new(()));
        Self {
            state: Mutex::new(state),
            url,
            http,
            wake,
            sending,
            file,
        }
    }

    pub(crate) fn api_url(&self) -> String {
        format!("{}/v2", self.url)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the state.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.lock())
    }

    /// Changes the state, keeps it on disk, and wakes the sender.
    pub(crate) fn update<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.lock();
        let result = change(&mut state);
        if let Err(error) = self.save(&state) {
            eprintln!("zoom-sandbox: can not keep its data: {error}");
        }
        drop(state);
        self.wake.notify_one();
        result
    }

    /// Writes the file anew and puts it in place in one step, so that a crash leaves the old one.
    fn save(&self, state: &State) -> Result<(), Error> {
        let Some(file) = &self.file else {
            return Ok(());
        };
        let fail = |cause: String| Error::Io(format!("{}: {cause}", file.display()));
        let text = serde_json::to_vec(state).map_err(|cause| fail(cause.to_string()))?;
        let draft = file.with_extension("new");
        std::fs::write(&draft, text).map_err(|cause| fail(cause.to_string()))?;
        std::fs::rename(&draft, file).map_err(|cause| fail(cause.to_string()))
    }
}

/// The state kept in this file; a fresh one where there is none.
pub(crate) fn load(file: &std::path::Path) -> Result<State, Error> {
    let fail = |cause: String| Error::Io(format!("{}: {cause}", file.display()));
    match std::fs::read(file) {
        Ok(text) => serde_json::from_slice(&text).map_err(|cause| fail(cause.to_string())),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(State::default()),
        Err(cause) => Err(fail(cause.to_string())),
    }
}
