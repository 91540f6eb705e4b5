//! The connection to the server's database.

use mattermost_model::rpc::Method;

use crate::error::{Error, Result};

/// The server's database, through the driver that Mattermost offers to its plugins: the server
/// holds the connections, statements, transactions and rows, and a plugin names them by id.
///
/// The methods are those of Go's `database/sql/driver`, one for one. What a plugin opens it has
/// to close. Most plugins are better served by [`Api::kv`](crate::Api::kv): the tables belong to
/// the server, and change with its version.
///
/// Mattermost does not say from which version on it is there: 9.4, the oldest that was looked at,
/// has all of it.
#[derive(Clone)]
pub struct Driver(go_netrpc::Client);

impl Driver {
    pub(crate) fn new(client: go_netrpc::Client) -> Self {
        Self(client)
    }

    pub(crate) async fn call<M: Method>(&self, args: &M::Args) -> Result<M::Reply> {
        let call = self.0.call::<M::Args, M::Reply>(M::NAME, args);
        call.await.map_err(|error| Error::rpc(M::NAME, error))
    }
}

impl std::fmt::Debug for Driver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Driver").finish_non_exhaustive()
    }
}

/// What Go's `database/sql` tells apart by its value, as [`Error::driver_error`] gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DriverError {
    /// `io.EOF`: there are no more rows.
    Eof,
    /// `sql.ErrNoRows`.
    NoRows,
    /// `sql.ErrConnDone`: the connection was given back.
    ConnDone,
    /// `sql.ErrTxDone`: the transaction was committed or rolled back.
    TxDone,
    /// `driver.ErrSkip`: the driver does not do this itself.
    Skip,
    /// `driver.ErrBadConn`: the connection is broken.
    BadConn,
    /// `driver.ErrRemoveArgument`.
    RemoveArgument,
}

impl DriverError {
    /// The error of a code of `plugin.ErrorString`.
    pub(crate) fn of_code(code: i64) -> Option<Self> {
        Some(match code {
            1 => Self::Eof,
            2 => Self::NoRows,
            3 => Self::ConnDone,
            4 => Self::TxDone,
            5 => Self::Skip,
            6 => Self::BadConn,
            7 => Self::RemoveArgument,
            _ => return None,
        })
    }
}
