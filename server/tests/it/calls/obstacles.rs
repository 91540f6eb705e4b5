//! What is in the way of a call: a process that dies, a question, and who cannot be called.

use std::sync::atomic::{AtomicUsize, Ordering};

use mattermost_devserver::Fate;
use reqwest::Method;
use serde_json::{Value, json};

use super::{buttons, notices, text, time_passes, titled, two_people};
use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caller_hears_that_nobody_was_rung_where_the_process_died_before() {
    let stage = Stage::new().await;
    let (mut alice, bob, _) = two_people(&stage).await;
    let posts = AtomicUsize::new(0);
    stage.server.on_api_call(move |call| {
        // The meeting's post is the first one, the notice the second.
        let is_post = call.method == "CreatePost";
        if is_post && posts.fetch_add(1, Ordering::SeqCst) == 1 {
            return Fate::KillBefore;
        }
        Fate::Proceed
    });
    let typed = alice.client.execute_command(&alice.town, "/zoom call @bob");
    assert!(typed.await.is_err(), "the process died");
    stage.until(|| !stage.keys("zrs_call_").is_empty()).await;
    time_passes(&stage).await;
    loop {
        let told = alice.tab.post("ephemeral_message").await;
        let message = told["message"].as_str().unwrap_or_default();
        assert!(!message.contains("did not answer"), "{message}");
        if message.contains("nobody was rung") {
            break;
        }
    }
    assert_eq!(notices(&bob).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_to_answer_first_is_asked_where_they_are_and_the_call_rings_then() {
    let stage = Stage::with(json!({ "DefaultMeetingID": "ask" })).await;
    let mut alice = stage.person("alice").await;
    let mut bob = stage.person("bob").await;
    bob.patch(json!({ "locale": "de" })).await;
    alice.command("/zoom call @bob Budget").await;
    let prompt = alice.tab.post("ephemeral_message").await;
    assert_eq!(prompt["channel_id"], alice.town.as_str());
    assert!(
        prompt["message"]
            .as_str()
            .unwrap()
            .contains("oauth2/connect"),
        "{prompt}"
    );
    let (status, page) = alice.allow(&stage.zoom).await;
    assert_eq!(status, 200, "{page}");
    let asked = alice.tab.post("ephemeral_message").await;
    assert_eq!(asked["channel_id"], alice.town.as_str());
    alice.answer(&asked, "Use a unique meeting ID").await;
    let notice = titled(&mut bob, "posted", "@alice ruft dich").await;
    assert!(text(&notice).contains("Thema: Budget"), "{notice}");
    assert_eq!(buttons(&notice), ["Teilnehmen", "Jetzt nicht"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_cannot_be_called_is_said_in_plain_words() {
    let stage = Stage::new().await;
    let (mut alice, bob, _) = two_people(&stage).await;
    let admin = stage.person("admin").await;
    let zoom: Value = alice
        .client
        .get("/api/v4/users/username/zoom")
        .await
        .unwrap();
    for (line, words) in [
        ("/zoom call", "such as `/zoom call @alice`"),
        ("/zoom call @nobody", "nobody of that name"),
        ("/zoom call @alice", "cannot call yourself"),
        ("/zoom call zoom", "Bots cannot be called"),
    ] {
        let told = alice.ask(line).await;
        assert!(told.contains(words), "{line}: {told}");
    }
    for (user_id, status) in [
        (json!(""), 404),
        (json!("a/../b"), 404),
        (json!(alice.id()), 400),
        (zoom["id"].clone(), 400),
        (json!(7), 400),
    ] {
        let (got, answer) = alice
            .post("api/v1/calls", json!({ "user_id": user_id }))
            .await;
        assert_eq!(got, status, "{answer}");
        assert!(answer["error"].is_string(), "{answer}");
    }

    let path = format!("/api/v4/users/{}/roles", alice.id());
    let roles = |roles: &str| {
        let request = admin.client.request(Method::PUT, &path);
        request.json(&json!({ "roles": roles })).send()
    };
    assert_eq!(roles("system_guest").await.unwrap().status(), 200);
    let carol = json!({
        "username": "carol", "email": "carol@example.com", "password": "Carol-password-1",
    });
    let carol: Value = admin.client.post("/api/v4/users", &carol).await.unwrap();
    let told = alice.ask("/zoom call @carol").await;
    assert!(told.contains("in a channel that you share"), "{told}");
    let (status, _) = alice
        .post("api/v1/calls", json!({ "user_id": carol["id"] }))
        .await;
    assert_eq!(status, 403);
    assert_eq!(stage.made(), Vec::<Value>::new());
    assert_eq!(roles("system_user").await.unwrap().status(), 200);

    let path = format!("/api/v4/users/{}", bob.id());
    let gone = admin.client.request(Method::DELETE, &path).send().await;
    assert_eq!(gone.unwrap().status(), 200);
    let told = alice.ask("/zoom call @bob").await;
    assert!(told.contains("deactivated"), "{told}");
    assert_eq!(stage.made(), Vec::<Value>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_answers_a_call_to_another() {
    let stage = Stage::new().await;
    let (mut alice, mut bob, direct) = two_people(&stage).await;
    alice.command("/zoom call @bob").await;
    let post = alice.tab.meeting("posted").await;
    let notice = titled(&mut bob, "posted", "is calling you").await;
    let forged = |action: &str, call: &Value| {
        json!({
            "user_id": bob.id(), "post_id": notice["id"], "channel_id": notice["channel_id"],
            "context": { "action": action, "call_id": call },
        })
    };
    for (body, status) in [
        (forged("join", &post["id"]), 400),
        (forged("notNow", &post["id"]), 400),
        (forged("", &post["id"]), 400),
        (
            json!({ "context": { "action": "leave", "callee": "" } }),
            200,
        ),
        (forged("join", &json!("nothing")), 200),
    ] {
        let (got, answer) = alice.post("api/v1/call-answer", body).await;
        assert_eq!(got, status, "{answer}");
    }
    // A question's button in a channel of many rings nobody, whatever its context says.
    let context = json!({
        "action": "USE A UNIQUE MEETING ID", "channelID": alice.town, "rootID": "", "call": "true",
    });
    let (status, _) = alice
        .post("api/v1/askPMI", json!({ "context": context }))
        .await;
    assert_eq!(status, 200);
    alice.tab.meeting("posted").await;
    let shown = bob.read_post(&notice).await;
    assert_eq!(buttons(&shown), ["Join", "Not now"]);
    let posts = alice.client.posts(&direct).await.unwrap();
    assert_eq!((posts.len(), notices(&bob).await), (1, 1));
}
