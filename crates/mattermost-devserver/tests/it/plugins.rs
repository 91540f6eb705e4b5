//! Plugins in the dev server: a real process from a real bundle.

use std::time::Duration;

use mattermost_devserver::{Client, DevServer, LogEntry};
use mattermost_plugin::model::PluginClusterEvent;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::bundles::{self, PROBE};
use crate::shapes::{Site, check, check_event, recorded, same_shape};
use crate::socket::Socket;

pub(crate) async fn with_probe() -> Site {
    let site = Site::start().await;
    let folder = tempfile::tempdir().unwrap();
    let id = site
        .server
        .install(bundles::probe(folder.path()))
        .await
        .unwrap();
    assert_eq!(id, PROBE);
    assert_eq!(site.server.plugin_status(PROBE).unwrap().state, 0);
    site.server.enable(PROBE).await.unwrap();
    assert_eq!(site.server.plugin_status(PROBE).unwrap().state, 2);
    site
}

/// Waits until a line with this message is in the log.
pub(crate) async fn logged(server: &DevServer, message: &str) -> LogEntry {
    find_logged(server, message, |entry| entry.message == message).await
}

/// Waits until such a line is in the log. The log is not an event that can be awaited.
pub(crate) async fn find_logged(
    server: &DevServer,
    what: &str,
    is_it: impl Fn(&LogEntry) -> bool,
) -> LogEntry {
    for _ in 0..400 {
        if let Some(entry) = server.log_entries().into_iter().find(|e| is_it(e)) {
            return entry;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{what:?} is not in the log: {:?}", server.log_entries());
}

pub(crate) async fn say(client: &Client, channel: &str, command: &str) -> String {
    client.execute_command(channel, command).await.unwrap().text
}

#[tokio::test]
async fn a_command_reaches_the_plugin_and_its_settings_are_known() {
    let site = with_probe().await;
    let mut socket = Socket::open(&site.alice).await;
    assert_eq!(
        say(&site.alice, &site.channel, "/probe echo hello there").await,
        "hello there"
    );
    let event = socket.wait_for("ephemeral_message").await;
    check_event(&event);
    assert!(
        event["data"]["post"]
            .as_str()
            .unwrap()
            .contains("hello there")
    );
    assert_eq!(say(&site.alice, &site.channel, "/probe greet").await, "Hi");
    // CamelCase as a person writes it, lower case as the system console does.
    for key in ["Greeting", "greeting"] {
        let settings = json!({ key: format!("by {key}") });
        site.server
            .set_plugin_settings(PROBE, settings)
            .await
            .unwrap();
        assert_eq!(
            say(&site.alice, &site.channel, "/probe greet").await,
            format!("by {key}")
        );
    }
    assert_eq!(
        say(&site.alice, &site.channel, "/probe keys").await,
        "true false true 3 true true"
    );
    let mail = say(&site.alice, &site.channel, "/probe mail").await;
    assert!(
        mail.contains("not implemented in the dev server: SendMail (no mail"),
        "{mail}"
    );
    let active = logged(&site.server, "the probe is active").await;
    assert_eq!(
        (active.level.as_str(), active.plugin_id.as_str()),
        ("info", PROBE)
    );
    assert!(active.fields.contains_key("bot"), "{active:?}");
    let failed = site
        .alice
        .execute_command(&site.channel, "/probe nonsense")
        .await
        .unwrap_err();
    assert_eq!(failed.status_code(), 500);
    site.server.shutdown().await;
}

#[tokio::test]
async fn suggestions_come_from_the_plugins_command() {
    let site = with_probe().await;
    let path = |input: &str| {
        let team = &site.team;
        format!("/api/v4/teams/{team}/commands/autocomplete_suggestions?user_input={input}")
    };
    let get = Method::GET;
    let found = check(
        &site.alice,
        get.clone(),
        &path("/probe%20"),
        Value::Null,
        "suggestions_zoom_space",
    )
    .await;
    let words = |found: &Value| -> Vec<String> {
        let all = found.as_array().unwrap().iter();
        all.map(|s| s["Suggestion"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(words(&found), ["echo", "post"]);
    let found: Value = site.admin.get(&path("/probe%20")).await.unwrap();
    assert_eq!(words(&found), ["echo", "post", "manage"]);
    let found: Value = site.alice.get(&path("/probe%20e")).await.unwrap();
    assert_eq!(found[0]["Complete"], "probe echo");
    assert_eq!(found[0]["Hint"], "[text]");
    site.server.disable(PROBE).await.unwrap();
    let gone = site
        .alice
        .execute_command(&site.channel, "/probe echo x")
        .await
        .unwrap_err();
    assert!(gone.is_not_found());
    site.server.shutdown().await;
}

#[tokio::test]
async fn a_plugin_serves_http_and_learns_who_asks() {
    let site = with_probe().await;
    let who = format!("/plugins/{PROBE}/whoami");
    let request = site
        .alice
        .request(Method::GET, &who)
        .header("Mattermost-User-Id", &site.bob.user().id)
        .header("Mattermost-Plugin-ID", "other");
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["user"], json!(site.alice.user().id));
    let names = answer["headers"].to_string();
    assert!(
        !names.contains("plugin-id") && !names.contains("authorization"),
        "{names}"
    );
    let anonymous = reqwest::get(format!("{}{who}", site.server.url()))
        .await
        .unwrap();
    assert_eq!(anonymous.status(), StatusCode::UNAUTHORIZED);
    // By cookie without the proof of a page of ours, nobody is known.
    let cookie = format!("MMAUTHTOKEN={}", site.alice.token());
    let forged = reqwest::Client::new().post(format!("{}{who}", site.server.url()));
    let forged = forged.header("Cookie", cookie).send().await.unwrap();
    assert_ne!(forged.status(), StatusCode::OK);
    let body: Vec<u8> = (0..3_000_000_u32).map(|n| (n % 251) as u8).collect();
    let echo = site
        .alice
        .request(Method::POST, &format!("/plugins/{PROBE}/echo"));
    let back = echo.body(body.clone()).send().await.unwrap();
    assert_eq!(back.status(), StatusCode::OK);
    assert!(
        back.bytes().await.unwrap() == body,
        "the body came back changed"
    );
    let nowhere = site
        .alice
        .request(Method::GET, "/plugins/nosuch/x")
        .send()
        .await
        .unwrap();
    assert_eq!(nowhere.status(), StatusCode::NOT_FOUND);
    assert_eq!(nowhere.text().await.unwrap(), "404 page not found\n");
    site.server.shutdown().await;
}

#[tokio::test]
async fn a_plugins_post_carries_a_button_that_leads_back_to_it() {
    let site = with_probe().await;
    let mut socket = Socket::open(&site.bob).await;
    let answer = say(&site.alice, &site.channel, "/probe post").await;
    let posted = socket.wait_for("posted").await;
    let post: Value = serde_json::from_str(posted["data"]["post"].as_str().unwrap()).unwrap();
    assert!(answer.ends_with(post["id"].as_str().unwrap()));
    assert_eq!(post["props"]["from_plugin"], "true");
    let action = &post["props"]["attachments"][0]["actions"][0];
    let shown = json!({"id": "go", "name": "Go", "type": "button", "style": "default"});
    assert_eq!(*action, shown);
    let press = format!("/api/v4/posts/{}/actions/go", post["id"].as_str().unwrap());
    check(
        &site.bob,
        Method::POST,
        &press,
        json!({}),
        "action_press_stored",
    )
    .await;
    let edited = socket.wait_for("post_edited").await;
    assert!(edited["data"]["post"].as_str().unwrap().contains("pressed"));
    let word = socket.wait_for("ephemeral_message").await;
    assert!(
        word["data"]["post"]
            .as_str()
            .unwrap()
            .contains("you pressed it")
    );
    let request = logged(&site.server, "a press came").await.fields["request"].clone();
    let request: Value = serde_json::from_str(&request).unwrap();
    assert_eq!(request["user_name"], "bob");
    assert_eq!(request["context"], json!({"k": "v"}));
    let mut socket = Socket::open(&site.alice).await;
    say(&site.alice, &site.channel, "/probe ephemeral").await;
    let shown = socket.wait_for("ephemeral_message").await;
    let post: Value = serde_json::from_str(shown["data"]["post"].as_str().unwrap()).unwrap();
    same_shape(
        &recorded("the_ephemeral_post_seen"),
        &post,
        "ephemeral post",
    );
    assert_eq!(post["type"], "system_ephemeral");
    let action = &post["props"]["attachments"][0]["actions"][0];
    assert!(
        action["cookie"]
            .as_str()
            .is_some_and(|cookie| cookie.len() > 100),
        "{action}"
    );
    site.server.shutdown().await;
}

#[tokio::test]
async fn dialogs_and_events_go_to_the_one_who_asked() {
    let site = with_probe().await;
    let mut socket = Socket::resume(&site.alice, "").await;
    let hello = socket.wait_for("hello").await;
    let connection = hello["data"]["connection_id"].as_str().unwrap().to_owned();
    let mut other = Socket::open(&site.alice).await;
    let answer = site
        .alice
        .execute_command(&site.channel, "/probe dialog")
        .await
        .unwrap();
    let opened = socket.wait_for("open_dialog").await;
    let dialog: Value = serde_json::from_str(opened["data"]["dialog"].as_str().unwrap()).unwrap();
    assert_eq!(dialog["trigger_id"], json!(answer.trigger_id));
    let submit = |n: &str| {
        json!({
            "url": dialog["url"], "callback_id": "cb", "channel_id": site.channel,
            "team_id": site.team, "submission": {"n": n},
        })
    };
    let path = "/api/v4/actions/dialogs/submit";
    let accepted: Value = site.alice.post(path, &submit("good")).await.unwrap();
    assert_eq!(accepted, json!({}));
    let refused: Value = site.alice.post(path, &submit("bad")).await.unwrap();
    assert_eq!(refused, json!({"errors": {"n": "not this"}}));
    let name = format!("custom_{PROBE}_done");
    say(
        &site.alice,
        &site.channel,
        &format!("/probe event {connection}"),
    )
    .await;
    assert_eq!(socket.wait_for(&name).await["data"]["n"], 1);
    // The other tab hears of the next post, and not of the event before it.
    site.alice
        .create_post(&site.channel, "after")
        .await
        .unwrap();
    loop {
        let frame = other.next().await.unwrap();
        assert_ne!(frame["event"], json!(name));
        if frame["event"] == "posted" {
            break;
        }
    }
    site.server.shutdown().await;
}

#[tokio::test]
async fn a_plugin_changes_teams_and_commands_and_leaves_a_record() {
    let site = with_probe().await;
    let stranger = "y".repeat(26);
    let joined = say(
        &site.alice,
        &site.channel,
        &format!("/probe join {stranger}"),
    )
    .await;
    assert_eq!(joined, "true false");
    assert_eq!(
        say(&site.alice, &site.channel, "/probe rename").await,
        "after true"
    );
    say(&site.alice, &site.channel, "/probe audit test").await;
    let entry = logged(&site.server, "audit: test success").await;
    assert!(
        entry.fields["record"].contains("\"event_name\":\"test\""),
        "{entry:?}"
    );
    site.server.shutdown().await;
}

#[tokio::test]
async fn hooks_change_and_reject_posts_and_hear_of_them() {
    let site = with_probe().await;
    let post = site
        .alice
        .create_post(&site.channel, "teh end")
        .await
        .unwrap();
    assert_eq!(post.message, "the end");
    let refused = site
        .alice
        .create_post(&site.channel, "a forbidden word")
        .await
        .unwrap_err();
    assert_eq!(refused.status_code(), 400);
    assert!(
        refused.to_string().contains("such words are not for here"),
        "{refused}"
    );
    let heard = logged(&site.server, "has been posted").await;
    assert_eq!(heard.fields["text"], "the end");
    let event = PluginClusterEvent {
        id: "changed".to_owned(),
        data: vec![1],
    };
    site.server.send_cluster_event(PROBE, event).await.unwrap();
    assert_eq!(
        logged(&site.server, "a cluster event came").await.fields["id"],
        "changed"
    );
    site.server.shutdown().await;
}
