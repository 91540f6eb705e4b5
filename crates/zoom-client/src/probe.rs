//! Whether Zoom is there, and knows the app.

use std::sync::{Mutex, PoisonError};

use jiff::fmt::rfc2822::DateTimeParser;
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};

use crate::error::answer::{Answer, Grant};
use crate::http::Repeat;
use crate::{Client, Error, ErrorKind};

/// No refresh token of Zoom's looks like this.
const NO_TOKEN: &str = "no-token";

/// What [`Client::probe`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Probe {
    /// Whether Zoom accepts the client id and secret.
    pub client_accepted: bool,
    /// How far this machine's clock is ahead of Zoom's, to the second, where Zoom sent its time.
    pub clock_ahead: Option<SignedDuration>,
}

impl Client {
    /// Asks Zoom for tokens in exchange for a refresh token that is none: from how it refuses, one
    /// sees whether it knows the app. Nothing is changed by it.
    ///
    /// # Errors
    /// [`ErrorKind::Unreachable`], [`ErrorKind::RateLimited`], or [`ErrorKind::UnexpectedAnswer`]
    /// where what answers is not Zoom.
    pub async fn probe(&self) -> Result<Probe, Error> {
        let url = self.page("oauth/token")?;
        let form = [("grant_type", "refresh_token"), ("refresh_token", NO_TOKEN)];
        let secret: &SecretString = self.client_secret();
        let request = |http: &reqwest::Client| {
            http.post(url.clone())
                .basic_auth(self.client_id(), Some(secret.expose_secret()))
                .form(&form)
        };
        let ahead = Mutex::new(None);
        let refuse = |answer: &Answer| {
            let found = clock_ahead(answer, Timestamp::now());
            *ahead.lock().unwrap_or_else(PoisonError::into_inner) = found;
            answer.oauth_error(Grant::RefreshToken)
        };
        let refused = self.transport().send(Repeat::Safe, request, refuse).await;
        let clock_ahead = *ahead.lock().unwrap_or_else(PoisonError::into_inner);
        let found = |client_accepted| Probe {
            client_accepted,
            clock_ahead,
        };
        match refused {
            Ok(_) => Err(Error::new(
                ErrorKind::UnexpectedAnswer,
                "tokens were given for no token",
            )),
            Err(error) => match error.kind() {
                ErrorKind::ConnectionRevoked => Ok(found(true)),
                ErrorKind::ClientRejected => Ok(found(false)),
                _ => Err(error),
            },
        }
    }
}

fn clock_ahead(answer: &Answer, now: Timestamp) -> Option<SignedDuration> {
    let date = answer.headers.get(http::header::DATE)?.to_str().ok()?;
    let theirs = DateTimeParser::new().parse_timestamp(date).ok()?;
    Some(SignedDuration::from_secs(
        now.as_second() - theirs.as_second(),
    ))
}
