//! The next meetings of an overview, and the buttons of `/zoom list`.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::overview::{list, overview, shown};
use crate::stage::{CLIENT_ID, Person, Stage};

const LIST_SCOPE: &str = "meeting:read:list_meetings";
const DELETE_SCOPE: &str = "meeting:delete:meeting";

/// Plans a meeting of Alice's in Zoom, some hours ahead.
fn plan(stage: &Stage, topic: &str, hours: i64) -> u64 {
    let start = stage.zoom.now() + jiff::SignedDuration::from_hours(hours);
    let body = json!({"topic": topic, "type": 2, "start_time": start.to_string(), "duration": 45, "timezone": "Europe/Berlin"});
    stage
        .zoom
        .schedule_meeting("alice@example.com", &body)
        .unwrap()
}

async fn reconnect(person: &mut Person, stage: &Stage, scope: &str) {
    stage.zoom.add_scopes(CLIENT_ID, &[scope]).unwrap();
    person.ask("/zoom disconnect").await;
    person.connect(&stage.zoom).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn next_meetings_come_from_zoom_where_the_app_may_list_them() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    let bob = stage.person("bob").await;
    let later = plan(&stage, "Review", 5);
    let sooner = plan(&stage, "Planning", 2);
    let note = |seen: &Value| seen["notes"][0].as_str().unwrap_or_default().to_owned();
    let seen = overview(&alice, "").await;
    assert!(note(&seen).contains("/zoom connect"), "{seen}");
    alice.connect(&stage.zoom).await;
    let seen = overview(&alice, "").await;
    assert!(note(&seen).contains(LIST_SCOPE), "{seen}");
    assert!(
        note(&seen).contains("system admin"),
        "who can add it: {seen}"
    );
    assert_eq!(seen["upcoming"], json!([]));

    reconnect(&mut alice, &stage, LIST_SCOPE).await;
    let seen = overview(&alice, "").await;
    assert_eq!(seen["notes"], json!([]));
    let next = seen["upcoming"].as_array().unwrap();
    let numbers: Vec<_> = next
        .iter()
        .map(|m| m["meeting_id"].as_u64().unwrap())
        .collect();
    assert_eq!(numbers, [sooner, later]);
    assert_eq!(next[0]["topic"], "Planning");
    assert_eq!(
        (&next[0]["minutes"], &next[0]["mine"]),
        (&json!(45), &json!(true))
    );
    assert_eq!(next[0]["time_zone"], "Europe/Berlin");
    assert!(next[0]["start_time"].as_i64().unwrap() < next[1]["start_time"].as_i64().unwrap());
    let asked = |stage: &Stage| {
        let requests = stage.zoom.requests().into_iter();
        let lists = |path: &str| path.ends_with("/meetings");
        requests
            .filter(|r| r.method == "GET" && lists(&r.path))
            .count()
    };
    let before = asked(&stage);
    overview(&alice, "").await;
    assert_eq!(asked(&stage), before, "Zoom answered a moment ago");
    assert_eq!(overview(&bob, "").await["upcoming"], json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_buttons_of_the_list_share_and_cancel() {
    let stage = Stage::nodes(3).await;
    let mut alice = stage.person("alice").await;
    let bob = stage.person("bob").await;
    alice.connect(&stage.zoom).await;
    let town = alice.town.clone();
    let direct = alice.client.direct_channel("bob").await.unwrap().id;
    let empty = shown(&list(&mut alice, &town).await);
    assert!(
        empty.contains("Nothing goes on here") && empty.contains(LIST_SCOPE),
        "{empty}"
    );

    reconnect(&mut alice, &stage, LIST_SCOPE).await;
    let planned = plan(&stage, "Planning", 2);
    let live = alice.start_in(&direct).await;
    let listed = list(&mut alice, &town).await;
    let text = shown(&listed);
    assert!(
        text.contains("in **@bob**") && text.contains("Planning"),
        "{text}"
    );
    assert!(
        text.contains("Cancel meeting…") && text.contains("/j/"),
        "{text}"
    );

    alice.answer(&listed, "Share here").await;
    let shared = alice.tab.meeting("posted").await;
    assert_eq!(shared["props"]["meeting_id"], live["props"]["meeting_id"]);
    let changed = alice.tab.post("post_edited").await;
    assert_eq!(changed["id"], listed["id"], "in its place");
    assert!(
        shown(&changed).contains("is posted in this channel"),
        "{}",
        shown(&changed)
    );

    alice.answer(&changed, "Cancel meeting…").await;
    let question = alice.tab.post("post_edited").await;
    assert!(
        shown(&question).contains("Cancel this meeting in Zoom?"),
        "{question}"
    );
    alice.answer(&question, "Keep it").await;
    let changed = alice.tab.post("post_edited").await;
    assert!(shown(&changed).contains("Planning"), "{changed}");
    alice.answer(&question, "Yes, cancel it").await;
    let told = alice.tab.told().await;
    assert!(
        told.contains(DELETE_SCOPE) && told.contains("system admin"),
        "{told}"
    );

    reconnect(&mut alice, &stage, DELETE_SCOPE).await;
    let (status, answer) = bob
        .post("api/v1/meetings/cancel", json!({"meeting_id": planned}))
        .await;
    let refused = answer["error"].as_str().unwrap();
    assert!(refused.contains("not connected"), "{status} {answer}");
    alice.answer(&question, "Yes, cancel it").await;
    let changed = alice.tab.post("post_edited").await;
    let text = shown(&changed);
    assert!(
        text.contains("is cancelled") && !text.contains("Planning"),
        "{text}"
    );
    let path = format!("/meetings/{planned}");
    let requests = stage.zoom.requests().into_iter();
    let deleted = requests.filter(|r| r.method == "DELETE" && r.path.ends_with(&path));
    assert_eq!(deleted.count(), 2, "without the scope, and with it");
    let log = stage.log();
    assert!(
        log.lines()
            .any(|l| l.contains("\"cancel\"") && l.contains(&planned.to_string()))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_host_cancels_and_nothing_that_goes_on() {
    let stage = Stage::new().await;
    stage
        .zoom
        .add_scopes(CLIENT_ID, &[LIST_SCOPE, DELETE_SCOPE])
        .unwrap();
    let mut alice = stage.person("alice").await;
    let mut bob = stage.person("bob").await;
    let mut admin = stage.person("admin").await;
    for person in [&mut alice, &mut bob, &mut admin] {
        person.connect(&stage.zoom).await;
    }
    let planned = plan(&stage, "Planning", 2);
    let cancel = |person: &Person, number: Value| {
        let body = json!({ "meeting_id": number });
        let (client, path) = (
            person.client.clone(),
            "/plugins/zoom/api/v1/meetings/cancel",
        );
        async move {
            let request = client.request(Method::POST, path).json(&body);
            let answer = request.send().await.unwrap();
            (answer.status(), answer.json::<Value>().await.unwrap())
        }
    };
    for person in [&bob, &admin] {
        let (status, answer) = cancel(person, json!(planned)).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{answer}");
        assert!(
            answer["error"].as_str().unwrap().contains("Only its host"),
            "{answer}"
        );
    }
    for nonsense in [json!(0), json!("x"), json!(null), json!([planned])] {
        let (status, answer) = cancel(&alice, nonsense).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{answer}");
    }
    stage.zoom.start_meeting(planned).unwrap();
    let (status, answer) = cancel(&alice, json!(planned)).await;
    assert_eq!(status, StatusCode::CONFLICT, "{answer}");
    stage.zoom.end_meeting(planned).unwrap();
    stage.zoom.settle().await;
    let other = plan(&stage, "Another", 3);
    assert_eq!(
        cancel(&alice, json!(other)).await,
        (StatusCode::OK, json!({}))
    );
    assert_eq!(
        overview(&alice, "").await["upcoming"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|m| m["meeting_id"] == other)
            .count(),
        0
    );
    assert_eq!(
        cancel(&alice, json!(other)).await.0,
        StatusCode::FORBIDDEN,
        "it is gone"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sharing_a_plan_invites_the_channel_and_cancelling_it_tells_it() {
    let stage = Stage::nodes(3).await;
    let scopes = [LIST_SCOPE, DELETE_SCOPE];
    stage.zoom.add_scopes(CLIENT_ID, &scopes).unwrap();
    let mut alice = stage.person("alice").await;
    let bob = stage.person("bob").await;
    let admin = stage.person("admin").await;
    alice.connect(&stage.zoom).await;
    let direct = alice.client.direct_channel("bob").await.unwrap().id;
    let planned = plan(&stage, "Planning", 2);
    let body = json!({ "meeting_id": planned, "channel_id": direct });
    let (status, answer) = alice.post("api/v1/meetings/share", body.clone()).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let post = alice.read_post(&json!({ "id": answer["post_id"] })).await;
    assert_eq!(post["type"], "custom_zoom_scheduled", "{post}");
    assert_eq!(post["props"]["meeting_topic"], "Planning");
    let (_, again) = alice.post("api/v1/meetings/share", body).await;
    assert_eq!(again["post_id"], answer["post_id"]);

    // Bob has no Zoom account, and is invited.
    let seen = overview(&bob, &direct).await;
    let next = &seen["upcoming"][0];
    assert_eq!(
        (&next["meeting_id"], &next["mine"]),
        (&json!(planned), &json!(false))
    );
    assert_eq!(next["post_id"], answer["post_id"]);
    assert_eq!(overview(&bob, "").await["upcoming"], json!([]));
    assert_eq!(overview(&admin, &direct).await["upcoming"], json!([]));
    let seen = overview(&alice, &direct).await;
    assert_eq!(
        seen["upcoming"].as_array().unwrap().len(),
        1,
        "once: {seen}"
    );
    assert_eq!(seen["upcoming"][0]["channel_id"], direct.as_str());

    let body = json!({ "meeting_id": planned });
    let (status, answer) = alice.post("api/v1/meetings/cancel", body).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    stage.jobs_done().await;
    let post = alice.read_post(&post).await;
    assert_eq!(post["props"]["meeting_status"], "CANCELLED", "{post}");
    assert_eq!(overview(&bob, &direct).await["upcoming"], json!([]));
}
