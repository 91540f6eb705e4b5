//! The smaller values of the store.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Reads a post id: raw bytes, or a JSON string as written before March 2025.
pub fn read_post_id(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let id = serde_json::from_str::<String>(text).unwrap_or_else(|_| text.to_owned());
    is_id(&id).then_some(id)
}

/// Whether a text can be an id of Mattermost's.
pub fn is_id(text: &str) -> bool {
    text.len() == 26 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A connect that a person has begun, and OAuth's `state` at the same time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectState {
    /// 15 characters that cannot be guessed.
    pub random: String,
    /// Who connects.
    pub user_id: String,
    /// Where they are told.
    pub channel_id: String,
    /// Whether no meeting was asked for.
    pub only_connect: bool,
}

impl ConnectState {
    /// Its text, in the store and in the URL.
    pub fn to_text(&self) -> String {
        let Self {
            random,
            user_id,
            channel_id,
            only_connect,
        } = self;
        format!("{random}_{user_id}_{channel_id}_{only_connect}")
    }

    /// Reads its text.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('_').map(str::to_owned);
        let state = Self {
            random: parts.next()?,
            user_id: parts.next()?,
            channel_id: parts.next()?,
            only_connect: match parts.next()?.as_str() {
                "true" => true,
                "false" => false,
                _ => return None,
            },
        };
        (parts.next().is_none() && !state.random.is_empty()).then_some(state)
    }
}

/// The meeting that a person asked for before connecting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PendingStart {
    /// The channel it belongs to.
    pub channel_id: String,
    /// The thread, or empty.
    pub root_id: String,
    /// The topic, or empty.
    pub topic: String,
    /// The browser tab that asked, or empty for a command.
    pub connection_id: String,
    /// Whether it is a call: the other person of the direct channel is to be rung.
    pub call: bool,
    /// The channel where the person is asked what has to be known first; empty where that is the
    /// meeting's own.
    pub asked_in: String,
}

impl PendingStart {
    /// Without what cannot be what it stands for: it is stored, and handed back by buttons.
    #[must_use]
    pub fn without_nonsense(mut self) -> Self {
        for id in [&mut self.connection_id, &mut self.asked_in] {
            if !is_id(id) {
                id.clear();
            }
        }
        self
    }
}

impl PendingStart {
    /// The channel and thread where the person is asked and told what they alone should see.
    pub fn where_asked(&self) -> (&str, &str) {
        if self.asked_in.is_empty() {
            (&self.channel_id, &self.root_id)
        } else {
            (&self.asked_in, "")
        }
    }
}

/// The channel of a meeting, or of a subscription.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MeetingChannel {
    /// The channel.
    pub channel_id: String,
    /// Whether it is a subscription, which stays until it is removed.
    pub is_subscription: bool,
    /// Who subscribed, or started the meeting; the Go plugin does not say who did the latter.
    pub created_by: String,
}

/// The settings of all channels. What else the Go plugin may keep in them stays; an entry that is
/// of another form counts as no rule, and keeps nobody from the others.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Option<BTreeMap<String, Value>>")]
pub struct ChannelSettings(BTreeMap<String, Value>);

/// Where an entry has its rule.
const PREFERENCE: &str = "Preference";

/// Go writes a map without entries as `null`.
impl From<Option<BTreeMap<String, Value>>> for ChannelSettings {
    fn from(channels: Option<BTreeMap<String, Value>>) -> Self {
        Self(channels.unwrap_or_default())
    }
}

impl ChannelSettings {
    /// A channel's own rule; `None` where it has none.
    pub fn of(&self, channel_id: &str) -> Option<Rule> {
        rule(self.0.get(channel_id)?)
    }

    /// Gives a channel a rule of its own.
    pub fn set(&mut self, channel_id: &str, rule: Rule) {
        let setting = self.0.entry(channel_id.to_owned()).or_default();
        match setting {
            Value::Object(fields) => {
                fields.insert(PREFERENCE.to_owned(), rule.stored().into());
            }
            other => *other = json!({ PREFERENCE: rule.stored() }),
        }
    }

    /// All channels with a rule of their own.
    pub fn rules(&self) -> impl Iterator<Item = (&str, Rule)> {
        let channels = self.0.iter();
        channels.filter_map(|(id, setting)| Some((id.as_str(), rule(setting)?)))
    }
}

fn rule(setting: &Value) -> Option<Rule> {
    Rule::parse(setting.get(PREFERENCE)?.as_str()?)
}

/// Whether meetings may be started in a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// They may.
    Allow,
    /// They may not.
    Restrict,
    /// As the setting "Restrict Meeting Creation" says.
    Default,
}

impl Rule {
    /// How it is stored, and named in the dialog.
    pub fn stored(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Restrict => "restrict",
            Self::Default => "default",
        }
    }

    /// Reads what is stored.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Allow, Self::Restrict, Self::Default]
            .into_iter()
            .find(|rule| rule.stored() == text)
    }
}

/// A person's choice about their personal meeting ID.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Preference {
    /// Meet in the personal room, always.
    Always,
    /// Never: a meeting of its own each time.
    #[default]
    Never,
    /// Ask at each start.
    Ask,
}

impl Preference {
    /// All choices.
    const ALL: [Self; 3] = [Self::Always, Self::Never, Self::Ask];

    /// How it is stored, as a JSON string.
    pub fn stored(self) -> &'static str {
        match self {
            Self::Always => "true",
            Self::Never => "false",
            Self::Ask => "ask",
        }
    }

    /// How the buttons of `/zoom settings` name it.
    pub fn action(self) -> &'static str {
        match self {
            Self::Always => "Yes",
            Self::Never => "No",
            Self::Ask => "Ask",
        }
    }

    /// Reads the text that is stored.
    pub fn parse(text: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|choice| choice.stored().eq_ignore_ascii_case(text.trim()))
    }

    /// Reads what a button says.
    pub fn of_action(action: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|choice| choice.action() == action)
    }

    /// Reads the stored choice; what is none counts as a unique meeting, as in the Go plugin.
    pub fn read(bytes: &[u8]) -> Self {
        let text = serde_json::from_slice::<String>(bytes).unwrap_or_default();
        Self::parse(&text).unwrap_or_default()
    }
}

/// Where a meeting is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// In the person's own room, under their personal meeting ID.
    Personal,
    /// In a room of its own, under an ID that is used once.
    Unique,
}

impl Room {
    /// How the buttons of the question name it.
    pub fn action(self) -> &'static str {
        match self {
            Self::Personal => "USE PERSONAL MEETING ID",
            Self::Unique => "USE A UNIQUE MEETING ID",
        }
    }

    /// Reads what a button says.
    pub fn of_action(action: &str) -> Option<Self> {
        [Self::Personal, Self::Unique]
            .into_iter()
            .find(|room| room.action() == action)
    }
}

#[cfg(test)]
mod tests;
