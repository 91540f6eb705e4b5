//! What the server keeps, in SQLite.
//!
//! Each object is one row with the object as a JSON document, in Mattermost's own JSON form, and
//! beside it the columns that are searched by. A call is one short statement or transaction on one
//! connection behind a mutex: a database file in the page cache answers in microseconds, so that
//! the calls may be made from asynchronous code.

mod channels;
mod content;
mod groups;
mod kv;
mod posts;
mod schema;
mod teams;
mod threads;
mod uploads;
mod users;

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rusqlite::types::{FromSqlError, Type};
use rusqlite::{Connection, OptionalExtension, Params, Row};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::clock::Clock;
use crate::fault::Outcome;

pub(crate) use posts::PostQuery;
pub(crate) use threads::ThreadMembership;

/// The database.
pub(crate) struct Store {
    connection: Mutex<Connection>,
    pub(crate) clock: Clock,
}

impl Store {
    /// Opens the database file at `path`, making it and its tables where they are missing.
    pub(crate) fn open(path: &Path) -> Result<Self, rusqlite::Error> {
        let connection = Connection::open(path)?;
        schema::prepare(&connection)?;
        Ok(Self {
            connection: Mutex::new(connection),
            clock: Clock::default(),
        })
    }

    /// Runs `work` alone on the connection.
    fn with<T>(&self, work: impl FnOnce(&mut Connection) -> rusqlite::Result<T>) -> Outcome<T> {
        let mut connection = self
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        Ok(work(&mut connection)?)
    }

    fn execute(&self, sql: &str, params: impl Params) -> Outcome<usize> {
        self.with(|c| c.prepare_cached(sql)?.execute(params))
    }

    /// The first row's first column, a JSON document.
    fn document<T: DeserializeOwned>(&self, sql: &str, params: impl Params) -> Outcome<Option<T>> {
        self.with(|c| c.prepare_cached(sql)?.query_row(params, decode).optional())
    }

    /// Every row's first column, a JSON document.
    fn documents<T: DeserializeOwned>(&self, sql: &str, params: impl Params) -> Outcome<Vec<T>> {
        self.with(|c| c.prepare_cached(sql)?.query_map(params, decode)?.collect())
    }

    /// Every row's first column, a text.
    fn texts(&self, sql: &str, params: impl Params) -> Outcome<Vec<String>> {
        self.with(|c| {
            c.prepare_cached(sql)?
                .query_map(params, |row| row.get(0))?
                .collect()
        })
    }

    /// The first row's first column, a number; 0 where there is no row.
    fn number(&self, sql: &str, params: impl Params) -> Outcome<i64> {
        self.with(|c| {
            let found: Option<i64> = c
                .prepare_cached(sql)?
                .query_row(params, |row| row.get(0))
                .optional()?;
            Ok(found.unwrap_or_default())
        })
    }
}

/// The JSON document in a row's first column.
fn decode<T: DeserializeOwned>(row: &Row<'_>) -> rusqlite::Result<T> {
    let text = row.get_ref(0)?.as_str()?;
    serde_json::from_str(text)
        .map_err(|e| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(e)))
}

fn encode(value: &impl Serialize) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|e| FromSqlError::Other(Box::new(e)).into())
}
