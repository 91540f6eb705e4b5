//! A job that one node of a cluster runs at a time, with its interval in the settings.

use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use mattermost_plugin::cluster::{self, Job};
use mattermost_plugin::{Api, Plugin, Result};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(default, rename_all = "lowercase")]
struct Settings {
    seconds: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { seconds: 5 }
    }
}

struct Reminder {
    api: Api,
    /// The schedule ends when this is dropped.
    job: Mutex<Job>,
}

fn schedule(api: &Api, settings: &Settings) -> Job {
    let interval = Duration::from_secs(settings.seconds.max(1));
    let kv = api.kv();
    cluster::schedule(api, "reminder", interval, move || {
        let kv = kv.clone();
        async move {
            let runs = |runs: Option<u64>| Some(runs.unwrap_or_default().saturating_add(1));
            let runs = kv.update("runs", runs).await?;
            tracing::info!(runs, "the reminder ran");
            Ok(())
        }
    })
}

async fn activate(api: Api, settings: Settings) -> Result<Reminder> {
    let job = Mutex::new(schedule(&api, &settings));
    Ok(Reminder { api, job })
}

async fn configuration_changed(reminder: Arc<Reminder>, settings: Settings) -> Result<()> {
    let job = schedule(&reminder.api, &settings);
    *reminder.job.lock().unwrap_or_else(PoisonError::into_inner) = job;
    Ok(())
}

fn main() -> ExitCode {
    Plugin::new(activate)
        .on_configuration_change(configuration_changed)
        .run()
}
