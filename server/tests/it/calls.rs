//! `/zoom call @user`, the button in a person's profile, and the notice that rings.

mod obstacles;

use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::{Person, Stage};

const LEAVE: &str = "Leave an invitation";

/// Two people of whom the first is connected, and their direct channel.
async fn two_people(stage: &Stage) -> (Person, Person, String) {
    let mut alice = stage.person("alice").await;
    let bob = stage.person("bob").await;
    alice.connect(&stage.zoom).await;
    let direct = alice.client.direct_channel("bob").await.unwrap().id;
    (alice, bob, direct)
}

fn title(post: &Value) -> &str {
    let title = &post["props"]["attachments"][0]["title"];
    title.as_str().unwrap_or_default()
}

fn text(post: &Value) -> &str {
    post["props"]["attachments"][0]["text"].as_str().unwrap()
}

/// The names of the buttons of a notice.
fn buttons(post: &Value) -> Vec<&str> {
    let actions = post["props"]["attachments"][0]["actions"].as_array();
    let actions = actions.map(Vec::as_slice).unwrap_or_default();
    let names = actions.iter().map(|action| action["name"].as_str());
    names.map(Option::unwrap).collect()
}

/// The next post of an event whose title holds these words.
pub(crate) async fn titled(person: &mut Person, event: &str, words: &str) -> Value {
    loop {
        let post = person.tab.post(event).await;
        if title(&post).contains(words) {
            return post;
        }
    }
}

/// The next post in a channel with these words.
async fn said_in(person: &mut Person, channel: &str, words: &str) -> Value {
    loop {
        let post = person.tab.post("posted").await;
        let message = post["message"].as_str().unwrap_or_default();
        if post["channel_id"] == channel && message.contains(words) {
            return post;
        }
    }
}

/// Presses a button of a lasting post, on one node.
async fn press(person: &Person, node: usize, post: &Value, action: &str) -> reqwest::StatusCode {
    let path = format!(
        "/api/v4/posts/{}/actions/{action}",
        post["id"].as_str().unwrap()
    );
    let client = person.client.on_node(node);
    let request = client.request(Method::POST, &path).json(&json!({}));
    request.send().await.unwrap().status()
}

async fn set_status(person: &Person, status: &str) {
    let path = format!("/api/v4/users/{}/status", person.id());
    let body = json!({ "user_id": person.id(), "status": status });
    let request = person.client.request(Method::PUT, &path).json(&body);
    assert_eq!(request.send().await.unwrap().status(), 200);
}

/// How many of the bot's messages to a person are notices of a call.
async fn notices(person: &Person) -> usize {
    let bot = person.client.direct_channel("zoom").await.unwrap().id;
    let posts = person.client.posts(&bot).await.unwrap();
    let posts = posts.iter().map(|post| serde_json::to_value(post).unwrap());
    posts.filter(|post| title(post).contains("call")).count()
}

/// Lets the time of every job come, as if the plugin had run until then.
pub(crate) async fn time_passes(stage: &Stage) {
    stage.server.disable("zoom").await.unwrap();
    for key in stage.keys("zrs_job_") {
        let mut job: Value = serde_json::from_slice(&stage.stored(&key).unwrap()).unwrap();
        job["due"] = json!(0);
        stage.store(&key, &serde_json::to_vec(&job).unwrap());
    }
    stage.server.enable("zoom").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_person_called_joins_and_the_caller_sees_it() {
    let stage = Stage::new().await;
    let (mut alice, mut bob, direct) = two_people(&stage).await;
    let opened = alice
        .command("/zoom call @bob *Budget* [x](http://y)")
        .await;
    let post = alice.tab.meeting("posted").await;
    assert_eq!(post["channel_id"], direct.as_str());
    assert_eq!(post["user_id"], alice.id());
    assert_eq!(post["props"]["meeting_topic"], "*Budget* [x](http://y)");
    let link = post["props"]["meeting_link"].as_str().unwrap();
    assert_eq!(opened["goto_location"], link, "it opens where it was typed");

    let notice = titled(&mut bob, "posted", "@alice is calling you").await;
    assert_eq!(
        notice["channel_id"],
        bob.client.direct_channel("zoom").await.unwrap().id.as_str()
    );
    assert_eq!(buttons(&notice), ["Join", "Not now"]);
    let words = text(&notice);
    assert!(
        words.contains(r"\*Budget\* \[x\]"),
        "nothing in it is a link: {words}"
    );
    let attachment = &notice["props"]["attachments"][0];
    assert_eq!(
        attachment["fallback"], attachment["title"],
        "for notifications"
    );

    bob.answer(&notice, "Join").await;
    let said = said_in(&mut alice, &direct, "joining").await;
    assert_eq!(said["user_id"], bob.id());
    let changed = titled(&mut bob, "post_edited", "You joined").await;
    assert_eq!(changed["id"], notice["id"]);
    assert!(text(&changed).contains(link), "{changed}");
    assert_eq!(buttons(&changed), Vec::<&str>::new());
    let event = bob.tab.event("custom_zoom_meeting_started").await;
    assert_eq!(
        event["data"],
        json!({ "meeting_url": link, "focused": true })
    );

    let meeting = post["props"]["meeting_id"].as_u64().unwrap();
    stage.zoom.start_meeting(meeting).unwrap();
    stage.zoom.end_meeting(meeting).unwrap();
    let over = titled(&mut bob, "post_edited", "You joined").await;
    assert!(text(&over).contains("The meeting is over."), "{over}");
    let log = stage.log();
    let line = log
        .lines()
        .find(|line| line.contains("audit") && line.contains("\"call\""));
    let line = line.unwrap();
    assert!(
        line.contains(alice.id()) && line.contains(bob.id()),
        "{line}"
    );
    assert!(!log.contains("Budget"), "{log}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_cannot_come_says_so_once_on_however_many_nodes_and_may_still_join() {
    let stage = Stage::nodes(3).await;
    let (mut alice, mut bob, direct) = two_people(&stage).await;
    // Two quick clicks, on two nodes, and another a little later.
    let body = json!({ "user_id": bob.id(), "connection_id": "" });
    let caller = alice.client.clone();
    let call = |node: usize| {
        let client = caller.on_node(node);
        let request = client.request(Method::POST, "/plugins/zoom/api/v1/calls");
        request.json(&body).send()
    };
    let (first, second) = tokio::join!(call(1), call(2));
    let first: Value = first.unwrap().json().await.unwrap();
    let second: Value = second.unwrap().json().await.unwrap();
    assert!(
        first["meeting_url"]
            .as_str()
            .is_some_and(|url| url.contains("/j/")),
        "{first}"
    );
    assert_eq!(first, second);
    let notice = titled(&mut bob, "posted", "@alice is calling you").await;
    stage.forget(&format!("zrs_click_{}_{direct}", alice.id()));
    let third: Value = call(3).await.unwrap().json().await.unwrap();
    assert_eq!(third, first, "while it rings it is not repeated");
    assert_eq!((stage.made().len(), notices(&bob).await), (1, 1));

    let (one, two, three) = tokio::join!(
        press(&bob, 1, &notice, "notNow"),
        press(&bob, 2, &notice, "notNow"),
        press(&bob, 3, &notice, "notNow"),
    );
    assert_eq!([one, two, three].map(|status| status.as_u16()), [200; 3]);
    said_in(&mut alice, &direct, "can’t join").await;
    let said = alice.client.posts(&direct).await.unwrap();
    let said = said
        .iter()
        .filter(|post| post.message.contains("can’t join"));
    assert_eq!(said.count(), 1);
    let shown = bob.read_post(&notice).await;
    assert!(title(&shown).contains("cannot come now"), "{shown}");
    assert_eq!(buttons(&shown), ["Join"], "while the meeting goes on");

    bob.answer(&notice, "Join").await;
    said_in(&mut alice, &direct, "joining").await;
    let shown = bob.read_post(&notice).await;
    assert!(title(&shown).contains("You joined"), "{shown}");
    assert_eq!(
        press(&bob, 1, &shown, "notNow").await,
        404,
        "that button is gone"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_that_nobody_answers_is_missed_and_one_whose_meeting_is_over_too() {
    let stage = Stage::new().await;
    let (mut alice, mut bob, direct) = two_people(&stage).await;
    alice.command("/zoom call bob").await;
    let first = alice.tab.meeting("posted").await;
    let notice = titled(&mut bob, "posted", "is calling you").await;
    time_passes(&stage).await;
    let missed = titled(&mut bob, "post_edited", "You missed a call from @alice").await;
    assert_eq!(missed["id"], notice["id"]);
    assert!(text(&missed).contains("still going on"), "{missed}");
    assert_eq!(buttons(&missed), ["Join"]);
    let told = alice.tab.post("ephemeral_message").await;
    assert_eq!(told["channel_id"], direct.as_str());
    assert!(
        told["message"]
            .as_str()
            .unwrap()
            .contains("@bob did not answer"),
        "{told}"
    );

    // It rings no more, so a second call is another one.
    stage.forget(&format!("zrs_ringing_{direct}"));
    stage.forget(&format!("zrs_click_{}_{direct}", alice.id()));
    alice.command("/zoom call bob").await;
    let second = alice.tab.meeting("posted").await;
    assert_ne!(first["id"], second["id"]);
    let notice = titled(&mut bob, "posted", "is calling you").await;
    let meeting = second["props"]["meeting_id"].as_u64().unwrap();
    stage.zoom.start_meeting(meeting).unwrap();
    stage.zoom.end_meeting(meeting).unwrap();
    let missed = titled(&mut bob, "post_edited", "You missed a call").await;
    assert_eq!(missed["id"], notice["id"]);
    assert!(text(&missed).contains("is over"), "{missed}");
    assert_eq!(buttons(&missed), Vec::<&str>::new());
    // Who had the notice open still sees its buttons.
    let old = json!({
        "post_id": notice["id"], "channel_id": notice["channel_id"],
        "context": { "action": "join", "call_id": second["id"] },
    });
    let (status, answer) = bob.post("api/v1/call-answer", old).await;
    assert_eq!(status, 200);
    let told = answer["ephemeral_text"].as_str().unwrap();
    assert!(told.contains("not running any more"), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_does_not_want_to_be_disturbed_is_not_rung() {
    let stage = Stage::new().await;
    let (mut alice, mut bob, direct) = two_people(&stage).await;
    set_status(&bob, "dnd").await;
    let answer = alice.command("/zoom call @bob Budget").await;
    assert_eq!(answer["goto_location"], "");
    let asked = alice.tab.post("ephemeral_message").await;
    assert_eq!(
        asked["channel_id"],
        alice.town.as_str(),
        "where it was typed"
    );
    assert!(
        title(&asked).contains("@bob does not want to be disturbed"),
        "{asked}"
    );
    assert_eq!(stage.made(), Vec::<Value>::new());

    alice.answer(&asked, LEAVE).await;
    let post = bob.tab.meeting("posted").await;
    assert_eq!(post["channel_id"], direct.as_str());
    assert_eq!(post["props"]["meeting_topic"], "Budget");
    let link = post["props"]["meeting_link"].as_str().unwrap();
    let shown = alice.tab.post("post_edited").await;
    assert_eq!(shown["id"], asked["id"]);
    assert!(text(&shown).contains(link), "{shown}");
    assert_eq!(notices(&bob).await, 0);

    stage.forget(&format!("zrs_click_{}_{direct}", alice.id()));
    alice.command("/zoom call @bob").await;
    let asked = alice.tab.post("ephemeral_message").await;
    alice.answer(&asked, "Do not call").await;
    alice.tab.event("post_deleted").await;
    assert_eq!(stage.made().len(), 1);

    set_status(&bob, "away").await;
    alice.command("/zoom call @bob").await;
    titled(&mut bob, "posted", "is calling you").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_invitation_goes_where_the_first_went_wherever_that_is_asked() {
    let stage = Stage::new().await;
    let (mut alice, mut bob, direct) = two_people(&stage).await;
    set_status(&bob, "dnd").await;
    alice.command("/zoom call @bob First").await;
    let asked = alice.tab.post("ephemeral_message").await;
    alice.answer(&asked, LEAVE).await;
    bob.tab.meeting("posted").await;

    stage.forget(&format!("zrs_click_{}_{direct}", alice.id()));
    alice.command("/zoom call @bob Second").await;
    let asked = alice.tab.post("ephemeral_message").await;
    alice.answer(&asked, LEAVE).await;
    let recent = alice.tab.post("ephemeral_message").await;
    assert_eq!(recent["channel_id"], alice.town.as_str());
    assert_eq!(
        recent["props"]["type"],
        Value::Null,
        "the web app would start where the question stands"
    );
    alice.answer(&recent, "Start a new meeting").await;

    let second = bob.tab.meeting("posted").await;
    assert_eq!(second["channel_id"], direct.as_str());
    assert_eq!(second["props"]["meeting_topic"], "Second");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_who_call_each_other_meet() {
    let stage = Stage::new().await;
    let (mut alice, mut bob, direct) = two_people(&stage).await;
    alice.command("/zoom call @bob").await;
    let post = alice.tab.meeting("posted").await;
    titled(&mut bob, "posted", "is calling you").await;
    // Bob is not connected, and need not be.
    let back = bob.command("/zoom call @alice").await;
    assert_eq!(back["goto_location"], post["props"]["meeting_link"]);
    titled(&mut bob, "post_edited", "You joined").await;
    assert_eq!(stage.made().len(), 1);
    let said = alice.client.posts(&direct).await.unwrap();
    assert_eq!(
        said.len(),
        1,
        "the meeting alone: they see each other there"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calling_back_from_the_profile_opens_the_meeting_in_that_tab() {
    let stage = Stage::new().await;
    let (mut alice, mut bob, _) = two_people(&stage).await;
    alice.command("/zoom call @bob").await;
    let post = alice.tab.meeting("posted").await;
    titled(&mut bob, "posted", "is calling you").await;
    let body = json!({ "user_id": alice.id(), "connection_id": bob.tab.connection_id });
    let (status, answer) = bob.post("api/v1/calls", body).await;
    let link = &post["props"]["meeting_link"];
    assert_eq!((status.as_u16(), &answer["meeting_url"]), (200, link));
    let event = bob.tab.event("custom_zoom_meeting_started").await;
    assert_eq!(event["data"]["meeting_url"], *link);
    assert_eq!(event["broadcast"]["connection_id"], bob.tab.connection_id);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_who_call_each_other_at_the_same_moment_meet() {
    let stage = Stage::nodes(2).await;
    let (alice, mut bob, _) = two_people(&stage).await;
    bob.connect(&stage.zoom).await;
    let call = |who: &Person, whom: &Person, node: usize| {
        let client = who.client.on_node(node);
        let request = client.request(Method::POST, "/plugins/zoom/api/v1/calls");
        request.json(&json!({ "user_id": whom.id() })).send()
    };
    let (there, back) = tokio::join!(call(&alice, &bob, 1), call(&bob, &alice, 2));
    let there: Value = there.unwrap().json().await.unwrap();
    let back: Value = back.unwrap().json().await.unwrap();
    assert!(there["meeting_url"].is_string(), "{there}");
    assert_eq!(there["meeting_url"], back["meeting_url"]);
    assert_eq!(stage.made().len(), 1);
    assert_eq!(notices(&alice).await + notices(&bob).await, 1);
}
