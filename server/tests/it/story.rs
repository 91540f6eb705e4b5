//! From `/zoom start` to "the meeting has ended".

use std::time::Duration;

use serde_json::json;

use crate::socket::Tab;
use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_command_to_the_end_of_the_meeting() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    let mut bob = stage.person("bob").await;

    let prompt = alice.ask("/zoom start Design review").await;
    assert!(prompt.contains("oauth2/connect"), "{prompt}");
    assert_eq!(stage.made(), Vec::<serde_json::Value>::new());

    let (status, page) = alice.allow(&stage.zoom).await;
    assert_eq!(status, 200, "{page}");
    assert!(page.contains("posted in Mattermost"), "{page}");
    let post = bob.tab.meeting("posted").await;
    let props = &post["props"];
    assert_eq!(post["user_id"], alice.id());
    assert_eq!(props["meeting_topic"], "Design review");
    assert_eq!(props["meeting_status"], "STARTED");
    assert_eq!(props["meeting_creator_username"], "alice");
    assert!(
        props["attachments"][0]["text"]
            .as_str()
            .unwrap()
            .contains("Join meeting")
    );
    assert_eq!(stage.made(), [json!({"type": 1, "topic": "Design review"})]);

    let id = props["meeting_id"].as_u64().unwrap();
    let uuid = stage.zoom.start_meeting(id).unwrap();
    stage.zoom.settle().await;
    let running = bob.tab.meeting("post_edited").await;
    assert_eq!(running["props"]["meeting_uuid"], uuid.as_str());
    let start = running["props"]["meeting_start_time"].as_i64().unwrap();

    stage.zoom.advance(Duration::from_secs(61)).await;
    stage.zoom.end_meeting(id).unwrap();
    stage.zoom.settle().await;
    let ended = bob.tab.meeting("post_edited").await;
    let props = &ended["props"];
    assert_eq!(props["meeting_status"], "ENDED");
    assert_eq!(props["meeting_duration"], 2, "rounded up, by Zoom's clock");
    let length = props["meeting_end_time"].as_i64().unwrap() - start;
    assert!((60_000..=120_000).contains(&length), "{length}");
    assert_eq!(ended["id"], post["id"]);
    assert!(
        stage
            .zoom
            .deliveries()
            .iter()
            .all(|d| d.attempts[0].status == Some(200))
    );
    stage.log();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_button_tells_the_one_tab_and_the_command_goes_there() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let mut other = Tab::open(&alice.client).await;

    let direct = alice.client.direct_channel("bob").await.unwrap();
    let body = json!({
        "channel_id": direct.id, "connection_id": alice.tab.connection_id, "use_pmi": "true",
    });
    let (status, answer) = alice.press(body).await;
    assert_eq!(status, 200);
    let url = answer["meeting_url"].as_str().unwrap();
    let event = alice.tab.event("custom_zoom_meeting_started").await;
    assert_eq!(event["data"]["meeting_url"], url);

    let answer = alice.command("/zoom start Two").await;
    let goto = answer["goto_location"].as_str().unwrap();
    assert!(goto.starts_with(stage.zoom.url()), "{goto}");
    // Both meetings are posted by now, and only posts have arrived in the other tab.
    for _ in 0..2 {
        loop {
            let event = other.event_any().await;
            assert_ne!(event["event"], "custom_zoom_meeting_started");
            if event["event"] == "posted" {
                break;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_meeting_of_a_thread_stays_in_its_thread_through_the_connect() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    let root = alice
        .client
        .create_post(&alice.town, "Shall we talk?")
        .await
        .unwrap();
    let line = "/zoom start In the thread";
    alice
        .client
        .execute_command_in_thread(&alice.town, &root.id, line)
        .await
        .unwrap();
    let prompt = alice.tab.post("ephemeral_message").await;
    assert_eq!(prompt["root_id"], root.id.as_str());
    alice.allow(&stage.zoom).await;
    let post = alice.tab.meeting("posted").await;
    assert_eq!(post["root_id"], root.id.as_str());
    assert_eq!(post["props"]["meeting_topic"], "In the thread");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_personal_room_is_used_where_that_is_stored_and_learns_its_run() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    stage.store(&format!("zoomUserPreference_{}", alice.id()), b"\"true\"");

    alice.command("/zoom start").await;
    let post = alice.tab.meeting("posted").await;
    let pmi = post["props"]["meeting_id"].as_u64().unwrap();
    assert_eq!(pmi, 5_551_230_001);
    assert_eq!(post["props"]["meeting_personal"], true);
    assert_eq!(post["props"]["meeting_uuid"], "");
    assert_eq!(stage.made(), Vec::<serde_json::Value>::new());

    let uuid = stage.zoom.start_meeting(pmi).unwrap();
    stage.zoom.settle().await;
    let running = alice.tab.meeting("post_edited").await;
    assert_eq!(running["props"]["meeting_uuid"], uuid.as_str());
    stage.zoom.end_meeting(pmi).unwrap();
    stage.zoom.settle().await;
    let ended = alice.tab.meeting("post_edited").await;
    assert_eq!(ended["props"]["meeting_status"], "ENDED");
    assert_eq!(ended["props"]["meeting_duration"], 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_site_below_a_path_works() {
    let stage = Stage::below("/chat").await;
    let mut alice = stage.person("alice").await;
    let prompt = alice.ask("/zoom start").await;
    assert!(
        prompt.contains("/chat/plugins/zoom/oauth2/connect"),
        "{prompt}"
    );
    let (status, page) = alice.allow(&stage.zoom).await;
    assert_eq!(status, 200, "{page}");
    alice.tab.meeting("posted").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_posts_of_one_room_end_also_when_its_start_was_never_heard_of() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    stage.store(&format!("zoomUserPreference_{}", alice.id()), b"\"true\"");
    let direct = alice.client.direct_channel("bob").await.unwrap();
    let mut open = Vec::new();
    for channel in [&alice.town, &direct.id] {
        let (status, answer) = alice.press(json!({ "channel_id": channel })).await;
        assert_eq!(status, 200, "{answer}");
        open.push(alice.tab.meeting("posted").await["id"].clone());
    }
    let room = 5_551_230_001;
    stage.zoom.turn(|knobs| knobs.webhook.drop = true);
    stage.zoom.start_meeting(room).unwrap();
    stage.zoom.settle().await;
    stage.zoom.turn(|knobs| knobs.webhook.drop = false);
    stage.zoom.end_meeting(room).unwrap();
    stage.zoom.settle().await;
    let mut ended = Vec::new();
    for _ in &open {
        let post = alice.tab.meeting("post_edited").await;
        assert_eq!(post["props"]["meeting_status"], "ENDED");
        ended.push(post["id"].clone());
    }
    open.sort_by_key(ToString::to_string);
    ended.sort_by_key(ToString::to_string);
    assert_eq!(open, ended);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_that_comes_late_or_twice_changes_nothing_more() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    stage.zoom.turn(|knobs| {
        knobs.webhook.duplicate = true;
        knobs.webhook.reorder = true;
    });
    alice.command("/zoom start").await;
    let post = alice.tab.meeting("posted").await;
    let id = post["props"]["meeting_id"].as_u64().unwrap();
    stage.zoom.start_meeting(id).unwrap();
    stage.zoom.end_meeting(id).unwrap();
    stage.zoom.settle().await;
    stage.jobs_done().await;
    let path = format!("/api/v4/posts/{}", post["id"].as_str().unwrap());
    let post: serde_json::Value = alice.client.get(&path).await.unwrap();
    assert_eq!(post["props"]["meeting_status"], "ENDED");
    assert_eq!(post["props"]["meeting_duration"], 1);
    assert!(
        stage
            .zoom
            .deliveries()
            .iter()
            .all(|d| d.attempts[0].status == Some(200))
    );
}
