//! The configuration: a JSON object in the form of Mattermost's `config.json`, as far as the dev
//! server or a plugin looks at it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use mattermost_model::Config;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::App;
use crate::fault::{Fault, Outcome};
use crate::ws::{Broadcast, Event};

/// What stands for a secret that is set.
const MASK: &str = "********************************";

/// What clients get to know of the configuration: every value is a string.
#[derive(Default, Deserialize)]
struct ClientConfig {
    /// The names of those that are shown without a session.
    public: Vec<String>,
    values: BTreeMap<String, String>,
}

static CLIENT_CONFIG: LazyLock<ClientConfig> = LazyLock::new(|| {
    // The text is part of this crate, and a test reads it.
    serde_json::from_str(include_str!("../data/client_config.json")).unwrap_or_default()
});

/// The settings that clients learn as they are now, and where they stand.
const SHOWN: [(&str, &str); 7] = [
    ("SiteName", "/TeamSettings/SiteName"),
    ("TeammateNameDisplay", "/TeamSettings/TeammateNameDisplay"),
    (
        "EnableCustomUserStatuses",
        "/TeamSettings/EnableCustomUserStatuses",
    ),
    (
        "DefaultClientLocale",
        "/LocalizationSettings/DefaultClientLocale",
    ),
    ("AvailableLocales", "/LocalizationSettings/AvailableLocales"),
    (
        "EnableFileAttachments",
        "/FileSettings/EnableFileAttachments",
    ),
    ("MaxFileSize", "/FileSettings/MaxFileSize"),
];

fn defaults() -> Value {
    json!({
        "ServiceSettings": {
            "SiteURL": "", "EnableDeveloper": true, "EnableTesting": false,
            "EnableBotAccountCreation": true, "EnableUserAccessTokens": true,
            "EnablePostUsernameOverride": true, "EnablePostIconOverride": true,
            "EnableIncomingWebhooks": true, "EnableOutgoingWebhooks": true,
            "EnableCommands": true, "OutgoingIntegrationRequestsTimeout": 30,
            "SessionLengthWebInHours": 4320, "ThreadAutoFollow": true,
            "CollapsedThreads": "always_on",
        },
        "TeamSettings": {
            "SiteName": "Mattermost", "MaxUsersPerTeam": 50, "TeammateNameDisplay": "username",
            "RestrictDirectMessage": "any", "EnableCustomUserStatuses": true,
        },
        "PrivacySettings": { "ShowEmailAddress": true, "ShowFullName": true },
        "LocalizationSettings": {
            "DefaultServerLocale": "en", "DefaultClientLocale": "en", "AvailableLocales": "",
        },
        "FileSettings": { "EnableFileAttachments": true, "MaxFileSize": 104_857_600 },
        "LogSettings": { "EnableConsole": true, "ConsoleLevel": "DEBUG" },
        "PluginSettings": {
            "Enable": true, "EnableUploads": true, "EnableHealthCheck": true,
            "EnableMarketplace": false, "RequirePluginSignature": false,
            "PluginStates": {}, "Plugins": {},
        },
    })
}

/// Puts the values of `patch` into `target`, objects member by member.
fn merge(target: &mut Value, patch: Value) {
    match (target, patch) {
        (Value::Object(target), Value::Object(patch)) => {
            for (key, value) in patch {
                merge(target.entry(key).or_insert(Value::Null), value);
            }
        }
        (target, patch) => *target = patch,
    }
}

/// A configuration from a plugin names every setting there is; those without a value are left as
/// they are.
pub(crate) fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key, without_nulls(value)))
            .collect::<Map<_, _>>()
            .into(),
        other => other,
    }
}

/// Replaces the value at a path of members, making those that are missing.
fn put(target: &mut Value, path: &[&str], value: Value) {
    let Some((first, rest)) = path.split_first() else {
        *target = value;
        return;
    };
    if !target.is_object() {
        *target = json!({});
    }
    if let Some(members) = target.as_object_mut() {
        put(members.entry(*first).or_insert(Value::Null), rest, value);
    }
}

impl App {
    /// Sees to it that there is a configuration, and that it names this run's address.
    pub(super) fn prepare_config(&self) -> Outcome<()> {
        let mut config = defaults();
        merge(
            &mut config,
            self.store.setting("config")?.unwrap_or_else(|| json!({})),
        );
        put(
            &mut config,
            &["ServiceSettings", "SiteURL"],
            json!(self.options.site_url),
        );
        if self.store.setting::<String>("diagnostic_id")?.is_none() {
            self.store
                .save_setting("diagnostic_id", &crate::id::new_id())?;
        }
        self.store.save_setting("config", &config)
    }

    /// The configuration as it is, secrets included.
    pub(crate) fn config(&self) -> Outcome<Value> {
        Ok(self.store.setting("config")?.unwrap_or_else(defaults))
    }

    /// The configuration in the form plugins get it.
    pub(crate) fn typed_config(&self) -> Outcome<Config> {
        Ok(serde_json::from_value(self.config()?)?)
    }

    /// The configuration for an admin: settings that a manifest calls secret are masked.
    pub(crate) fn masked_config(&self) -> Outcome<Value> {
        let mut config = self.config()?;
        self.each_secret(&mut config, |value| {
            if value.as_str().is_some_and(|secret| !secret.is_empty()) {
                *value = json!(MASK);
            }
        });
        Ok(config)
    }

    fn each_secret(&self, config: &mut Value, mut visit: impl FnMut(&mut Value)) {
        for manifest in self.plugins.manifests() {
            let path = format!("/PluginSettings/Plugins/{}", manifest.id);
            let secrets: Vec<String> = settings_of(&manifest)
                .filter(|setting| setting.secret)
                .map(|setting| setting.key.to_lowercase())
                .collect();
            let Some(Value::Object(settings)) = config.pointer_mut(&path) else {
                continue;
            };
            for (key, value) in settings {
                if secrets.contains(&key.to_lowercase()) {
                    visit(value);
                }
            }
        }
    }

    /// Changes the parts of the configuration that `patch` names. A masked secret stays as it is.
    pub(crate) async fn patch_config(&self, patch: Value) -> Outcome<()> {
        if !patch.is_object() {
            return Err(Fault::body_parameter("config"));
        }
        let before = self.config()?;
        let mut config = before.clone();
        merge(&mut config, patch);
        self.keep_masked(&before, &mut config);
        self.save_config(config).await
    }

    fn keep_masked(&self, before: &Value, config: &mut Value) {
        let old = before
            .pointer("/PluginSettings/Plugins")
            .cloned()
            .unwrap_or_default();
        let plugins = config
            .pointer_mut("/PluginSettings/Plugins")
            .and_then(Value::as_object_mut);
        for (id, settings) in plugins.into_iter().flatten() {
            for (key, value) in settings.as_object_mut().into_iter().flatten() {
                if value.as_str() == Some(MASK) {
                    let known = old.get(id).and_then(|settings| settings.get(key.as_str()));
                    *value = known.cloned().unwrap_or_else(|| json!(""));
                }
            }
        }
    }

    /// Stores a whole configuration; plugins and clients hear of it, and plugins are started or
    /// stopped as it says.
    pub(crate) async fn save_config(&self, mut config: Value) -> Outcome<()> {
        // What a plugin could not be given is refused before it is stored.
        let typed = serde_json::from_value::<Config>(config.clone()).map_err(|e| {
            let message = format!("The configuration is not valid: {e}");
            Fault::bad_request("api.config.update_config.app_error", message)
        })?;
        if let Some(changed) = self.plugins.configuration_will_be_saved(typed).await? {
            merge(&mut config, without_nulls(serde_json::to_value(changed)?));
        }
        // A plugin that saves its settings while it starts must not wait for its own start.
        let states = |config: &Value| config.pointer("/PluginSettings/PluginStates").cloned();
        let starts_or_stops = states(&self.config()?) != states(&config);
        self.store.save_setting("config", &config)?;
        self.announce_config()?;
        if starts_or_stops {
            self.plugins.follow_config().await;
        }
        self.plugins.configuration_changed().await;
        Ok(())
    }

    pub(crate) fn announce_config(&self) -> Outcome<()> {
        let event = Event::new("config_changed", Broadcast::to_all());
        self.publish(&event.with("config", json!(self.client_config(true)?)));
        Ok(())
    }

    /// A plugin's settings as they are stored.
    pub(crate) fn plugin_settings(&self, plugin_id: &str) -> Outcome<Map<String, Value>> {
        let config = self.config()?;
        let settings = config
            .pointer("/PluginSettings/Plugins")
            .and_then(|p| p.get(plugin_id));
        Ok(settings
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default())
    }

    /// A plugin's settings as it loads them: the manifest's defaults beneath, keys in lower case.
    pub(crate) fn plugin_configuration(&self, plugin_id: &str) -> Outcome<Map<String, Value>> {
        let mut loaded = Map::new();
        if let Some(manifest) = self.plugins.manifest(plugin_id) {
            for setting in settings_of(&manifest) {
                let default = serde_json::to_value(&setting.default)?;
                loaded.insert(setting.key.to_lowercase(), default);
            }
        }
        for (key, value) in self.plugin_settings(plugin_id)? {
            loaded.insert(key.to_lowercase(), value);
        }
        Ok(loaded)
    }

    /// Replaces all settings of a plugin.
    pub(crate) async fn set_plugin_settings(&self, id: &str, settings: Value) -> Outcome<()> {
        let mut config = self.config()?;
        put(&mut config, &["PluginSettings", "Plugins", id], settings);
        self.save_config(config).await
    }

    /// Whether the configuration has a plugin run.
    pub(crate) fn is_plugin_enabled(&self, plugin_id: &str) -> Outcome<bool> {
        let config = self.config()?;
        let state = config
            .pointer("/PluginSettings/PluginStates")
            .and_then(|s| s.get(plugin_id));
        Ok(state
            .and_then(|s| s.get("Enable"))
            .and_then(Value::as_bool)
            .unwrap_or_default())
    }

    /// Notes whether a plugin is to run. Starting and stopping it is the caller's affair.
    pub(crate) fn note_plugin_enabled(&self, plugin_id: &str, enabled: bool) -> Outcome<()> {
        let mut config = self.config()?;
        let state = json!({ "Enable": enabled });
        put(
            &mut config,
            &["PluginSettings", "PluginStates", plugin_id],
            state,
        );
        self.store.save_setting("config", &config)
    }

    /// What clients get to know: all of it with a session, a part without.
    pub(crate) fn client_config(&self, has_session: bool) -> Outcome<BTreeMap<String, String>> {
        let diagnostic_id: String = self.store.setting("diagnostic_id")?.unwrap_or_default();
        let mut values = CLIENT_CONFIG.values.clone();
        values.insert("SiteURL".to_owned(), self.options.site_url.clone());
        values.insert("TelemetryId".to_owned(), diagnostic_id.clone());
        values.insert("DiagnosticId".to_owned(), diagnostic_id);
        let config = self.config()?;
        for (name, path) in SHOWN {
            match config.pointer(path) {
                Some(Value::String(text)) => values.insert(name.to_owned(), text.clone()),
                Some(value) => values.insert(name.to_owned(), value.to_string()),
                None => None,
            };
        }
        if !has_session {
            values.retain(|key, _| CLIENT_CONFIG.public.contains(key));
        }
        Ok(values)
    }

    /// The language of users who chose none.
    pub(crate) fn default_locale(&self) -> Outcome<String> {
        let config = self.config()?;
        let locale = config.pointer("/LocalizationSettings/DefaultClientLocale");
        Ok(locale.and_then(Value::as_str).unwrap_or("en").to_owned())
    }

    pub(crate) fn diagnostic_id(&self) -> Outcome<String> {
        Ok(self.store.setting("diagnostic_id")?.unwrap_or_default())
    }
}

/// The settings of a manifest, those in sections included.
fn settings_of(
    manifest: &mattermost_model::Manifest,
) -> impl Iterator<Item = &mattermost_model::PluginSetting> {
    let schema = manifest.settings_schema.iter();
    schema.flat_map(|schema| {
        schema
            .settings
            .iter()
            .chain(schema.sections.iter().flat_map(|s| s.settings.iter()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_changes_only_what_it_names() {
        let mut config = json!({"A": {"x": 1, "y": 2}, "B": true});
        merge(&mut config, json!({"A": {"y": 3, "z": [4]}}));
        assert_eq!(config, json!({"A": {"x": 1, "y": 3, "z": [4]}, "B": true}));
    }

    #[test]
    fn the_recorded_client_config_is_read() {
        assert!(CLIENT_CONFIG.values.len() > 200);
        assert!(CLIENT_CONFIG.public.iter().any(|key| key == "SiteURL"));
    }
}
