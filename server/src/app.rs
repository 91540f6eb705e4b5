//! The running plugin: its connection to Mattermost, and its settings as they are now.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use arc_swap::ArcSwap;
use mattermost_plugin::model::permission_id::MANAGE_SYSTEM;
use mattermost_plugin::model::{Any, Context, User, WebsocketBroadcast};
use mattermost_plugin::{Api, Kv};
use tokio::sync::OnceCell;
use zoom_client::webhook::Verifier;

use crate::domain::accounts::RefreshLocks;
use crate::domain::webhook_health::Ear;
use crate::error::{Error, Result};
use crate::i18n::{Language, Reader};
use crate::jobs::timers::Timers;
use crate::jobs::{Dispatcher, Queue, Work, event_id};
use crate::settings::{Fault, Problem, SITE_URL, Settings};
use crate::store::{EncryptionKey, Unreadable};
use crate::{commands, domain, texts};

/// The plugin's id, and the first word of its command.
pub const PLUGIN_ID: &str = "zoom";
/// The bot's name.
pub const BOT_USERNAME: &str = "zoom";
/// How it is written.
pub const BOT_DISPLAY_NAME: &str = "Zoom";

/// Where the plugin's processes of one machine see each other, below the temporary folder.
const LOCK_FOLDER: &str = "mattermost-plugin-zoom";
/// Browsers see it as `custom_zoom_configuration_changed`.
const CHANGED_EVENT: &str = "configuration_changed";

/// How many encryption keys are remembered.
const KNOWN_KEYS: usize = 5;

/// The plugin's state. Clones share it.
#[derive(Clone, Debug)]
pub struct App {
    api: Api,
    bot: Arc<OnceCell<String>>,
    configuration: Arc<ArcSwap<Configuration>>,
    refresh_locks: Arc<RefreshLocks>,
    queue: Arc<Queue<Kv>>,
    timers: Arc<OnceLock<Timers>>,
    ear: Arc<Ear>,
    /// The form of the command that was registered last.
    registered: Arc<Mutex<Option<(bool, Language)>>>,
}

/// The settings, and what became of them.
#[derive(Debug)]
pub struct Configuration {
    /// What is missing or unusable.
    pub problems: Vec<Problem>,
    /// Whether one admin connects for everybody.
    pub account_level_app: bool,
    /// The server's language, for what many read.
    pub language: Language,
    /// The encryption keys that this process has worked with, newest first.
    pub known_keys: Vec<EncryptionKey>,
    /// Everything that is needed to work, once nothing is missing.
    pub ready: Option<Arc<Ready>>,
}

impl Configuration {
    /// Whether everything that is needed to work is there.
    pub fn is_ready(&self) -> bool {
        self.ready.is_some()
    }
}

/// A complete configuration.
#[derive(Debug)]
pub struct Ready {
    /// The settings.
    pub settings: Settings,
    /// The server's address, without a slash at its end; it may have a path.
    pub site_url: String,
    /// The way to Zoom.
    pub zoom: zoom_client::Client,
    /// Seals tokens.
    pub encryption_key: EncryptionKey,
    /// Keys that were replaced while this process ran, newest first.
    pub former_keys: Vec<EncryptionKey>,
    /// Tells Zoom's events from others.
    pub verifier: Verifier,
}

impl Ready {
    /// The keys that stored secrets may be sealed with.
    pub fn keys(&self) -> impl Iterator<Item = &EncryptionKey> {
        std::iter::once(&self.encryption_key).chain(&self.former_keys)
    }

    /// Opens what was sealed for a purpose, with any key that this process has known.
    ///
    /// # Errors
    /// When none of them opens it.
    pub fn open(&self, purpose: &str, sealed: &str) -> Result<String, Unreadable> {
        let opened = self
            .keys()
            .find_map(|key| key.open_for(purpose, sealed).ok());
        opened.ok_or(Unreadable)
    }

    /// The address of one of the plugin's routes.
    pub fn url(&self, path: &str) -> String {
        plugin_url(&self.site_url, path)
    }
}

fn plugin_url(site_url: &str, path: &str) -> String {
    format!("{site_url}/plugins/{PLUGIN_ID}/{path}")
}

/// What the domain works with: one configuration for the whole of a request.
#[derive(Clone, Debug)]
pub struct Services {
    /// Mattermost.
    pub api: Api,
    /// The configuration.
    pub ready: Arc<Ready>,
    /// The server's language, for what many read.
    pub language: Language,
    /// The bot's user id.
    pub bot_id: String,
    /// Keeps refreshes of one connection apart within this process.
    pub refresh_locks: Arc<RefreshLocks>,
    /// The work that may wait.
    pub queue: Arc<Queue<Kv>>,
}

impl Services {
    /// Whether a person is a system admin, as Mattermost says now.
    ///
    /// # Errors
    /// When Mattermost cannot be asked.
    pub async fn is_system_admin(&self, user_id: &str) -> Result<bool> {
        Ok(self.api.has_permission_to(user_id, MANAGE_SYSTEM).await?)
    }
}

impl App {
    /// Brings the plugin to life. Incomplete settings never keep it from running.
    pub async fn activate(api: Api, settings: Settings) -> mattermost_plugin::Result<Self> {
        let configuration = configuration(settings, server(&api).await, &[]);
        let ear = Ear::new(api.clone());
        let app = Self {
            configuration: Arc::new(ArcSwap::from_pointee(configuration)),
            queue: Queue::new(api.kv(), Some(std::env::temp_dir().join(LOCK_FOLDER))),
            api,
            bot: Arc::default(),
            refresh_locks: Arc::default(),
            timers: Arc::default(),
            ear,
            registered: Arc::default(),
        };
        if let Err(error) = app.bot_id().await {
            tracing::error!(error = %error, "cannot make the bot; it is tried again when needed");
        }
        app.register_command().await;
        app.start_background_work();
        app.queue.start(Arc::new(Dispatcher::new(app.clone())));
        let _ = app.timers.set(Timers::start(&app));
        Ok(app)
    }

    /// Ends the plugin's life: what is not done yet is left to other nodes, or to the next start.
    ///
    /// # Errors
    /// Never.
    pub async fn deactivate(app: Arc<Self>) -> mattermost_plugin::Result<()> {
        app.queue.stop().await;
        Ok(())
    }

    /// A person was deactivated: their connection is removed as soon as that can be done.
    ///
    /// # Errors
    /// When it cannot be kept; the sweep finds them later.
    pub async fn person_left(
        app: Arc<Self>,
        _context: Context,
        user: User,
    ) -> mattermost_plugin::Result<()> {
        let event = event_id(&["person left", &user.id, &user.delete_at.to_string()]);
        let work = Work::PersonLeft { user_id: user.id };
        app.queue.accept(event, work).await.map(drop)
    }

    /// Takes new settings up.
    ///
    /// # Errors
    /// Never: what is wrong with them is told to admins.
    pub async fn configuration_changed(
        app: Arc<Self>,
        settings: Settings,
    ) -> mattermost_plugin::Result<()> {
        let server = server(&app.api).await;
        let known = &app.configuration().known_keys;
        let new = Arc::new(configuration(settings, server, known));
        let old = app.configuration.swap(new.clone());
        app.register_command().await;
        app.seal_anew().await;
        if old.is_ready() != new.is_ready() {
            app.tell_browsers(&new).await;
        }
        app.start_background_work();
        Ok(())
    }

    /// Mattermost.
    pub fn api(&self) -> &Api {
        &self.api
    }

    /// The work that may wait.
    pub fn queue(&self) -> &Arc<Queue<Kv>> {
        &self.queue
    }

    /// Notes when Zoom is heard of.
    pub fn ear(&self) -> &Ear {
        &self.ear
    }

    /// The configuration as it is now.
    pub fn configuration(&self) -> Arc<Configuration> {
        self.configuration.load_full()
    }

    /// The bot's user id; the bot is made where it is missing.
    ///
    /// # Errors
    /// When Mattermost cannot make it.
    pub async fn bot_id(&self) -> Result<String> {
        let everybody = Reader::everybody(self.configuration().language);
        let description = texts::bot_description().to(&everybody);
        let make = || {
            self.api
                .ensure_bot(BOT_USERNAME, BOT_DISPLAY_NAME, &description)
        };
        Ok(self.bot.get_or_try_init(make).await?.clone())
    }

    /// What the domain needs.
    ///
    /// # Errors
    /// [`Error::NotSetUp`] while a required setting is missing.
    pub async fn services(&self) -> Result<Services> {
        let configuration = self.configuration();
        let ready = configuration.ready.clone().ok_or(Error::NotSetUp)?;
        Ok(Services {
            api: self.api.clone(),
            ready,
            language: configuration.language,
            bot_id: self.bot_id().await?,
            refresh_locks: self.refresh_locks.clone(),
            queue: self.queue.clone(),
        })
    }

    /// Lets open pages show or hide their buttons.
    async fn tell_browsers(&self, configuration: &Configuration) {
        let configured = Any::Bool(configuration.is_ready());
        let payload = BTreeMap::from([("configured".to_owned(), configured)]);
        let sent = self
            .api
            .publish_web_socket_event(CHANGED_EVENT, payload, WebsocketBroadcast::default())
            .await;
        if let Err(error) = sent {
            tracing::warn!(error = %error, "open pages do not learn that the settings changed");
        }
    }

    /// Registers the command, where its form is another than the registered one's.
    async fn register_command(&self) {
        let configuration = self.configuration();
        let form = (configuration.account_level_app, configuration.language);
        {
            let registered = self
                .registered
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            if *registered == Some(form) {
                return;
            }
        }
        match self
            .api
            .register_command(commands::registration(form.0, form.1))
            .await
        {
            Ok(()) => {
                let mut registered = self
                    .registered
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner);
                *registered = Some(form);
            }
            Err(error) => tracing::error!(error = %error, "cannot register the command /zoom"),
        }
    }

    /// Seals what an earlier key opens with the new one, in the background.
    async fn seal_anew(&self) {
        let Ok(services) = self.services().await else {
            return;
        };
        if services.ready.former_keys.is_empty() {
            return;
        }
        tokio::spawn(async move {
            if let Err(error) = domain::accounts::rekey::all(&services).await {
                tracing::warn!(error = %error, "not every connection was sealed anew");
            }
        });
    }

    /// What can wait until the plugin is active.
    fn start_background_work(&self) {
        let configuration = self.configuration();
        let (api, bot) = (self.api.clone(), self.bot.get().cloned());
        tokio::spawn(async move {
            let Some(bot_id) = bot else { return };
            domain::admins::tell(&api, &bot_id, &configuration).await;
            domain::admins::set_bot_picture(&api, &bot_id).await;
        });
    }
}

/// What the plugin needs of Mattermost's own configuration.
#[derive(Debug, Default)]
struct Server {
    /// Its address; empty while the admin has not set it.
    site_url: String,
    language: Language,
}

async fn server(api: &Api) -> Server {
    let config = match api.get_config().await {
        Ok(config) => config.unwrap_or_default(),
        Err(error) => {
            tracing::error!(error = %error, "cannot read the server's configuration");
            return Server::default();
        }
    };
    let locale = config.localization_settings.default_server_locale;
    Server {
        site_url: config.service_settings.site_url.unwrap_or_default(),
        language: Language::of(&locale.unwrap_or_default()),
    }
}

fn configuration(settings: Settings, server: Server, known: &[EncryptionKey]) -> Configuration {
    let mut problems = settings.problems.clone();
    let site_url = server.site_url.trim().trim_end_matches('/').to_owned();
    if site_url.is_empty() {
        problems.push(Problem {
            setting: SITE_URL,
            fault: Fault::Missing,
        });
    }
    let account_level_app = settings.account_level_app;
    let known_keys = known_keys(settings.encryption_key.as_ref(), known);
    let blocked = problems.iter().any(|problem| problem.fault.is_blocking());
    let ready = if blocked {
        None
    } else {
        ready(settings, site_url, &known_keys, &mut problems)
    };
    for problem in &problems {
        tracing::warn!(
            setting = problem.setting.label,
            "{}",
            texts::problem(problem).to(&Reader::default())
        );
    }
    Configuration {
        problems,
        account_level_app,
        language: server.language,
        known_keys,
        ready: ready.map(Arc::new),
    }
}

/// The present key, where there is one, and those before it.
fn known_keys(present: Option<&EncryptionKey>, known: &[EncryptionKey]) -> Vec<EncryptionKey> {
    let earlier = known
        .iter()
        .filter(|key| present.is_none_or(|new| !new.is(key)));
    present
        .into_iter()
        .chain(earlier)
        .take(KNOWN_KEYS)
        .cloned()
        .collect()
}

fn ready(
    settings: Settings,
    site_url: String,
    known_keys: &[EncryptionKey],
    problems: &mut Vec<Problem>,
) -> Option<Ready> {
    let (encryption_key, former_keys) = known_keys.split_first()?;
    let zoom = zoom_client::Client::builder(&settings.client_id, settings.client_secret.clone())
        .redirect_uri(plugin_url(&site_url, "oauth2/complete"))
        .zoom_url(&settings.zoom_url)
        .api_url(&settings.zoom_api_url)
        .build();
    let zoom = match zoom {
        Ok(zoom) => zoom,
        Err(error) => {
            tracing::error!(error = %error, "the Zoom URLs cannot be used");
            let setting = crate::settings::ZOOM_URL_SETTING;
            problems.push(Problem {
                setting,
                fault: Fault::NotAUrl,
            });
            return None;
        }
    };
    let verifier = Verifier::new(settings.zoom_webhook_secret.clone());
    Some(Ready {
        settings,
        site_url,
        zoom,
        encryption_key: encryption_key.clone(),
        former_keys: former_keys.to_vec(),
        verifier,
    })
}
