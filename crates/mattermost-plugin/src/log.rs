//! `tracing` events in Mattermost's log.
//!
//! Before activation, and when the server does not take them, events go to stderr as the JSON
//! lines of HashiCorp's hclog, which the server reads too.

use std::fmt::{self, Write as _};
use std::io::Write as _;
use std::sync::OnceLock;

use mattermost_model::Any;
use tokio::sync::{mpsc, oneshot};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt as _};

use crate::api::{Api, LogLevel};

/// Events that wait for the server; more are written to stderr.
const QUEUE: usize = 1024;

/// Libraries whose details are of no use in a server's log.
const QUIET: [&str; 8] = [
    "go_netrpc",
    "gobwire",
    "goplugin",
    "h2",
    "hyper",
    "reqwest",
    "rustls",
    "tower",
];

static SENDER: OnceLock<mpsc::Sender<Message>> = OnceLock::new();

enum Message {
    Line(Line),
    Flush(oneshot::Sender<()>),
}

struct Line {
    level: LogLevel,
    text: String,
    fields: Vec<(&'static str, String)>,
}

/// Takes up all events of the process.
pub(crate) fn install() {
    let subscriber = tracing_subscriber::registry().with(Forward);
    // A test may have set one already.
    let _ = tracing::subscriber::set_global_default(subscriber);
}

/// Sends events to the server from now on.
pub(crate) fn forward_to(api: Api) {
    let (sender, mut receiver) = mpsc::channel(QUEUE);
    if SENDER.set(sender).is_err() {
        return;
    }
    tokio::spawn(async move {
        while let Some(message) = receiver.recv().await {
            match message {
                Message::Line(line) => send(&api, line).await,
                Message::Flush(done) => drop(done.send(())),
            }
        }
    });
}

/// Waits until the server has all events so far.
pub(crate) async fn flush() {
    let Some(sender) = SENDER.get() else { return };
    let (done, wait) = oneshot::channel();
    if sender.send(Message::Flush(done)).await.is_ok() {
        let _ = wait.await;
    }
}

async fn send(api: &Api, line: Line) {
    let fields: Vec<Any> = line
        .fields
        .iter()
        .flat_map(|(name, value)| [Any::from(*name), Any::from(value.as_str())])
        .collect();
    if api
        .log(line.level, line.text.clone(), fields)
        .await
        .is_err()
    {
        to_stderr(&line);
    }
}

fn to_stderr(line: &Line) {
    let level = match line.level {
        LogLevel::Debug => "debug",
        LogLevel::Info => "info",
        LogLevel::Warn => "warn",
        LogLevel::Error => "error",
    };
    let mut json = serde_json::Map::new();
    for (name, value) in &line.fields {
        json.insert((*name).to_owned(), value.as_str().into());
    }
    json.insert("@level".into(), level.into());
    json.insert("@message".into(), line.text.as_str().into());
    json.insert(
        "@timestamp".into(),
        jiff::Timestamp::now().to_string().into(),
    );
    let _ = writeln!(std::io::stderr(), "{}", serde_json::Value::Object(json));
}

struct Forward;

impl<S: Subscriber> Layer<S> for Forward {
    fn enabled(&self, metadata: &tracing::Metadata<'_>, _: Context<'_, S>) -> bool {
        let library = metadata.target().split("::").next().unwrap_or_default();
        let most = if QUIET.contains(&library) {
            Level::WARN
        } else {
            Level::DEBUG
        };
        *metadata.level() <= most
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut line = Line {
            level: level(*event.metadata().level()),
            text: String::new(),
            fields: Vec::new(),
        };
        event.record(&mut line);
        let Some(sender) = SENDER.get() else {
            return to_stderr(&line);
        };
        if let Err(error) = sender.try_send(Message::Line(line))
            && let Message::Line(line) = error.into_inner()
        {
            to_stderr(&line);
        }
    }
}

fn level(level: Level) -> LogLevel {
    match level {
        Level::ERROR => LogLevel::Error,
        Level::WARN => LogLevel::Warn,
        Level::INFO => LogLevel::Info,
        _ => LogLevel::Debug,
    }
}

impl Visit for Line {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.record(field, value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let mut text = String::new();
        let _ = write!(text, "{value:?}");
        self.record(field, text);
    }
}

impl Line {
    fn record(&mut self, field: &Field, value: String) {
        match field.name() {
            "message" => self.text = value,
            name => self.fields.push((name, value)),
        }
    }
}
