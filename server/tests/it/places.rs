//! Where a meeting may be started, and where not. Nothing is made at Zoom where it may not.

use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closed_archived_and_foreign_places_are_refused_before_anything_is_made() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    let bob = stage.person("bob").await;
    alice.connect(&stage.zoom).await;
    let team: Value = bob.client.get("/api/v4/teams/name/demo").await.unwrap();
    let make = |name: &str| json!({"team_id": team["id"], "name": name, "display_name": name, "type": "P"});
    let closed: Value = bob
        .client
        .post("/api/v4/channels", &make("closed"))
        .await
        .unwrap();
    let archived: Value = alice
        .client
        .post("/api/v4/channels", &make("old"))
        .await
        .unwrap();
    let path = format!("/api/v4/channels/{}", archived["id"].as_str().unwrap());
    alice
        .client
        .request(Method::DELETE, &path)
        .send()
        .await
        .unwrap();

    for (channel, words) in [
        (closed["id"].clone(), "not a member"),
        (archived["id"].clone(), "archived"),
        (json!("xxxxxxxxxxxxxxxxxxxxxxxxxx"), "not a member"),
        (json!("../../etc"), "not a member"),
        (json!(""), "not a member"),
    ] {
        let (status, answer) = alice.press(json!({ "channel_id": channel })).await;
        assert_eq!(status, 403, "{answer}");
        assert!(
            answer["error"].as_str().unwrap().contains(words),
            "{answer}"
        );
    }
    let elsewhere = bob.client.create_post(&bob.town, "root").await.unwrap();
    let body = json!({ "channel_id": alice.town, "root_id": "xxxxxxxxxxxxxxxxxxxxxxxxxx" });
    assert_eq!(alice.press(body).await.0, 400);
    let direct = alice.client.direct_channel("bob").await.unwrap();
    let body = json!({ "channel_id": direct.id, "root_id": elsewhere.id });
    let (status, answer) = alice.press(body).await;
    assert_eq!(status, 400, "a thread of another channel: {answer}");
    assert_eq!(alice.press(json!([1])).await.0, 400);
    assert_eq!(stage.made(), Vec::<Value>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_not_post_in_a_channel_starts_nothing_there_and_hears_why() {
    let stage = Stage::without_permission("create_post").await;
    let mut alice = stage.person("alice").await;
    // Admins of a channel may post in it, as she in one of her own.
    let team: Value = alice.client.get("/api/v4/teams/name/demo").await.unwrap();
    let own = json!({"team_id": team["id"], "name": "own", "display_name": "own", "type": "O"});
    let own: Value = alice.client.post("/api/v4/channels", &own).await.unwrap();
    let own = own["id"].as_str().unwrap().to_owned();
    let town = std::mem::replace(&mut alice.town, own);
    alice.connect(&stage.zoom).await;

    let answered = |action: &str| {
        json!({
            "post_id": "xxxxxxxxxxxxxxxxxxxxxxxxxx", "channel_id": town,
            "context": {"action": action, "channelID": town, "rootID": ""},
        })
    };
    for (route, body) in [
        ("api/v1/meetings", json!({ "channel_id": town })),
        ("api/v1/meetings?force=true", json!({ "channel_id": town })),
        ("api/v1/askPMI", answered("USE A UNIQUE MEETING ID")),
        ("api/v1/recent-meeting", answered("create")),
    ] {
        let (status, answer) = alice.post(route, body).await;
        assert_eq!(status, 403, "{route}: {answer}");
        let told = answer["error"].as_str().unwrap();
        assert!(
            told.contains("You may not post in this channel"),
            "{route}: {told}"
        );
    }
    // Mattermost itself takes no command there.
    let typed = alice.client.execute_command(&town, "/zoom start").await;
    assert!(typed.is_err(), "{typed:?}");
    assert_eq!(stage.made(), Vec::<Value>::new());

    let (status, answer) = alice.press_in_town().await;
    assert_eq!(status, 200, "where she may: {answer}");
    assert_eq!(stage.made().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restriction_holds_for_public_channels_unless_they_have_their_own_rule() {
    let stage = Stage::with(json!({ "RestrictMeetingCreation": true })).await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let (status, answer) = alice.press_in_town().await;
    assert_eq!(status, 200);
    assert!(
        answer["error"]
            .as_str()
            .unwrap()
            .contains("cannot be started"),
        "{answer}"
    );
    assert_eq!(stage.made(), Vec::<Value>::new());

    let direct = alice.client.direct_channel("bob").await.unwrap();
    let (_, answer) = alice.press(json!({ "channel_id": direct.id })).await;
    assert!(answer["meeting_url"].is_string(), "{answer}");

    let own = json!({ alice.town.as_str(): {"Preference": "allow"} }).to_string();
    stage.store("zoomChannelSettings", own.as_bytes());
    let (_, answer) = alice.press_in_town().await;
    assert!(answer["meeting_url"].is_string(), "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_acts_is_the_person_who_is_logged_in() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    let bob = stage.person("bob").await;
    alice.connect(&stage.zoom).await;
    // Bob names Alice in the body; he is asked to connect himself.
    let body = json!({ "channel_id": bob.town, "user_id": alice.id(), "userID": alice.id() });
    let (status, answer) = bob.press(body).await;
    assert_eq!((status.as_u16(), &answer["meeting_url"]), (200, &json!("")));
    assert_eq!(stage.made(), Vec::<Value>::new());
}
