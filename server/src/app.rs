//! The running plugin: its connection to Mattermost, and its settings as they are now.

mod configuration;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwap;
use mattermost_plugin::model::permission_id::MANAGE_SYSTEM;
use mattermost_plugin::model::{Any, Context, User, WebsocketBroadcast};
use mattermost_plugin::{Api, Kv};
use tokio::sync::OnceCell;

use crate::clock::Clock;
use crate::domain::accounts::RefreshLocks;
use crate::domain::left_behind::LeftBehind;
use crate::domain::live::{Broadcasts, Lanes};
use crate::domain::webhook_health::Ear;
use crate::error::{Error, Result};
use crate::i18n::{Language, Reader};
use crate::jobs::timers::Timers;
use crate::jobs::{Dispatcher, Queue, Work, event_id};
use crate::settings::Settings;
use crate::{commands, domain, texts};
use configuration::{configuration, server};

pub use configuration::{Configuration, Ready};

/// The plugin's id, and the first word of its command.
pub const PLUGIN_ID: &str = "zoom";
/// The bot's name.
pub const BOT_USERNAME: &str = "zoom";
/// How it is written.
pub const BOT_DISPLAY_NAME: &str = "Zoom";

/// Where the plugin's processes of one machine see each other, below the temporary folder.
pub const LOCK_FOLDER: &str = "mattermost-plugin-zoom";
/// How soon a server that did not say how it is configured is asked again, and at most how late.
const FIRST_READ: Duration = Duration::from_secs(1);
const LONGEST_READ: Duration = Duration::from_secs(60);
/// Browsers see it as `custom_zoom_configuration_changed`.
const CHANGED_EVENT: &str = "configuration_changed";

/// The plugin's state. Clones share it.
#[derive(Clone, Debug)]
pub struct App {
    api: Api,
    clock: Clock,
    bot: Arc<OnceCell<String>>,
    configuration: Arc<ArcSwap<Configuration>>,
    refresh_locks: Arc<RefreshLocks>,
    queue: Arc<Queue<Kv>>,
    lanes: Arc<Lanes>,
    broadcasts: Arc<Broadcasts>,
    timers: Arc<OnceLock<Timers>>,
    ear: Arc<Ear>,
    left_behind: Arc<LeftBehind>,
    /// The form of the command that was registered last.
    registered: Arc<Mutex<Option<(bool, Language)>>>,
}

/// What the domain works with: one configuration for the whole of a request.
#[derive(Clone, Debug)]
pub struct Services {
    /// Mattermost.
    pub api: Api,
    /// The time.
    pub clock: Clock,
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
    /// Changes who is in meetings.
    pub lanes: Arc<Lanes>,
    /// Tells channels of it.
    pub broadcasts: Arc<Broadcasts>,
}

impl Services {
    /// Whether a person is a system admin, as Mattermost says now.
    ///
    /// # Errors
    /// When Mattermost cannot be asked.
    pub async fn is_system_admin(&self, user_id: &str) -> Result<bool> {
        Ok(self.api.has_permission_to(user_id, MANAGE_SYSTEM).await?)
    }

    /// A topic; for a blank one what a meeting is called otherwise, in the server's language.
    pub fn topic_or_default(&self, topic: String) -> String {
        if topic.trim().is_empty() {
            return texts::default_topic().to(&Reader::everybody(self.language));
        }
        topic
    }
}

impl App {
    /// Brings the plugin to life. Neither incomplete settings nor a server that does not say how it
    /// is configured keep it from running.
    ///
    /// # Errors
    /// Never.
    pub async fn activate(api: Api, settings: Settings) -> mattermost_plugin::Result<Self> {
        let app = Self::new(api, settings, Clock::system()).await;
        app.start().await;
        app.start_work();
        Ok(app)
    }

    /// The plugin's state, which does nothing by itself: the domain can be asked, and a test lets
    /// time pass.
    pub async fn new(api: Api, settings: Settings, clock: Clock) -> Self {
        let configuration = configuration(settings, server(&api).await.ok(), &[]);
        let locks = std::env::temp_dir().join(LOCK_FOLDER);
        Self {
            configuration: Arc::new(ArcSwap::from_pointee(configuration)),
            queue: Queue::new(api.kv(), clock.clone(), Some(locks)),
            ear: Ear::new(api.clone(), clock.clone()),
            lanes: Lanes::new(api.kv(), clock.clone()),
            broadcasts: Arc::default(),
            api,
            clock,
            bot: Arc::default(),
            refresh_locks: Arc::default(),
            timers: Arc::default(),
            left_behind: Arc::default(),
            registered: Arc::default(),
        }
    }

    /// Makes the bot and registers the command.
    pub async fn start(&self) {
        if let Err(error) = self.bot_id().await {
            tracing::error!(error = %error, "cannot make the bot; it is tried again when needed");
        }
        self.register_command().await;
    }

    /// Begins what the plugin does by itself.
    fn start_work(&self) {
        if self.configuration().server.is_none() {
            tokio::spawn(self.clone().read_server_later());
        }
        self.start_background_work();
        let (api, left_behind) = (self.api.clone(), self.left_behind.clone());
        tokio::spawn(async move { left_behind.keep(&api).await });
        self.queue.start(Arc::new(Dispatcher::new(self.clone())));
        let _ = self.timers.set(Timers::start(self));
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
        let known = app.configuration();
        let server = server(&app.api).await.ok().or_else(|| known.server.clone());
        let new = Arc::new(configuration(settings, server, &known.known_keys));
        drop(known);
        let old = app.configuration.swap(new.clone());
        app.register_command().await;
        app.seal_anew(&old).await;
        if old.is_ready() != new.is_ready() || old.participants_shown() != new.participants_shown()
        {
            app.tell_browsers(&new).await;
        }
        app.start_background_work();
        Ok(())
    }

    /// Reads Mattermost's own configuration as soon as it says it, and comes to life then.
    async fn read_server_later(self) {
        let app = Arc::new(self);
        let mut wait = FIRST_READ;
        while app.configuration().server.is_none() {
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(LONGEST_READ);
            let read = async {
                let settings = app.api.load_plugin_configuration().await?;
                Self::configuration_changed(app.clone(), settings).await
            };
            if let Err(error) = read.await {
                tracing::error!(error = %error, "cannot read the settings; it is tried again");
            }
        }
    }

    /// Mattermost.
    pub fn api(&self) -> &Api {
        &self.api
    }

    /// The time.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The work that may wait.
    pub fn queue(&self) -> &Arc<Queue<Kv>> {
        &self.queue
    }

    /// Notes when Zoom is heard of.
    pub fn ear(&self) -> &Ear {
        &self.ear
    }

    /// What the Go plugin left in the store.
    pub fn left_behind(&self) -> &LeftBehind {
        &self.left_behind
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
            clock: self.clock.clone(),
            ready,
            language: configuration.language,
            bot_id: self.bot_id().await?,
            refresh_locks: self.refresh_locks.clone(),
            queue: self.queue.clone(),
            lanes: self.lanes.clone(),
            broadcasts: self.broadcasts.clone(),
        })
    }

    /// Lets open pages show or hide their buttons, and who is in meetings.
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
    async fn seal_anew(&self, old: &Configuration) {
        let Ok(services) = self.services().await else {
            return;
        };
        if services.ready.former_keys.is_empty() {
            return;
        }
        let earlier = old.ready.as_ref().map(Arc::downgrade).unwrap_or_default();
        tokio::spawn(async move {
            if let Err(error) = domain::accounts::rekey::after_change(&services, earlier).await {
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
