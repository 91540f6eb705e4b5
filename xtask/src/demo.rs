//! A Zoom and a Mattermost on this machine, with the plugin installed from its real bundle.
//!
//! What the demo remembers lies in `.demo/`: a second start finds its users, posts, Zoom's
//! meetings and connections, and secrets.

mod child;
mod ports;
mod secrets;
#[cfg(test)]
mod tests;

use crate::build::{self, DEV_SERVER, Profile, SANDBOX, SERVER};
use crate::manifest::{Manifest, host_platform};
use crate::{bundle, files};
use anyhow::{Context, Result};
use child::Child;
use secrets::Secrets;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// How often the servers are looked after.
const LOOK_AFTER: Duration = Duration::from_millis(200);

/// What the app subscribes to: all that the plugin knows.
const EVENTS: [&str; 16] = [
    "meeting.started",
    "meeting.ended",
    "meeting.updated",
    "meeting.deleted",
    "meeting.participant_joined",
    "meeting.participant_left",
    "meeting.participant_joined_waiting_room",
    "meeting.participant_left_waiting_room",
    "meeting.participant_put_in_waiting_room",
    "meeting.participant_admitted",
    "meeting.participant_jbh_waiting",
    "meeting.participant_jbh_waiting_left",
    "meeting.participant_jbh_joined",
    "recording.completed",
    "recording.transcript_completed",
    "meeting.summary_completed",
];

/// What it may do: all that the plugin can make use of.
const SCOPES: [&str; 9] = [
    "meeting:read:meeting",
    "meeting:write:meeting",
    "user:read:user",
    "meeting:read:list_meetings",
    "meeting:read:participant",
    "meeting:update:status",
    "meeting:delete:meeting",
    "cloud_recording:read:recording",
    "meeting:read:summary",
];

/// Options of `cargo xtask demo`.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Port of Mattermost; a free one is taken where it is in use.
    #[arg(long, default_value_t = 8065)]
    port: u16,
    /// Port of the Zoom sandbox; a free one is taken where it is in use.
    #[arg(long, default_value_t = 8066)]
    zoom_port: u16,
    /// Forget what an earlier demo left.
    #[arg(long)]
    fresh: bool,
    /// How to build the programs.
    #[arg(long, value_enum, default_value = "dev")]
    profile: Profile,
}

/// Builds, starts both servers, and looks after them until Ctrl-C.
pub(crate) fn run(options: &Options) -> Result<()> {
    let interrupted = interruptions()?;
    let built = Built::make(options.profile)?;
    let demo = Demo::prepare(options)?;
    let zoom = demo.start_zoom(&built)?;
    let mattermost = demo.start_mattermost(&built)?;
    demo.announce();
    look_after(vec![mattermost, zoom], &interrupted)
}

/// One message for each Ctrl-C (or request to end).
fn interruptions() -> Result<Receiver<()>> {
    let (tell, told) = channel();
    ctrlc::set_handler(move || {
        // A receiver that is gone means that we are ending already.
        let _ = tell.send(());
    })
    .context("cannot listen for Ctrl-C")?;
    Ok(told)
}

/// Waits for Ctrl-C, or for a server that ends by itself. Dropping the servers ends them.
fn look_after(mut servers: Vec<Child>, interrupted: &Receiver<()>) -> Result<()> {
    loop {
        match interrupted.recv_timeout(LOOK_AFTER) {
            Ok(()) | Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {}
        }
        servers.iter_mut().try_for_each(Child::check)?;
    }
    println!("\nending the demo; its data stays in .demo/");
    Ok(())
}

/// What the demo runs.
struct Built {
    programs: PathBuf,
    bundle: PathBuf,
    page: PathBuf,
}

impl Built {
    fn make(profile: Profile) -> Result<Self> {
        build::webapp()?;
        let page = build::client()?;
        let programs = build::programs(&[SERVER, DEV_SERVER, SANDBOX], profile)?;
        let server = programs.join(build::executable_name(SERVER));
        let bundle = bundle::write("-demo", &[(host_platform(), server)])?;
        Ok(Self {
            programs,
            bundle,
            page,
        })
    }

    fn program(&self, name: &str) -> PathBuf {
        self.programs.join(build::executable_name(name))
    }
}

/// The two addresses and what both servers must agree on.
struct Demo {
    data: PathBuf,
    id: String,
    mattermost: u16,
    zoom: u16,
    secrets: Secrets,
}

impl Demo {
    fn prepare(options: &Options) -> Result<Self> {
        let data = files::at(".demo");
        if options.fresh && data.exists() {
            std::fs::remove_dir_all(&data).context("cannot remove .demo")?;
        }
        let mattermost = ports::preferred(options.port)?;
        let zoom = ports::preferred(options.zoom_port)?;
        Self::kept_in(data, mattermost, zoom)
    }

    /// A demo that finds in `data` what an earlier one left there.
    fn kept_in(data: PathBuf, mattermost: u16, zoom: u16) -> Result<Self> {
        files::create_dir(&data)?;
        let secrets = Secrets::kept_in(&data.join("secrets.json"))?;
        Ok(Self {
            data,
            id: Manifest::read()?.id,
            mattermost,
            zoom,
            secrets,
        })
    }

    fn mattermost_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.mattermost)
    }

    fn zoom_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.zoom)
    }

    fn plugin_url(&self) -> String {
        format!("{}/plugins/{}", self.mattermost_url(), self.id)
    }

    /// One of the plugin's addresses that Zoom alone may use.
    fn zooms_url(&self, path: &str) -> String {
        format!(
            "{}/{path}?secret={}",
            self.plugin_url(),
            self.secrets.webhook
        )
    }

    fn start_zoom(&self, built: &Built) -> Result<Child> {
        let (webhook, deauthorization) =
            (self.zooms_url("webhook"), self.zooms_url("deauthorization"));
        Child::named(
            "the Zoom sandbox",
            &built.program(SANDBOX),
            &self.data.join("zoom.log"),
        )
        .args(["--listen", &format!("127.0.0.1:{}", self.zoom)])
        .args([Path::new("--data"), &self.data.join("zoom")])
        .args(["--client-id", &self.secrets.client_id])
        .args(["--client-secret", &self.secrets.client_secret])
        .args(["--secret-token", &self.secrets.zoom_webhook])
        .args([
            "--redirect-uri",
            &format!("{}/oauth2/complete", self.plugin_url()),
        ])
        .args(["--webhook-url", &webhook])
        .args(["--deauthorization-url", &deauthorization])
        .args(SCOPES.iter().flat_map(|scope| ["--scope", scope]))
        .args(EVENTS.iter().flat_map(|event| ["--event", event]))
        .start("Zoom sandbox: ")
    }

    fn start_mattermost(&self, built: &Built) -> Result<Child> {
        let settings = self.data.join("settings.json");
        files::write(&settings, self.settings().to_string().as_bytes())?;
        let log = self.data.join("mattermost.log");
        Child::named("the dev server", &built.program(DEV_SERVER), &log)
            .args(["run", "--listen", &format!("127.0.0.1:{}", self.mattermost)])
            .args([Path::new("--data"), &self.data.join("mattermost")])
            .args([Path::new("--settings"), &settings])
            .args([Path::new("--client"), &built.page])
            .args([&built.bundle])
            // It listens before the plugin is there, and says so after.
            .start("Mattermost dev server: ")
    }

    /// The plugin's settings, by its id.
    fn settings(&self) -> serde_json::Value {
        serde_json::json!({ self.id.as_str(): {
            "ZoomURL": self.zoom_url(),
            "ZoomAPIURL": format!("{}/v2", self.zoom_url()),
            "OAuthClientID": self.secrets.client_id,
            "OAuthClientSecret": self.secrets.client_secret,
            "EncryptionKey": self.secrets.encryption_key,
            "WebhookSecret": self.secrets.webhook,
            "ZoomWebhookSecret": self.secrets.zoom_webhook,
        } })
    }

    fn announce(&self) {
        println!(
            "\n  Mattermost    {}\n  Zoom sandbox  {}\n\n  \
             Log in as alice (password: Alice-password-1) or bob (Bob-password-1), in two browsers.\n  \
             In a channel press the Zoom button, or type: /zoom start Design review\n  \
             End the meeting on the Zoom sandbox's page, and send its recording. Logs lie in .demo/. Ctrl-C ends it all.\n",
            self.mattermost_url(),
            self.zoom_url(),
        );
    }
}
