//! The one error type of this crate.

pub(crate) mod answer;

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use jiff::Timestamp;

/// What went wrong, as far as the caller has to act differently.
///
/// The variants follow what a person must be told, not Zoom's numbers; the numbers are kept in
/// [`Error::zoom_code`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Zoom refused the access token (HTTP 401, code 124): it expired early or was revoked.
    /// Refresh once and repeat; where the fresh token is refused too, the person has to connect
    /// again.
    AccessTokenRejected,
    /// Zoom refused the refresh token (`invalid_grant`): the person removed the app, connected
    /// from elsewhere, or stayed away for longer than the token lives. They have to connect again.
    ConnectionRevoked,
    /// Zoom refused the authorization code: it was used before, or is older than 5 minutes.
    CodeRejected,
    /// The person pressed "Decline" on Zoom's consent page.
    ConsentDeclined,
    /// Zoom refused the app itself: wrong client id or secret, or the app is disabled.
    ClientRejected,
    /// There is no such Zoom user (code 1001).
    NoSuchUser,
    /// The Zoom user belongs to another Zoom account (code 1010): a wrong e-mail address.
    UserOutsideAccount,
    /// There is no such meeting, or it is over (code 3001).
    NoSuchMeeting,
    /// There is no recording, or the file is gone (code 3301).
    NoSuchRecording,
    /// In the place of a file came a web page: it is not ready yet, or wants a passcode.
    FileNotReady,
    /// A file is larger than the caller can take.
    FileTooLarge,
    /// A file lies on a host that is not the configured Zoom's. Nothing was sent there.
    ForeignHost,
    /// The Zoom account has no licence for this (code 200).
    LicenceMissing,
    /// The app lacks a scope; [`Error::scopes`] names it.
    ScopeMissing,
    /// Zoom does not allow it to this person (HTTP 403, codes 200 and 3161).
    NotPermitted,
    /// Too many requests; [`Error::retry_at`] says when to try again, if Zoom did.
    RateLimited,
    /// Zoom could not be reached, did not answer in time, or answered with a server error.
    Unreachable,
    /// What answered did not speak Zoom's language: a web page, half an answer, another shape.
    UnexpectedAnswer,
    /// Zoom refused the request for a reason that none of the other kinds covers.
    Refused,
    /// The caller's own input can not be sent: a bad base URL, an empty user id.
    InvalidInput,
    /// No webhook secret is set, so that no delivery can be genuine.
    WebhookSecretMissing,
    /// A delivery carries no signature or no time stamp.
    WebhookUnsigned,
    /// A delivery's signature does not fit its body.
    WebhookSignatureMismatch,
    /// A delivery's time stamp is outside the window of five minutes.
    WebhookExpired,
    /// A delivery's body is no event: not JSON, or a field has another shape.
    WebhookMalformed,
}

/// When Zoom wants the next request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RetryHint {
    After(Duration),
    At(Timestamp),
}

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    message: String,
    status: Option<u16>,
    code: Option<i64>,
    tracking_id: Option<String>,
    scopes: Vec<String>,
    retry: Option<RetryHint>,
    daily: bool,
    never_sent: bool,
    connection_lost: bool,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// Any failure of this crate.
///
/// [`kind`](Error::kind) says what to do about it. The message is a fragment for logs and holds no
/// secret; a person should be told in the words of the program that they use.
pub struct Error(Box<Inner>);

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            status: None,
            code: None,
            tracking_id: None,
            scopes: Vec::new(),
            retry: None,
            daily: false,
            never_sent: false,
            connection_lost: false,
            source: None,
        }))
    }

    pub(crate) fn with_source(
        mut self,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        self.0.source = Some(source.into());
        self
    }

    pub(crate) fn never_sent(mut self) -> Self {
        self.0.never_sent = true;
        self
    }

    pub(crate) fn connection_lost(mut self) -> Self {
        self.0.connection_lost = true;
        self
    }

    /// Whether the answer, or its rest, was lost with the connection.
    pub(crate) fn lost_the_connection(&self) -> bool {
        self.0.connection_lost
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether the person has to go through Zoom's consent page again before anything works.
    ///
    /// An [`AccessTokenRejected`](ErrorKind::AccessTokenRejected) is not among them: a refresh may
    /// help.
    #[must_use]
    pub fn needs_consent(&self) -> bool {
        matches!(
            self.kind(),
            ErrorKind::ConnectionRevoked | ErrorKind::CodeRejected | ErrorKind::ConsentDeclined
        )
    }

    /// Whether the same request may succeed later with nothing changed.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self.kind(), ErrorKind::RateLimited | ErrorKind::Unreachable)
    }

    /// The names of the missing scopes, as Zoom spells them: each alone would do. Empty unless the
    /// kind is [`ScopeMissing`](ErrorKind::ScopeMissing), and also where Zoom did not name them.
    #[must_use]
    pub fn scopes(&self) -> &[String] {
        &self.0.scopes
    }

    /// When Zoom allows the next request, for an answer that arrived at `now`.
    ///
    /// None where Zoom did not say: then back off, starting at a second.
    #[must_use]
    pub fn retry_at(&self, now: Timestamp) -> Option<Timestamp> {
        match self.0.retry? {
            RetryHint::After(wait) => now.checked_add(wait).ok(),
            RetryHint::At(time) => Some(time),
        }
    }

    /// Whether it is the limit per day that was reached, not the one per second.
    #[must_use]
    pub fn is_daily_limit(&self) -> bool {
        self.0.daily
    }

    /// The HTTP status of the answer, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// Zoom's own number for the error, if the answer had one.
    #[must_use]
    pub fn zoom_code(&self) -> Option<i64> {
        self.0.code
    }

    /// Zoom's `x-zm-trackingid` of the answer: what Zoom's support asks for.
    #[must_use]
    pub fn tracking_id(&self) -> Option<&str> {
        self.0.tracking_id.as_deref()
    }

    /// Whether the request certainly never reached Zoom, so that even a create may be repeated.
    #[must_use]
    pub fn was_never_sent(&self) -> bool {
        self.0.never_sent
    }

    pub(crate) fn retry_hint(&self) -> Option<RetryHint> {
        self.0.retry
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        if let Some(status) = self.0.status {
            write!(f, " (HTTP {status}")?;
            if let Some(code) = self.0.code {
                write!(f, ", Zoom code {code}")?;
            }
            f.write_str(")")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0
            .source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}
