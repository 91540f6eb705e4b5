//! The same for what comes once, or long after a meeting: people who remove the app, transcripts and
//! summaries.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::Killer;
use crate::stage::{CLIENT_ID, Person, Stage};

/// How often each comes, and so after how many calls of the plugin's the last kill strikes.
const EVENTS: i64 = 18;

/// How many messages with these words the bot has written to a person alone.
async fn told(person: &Person, words: &str) -> i64 {
    let channel = person.client.direct_channel("zoom").await.unwrap();
    let posts = person.client.posts(&channel.id).await.unwrap();
    let told = posts.iter().filter(|post| post.message.contains(words));
    i64::try_from(told.count()).unwrap()
}

/// The person connects and removes the app in Zoom, again and again, and hears of it each time.
async fn remove_the_app(stage: &Stage, person: &mut Person, words: &str) {
    stage.zoom.turn(|knobs| knobs.webhook.drop = true);
    let (killer, mut struck) = (Arc::new(Killer::default()), 0);
    for calls in 1..=EVENTS {
        person.connect(&stage.zoom).await;
        // So that no two removals are at the same time.
        stage.zoom.advance(Duration::from_secs(1)).await;
        stage.zoom.uninstall(CLIENT_ID, &person.email).unwrap();
        let body = stage.zoom.deliveries().pop().unwrap().body;
        let events = vec![body.clone(), body];
        struck += killer.strike(stage, calls, events).await;
        assert_eq!(told(person, words).await, calls, "at call {calls}");
        let left = [stage.keys("zoomtoken"), stage.keys("zoomSuperUser")].concat();
        assert_eq!(left, Vec::<String>::new(), "at call {calls}");
        let reports = stage.zoom.compliance_reports().len();
        assert!(
            reports >= usize::try_from(calls).unwrap(),
            "at call {calls}"
        );
    }
    assert!(struck >= 8, "only {struck} kills struck anything");
    assert_eq!(stage.keys("zrs_failure"), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_removes_the_app_is_told_once_wherever_the_plugin_dies() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    remove_the_app(&stage, &mut alice, "removed Mattermost").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn admins_are_told_once_that_the_account_lost_its_app_wherever_the_plugin_dies() {
    let stage = Stage::account_level().await;
    let mut admin = stage.person("admin").await;
    remove_the_app(&stage, &mut admin, "was removed in Zoom").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_transcript_and_no_summary_is_lost_and_none_comes_twice() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let (meeting, post) = alice.hold_a_meeting(&stage.zoom).await;
    stage.jobs_done().await;
    stage.zoom.turn(|knobs| knobs.webhook.drop = true);
    let (killer, mut struck) = (Arc::new(Killer::default()), 0);
    for calls in 1..=EVENTS {
        // So that no two summaries are of the same second.
        stage.zoom.advance(Duration::from_secs(1)).await;
        stage.zoom.complete_recording(meeting).unwrap();
        for complete in [
            zoom_sandbox::Sandbox::complete_transcript,
            zoom_sandbox::Sandbox::complete_summary,
        ] {
            complete(&stage.zoom, meeting).unwrap();
            let body = stage.zoom.deliveries().pop().unwrap().body;
            let events = vec![body.clone(), body];
            struck += killer.strike(&stage, calls, events).await;
        }
    }
    assert!(struck >= 16, "only {struck} kills struck anything");
    let replies = alice.replies(&post).await;
    let count = |is: fn(&&Value) -> bool| i64::try_from(replies.iter().filter(is).count()).unwrap();
    let transcripts = count(|reply| reply["type"] == "custom_zoom_transcript");
    let summaries = count(|reply| reply["props"]["meeting_part"] == "summary");
    assert_eq!((transcripts, summaries), (EVENTS, EVENTS));
    assert_eq!(stage.keys("zrs_failure"), Vec::<String>::new());
}
