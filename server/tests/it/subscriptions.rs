//! `/zoom subscription`: who may, what is stored, and the posts when the meeting starts.

use serde_json::{Value, json};

use crate::stage::{Person, Stage};

/// Alice's personal meeting ID at Zoom.
const ROOM: u64 = 5_551_230_001;

async fn typed(person: &mut Person, channel: &str, line: &str) -> String {
    person.client.execute_command(channel, line).await.unwrap();
    person.tab.told().await
}

fn stored(stage: &Stage, key: &str) -> Option<Value> {
    Some(serde_json::from_slice(&stage.stored(key)?).unwrap())
}

fn first(stage: &Stage) -> Option<Value> {
    stored(stage, &format!("meeting_channel_{ROOM}"))
}

fn index(stage: &Stage, person: &Person) -> Option<Value> {
    stored(stage, &format!("subscription_index_{}", person.id()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_subscribed_channel_gets_a_post_that_ends_with_the_meeting() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let (town, direct) = (
        alice.town.clone(),
        alice.client.direct_channel("bob").await.unwrap().id,
    );
    let added = typed(&mut alice, &town, "/zoom subscription add 555-123 0001").await;
    assert!(added.contains("555 123 0001"), "{added}");
    let again = format!("/zoom subscription add https://zoom.us/j/{ROOM}?pwd=x");
    assert!(
        typed(&mut alice, &direct, &again)
            .await
            .contains("is subscribed")
    );
    assert!(typed(&mut alice, &direct, &again).await.contains("already"));
    let go = json!({"channel_id": town, "is_subscription": true, "created_by": alice.id()});
    assert_eq!(
        first(&stage),
        Some(go),
        "the first one is where the Go plugin looks"
    );
    assert_eq!(index(&stage, &alice), Some(json!({"meeting_ids": [ROOM]})));

    for round in 0..2 {
        let uuid = stage.zoom.start_meeting(ROOM).unwrap();
        stage.zoom.settle().await;
        let mut channels = Vec::new();
        for _ in 0..2 {
            let post = alice.tab.meeting("posted").await;
            let props = &post["props"];
            assert_ne!(post["user_id"], alice.id(), "the bot writes it");
            assert_eq!(props["meeting_uuid"], uuid.as_str());
            assert_eq!(props["meeting_status"], "STARTED");
            assert_eq!(props["meeting_creator_username"], "alice");
            let link = props["meeting_link"].as_str().unwrap();
            assert!(
                link.contains(&format!("/j/{ROOM}?pwd=")),
                "with the passcode: {link}"
            );
            assert_eq!(post["root_id"], "");
            channels.push(post["channel_id"].as_str().unwrap().to_owned());
        }
        channels.sort();
        let mut expected = [town.clone(), direct.clone()];
        expected.sort();
        assert_eq!(channels, expected, "round {round}");
        stage.zoom.end_meeting(ROOM).unwrap();
        stage.zoom.settle().await;
        for _ in 0..2 {
            // Before that a post may learn its time.
            loop {
                let post = alice.tab.meeting("post_edited").await;
                assert_eq!(post["props"]["meeting_uuid"], uuid.as_str());
                if post["props"]["meeting_status"] == "ENDED" {
                    break;
                }
            }
        }
    }

    let list = typed(&mut alice, &town, "/zoom subscription list").await;
    assert!(
        list.contains("posted in this channel") && list.contains("(by @alice)"),
        "{list}"
    );
    assert!(
        list.contains("you have subscribed to") && list.contains("in **Town Square**"),
        "{list}"
    );
    let removed = typed(&mut alice, &town, "/zoom subscription remove 5551230001").await;
    assert!(removed.contains("no longer"), "{removed}");
    assert_eq!(
        first(&stage).unwrap()["channel_id"],
        direct.as_str(),
        "the next one moves up"
    );
    assert_eq!(index(&stage, &alice), Some(json!({"meeting_ids": [ROOM]})));
    typed(&mut alice, &direct, "/zoom subscription remove 5551230001").await;
    assert_eq!((first(&stage), index(&stage, &alice)), (None, None));
    let list = typed(&mut alice, &town, "/zoom subscription list").await;
    assert!(list.contains("Neither"), "{list}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_in_a_subscribed_channel_is_not_posted_twice() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    stage.store(&format!("zoomUserPreference_{}", alice.id()), b"\"true\"");
    let (town, direct) = (
        alice.town.clone(),
        alice.client.direct_channel("bob").await.unwrap().id,
    );
    for channel in [&town, &direct] {
        typed(
            &mut alice,
            channel,
            &format!("/zoom subscription add {ROOM}"),
        )
        .await;
    }
    alice.command("/zoom start").await;
    let own = alice.tab.meeting("posted").await;
    assert_eq!(
        (&own["user_id"], &own["channel_id"]),
        (&json!(alice.id()), &json!(town))
    );
    stage.zoom.start_meeting(ROOM).unwrap();
    stage.zoom.settle().await;
    let other = alice.tab.meeting("posted").await;
    assert_eq!(
        other["channel_id"],
        direct.as_str(),
        "only where it is not shown yet"
    );
    assert_ne!(other["user_id"], alice.id());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_host_and_system_admins_subscribe() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    let mut bob = stage.person("bob").await;
    let mut admin = stage.person("admin").await;
    let add = format!("/zoom subscription add {ROOM}");
    assert!(bob.ask(&add).await.contains("not connected"));
    bob.connect(&stage.zoom).await;
    assert!(bob.ask(&add).await.contains("Only the host"));
    for nonsense in ["", "soon", "12345"] {
        let told = bob.ask(&format!("/zoom subscription add {nonsense}")).await;
        assert!(told.contains("not a meeting ID"), "{told}");
    }
    assert_eq!(first(&stage), None);
    assert!(admin.ask(&add).await.contains("is subscribed"));
    let remove = format!("/zoom subscription remove {ROOM}");
    assert!(bob.ask(&remove).await.contains("Only the host"));
    alice.connect(&stage.zoom).await;
    assert!(
        alice.ask(&remove).await.contains("no longer"),
        "the host may"
    );
    assert!(alice.ask(&remove).await.contains("is not subscribed"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_subscription_of_the_go_plugin_is_found_and_carried_out() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let town = alice.town.clone();
    let key = format!("meeting_channel_{ROOM}");
    let go = json!({"channel_id": town, "is_subscription": true, "created_by": alice.id()});
    stage.store(&key, go.to_string().as_bytes());
    // One of another meeting that was started, and is no subscription.
    let started = json!({"channel_id": town, "is_subscription": false, "created_by": ""});
    stage.store(
        "meeting_channel_80011364849",
        started.to_string().as_bytes(),
    );
    let mut bob = stage.person("bob").await;
    let list = bob.ask("/zoom subscription list").await;
    assert!(
        list.contains("555 123 0001") && !list.contains("800 1136"),
        "{list}"
    );
    assert!(
        stage.expires("zrs_subscriptions_adopted"),
        "the Go plugin may run again"
    );
    stage.zoom.start_meeting(ROOM).unwrap();
    stage.zoom.settle().await;
    assert_eq!(bob.tab.meeting("posted").await["channel_id"], town.as_str());
    let removed = typed(
        &mut alice,
        &town,
        &format!("/zoom subscription remove {ROOM}"),
    )
    .await;
    assert!(removed.contains("no longer"), "{removed}");
    assert_eq!(first(&stage), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restricted_channel_takes_no_subscription() {
    let stage = Stage::with(json!({ "RestrictMeetingCreation": true })).await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let told = alice.ask(&format!("/zoom subscription add {ROOM}")).await;
    assert!(told.contains("cannot be started"), "{told}");
    assert_eq!(first(&stage), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_further_channel_stands_without_the_first_one() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let (town, direct) = (
        alice.town.clone(),
        alice.client.direct_channel("bob").await.unwrap().id,
    );
    let add = format!("/zoom subscription add {ROOM}");
    typed(&mut alice, &town, &add).await;
    typed(&mut alice, &direct, &add).await;
    // As the Go plugin removes the only one that it knows.
    stage.expire(&format!("meeting_channel_{ROOM}"));
    stage.restart().await;
    stage.zoom.start_meeting(ROOM).unwrap();
    stage.zoom.settle().await;
    let post = alice.tab.meeting("posted").await;
    assert_eq!(post["channel_id"], direct.as_str());
    let list = typed(&mut alice, &direct, "/zoom subscription list").await;
    assert!(list.contains("(by @alice)"), "{list}");
    let remove = format!("/zoom subscription remove {ROOM}");
    let removed = typed(&mut alice, &direct, &remove).await;
    assert!(removed.contains("no longer"), "{removed}");
    assert_eq!(index(&stage, &alice), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_meeting_in_the_personal_room_is_subscribed_by_its_own_number() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let town = alice.town.clone();
    let body = json!({
        "topic": "Weekly", "type": 2, "start_time": "2030-01-07T09:00:00Z", "duration": 30,
        "settings": {"use_pmi": true},
    });
    let number = stage.zoom.schedule_meeting(&alice.email, &body).unwrap();
    assert_ne!(number, ROOM);
    let line = format!("/zoom subscription add {number}");
    let added = typed(&mut alice, &town, &line).await;
    assert!(
        added.contains("555 123 0001") && added.contains("personal meeting ID"),
        "{added}"
    );
    assert!(typed(&mut alice, &town, &line).await.contains("already"));
    stage.zoom.start_meeting(number).unwrap();
    stage.zoom.settle().await;
    let post = alice.tab.meeting("posted").await;
    assert_eq!(post["channel_id"], town.as_str());
    assert_eq!(post["props"]["meeting_id"], ROOM, "so Zoom names it");
    stage.zoom.end_meeting(number).unwrap();
    stage.zoom.settle().await;
    let ended = alice.tab.meeting("post_edited").await;
    assert_eq!(ended["props"]["meeting_status"], "ENDED");

    let line = format!("/zoom subscription remove {number}");
    let removed = typed(&mut alice, &town, &line).await;
    assert!(removed.contains("no longer subscribed"), "{removed}");
    assert_eq!(first(&stage), None);
    assert!(
        typed(&mut alice, &town, &line)
            .await
            .contains("not subscribed")
    );
}
