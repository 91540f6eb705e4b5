//! The question about a meeting that was started a moment ago, and two quick clicks.

use serde_json::{Value, json};

use crate::stage::{Person, Stage};

async fn two_people(stage: &Stage) -> (Person, Person) {
    let mut alice = stage.person("alice").await;
    let mut bob = stage.person("bob").await;
    alice.connect(&stage.zoom).await;
    bob.connect(&stage.zoom).await;
    (alice, bob)
}

/// Makes a post as another meeting plugin does.
async fn foreign_meeting(person: &Person, status: &str) -> Value {
    let body = json!({
        "channel_id": person.town, "message": "",
        "props": {
            "meeting_provider": "Jitsi", "meeting_link": "https://meet.example.com/a",
            "meeting_status": status, "meeting_creator_username": "ca[r](https://bad.example)ol",
        },
    });
    person.client.post("/api/v4/posts", &body).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_starts_right_after_another_is_asked_and_may_join_or_start_anew() {
    let stage = Stage::new().await;
    let (alice, mut bob) = two_people(&stage).await;
    alice.command("/zoom start First").await;
    let first = bob.tab.meeting("posted").await;
    let link = first["props"]["meeting_link"].as_str().unwrap();

    let body = json!({
        "channel_id": bob.town, "topic": "Second", "connection_id": bob.tab.connection_id,
    });
    let (status, answer) = bob.press(body).await;
    assert_eq!((status.as_u16(), &answer["meeting_url"]), (200, &json!("")));
    let asked = bob.tab.post("ephemeral_message").await;
    let props = &asked["props"];
    assert_eq!(
        props["type"], "custom_zoom",
        "by which the web app draws it"
    );
    assert_eq!(props["meeting_status"], "RECENTLY_CREATED");
    assert_eq!(props["meeting_link"], link);
    assert_eq!(props["meeting_provider"], "Zoom");
    assert_eq!(props["requested_topic"], "Second");
    let text = props["attachments"][0]["text"].as_str().unwrap();
    assert!(text.contains("@alice") && text.contains("Zoom"), "{text}");

    bob.answer(&asked, "Join that meeting").await;
    let changed = bob.tab.post("post_edited").await;
    assert_eq!(changed["id"], asked["id"]);
    assert!(
        changed["props"]["attachments"][0]["text"]
            .as_str()
            .unwrap()
            .contains(link)
    );
    let opened = bob.tab.event("custom_zoom_meeting_started").await;
    assert_eq!(opened["data"]["meeting_url"], link);
    assert_eq!(stage.made().len(), 1);

    bob.answer(&asked, "Start a new meeting").await;
    let second = bob.tab.meeting("posted").await;
    assert_eq!(second["props"]["meeting_topic"], "Second");
    assert_eq!(second["user_id"], bob.id());
    assert_eq!(stage.made().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_meeting_of_another_plugin_counts_until_it_has_ended() {
    let stage = Stage::new().await;
    let (alice, _) = two_people(&stage).await;
    foreign_meeting(&alice, "ENDED").await;
    alice
        .client
        .create_post(&alice.town, "just words")
        .await
        .unwrap();
    let (_, answer) = alice.press_in_town().await;
    assert!(
        answer["meeting_url"].as_str().unwrap().starts_with("http"),
        "{answer}"
    );

    let direct = alice.client.direct_channel("bob").await.unwrap();
    let root = foreign_meeting(&alice, "STARTED").await;
    let (_, answer) = alice.press(json!({ "channel_id": direct.id })).await;
    assert!(
        answer["meeting_url"].as_str().unwrap().starts_with("http"),
        "other channels do not count"
    );

    let mut bob = stage.person("bob").await;
    let body = json!({ "channel_id": bob.town, "root_id": root["id"] });
    let (_, answer) = bob.press(body.clone()).await;
    assert_eq!(answer["meeting_url"], "");
    let asked = bob.tab.post("ephemeral_message").await;
    assert_eq!(asked["root_id"], root["id"]);
    let text = asked["props"]["attachments"][0]["text"].as_str().unwrap();
    assert!(
        text.contains("@alice") && !text.contains("car"),
        "the post's author, whatever name they wrote: {text}"
    );
    assert_eq!(asked["props"]["meeting_creator_username"], "alice");
    assert!(text.contains("Jitsi (meet.example.com)"), "{text}");
    let (_, answer) = bob.press_anyway(body).await;
    assert!(
        answer["meeting_url"].as_str().unwrap().starts_with("http"),
        "{answer}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_clicks_at_once_make_one_meeting_over_all_nodes() {
    let stage = Stage::nodes(3).await;
    let (alice, _) = two_people(&stage).await;
    let alice = std::sync::Arc::new(alice);
    let clicks: Vec<_> = (0..6)
        .map(|nth| {
            let alice = alice.clone();
            tokio::spawn(async move { alice.press_on_node(1 + nth % 3, "").await })
        })
        .collect();
    let mut links = Vec::new();
    for click in clicks {
        let answer = click.await.unwrap();
        links.push(answer["meeting_url"].as_str().unwrap().to_owned());
    }
    links.dedup();
    assert_eq!((links.len(), stage.made().len()), (1, 1), "{links:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_that_failed_holds_nobody_back() {
    let stage = Stage::new().await;
    let (alice, _) = two_people(&stage).await;
    stage.zoom.turn(|knobs| {
        knobs.fault = Some(zoom_sandbox::Fault::always(
            zoom_sandbox::FaultAnswer::ServerError,
        ))
    });
    assert_eq!(alice.press_in_town().await.0, 502);
    stage.zoom.turn(|knobs| knobs.fault = None);
    let (status, answer) = alice.press_in_town().await;
    assert_eq!(status, 200);
    assert!(
        answer["meeting_url"].as_str().unwrap().starts_with("http"),
        "{answer}"
    );
}
