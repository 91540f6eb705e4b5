//! Calls to Mattermost that fail, stall or are cut off at the wrong moment: nobody loses anything.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use mattermost_devserver::Fate;
use serde_json::{Value, json};
use zoom_sandbox::RefreshMode;

use crate::accounts::{OTHER_KEY, refreshes, spend};
use crate::settings::all_by_the_bot;
use crate::stage::{Person, Stage};

/// The call that writes to the store.
const SET: &str = "KVSetWithOptions";

/// A stage on which Alice's token is spent, and whose refresh tokens are good once.
async fn with_a_spent_token() -> (Arc<Stage>, Person, String) {
    let stage = Stage::new().await;
    stage.zoom.turn(|knobs| knobs.refresh = RefreshMode::Strict);
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    spend(&stage, alice.id());
    let key = format!("zoomtoken_{}", alice.id());
    (Arc::new(stage), alice, key)
}

/// Decides about the writes to the store that come after Zoom has given tokens for `grant`.
fn judge_writes_after(
    stage: &Arc<Stage>,
    grant: &'static str,
    fate: impl Fn(&Stage) -> Fate + Send + Sync + 'static,
) {
    let known = Arc::downgrade(stage);
    let before = stage.zoom.token_requests().len();
    stage.server.on_api_call(move |call| match known.upgrade() {
        Some(stage) if call.method == SET => {
            let given = stage.zoom.token_requests();
            let given = given.iter().skip(before).any(|given| given == grant);
            if given { fate(&stage) } else { Fate::Proceed }
        }
        _ => Fate::Proceed,
    });
}

/// Alice starts two meetings, and Zoom was asked for new tokens once.
async fn two_starts_and_one_refresh(stage: &Stage, alice: &Person) {
    for _ in 0..2 {
        let body = json!({ "channel_id": alice.town });
        let (_, told) = alice.press_anyway(body).await;
        assert!(told["meeting_url"].is_string(), "{told}");
        // Were it still the old pair, the next start would have to refresh it again.
    }
    assert_eq!(refreshes(stage), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_fails_after_a_refresh_costs_no_connection() {
    let (stage, alice, _) = with_a_spent_token().await;
    let left = AtomicI64::new(2);
    judge_writes_after(&stage, "refresh_token", move |_| {
        match left.fetch_sub(1, Ordering::SeqCst) {
            1.. => Fate::Fail("the disk is full".into()),
            _ => Fate::Proceed,
        }
    });
    two_starts_and_one_refresh(&stage, &alice).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pair_that_was_sealed_anew_during_its_refresh_is_replaced_all_the_same() {
    let (stage, alice, key) = with_a_spent_token().await;
    let done = AtomicBool::new(false);
    judge_writes_after(&stage, "refresh_token", move |stage| {
        if !done.swap(true, Ordering::SeqCst) {
            let mut bytes = stage.stored(&key).unwrap();
            // The same pair in other bytes.
            bytes.push(b' ');
            stage.store(&key, &bytes);
        }
        Fate::Proceed
    });
    two_starts_and_one_refresh(&stage, &alice).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_connects_while_the_encryption_key_changes_stays_connected() {
    let stage = Arc::new(Stage::new().await);
    let alice = stage.person("alice").await;
    let consent = alice.consent_page().await;
    let back = stage.zoom.allow(&consent, &alice.email).unwrap();
    let stalled = Arc::new(AtomicBool::new(false));
    let first = stalled.clone();
    judge_writes_after(&stage, "authorization_code", move |_| {
        if first.swap(true, Ordering::SeqCst) {
            Fate::Proceed
        } else {
            Fate::Stall(Duration::from_secs(3))
        }
    });
    let change = async {
        stage.until(|| stalled.load(Ordering::SeqCst)).await;
        stage.set(json!({ "EncryptionKey": OTHER_KEY })).await;
    };
    let (answer, ()) = tokio::join!(alice.open(&back), change);
    assert_eq!(answer.status(), 200);
    let sealed = "sealed with the new encryption key";
    stage.until(|| stage.log().contains(sealed)).await;

    // A process that never knew the old key reads it.
    stage.server.disable("zoom").await.unwrap();
    stage.server.enable("zoom").await.unwrap();
    let (_, told) = alice.press_in_town().await;
    assert!(told["meeting_url"].is_string(), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_disconnects_again_after_a_crash_leaves_nothing_behind() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let dead = AtomicBool::new(false);
    stage.server.on_api_call(move |call| match call.method {
        "KVDelete" if !dead.swap(true, Ordering::SeqCst) => Fate::KillAfter,
        _ if dead.load(Ordering::SeqCst) => Fate::Fail("the process is dead".into()),
        _ => Fate::Proceed,
    });
    let line = "/zoom disconnect";
    let _ = alice.client.execute_command(&alice.town, line).await;
    stage.server.disable("zoom").await.unwrap();
    stage.server.on_api_call(|_| Fate::Proceed);
    stage.server.enable("zoom").await.unwrap();
    alice.ask(line).await;
    assert_eq!(stage.keys("zoomtoken"), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_meeting_is_made_that_could_not_be_posted() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    stage.server.on_api_call(|call| match call.method {
        "GetUser" => Fate::Fail("the database is away".into()),
        _ => Fate::Proceed,
    });
    let (status, told) = alice.press_in_town().await;
    assert_eq!(status, 500, "{told}");
    assert_eq!(stage.made(), Vec::<Value>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_does_not_name_its_configuration_is_asked_again() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    let left = AtomicI64::new(2);
    let fail = || Fate::Fail("the server is busy".into());
    stage.server.disable("zoom").await.unwrap();
    stage.server.on_api_call(move |call| match call.method {
        "GetConfig" if left.fetch_sub(1, Ordering::SeqCst) > 0 => fail(),
        _ => Fate::Proceed,
    });
    stage.server.enable("zoom").await.unwrap();
    assert!(alice.ask("/zoom start").await.contains("oauth2/connect"));

    // Where it says nothing at all, what was known holds, and the settings are taken up.
    stage.server.on_api_call(move |call| match call.method {
        "GetConfig" => fail(),
        _ => Fate::Proceed,
    });
    stage.set(json!({ "RestrictMeetingCreation": true })).await;
    let told = alice.ask("/zoom start").await;
    assert!(told.contains("cannot be started in this channel"), "{told}");
    assert!(!stage.log().contains("Site URL"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_names_its_configuration_late_keeps_nothing_from_running() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    let mut admin = stage.person("admin").await;
    stage.server.disable("zoom").await.unwrap();
    stage.server.on_api_call(|call| match call.method {
        "GetConfig" => Fate::Fail("the server is busy".into()),
        _ => Fate::Proceed,
    });
    stage.server.enable("zoom").await.unwrap();
    let (status, answer) = alice.press_in_town().await;
    assert_eq!(status, 501, "{answer}");
    let reason = admin.ask("/zoom start").await;
    assert!(
        reason.contains("Site URL") && reason.contains("by itself"),
        "{reason}"
    );
    stage.server.on_api_call(|_| Fate::Proceed);
    let ready = async {
        while alice.press_in_town().await.0 == 501 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), ready)
        .await
        .unwrap();
    assert!(alice.tab.told().await.contains("oauth2/connect"));
    let told = all_by_the_bot(&admin).await;
    assert_eq!(told, Vec::<String>::new(), "nobody had to mend anything");
}
