//! The plugins' key-value store, and the server's own settings.

use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Store, encode};
use crate::fault::Outcome;

impl Store {
    /// The value of a key that has not expired.
    pub(crate) fn plugin_value(&self, plugin_id: &str, key: &str) -> Outcome<Option<Vec<u8>>> {
        let now = self.clock.now();
        self.with(|c| value(c, plugin_id, key, now))
    }

    /// Sets a key, or deletes it where `new` is `None`. `expire_at` is in milliseconds since 1970;
    /// 0 means never.
    pub(crate) fn set_plugin_value(
        &self,
        plugin_id: &str,
        key: &str,
        new: Option<&[u8]>,
        expire_at: i64,
    ) -> Outcome<()> {
        self.with(|c| set(c, plugin_id, key, new, expire_at))
    }

    /// Does the same only where the value is `old` (`None`: where there is none), in one step.
    /// Tells whether it was.
    pub(crate) fn compare_and_set_plugin_value(
        &self,
        plugin_id: &str,
        key: &str,
        old: Option<&[u8]>,
        new: Option<&[u8]>,
        expire_at: i64,
    ) -> Outcome<bool> {
        let now = self.clock.now();
        self.with(|c| {
            let transaction = c.transaction()?;
            let is_old = value(&transaction, plugin_id, key, now)?.as_deref() == old;
            if is_old {
                set(&transaction, plugin_id, key, new, expire_at)?;
            }
            transaction.commit()?;
            Ok(is_old)
        })
    }

    /// A page of a plugin's keys, in order.
    pub(crate) fn plugin_keys(
        &self,
        plugin_id: &str,
        offset: i64,
        limit: i64,
    ) -> Outcome<Vec<String>> {
        self.texts(
            "SELECT key FROM plugin_key_values
             WHERE plugin_id = ? AND (expire_at = 0 OR expire_at > ?)
             ORDER BY key LIMIT ? OFFSET ?",
            params![plugin_id, self.clock.now(), limit, offset],
        )
    }

    pub(crate) fn delete_plugin_values(&self, plugin_id: &str) -> Outcome<()> {
        self.execute(
            "DELETE FROM plugin_key_values WHERE plugin_id = ?",
            [plugin_id],
        )
        .map(drop)
    }

    pub(crate) fn setting<T: DeserializeOwned>(&self, name: &str) -> Outcome<Option<T>> {
        self.document("SELECT data FROM settings WHERE name = ?", [name])
    }

    pub(crate) fn save_setting(&self, name: &str, value: &impl Serialize) -> Outcome<()> {
        self.with(|c| {
            c.execute(
                "INSERT OR REPLACE INTO settings VALUES (?, ?)",
                params![name, encode(value)?],
            )
        })
        .map(drop)
    }
}

fn value(
    c: &Connection,
    plugin_id: &str,
    key: &str,
    now: i64,
) -> rusqlite::Result<Option<Vec<u8>>> {
    c.prepare_cached(
        "SELECT value FROM plugin_key_values
         WHERE plugin_id = ? AND key = ? AND (expire_at = 0 OR expire_at > ?)",
    )?
    .query_row(params![plugin_id, key, now], |row| row.get(0))
    .optional()
}

fn set(
    c: &Connection,
    plugin_id: &str,
    key: &str,
    new: Option<&[u8]>,
    expire_at: i64,
) -> rusqlite::Result<()> {
    match new {
        Some(new) => c
            .prepare_cached("INSERT OR REPLACE INTO plugin_key_values VALUES (?, ?, ?, ?)")?
            .execute(params![plugin_id, key, new, expire_at])?,
        None => c
            .prepare_cached("DELETE FROM plugin_key_values WHERE plugin_id = ? AND key = ?")?
            .execute(params![plugin_id, key])?,
    };
    Ok(())
}
