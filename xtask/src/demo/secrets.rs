//! The demo's secrets: made once, and kept so that its data stays readable.

use crate::files;
use anyhow::{Context, Result, anyhow};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// What Mattermost's settings and the Zoom app must agree on.
#[derive(Serialize, Deserialize)]
pub(super) struct Secrets {
    pub(super) client_id: String,
    pub(super) client_secret: String,
    /// 32 characters: an AES-256 key.
    pub(super) encryption_key: String,
    /// The secret in the webhook's address.
    pub(super) webhook: String,
    /// The secret that Zoom signs webhooks with.
    pub(super) zoom_webhook: String,
}

impl Secrets {
    /// Those of the file, or new ones that the file then keeps.
    pub(super) fn kept_in(file: &Path) -> Result<Self> {
        if file.exists() {
            let text = files::read(file)?;
            let hint = || format!("{} is damaged: delete it", files::shown(file));
            return serde_json::from_str(&text).with_context(hint);
        }
        let new = Self {
            client_id: "demo-client".to_owned(),
            client_secret: random()?,
            encryption_key: random()?,
            webhook: random()?,
            zoom_webhook: random()?,
        };
        files::write(file, serde_json::to_string_pretty(&new)?.as_bytes())?;
        Ok(new)
    }
}

/// 32 characters with 160 bits of chance in them.
fn random() -> Result<String> {
    let mut bytes = [0_u8; 20];
    getrandom::fill(&mut bytes).map_err(|error| anyhow!("no random numbers: {error}"))?;
    Ok(data_encoding::BASE32_NOPAD.encode(&bytes).to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::Secrets;

    #[test]
    fn a_second_start_finds_the_same_secrets() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("secrets.json");
        let first = Secrets::kept_in(&file).unwrap();
        assert_eq!(first.encryption_key.len(), 32);
        assert_ne!(first.encryption_key, first.webhook);
        let second = Secrets::kept_in(&file).unwrap();
        assert_eq!(first.encryption_key, second.encryption_key);
        assert_eq!(first.zoom_webhook, second.zoom_webhook);
    }
}
