//! A custom status while one is in a Zoom meeting, for those who want it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use mattermost_devserver::Fate;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::live::{Meeting, meeting};
use crate::stage::{Person, Stage};

const SHOW: &str = "Show it in my status";
pub(crate) const OURS: &str = "In a Zoom meeting";

/// The custom status that others see of a person: its words, or nothing.
pub(crate) async fn status_of(person: &Person, other: &Person) -> String {
    let path = format!("/api/v4/users/{}", person.id());
    let user: Value = other.client.get(&path).await.unwrap();
    let status = user["props"]["customStatus"].as_str().unwrap_or_default();
    let status: Value = serde_json::from_str(status).unwrap_or_default();
    status["text"].as_str().unwrap_or_default().to_owned()
}

/// Waits until others see these words.
pub(crate) async fn seen(person: &Person, other: &Person, words: &str) {
    let look = async {
        while status_of(person, other).await != words {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    let seen = tokio::time::timeout(std::time::Duration::from_secs(60), look).await;
    seen.unwrap_or_else(|_| panic!("{words} is never seen"));
}

pub(crate) async fn set_by_hand(person: &Person, status: Value) {
    let path = format!("/api/v4/users/{}/status/custom", person.id());
    let request = person.client.request(Method::PUT, &path).json(&status);
    assert_eq!(request.send().await.unwrap().status(), StatusCode::OK);
}

async fn prefer(person: &Person, wish: Value) -> (StatusCode, Value) {
    let path = "/plugins/zoom/api/v1/preferences";
    let request = person.client.request(Method::PUT, path).json(&wish);
    let answer = request.send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

/// The person wants the status, and is in a meeting that goes on.
pub(crate) async fn in_a_meeting(stage: &Stage) -> (Person, Person, Meeting) {
    let (alice, meeting) = meeting(stage).await;
    let bob = stage.person("bob").await;
    let (status, answer) = prefer(&alice, json!({ "status": "true" })).await;
    assert_eq!(
        (status, &answer["status"]),
        (StatusCode::OK, &json!("true"))
    );
    stage.zoom.start_meeting(meeting.id).unwrap();
    stage.zoom.join_meeting(meeting.id, "A guest").unwrap();
    (alice, bob, meeting)
}

pub(crate) fn record(stage: &Stage, person: &Person) -> Option<Vec<u8>> {
    stage.stored(&format!("zrs_status_{}", person.id()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_comes_with_the_person_and_goes_with_them() {
    for nodes in [1, 3] {
        let stage = Stage::nodes(nodes).await;
        let (alice, bob, meeting) = in_a_meeting(&stage).await;
        assert_eq!(status_of(&alice, &bob).await, "");
        stage.zoom.join_meeting(meeting.id, &alice.email).unwrap();
        seen(&alice, &bob, OURS).await;
        let path = format!("/api/v4/users/{}", alice.id());
        let user: Value = bob.client.get(&path).await.unwrap();
        let status = user["props"]["customStatus"].as_str().unwrap();
        let status: Value = serde_json::from_str(status).unwrap();
        assert_eq!(status["duration"], "date_and_time", "it ends by itself");

        let name = leaving_name(&stage, meeting.id);
        stage.zoom.leave_meeting(meeting.id, &name).unwrap();
        seen(&alice, &bob, "").await;
        stage.until(|| record(&stage, &alice).is_none()).await;

        // And again, until the meeting ends.
        stage.zoom.join_meeting(meeting.id, &alice.email).unwrap();
        seen(&alice, &bob, OURS).await;
        stage.zoom.end_meeting(meeting.id).unwrap();
        seen(&alice, &bob, "").await;
        stage.until(|| record(&stage, &alice).is_none()).await;
    }
}

/// How the signed-in participant of a meeting is called in Zoom.
pub(crate) fn leaving_name(stage: &Stage, meeting: u64) -> String {
    let meetings = stage.zoom.meetings();
    let meeting = meetings.iter().find(|known| known.id == meeting).unwrap();
    let mut there = meeting.participants.iter();
    let person = there.find(|person| person.user_id.is_some()).unwrap();
    person.name.clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_was_set_by_hand_stays() {
    let stage = Stage::new().await;
    let (alice, bob, meeting) = in_a_meeting(&stage).await;
    // Before the meeting.
    set_by_hand(&alice, json!({ "emoji": "house", "text": "At home" })).await;
    stage.zoom.join_meeting(meeting.id, &alice.email).unwrap();
    stage.until(|| record(&stage, &alice).is_some()).await;
    stage.until(|| decided(&stage, &alice)).await;
    assert_eq!(status_of(&alice, &bob).await, "At home");
    let name = leaving_name(&stage, meeting.id);
    stage.zoom.leave_meeting(meeting.id, &name).unwrap();
    stage.until(|| record(&stage, &alice).is_none()).await;
    assert_eq!(
        status_of(&alice, &bob).await,
        "At home",
        "and is there afterwards"
    );

    // Meanwhile: ours gives way.
    let path = format!("/api/v4/users/{}/status/custom", alice.id());
    let gone = alice.client.request(Method::DELETE, &path).send().await;
    assert_eq!(gone.unwrap().status(), StatusCode::OK);
    stage.zoom.join_meeting(meeting.id, &alice.email).unwrap();
    seen(&alice, &bob, OURS).await;
    set_by_hand(
        &alice,
        json!({ "emoji": "zipper_mouth_face", "text": "Presenting" }),
    )
    .await;
    stage.zoom.leave_meeting(meeting.id, &name).unwrap();
    stage.until(|| record(&stage, &alice).is_none()).await;
    assert_eq!(status_of(&alice, &bob).await, "Presenting");

    // One that has run out is none, and the same words by hand are the person's own.
    let until = "2099-01-01T00:00:00Z";
    let own = json!({ "emoji": "video_camera", "text": OURS, "expires_at": until });
    set_by_hand(&alice, own).await;
    stage.zoom.join_meeting(meeting.id, &alice.email).unwrap();
    stage.until(|| decided(&stage, &alice)).await;
    stage.zoom.end_meeting(meeting.id).unwrap();
    stage.until(|| record(&stage, &alice).is_none()).await;
    assert_eq!(status_of(&alice, &bob).await, OURS);
}

/// Whether it was decided what to do about a person's status.
fn decided(stage: &Stage, person: &Person) -> bool {
    let record = record(stage, person).unwrap_or_default();
    let record: Value = serde_json::from_slice(&record).unwrap_or_default();
    record["decided"] == true
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_ends_also_where_zoom_never_tells() {
    let stage = Stage::new().await;
    let (alice, bob, meeting) = in_a_meeting(&stage).await;
    stage.zoom.join_meeting(meeting.id, &alice.email).unwrap();
    seen(&alice, &bob, OURS).await;
    // What comes from here on is lost, and nobody runs meanwhile.
    stage.zoom.settle().await;
    stage.server.disable("zoom").await.unwrap();
    stage.zoom.turn(|knobs| knobs.webhook.drop = true);
    stage.zoom.end_meeting(meeting.id).unwrap();
    stage.zoom.settle().await;
    stage.server.enable("zoom").await.unwrap();
    seen(&alice, &bob, "").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_goes_at_the_end_also_where_the_process_dies_before() {
    let stage = Stage::new().await;
    let (alice, bob, meeting) = in_a_meeting(&stage).await;
    stage.zoom.join_meeting(meeting.id, &alice.email).unwrap();
    seen(&alice, &bob, OURS).await;
    let dead = AtomicBool::new(false);
    stage.server.on_api_call(move |call| {
        let removes = call.method == "RemoveUserCustomStatus";
        if removes && !dead.swap(true, Ordering::SeqCst) {
            return Fate::KillBefore;
        }
        Fate::Proceed
    });
    stage.zoom.end_meeting(meeting.id).unwrap();
    seen(&alice, &bob, "").await;
    stage.until(|| record(&stage, &alice).is_none()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_meeting_ends_in_its_channel_whatever_becomes_of_statuses() {
    let stage = Stage::new().await;
    let (mut alice, bob, meeting) = in_a_meeting(&stage).await;
    stage.zoom.join_meeting(meeting.id, &alice.email).unwrap();
    seen(&alice, &bob, OURS).await;
    stage.zoom.settle().await;
    stage.jobs_done().await;
    let (tried, shown_first) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicBool::new(false)),
    );
    let (try_, shown) = (tried.clone(), shown_first.clone());
    stage.server.on_api_call(move |call| match call.method {
        "RemoveUserCustomStatus" => {
            try_.store(true, Ordering::SeqCst);
            Fate::Fail("no statuses today".to_owned())
        }
        "UpdatePost" if !try_.load(Ordering::SeqCst) => {
            shown.store(true, Ordering::SeqCst);
            Fate::Proceed
        }
        _ => Fate::Proceed,
    });
    stage.zoom.end_meeting(meeting.id).unwrap();
    while alice.tab.meeting("post_edited").await["props"]["meeting_status"] != "ENDED" {}
    stage.until(|| tried.load(Ordering::SeqCst)).await;
    assert!(shown_first.load(Ordering::SeqCst));
    assert_eq!(status_of(&alice, &bob).await, OURS);
    // It is tried again.
    stage.server.on_api_call(|_| Fate::Proceed);
    seen(&alice, &bob, "").await;
    stage.jobs_done().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_has_it_who_does_not_want_it() {
    let stage = Stage::new().await;
    let (mut alice, bob, meeting) = in_a_meeting(&stage).await;
    stage.zoom.join_meeting(meeting.id, &alice.email).unwrap();
    seen(&alice, &bob, OURS).await;
    alice.command("/zoom settings").await;
    let prompt = alice.tab.post("ephemeral_message").await;
    press(&alice, &prompt, "Do not show it").await;
    let changed = alice.tab.post("post_edited").await;
    assert_eq!(changed["id"], prompt["id"]);
    let section = &changed["props"]["attachments"][1];
    assert!(
        section["text"].as_str().unwrap().contains("**nothing**"),
        "{section}"
    );
    seen(&alice, &bob, "").await;

    // It is off, as it is for everybody at first.
    let name = leaving_name(&stage, meeting.id);
    stage.zoom.leave_meeting(meeting.id, &name).unwrap();
    stage.zoom.join_meeting(meeting.id, &alice.email).unwrap();
    alice
        .until_seen(&meeting.post, |live| live["users"] == json!([alice.id()]))
        .await;
    stage.zoom.end_meeting(meeting.id).unwrap();
    stage.zoom.settle().await;
    stage.jobs_done().await;
    assert_eq!(record(&stage, &alice), None);

    press(&alice, &changed, SHOW).await;
    let shown = alice.route("api/v1/preferences").await;
    let shown: Value = shown.json().await.unwrap();
    assert_eq!(shown, json!({ "use_pmi": "false", "status": "true" }));
    for wish in [json!({ "status": "perhaps" }), json!({ "status": true })] {
        assert_eq!(prefer(&alice, wish).await.0, StatusCode::BAD_REQUEST);
    }
    let both = json!({ "use_pmi": "ask", "status": "no" });
    assert_eq!(prefer(&alice, both).await.0, StatusCode::BAD_REQUEST);
    let (status, answer) = prefer(&alice, json!({ "use_pmi": "ask" })).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        answer,
        json!({ "use_pmi": "ask", "status": "true" }),
        "half of it is nothing"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_without_custom_statuses_says_so() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    let admin = stage.person("admin").await;
    let off = json!({ "TeamSettings": { "EnableCustomUserStatuses": false } });
    let patch = admin.client.request(Method::PUT, "/api/v4/config/patch");
    assert_eq!(
        patch.json(&off).send().await.unwrap().status(),
        StatusCode::OK
    );
    let (status, answer) = prefer(&alice, json!({ "status": "true" })).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(
        answer["error"]
            .as_str()
            .unwrap()
            .contains("no custom statuses"),
        "{answer}"
    );
    alice.command("/zoom settings").await;
    let prompt = alice.tab.post("ephemeral_message").await;
    press(&alice, &prompt, SHOW).await;
    let told = alice.tab.told().await;
    assert!(told.contains("no custom statuses"), "{told}");
}

/// Presses a button of the part about the status.
async fn press(person: &Person, prompt: &Value, label: &str) {
    let actions = prompt["props"]["attachments"][1]["actions"].as_array();
    let mut actions = actions.unwrap().iter();
    let action = actions.find(|action| action["name"] == label).unwrap();
    let (post, id) = (prompt["id"].as_str().unwrap(), action["id"].as_str());
    let path = format!("/api/v4/posts/{post}/actions/{}", id.unwrap());
    let body = json!({ "cookie": action["cookie"] });
    let _: Value = person.client.post(&path, &body).await.unwrap();
}
