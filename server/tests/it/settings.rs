//! Settings that are missing or wrong, and changes of them.

use std::time::Duration;

use mattermost_devserver::Fate;
use serde_json::{Value, json};

use crate::stage::{Person, Stage};

/// The bot's direct messages to a person.
pub(crate) async fn all_by_the_bot(person: &Person) -> Vec<String> {
    let channel = person.client.direct_channel("zoom").await.unwrap();
    let posts = person.client.posts(&channel.id).await.unwrap();
    posts.into_iter().map(|post| post.message).collect()
}

/// The bot's direct messages that hold a text; waits for the first of them.
pub(crate) async fn told_by_the_bot(person: &Person, text: &str) -> Vec<String> {
    for _ in 0..200 {
        let mut told = all_by_the_bot(person).await;
        told.retain(|message| message.contains(text));
        if !told.is_empty() {
            return told;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the bot says nothing about {text}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unfinished_set_up_is_active_and_tells_admins_what_is_missing() {
    let stage = Stage::with(json!({ "OAuthClientID": "", "WebhookSecret": null })).await;
    let mut admin = stage.person("admin").await;
    let mut alice = stage.person("alice").await;
    let told = told_by_the_bot(&admin, "Zoom OAuth Client ID").await;
    assert!(
        told[0].contains("Webhook Secret") && told[0].contains("System Console"),
        "{told:?}"
    );

    assert!(
        alice
            .ask("/zoom start")
            .await
            .contains("ask a system admin")
    );
    assert!(
        admin
            .ask("/zoom start")
            .await
            .contains("Zoom OAuth Client ID")
    );
    assert!(alice.ask("/zoom help").await.contains("/zoom start"));
    assert_eq!(alice.press_in_town().await.0, 501);
    assert_eq!(configured(&alice).await, json!({ "configured": false }));
    for path in ["oauth2/connect", "oauth2/complete"] {
        assert_eq!(alice.route(path).await.status(), 501, "{path}");
    }

    stage.set(json!({})).await;
    let told = alice.tab.event("custom_zoom_configuration_changed").await;
    assert_eq!(told["data"], json!({ "configured": true }));
    assert_eq!(configured(&alice).await, json!({ "configured": true }));
    assert!(
        alice.ask("/zoom start").await.contains("oauth2/connect"),
        "taken up at once"
    );
}

/// What the web app is told before it shows its buttons.
async fn configured(person: &Person) -> Value {
    let answer = person.route("api/v1/configuration").await;
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_configuration_is_for_people_who_are_logged_in() {
    let stage = Stage::new().await;
    let url = format!("{}/plugins/zoom/api/v1/configuration", stage.server.url());
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    assert_eq!(client.get(url).send().await.unwrap().status(), 401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_type_or_length_is_named_with_its_label() {
    let stage = Stage::with(json!({
        "AccountLevelApp": {"a": 1}, "OAuthClientSecret": 17, "EncryptionKey": "too short",
    }))
    .await;
    let mut admin = stage.person("admin").await;
    let told = admin.ask("/zoom start").await;
    for label in [
        "OAuth by Account Level App** must be either true or false",
        "Zoom OAuth Client Secret** holds something that is not text",
        "At Rest Token Encryption Key** has 9 characters; it must have 32",
    ] {
        assert!(told.contains(label), "{label} in {told}");
    }
    let log = stage.log();
    assert!(
        log.contains("At Rest Token Encryption Key") && !log.contains("too short"),
        "{log}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn switches_may_come_as_text_and_keys_in_lower_case() {
    let stage = Stage::with(json!({ "restrictmeetingcreation": "true" })).await;
    let mut alice = stage.person("alice").await;
    assert!(
        alice
            .ask("/zoom start")
            .await
            .contains("cannot be started in this channel")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_death_while_admins_are_told_silences_nobody() {
    const NOTICE: &str = "zrs_notice_settings";
    let stage = Stage::new().await;
    let admin = stage.person("admin").await;
    stage.server.on_api_call(|call| match call.method {
        "GetUsers" => Fate::KillAfter,
        _ => Fate::Proceed,
    });
    stage.set(json!({ "OAuthClientID": "" })).await;
    stage.until(|| stage.stored(NOTICE).is_some()).await;
    assert!(stage.expires(NOTICE), "nobody was told yet");
    stage.server.disable("zoom").await.unwrap();
    stage.server.on_api_call(|_| Fate::Proceed);
    stage.forget(NOTICE);
    stage.server.enable("zoom").await.unwrap();
    let told = told_by_the_bot(&admin, "Zoom OAuth Client ID").await;
    assert_eq!(told.len(), 1, "{told:?}");
    stage.until(|| !stage.expires(NOTICE)).await;
    assert!(stage.stored(NOTICE).is_some(), "for good");
}
