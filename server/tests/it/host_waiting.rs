//! The host is told that people wait, once for each run.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use mattermost_devserver::Fate;
use serde_json::Value;

use crate::calls::time_passes;
use crate::live::meeting;
use crate::schedule::{self, number, plan};
use crate::stage::{Person, Stage};

const WAITS: &str = "waiting for you";
/// Alice's personal meeting ID at Zoom.
const ROOM: u64 = 5_551_230_001;

/// What the bot wrote to a person about people who wait.
async fn told(person: &Person) -> Vec<String> {
    let bot = person.client.direct_channel("zoom").await.unwrap().id;
    let posts = person.client.posts(&bot).await.unwrap();
    let messages = posts.into_iter().map(|post| post.message);
    messages.filter(|message| message.contains(WAITS)).collect()
}

/// The next message of the bot's about people who wait.
async fn hears(person: &mut Person) -> Value {
    loop {
        let post = person.tab.post("posted").await;
        if post["message"].as_str().unwrap_or_default().contains(WAITS) {
            return post;
        }
    }
}

/// Waits until all that is planned is a job for the time of grace.
async fn planned(stage: &Stage) {
    stage.zoom.settle().await;
    stage
        .until(|| !stage.keys("zrs_host_waiting_").is_empty())
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_host_is_told_once_however_many_wait_on_three_nodes() {
    let stage = Stage::nodes(3).await;
    let (mut alice, meeting) = meeting(&stage).await;
    for name in ["One", "Two", "Three"] {
        stage.zoom.wait_for_host(meeting.id, name).unwrap();
    }
    planned(&stage).await;
    assert_eq!(
        told(&alice).await,
        Vec::<String>::new(),
        "whoever starts takes a moment"
    );
    time_passes(&stage).await;
    let post = hears(&mut alice).await;
    let message = post["message"].as_str().unwrap();
    assert!(message.contains("3 people are waiting"), "{message}");
    assert!(message.contains("Zoom Meeting"), "{message}");
    let link = format!("({}/s/{})", stage.zoom.url(), meeting.id);
    assert!(message.contains(&link), "with no token in it: {message}");

    stage.zoom.wait_for_host(meeting.id, "Four").unwrap();
    stage.zoom.settle().await;
    time_passes(&stage).await;
    stage.jobs_done().await;
    assert_eq!(told(&alice).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_told_while_the_host_is_in_or_when_nobody_waits_any_more() {
    let stage = Stage::new().await;
    let (mut alice, meeting) = meeting(&stage).await;
    stage.zoom.wait_for_host(meeting.id, "One").unwrap();
    planned(&stage).await;
    stage.zoom.leave_meeting(meeting.id, "One").unwrap();
    stage.zoom.settle().await;
    time_passes(&stage).await;
    stage.jobs_done().await;
    assert_eq!(told(&alice).await, Vec::<String>::new());
    assert_eq!(stage.keys("zrs_host_waiting_"), Vec::<String>::new());

    // Another one comes, and that counts again.
    stage.zoom.wait_for_host(meeting.id, "Two").unwrap();
    planned(&stage).await;
    time_passes(&stage).await;
    hears(&mut alice).await;

    // With the host in, people wait to be let in.
    let post = alice.start_in(&alice.town.clone()).await;
    let second = post["props"]["meeting_id"].as_u64().unwrap();
    stage.zoom.start_meeting(second).unwrap();
    stage.zoom.set_waiting_room(second, true).unwrap();
    stage.zoom.join_meeting(second, &alice.email).unwrap();
    stage.zoom.join_meeting(second, "Three").unwrap();
    stage.zoom.settle().await;
    time_passes(&stage).await;
    stage.jobs_done().await;
    assert_eq!(told(&alice).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_host_is_told_once_also_where_the_process_dies_right_after() {
    let stage = Stage::new().await;
    let (mut alice, meeting) = meeting(&stage).await;
    stage.zoom.wait_for_host(meeting.id, "One").unwrap();
    planned(&stage).await;
    let (armed, dead) = (Arc::new(AtomicBool::new(false)), AtomicBool::new(false));
    let judge = armed.clone();
    stage.server.on_api_call(move |call| {
        if judge.load(Ordering::SeqCst)
            && call.method == "CreatePost"
            && !dead.swap(true, Ordering::SeqCst)
        {
            return Fate::KillAfter;
        }
        Fate::Proceed
    });
    armed.store(true, Ordering::SeqCst);
    time_passes(&stage).await;
    hears(&mut alice).await;
    stage.jobs_done().await;
    assert_eq!(told(&alice).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_an_account_level_app_the_host_is_known_by_the_address() {
    let stage = Stage::account_level().await;
    let mut admin = stage.person("admin").await;
    admin.connect(&stage.zoom).await;
    let mut alice = stage.person("alice").await;
    let town = alice.town.clone();
    let post = alice.start_in(&town).await;
    let meeting = post["props"]["meeting_id"].as_u64().unwrap();
    stage.zoom.wait_for_host(meeting, "One").unwrap();
    planned(&stage).await;
    time_passes(&stage).await;
    let post = hears(&mut alice).await;
    let message = post["message"].as_str().unwrap();
    assert!(message.contains("1 person is waiting"), "{message}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_host_of_a_planned_meeting_is_told_before_it_has_begun() {
    let stage = Stage::new().await;
    let mut alice = schedule::alice(&stage).await;
    let (post, _) = plan(&mut alice, r#"/zoom schedule "Design review" in 2h"#).await;
    let meeting = number(&post);
    stage.zoom.wait_for_host(meeting, "One").unwrap();
    stage.zoom.wait_for_host(meeting, "Two").unwrap();
    planned(&stage).await;
    time_passes(&stage).await;
    let post = hears(&mut alice).await;
    let message = post["message"].as_str().unwrap();
    assert!(message.contains("2 people are waiting"), "{message}");
    assert!(message.contains("“Design review”"), "{message}");
    stage.jobs_done().await;
    assert_eq!(told(&alice).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_host_of_a_subscribed_meeting_is_told_before_it_has_begun() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let line = format!("/zoom subscription add {ROOM}");
    let added = alice.ask(&line).await;
    assert!(added.contains("subscribed"), "{added}");
    stage.zoom.wait_for_host(ROOM, "One").unwrap();
    planned(&stage).await;
    time_passes(&stage).await;
    let post = hears(&mut alice).await;
    let message = post["message"].as_str().unwrap();
    assert!(message.contains("1 person is waiting"), "{message}");
    assert!(message.contains("Personal Meeting Room"), "{message}");
}
