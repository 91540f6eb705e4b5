//! A start is killed at each of its calls: what it has posted ends with its meeting.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::json;

use super::{Killer, meetings_in, start_again};
use crate::stage::Stage;

/// After how many calls of the plugin's, at the latest, a start is over.
const CALLS_OF_A_START: i64 = 80;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_that_is_struck_leaves_no_post_that_never_ends() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    stage.store(&format!("zoomUserPreference_{}", alice.id()), b"\"true\"");
    let room = stage.zoom.users()[0].pmi;
    let killer = Arc::new(Killer::default());
    let (mut struck, mut posts) = (0, 0);
    for calls in 1..=CALLS_OF_A_START {
        killer.left.store(calls, Ordering::SeqCst);
        let judge = killer.clone();
        stage.server.on_api_call(move |_| judge.fate());
        let url = format!(
            "{}/plugins/zoom/api/v1/meetings?force=true",
            alice.client.url()
        );
        let request = alice.browser.post(url).bearer_auth(alice.client.token());
        let body = json!({ "channel_id": alice.town });
        let answered = request.json(&body).send().await.unwrap().status();
        if answered.is_success() {
            break;
        }
        let killed = tokio::time::timeout(Duration::from_secs(60), killer.killed.notified());
        assert!(killed.await.is_ok(), "{answered} without a kill");
        start_again(&stage, &killer).await;
        struck += 1;
        stage.zoom.start_meeting(room).unwrap();
        stage.zoom.settle().await;
        stage.zoom.end_meeting(room).unwrap();
        stage.zoom.settle().await;
        stage.jobs_done().await;
        let posted = meetings_in(&alice, &alice.town).await;
        posts = posted.len();
        for post in posted {
            assert_eq!(post["props"]["meeting_status"], "ENDED", "{calls}: {post}");
        }
    }
    killer.over.store(true, Ordering::SeqCst);
    assert!(struck < CALLS_OF_A_START, "a start never came to its end");
    assert!(
        posts >= 5,
        "only {posts} of {struck} kills came after the post"
    );
    stage.log();
}
