//! Tokens: account-level apps, refreshes, connections that Zoom has ended.

use serde_json::Value;
use zoom_sandbox::RefreshMode;

use crate::stage::{CLIENT_ID, Stage};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_admin_connects_for_everybody() {
    let stage = Stage::account_level().await;
    let mut alice = stage.person("alice").await;
    let mut admin = stage.person("admin").await;
    assert!(
        alice
            .ask("/zoom start")
            .await
            .contains("ask a system admin")
    );
    assert!(
        alice
            .ask("/zoom connect")
            .await
            .contains("only system admins")
    );
    assert_eq!(alice.route("oauth2/connect").await.status(), 403);
    assert!(!alice.ask("/zoom help").await.contains("connect"));

    admin.connect(&stage.zoom).await;
    let sealed = stage.stored("zoomSuperUserToken_").unwrap();
    assert!(sealed.starts_with(b"v1:"), "sealed");
    alice.command("/zoom start For all").await;
    let post = alice.tab.meeting("posted").await;
    assert_eq!(post["user_id"], alice.id());
    let asked = stage.zoom.requests();
    let path = &asked
        .iter()
        .rfind(|request| request.method == "POST")
        .unwrap()
        .path;
    assert!(
        path.contains("alice"),
        "the host is the person with that address: {path}"
    );
    assert!(
        admin
            .ask("/zoom disconnect")
            .await
            .contains("disconnected for everybody")
    );
    assert_eq!(stage.stored("zoomSuperUserToken_"), None);
}

/// Makes the stored token look spent.
fn spend(stage: &Stage, user_id: &str) {
    let key = format!("zoomtoken_{user_id}");
    let mut stored: Value = serde_json::from_slice(&stage.stored(&key).unwrap()).unwrap();
    stored["OAuthToken"]["expiry"] = "2020-01-01T00:00:00Z".into();
    stage.store(&key, stored.to_string().as_bytes());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_starts_with_a_spent_token_refresh_it_once() {
    let stage = Stage::new().await;
    stage.zoom.turn(|knobs| knobs.refresh = RefreshMode::Strict);
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    spend(&stage, alice.id());
    let alice = std::sync::Arc::new(alice);
    let starts: Vec<_> = (0..12)
        .map(|_| {
            let alice = alice.clone();
            tokio::spawn(async move { alice.press_in_town().await })
        })
        .collect();
    for start in starts {
        let (status, answer) = start.await.unwrap();
        assert_eq!(status, 200);
        assert!(
            answer["meeting_url"].as_str().unwrap().starts_with("http"),
            "{answer}"
        );
    }
    assert_eq!(stage.made().len(), 12);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_zoom_has_ended_asks_for_a_new_one_and_then_goes_on() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    stage.zoom.uninstall(CLIENT_ID, &alice.email).unwrap();
    let prompt = alice.ask("/zoom start Once more").await;
    assert!(
        prompt.contains("no longer accepts") && prompt.contains("oauth2/connect"),
        "{prompt}"
    );
    let (status, page) = alice.allow(&stage.zoom).await;
    assert_eq!(status, 200, "{page}");
    assert_eq!(
        alice.tab.meeting("posted").await["props"]["meeting_topic"],
        "Once more"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_encryption_key_asks_people_to_connect_again() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    stage
        .set(serde_json::json!({ "EncryptionKey": "0123456789abcdef0123456789abcdef" }))
        .await;
    assert!(alice.ask("/zoom start").await.contains("oauth2/connect"));
    stage.log();
}
