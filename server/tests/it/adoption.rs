//! Posts that no record knows of: what the Go plugin left running, and what was posted just before
//! something failed.

use std::sync::atomic::{AtomicBool, Ordering};

use mattermost_devserver::Fate;
use serde_json::{Value, json};
use zoom_sandbox::{Fault, FaultAnswer};

use crate::in_process::{HOUR, Inside, MINUTE};
use crate::rollback::{connection, go_writes};
use crate::stage::{Person, Stage};

/// Alice's personal room.
const ROOM: u64 = 5_551_230_001;

/// Alice, who is connected by the Go plugin.
async fn upgrade() -> (Inside, GoPlugin) {
    let inside = Inside::new().await;
    let alice = inside.stage.person("alice").await;
    let wishes = connection(&inside.stage, &alice, "2020-01-01T00:00:00Z").await;
    go_writes(&inside.stage, &wishes);
    let token = wishes[0]["access_token"].as_str().unwrap().to_owned();
    (inside, GoPlugin { alice, token })
}

/// The Go plugin, as far as Alice starts meetings by it.
struct GoPlugin {
    alice: Person,
    token: String,
}

impl GoPlugin {
    /// Starts a meeting with a number of its own: its post.
    async fn start(&self, stage: &Stage) -> Value {
        let request = self
            .alice
            .browser
            .post(format!("{}/users/me/meetings", stage.zoom.api_url()))
            .bearer_auth(&self.token)
            .json(&json!({ "topic": "Go", "type": 1 }));
        let made: Value = request.send().await.unwrap().json().await.unwrap();
        let (id, uuid) = (made["id"].as_u64().unwrap(), made["uuid"].as_str().unwrap());
        let post = self.post(stage, id, uuid).await;
        let wish = json!({ "kind": "post", "meeting_uuid": uuid, "post_id": post["id"] });
        go_writes(stage, &[wish]);
        post
    }

    /// Starts a meeting in Alice's room: its post.
    async fn start_in_room(&self, stage: &Stage) -> Value {
        self.post(stage, ROOM, "").await
    }

    async fn post(&self, stage: &Stage, id: u64, uuid: &str) -> Value {
        let Person { client, town, .. } = &self.alice;
        let channel = json!({ "kind": "channel", "channel_id": town, "meeting_id": id });
        go_writes(stage, &[channel]);
        let props = json!({
            "meeting_id": id, "meeting_uuid": uuid, "meeting_status": "STARTED",
            "meeting_link": format!("{}/j/{id}", stage.zoom.url()), "meeting_personal": false,
            "meeting_topic": "Go", "meeting_creator_username": "alice", "meeting_provider": "Zoom",
        });
        let post = json!({ "channel_id": town, "type": "custom_zoom", "props": props });
        client.post("/api/v4/posts", &post).await.unwrap()
    }

    async fn props(&self, post: &Value) -> Value {
        self.alice.read_post(post).await["props"].clone()
    }

    async fn replies(&self, post: &Value) -> usize {
        let id = post["id"].as_str().unwrap();
        self.alice.replies(id).await.len()
    }
}

fn id(post: &Value) -> u64 {
    post["props"]["meeting_id"].as_u64().unwrap()
}

fn drop_events(inside: &Inside, drop: bool) {
    inside.stage.zoom.turn(|knobs| knobs.webhook.drop = drop);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_ended_during_the_upgrade_ends_and_what_goes_on_goes_on() {
    let (inside, go) = upgrade().await;
    let (stage, zoom) = (&inside.stage, &inside.stage.zoom);
    // While the Go plugin runs, and then none.
    drop_events(&inside, true);
    let over = go.start(stage).await;
    let runs = go.start(stage).await;
    let room = go.start_in_room(stage).await;
    for meeting in [id(&over), id(&runs), ROOM] {
        zoom.start_meeting(meeting).unwrap();
    }
    inside.pass(HOUR * 2).await;
    zoom.end_meeting(id(&over)).unwrap();
    inside.settle().await;
    drop_events(&inside, false);

    inside.catch_up().await;
    assert_eq!(go.props(&over).await["meeting_status"], "ENDED");
    for post in [&runs, &room] {
        assert_eq!(go.props(post).await["meeting_status"], "STARTED");
    }
    for post in [&runs, &room] {
        zoom.end_meeting(id(post)).unwrap();
        zoom.complete_recording(id(post)).unwrap();
        inside.settle().await;
        let props = go.props(post).await;
        assert_eq!(props["meeting_status"], "ENDED");
        let minutes = props["meeting_duration"].as_u64().unwrap();
        assert!((120..=123).contains(&minutes), "{minutes}");
        assert!(go.replies(post).await > 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_ends_after_the_upgrade_unheard_is_asked_about() {
    let (inside, go) = upgrade().await;
    let (stage, zoom) = (&inside.stage, &inside.stage.zoom);
    drop_events(&inside, true);
    let post = go.start(stage).await;
    zoom.start_meeting(id(&post)).unwrap();
    // The first time that the timer runs, other nodes or not.
    inside.check().await;
    zoom.end_meeting(id(&post)).unwrap();
    inside.minutes(17).await;
    assert_eq!(go.props(&post).await["meeting_status"], "ENDED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_room_s_forgotten_post_of_the_go_plugin_takes_no_later_run() {
    let (inside, go) = upgrade().await;
    let (stage, zoom) = (&inside.stage, &inside.stage.zoom);
    let post = go.start_in_room(stage).await;
    inside.pass(HOUR * 2).await;
    for told in [false, true] {
        zoom.start_meeting(ROOM).unwrap();
        inside.pass(MINUTE * 4).await;
        if told {
            inside.catch_up().await;
        }
        zoom.end_meeting(ROOM).unwrap();
        zoom.complete_recording(ROOM).unwrap();
        inside.settle().await;
        assert_eq!(go.props(&post).await["meeting_uuid"], "");
        assert_eq!(go.replies(&post).await, 0);
    }
    inside.minutes(32).await;
    assert_eq!(go.props(&post).await["meeting_status"], "ENDED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_post_whose_record_could_not_be_written_is_found_by_its_channel() {
    let (inside, mut alice) = Inside::with_alice().await;
    let (stage, zoom) = (&inside.stage, &inside.stage.zoom);
    stage.store(&format!("zoomUserPreference_{}", alice.id()), b"\"true\"");
    let town = alice.town.clone();
    // A record stands already.
    alice.start_in(&town).await;
    zoom.start_meeting(ROOM).unwrap();
    zoom.end_meeting(ROOM).unwrap();
    inside.settle().await;
    let posted = AtomicBool::new(false);
    stage.server.on_api_call(move |call| match call.method {
        "CreatePost" => {
            posted.store(true, Ordering::SeqCst);
            Fate::Proceed
        }
        "KVSetWithOptions" if posted.load(Ordering::SeqCst) => {
            Fate::Fail("the disk is full".into())
        }
        _ => Fate::Proceed,
    });
    let post = alice.start_in(&town).await;
    stage.server.on_api_call(|_| Fate::Proceed);
    // Somebody else writes the room's number onto a post of their own.
    let bob = stage.person("bob").await;
    let forged = json!({ "channel_id": town, "type": "custom_zoom", "props": post["props"] });
    let forged: Value = bob.client.post("/api/v4/posts", &forged).await.unwrap();
    zoom.start_meeting(ROOM).unwrap();
    inside.pass(MINUTE * 4).await;
    zoom.end_meeting(ROOM).unwrap();
    zoom.complete_recording(ROOM).unwrap();
    inside.settle().await;
    let shown = alice.read_post(&post).await;
    assert_eq!(shown["props"]["meeting_status"], "ENDED");
    assert!(!alice.replies(post["id"].as_str().unwrap()).await.is_empty());
    let forged_id = forged["id"].as_str().unwrap();
    assert!(alice.replies(forged_id).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_subscribed_channel_was_told_of_ends_after_the_upgrade() {
    let (inside, mut alice) = Inside::with_alice().await;
    let (stage, zoom) = (&inside.stage, &inside.stage.zoom);
    let wish = json!({
        "kind": "subscription", "channel_id": alice.town, "meeting_id": ROOM,
        "user_id": alice.id(),
    });
    go_writes(stage, &[wish]);
    zoom.start_meeting(ROOM).unwrap();
    inside.settle().await;
    let post = alice.tab.meeting("posted").await;
    // The Go plugin's bot posts it as well, and keeps no record.
    for key in stage
        .keys("zrs_open_")
        .iter()
        .chain(&stage.keys("zrs_run_"))
    {
        stage.forget(key);
    }
    drop_events(&inside, true);
    inside.catch_up().await;
    assert_eq!(
        alice.read_post(&post).await["props"]["meeting_status"],
        "STARTED"
    );
    zoom.end_meeting(ROOM).unwrap();
    inside.catch_up().await;
    assert_eq!(
        alice.read_post(&post).await["props"]["meeting_status"],
        "ENDED"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_only_subscribed_a_channel_is_not_believed_that_a_meeting_is_gone() {
    // The host is connected, so the channel can be told how to join.
    let (inside, _alice) = Inside::with_alice().await;
    let (stage, zoom) = (&inside.stage, &inside.stage.zoom);
    let mut bob = stage.person("bob").await;
    bob.connect(zoom).await;
    // As a system admin may subscribe a channel to anybody's meeting.
    let wish = json!({
        "kind": "subscription", "channel_id": bob.town, "meeting_id": ROOM, "user_id": bob.id(),
    });
    go_writes(stage, &[wish]);
    zoom.start_meeting(ROOM).unwrap();
    inside.settle().await;
    let post = bob.tab.meeting("posted").await;
    for key in stage.keys("zrs_open_") {
        stage.forget(&key);
    }
    let answer = FaultAnswer::Zoom {
        status: 404,
        code: 3001,
        message: "Meeting does not exist.".to_owned(),
    };
    zoom.turn(|knobs| knobs.fault = Some(Fault::always(answer.clone())));
    inside.catch_up().await;
    let shown = bob.read_post(&post).await;
    assert_eq!(shown["props"]["meeting_status"], "STARTED");
}
