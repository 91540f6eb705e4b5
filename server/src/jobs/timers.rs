//! Work that comes with time, on one node at a time.

use std::time::Duration;

use mattermost_plugin::cluster::{Job, Mutex, schedule};

use crate::app::App;
use crate::domain::webhook_health::{self, WATCHED_EVERY};
use crate::domain::{checks, departed, schedule as plans};
use crate::error::{Error, Result};
use crate::store::keys::timers;

/// How often meetings are asked about.
const CHECKS: Duration = Duration::from_secs(60);
/// How often a part of the store is looked through for people who left.
const SWEEP: Duration = Duration::from_secs(10 * 60);

/// How often planned meetings are looked at that something is due of.
const PLANS: Duration = Duration::from_secs(60);

/// The timers of this node.
#[derive(Debug)]
pub struct Timers {
    _checks: Job,
    _sweep: Job,
    _silence: Job,
    _plans: Job,
}

impl Timers {
    /// Starts them.
    pub fn start(app: &App) -> Self {
        tokio::spawn(catch_up(app.clone()));
        let checking = app.clone();
        let checks = schedule(app.api(), timers::CHECKS, CHECKS, move || {
            let app = checking.clone();
            async move { Ok(check(&app, false).await?) }
        });
        let sweeping = app.clone();
        let sweep = schedule(app.api(), timers::SWEEP, SWEEP, move || {
            let app = sweeping.clone();
            async move { Ok(sweep(&app).await?) }
        });
        let watching = app.clone();
        let silence = schedule(app.api(), timers::SILENCE, WATCHED_EVERY, move || {
            let app = watching.clone();
            async move { Ok(watch(&app).await?) }
        });
        let planning = app.clone();
        let plans = schedule(app.api(), timers::PLANS, PLANS, move || {
            let app = planning.clone();
            async move { Ok(turn(&app).await?) }
        });
        Self {
            _plans: plans,
            _checks: checks,
            _sweep: sweep,
            _silence: silence,
        }
    }
}

/// Where no node ran before this one, meetings may have ended unnoticed.
async fn catch_up(app: App) {
    let done = async {
        if !app.queue().has_company().await? {
            let lock = Mutex::new(app.api(), &format!("cron_{}", timers::CHECKS));
            let lock = lock.lock().await;
            let done = check(&app, true).await;
            lock.unlock().await;
            done?;
        }
        Ok::<_, Error>(())
    };
    if let Err(error) = done.await {
        tracing::warn!(error = %error, "cannot ask Zoom what happened meanwhile");
    }
}

async fn check(app: &App, ahead: bool) -> Result<()> {
    match app.services().await {
        Ok(services) => checks::run(&services, ahead).await,
        Err(Error::NotSetUp) => Ok(()),
        Err(error) => Err(error),
    }
}

async fn sweep(app: &App) -> Result<()> {
    match app.services().await {
        Ok(services) => departed::sweep(&services).await,
        // Without complete settings there is nothing to remove connections with.
        Err(Error::NotSetUp) => Ok(()),
        Err(error) => Err(error),
    }
}

async fn turn(app: &App) -> Result<()> {
    match app.services().await {
        Ok(services) => plans::due::turn(&services).await,
        Err(Error::NotSetUp) => Ok(()),
        Err(error) => Err(error),
    }
}

async fn watch(app: &App) -> Result<()> {
    match app.services().await {
        Ok(services) => webhook_health::watch(&services).await,
        Err(Error::NotSetUp) => Ok(()),
        Err(error) => Err(error),
    }
}
