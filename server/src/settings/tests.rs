use secrecy::ExposeSecret;
use serde_json::json;

use super::*;

fn complete() -> serde_json::Value {
    json!({
        "OAuthClientID": "id",
        "OAuthClientSecret": "client-secret",
        "EncryptionKey": "abcdefghijklmnopqrstuvwxyz012345",
        "WebhookSecret": "hook",
    })
}

fn with(key: &str, value: serde_json::Value) -> Settings {
    let mut all = complete();
    all[key] = value;
    Settings::from_json(&all)
}

#[test]
fn blank_urls_mean_zooms_own() {
    let settings = Settings::from_json(&complete());
    assert_eq!(settings.problems, []);
    assert_eq!(settings.zoom_url, "https://zoom.us");
    assert_eq!(settings.zoom_api_url, "https://api.zoom.us/v2");
    assert!(!settings.account_level_app && !settings.restrict_meeting_creation);
}

#[test]
fn keys_come_in_any_case_and_switches_as_text() {
    let settings = Settings::from_json(&json!({
        "oauthclientid": " id ",
        "oauthclientsecret": "s",
        "encryptionkey": "abcdefghijklmnop",
        "webhooksecret": "hook",
        "accountlevelapp": "true",
        "restrictmeetingcreation": "True",
        "zoomurl": "http://127.0.0.1:8080/",
    }));
    assert_eq!(settings.problems, []);
    assert_eq!(settings.client_id, "id");
    assert!(settings.account_level_app && settings.restrict_meeting_creation);
    assert_eq!(settings.zoom_url, "http://127.0.0.1:8080");
    assert_eq!(settings.webhook_secret.expose_secret(), "hook");
}

#[test]
fn nothing_set_names_each_required_setting() {
    for value in [json!(null), json!({}), json!([1]), json!("text")] {
        let settings = Settings::from_json(&value);
        let labels: Vec<_> = settings.problems.iter().map(|p| p.setting.label).collect();
        assert_eq!(
            labels,
            [
                "Zoom OAuth Client ID",
                "Zoom OAuth Client Secret",
                "At Rest Token Encryption Key",
                "Webhook Secret"
            ]
        );
        assert!(settings.problems.iter().all(|p| p.fault == Fault::Missing));
    }
}

#[test]
fn a_value_of_the_wrong_type_is_a_problem_and_never_a_failure() {
    let settings = with("OAuthClientID", json!(17));
    assert_eq!(
        settings.problems,
        [Problem {
            setting: CLIENT_ID,
            fault: Fault::NotText { blocking: true }
        }]
    );
    let settings = with("AccountLevelApp", json!(3));
    assert_eq!(
        settings.problems,
        [Problem {
            setting: ACCOUNT_LEVEL_APP,
            fault: Fault::NotASwitch { blocking: true }
        }]
    );
    let settings = with("RestrictMeetingCreation", json!("perhaps"));
    assert!(
        settings.restrict_meeting_creation,
        "a policy is not loosened"
    );
    assert!(!settings.problems[0].fault.is_blocking());
    let settings = with("ZoomWebhookSecret", json!({"a": 1}));
    assert_eq!(settings.zoom_webhook_secret.expose_secret(), "");
    assert!(!settings.problems[0].fault.is_blocking());
}

#[test]
fn the_encryption_key_has_a_length() {
    for (key, length) in [("short", 5), ("abcdefghijklmnopqrstuvwxyz0123456", 33)] {
        let settings = with("EncryptionKey", json!(key));
        assert!(settings.encryption_key.is_none());
        assert_eq!(settings.problems[0].fault, Fault::KeyLength(length));
    }
}

#[test]
fn a_url_must_be_one() {
    for bad in [
        "zoom.us",
        "ftp://zoom.us",
        "https://",
        "https://a b",
        "https://u@h",
        "https://h?x",
    ] {
        let settings = with("ZoomURL", json!(bad));
        assert_eq!(settings.problems[0].fault, Fault::NotAUrl, "{bad}");
    }
}

#[test]
fn no_secret_is_shown_by_debug() {
    let settings = with("ZoomWebhookSecret", json!("zoom-secret-token"));
    let shown = format!("{settings:?}");
    for secret in [
        "client-secret",
        "abcdefghijkl",
        "hook\"",
        "zoom-secret-token",
    ] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

#[test]
fn the_manifest_has_the_same_keys_and_labels() {
    let manifest: serde_json::Value =
        serde_json::from_str(include_str!("../../../plugin.json")).unwrap();
    let declared: Vec<(&str, &str)> = manifest["settings_schema"]["settings"]
        .as_array()
        .unwrap()
        .iter()
        // A part that the web app draws has nothing to store.
        .filter(|s| s["type"] != "custom")
        .map(|s| {
            (
                s["key"].as_str().unwrap(),
                s["display_name"].as_str().unwrap(),
            )
        })
        .collect();
    let known = [
        ZOOM_URL_SETTING,
        ZOOM_API_URL_SETTING,
        ACCOUNT_LEVEL_APP,
        CLIENT_ID,
        CLIENT_SECRET,
        ENCRYPTION_KEY,
        WEBHOOK_SECRET,
        ZOOM_WEBHOOK_SECRET,
        RESTRICT_MEETING_CREATION,
        POST_RECORDING_PASSWORD,
        DEFAULT_MEETING_ID,
        PARTICIPANTS_SHOWN,
    ];
    assert_eq!(declared, known.map(|setting| (setting.key, setting.label)));
}
