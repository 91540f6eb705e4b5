//! `/zoom settings`, the question for the room, and what holds for those who chose nothing.

use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::{Person, Stage};

const PMI: u64 = 5_551_230_001;
const ALWAYS: &str = "Always use my personal meeting ID";
const NEVER: &str = "Use a unique ID each time";
const ASK: &str = "Ask me each time";
const SHOW_STATUS: &str = "Show it in my status";

fn attachment(post: &Value) -> &Value {
    &post["props"]["attachments"][0]
}

fn says(post: &Value, words: &str) {
    let text = attachment(post)["text"].as_str().unwrap();
    assert!(text.contains(words), "{words} is in {text}");
}

async fn prompt(person: &mut Person, line: &str) -> Value {
    person.command(line).await;
    person.tab.post("ephemeral_message").await
}

fn choice(stage: &Stage, person: &Person) -> Option<Vec<u8>> {
    stage.stored(&format!("zoomUserPreference_{}", person.id()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_show_each_choice_and_change_it_in_place() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    let mut shown = prompt(&mut alice, "/zoom settings").await;
    says(&shown, "You have not chosen yet");
    assert_eq!(choice(&stage, &alice), None);
    for (label, stored, words) in [
        (ALWAYS, &b"\"true\""[..], "**always**"),
        (ASK, b"\"ask\"", "**asked at each start**"),
        (NEVER, b"\"false\"", "**never**"),
    ] {
        alice.answer(&shown, label).await;
        let changed = alice.tab.post("post_edited").await;
        assert_eq!(changed["id"], shown["id"]);
        says(&changed, words);
        assert_eq!(choice(&stage, &alice).unwrap(), stored);
        let actions = attachment(&changed)["actions"].as_array().unwrap().clone();
        let held = actions.iter().find(|action| action["style"] == "primary");
        assert_eq!(held.unwrap()["name"], label);
        shown = prompt(&mut alice, "/zoom settings").await;
        says(&shown, words);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_asked_for_in_a_thread_stay_there() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    let root = alice.client.create_post(&alice.town, "So?").await.unwrap();
    let body = json!({
        "channel_id": alice.town, "root_id": root.id, "command": "/zoom settings",
    });
    let path = "/api/v4/commands/execute";
    let _: Value = alice.client.post(path, &body).await.unwrap();
    let mut shown = alice.tab.post("ephemeral_message").await;
    assert_eq!(shown["root_id"], root.id.as_str());
    // Each press is one on what the one before it has left there.
    for label in [ALWAYS, SHOW_STATUS, NEVER] {
        alice.answer(&shown, label).await;
        shown = alice.tab.post("post_edited").await;
        assert_eq!(shown["root_id"], root.id.as_str(), "{label}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_starts_the_meeting_in_its_thread_with_its_topic() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    stage.store(&format!("zoomUserPreference_{}", alice.id()), b"\"ask\"");
    let direct = alice.client.direct_channel("bob").await.unwrap().id;
    for (label, personal, channel) in [
        ("Use my personal meeting ID", true, alice.town.clone()),
        ("Use a unique meeting ID", false, direct),
    ] {
        let root = alice.client.create_post(&channel, "So?").await.unwrap();
        let body = json!({
            "channel_id": channel, "root_id": root.id, "topic": "Design review",
            "connection_id": alice.tab.connection_id,
        });
        let (status, answer) = alice.press(body).await;
        assert_eq!((status.as_u16(), &answer["meeting_url"]), (200, &json!("")));
        let asked = alice.tab.post("ephemeral_message").await;
        assert_eq!(asked["root_id"], root.id.as_str());
        alice.answer(&asked, label).await;
        let post = alice.tab.meeting("posted").await;
        assert_eq!(post["user_id"], alice.id());
        assert_eq!(post["root_id"], root.id.as_str());
        assert_eq!(post["props"]["meeting_topic"], "Design review");
        assert_eq!(post["props"]["meeting_personal"], personal);
        assert_eq!(post["props"]["meeting_id"] == PMI, personal);
        let link = post["props"]["meeting_link"].as_str().unwrap();
        let opened = alice.tab.event("custom_zoom_meeting_started").await;
        assert_eq!(opened["data"]["meeting_url"], link);
        let changed = alice.tab.post("post_edited").await;
        assert_eq!(changed["id"], asked["id"]);
        says(&changed, link);
        assert_eq!(attachment(&changed)["actions"], Value::Null);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_acts_in_the_name_of_another() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    let mut bob = stage.person("bob").await;
    alice.connect(&stage.zoom).await;
    let post = alice.client.create_post(&alice.town, "x").await.unwrap();
    let forged = |action: &str| {
        json!({
            "user_id": alice.id(), "user_name": "alice", "post_id": post.id, "channel_id": alice.town,
            "context": {
                "action": action, "userID": alice.id(), "channelID": alice.town, "rootID": "",
            },
        })
    };
    let (status, answer) = bob
        .post("api/v1/askPMI", forged("USE A UNIQUE MEETING ID"))
        .await;
    assert_eq!((status.as_u16(), answer), (200, json!({})));
    assert_eq!(
        stage.made(),
        Vec::<Value>::new(),
        "nothing is made with Alice's account"
    );
    assert!(
        bob.tab.told().await.contains("oauth2/connect"),
        "Bob is asked to connect his own"
    );
    let (status, _) = bob.post("api/v1/updatePMI", forged("Yes")).await;
    assert_eq!(status, 200);
    assert_eq!(choice(&stage, &alice), None);
    assert_eq!(choice(&stage, &bob).unwrap(), b"\"true\"");
    let path = format!("/api/v4/posts/{}", post.id);
    let after: Value = bob.client.get(&path).await.unwrap();
    assert_eq!(after["message"], "x", "a post that is named stays as it is");

    let bare = json!({ "context": { "action": "Ask" } });
    let (status, answer) = bob.post("api/v1/updatePMI", bare).await;
    assert_eq!(
        (status.as_u16(), answer),
        (200, json!({})),
        "also without a prompt"
    );
    assert_eq!(choice(&stage, &bob).unwrap(), b"\"ask\"");

    for (route, body) in [
        ("api/v1/askPMI", forged("USE MINE")),
        ("api/v1/updatePMI", forged("")),
        ("api/v1/updatePMI", json!([1])),
        ("api/v1/askPMI", json!({ "context": {} })),
        ("api/v1/recent-meeting", forged("join")),
    ] {
        let (status, answer) = bob.post(route, body).await;
        assert_eq!(status, 400, "{answer}");
    }
    for route in ["askPMI", "updatePMI", "recent-meeting"] {
        let url = format!("{}/plugins/zoom/api/v1/{route}", stage.server.url());
        let answer = reqwest::Client::new()
            .post(url)
            .json(&forged("Yes"))
            .send()
            .await;
        assert_eq!(answer.unwrap().status(), 401);
    }
}

/// What the tab in Mattermost's settings reads.
async fn tab(person: &Person) -> Value {
    let answer = person.route("api/v1/preferences").await;
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_tab_in_mattermosts_settings_and_the_command_share_one_choice() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    assert_eq!(
        tab(&alice).await,
        json!({ "use_pmi": "false", "status": "false" }),
        "the default"
    );

    let url = format!("{}/plugins/zoom/api/v1/preferences", stage.server.url());
    let put = |token: String, wish: Value| {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        client.put(&url).bearer_auth(token).json(&wish).send()
    };
    let token = alice.client.token().to_owned();
    let changed = put(token.clone(), json!({ "use_pmi": "ask" }))
        .await
        .unwrap();
    assert_eq!(changed.status(), 200);
    assert_eq!(
        changed.json::<Value>().await.unwrap(),
        json!({ "use_pmi": "ask", "status": "false" })
    );
    assert_eq!(choice(&stage, &alice).unwrap(), b"\"ask\"");
    let shown = prompt(&mut alice, "/zoom settings").await;
    says(&shown, "asked at each start");

    for wish in [json!({ "use_pmi": "perhaps" }), json!({}), json!(7)] {
        assert_eq!(put(token.clone(), wish).await.unwrap().status(), 400);
    }
    let stranger = put("nobody".to_owned(), json!({ "use_pmi": "true" }));
    assert_eq!(stranger.await.unwrap().status(), 401);
    let kept = json!({ "use_pmi": "ask", "status": "false" });
    assert_eq!(tab(&alice).await, kept);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_choice_among_mattermosts_preferences_is_moved() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let path = format!("/api/v4/users/{}/preferences", alice.id());
    let old = json!([{
        "user_id": alice.id(), "category": "plugin:zoom", "name": "use-pmi", "value": "true",
    }]);
    let saved = alice
        .client
        .request(Method::PUT, &path)
        .json(&old)
        .send()
        .await;
    assert_eq!(saved.unwrap().status(), 200);
    alice.command("/zoom start").await;
    assert_eq!(
        alice.tab.meeting("posted").await["props"]["meeting_id"],
        PMI
    );
    assert_eq!(choice(&stage, &alice).unwrap(), b"\"true\"");
    let left: Value = alice.client.get(&path).await.unwrap();
    assert!(!left.to_string().contains("plugin:zoom"), "{left}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_choice_the_admins_default_holds_and_is_named_once() {
    let stage = Stage::with(json!({ "DefaultMeetingID": "personal" })).await;
    let mut alice = stage.person("alice").await;
    // The meeting comes with the connect, so the confirmation is a post of its own.
    alice.ask("/zoom start").await;
    alice.allow(&stage.zoom).await;
    assert_eq!(
        alice.tab.meeting("posted").await["props"]["meeting_id"],
        PMI
    );
    let told = alice.tab.told().await;
    assert!(
        told.contains("personal meeting ID") && told.contains("`/zoom settings`"),
        "{told}"
    );
    let direct = alice.client.direct_channel("bob").await.unwrap();
    alice.press(json!({ "channel_id": direct.id })).await;
    alice.tab.meeting("posted").await;
    // The next that the bot says is something else.
    assert!(alice.ask("/zoom help").await.contains("/zoom start"));

    let mut bob = stage.person("bob").await;
    bob.ask("/zoom connect").await;
    bob.allow(&stage.zoom).await;
    let told = bob.tab.told().await;
    assert!(
        told.contains("connected") && told.contains("`/zoom settings`"),
        "{told}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_default_of_asking_asks_after_the_connect() {
    let stage = Stage::with(json!({ "DefaultMeetingID": "ask" })).await;
    let mut alice = stage.person("alice").await;
    let connect = alice.ask("/zoom start Later").await;
    assert!(connect.contains("oauth2/connect"), "{connect}");
    let (status, page) = alice.allow(&stage.zoom).await;
    assert_eq!(status, 200);
    assert!(page.contains("answer the question"), "{page}");
    let asked = alice.tab.post("ephemeral_message").await;
    alice.answer(&asked, "Use a unique meeting ID").await;
    let post = alice.tab.meeting("posted").await;
    assert_eq!(post["props"]["meeting_topic"], "Later");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_personal_id_that_zoom_does_not_have_gives_a_unique_one_and_says_so() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    stage.store(&format!("zoomUserPreference_{}", alice.id()), b"\"true\"");
    stage.zoom.switch_off_pmi(&alice.email).unwrap();
    alice.command("/zoom start").await;
    let post = alice.tab.meeting("posted").await;
    assert_eq!(post["props"]["meeting_personal"], false);
    assert!(alice.tab.told().await.contains("no personal meeting ID"));
}
