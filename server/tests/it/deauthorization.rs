//! People who remove the app in Zoom, or leave Mattermost.

use reqwest::Method;
use serde_json::{Value, json};
use zoom_sandbox::Retention;

use crate::stage::{CLIENT_ID, Person, Stage};

fn token_keys(stage: &Stage, person: &Person) -> [String; 2] {
    let zoom = stage.zoom.users();
    let zoom = zoom.iter().find(|user| user.email == person.email).unwrap();
    let by_zoom = format!("zoomtokenbyzoomid_{}", zoom.id);
    [format!("zoomtoken_{}", person.id()), by_zoom]
}

fn is_stored(stage: &Stage, keys: &[String]) -> bool {
    keys.iter().any(|key| stage.stored(key).is_some())
}

/// What the bot has written to a person alone.
async fn direct_messages(person: &Person) -> Vec<String> {
    let channel = person.client.direct_channel("zoom").await.unwrap();
    let posts = person.client.posts(&channel.id).await.unwrap();
    posts.into_iter().map(|post| post.message).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_removes_the_app_is_told_once_and_zoom_hears_of_it_once() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let keys = token_keys(&stage, &alice);
    let preference = format!("zoomUserPreference_{}", alice.id());
    stage.store(&preference, b"\"true\"");
    assert!(is_stored(&stage, &keys));

    stage.zoom.turn(|knobs| knobs.webhook.duplicate = true);
    stage.zoom.uninstall(CLIENT_ID, &alice.email).unwrap();
    stage.zoom.settle().await;
    let statuses: Vec<_> = stage
        .zoom
        .deliveries()
        .iter()
        .map(|d| d.attempts[0].status)
        .collect();
    assert_eq!(statuses, [Some(200), Some(200)]);
    stage
        .until(|| !stage.zoom.compliance_reports().is_empty())
        .await;
    assert!(!is_stored(&stage, &keys));
    assert_eq!(stage.stored(&preference), None);
    let report = &stage.zoom.compliance_reports()[0];
    assert_eq!(report.client_id.as_deref(), Some(CLIENT_ID));
    assert_eq!(report.body["compliance_completed"], true);

    // The next person's comes after both of Alice's.
    let mut bob = stage.person("bob").await;
    stage.zoom.turn(|knobs| knobs.webhook.duplicate = false);
    bob.connect(&stage.zoom).await;
    stage.zoom.uninstall(CLIENT_ID, &bob.email).unwrap();
    stage.zoom.settle().await;
    stage
        .until(|| stage.zoom.compliance_reports().len() > 1)
        .await;
    assert_eq!(stage.zoom.compliance_reports().len(), 2);
    let told = direct_messages(&alice).await;
    let removed = told
        .iter()
        .filter(|text| text.contains("removed Mattermost"))
        .count();
    assert_eq!(removed, 1, "{told:?}");
    stage.log();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_connected_as_another_since_stays_connected() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let [key, earlier] = token_keys(&stage, &alice);
    let copy = stage.stored(&earlier).unwrap();
    let consent = alice.consent_page().await;
    let back = stage.zoom.allow(&consent, "bob@example.com").unwrap();
    assert_eq!(alice.open(&back).await.status(), 200);
    assert_eq!(stage.stored(&earlier), None, "no copy is left behind");

    // One that an earlier version left behind says nothing of her present connection: whoever
    // comes into a meeting as that Zoom user is not known to be her.
    stage.store(&earlier, &copy);
    let post = alice.start_in(&alice.town.clone()).await;
    let meeting = post["props"]["meeting_id"].as_u64().unwrap();
    stage.zoom.start_meeting(meeting).unwrap();
    stage.zoom.join_meeting(meeting, &alice.email).unwrap();
    let seen = alice.until_seen(&post, |live| live["count"] == 1).await;
    stage.until(|| stage.stored(&earlier).is_none()).await;
    assert_eq!(seen["users"], json!([]));

    stage.store(&earlier, &copy);
    stage.zoom.uninstall(CLIENT_ID, &alice.email).unwrap();
    stage.zoom.settle().await;
    stage
        .until(|| !stage.zoom.compliance_reports().is_empty())
        .await;
    assert!(stage.stored(&key).is_some());
    assert_eq!(stage.stored(&earlier), None);
    let told = direct_messages(&alice).await;
    assert!(
        !told.iter().any(|text| text.contains("removed Mattermost")),
        "{told:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_zoom_says_nothing_of_data_it_hears_nothing() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    for (retention, in_payload) in [(Retention::Keep, true), (Retention::Unsaid, false)] {
        alice.connect(&stage.zoom).await;
        let keys = token_keys(&stage, &alice);
        stage.zoom.turn(|knobs| {
            knobs.deauthorization.user_data_retention = retention;
            knobs.deauthorization.time_in_payload = in_payload;
        });
        stage.zoom.uninstall(CLIENT_ID, &alice.email).unwrap();
        stage.zoom.settle().await;
        stage.until(|| !is_stored(&stage, &keys)).await;
    }
    assert!(stage.zoom.compliance_reports().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_zoom_can_say_so() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    stage
        .zoom
        .turn(|knobs| knobs.webhook.wrong_signature = true);
    stage.zoom.uninstall(CLIENT_ID, &alice.email).unwrap();
    stage.zoom.settle().await;
    assert_eq!(stage.zoom.deliveries()[0].attempts[0].status, Some(401));
    assert!(is_stored(&stage, &token_keys(&stage, &alice)));
    let forged = json!({"event": "app_deauthorized", "payload": {"user_id": "x"}});
    let url = format!(
        "{}/plugins/zoom/deauthorization?secret=wrong",
        stage.server.url()
    );
    let answer = reqwest::Client::new()
        .post(url)
        .json(&forged)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_who_is_not_known_here_is_answered_as_well() {
    let stage = Stage::new().await;
    let alice = stage.person("alice").await;
    // Allowed in Zoom, and never brought to the end here.
    let consent = alice.consent_page().await;
    stage.zoom.allow(&consent, &alice.email).unwrap();
    stage.zoom.uninstall(CLIENT_ID, &alice.email).unwrap();
    stage.zoom.settle().await;
    assert_eq!(stage.zoom.deliveries()[0].attempts[0].status, Some(200));
    stage
        .until(|| !stage.zoom.compliance_reports().is_empty())
        .await;
    assert!(direct_messages(&alice).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_accounts_connection_goes_when_zoom_has_ended_it() {
    let stage = Stage::account_level().await;
    let mut admin = stage.person("admin").await;
    admin.connect(&stage.zoom).await;
    stage.zoom.uninstall(CLIENT_ID, &admin.email).unwrap();
    stage.zoom.settle().await;
    stage
        .until(|| stage.stored("zoomSuperUserToken_").is_none())
        .await;
    stage
        .until(|| !stage.zoom.compliance_reports().is_empty())
        .await;
    let told = direct_messages(&admin).await;
    assert!(
        told.iter().any(|text| text.contains("for everybody")),
        "{told:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_connection_of_somebody_who_is_deactivated_is_removed() {
    let stage = Stage::new().await;
    let admin = stage.person("admin").await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let keys = token_keys(&stage, &alice);
    let path = format!("/api/v4/users/{}/active", alice.id());
    let _: Value = admin
        .client
        .put(&path, &json!({ "active": false }))
        .await
        .unwrap();
    stage.until(|| !is_stored(&stage, &keys)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn those_who_left_unnoticed_are_found() {
    let stage = Stage::new().await;
    let admin = stage.person("admin").await;
    let mut alice = stage.person("alice").await;
    let mut bob = stage.person("bob").await;
    alice.connect(&stage.zoom).await;
    bob.connect(&stage.zoom).await;
    stage.server.disable("zoom").await.unwrap();
    let path = format!("/api/v4/users/{}", alice.id());
    let request = admin.client.request(Method::DELETE, &path);
    assert!(request.send().await.unwrap().status().is_success());
    // Somebody who was deleted on the command line has no account at all.
    let gone = "zoomtoken_aaaaaaaaaaaaaaaaaaaaaaaaaa".to_owned();
    stage.store(
        &gone,
        br#"{"OAuthToken":{"access_token":""},"UserID":"aaaaaaaaaaaaaaaaaaaaaaaaaa"}"#,
    );
    // The last look was long ago.
    stage.expire("cron_zoom_sweep");
    stage.server.enable("zoom").await.unwrap();
    let left = token_keys(&stage, &alice);
    stage
        .until(|| !is_stored(&stage, &left) && !is_stored(&stage, std::slice::from_ref(&gone)))
        .await;
    assert!(is_stored(&stage, &token_keys(&stage, &bob)));
}
