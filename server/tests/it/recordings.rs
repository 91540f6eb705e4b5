//! Recordings, transcripts, chats and summaries in the meeting's thread.

use std::time::Duration;

use mattermost_devserver::Fate;
use serde_json::{Value, json};
use zoom_sandbox::{Area, Fault, FaultAnswer, Sandbox};

use crate::stage::{Person, Stage};
use crate::webhook::Attempt;

/// A stage on which Alice has held a meeting: its number and its post.
async fn after_a_meeting(changes: Value) -> (Stage, Person, u64, String) {
    let stage = Stage::with(changes).await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let (id, post) = alice.hold_a_meeting(&stage.zoom).await;
    (stage, alice, id, post)
}

fn file_id(reply: &Value) -> &str {
    let id = reply["file_ids"][0].as_str().unwrap();
    assert_eq!(reply["props"]["captions"], json!([{ "file_id": id }]));
    id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_that_zoom_kept_comes_into_the_thread_once() {
    let (stage, mut alice, id, post) = after_a_meeting(json!({})).await;
    stage.zoom.turn(|knobs| knobs.webhook.duplicate = true);
    stage.zoom.complete_recording(id).unwrap();
    stage.zoom.settle().await;
    let recording = alice.reply_in(&post).await;
    assert_eq!(recording["props"]["meeting_part"], "recording");
    assert_eq!(recording["props"]["meeting_post_id"], post.as_str());
    let text = recording["message"].as_str().unwrap();
    assert!(
        text.contains("/rec/play/") && text.contains("Watch the recording"),
        "{text}"
    );
    let passcode = &stage.zoom.recordings()[0].passcode;
    assert!(
        !text.contains(passcode.as_str()),
        "nobody wants it shown: {text}"
    );

    let chat = alice.reply_in(&post).await;
    assert_eq!(chat["type"], "custom_zoom_chat");
    let bytes = alice.file(file_id(&chat)).await;
    assert!(bytes.starts_with(b"00:00:00\tAlice\t"));
    assert_eq!(alice.file_name(file_id(&chat)).await, "Chat-history.txt");

    stage.zoom.complete_transcript(id).unwrap();
    stage.zoom.settle().await;
    let transcript = alice.reply_in(&post).await;
    assert_eq!(transcript["type"], "custom_zoom_transcript");
    assert_eq!(
        alice.file_name(file_id(&transcript)).await,
        "transcription.txt"
    );
    assert!(
        alice
            .file(file_id(&transcript))
            .await
            .starts_with(b"WEBVTT\n")
    );

    stage.zoom.complete_summary(id).unwrap();
    stage.zoom.settle().await;
    let summary = alice.reply_in(&post).await;
    assert_eq!(summary["props"]["meeting_part"], "summary");
    assert!(
        summary["message"]
            .as_str()
            .unwrap()
            .contains("## Quick recap"),
        "{summary}"
    );

    // Everything was delivered twice; what comes after it comes last.
    stage.zoom.advance(Duration::from_secs(60)).await;
    stage.zoom.complete_summary(id).unwrap();
    stage.zoom.settle().await;
    alice.reply_in(&post).await;
    let replies = alice.replies(&post).await;
    assert_eq!(replies.len(), 5, "{replies:?}");
    let bot = &summary["user_id"];
    assert!(replies.iter().all(|reply| reply["user_id"] == *bot));
    stage.log();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_passcode_is_shown_where_the_admin_wants_it() {
    let changes = json!({ "EnablePostingRecordingPassword": true });
    let (stage, mut alice, id, post) = after_a_meeting(changes).await;
    stage.zoom.turn(|knobs| {
        knobs.recording.stretches = 2;
        knobs.recording.chat = false;
    });
    stage.zoom.complete_recording(id).unwrap();
    stage.zoom.settle().await;
    let text = alice.reply_in(&post).await["message"].to_string();
    let passcode = &stage.zoom.recordings()[0].passcode;
    assert!(text.contains(&format!("`{passcode}`")), "{text}");
    assert!(
        text.contains("[Part 1](") && text.contains("[Part 2]("),
        "{text}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_file_passes_through() {
    let (stage, mut alice, id, post) = after_a_meeting(json!({})).await;
    stage.zoom.turn(|knobs| {
        knobs.recording.text_bytes = 7_000_000;
        knobs.recording.chat = false;
    });
    stage.zoom.complete_recording(id).unwrap();
    stage.zoom.complete_transcript(id).unwrap();
    stage.zoom.settle().await;
    alice.reply_in(&post).await;
    let transcript = alice.reply_in(&post).await;
    let bytes = alice.file(file_id(&transcript)).await;
    assert!(
        bytes.len() >= 7_000_000 && bytes.ends_with(b"\n\n"),
        "{}",
        bytes.len()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_not_ready_comes_later() {
    let (stage, mut alice, id, post) = after_a_meeting(json!({})).await;
    let page = Fault::times(2, FaultAnswer::WebPage).only(Area::Files);
    stage.zoom.turn(|knobs| knobs.fault = Some(page));
    stage.zoom.complete_recording(id).unwrap();
    stage.zoom.settle().await;
    let recording = alice.reply_in(&post).await;
    assert!(
        recording["message"]
            .as_str()
            .unwrap()
            .contains("/rec/play/")
    );
    let chat = alice.reply_in(&post).await;
    assert_eq!(chat["type"], "custom_zoom_chat");
    assert_eq!(alice.replies(&post).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expired_token_is_replaced_or_the_missing_scope_is_named() {
    let (stage, mut alice, id, post) = after_a_meeting(json!({})).await;
    let refused = Fault::times(1, FaultAnswer::Unauthorized).only(Area::Files);
    stage.zoom.turn(|knobs| knobs.fault = Some(refused));
    stage.zoom.complete_recording(id).unwrap();
    stage.zoom.settle().await;
    alice.reply_in(&post).await;
    let told = alice.reply_in(&post).await;
    let text = told["message"].as_str().unwrap();
    assert!(
        text.contains("cloud_recording:read:list_recording_files"),
        "{text}"
    );
    assert!(text.contains("system admin"), "{text}");
    assert_eq!(told["type"], "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_over_the_servers_limit_is_explained() {
    let (stage, mut alice, id, post) = after_a_meeting(json!({})).await;
    let admin = stage.person("admin").await;
    let limit = json!({ "FileSettings": { "MaxFileSize": 2 * 1024 * 1024 } });
    let _: Value = admin
        .client
        .put("/api/v4/config/patch", &limit)
        .await
        .unwrap();
    stage
        .zoom
        .turn(|knobs| knobs.recording.text_bytes = 3_000_000);
    stage.zoom.complete_recording(id).unwrap();
    stage.zoom.settle().await;
    alice.reply_in(&post).await;
    let told = alice.reply_in(&post).await;
    let text = told["message"].as_str().unwrap();
    assert!(text.contains("larger than the 2 MB"), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recording_that_comes_days_later_finds_its_post() {
    let (stage, mut alice, id, post) = after_a_meeting(json!({})).await;
    let uuid = stage
        .zoom
        .meetings()
        .into_iter()
        .find(|m| m.id == id)
        .unwrap()
        .uuid;
    // After a day the Go plugin's key is gone.
    stage.expire(&go_key(&uuid));
    stage.zoom.complete_recording(id).unwrap();
    stage.zoom.settle().await;
    let recording = alice.reply_in(&post).await;
    assert!(
        recording["message"]
            .as_str()
            .unwrap()
            .contains("/rec/play/")
    );
}

fn go_key(uuid: &str) -> String {
    format!("post_meeting_{}", uuid.replace('/', "%2F"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_post_of_the_go_plugin_gets_its_recording_too() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let root = alice
        .client
        .create_post(&alice.town, "a meeting")
        .await
        .unwrap();
    let room = stage.zoom.users()[0].pmi;
    let uuid = stage.zoom.start_meeting(room).unwrap();
    stage.zoom.end_meeting(room).unwrap();
    stage.store(&go_key(&uuid), root.id.as_bytes());
    stage.zoom.complete_recording(room).unwrap();
    stage.zoom.settle().await;
    let recording = alice.reply_in(&root.id).await;
    assert!(
        recording["message"]
            .as_str()
            .unwrap()
            .contains("/rec/play/")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recording_of_a_foreign_meeting_is_accepted_and_posts_nothing() {
    let (stage, alice, _, post) = after_a_meeting(json!({})).await;
    let room = stage.zoom.users()[0].pmi;
    stage.zoom.start_meeting(room).unwrap();
    stage.zoom.end_meeting(room).unwrap();
    stage.zoom.complete_recording(room).unwrap();
    stage.zoom.complete_summary(room).unwrap();
    stage.zoom.settle().await;
    let deliveries = stage.zoom.deliveries();
    assert!(deliveries.iter().all(|d| d.attempts[0].status == Some(200)));
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(alice.replies(&post).await.is_empty());
    assert!(stage.zoom.file_requests().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_zoom_tells_again_with_its_first_signature_is_taken_and_once() {
    let (stage, alice, id, post) = after_a_meeting(json!({})).await;
    stage.jobs_done().await;
    let told = |stage: &Stage| stage.zoom.deliveries().last().unwrap().clone();
    stage.zoom.turn(|knobs| {
        knobs.webhook.renew_signatures = false;
        knobs.recording.chat = false;
    });
    for complete in [
        |zoom: &Sandbox, id| drop(zoom.complete_recording(id).unwrap()),
        |zoom: &Sandbox, id| zoom.complete_transcript(id).unwrap(),
        |zoom: &Sandbox, id| zoom.complete_summary(id).unwrap(),
    ] {
        let before = alice.replies(&post).await.len();
        stage.server.on_api_call(|call| match call.method {
            "KVSetWithOptions" => Fate::Fail("the disk is full".into()),
            _ => Fate::Proceed,
        });
        complete(&stage.zoom, id);
        stage.zoom.advance(Duration::from_secs(30 * 60)).await;
        stage.server.on_api_call(|_| Fate::Proceed);
        stage.zoom.advance(Duration::from_secs(60 * 60)).await;
        let statuses = told(&stage).attempts.into_iter().map(|try_| try_.status);
        let statuses: Vec<_> = statuses.collect();
        let down = Some(503);
        assert_eq!(statuses[..2], [down, down]);
        assert_eq!(statuses.last(), Some(&Some(200)), "85 minutes after");
        stage.jobs_done().await;
        assert_eq!(alice.replies(&post).await.len(), before + 1);
        // Who has seen it sends it again.
        let again = Attempt::new(told(&stage).body).signed_ago(Duration::from_secs(6_000));
        assert_eq!(again.status(&stage).await, 200);
        stage.jobs_done().await;
        assert_eq!(alice.replies(&post).await.len(), before + 1, "no second");
        let stale = Attempt::new(told(&stage).body).signed_ago(Duration::from_secs(7_210));
        assert_eq!(stale.status(&stage).await, 401, "no retry of Zoom's");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recording_waits_for_the_announcement_of_its_meeting() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let room = stage.zoom.users()[0].pmi;
    let told = alice.ask(&format!("/zoom subscription add {room}")).await;
    assert!(told.contains("is subscribed"), "{told}");
    // Zoom does not say how to join, so the channel is told of the meeting some seconds later.
    let fails = Fault::always(FaultAnswer::ServerError);
    stage.zoom.turn(|knobs| knobs.fault = Some(fails));
    stage.zoom.start_meeting(room).unwrap();
    stage.zoom.end_meeting(room).unwrap();
    stage.zoom.complete_recording(room).unwrap();
    stage.zoom.complete_summary(room).unwrap();
    stage.zoom.settle().await;
    let has_failed = |work: &str| {
        let log = stage.log();
        let mut lines = log.lines();
        lines.any(|line| line.contains("a job failed") && line.contains(work))
    };
    stage
        .until(|| has_failed("recording.completed") && has_failed("meeting.summary_completed"))
        .await;
    stage.zoom.turn(|knobs| knobs.fault = None);
    let post = alice.tab.meeting("posted").await;
    stage.jobs_done().await;
    let replies = alice.replies(post["id"].as_str().unwrap()).await;
    let parts: Vec<_> = replies
        .iter()
        .map(|reply| &reply["props"]["meeting_part"])
        .collect();
    assert!(parts.contains(&&json!("summary")), "{parts:?}");
    assert!(replies.len() > 1, "{parts:?}");
}
