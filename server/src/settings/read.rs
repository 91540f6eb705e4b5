//! Reading single values out of the settings' JSON, tolerant of how Mattermost hands them over.

use serde_json::{Map, Value};

use super::{Fault, Problem, Setting};
use crate::store::EncryptionKey;

/// The settings' JSON and the problems met so far.
pub(super) struct Source<'a> {
    values: Option<&'a Map<String, Value>>,
    problems: Vec<Problem>,
}

impl<'a> Source<'a> {
    pub(super) fn new(value: &'a Value) -> Self {
        Self {
            values: value.as_object(),
            problems: Vec::new(),
        }
    }

    pub(super) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    /// Finds a key as written, or in another case: Mattermost lower-cases keys on some paths.
    fn find(&self, setting: Setting) -> Option<&'a Value> {
        let values = self.values?;
        let value = values.get(setting.key).or_else(|| {
            values
                .iter()
                .find(|(key, _)| key.eq_ignore_ascii_case(setting.key))
                .map(|(_, value)| value)
        });
        value.filter(|value| !value.is_null())
    }

    fn report(&mut self, setting: Setting, fault: Fault) {
        self.problems.push(Problem { setting, fault });
    }

    /// Reads a text; `blocking` says whether the plugin can do nothing without it.
    pub(super) fn text(&mut self, setting: Setting, blocking: bool) -> &'a str {
        match self.find(setting) {
            None => "",
            Some(Value::String(text)) => text,
            Some(_) => {
                self.report(setting, Fault::NotText { blocking });
                ""
            }
        }
    }

    /// Reads a text that must not be empty.
    pub(super) fn required_text(&mut self, setting: Setting) -> &'a str {
        let before = self.problems.len();
        let text = self.text(setting, true);
        if text.trim().is_empty() && self.problems.len() == before {
            self.report(setting, Fault::Missing);
        }
        text
    }

    /// Reads a switch: a JSON bool, or the strings "true" and "false". Unset means off.
    pub(super) fn switch(&mut self, setting: Setting, unreadable: bool, fault: Fault) -> bool {
        match self.find(setting) {
            None => false,
            Some(Value::Bool(on)) => *on,
            Some(Value::String(text)) => match text.trim().to_ascii_lowercase().as_str() {
                "true" => true,
                "false" | "" => false,
                _ => {
                    self.report(setting, fault);
                    unreadable
                }
            },
            Some(_) => {
                self.report(setting, fault);
                unreadable
            }
        }
    }

    /// Reads one of several values; the first one holds where it is blank or unreadable.
    pub(super) fn choice<T: Copy + Default>(
        &mut self,
        setting: Setting,
        choices: &[(&'static str, T)],
    ) -> T {
        let text = self.text(setting, false).trim();
        let found = choices
            .iter()
            .find(|(value, _)| value.eq_ignore_ascii_case(text));
        if found.is_none() && !text.is_empty() {
            self.report(setting, Fault::NotAChoice);
        }
        let chosen = found.or(choices.first());
        chosen.map_or_else(T::default, |(_, choice)| *choice)
    }

    /// Reads an absolute URL; blank means `default`.
    pub(super) fn url(&mut self, setting: Setting, default: &str) -> String {
        let text = self.text(setting, true).trim().trim_end_matches('/');
        if text.is_empty() {
            return default.to_owned();
        }
        if !is_http_url(text) {
            self.report(setting, Fault::NotAUrl);
            return default.to_owned();
        }
        text.to_owned()
    }

    /// Reads the key for tokens at rest; its bytes are used as they are, as the Go plugin does.
    pub(super) fn encryption_key(&mut self, setting: Setting) -> Option<EncryptionKey> {
        let text = self.required_text(setting);
        if text.trim().is_empty() {
            return None;
        }
        let key = EncryptionKey::new(text);
        if key.is_none() {
            self.report(setting, Fault::KeyLength(text.len()));
        }
        key
    }
}

/// Whether a text is an absolute `http` or `https` URL with a host and nothing after its path.
pub(crate) fn is_http_url(text: &str) -> bool {
    let Some(rest) = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
    else {
        return false;
    };
    let host = rest.split('/').next().unwrap_or_default();
    !host.is_empty()
        && !host.contains('@')
        && !text.contains(['?', '#', '\\'])
        && text.chars().all(|c| c.is_ascii_graphic())
}
