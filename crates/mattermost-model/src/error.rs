//! Errors as they cross the wire.

use std::fmt;

use gobwire::{Decode, Describer, Encode, GobType, TypeTable, ValueDecoder, ValueEncoder, ids};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::AppError;
use crate::wire::gob_struct;

const APP_ERROR: &str = "*model.AppError";
const ERROR_STRING: &str = "*plugin.ErrorString";
const PQ_ERROR: &str = "*pq.Error";

gob_struct! {
    /// Go's `plugin.ErrorString`: an error by its text.
    ErrorString "ErrorString" {
        /// 0 for any error; 1 `io.EOF`, 2 `sql.ErrNoRows`, 3 `sql.ErrConnDone`, 4 `sql.ErrTxDone`,
        /// 5 `driver.ErrSkip`, 6 `driver.ErrBadConn`, 7 `driver.ErrRemoveArgument`.
        code: i64 = "Code", "Code", always;
        /// The text.
        err: String = "Err", "Err", always;
    }
}

gob_struct! {
    /// An error of PostgreSQL's (Go's `pq.Error`).
    PqError "Error" {
        /// `ERROR`, `FATAL`, …
        severity: String = "Severity", "Severity", always;
        /// The five characters of the SQLSTATE.
        code: String = "Code", "Code", always;
        /// The text.
        message: String = "Message", "Message", always;
        /// More about it.
        detail: String = "Detail", "Detail", always;
        /// What may help.
        hint: String = "Hint", "Hint", always;
        /// Where in the statement.
        position: String = "Position", "Position", always;
        /// Where in an internal statement.
        internal_position: String = "InternalPosition", "InternalPosition", always;
        /// The internal statement.
        internal_query: String = "InternalQuery", "InternalQuery", always;
        /// The call stack.
        where_: String = "Where", "Where", always;
        /// The schema concerned.
        schema: String = "Schema", "Schema", always;
        /// The table concerned.
        table: String = "Table", "Table", always;
        /// The column concerned.
        column: String = "Column", "Column", always;
        /// The data type concerned.
        data_type_name: String = "DataTypeName", "DataTypeName", always;
        /// The constraint concerned.
        constraint: String = "Constraint", "Constraint", always;
        /// The file of PostgreSQL's source.
        file: String = "File", "File", always;
        /// Its line.
        line: String = "Line", "Line", always;
        /// Its routine.
        routine: String = "Routine", "Routine", always;
    }
}

/// A value of Go's type `error`, in one of the forms that Mattermost registers for it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum RemoteError {
    /// Any error, by its text.
    Text(ErrorString),
    /// An error of Mattermost's.
    App(Box<AppError>),
    /// An error of PostgreSQL's.
    Pq(Box<PqError>),
    /// An error of a type that is not registered for plugins.
    Other {
        /// The type's registered name.
        name: String,
    },
}

impl RemoteError {
    /// An error with this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self::Text(ErrorString {
            code: 0,
            err: text.into(),
        })
    }
}

impl Default for RemoteError {
    fn default() -> Self {
        Self::Text(ErrorString::default())
    }
}

impl fmt::Display for RemoteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(error) => f.write_str(&error.err),
            Self::App(error) => error.fmt(f),
            Self::Pq(error) => write!(f, "pq: {}", error.message),
            Self::Other { name } => write!(f, "error of type {name}"),
        }
    }
}

impl std::error::Error for RemoteError {}

/// As Go's `AppError.Error`.
impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.where_.is_empty() {
            write!(f, "{}: ", self.where_)?;
        }
        f.write_str(if self.message.is_empty() {
            &self.id
        } else {
            &self.message
        })?;
        if !self.detailed_error.is_empty() {
            write!(f, ", {}", self.detailed_error)?;
        }
        Ok(())
    }
}

impl std::error::Error for AppError {}

impl GobType for RemoteError {
    fn describe(_: &mut Describer<'_>) -> gobwire::Result<i64> {
        Ok(ids::INTERFACE)
    }

    fn compatible(_: &TypeTable, wire: i64) -> bool {
        wire == ids::INTERFACE
    }
}

impl Encode for RemoteError {
    fn describe_value(&self, d: &mut Describer<'_>) -> gobwire::Result<i64> {
        Self::describe(d)
    }

    fn is_zero(&self) -> bool {
        false
    }

    fn encode(&self, e: &mut ValueEncoder<'_>) -> gobwire::Result<()> {
        match self {
            Self::Text(error) => e.interface(Some((ERROR_STRING, error))),
            Self::App(error) => e.interface(Some((APP_ERROR, error))),
            Self::Pq(error) => e.interface(Some((PQ_ERROR, error))),
            Self::Other { name } => {
                let text = ErrorString {
                    code: 0,
                    err: format!("error of type {name}"),
                };
                e.interface(Some((ERROR_STRING, &text)))
            }
        }
    }
}

impl Decode for RemoteError {
    fn decode_into(&mut self, d: &mut ValueDecoder<'_>, wire: i64) -> gobwire::Result<()> {
        if wire != ids::INTERFACE {
            return Err(d.mismatch::<Self>(wire));
        }
        let Some((name, id)) = d.read_interface_header()? else {
            *self = Self::default();
            return Ok(());
        };
        *self = match name {
            ERROR_STRING => {
                let mut error = ErrorString::default();
                d.decode_interface_value(&mut error, id)?;
                Self::Text(error)
            }
            APP_ERROR => {
                let mut error = Box::<AppError>::default();
                d.decode_interface_value(&mut *error, id)?;
                Self::App(error)
            }
            PQ_ERROR => {
                let mut error = Box::<PqError>::default();
                d.decode_interface_value(&mut *error, id)?;
                Self::Pq(error)
            }
            _ => {
                d.skip_interface_value(id)?;
                Self::Other {
                    name: name.to_owned(),
                }
            }
        };
        Ok(())
    }
}

/// The text alone, as Go's `encoding/json` never sees these.
impl Serialize for RemoteError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(error) => error.serialize(serializer),
            Self::App(error) => error.serialize(serializer),
            Self::Pq(error) => error.serialize(serializer),
            Self::Other { name } => serializer.serialize_str(name),
        }
    }
}

impl<'de> Deserialize<'de> for RemoteError {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        ErrorString::deserialize(deserializer).map(Self::Text)
    }
}
