//! The error of every operation: Mattermost's `AppError`, ready for a REST answer or an RPC reply.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use mattermost_model::AppError;

use crate::id::new_id;

/// Why an operation was refused or failed, in Mattermost's terms: an id, a message for a person and
/// an HTTP status.
#[derive(Debug, Clone)]
pub(crate) struct Fault(Box<AppError>);

/// What an operation gives.
pub(crate) type Outcome<T> = Result<T, Fault>;

impl Fault {
    pub(crate) fn new(status: StatusCode, id: &str, message: impl Into<String>) -> Self {
        Self(Box::new(AppError {
            id: id.to_owned(),
            message: message.into(),
            status_code: i64::from(status.as_u16()),
            ..AppError::default()
        }))
    }

    pub(crate) fn bad_request(id: &str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, id, message)
    }

    pub(crate) fn not_found(id: &str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, id, message)
    }

    /// The caller is known but may not do this.
    pub(crate) fn forbidden() -> Self {
        let message = "You do not have the appropriate permissions.";
        Self::new(
            StatusCode::FORBIDDEN,
            "api.context.permissions.app_error",
            message,
        )
    }

    /// The caller is not known.
    pub(crate) fn session_expired() -> Self {
        let message = "Invalid or expired session, please login again.";
        Self::new(
            StatusCode::UNAUTHORIZED,
            "api.context.session_expired.app_error",
            message,
        )
    }

    /// A part of the path or query is missing or malformed.
    pub(crate) fn url_parameter(name: &str) -> Self {
        let message = format!("Invalid or missing {name} parameter in request URL.");
        Self::bad_request("api.context.invalid_url_param.app_error", message)
    }

    /// A field of the request's body is missing or malformed.
    pub(crate) fn body_parameter(name: &str) -> Self {
        let message = format!("Invalid or missing {name} in request body.");
        Self::bad_request("api.context.invalid_body_param.app_error", message)
    }

    /// A parameter has a value that is not allowed.
    pub(crate) fn parameter(name: &str) -> Self {
        let message = format!("Invalid {name} parameter.");
        Self::bad_request("api.context.invalid_param.app_error", message)
    }

    /// Something that a Mattermost server has and this one has not.
    pub(crate) fn not_implemented(what: &str) -> Self {
        let message = format!("not implemented in the dev server: {what}");
        Self::new(
            StatusCode::NOT_IMPLEMENTED,
            "devserver.not_implemented.app_error",
            message,
        )
    }

    /// A failure that a person or a test wants.
    pub(crate) fn wanted(message: &str) -> Self {
        let id = "devserver.wanted_failure.app_error";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, id, message)
    }

    pub(crate) fn internal(detail: impl std::fmt::Display) -> Self {
        let message = format!("The dev server failed: {detail}.");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "devserver.internal.app_error",
            message,
        )
    }

    pub(crate) fn status(&self) -> StatusCode {
        u16::try_from(self.0.status_code)
            .ok()
            .and_then(|code| StatusCode::from_u16(code).ok())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    pub(crate) fn id(&self) -> &str {
        &self.0.id
    }

    /// The form in which a plugin gets it: with the place that reports it.
    pub(crate) fn into_app_error(self, place: &str) -> AppError {
        AppError {
            where_: place.to_owned(),
            ..*self.0
        }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Fault {}

impl From<AppError> for Fault {
    fn from(error: AppError) -> Self {
        Self(Box::new(error))
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::internal(format_args!("database: {error}"))
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        Self::internal(format_args!("JSON: {error}"))
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        Self::internal(error)
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let body = serde_json::json!({
            "id": self.0.id,
            "message": self.0.message,
            "detailed_error": self.0.detailed_error,
            "request_id": new_id(),
            "status_code": self.0.status_code,
        });
        (self.status(), axum::Json(body)).into_response()
    }
}
