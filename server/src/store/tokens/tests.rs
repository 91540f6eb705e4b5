//! Against what the Go plugin wrote (`tests/data/go-plugin-kv.jsonl`), and our own form.

use serde_json::Value;

use super::*;
use crate::store::go_rows::rows;

#[test]
fn every_connection_of_the_go_plugin_is_read() {
    let mut read = 0;
    for (key, bytes, row) in rows() {
        let Some(secret) = row["encryption_key"].as_str() else {
            continue;
        };
        let connection =
            Connection::decode_user(&key, &EncryptionKey::new(secret).unwrap(), &bytes).unwrap();
        assert_eq!(
            connection.tokens.access.expose_secret(),
            row["access_token"].as_str().unwrap()
        );
        assert!(connection.tokens.expiry.is_some(), "{key}");
        assert!(!connection.tokens.refresh.expose_secret().is_empty());
        assert!(key.ends_with(&connection.user_id) || key.ends_with(&connection.zoom_id));
        read += 1;
    }
    assert!(read >= 9, "{read}");
}

#[test]
fn the_account_token_of_the_go_plugin_is_read() {
    let (_, bytes, _) = rows().find(|(key, ..)| key == keys::ACCOUNT_TOKEN).unwrap();
    let key = EncryptionKey::new("0123456789abcdef").unwrap();
    let connection = Connection::decode(&Owner::Account, &key, &bytes).unwrap();
    assert_eq!(
        connection.tokens.access.expose_secret(),
        "acc-fqNyE1IhiqM6o58NJ95AkHhCLA8"
    );
    assert_eq!(
        connection.tokens.refresh.expose_secret(),
        "ref-YEWfyDhSwWWwMvZMSarf8gEzsIc"
    );
}

#[test]
fn a_wrong_key_is_noticed() {
    let wrong = EncryptionKey::new("another-key-of-thirty-two-bytes!").unwrap();
    for (key, bytes, row) in rows() {
        if row["encryption_key"].is_string() {
            assert!(
                Connection::decode_user(&key, &wrong, &bytes).is_err(),
                "{key}"
            );
        }
    }
}

#[test]
fn without_the_key_the_go_plugins_refresh_tokens_are_still_there() {
    let owner = Owner::User("u1".into());
    let mut read = 0;
    for (key, bytes, row) in rows() {
        if row["encryption_key"].is_string() && key.starts_with("zoomtoken_") {
            let connection = Connection::decode_without_key(&owner, &bytes).unwrap();
            assert!(
                connection.tokens.expiry.is_none(),
                "so it is refreshed at once"
            );
            assert!(!connection.tokens.refresh.expose_secret().is_empty());
            read += 1;
        }
    }
    assert!(read > 0);
    let key = EncryptionKey::new("0123456789abcdef").unwrap();
    let ours = connection().encode(&owner, &key).unwrap();
    assert!(Connection::decode_without_key(&owner, &ours).is_none());
}

fn connection() -> Connection {
    Connection {
        zoom_email: "alice@example.com".into(),
        zoom_id: "z1".into(),
        user_id: "u1".into(),
        tokens: StoredTokens {
            access: "access-secret".into(),
            refresh: "refresh-secret".into(),
            expiry: Some(Timestamp::from_second(1_800_000_000).unwrap()),
        },
    }
}

#[test]
fn what_is_written_keeps_the_shape_and_hides_both_tokens() {
    let key = EncryptionKey::new("0123456789abcdef").unwrap();
    let owner = Owner::User("u1".into());
    let bytes = connection().encode(&owner, &key).unwrap();
    let json: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(json["ZoomEmail"], "alice@example.com");
    assert_eq!(
        (&json["UserID"], &json["ZoomID"]),
        (&"u1".into(), &"z1".into())
    );
    assert_eq!(json["OAuthToken"]["expiry"], "2027-01-15T08:00:00Z");
    for field in ["access_token", "refresh_token"] {
        let sealed = json["OAuthToken"][field].as_str().unwrap();
        assert!(
            sealed.starts_with("v1:") && !sealed.contains("secret"),
            "{sealed}"
        );
    }
    let back = Connection::decode(&owner, &key, &bytes).unwrap();
    assert_eq!(back.tokens.access.expose_secret(), "access-secret");
    assert_eq!(back.tokens.refresh.expose_secret(), "refresh-secret");
    let stolen = Connection::decode(&Owner::User("u2".into()), &key, &bytes);
    assert!(
        stolen.is_err(),
        "it does not open under another person's key"
    );
}

#[test]
fn the_sealed_account_token_is_no_json() {
    let key = EncryptionKey::new("0123456789abcdef").unwrap();
    let bytes = connection().encode(&Owner::Account, &key).unwrap();
    assert!(serde_json::from_slice::<Value>(&bytes).is_err());
    let back = Connection::decode(&Owner::Account, &key, &bytes).unwrap();
    assert_eq!(back.tokens.refresh.expose_secret(), "refresh-secret");
}

#[test]
fn nothing_is_shown_by_debug() {
    let shown = format!("{:?}", connection());
    assert!(!shown.contains("secret"), "{shown}");
}
