//! The plugin that the conformance suite drives: it answers with the typed fields of what it got.
//!
//! Every hook notes its arguments under the key `hook/<name>` of the host's store, and answers what
//! the host put under `reply/<name>`. See `routes` for what it does on request.

#[rustfmt::skip] // Generated: `go run ./gen -check` compares it byte for byte.
mod generated;
mod routes;
mod streams;
mod typed;

use std::collections::HashMap;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use mattermost_plugin::cluster::{Job, MutexGuard};
use mattermost_plugin::model::{Context, Post};
use mattermost_plugin::{Api, Error, Plugin, PostVerdict, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::typed::{Typed, arg, object};

/// What the hooks and routes share.
pub(crate) struct State {
    api: Api,
    /// Lets the second part of `/flush` go.
    released: Notify,
    /// The cluster mutexes that `/mutex` holds.
    held: Mutex<HashMap<String, MutexGuard>>,
    /// The jobs that `/schedule` began.
    jobs: Mutex<Vec<Job>>,
}

/// The settings, by the lower-case keys that Mattermost stores.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Settings {
    text: String,
    number: i64,
    flag: bool,
    /// Refuses activation with this text.
    refuse: String,
    /// Panics in activation.
    panic: bool,
}

impl State {
    /// Notes a hook's arguments, and gives the prepared reply: an object by Go's field names, or
    /// `{"error": text}`, or `{"panic": true}`.
    async fn hook(&self, name: &str, args: Value) -> Result<Value> {
        self.note(name, &args).await?;
        let prepared = self.api.kv_get(format!("reply/{name}")).await?;
        if prepared.is_empty() {
            return Ok(Value::Null);
        }
        let reply: Value = serde_json::from_slice(&prepared)?;
        if let Some(text) = reply.get("error").and_then(Value::as_str) {
            return Err(Error::new(text));
        }
        assert!(
            reply.get("panic").is_none(),
            "the host asked for a panic in {name}"
        );
        Ok(reply)
    }

    async fn note(&self, name: &str, args: &Value) -> Result<()> {
        let text = serde_json::to_vec(args)?;
        self.api.kv_set(format!("hook/{name}"), text).await
    }

    fn held(&self) -> std::sync::MutexGuard<'_, HashMap<String, MutexGuard>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn jobs(&self) -> std::sync::MutexGuard<'_, Vec<Job>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn activate(api: Api, settings: Settings) -> Result<State> {
    if !settings.refuse.is_empty() {
        return Err(Error::new(settings.refuse));
    }
    assert!(!settings.panic, "the settings asked for a panic");
    let state = State {
        api,
        released: Notify::new(),
        held: Mutex::default(),
        jobs: Mutex::default(),
    };
    state.note("OnActivate", &json!(settings)).await?;
    tracing::info!(number = settings.number, "activated");
    Ok(state)
}

async fn configuration_changed(state: Arc<State>, settings: Settings) -> Result<()> {
    state
        .hook("OnConfigurationChange", json!(settings))
        .await
        .map(|_| ())
}

async fn deactivate(state: Arc<State>) -> Result<()> {
    state.hook("OnDeactivate", Value::Null).await.map(|_| ())
}

async fn message_will_be_posted(
    state: Arc<State>,
    context: Context,
    post: Post,
) -> Result<PostVerdict> {
    let args = object([("A", context.dump()), ("B", post.dump())]);
    state.hook("MessageWillBePosted", args).await.map(verdict)
}

async fn message_will_be_updated(
    state: Arc<State>,
    context: Context,
    new: Post,
    old: Post,
) -> Result<PostVerdict> {
    let args = object([("A", context.dump()), ("B", new.dump()), ("C", old.dump())]);
    state.hook("MessageWillBeUpdated", args).await.map(verdict)
}

/// What the host prepared: `{"A": post}`, `{"B": text}`, `{"dismiss": true}` or nothing.
fn verdict(reply: Value) -> PostVerdict {
    if reply.get("dismiss").is_some() {
        return PostVerdict::Dismiss;
    }
    match (arg::<Option<Post>>(&reply, "A"), arg::<String>(&reply, "B")) {
        (Some(post), _) => PostVerdict::Change(Box::new(post)),
        (None, text) if text.is_empty() => PostVerdict::Keep,
        (None, text) => PostVerdict::Reject(text),
    }
}

fn main() -> ExitCode {
    let plugin = Plugin::new(activate)
        .on_configuration_change(configuration_changed)
        .on_deactivate(deactivate)
        .http(routes::routes)
        .metrics(|_| streams::metrics())
        .file_will_be_uploaded(streams::file_will_be_uploaded)
        .message_will_be_posted(message_will_be_posted)
        .message_will_be_updated(message_will_be_updated);
    generated::hooks(plugin).run()
}
