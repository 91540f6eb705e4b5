//! Commands, buttons and dialogs, with an integration outside the server.

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::shapes::{Site, check};
use crate::socket::Socket;

const POST: Method = Method::POST;

/// An integration: it hands on what it gets and answers what the path says.
async fn integration() -> (String, mpsc::UnboundedReceiver<Value>) {
    type Seen = State<mpsc::UnboundedSender<Value>>;
    async fn act(State(seen): Seen, body: axum::Json<Value>) -> axum::Json<Value> {
        seen.send(body.0).unwrap();
        let update = json!({"message": "updated by action", "props": {}});
        axum::Json(json!({"update": update, "ephemeral_text": "and a word to the presser"}))
    }
    async fn dialog(State(seen): Seen, body: axum::Json<Value>) -> axum::Json<Value> {
        let is_bad = body.0["submission"]["n"] == "bad";
        seen.send(body.0).unwrap();
        axum::Json(if is_bad {
            json!({"errors": {"n": "not this"}, "error": "" })
        } else {
            json!({})
        })
    }
    async fn command(State(seen): Seen, body: String) -> axum::Json<Value> {
        let pairs = reqwest::Url::parse(&format!("http://x/?{body}")).unwrap();
        let pairs: serde_json::Map<String, Value> = pairs
            .query_pairs()
            .map(|(k, v)| (k.into_owned(), json!(v)))
            .collect();
        seen.send(Value::Object(pairs)).unwrap();
        axum::Json(json!({"response_type": "ephemeral", "text": "from outside"}))
    }
    let (seen, seen_by_test) = mpsc::unbounded_channel();
    let router = Router::new()
        .route("/act", post(act))
        .route("/dialog", post(dialog))
        .route("/command", post(command))
        .with_state(seen);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (url, seen_by_test)
}

#[tokio::test]
async fn commands_of_the_server_and_unknown_ones() {
    let site = Site::start().await;
    let execute = "/api/v4/commands/execute";
    for (command, name) in [
        ("/nosuch x", "execute_unknown_404"),
        ("zoom", "execute_not_slash_400"),
        ("/shrug well", "execute_builtin_shrug"),
        ("/away", "execute_builtin_away"),
    ] {
        let body = json!({"channel_id": site.channel, "command": command});
        check(&site.alice, POST, execute, body, name).await;
    }
    let posts = site.alice.posts(&site.channel).await.unwrap();
    assert_eq!(posts[0].message, "well ¯\\\\\\_(ツ)\\_/¯");
    let suggestions = |input: &str| {
        let team = &site.team;
        format!("/api/v4/teams/{team}/commands/autocomplete_suggestions?user_input={input}")
    };
    let found: Value = site.alice.get(&suggestions("/aw")).await.unwrap();
    assert_eq!(found[0]["Complete"], "away");
    assert_eq!(found[0]["Description"], "Set your status away");
    check(
        &site.alice,
        Method::GET,
        &suggestions("/nosuch%20"),
        Value::Null,
        "suggestions_nothing",
    )
    .await;
    site.server.shutdown().await;
}

#[tokio::test]
async fn a_button_leads_to_its_integration_and_nobody_sees_where() {
    let site = Site::start().await;
    let (url, mut seen) = integration().await;
    let action = json!({
        "id": "go", "name": "Go", "type": "button", "style": "good",
        "integration": {"url": format!("{url}/act"), "context": {"k": "v"}},
    });
    let new = json!({
        "channel_id": site.channel, "message": "press",
        "props": {"attachments": [{"text": "stored", "actions": [action]}]},
    });
    let made = check(
        &site.admin,
        POST,
        "/api/v4/posts",
        new,
        "post_with_attachment_actions",
    )
    .await;
    let mut socket = Socket::open(&site.alice).await;
    let actions = format!("/api/v4/posts/{}/actions", made["id"].as_str().unwrap());
    let unknown = format!("{actions}/nosuch");
    check(
        &site.alice,
        POST,
        &unknown,
        json!({}),
        "action_press_unknown_action",
    )
    .await;
    let go = format!("{actions}/go");
    let pressed = check(&site.alice, POST, &go, json!({}), "action_press_stored").await;
    let request = seen.recv().await.unwrap();
    assert_eq!(request["user_name"], "alice");
    assert_eq!(request["channel_name"], "town-square");
    assert_eq!(request["team_domain"], "demo");
    assert_eq!(request["context"], json!({"k": "v"}));
    assert_eq!(request["type"], "button");
    let edited = socket.wait_for("post_edited").await;
    assert!(
        edited["data"]["post"]
            .as_str()
            .unwrap()
            .contains("updated by action")
    );
    let word = socket.wait_for("ephemeral_message").await;
    assert!(
        word["data"]["post"]
            .as_str()
            .unwrap()
            .contains("and a word to the presser")
    );
    // The signed trigger opens a dialog for the presser; the client's half does not.
    let dialog = |trigger: &Value| {
        let elements = json!([{"display_name": "N", "name": "n", "type": "text"}]);
        let dialog =
            json!({"callback_id": "cb", "title": "T", "elements": elements, "state": "st"});
        json!({"trigger_id": trigger, "url": format!("{url}/dialog"), "dialog": dialog})
    };
    let open = "/api/v4/actions/dialogs/open";
    let half = dialog(&pressed["trigger_id"]);
    check(
        &site.bob,
        POST,
        open,
        half,
        "dialog_open_with_client_trigger_id_400",
    )
    .await;
    let nonsense = dialog(&json!("nonsense"));
    check(
        &site.bob,
        POST,
        open,
        nonsense,
        "dialog_open_bad_trigger_400",
    )
    .await;
    check(
        &site.bob,
        POST,
        open,
        dialog(&request["trigger_id"]),
        "post_pin",
    )
    .await;
    let opened = socket.wait_for("open_dialog").await;
    let opened: Value = serde_json::from_str(opened["data"]["dialog"].as_str().unwrap()).unwrap();
    assert_eq!(opened["trigger_id"], pressed["trigger_id"]);
    let submit = |n: &str| {
        json!({
            "url": format!("{url}/dialog"), "callback_id": "cb", "state": "st",
            "channel_id": site.channel, "team_id": site.team, "submission": {"n": n},
        })
    };
    let path = "/api/v4/actions/dialogs/submit";
    let accepted: Value = site.alice.post(path, &submit("x")).await.unwrap();
    assert_eq!(accepted, json!({}));
    let submission = seen.recv().await.unwrap();
    assert_eq!(submission["type"], "dialog_submission");
    assert_eq!(submission["user_id"], json!(site.alice.user().id));
    let refused: Value = site.alice.post(path, &submit("bad")).await.unwrap();
    assert_eq!(refused, json!({"errors": {"n": "not this"}}));
    let nowhere = json!({"channel_id": site.channel, "submission": {}});
    check(&site.alice, POST, path, nowhere, "dialog_submit_no_url_400").await;
    site.server.shutdown().await;
}

#[tokio::test]
async fn a_button_of_an_ephemeral_post_needs_its_cookie() {
    let site = Site::start().await;
    let (url, mut seen) = integration().await;
    let mut socket = Socket::open(&site.bob).await;
    let action = json!({
        "name": "Yes", "type": "button", "style": "default", "id": "Yes",
        "integration": {"url": format!("{url}/act"), "context": {}},
    });
    let attachment = json!({"fallback": "f", "text": "t", "actions": [action]});
    let ephemeral = json!({
        "user_id": site.bob.user().id,
        "post": {"channel_id": site.channel, "props": {"attachments": [attachment]}},
    });
    let _: Value = site
        .admin
        .post("/api/v4/posts/ephemeral", &ephemeral)
        .await
        .unwrap();
    let event = socket.wait_for("ephemeral_message").await;
    let post: Value = serde_json::from_str(event["data"]["post"].as_str().unwrap()).unwrap();
    let action = &post["props"]["attachments"][0]["actions"][0];
    assert_eq!(action.get("integration"), None);
    let cookie = action["cookie"].clone();
    let press = format!("/api/v4/posts/{}/actions/Yes", post["id"].as_str().unwrap());
    check(&site.bob, POST, &press, json!({}), "action_press_no_cookie").await;
    let forged = json!({"cookie": "AAAA"});
    let refused = site.bob.post::<Value>(&press, &forged).await.unwrap_err();
    assert_eq!(refused.status_code(), 400);
    // The integration answers with an update, and there is nothing stored to be updated.
    let missing = site
        .bob
        .post::<Value>(&press, &json!({"cookie": cookie}))
        .await
        .unwrap_err();
    assert!(missing.is_not_found());
    assert_eq!(seen.recv().await.unwrap()["post_id"], post["id"]);
    site.server.shutdown().await;
}

#[tokio::test]
async fn a_custom_command_is_carried_out_outside() {
    let site = Site::start().await;
    let (url, mut seen) = integration().await;
    let command = json!({
        "team_id": site.team, "method": "P", "trigger": "outside",
        "url": format!("{url}/command"), "auto_complete": true,
    });
    let path = "/api/v4/commands";
    check(
        &site.admin,
        POST,
        path,
        command,
        "slash_command_create_admin",
    )
    .await;
    let mut socket = Socket::open(&site.alice).await;
    let answer = site
        .alice
        .execute_command(&site.channel, "/outside one two")
        .await
        .unwrap();
    assert_eq!(answer.text, "from outside");
    let form = seen.recv().await.unwrap();
    assert_eq!(form["text"], "one two");
    assert_eq!(form["command"], "/outside");
    let event = socket.wait_for("ephemeral_message").await;
    assert!(
        event["data"]["post"]
            .as_str()
            .unwrap()
            .contains("from outside")
    );
    site.server.shutdown().await;
}
