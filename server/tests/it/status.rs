//! The state of the set-up, and what admins are told of Zoom's silence.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use zoom_sandbox::{Fault, FaultAnswer};

use crate::settings::{all_by_the_bot, told_by_the_bot};
use crate::stage::{CLIENT_ID, Person, Stage, WEBHOOK_SECRET};
use crate::webhook::{Attempt, event};

const PATIENCE: Duration = Duration::from_secs(60);

async fn status(person: &Person) -> (StatusCode, Value) {
    let answer = person.route("api/v1/status").await;
    (answer.status(), answer.json().await.unwrap())
}

async fn states(person: &Person) -> Vec<(String, String)> {
    let (code, status) = status(person).await;
    assert_eq!(code, StatusCode::OK, "{status}");
    let text = |check: &Value, key: &str| check[key].as_str().unwrap().to_owned();
    let checks = status["checks"].as_array().unwrap().iter();
    let checks = checks.map(|check| {
        assert!(!text(check, "text").is_empty());
        (text(check, "name"), text(check, "state"))
    });
    checks.collect()
}

fn all(expected: [(&str, &str); 6]) -> Vec<(String, String)> {
    let owned = |(name, state): (&str, &str)| (name.to_owned(), state.to_owned());
    expected.into_iter().map(owned).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn admins_see_the_state_of_the_set_up_and_nobody_else() {
    let stage = Stage::new().await;
    let admin = stage.person("admin").await;
    let alice = stage.person("alice").await;
    let (code, refused) = status(&alice).await;
    assert_eq!(code, StatusCode::FORBIDDEN);
    assert!(!refused.to_string().contains(WEBHOOK_SECRET));

    let before = states(&admin).await;
    let fresh = [
        ("settings", "ok"),
        ("zoom", "ok"),
        ("client", "ok"),
        ("clock", "ok"),
        ("validation", "unknown"),
        ("event", "unknown"),
    ];
    assert_eq!(before, all(fresh));
    assert!(stage.zoom.validate_webhook(CLIENT_ID).await.unwrap());
    let body = event("meeting.started", json!(91_234_567_890_u64));
    assert_eq!(Attempt::new(body).status(&stage).await, 200);
    let all_well = async {
        while states(&admin).await.iter().any(|(_, state)| state != "ok") {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(PATIENCE, all_well).await.unwrap();
    let (_, status) = status(&admin).await;
    let url = format!(
        "{}/plugins/zoom/webhook?secret={}",
        stage.server.url(),
        WEBHOOK_SECRET.replace('-', "%2D")
    );
    assert_eq!(status["webhook_url"], url);
    assert_eq!(status["account_level_app"], false);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_is_named() {
    let stage = Stage::with(json!({ "OAuthClientSecret": "another" })).await;
    let admin = stage.person("admin").await;
    let find = |states: Vec<(String, String)>, name: &str| {
        let found = states.into_iter().find(|(known, _)| known == name);
        found.unwrap().1
    };
    assert_eq!(find(states(&admin).await, "client"), "error");
    let fault = Fault::always(FaultAnswer::WebPage);
    stage.zoom.turn(|knobs| knobs.fault = Some(fault));
    let unreachable = states(&admin).await;
    assert_eq!(find(unreachable.clone(), "zoom"), "error");
    assert_eq!(find(unreachable, "client"), "unknown");
    stage.set(json!({ "ZoomWebhookSecret": "" })).await;
    assert_eq!(find(states(&admin).await, "settings"), "error");
    stage.set(json!({ "OAuthClientID": "" })).await;
    let incomplete = states(&admin).await;
    assert_eq!(find(incomplete.clone(), "settings"), "error");
    assert_eq!(find(incomplete, "zoom"), "unknown");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn admins_are_told_once_when_zoom_is_silent() {
    let stage = Stage::new().await;
    let admin = stage.person("admin").await;
    let four_days_ago = zoom_client::Timestamp::now().as_millisecond() - 4 * 24 * 60 * 60 * 1000;
    for _ in 0..2 {
        stage.server.disable("zoom").await.unwrap();
        let heard = json!({
            "since": four_days_ago, "validation": four_days_ago,
            "watched": zoom_client::Timestamp::now().as_millisecond() - 60 * 60 * 1000,
        });
        stage.store("zrs_heard_of_zoom", heard.to_string().as_bytes());
        stage.forget("cron_zoom_silence");
        stage.server.enable("zoom").await.unwrap();
        let watched = async {
            while stage.stored("cron_zoom_silence").is_none() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(PATIENCE, watched).await.unwrap();
    }
    let told = told_by_the_bot(&admin, "72 hours").await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("Validate"), "{told:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pause_of_the_plugin_is_no_silence_of_zoom() {
    let stage = Stage::new().await;
    let admin = stage.person("admin").await;
    let four_days_ago = zoom_client::Timestamp::now().as_millisecond() - 4 * 24 * 60 * 60 * 1000;
    stage.server.disable("zoom").await.unwrap();
    let heard = json!({
        "since": four_days_ago, "validation": four_days_ago, "watched": four_days_ago,
    });
    stage.store("zrs_heard_of_zoom", heard.to_string().as_bytes());
    stage.forget("cron_zoom_silence");
    stage.server.enable("zoom").await.unwrap();
    let since = || {
        let heard: Value =
            serde_json::from_slice(&stage.stored("zrs_heard_of_zoom").unwrap()).unwrap();
        heard["since"].as_i64().unwrap()
    };
    stage.until(|| since() > four_days_ago).await;
    stage
        .until(|| stage.stored("cron_zoom_silence").is_some())
        .await;
    let told = all_by_the_bot(&admin).await;
    assert!(
        !told.iter().any(|text| text.contains("72 hours")),
        "{told:?}"
    );
}
