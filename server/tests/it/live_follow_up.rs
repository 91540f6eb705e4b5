//! What follows of an event about a participant: it comes also where a call fails, or where the process
//! is killed right after Zoom's event was acknowledged.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use mattermost_devserver::Fate;
use serde_json::json;

use crate::calls::titled;
use crate::custom_status::{OURS, in_a_meeting, leaving_name, record, seen, set_by_hand};
use crate::live::meeting;
use crate::stage::Stage;

/// Gives the first `most` calls of a method this fate, and says how many it struck.
fn strike(stage: &Stage, method: &'static str, most: usize, fate: Fate) -> Arc<AtomicUsize> {
    let struck = Arc::new(AtomicUsize::new(0));
    let count = struck.clone();
    stage.server.on_api_call(move |call| {
        if call.method == method && count.fetch_add(1, Ordering::SeqCst) < most {
            return fate.clone();
        }
        Fate::Proceed
    });
    struck
}

/// A process that was killed is started again, without waiting for Mattermost to miss it.
async fn start_again(stage: &Stage) {
    stage.server.disable("zoom").await.unwrap();
    stage.server.enable("zoom").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_status_goes_with_its_person_whatever_happens_then() {
    let failed = Fate::Fail("no statuses today".to_owned());
    for (most, fate) in [(1, Fate::KillBefore), (1, Fate::KillAfter), (2, failed)] {
        let stage = Stage::new().await;
        let (alice, bob, meeting) = in_a_meeting(&stage).await;
        stage.zoom.join_meeting(meeting.id, &alice.email).unwrap();
        seen(&alice, &bob, OURS).await;
        stage.jobs_done().await;
        let struck = strike(&stage, "RemoveUserCustomStatus", most, fate);
        let name = leaving_name(&stage, meeting.id);
        stage.zoom.leave_meeting(meeting.id, &name).unwrap();
        stage.until(|| struck.load(Ordering::SeqCst) >= most).await;
        // Nothing more is told of the meeting.
        stage.zoom.settle().await;
        start_again(&stage).await;
        seen(&alice, &bob, "").await;
        stage.until(|| record(&stage, &alice).is_none()).await;
        stage.log();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_the_end_everybody_who_was_in_loses_a_status_that_was_left() {
    let stage = Stage::new().await;
    let (alice, bob, meeting) = in_a_meeting(&stage).await;
    stage.zoom.join_meeting(meeting.id, &alice.email).unwrap();
    seen(&alice, &bob, OURS).await;
    stage.until(|| record(&stage, &alice).is_some()).await;
    stage.jobs_done().await;
    let left = record(&stage, &alice).unwrap();
    let name = leaving_name(&stage, meeting.id);
    stage.zoom.leave_meeting(meeting.id, &name).unwrap();
    stage.until(|| record(&stage, &alice).is_none()).await;
    stage.jobs_done().await;
    // As if what told of the leaving had been lost.
    stage.store(&format!("zrs_status_{}", alice.id()), &left);
    let left: serde_json::Value = serde_json::from_slice(&left).unwrap();
    let until = zoom_client::Timestamp::from_second(left["ours"]["until"].as_i64().unwrap());
    let ours = json!({ "emoji": "video_camera", "text": OURS, "duration": "date_and_time",
        "expires_at": until.unwrap().to_string() });
    set_by_hand(&alice, ours).await;
    seen(&alice, &bob, OURS).await;

    stage.zoom.end_meeting(meeting.id).unwrap();
    seen(&alice, &bob, "").await;
    stage.until(|| record(&stage, &alice).is_none()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_that_was_joined_in_zoom_is_answered_wherever_the_process_dies() {
    let stage = Stage::new().await;
    let (mut alice, mut bob) = (stage.person("alice").await, stage.person("bob").await);
    alice.connect(&stage.zoom).await;
    bob.connect(&stage.zoom).await;
    alice.command("/zoom call @bob").await;
    let post = alice.tab.meeting("posted").await;
    let id = post["props"]["meeting_id"].as_u64().unwrap();
    let notice = titled(&mut bob, "posted", "@alice is calling you").await;
    stage.zoom.start_meeting(id).unwrap();
    stage.zoom.settle().await;
    alice
        .until_seen(&post, |live| live["state"] == "started")
        .await;
    // The call's record is written, its notice is not.
    let struck = strike(&stage, "UpdatePost", 1, Fate::KillBefore);
    stage.zoom.join_meeting(id, &bob.email).unwrap();
    stage.until(|| struck.load(Ordering::SeqCst) > 0).await;
    stage.zoom.settle().await;
    start_again(&stage).await;
    let joined = titled(&mut bob, "post_edited", "You joined").await;
    assert_eq!(joined["id"], notice["id"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn browsers_hear_the_last_state_also_where_the_first_tries_fail() {
    let stage = Stage::new().await;
    let (mut alice, meeting) = meeting(&stage).await;
    stage.zoom.start_meeting(meeting.id).unwrap();
    alice
        .until_heard(&meeting.post, |live| live["state"] == "started")
        .await;
    stage.jobs_done().await;
    let failed = Fate::Fail("no events today".to_owned());
    let struck = strike(&stage, "PublishWebSocketEvent", 2, failed);
    stage.zoom.join_meeting(meeting.id, "A guest").unwrap();
    alice
        .until_heard(&meeting.post, |live| live["count"] == 1)
        .await;
    assert!(struck.load(Ordering::SeqCst) > 2);
}
