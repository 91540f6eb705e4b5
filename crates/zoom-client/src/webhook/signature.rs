//! Zoom's signature over a delivery, and the answer to its challenge.
//!
//! `x-zm-signature` is `v0=` and the hexadecimal HMAC-SHA256, under the app's Secret Token, of
//! `v0:<x-zm-request-timestamp>:<raw body>` (Zoom's "Using webhooks").

use std::fmt;
use std::time::Duration;

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use sha2::Sha256;

use super::event::{Event, PlainToken, parse};
use crate::{Error, ErrorKind};

/// The header that carries the signature.
pub const SIGNATURE_HEADER: &str = "x-zm-signature";
/// The header that carries the time of signing, in seconds since 1970.
pub const TIMESTAMP_HEADER: &str = "x-zm-request-timestamp";

/// How far the time stamp may lie from now, either way, unless the caller bears with older ones.
/// Zoom names no limit; this is what most receivers use.
const WINDOW: Duration = Duration::from_secs(5 * 60);

/// Checks deliveries against the Secret Token of the Zoom app.
#[derive(Clone)]
pub struct Verifier {
    secret: SecretString,
}

impl Verifier {
    /// A verifier with this Secret Token. With an empty one every delivery is refused.
    #[must_use]
    pub fn new(secret: SecretString) -> Self {
        Self { secret }
    }

    /// Checks one delivery: the values of [`TIMESTAMP_HEADER`] and [`SIGNATURE_HEADER`], the raw
    /// body, and the receiver's time.
    ///
    /// ```
    /// use zoom_client::webhook::Verifier;
    ///
    /// let verifier = Verifier::new("sandbox-secret".into());
    /// let body = br#"{"event":"meeting.started","event_ts":1700000000123,"payload":{"account_id":"A","object":{"id":"123"}}}"#;
    /// let signature = "v0=f1c33e54d75cb5d77348e8e10cf2e364d0c61db9c73175b6faf6cfd0c3c4993b";
    /// let now = jiff::Timestamp::from_second(1_700_000_042)?;
    /// let delivery = verifier.verify(Some(b"1700000000"), Some(signature.as_bytes()), body, now)?;
    /// assert_eq!(delivery.event()?.name(), "meeting.started");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::WebhookSecretMissing`], [`ErrorKind::WebhookUnsigned`],
    /// [`ErrorKind::WebhookExpired`] or [`ErrorKind::WebhookSignatureMismatch`].
    pub fn verify<'a>(
        &'a self,
        timestamp: Option<&[u8]>,
        signature: Option<&[u8]>,
        body: &'a [u8],
        now: Timestamp,
    ) -> Result<Delivery<'a>, Error> {
        self.verify_within(WINDOW, timestamp, signature, body, now)
    }

    /// The same for a delivery that may have been signed up to `age` ago, if that is longer than the
    /// five minutes which [`verify`](Self::verify) allows.
    ///
    /// Zoom tries again 5, 25 and 85 minutes after the first try, and does not say whether it signs
    /// anew. Such a delivery is genuine, yet who has seen it can send it again: take it only where
    /// that would change nothing.
    ///
    /// # Errors
    /// As [`verify`](Self::verify).
    pub fn verify_within<'a>(
        &'a self,
        age: Duration,
        timestamp: Option<&[u8]>,
        signature: Option<&[u8]>,
        body: &'a [u8],
        now: Timestamp,
    ) -> Result<Delivery<'a>, Error> {
        let mut mac = self.mac()?;
        let (Some(timestamp), Some(signature)) = (timestamp, signature) else {
            return Err(Error::new(
                ErrorKind::WebhookUnsigned,
                "a signature header is missing",
            ));
        };
        check_window(timestamp, now, age)?;
        mac.update(b"v0:");
        mac.update(timestamp);
        mac.update(b":");
        mac.update(body);
        // In constant time, so that no answer tells how much of a guess was right.
        let genuine = decode(signature).is_some_and(|tag| mac.verify_slice(&tag).is_ok());
        if !genuine {
            let message = "the signature does not fit the body";
            return Err(Error::new(ErrorKind::WebhookSignatureMismatch, message));
        }
        Ok(Delivery {
            verifier: self,
            body,
        })
    }

    fn mac(&self) -> Result<Hmac<Sha256>, Error> {
        let secret = self.secret.expose_secret();
        let missing = || {
            Error::new(
                ErrorKind::WebhookSecretMissing,
                "no webhook secret token is set",
            )
        };
        if secret.is_empty() {
            return Err(missing());
        }
        Hmac::new_from_slice(secret.as_bytes()).map_err(|_| missing())
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier").finish_non_exhaustive()
    }
}

fn decode(signature: &[u8]) -> Option<Vec<u8>> {
    HEXLOWER_PERMISSIVE
        .decode(signature.strip_prefix(b"v0=")?)
        .ok()
}

fn check_window(timestamp: &[u8], now: Timestamp, age: Duration) -> Result<(), Error> {
    let digits = !timestamp.is_empty() && timestamp.iter().all(u8::is_ascii_digit);
    let text = std::str::from_utf8(timestamp).ok().filter(|_| digits);
    let seconds: Option<i64> = text.and_then(|text| text.parse().ok());
    let Some(seconds) = seconds else {
        return Err(Error::new(
            ErrorKind::WebhookUnsigned,
            "the time stamp is no number",
        ));
    };
    let distance = now.as_second().abs_diff(seconds);
    let window = if seconds < now.as_second() {
        age.max(WINDOW)
    } else {
        WINDOW
    };
    if distance > window.as_secs() {
        let message = format!("the time stamp is {distance} s off; check the server's clock");
        return Err(Error::new(ErrorKind::WebhookExpired, message));
    }
    Ok(())
}

/// A delivery that came from Zoom.
#[derive(Debug, Clone, Copy)]
pub struct Delivery<'a> {
    verifier: &'a Verifier,
    body: &'a [u8],
}

impl Delivery<'_> {
    /// What it says.
    ///
    /// # Errors
    /// [`ErrorKind::WebhookMalformed`]. It came from Zoom all the same: answer 2xx, or Zoom sends
    /// it again.
    pub fn event(&self) -> Result<Event, Error> {
        parse(self.body)
    }

    /// The answer to Zoom's challenge, to be sent as JSON with status 200 within three seconds.
    ///
    /// Only a delivery that was verified can be asked for it, and only a [`PlainToken`] of the
    /// narrow form that Zoom uses: otherwise whoever knows the address could have any text signed,
    /// that of a forged event included.
    ///
    /// # Errors
    /// [`ErrorKind::WebhookSecretMissing`], which a verified delivery rules out.
    pub fn answer(&self, token: &PlainToken) -> Result<UrlValidationAnswer, Error> {
        let mut mac = self.verifier.mac()?;
        mac.update(token.as_str().as_bytes());
        Ok(UrlValidationAnswer {
            plain_token: token.as_str().to_owned(),
            encrypted_token: HEXLOWER.encode(&mac.finalize().into_bytes()),
        })
    }
}

/// The answer to `endpoint.url_validation`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UrlValidationAnswer {
    plain_token: String,
    encrypted_token: String,
}

#[cfg(test)]
mod tests;
