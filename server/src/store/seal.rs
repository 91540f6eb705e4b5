//! How secrets are sealed at rest.
//!
//! A sealed text is `v1:` and base64 of nonce and AES-256-GCM ciphertext, with the key of the store
//! and the name of the field as associated data: copied elsewhere it opens no more. The colon
//! keeps it from ever being base64, which the Go plugin would take for a token of its own.

use std::fmt;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::go_cipher;

/// What every sealed text begins with.
const PREFIX: &str = "v1:";
const NONCE_LENGTH: usize = 12;
/// Keeps the sealing key apart from the setting itself, which the Go plugin's data is read with.
const PURPOSE: &[u8] = b"zoom plugin: tokens at rest, v1";

/// A stored secret that cannot be read: it was changed, or sealed with another key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a stored secret cannot be read with the present encryption key")]
pub struct Unreadable;

/// The setting "At Rest Token Encryption Key".
#[derive(Clone)]
pub struct EncryptionKey(Zeroizing<Vec<u8>>);

impl fmt::Debug for EncryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EncryptionKey(…)")
    }
}

/// Where a secret stands: a store key and a field of its value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub(super) key: &'a str,
    pub(super) field: &'a str,
}

impl<'a> Place<'a> {
    /// The place of what has no key of its own.
    fn purpose(purpose: &'a str) -> Self {
        let field = "";
        Self {
            key: purpose,
            field,
        }
    }

    fn associated_data(self) -> Vec<u8> {
        format!("{}\0{}", self.key, self.field).into_bytes()
    }
}

impl EncryptionKey {
    /// A key of 16, 24 or 32 bytes; `None` for any other length.
    pub fn new(text: &str) -> Option<Self> {
        matches!(text.len(), 16 | 24 | 32).then(|| Self(Zeroizing::new(text.as_bytes().to_vec())))
    }

    /// Whether another key is the same.
    pub fn is(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }

    fn cipher(&self) -> Option<Aes256Gcm> {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.0).ok()?;
        mac.update(PURPOSE);
        Aes256Gcm::new_from_slice(&mac.finalize().into_bytes()).ok()
    }

    /// Seals a text for a purpose that its reader names as well.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn seal_for(&self, purpose: &str, text: &str) -> Result<String, Unreadable> {
        self.seal(Place::purpose(purpose), text).ok_or(Unreadable)
    }

    /// Opens what [`seal_for`](Self::seal_for) made for the same purpose.
    ///
    /// # Errors
    /// When it was changed, or sealed with another key.
    pub fn open_for(&self, purpose: &str, text: &str) -> Result<String, Unreadable> {
        self.open(Place::purpose(purpose), text)
    }

    /// Seals a text for one place.
    pub(super) fn seal(&self, place: Place<'_>, text: &str) -> Option<String> {
        let mut sealed = vec![0; NONCE_LENGTH];
        getrandom::fill(&mut sealed).ok()?;
        let nonce = Nonce::try_from(sealed.as_slice()).ok()?;
        let aad = place.associated_data();
        let payload = Payload {
            msg: text.as_bytes(),
            aad: &aad,
        };
        sealed.extend(self.cipher()?.encrypt(&nonce, payload).ok()?);
        Some(format!("{PREFIX}{}", BASE64URL_NOPAD.encode(&sealed)))
    }

    /// Opens what [`seal`](Self::seal) made for the same place.
    pub(super) fn open(&self, place: Place<'_>, text: &str) -> Result<String, Unreadable> {
        let text = text.strip_prefix(PREFIX).ok_or(Unreadable)?;
        let sealed = BASE64URL_NOPAD
            .decode(text.as_bytes())
            .map_err(|_| Unreadable)?;
        let (nonce, msg) = sealed.split_at_checked(NONCE_LENGTH).ok_or(Unreadable)?;
        let nonce = Nonce::try_from(nonce).map_err(|_| Unreadable)?;
        let aad = place.associated_data();
        let cipher = self.cipher().ok_or(Unreadable)?;
        let plain = cipher
            .decrypt(&nonce, Payload { msg, aad: &aad })
            .map_err(|_| Unreadable)?;
        String::from_utf8(plain).map_err(|_| Unreadable)
    }

    /// Opens a sealed text, or decrypts one of the Go plugin's.
    pub(super) fn open_or_decrypt(
        &self,
        place: Place<'_>,
        text: &str,
    ) -> Result<String, Unreadable> {
        if is_sealed(text) {
            self.open(place, text)
        } else {
            go_cipher::decrypt(&self.0, text)
        }
    }
}

/// Whether a text was sealed by [`EncryptionKey::seal`].
pub(super) fn is_sealed(text: &str) -> bool {
    text.starts_with(PREFIX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place<'_> = Place {
        key: "zoomtoken_u",
        field: "access_token",
    };

    #[test]
    fn a_sealed_text_opens_at_its_place_only() {
        let key = EncryptionKey::new("abcdefghijklmnopqrstuvwxyz012345").unwrap();
        let sealed = key.seal(PLACE, "token").unwrap();
        assert_eq!(key.open(PLACE, &sealed).unwrap(), "token");
        assert_ne!(
            sealed,
            key.seal(PLACE, "token").unwrap(),
            "a nonce is used once"
        );
        for other in [
            Place {
                key: "zoomtoken_v",
                ..PLACE
            },
            Place {
                field: "refresh_token",
                ..PLACE
            },
        ] {
            assert_eq!(key.open(other, &sealed), Err(Unreadable));
        }
        let foreign = EncryptionKey::new("0123456789abcdef").unwrap();
        assert_eq!(foreign.open(PLACE, &sealed), Err(Unreadable));
    }

    #[test]
    fn a_changed_text_does_not_open() {
        let key = EncryptionKey::new("0123456789abcdef").unwrap();
        let sealed = key.seal(PLACE, "token").unwrap();
        for at in PREFIX.len()..sealed.len() {
            let mut bytes = sealed.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert_eq!(key.open(PLACE, &changed), Err(Unreadable), "at {at}");
        }
        for broken in ["", "v1:", "v1:AAAA", "v1:!", "AAAA"] {
            assert_eq!(key.open(PLACE, broken), Err(Unreadable), "{broken}");
        }
    }

    #[test]
    fn a_sealed_text_is_never_base64() {
        use base64::Engine as _;
        let key = EncryptionKey::new("0123456789abcdef").unwrap();
        let sealed = key.seal(PLACE, "").unwrap();
        assert!(
            base64::engine::general_purpose::URL_SAFE
                .decode(sealed)
                .is_err()
        );
    }
}
