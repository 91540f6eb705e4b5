//! `/zoom channel-settings`: the dialog, who may use it, and what it changes.

use std::time::Duration;

use mattermost_devserver::Fate;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::stage::{Person, Stage};

const MAP: &str = "zoomChannelSettings";

/// A channel of the person's own, so that they are its admin.
async fn own_channel(person: &Person, name: &str, kind: &str) -> String {
    let team: Value = person.client.get("/api/v4/teams/name/demo").await.unwrap();
    let new = json!({"team_id": team["id"], "name": name, "display_name": name, "type": kind});
    let made: Value = person.client.post("/api/v4/channels", &new).await.unwrap();
    made["id"].as_str().unwrap().to_owned()
}

async fn dialog(person: &mut Person, channel: &str) -> Value {
    let line = "/zoom channel-settings";
    person.client.execute_command(channel, line).await.unwrap();
    let event = person.tab.event("open_dialog").await;
    serde_json::from_str(event["data"]["dialog"].as_str().unwrap()).unwrap()
}

async fn submit(person: &Person, dialog: &Value, channel: &str, preference: &str) {
    let body = json!({
        "url": dialog["url"], "callback_id": dialog["dialog"]["callback_id"],
        "state": dialog["dialog"]["state"], "channel_id": channel, "team_id": "",
        "submission": {"preference": preference}, "cancelled": false,
    });
    let path = "/api/v4/actions/dialogs/submit";
    let answer: Value = person.client.post(path, &body).await.unwrap();
    assert_eq!(answer, json!({}), "no error is shown");
}

fn stored(stage: &Stage) -> Value {
    serde_json::from_slice(&stage.stored(MAP).unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_admin_of_the_channel_sets_it_and_a_start_obeys() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let foreign = json!({"otherchannel": {"Preference": "allow", "Later": 1}});
    stage.store(MAP, foreign.to_string().as_bytes());
    let channel = own_channel(&alice, "design", "O").await;

    let shown = dialog(&mut alice, &channel).await;
    let element = &shown["dialog"]["elements"][0];
    assert_eq!(element["default"], "default");
    let values: Vec<&str> = element["options"]
        .as_array()
        .unwrap()
        .iter()
        .map(|option| option["value"].as_str().unwrap())
        .collect();
    assert_eq!(values, ["allow", "restrict", "default"]);
    let title = shown["dialog"]["title"].as_str().unwrap();
    assert!(title.chars().count() <= 24, "Mattermost's limit: {title}");
    submit(&alice, &shown, &channel, "restrict").await;
    assert!(alice.tab.told().await.contains("no longer be started"));
    let map = json!({
        channel.as_str(): {"Preference": "restrict"},
        "otherchannel": {"Preference": "allow", "Later": 1},
    });
    assert_eq!(stored(&stage), map, "what others have set stays");

    let (_, answer) = alice.press(json!({ "channel_id": channel })).await;
    assert!(
        answer["error"]
            .as_str()
            .unwrap()
            .contains("cannot be started")
    );
    alice
        .client
        .execute_command(&channel, "/zoom start")
        .await
        .unwrap();
    assert!(alice.tab.told().await.contains("cannot be started"));
    let answer = json!({
        "post_id": "xxxxxxxxxxxxxxxxxxxxxxxxxx", "channel_id": channel,
        "context": {"action": "USE A UNIQUE MEETING ID", "channelID": channel, "rootID": ""},
    });
    let (_, answer) = alice.post("api/v1/askPMI", answer).await;
    assert!(
        answer["ephemeral_text"]
            .as_str()
            .unwrap()
            .contains("cannot be started"),
        "{answer}"
    );
    assert_eq!(stage.made(), Vec::<Value>::new());

    let shown = dialog(&mut alice, &channel).await;
    assert_eq!(shown["dialog"]["elements"][0]["default"], "restrict");
    submit(&alice, &shown, &channel, "allow").await;
    let (_, answer) = alice.press(json!({ "channel_id": channel })).await;
    assert!(
        answer["meeting_url"].as_str().unwrap().starts_with("http"),
        "{answer}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_saves_what_the_dialog_shows_changes_nothing_for_anybody() {
    let stage = Stage::with(json!({ "RestrictMeetingCreation": true })).await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    for (kind, allowed) in [("P", true), ("O", false)] {
        let channel = own_channel(&alice, &format!("channel-{kind}").to_lowercase(), kind).await;
        let shown = dialog(&mut alice, &channel).await;
        let preselected = &shown["dialog"]["elements"][0]["default"];
        for moment in ["before", "after"] {
            let (_, answer) = alice.press_anyway(json!({ "channel_id": channel })).await;
            assert_eq!(
                answer["meeting_url"].is_string(),
                allowed,
                "{kind} {moment}: {answer}"
            );
            submit(&alice, &shown, &channel, preselected.as_str().unwrap()).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn members_and_direct_messages_are_refused_on_submit_too() {
    let stage = Stage::new().await;
    let alice = stage.person("alice").await;
    let mut bob = stage.person("bob").await;
    let channel = own_channel(&alice, "design", "O").await;
    let join = json!({ "user_id": bob.id() });
    let path = format!("/api/v4/channels/{channel}/members");
    let _: Value = alice.client.post(&path, &join).await.unwrap();
    bob.client
        .execute_command(&channel, "/zoom channel-settings")
        .await
        .unwrap();
    assert!(bob.tab.told().await.contains("Only admins of this channel"));
    let direct = bob.client.direct_channel("alice").await.unwrap().id;
    bob.client
        .execute_command(&direct, "/zoom channel-settings")
        .await
        .unwrap();
    assert!(bob.tab.told().await.contains("direct and group messages"));

    let forged = |channel: &str, preference: &str| {
        json!({
            "user_id": alice.id(), "channel_id": channel, "state": "", "callback_id": "",
            "submission": {"preference": preference}, "cancelled": false, "type": "dialog_submission",
        })
    };
    // Mattermost shows the words of an answer with 200 in the dialog, and its own for all others.
    for (channel, preference, status, words) in [
        (channel.as_str(), "restrict", 200, "Only admins of this"),
        (&direct, "restrict", 200, "direct and group messages"),
        (
            "xxxxxxxxxxxxxxxxxxxxxxxxxx",
            "restrict",
            200,
            "Only admins of this",
        ),
        ("", "restrict", 200, "Only admins of this"),
        (&channel, "everything", 400, "could not be understood"),
    ] {
        let (got, answer) = bob
            .post("api/v1/channel-preference", forged(channel, preference))
            .await;
        assert_eq!(got, status, "{channel} {preference}: {answer}");
        let told = answer["error"].as_str().unwrap();
        assert!(told.contains(words), "{channel} {preference}: {told}");
    }
    assert_eq!(stage.stored(MAP), None);
    let body = forged(&channel, "restrict");
    let (status, _) = alice.post("api/v1/channel-preference", body).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(stored(&stage)[&channel]["Preference"], "restrict");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn system_admins_list_the_channels_and_may_set_any() {
    let stage = Stage::with(json!({ "RestrictMeetingCreation": true })).await;
    let mut alice = stage.person("alice").await;
    let mut admin = stage.person("admin").await;
    let list = "/zoom channel-settings list";
    assert!(alice.ask(list).await.contains("Only system admins"));
    assert!(admin.ask(list).await.contains("No channel has"));
    let town = admin.town.clone();
    let shown = dialog(&mut admin, &town).await;
    let default = shown["dialog"]["elements"][0]["options"][2]["text"]
        .as_str()
        .unwrap();
    assert!(default.contains("not allowed now"), "{default}");
    submit(&admin, &shown, &town, "allow").await;
    assert!(admin.tab.told().await.contains("can be started"));
    let listed = admin.ask(list).await;
    assert!(
        listed.contains("Town Square") && listed.contains("Allowed"),
        "{listed}"
    );
    alice.connect(&stage.zoom).await;
    let (_, answer) = alice.press_in_town().await;
    assert!(
        answer["meeting_url"].as_str().unwrap().starts_with("http"),
        "{answer}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_set_at_once_on_three_nodes_all_stays() {
    const NODES: usize = 3;
    let stage = Stage::nodes(NODES).await;
    let alice = stage.person("alice").await;
    let mut channels = Vec::new();
    for node in 1..=NODES {
        channels.push(own_channel(&alice, &format!("of-node-{node}"), "O").await);
    }
    // Each has read the map before another writes it.
    stage.server.on_api_call(|call| match call.method {
        "KVSetWithOptions" => Fate::Stall(Duration::from_millis(500)),
        _ => Fate::Proceed,
    });
    let setting = channels.iter().zip(1..).map(|(channel, node)| {
        let body = json!({
            "state": channel, "channel_id": channel, "submission": {"preference": "restrict"},
        });
        let path = "/plugins/zoom/api/v1/channel-preference";
        let client = alice.client.on_node(node);
        client.request(Method::POST, path).json(&body).send()
    });
    for answer in futures_util::future::join_all(setting).await {
        assert_eq!(answer.unwrap().status(), StatusCode::OK);
    }
    let map = stored(&stage);
    for channel in &channels {
        assert_eq!(map[channel]["Preference"], "restrict", "{map}");
    }
}
