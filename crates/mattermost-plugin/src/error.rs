//! The error of this crate.

use std::fmt;

use mattermost_model::{AppError, RemoteError};

use crate::driver::DriverError;

/// The result of everything that can fail here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong in a call of the server, or in a handler.
///
/// It keeps the `AppError` that Mattermost answered. `Display` gives the text for a log.
#[derive(Debug)]
pub struct Error(Box<Kind>);

#[derive(Debug)]
enum Kind {
    App(AppError),
    Remote(RemoteError),
    Rpc {
        method: &'static str,
        source: go_netrpc::Error,
    },
    Missing {
        method: &'static str,
    },
    Other(Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// An error with this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Box::new(Kind::Other(text.into().into())))
    }

    pub(crate) fn rpc(method: &'static str, source: go_netrpc::Error) -> Self {
        Self(Box::new(Kind::Rpc { method, source }))
    }

    pub(crate) fn missing(method: &'static str) -> Self {
        Self(Box::new(Kind::Missing { method }))
    }

    /// Mattermost's own error, where the server answered one.
    #[must_use]
    pub fn app_error(&self) -> Option<&AppError> {
        match &*self.0 {
            Kind::App(error) => Some(error),
            Kind::Remote(RemoteError::App(error)) => Some(error),
            Kind::Remote(_) | Kind::Rpc { .. } | Kind::Missing { .. } | Kind::Other(_) => None,
        }
    }

    /// The HTTP status that Mattermost gave its error.
    #[must_use]
    pub fn status_code(&self) -> Option<u16> {
        self.app_error()
            .and_then(|error| u16::try_from(error.status_code).ok())
    }

    /// Whether Mattermost says that the thing does not exist.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.status_code() == Some(404)
    }

    /// Which of Go's errors of the database driver it is, if it is one of those.
    #[must_use]
    pub fn driver_error(&self) -> Option<DriverError> {
        match &*self.0 {
            Kind::Remote(RemoteError::Text(error)) => DriverError::of_code(error.code),
            _ => None,
        }
    }

    /// Whether the server is too old, or too new, to have the method.
    #[must_use]
    pub fn is_method_missing(&self) -> bool {
        matches!(&*self.0, Kind::Rpc { source: go_netrpc::Error::Server(text), .. }
            if text.starts_with("rpc: can't find method"))
    }

    /// Whether the connection to the server is gone.
    #[must_use]
    pub fn is_disconnected(&self) -> bool {
        use go_netrpc::Error as Rpc;
        matches!(
            &*self.0,
            Kind::Rpc {
                source: Rpc::Shutdown | Rpc::UnexpectedEof | Rpc::Io(_),
                ..
            }
        )
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Kind::App(error) => error.fmt(f),
            Kind::Remote(error) => error.fmt(f),
            Kind::Rpc { method, source } => write!(f, "{method}: {source}"),
            Kind::Missing { method } => {
                write!(f, "{method} answered neither a result nor an error")
            }
            Kind::Other(error) => error.fmt(f),
        }
    }
}

/// Any error, for the `?` operator. Errors of Mattermost's keep what they are.
///
/// As with `anyhow::Error`, this is why [`Error`] is no `std::error::Error` itself.
impl<E: std::error::Error + Send + Sync + 'static> From<E> for Error {
    fn from(error: E) -> Self {
        let error: Box<dyn std::error::Error + Send + Sync> = Box::new(error);
        let kind = error
            .downcast::<AppError>()
            .map(|error| Kind::App(*error))
            .or_else(|error| {
                error
                    .downcast::<RemoteError>()
                    .map(|error| Kind::Remote(*error))
            })
            .unwrap_or_else(Kind::Other);
        Self(Box::new(kind))
    }
}

/// What a hook answers: Mattermost's own error as it came, anything else by its text.
impl From<Error> for RemoteError {
    fn from(error: Error) -> Self {
        match *error.0 {
            Kind::App(error) => Self::App(Box::new(error)),
            Kind::Remote(error) => error,
            other => Self::new(Error(Box::new(other)).to_string()),
        }
    }
}

/// What a hook with an `AppError` answers.
impl From<Error> for AppError {
    fn from(error: Error) -> Self {
        match *error.0 {
            Kind::App(error) => error,
            Kind::Remote(RemoteError::App(error)) => *error,
            other => Self {
                id: "plugin.error".into(),
                message: Error(Box::new(other)).to_string(),
                status_code: 500,
                ..Self::default()
            },
        }
    }
}
