//! The configuration: the plugin's settings and what it needs of Mattermost's own, and what became
//! of them.

use std::sync::Arc;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use mattermost_plugin::Api;
use zoom_client::webhook::Verifier;

use super::PLUGIN_ID;
use crate::i18n::{Language, Reader};
use crate::settings::{Fault, ParticipantsShown, Problem, SITE_URL, Settings};
use crate::store::{EncryptionKey, Unreadable};
use crate::texts;

/// How many encryption keys are remembered.
const KNOWN_KEYS: usize = 5;
/// How often a server that does not name its configuration is asked again at once: for some one and
/// a half seconds in all.
const READ_RETRIES: usize = 4;

/// The settings, and what became of them.
#[derive(Debug)]
pub struct Configuration {
    /// What is missing or unusable.
    pub problems: Vec<Problem>,
    /// Whether one admin connects for everybody.
    pub account_level_app: bool,
    /// The server's language, for what many read.
    pub language: Language,
    /// What was last known of Mattermost's own configuration; `None` before it was first read.
    pub(super) server: Option<Server>,
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

    /// What is shown of who is in meetings; `None` while the plugin does not work.
    pub fn participants_shown(&self) -> Option<ParticipantsShown> {
        let ready = self.ready.as_ref()?;
        Some(ready.settings.participants_shown)
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

/// What the plugin needs of Mattermost's own configuration.
#[derive(Clone, Debug, Default)]
pub(super) struct Server {
    /// Its address; empty while the admin has not set it.
    site_url: String,
    language: Language,
}

/// Reads it. A call that fails says nothing about the address, so it is made again.
///
/// # Errors
/// When it fails again and again.
pub(super) async fn server(api: &Api) -> mattermost_plugin::Result<Server> {
    let mut waits = ExponentialBuilder::new()
        .with_min_delay(Duration::from_millis(100))
        .with_max_times(READ_RETRIES)
        .build();
    loop {
        let error = match read_server(api).await {
            Ok(server) => return Ok(server),
            Err(error) => error,
        };
        tracing::error!(error = %error, "cannot read the server's configuration");
        let Some(wait) = waits.next() else {
            return Err(error);
        };
        tokio::time::sleep(wait).await;
    }
}

async fn read_server(api: &Api) -> mattermost_plugin::Result<Server> {
    let config = api.get_config_excerpt().await?;
    let locale = config.localization_settings.default_server_locale;
    Ok(Server {
        site_url: config.service_settings.site_url.unwrap_or_default(),
        language: Language::of(&locale.unwrap_or_default()),
    })
}

pub(super) fn configuration(
    settings: Settings,
    server: Option<Server>,
    known: &[EncryptionKey],
) -> Configuration {
    let mut problems = settings.problems.clone();
    let (site_url, language) = match &server {
        Some(server) => (server.site_url.as_str(), server.language),
        None => ("", Language::default()),
    };
    let site_url = site_url.trim().trim_end_matches('/').to_owned();
    if site_url.is_empty() {
        let fault = if server.is_some() {
            Fault::Missing
        } else {
            Fault::Unread
        };
        problems.push(Problem {
            setting: SITE_URL,
            fault,
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
        language,
        server,
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
