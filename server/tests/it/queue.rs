//! Events are kept before they are answered, and nothing else holds the answer up.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use mattermost_devserver::Fate;
use serde_json::json;
use zoom_sandbox::{Fault, FaultAnswer};

use crate::settings::told_by_the_bot;
use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_is_answered_while_zoom_and_mattermost_stall() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let post = alice.start_in(&alice.town.clone()).await;
    let id = post["props"]["meeting_id"].as_u64().unwrap();
    stage
        .zoom
        .turn(|knobs| knobs.fault = Some(Fault::always(FaultAnswer::NoAnswer)));
    stage.server.on_api_call(|call| match call.method {
        "KVSetWithOptions" => Fate::Proceed,
        _ => Fate::Stall(Duration::from_secs(8)),
    });
    let begun = Instant::now();
    stage.zoom.start_meeting(id).unwrap();
    stage.zoom.end_meeting(id).unwrap();
    stage.zoom.settle().await;
    assert!(begun.elapsed() < Duration::from_secs(3), "Zoom waits 3 s");
    for delivery in stage.zoom.deliveries() {
        assert_eq!(delivery.attempts[0].status, Some(200));
    }
    stage.server.on_api_call(|_| Fate::Proceed);
    stage.jobs_done().await;
    let post = alice.read_post(&post).await;
    assert_eq!(post["props"]["meeting_status"], "ENDED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_that_cannot_be_kept_is_sent_again() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let post = alice.start_in(&alice.town.clone()).await;
    let id = post["props"]["meeting_id"].as_u64().unwrap();
    stage.server.on_api_call(|call| match call.method {
        "KVSetWithOptions" => Fate::Fail("the disk is full".into()),
        _ => Fate::Proceed,
    });
    stage.zoom.start_meeting(id).unwrap();
    stage.zoom.end_meeting(id).unwrap();
    stage.zoom.settle().await;
    for delivery in stage.zoom.deliveries() {
        assert_eq!(delivery.attempts[0].status, Some(503));
    }
    stage.server.on_api_call(|_| Fate::Proceed);
    stage.zoom.advance(Duration::from_secs(5 * 60)).await;
    for delivery in stage.zoom.deliveries() {
        assert_eq!(delivery.attempts[1].status, Some(200));
    }
    stage.jobs_done().await;
    let post = alice.read_post(&post).await;
    assert_eq!(post["props"]["meeting_status"], "ENDED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_of_a_meeting_that_is_nobodys_needs_no_write() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    stage.server.on_api_call(|call| match call.method {
        "KVSetWithOptions" => Fate::Fail("the disk is full".into()),
        _ => Fate::Proceed,
    });
    // Alice's personal room, of which no post knows.
    let foreign = 5_551_230_001;
    stage.zoom.start_meeting(foreign).unwrap();
    stage.zoom.end_meeting(foreign).unwrap();
    stage.zoom.settle().await;
    let answered = stage.zoom.deliveries();
    assert_eq!(answered.len(), 2);
    for delivery in answered {
        assert_eq!(delivery.attempts[0].status, Some(200));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_done_is_told_to_admins_and_shown_to_them_alone() {
    let stage = Stage::new().await;
    stage.server.disable("zoom").await.unwrap();
    // What an older version may have left, and what a write may have cut off.
    let index = json!({"blocks": [{"id": "oldblock", "node": "gone"}]});
    stage.store("zrs_jobs", index.to_string().as_bytes());
    stage.store("zrs_job_oldblock_0", b"{\"id\":\"x");
    stage.store(
        "zrs_job_oldblock_1",
        b"{\"id\":\"x\",\"work\":{\"kind\":\"fly\"}}",
    );
    stage.server.enable("zoom").await.unwrap();
    stage.jobs_done().await;

    let mut admin = stage.person("admin").await;
    let mut alice = stage.person("alice").await;
    let told = told_by_the_bot(&admin, "admin failures list").await;
    assert_eq!(told.len(), 1, "{told:?}");
    let refused = alice.ask("/zoom admin failures list").await;
    assert!(refused.contains("Only system admins"), "{refused}");
    let listed = admin.ask("/zoom admin failures list").await;
    assert!(listed.contains("`zrs_job_oldblock_0`"), "{listed}");
    assert!(listed.contains("`zrs_job_oldblock_1`"), "{listed}");
    let dropped = admin
        .ask("/zoom admin failures drop zrs_job_oldblock_0")
        .await;
    assert!(dropped.contains("1 failure is dropped"), "{dropped}");
    let unknown = admin.ask("/zoom admin failures drop nothing").await;
    assert!(unknown.contains("no such failure"), "{unknown}");
    let retried = admin.ask("/zoom admin failures retry all").await;
    assert!(retried.contains("1 failure is forgotten"), "{retried}");
    let listed = admin.ask("/zoom admin failures list").await;
    assert!(listed.contains("Nothing has failed"), "{listed}");
    let log = stage.log();
    assert!(log.contains("failures drop") && log.contains("failures retry"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeated_job_finds_its_post_in_a_channel_however_busy_it_is() {
    // More than Mattermost gives of what changed in a channel.
    const BUSY: usize = 1050;
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let plan = json!({ "topic": "Weekly", "type": 2, "start_time": "2030-01-01T10:00:00Z" });
    let meeting = stage.zoom.schedule_meeting(&alice.email, &plan).unwrap();
    let add = format!("/zoom subscription add {meeting}");
    assert!(alice.ask(&add).await.contains("is subscribed"));
    let dead = Arc::new(AtomicBool::new(false));
    let dies = dead.clone();
    stage.server.on_api_call(move |call| match call.method {
        "CreatePost" if !dies.swap(true, Ordering::SeqCst) => Fate::KillAfter,
        _ => Fate::Proceed,
    });
    stage.zoom.start_meeting(meeting).unwrap();
    stage.until(|| dead.load(Ordering::SeqCst)).await;
    let announced = alice.tab.meeting("posted").await;
    stage.server.disable("zoom").await.unwrap();
    let (client, town) = (&alice.client, alice.town.as_str());
    let talk = (0..BUSY).map(|n| async move { client.create_post(town, &n.to_string()).await });
    let talk = futures_util::stream::iter(talk).buffer_unordered(8);
    talk.for_each(async |posted| drop(posted.unwrap())).await;
    stage.server.enable("zoom").await.unwrap();
    stage.jobs_done().await;
    let count = "SELECT count(*) FROM posts WHERE data LIKE '%\"custom_zoom\"%'";
    let made: i64 = stage
        .database()
        .query_row(count, [], |row| row.get(0))
        .unwrap();
    assert_eq!(made, 1, "beside {}", announced["id"]);
}
