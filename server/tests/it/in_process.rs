//! The plugin in the test's own process, on a clock that the test moves: the domain itself, with a
//! dev server and a sandbox whose clocks go along.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use zoom_client::Timestamp;
use zoom_plugin::app::{App, Services};
use zoom_plugin::clock::Clock;
use zoom_plugin::domain::{checks, schedule, webhook_health};
use zoom_plugin::jobs::Dispatcher;

use crate::stage::{Person, Stage};

pub(crate) const MINUTE: Duration = Duration::from_secs(60);
pub(crate) const HOUR: Duration = Duration::from_secs(60 * 60);
pub(crate) const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A complete installation whose plugin runs here. Its timers do not run by themselves.
pub(crate) struct Inside {
    pub(crate) stage: Stage,
    app: App,
    /// How far its clock is ahead, in milliseconds.
    ahead: Arc<AtomicI64>,
}

impl Inside {
    pub(crate) async fn new() -> Self {
        Self::with(json!({})).await
    }

    /// With some settings replaced.
    pub(crate) async fn with(changes: Value) -> Self {
        let stage = Stage::prepare(1, false, None).await;
        stage.zoom.turn(|knobs| knobs.webhook.shared_clock = true);
        stage.set(changes).await;
        let ahead = Arc::new(AtomicI64::new(0));
        let made = Arc::new(Mutex::new(None));
        let (moved, keep) = (ahead.clone(), made.clone());
        let serve = move |connection| {
            let (clock, keep) = (clock(moved.clone()), keep.clone());
            zoom_plugin::plugin(move |api, settings| async move {
                let app = App::new(api, settings, clock).await;
                app.start().await;
                app.queue().start(Arc::new(Dispatcher::new(app.clone())));
                *keep.lock().unwrap() = Some(app.clone());
                Ok(app)
            })
            .serve_on(connection)
        };
        stage.server.run_here("zoom", serve).unwrap();
        stage.server.enable("zoom").await.unwrap();
        let app = made.lock().unwrap().take().unwrap();
        Self { stage, app, ahead }
    }

    /// With Alice, who is connected.
    pub(crate) async fn with_alice() -> (Self, Person) {
        let inside = Self::new().await;
        let mut alice = inside.stage.person("alice").await;
        alice.connect(&inside.stage.zoom).await;
        (inside, alice)
    }

    /// Lets time pass, here, in Mattermost and at Zoom.
    pub(crate) async fn pass(&self, time: Duration) {
        let millis = i64::try_from(time.as_millis()).unwrap();
        self.ahead.fetch_add(millis, Ordering::SeqCst);
        self.stage.server.advance(time);
        self.stage.zoom.advance(time).await;
        self.settle().await;
    }

    /// Waits until what Zoom has sent is carried out.
    pub(crate) async fn settle(&self) {
        self.stage.zoom.settle().await;
        self.stage.jobs_done().await;
    }

    pub(crate) async fn services(&self) -> Services {
        self.app.services().await.unwrap()
    }

    /// What the timer of each minute does.
    pub(crate) async fn check(&self) {
        checks::run(&self.services().await, false).await.unwrap();
    }

    /// Lets minutes pass, in each of which the timer runs.
    pub(crate) async fn minutes(&self, count: u32) {
        for _ in 0..count {
            self.pass(MINUTE).await;
            self.check().await;
        }
    }

    /// What a start does after a pause in which nobody listened.
    pub(crate) async fn catch_up(&self) {
        checks::run(&self.services().await, true).await.unwrap();
    }

    /// What the timer of plans does each minute.
    pub(crate) async fn turn(&self) {
        schedule::due::turn(&self.services().await).await.unwrap();
    }

    /// What the timer of each hour does.
    pub(crate) async fn watch(&self) {
        webhook_health::watch(&self.services().await).await.unwrap();
    }
}

fn clock(ahead: Arc<AtomicI64>) -> Clock {
    Clock::new(move || {
        let ahead = Duration::from_millis(ahead.load(Ordering::SeqCst).try_into().unwrap());
        Timestamp::now() + ahead
    })
}
