//! The plugin's settings, as the System Console stores them.
//!
//! Reading never fails: whatever cannot be used becomes a [`Problem`] that an admin is told about,
//! and the plugin goes on with what it has.

mod problem;
mod read;

use secrecy::SecretString;
use serde::{Deserialize, Deserializer};

pub use problem::{Fault, Problem};

use crate::store::{EncryptionKey, Preference};

/// Zoom's web address where the admin named none.
const ZOOM_URL: &str = "https://zoom.us";
/// The base of Zoom's REST API where the admin named none.
const ZOOM_API_URL: &str = "https://api.zoom.us/v2";

/// The values of the setting "Default Meeting ID"; the first one holds where none is set.
const MEETING_IDS: [(&str, Preference); 3] = [
    ("unique", Preference::Never),
    ("personal", Preference::Always),
    ("ask", Preference::Ask),
];

/// The values of the setting "Participants Shown"; the first one holds where none is set.
const PARTICIPANTS: [(&str, ParticipantsShown); 3] = [
    ("names", ParticipantsShown::Names),
    ("numbers", ParticipantsShown::Numbers),
    ("off", ParticipantsShown::Off),
];

/// What a channel learns of who is in a meeting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ParticipantsShown {
    /// The Mattermost users among them, and how many there are.
    #[default]
    Names,
    /// How many there are.
    Numbers,
    /// Nothing.
    Off,
}

/// The key and the label (in the System Console) of a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The key in `plugin.json` and in Mattermost's configuration.
    pub key: &'static str,
    /// What the admin reads beside the field.
    pub label: &'static str,
}

macro_rules! settings {
    ($($name:ident = $key:literal, $label:literal;)*) => {
        $(
            #[doc = concat!("The setting \"", $label, "\".")]
            pub const $name: Setting = Setting { key: $key, label: $label };
        )*
    };
}

settings! {
    ZOOM_URL_SETTING = "ZoomURL", "Zoom URL";
    ZOOM_API_URL_SETTING = "ZoomAPIURL", "Zoom API URL";
    ACCOUNT_LEVEL_APP = "AccountLevelApp", "OAuth by Account Level App";
    CLIENT_ID = "OAuthClientID", "Zoom OAuth Client ID";
    CLIENT_SECRET = "OAuthClientSecret", "Zoom OAuth Client Secret";
    ENCRYPTION_KEY = "EncryptionKey", "At Rest Token Encryption Key";
    WEBHOOK_SECRET = "WebhookSecret", "Webhook Secret";
    ZOOM_WEBHOOK_SECRET = "ZoomWebhookSecret", "Zoom Webhook Secret";
    RESTRICT_MEETING_CREATION = "RestrictMeetingCreation", "Restrict Meeting Creation";
    POST_RECORDING_PASSWORD = "EnablePostingRecordingPassword", "Enable Posting Recording Password";
    DEFAULT_MEETING_ID = "DefaultMeetingID", "Default Meeting ID";
    PARTICIPANTS_SHOWN = "ParticipantsShown", "Participants Shown";
    SITE_URL = "SiteURL", "Site URL";
}

/// What the admin has set, with a list of what is missing or unusable.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where people authorise and join: an absolute URL without a slash at the end.
    pub zoom_url: String,
    /// The base of Zoom's REST API, without a slash at the end.
    pub zoom_api_url: String,
    /// Whether one admin connects for everybody.
    pub account_level_app: bool,
    /// The OAuth client id.
    pub client_id: String,
    /// The OAuth client secret.
    pub client_secret: SecretString,
    /// The key that seals tokens at rest; `None` while it is missing or of a wrong length.
    pub encryption_key: Option<EncryptionKey>,
    /// The value that the webhook URL's `secret` parameter must have.
    pub webhook_secret: SecretString,
    /// Zoom's Secret Token, by which events are signed; may be empty.
    pub zoom_webhook_secret: SecretString,
    /// Whether public channels need a setting of their own for meetings.
    pub restrict_meeting_creation: bool,
    /// Whether a recording's passcode is posted.
    pub post_recording_password: bool,
    /// What holds for people who have not chosen about their personal meeting ID.
    pub default_meeting_id: Preference,
    /// What a channel learns of who is in a meeting.
    pub participants_shown: ParticipantsShown,
    /// What is missing or unusable, in the order of the System Console.
    pub problems: Vec<Problem>,
}

impl Settings {
    /// Reads the settings of a JSON object; anything else counts as an empty object.
    pub fn from_json(value: &serde_json::Value) -> Self {
        let mut source = read::Source::new(value);
        let account_level_app = source.switch(ACCOUNT_LEVEL_APP, false, Fault::blocking_switch());
        // A policy that cannot be read is not loosened.
        let restrict = source.switch(RESTRICT_MEETING_CREATION, true, Fault::switch());
        Self {
            zoom_url: source.url(ZOOM_URL_SETTING, ZOOM_URL),
            zoom_api_url: source.url(ZOOM_API_URL_SETTING, ZOOM_API_URL),
            account_level_app,
            client_id: source.required_text(CLIENT_ID).trim().to_owned(),
            client_secret: source.required_text(CLIENT_SECRET).trim().into(),
            encryption_key: source.encryption_key(ENCRYPTION_KEY),
            webhook_secret: source.required_text(WEBHOOK_SECRET).into(),
            zoom_webhook_secret: source.text(ZOOM_WEBHOOK_SECRET, false).trim().into(),
            restrict_meeting_creation: restrict,
            post_recording_password: source.switch(POST_RECORDING_PASSWORD, false, Fault::switch()),
            default_meeting_id: source.choice(DEFAULT_MEETING_ID, &MEETING_IDS),
            participants_shown: source.choice(PARTICIPANTS_SHOWN, &PARTICIPANTS),
            problems: source.into_problems(),
        }
    }
}

impl<'de> Deserialize<'de> for Settings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        Ok(Self::from_json(&value))
    }
}

#[cfg(test)]
mod tests;
