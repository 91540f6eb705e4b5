//! The server's log: what plugins and the server say, kept for the page and for tests, and passed on
//! to `tracing`.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use crate::id::now;

/// How many entries are kept; the oldest go first.
const KEPT: usize = 5000;
/// The longest message that is kept, in bytes.
const MAX_MESSAGE: usize = 16 * 1024;

/// One line of the server's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LogEntry {
    /// When it was written: milliseconds since 1970.
    pub time: i64,
    /// `debug`, `info`, `warn` or `error`.
    pub level: String,
    /// The plugin that wrote it; empty for the server itself.
    pub plugin_id: String,
    /// The message.
    pub message: String,
    /// What the message is about, by name.
    pub fields: BTreeMap<String, String>,
}

/// The log.
#[derive(Default)]
pub(crate) struct Log {
    entries: Mutex<VecDeque<LogEntry>>,
}

impl Log {
    /// Writes a line. `level` is one of the four of [`LogEntry::level`]; another counts as `debug`.
    pub(crate) fn write(
        &self,
        level: &str,
        plugin_id: &str,
        message: &str,
        fields: BTreeMap<String, String>,
    ) {
        let cut = (0..=message.len().min(MAX_MESSAGE))
            .rev()
            .find(|i| message.is_char_boundary(*i));
        let message = message.get(..cut.unwrap_or_default()).unwrap_or_default();
        match level {
            "error" => tracing::error!(plugin_id, ?fields, "{message}"),
            "warn" => tracing::warn!(plugin_id, ?fields, "{message}"),
            "info" => tracing::info!(plugin_id, ?fields, "{message}"),
            _ => tracing::debug!(plugin_id, ?fields, "{message}"),
        }
        let entry = LogEntry {
            time: now(),
            level: level.to_owned(),
            plugin_id: plugin_id.to_owned(),
            message: message.to_owned(),
            fields,
        };
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= KEPT {
            entries.pop_front();
        }
        entries.push_back(entry);
    }

    /// All entries that are kept, the oldest first.
    pub(crate) fn entries(&self) -> Vec<LogEntry> {
        self.entries
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .cloned()
            .collect()
    }
}
