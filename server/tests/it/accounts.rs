//! Tokens: account-level apps, refreshes, connections that Zoom has ended.

use std::sync::Arc;

use serde_json::{Value, json};
use zoom_sandbox::{Area, Fault, FaultAnswer, RefreshMode};

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
    let told = alice.ask("/zoom subscription add 123 4567 8901").await;
    assert!(told.contains("ask a system admin"), "{told}");
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
pub(crate) fn spend(stage: &Stage, user_id: &str) {
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
    let alice = Arc::new(alice);
    let starts: Vec<_> = (0..12)
        .map(|_| {
            let alice = alice.clone();
            tokio::spawn(async move {
                let body = serde_json::json!({ "channel_id": alice.town });
                alice.press_anyway(body).await
            })
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
    assert_eq!(refreshes(&stage), 1);
}

/// How often a refresh token was presented.
pub(crate) fn refreshes(stage: &Stage) -> usize {
    let grants = stage.zoom.token_requests();
    grants
        .iter()
        .filter(|grant| *grant == "refresh_token")
        .count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_nodes_refresh_a_spent_token_once_between_them() {
    let stage = Stage::nodes(3).await;
    stage.zoom.turn(|knobs| knobs.refresh = RefreshMode::Strict);
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    spend(&stage, alice.id());
    let alice = Arc::new(alice);
    for round in 0..3 {
        let starts: Vec<_> = (0..4)
            .map(|nth| {
                let alice = alice.clone();
                let node = 1 + (round + nth) % 3;
                tokio::spawn(async move { alice.press_on_node(node, "?force=true").await })
            })
            .collect();
        for start in starts {
            let answer = start.await.unwrap();
            let url = answer["meeting_url"].as_str().unwrap_or_default();
            assert!(url.starts_with("http"), "{answer}");
        }
    }
    assert_eq!((stage.made().len(), refreshes(&stage)), (12, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_revoked_early_is_refreshed() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let once = Fault::times(1, FaultAnswer::Unauthorized).only(Area::Api);
    stage.zoom.turn(|knobs| knobs.fault = Some(once));
    let (status, answer) = alice.press_in_town().await;
    assert_eq!(status, 200);
    assert!(answer["meeting_url"].as_str().unwrap().starts_with("http"));
    assert_eq!(refreshes(&stage), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_zoom_that_is_busy_or_broken_costs_nobody_their_connection() {
    let stage = Stage::new().await;
    stage.zoom.turn(|knobs| knobs.refresh = RefreshMode::Strict);
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    for (answer, status) in [
        (FaultAnswer::RateLimited(Some("30".into())), 429),
        (FaultAnswer::ServerError, 502),
        (FaultAnswer::WebPage, 502),
    ] {
        spend(&stage, alice.id());
        let fault = Fault::always(answer.clone()).only(Area::Token);
        stage.zoom.turn(|knobs| knobs.fault = Some(fault));
        let town = json!({ "channel_id": alice.town });
        let (got, told) = alice.press_anyway(town.clone()).await;
        assert_eq!(got, status, "{answer:?}: {told}");
        stage.zoom.turn(|knobs| knobs.fault = None);
        let (_, told) = alice.press_anyway(town).await;
        assert!(told["meeting_url"].is_string(), "{answer:?}: {told}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_zoom_has_ended_asks_for_a_new_one_and_then_goes_on() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    // The message about it is lost on its way.
    stage.zoom.turn(|knobs| knobs.webhook.drop = true);
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

pub(crate) const OTHER_KEY: &str = "0123456789abcdef0123456789abcdef";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_encryption_key_costs_nobody_their_connection() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let key = format!("zoomtoken_{}", alice.id());
    let before = stage.stored(&key);
    // Between the old key and the new one there may be none, as when a field is emptied first.
    stage.set(json!({ "EncryptionKey": "" })).await;
    stage.set(json!({ "EncryptionKey": OTHER_KEY })).await;
    let (_, told) = alice.press_in_town().await;
    assert!(told["meeting_url"].is_string(), "{told}");
    stage.until(|| stage.stored(&key) != before).await;

    // A process that never knew the old key reads it, too.
    stage.server.disable("zoom").await.unwrap();
    stage.server.enable("zoom").await.unwrap();
    let (_, told) = alice.press_in_town().await;
    assert!(told["meeting_url"].is_string(), "{told}");
    stage.log();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_nobody_knows_the_old_key_people_connect_again() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    stage.server.disable("zoom").await.unwrap();
    stage.set(json!({ "EncryptionKey": OTHER_KEY })).await;
    stage.server.enable("zoom").await.unwrap();
    assert!(alice.ask("/zoom start").await.contains("oauth2/connect"));
    let (status, page) = alice.allow(&stage.zoom).await;
    assert_eq!(status, 200, "{page}");
    let (_, told) = alice.press_in_town().await;
    assert!(told["meeting_url"].is_string(), "{told}");
    stage.log();
}
