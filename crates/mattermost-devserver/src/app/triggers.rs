//! Trigger ids: what lets an integration open a dialog for the user who has just done something.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::App;
use crate::fault::{Fault, Outcome};
use crate::id::new_id;

/// How long a trigger id can be used: the time that Mattermost gives an integration to answer.
const LIFE: i64 = 30_000;

/// A trigger in its two forms.
pub(super) struct Trigger {
    /// The half that the user's client knows, which tells it that a dialog is an answer to its act.
    pub(super) client: String,
    /// The whole, signed, for the integration.
    pub(super) signed: String,
}

/// What a signed trigger id stands for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Triggered {
    pub(super) client: String,
    pub(super) user_id: String,
}

fn mac(key: &[u8; 32], signed: &str) -> Outcome<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(Fault::internal)?;
    mac.update(signed.as_bytes());
    Ok(mac)
}

fn issue(key: &[u8; 32], user_id: &str, time: i64) -> Outcome<Trigger> {
    let client = new_id();
    let content = format!("{client}:{user_id}:{time}");
    let signature = STANDARD.encode(mac(key, &content)?.finalize().into_bytes());
    Ok(Trigger {
        client,
        signed: STANDARD.encode(format!("{content}:{signature}")),
    })
}

fn verify(key: &[u8; 32], trigger_id: &str, time: i64) -> Outcome<Triggered> {
    let refuse = |what: &str, message: &str| {
        Fault::bad_request(
            &format!("interactive_message.decode_trigger_id.{what}"),
            message,
        )
    };
    let bytes = STANDARD.decode(trigger_id).map_err(|_| {
        let message = "Failed to decode base64 for trigger ID for interactive dialog.";
        refuse("base64_decode_failed", message)
    })?;
    let text = String::from_utf8_lossy(&bytes);
    let parts: Vec<&str> = text.split(':').collect();
    let [client, user_id, made_at, signature] = parts.as_slice() else {
        let message = "Trigger ID missing required data for interactive dialog.";
        return Err(refuse("missing_data", message));
    };
    let made_at: i64 = made_at.parse().unwrap_or_default();
    if time - made_at > LIFE {
        let message = "Trigger ID for interactive dialog is expired. Trigger IDs live for a \
                       maximum of 30 seconds.";
        return Err(refuse("expired", message));
    }
    let signature = STANDARD.decode(signature).unwrap_or_default();
    let content = format!("{client}:{user_id}:{made_at}");
    mac(key, &content)?.verify_slice(&signature).map_err(|_| {
        let message = "Signature verification failed of trigger ID for interactive dialog.";
        refuse("verify_signature_failed", message)
    })?;
    Ok(Triggered {
        client: (*client).to_owned(),
        user_id: (*user_id).to_owned(),
    })
}

impl App {
    pub(super) fn trigger(&self, user_id: &str) -> Outcome<Trigger> {
        issue(&self.keys.triggers, user_id, self.now())
    }

    pub(super) fn triggered(&self, trigger_id: &str) -> Outcome<Triggered> {
        verify(&self.keys.triggers, trigger_id, self.now())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_trigger_lives_thirty_seconds_and_cannot_be_made_up() {
        let key = [7; 32];
        let trigger = issue(&key, "alice", 1000).unwrap();
        let found = verify(&key, &trigger.signed, 1000 + LIFE).unwrap();
        assert_eq!(
            found,
            Triggered {
                client: trigger.client.clone(),
                user_id: "alice".into()
            }
        );
        let id = |fault: Fault| fault.id().rsplit('.').next().map(str::to_owned).unwrap();
        let refused = |id_: &str, key: &[u8; 32], time| id(verify(key, id_, time).unwrap_err());
        assert_eq!(refused(&trigger.signed, &key, 1001 + LIFE), "expired");
        assert_eq!(
            refused(&trigger.signed, &[8; 32], 1000),
            "verify_signature_failed"
        );
        assert_eq!(refused("nonsense", &key, 1000), "missing_data");
        assert_eq!(refused(&trigger.client, &key, 1000), "base64_decode_failed");
    }
}
