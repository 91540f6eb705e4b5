//! The right post, always: whatever order events have, whatever room they are of, and where none
//! comes.

use std::time::Duration;

use serde_json::{Value, json};
use zoom_sandbox::{Fault, FaultAnswer};

use crate::stage::{Person, Stage};
use crate::webhook::Attempt;

/// Alice's personal room.
const ROOM: u64 = 5_551_230_001;

async fn stage_with_alice() -> (Stage, Person) {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    (stage, alice)
}

async fn stage_with_room() -> (Stage, Person) {
    let (stage, alice) = stage_with_alice().await;
    stage.store(&format!("zoomUserPreference_{}", alice.id()), b"\"true\"");
    (stage, alice)
}

fn id(post: &Value) -> u64 {
    post["props"]["meeting_id"].as_u64().unwrap()
}

/// Lets Zoom deliver, and the plugin carry out.
async fn settle(stage: &Stage) {
    stage.zoom.settle().await;
    stage.jobs_done().await;
}

async fn status(person: &Person, post: &Value) -> String {
    let post = person.read_post(post).await;
    post["props"]["meeting_status"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_room_that_is_used_again_changes_its_own_post_only() {
    let (stage, mut alice) = stage_with_room().await;
    let town = alice.town.clone();
    let first = alice.start_in(&town).await;
    stage.zoom.start_meeting(ROOM).unwrap();
    settle(&stage).await;
    stage.zoom.advance(Duration::from_secs(90)).await;
    stage.zoom.end_meeting(ROOM).unwrap();
    settle(&stage).await;
    let first_ended = alice.read_post(&first).await;
    assert_eq!(first_ended["props"]["meeting_duration"], 2);
    let old: Vec<String> = stage
        .zoom
        .deliveries()
        .into_iter()
        .map(|d| d.body)
        .collect();

    let second = alice.start_in(&alice.town.clone()).await;
    let uuid = stage.zoom.start_meeting(ROOM).unwrap();
    settle(&stage).await;
    // Zoom's events of the first run come once more.
    for body in old {
        assert_eq!(Attempt::new(body).status(&stage).await, 200);
    }
    stage.jobs_done().await;
    let running = alice.read_post(&second).await;
    assert_eq!(running["props"]["meeting_status"], "STARTED");
    assert_eq!(running["props"]["meeting_uuid"], uuid.as_str());
    assert_eq!(alice.read_post(&first).await["props"], first_ended["props"]);
    stage.zoom.end_meeting(ROOM).unwrap();
    settle(&stage).await;
    assert_eq!(status(&alice, &second).await, "ENDED");
    stage.log();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_post_into_a_room_that_is_busy_shows_that_run() {
    let (stage, mut alice) = stage_with_room().await;
    let uuid = stage.zoom.start_meeting(ROOM).unwrap();
    settle(&stage).await;
    let here = alice.start_in(&alice.town.clone()).await;
    let direct = alice.client.direct_channel("bob").await.unwrap();
    let there = alice.start_in(&direct.id).await;
    assert_eq!(here["props"]["meeting_uuid"], uuid.as_str());
    stage.zoom.end_meeting(ROOM).unwrap();
    settle(&stage).await;
    for post in [here, there] {
        assert_eq!(status(&alice, &post).await, "ENDED");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_end_before_its_start_stays_an_end() {
    let (stage, mut alice) = stage_with_room().await;
    let post = alice.start_in(&alice.town.clone()).await;
    stage.zoom.turn(|knobs| knobs.webhook.drop = true);
    stage.zoom.start_meeting(ROOM).unwrap();
    stage.zoom.end_meeting(ROOM).unwrap();
    settle(&stage).await;
    let sent = stage.zoom.deliveries();
    for delivery in sent.iter().rev() {
        assert_eq!(
            Attempt::new(delivery.body.clone()).status(&stage).await,
            200
        );
        stage.jobs_done().await;
        assert_eq!(status(&alice, &post).await, "ENDED");
    }
    assert_eq!(alice.read_post(&post).await["props"]["meeting_duration"], 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn zoom_is_asked_about_what_ended_while_the_plugin_was_down() {
    let (stage, mut alice) = stage_with_alice().await;
    let town = alice.town.clone();
    let over = alice.start_in(&town).await;
    let runs = alice.start_in(&town).await;
    let waits = alice.start_in(&town).await;
    stage.zoom.start_meeting(id(&over)).unwrap();
    stage.zoom.start_meeting(id(&runs)).unwrap();
    settle(&stage).await;
    stage.server.disable("zoom").await.unwrap();
    stage.zoom.end_meeting(id(&over)).unwrap();
    stage.zoom.settle().await;
    let refused = stage.zoom.deliveries().last().unwrap().attempts[0].status;
    assert_eq!(refused, Some(404), "Zoom does not send it again");
    stage.server.enable("zoom").await.unwrap();

    let ended = loop {
        let post = alice.tab.meeting("post_edited").await;
        if post["props"]["meeting_status"] == "ENDED" {
            break post;
        }
    };
    assert_eq!(ended["id"], over["id"]);
    let props = &ended["props"];
    assert_eq!(
        props["meeting_duration"], 0,
        "nobody knows how long it took"
    );
    assert_eq!(props.get("meeting_end_time"), None);
    let text = props["attachments"][0]["text"].as_str().unwrap();
    assert!(
        text.contains("has ended") && !text.contains("minute"),
        "{text}"
    );
    for post in [runs, waits] {
        assert_eq!(status(&alice, &post).await, "STARTED");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn retries_that_are_signed_too_long_ago_are_made_up_for() {
    let (stage, mut alice) = stage_with_alice().await;
    stage
        .zoom
        .turn(|knobs| knobs.webhook.renew_signatures = false);
    let post = alice.start_in(&alice.town.clone()).await;
    stage.zoom.start_meeting(id(&post)).unwrap();
    settle(&stage).await;
    stage.server.on_api_call(|call| match call.method {
        "KVSetWithOptions" => mattermost_devserver::Fate::Fail("the disk is full".into()),
        _ => mattermost_devserver::Fate::Proceed,
    });
    stage.zoom.end_meeting(id(&post)).unwrap();
    stage.zoom.advance(Duration::from_secs(6 * 60)).await;
    stage
        .server
        .on_api_call(|_| mattermost_devserver::Fate::Proceed);
    stage.zoom.advance(Duration::from_secs(2 * 60 * 60)).await;
    let tries = stage.zoom.deliveries().last().unwrap().attempts.clone();
    let statuses: Vec<_> = tries.iter().map(|attempt| attempt.status).collect();
    assert_eq!(
        statuses,
        [Some(503), Some(503), Some(401)],
        "too old, and no more tries"
    );
    stage.server.disable("zoom").await.unwrap();
    stage.server.enable("zoom").await.unwrap();
    let ended = async {
        while status(&alice, &post).await != "ENDED" {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), ended)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_that_race_end_up_with_the_end() {
    let stage = Stage::nodes(3).await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    for _ in 0..5 {
        let post = alice.start_in(&alice.town.clone()).await;
        stage.zoom.turn(|knobs| knobs.webhook.drop = true);
        stage.zoom.start_meeting(id(&post)).unwrap();
        stage.zoom.advance(Duration::from_secs(61)).await;
        stage.zoom.end_meeting(id(&post)).unwrap();
        stage.zoom.settle().await;
        let sent = stage.zoom.deliveries();
        let bodies = sent.iter().rev().take(2).map(|d| d.body.clone());
        // Each event three times, one for each node, all at once.
        let attempts = bodies.flat_map(|body| (1..=3).map(move |node| (node, body.clone())));
        let attempts = attempts.map(|(node, body)| Attempt::new(body).on_node(node).status(&stage));
        for status in futures_util::future::join_all(attempts).await {
            assert_eq!(status, 200);
        }
        stage.jobs_done().await;
        let post = alice.read_post(&post).await;
        assert_eq!(post["props"]["meeting_status"], "ENDED");
        assert_eq!(post["props"]["meeting_duration"], 2);
        assert_eq!(post["props"]["meeting_creator_username"], json!("alice"));
    }
    stage.log();
}

/// Turns the plugin off and on, whereupon it asks Zoom about open meetings, and waits for that.
async fn ask_about_meetings(stage: &Stage) {
    stage.server.disable("zoom").await.unwrap();
    // Where they were planned just now, they may be planned for the same minute again.
    let soon = zoom_client::Timestamp::now().as_millisecond() / 60_000 + 5;
    for key in stage.keys("zrs_check_") {
        let list = stage.stored(&key).unwrap();
        stage.forget(&key);
        stage.store(&format!("zrs_check_{soon}"), &list);
    }
    let planned = stage.keys("zrs_check_");
    stage.server.enable("zoom").await.unwrap();
    stage.until(|| stage.keys("zrs_check_") != planned).await;
}

fn let_zoom_know_no_meeting(stage: &Stage) {
    let answer = FaultAnswer::Zoom {
        status: 404,
        code: 3001,
        message: "Meeting does not exist.".to_owned(),
    };
    stage
        .zoom
        .turn(|knobs| knobs.fault = Some(Fault::always(answer.clone())));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_connects_as_another_zoom_user_is_no_longer_the_host() {
    let (stage, mut alice) = stage_with_alice().await;
    let post = alice.start_in(&alice.town.clone()).await;
    alice.ask("/zoom disconnect").await;
    alice.email = "bob@example.com".to_owned();
    alice.connect(&stage.zoom).await;
    let_zoom_know_no_meeting(&stage);
    ask_about_meetings(&stage).await;
    assert_eq!(status(&alice, &post).await, "STARTED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_not_the_host_is_not_believed_that_a_meeting_is_gone() {
    let (stage, _alice) = stage_with_alice().await;
    let mut bob = stage.person("bob").await;
    bob.connect(&stage.zoom).await;
    let (town, bob_id) = (bob.town.clone(), bob.id().to_owned());
    // As a system admin may subscribe a channel to anybody's meeting.
    let go = json!({"channel_id": town, "is_subscription": true, "created_by": bob_id});
    stage.store(
        &format!("meeting_channel_{ROOM}"),
        go.to_string().as_bytes(),
    );
    stage.zoom.start_meeting(ROOM).unwrap();
    settle(&stage).await;
    let post = bob.tab.meeting("posted").await;
    ask_about_meetings(&stage).await;
    assert_eq!(
        status(&bob, &post).await,
        "STARTED",
        "a scope for admins is wanted"
    );
    let_zoom_know_no_meeting(&stage);
    ask_about_meetings(&stage).await;
    assert_eq!(
        status(&bob, &post).await,
        "STARTED",
        "Zoom says so of others’ meetings"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_zoom_named_only_when_asked_gets_its_recording() {
    let (stage, mut alice) = stage_with_room().await;
    let post = alice.start_in(&alice.town.clone()).await;
    stage.zoom.turn(|knobs| knobs.webhook.drop = true);
    let uuid = stage.zoom.start_meeting(ROOM).unwrap();
    ask_about_meetings(&stage).await;
    let go = format!("post_meeting_{}", uuid.as_str());
    if !uuid.as_str().contains('/') {
        let id = post["id"].as_str().unwrap();
        assert_eq!(
            stage.stored(&go).unwrap(),
            id.as_bytes(),
            "for the Go plugin"
        );
    }
    stage.zoom.end_meeting(ROOM).unwrap();
    settle(&stage).await;
    stage.zoom.turn(|knobs| knobs.webhook.drop = false);
    stage.zoom.complete_recording(ROOM).unwrap();
    settle(&stage).await;
    let replies = alice.replies(post["id"].as_str().unwrap()).await;
    assert!(!replies.is_empty());
}
