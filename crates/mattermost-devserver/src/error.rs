//! The error of the library.

use crate::fault::Fault;

/// What starting or using a [`DevServer`](crate::DevServer) or a [`Client`](crate::Client) failed
/// with.
///
/// The message is a fragment for a person; [`Error::status_code`] and [`Error::id`] are for code.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
#[non_exhaustive]
pub struct Error {
    message: String,
    status_code: u16,
    id: String,
    #[source]
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            status_code: 0,
            id: String::new(),
            source: None,
        }
    }

    pub(crate) fn caused(
        message: impl Into<String>,
        source: impl std::error::Error + Send + Sync + 'static,
    ) -> Self {
        Self {
            source: Some(Box::new(source)),
            ..Self::new(message)
        }
    }

    pub(crate) fn answered(message: String, status_code: u16, id: String) -> Self {
        Self {
            message,
            status_code,
            id,
            source: None,
        }
    }

    /// The HTTP status that the server answered or would answer; 0 where no server was reached.
    pub fn status_code(&self) -> u16 {
        self.status_code
    }

    /// Mattermost's id for the error, like `api.context.permissions.app_error`; empty where the
    /// error is not Mattermost's.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether the thing asked for does not exist.
    pub fn is_not_found(&self) -> bool {
        self.status_code == 404
    }

    /// Whether the caller may not do this.
    pub fn is_forbidden(&self) -> bool {
        self.status_code == 403
    }

    /// Whether the dev server lacks what a Mattermost server has.
    pub fn is_not_implemented(&self) -> bool {
        self.status_code == 501
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::answered(
            fault.to_string(),
            fault.status().as_u16(),
            fault.id().to_owned(),
        )
    }
}
