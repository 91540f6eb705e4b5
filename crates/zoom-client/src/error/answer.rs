//! From an answer of Zoom's that is no success to an [`Error`].
//!
//! Two shapes exist: REST sends `{"code", "message"}`, the token endpoint `{"reason", "error"}`
//! (and now and then `{"errorCode", "errorMessage"}`). Proxies in between send web pages.

use std::time::Duration;

use http::{HeaderMap, header};
use jiff::Timestamp;
use serde::Deserialize;

use super::{Error, ErrorKind, RetryHint};

/// Longer texts of Zoom's are cut: a log line is no place for a web page.
const MAX_TEXT: usize = 300;
/// More names than any endpoint of Zoom's lists.
const MAX_SCOPES: usize = 16;

/// An answer whose body has been read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Body {
    #[serde(alias = "errorCode")]
    code: Option<i64>,
    #[serde(alias = "errorMessage")]
    message: Option<String>,
    reason: Option<String>,
    error: Option<String>,
}

/// What a refusal of the grant means depends on which grant was presented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Grant {
    Code,
    RefreshToken,
    None,
}

impl Answer {
    /// The error of a REST answer.
    pub(crate) fn api_error(&self) -> Error {
        let Some(body) = self.error_body() else {
            return self.foreign_error();
        };
        let message = body.message.unwrap_or_default();
        let kind = api_kind(self.status, body.code, &message);
        let mut error = self.error(kind, &describe(kind, &message), body.code);
        if kind == ErrorKind::ScopeMissing {
            error.0.scopes = scopes_in(&message);
        }
        error
    }

    /// The error of a token endpoint's answer.
    pub(crate) fn oauth_error(&self, grant: Grant) -> Error {
        let Some(body) = self.error_body() else {
            return self.foreign_error();
        };
        let text = body.reason.or(body.message).unwrap_or_default();
        let kind = self.oauth_kind(
            body.error.as_deref().unwrap_or_default(),
            body.code,
            &text,
            grant,
        );
        self.error(kind, &describe(kind, &text), body.code)
    }

    /// A success whose body is not what was promised.
    pub(crate) fn shape_error(&self, cause: serde_json::Error) -> Error {
        let message = if self.is_web_page() {
            "a web page came instead of Zoom's answer: check the Zoom URL, the API URL and the proxy"
        } else {
            "Zoom's answer is incomplete or has another shape than documented"
        };
        self.error(ErrorKind::UnexpectedAnswer, message, None)
            .with_source(cause)
    }

    /// The body of an error, where it is one of Zoom's.
    fn error_body(&self) -> Option<Body> {
        let body: Body = serde_json::from_slice(&self.body).ok()?;
        let known = body.code.is_some() || body.message.is_some() || body.error.is_some();
        (known && !self.is_server_side()).then_some(body)
    }

    fn is_server_side(&self) -> bool {
        self.status >= 500 || self.status == 429
    }

    /// An error that is told by its HTTP status alone.
    fn foreign_error(&self) -> Error {
        match self.status {
            429 => self.rate_limit_error(),
            500.. => self.error(ErrorKind::Unreachable, "Zoom reported a fault of its own", None),
            _ if self.is_web_page() => self.error(
                ErrorKind::UnexpectedAnswer,
                "a web page came instead of Zoom's answer: check the Zoom URL, the API URL and the proxy",
                None,
            ),
            401 => self.error(ErrorKind::AccessTokenRejected, "Zoom refused the access token", None),
            _ => self.error(
                ErrorKind::UnexpectedAnswer,
                "the answer is not one of Zoom's: check the Zoom URL and the API URL",
                None,
            ),
        }
    }

    fn rate_limit_error(&self) -> Error {
        let body: Body = serde_json::from_slice(&self.body).unwrap_or_default();
        let message = body.message.unwrap_or_default();
        let kind = ErrorKind::RateLimited;
        let mut error = self.error(kind, &describe(kind, &message), body.code);
        error.0.retry = self
            .header(header::RETRY_AFTER.as_str())
            .and_then(parse_retry_after);
        error.0.daily = message.to_ascii_lowercase().contains("daily")
            || self
                .header("x-ratelimit-type")
                .is_some_and(|v| v.starts_with("Daily"));
        error
    }

    pub(crate) fn error(&self, kind: ErrorKind, message: &str, code: Option<i64>) -> Error {
        let mut error = Error::new(kind, message);
        error.0.status = Some(self.status);
        error.0.code = code;
        error.0.tracking_id = self.header("x-zm-trackingid").map(clean);
        error
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    fn is_web_page(&self) -> bool {
        let declared = self.header(header::CONTENT_TYPE.as_str());
        declared.is_some_and(|v| v.to_ascii_lowercase().contains("html"))
            || self.body.trim_ascii_start().starts_with(b"<")
    }

    fn oauth_kind(&self, error: &str, code: Option<i64>, text: &str, grant: Grant) -> ErrorKind {
        match (error, code) {
            ("invalid_client" | "unauthorized_client", _)
            | (_, Some(4702 | 4704 | 4706 | 4717 | 4738)) => ErrorKind::ClientRejected,
            ("invalid_grant", _) | (_, Some(4733..=4737 | 4740 | 4741)) => refused_grant(grant),
            // Older answers call a dead token an invalid request.
            ("invalid_request", _) if names_dead_grant(text) => refused_grant(grant),
            _ => ErrorKind::Refused,
        }
    }
}

fn refused_grant(grant: Grant) -> ErrorKind {
    match grant {
        Grant::Code => ErrorKind::CodeRejected,
        Grant::RefreshToken => ErrorKind::ConnectionRevoked,
        Grant::None => ErrorKind::Refused,
    }
}

fn names_dead_grant(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    text.contains("invalid token") || text.contains("invalid authorization code")
}

/// The kind of a REST error; see Zoom's "Error definitions" and each endpoint's own list.
fn api_kind(status: u16, code: Option<i64>, message: &str) -> ErrorKind {
    match (code, status) {
        (Some(4711 | 104 | 4700), _) => ErrorKind::ScopeMissing,
        _ if message.contains("does not contain scopes") => ErrorKind::ScopeMissing,
        (Some(124), _) | (_, 401) => ErrorKind::AccessTokenRejected,
        (Some(1001), _) => ErrorKind::NoSuchUser,
        (Some(1010), _) => ErrorKind::UserOutsideAccount,
        (Some(3001), _) => ErrorKind::NoSuchMeeting,
        (Some(3301), _) => ErrorKind::NoSuchRecording,
        // One number for two things: only the text tells them apart.
        (Some(200), _) if message.contains("paid") => ErrorKind::LicenceMissing,
        (Some(200 | 3161), _) | (_, 403) => ErrorKind::NotPermitted,
        // Zoom's answer to a path that it does not know: the base URL is wrong.
        (Some(2300), _) => ErrorKind::UnexpectedAnswer,
        _ => ErrorKind::Refused,
    }
}

fn describe(kind: ErrorKind, zoom_says: &str) -> String {
    let ours = match kind {
        ErrorKind::AccessTokenRejected => "Zoom refused the access token",
        ErrorKind::ConnectionRevoked => "Zoom refused the refresh token",
        ErrorKind::CodeRejected => "Zoom refused the authorization code",
        ErrorKind::ClientRejected => "Zoom refused the app's client id or secret",
        ErrorKind::NoSuchUser => "no such Zoom user",
        ErrorKind::UserOutsideAccount => "the Zoom user belongs to another account",
        ErrorKind::NoSuchMeeting => "no such Zoom meeting",
        ErrorKind::NoSuchRecording => "no such recording",
        ErrorKind::LicenceMissing => "the Zoom account has no licence for this",
        ErrorKind::ScopeMissing => "the Zoom app lacks a scope",
        ErrorKind::NotPermitted => "Zoom does not permit this",
        ErrorKind::RateLimited => "Zoom's rate limit is reached",
        _ => "Zoom refused the request",
    };
    if zoom_says.is_empty() {
        ours.to_owned()
    } else {
        format!("{ours}: {}", clean(zoom_says))
    }
}

/// The names between the brackets of "does not contain scopes:[a, b]".
fn scopes_in(message: &str) -> Vec<String> {
    let list = message
        .split_once('[')
        .and_then(|(_, rest)| rest.split_once(']'));
    let names = list
        .map_or("", |(names, _)| names)
        .split(',')
        .map(str::trim);
    names
        .filter(|name| is_scope(name))
        .take(MAX_SCOPES)
        .map(str::to_owned)
        .collect()
}

/// Scopes go into messages to people: nothing that is no name may pass.
fn is_scope(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b':' | b'_' | b'.' | b'-');
    !name.is_empty() && name.len() <= 100 && name.bytes().all(plain)
}

/// Seconds, an ISO time (Zoom's daily limit) or an HTTP date.
fn parse_retry_after(value: &str) -> Option<RetryHint> {
    let value = value.trim();
    if let Ok(seconds) = value.parse::<u32>() {
        return Some(RetryHint::After(Duration::from_secs(seconds.into())));
    }
    let date = value.parse::<Timestamp>().ok();
    let date = date.or_else(|| {
        jiff::fmt::rfc2822::DateTimeParser::new()
            .parse_timestamp(value)
            .ok()
    });
    date.map(RetryHint::At)
}

/// Text from outside, short and without control characters, fit for one log line.
fn clean(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control())
        .take(MAX_TEXT)
        .collect()
}

#[cfg(test)]
mod tests;
