//! The pages as a browser uses them, the control API, and the data that outlives a process.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::net::SocketAddr;

use reqwest::{Client, Response};
use serde_json::{Value, json};
use zoom_sandbox::{App, MeetingStatus, Sandbox};

fn app() -> App {
    App::user_level("id", "secret").redirect_uri("http://localhost/done?x=1")
}

/// A browser that follows no redirect, so that each can be looked at.
fn browser() -> Client {
    Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers()[name].to_str().unwrap()
}

async fn sandbox() -> Sandbox {
    Sandbox::builder().app(app()).start().await.unwrap()
}

#[tokio::test]
async fn the_consent_page_asks_and_answers() {
    let sandbox = sandbox().await;
    let url = format!(
        "{}/oauth/authorize?response_type=code&client_id=id&redirect_uri=http%3A%2F%2Flocalhost%2Fdone%3Fx%3D1&state=%22%3Cb%3E",
        sandbox.url()
    );
    let page = browser()
        .get(&url)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(
        page.contains("Alice Example") && page.contains("user:read:user"),
        "{page}"
    );
    assert!(page.contains(r#"value="&quot;&lt;b&gt;""#), "{page}");

    let bob = &sandbox.users()[1].id;
    let decide = async |decision| {
        let form = [
            ("response_type", "code"),
            ("client_id", "id"),
            ("redirect_uri", "http://localhost/done?x=1"),
            ("state", "\"<b>"),
            ("user", bob),
            ("decision", decision),
        ];
        let url = format!("{}/oauth/authorize", sandbox.url());
        browser().post(url).form(&form).send().await.unwrap()
    };
    let allowed = decide("allow").await;
    assert_eq!(allowed.status().as_u16(), 302);
    assert!(header(&allowed, "location").starts_with("http://localhost/done?x=1&code="));
    assert!(header(&allowed, "location").ends_with("&state=%22%3Cb%3E"));
    assert!(header(&allowed, "set-cookie").contains(bob.as_str()));
    let declined = decide("decline").await;
    assert!(header(&declined, "location").contains("error=access_denied"));
}

#[tokio::test]
async fn a_foreign_redirect_is_shown_and_not_followed() {
    let sandbox = sandbox().await;
    let base = format!(
        "{}/oauth/authorize?response_type=code&client_id=id",
        sandbox.url()
    );
    for uri in [
        "http://localhost/done",
        "http://localhost/done?x=1&y",
        "http://evil.example",
    ] {
        let request = browser().get(&base).query(&[("redirect_uri", uri)]);
        let response = request.send().await.unwrap();
        assert_eq!(response.status().as_u16(), 400);
        assert_eq!(response.json::<Value>().await.unwrap()["errorCode"], 4700);
    }
}

#[tokio::test]
async fn the_host_starts_the_meeting_by_joining_and_others_wait() {
    let sandbox = sandbox().await;
    let (alice, bob) = (&sandbox.users()[0], &sandbox.users()[1]);
    let url = format!("{}/j/{}", sandbox.url(), alice.pmi);
    let open = async |user: &str| {
        let cookie = format!("theme=dark; zoom_sandbox_user={user}");
        browser()
            .get(&url)
            .header("cookie", cookie)
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap()
    };
    let stranger = browser()
        .get(&url)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(stranger.contains("Join meeting"), "{stranger}");
    assert!(open(&bob.id).await.contains("Waiting for the host"));
    assert!(open(&alice.id).await.contains("End meeting for all"));
    let bobs = open(&bob.id).await;
    assert!(
        bobs.contains("Leave meeting") && !bobs.contains("End meeting for all"),
        "{bobs}"
    );
    let room = sandbox
        .meetings()
        .into_iter()
        .find(|room| room.id == alice.pmi)
        .unwrap();
    assert_eq!(
        (room.status, room.participants.len()),
        (MeetingStatus::Started, 2)
    );

    let end = browser().post(format!("{url}/end")).send().await.unwrap();
    assert_eq!(end.status().as_u16(), 200);
    let room = sandbox
        .meetings()
        .into_iter()
        .find(|room| room.id == alice.pmi)
        .unwrap();
    assert_eq!(
        (room.status, room.participants.len()),
        (MeetingStatus::Waiting, 0)
    );
}

#[tokio::test]
async fn only_the_host_has_the_start_link() {
    let sandbox = sandbox().await;
    let room = sandbox.users()[0].pmi;
    let zak = sandbox
        .meetings()
        .into_iter()
        .find(|m| m.id == room)
        .unwrap()
        .zak;
    let url = format!("{}/s/{room}", sandbox.url());
    let open = async |zak: &str| {
        browser()
            .get(&url)
            .query(&[("zak", zak)])
            .send()
            .await
            .unwrap()
            .status()
            .as_u16()
    };
    assert_eq!(open("guess").await, 403);
    assert_eq!(open(&zak).await, 200);
    assert_eq!(
        browser()
            .get(format!("{}/j/12345678901", sandbox.url()))
            .send()
            .await
            .unwrap()
            .status()
            .as_u16(),
        404
    );
}

#[tokio::test]
async fn the_control_page_starts_and_ends_meetings() {
    let sandbox = sandbox().await;
    let room = sandbox.users()[0].pmi;
    let press = async |action: &str| {
        let url = format!("{}/control/meetings/{room}/{action}", sandbox.url());
        let form = [("name", "<Eve>")];
        let response = browser().post(url).form(&form).send().await.unwrap();
        assert_eq!(response.status().as_u16(), 303);
        let page = format!("{}{}", sandbox.url(), header(&response, "location"));
        browser()
            .get(page)
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap()
    };
    assert!(press("start").await.contains("The meeting has started."));
    let page = press("join").await;
    assert!(
        page.contains("&lt;Eve&gt;") && !page.contains("<Eve>"),
        "{page}"
    );
    assert!(press("leave").await.contains("Somebody left."));
    assert!(press("end").await.contains("is not running"));
}

#[tokio::test]
async fn the_control_api_does_the_same() {
    let sandbox = sandbox().await;
    let api = format!("{}/control/api", sandbox.url());
    let room = sandbox.users()[0].pmi;
    let post = async |path: &str, body: Value| {
        let request = browser().post(format!("{api}/{path}")).json(&body);
        let response = request.send().await.unwrap();
        (
            response.status().as_u16(),
            response.json::<Value>().await.unwrap(),
        )
    };
    let (status, answer) = post(&format!("meetings/{room}/start"), json!({})).await;
    assert_eq!(status, 200);
    assert!(answer["result"].is_string());
    assert_eq!(
        post(&format!("meetings/{room}/start"), json!({})).await.0,
        409
    );
    assert_eq!(
        post(&format!("meetings/{room}/join"), json!({"name": "Eve"}))
            .await
            .0,
        200
    );
    let state = browser()
        .get(format!("{api}/state"))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(
        state.contains("\"Eve\"") && !state.contains("\"secret\""),
        "{state}"
    );
    assert_eq!(
        post(&format!("meetings/{room}/end"), json!({})).await.0,
        200
    );

    let knobs =
        json!({"refresh": "strict", "fault": {"answer": {"rate_limited": "7"}, "remaining": 1}});
    let put = browser()
        .put(format!("{api}/knobs"))
        .json(&knobs)
        .send()
        .await
        .unwrap();
    assert_eq!(put.status().as_u16(), 200);
    let limited = browser()
        .get(format!("{}/users/me", sandbox.api_url()))
        .send()
        .await
        .unwrap();
    assert_eq!(
        (limited.status().as_u16(), header(&limited, "retry-after")),
        (429, "7")
    );
    assert!(header(&limited, "x-zm-trackingid").starts_with("v=2.0"));
    let next = browser()
        .get(format!("{}/users/me", sandbox.api_url()))
        .send()
        .await
        .unwrap();
    assert_eq!(next.status().as_u16(), 401);
}

#[tokio::test]
async fn another_site_can_not_end_meetings() {
    let sandbox = sandbox().await;
    let room = sandbox.users()[0].pmi;
    let url = format!("{}/control/meetings/{room}/start", sandbox.url());
    let request = browser().post(url).header("sec-fetch-site", "cross-site");
    assert_eq!(request.send().await.unwrap().status().as_u16(), 403);
}

#[tokio::test]
async fn the_knob_form_sets_every_knob() {
    let sandbox = sandbox().await;
    let form = [
        ("refresh", "strict"),
        ("fault", "no_answer"),
        ("area", "token"),
        ("times", "3"),
        ("duplicate", "on"),
        ("delay_seconds", "9"),
        ("minutes_late", "7"),
        ("processing_minutes", "8"),
        ("stretches", "2"),
        ("text_bytes", "123"),
        ("redirect", "foreign"),
        ("passcode", "on"),
        ("user_data_retention", "unsaid"),
        ("time_in_payload", "on"),
    ];
    let url = format!("{}/control/knobs", sandbox.url());
    assert_eq!(
        browser()
            .post(url)
            .form(&form)
            .send()
            .await
            .unwrap()
            .status()
            .as_u16(),
        303
    );
    let knobs = serde_json::to_value(sandbox.knobs()).unwrap();
    assert_eq!(
        knobs["fault"],
        json!({"area": "token", "answer": "no_answer", "remaining": 3})
    );
    assert_eq!(knobs["webhook"]["duplicate"], true);
    assert_eq!(knobs["webhook"]["renew_signatures"], false);
    assert_eq!(knobs["webhook"]["delay_seconds"], 9);
    assert_eq!(
        knobs["recording"],
        json!({"minutes_late": 7, "processing_minutes": 8, "stretches": 2, "chat": false,
            "passcode": true, "text_bytes": 123, "redirect": "foreign", "old_summary": false})
    );
    assert_eq!(
        knobs["deauthorization"],
        json!({"user_data_retention": "unsaid", "time_in_payload": true})
    );
}

#[tokio::test]
async fn data_outlives_the_process() {
    let directory = std::env::temp_dir().join(format!("zoom-sandbox-test-{}", std::process::id()));
    let start = async |address: SocketAddr| {
        let builder = Sandbox::builder()
            .listen(address)
            .data_dir(&directory)
            .app(app());
        builder.start().await.unwrap()
    };
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let first = start(any).await;
    let room = first.users()[0].pmi;
    let uuid = first.start_meeting(room).unwrap();
    drop(first);
    let second = start(any).await;
    let found = second
        .meetings()
        .into_iter()
        .find(|meeting| meeting.id == room)
        .unwrap();
    assert_eq!((found.uuid, found.status), (uuid, MeetingStatus::Started));
    assert_eq!(second.users().len(), 3);
    second.end_meeting(room).unwrap();
    std::fs::remove_dir_all(&directory).unwrap();
}

/// A form of the control page, or its JSON.
fn post(sandbox: &Sandbox, path: &str) -> reqwest::RequestBuilder {
    browser().post(format!("{}{path}", sandbox.url()))
}

#[tokio::test]
async fn plans_are_made_changed_and_cancelled_on_the_control_page_and_in_json() {
    let sandbox = sandbox().await;
    let start = "2031-03-04T10:00:00Z";
    let form = [
        ("host", "bob@example.com"),
        ("topic", "Weekly <b>"),
        ("start_time", start),
        ("minutes", "30"),
    ];
    let made = post(&sandbox, "/control/schedule").form(&form);
    assert_eq!(made.send().await.unwrap().status().as_u16(), 303);
    let find = |topic: &str| {
        let all = sandbox.meetings();
        all.into_iter().find(|meeting| meeting.topic == topic)
    };
    let meeting = find("Weekly <b>").unwrap();
    let page = browser().get(sandbox.url()).send().await.unwrap();
    let page = page.text().await.unwrap();
    assert!(page.contains("Weekly &lt;b&gt;") && page.contains("30 minutes, UTC"));

    let path = format!("/control/meetings/{}", meeting.id);
    let form = [("start_time", "2031-03-05T10:00:00Z"), ("minutes", "45")];
    let changed = post(&sandbox, &format!("{path}/change")).form(&form);
    changed.send().await.unwrap();
    let plan = find("Weekly <b>").unwrap().schedule.unwrap();
    assert_eq!(
        (plan.start.to_string().as_str(), plan.minutes),
        ("2031-03-05T10:00:00Z", 45)
    );
    post(&sandbox, &format!("{path}/delete"))
        .send()
        .await
        .unwrap();
    assert_eq!(find("Weekly <b>").unwrap().status, MeetingStatus::Deleted);

    let plan = json!({"host": "alice@example.com", "topic": "Daily", "start_time": start,
        "recurrence": {"type": 1, "end_times": 3}});
    let made = post(&sandbox, "/control/api/schedule").json(&plan);
    let id = made.send().await.unwrap().json::<Value>().await.unwrap()["result"].clone();
    let occurrences = find("Daily").unwrap().schedule.unwrap().occurrences;
    assert_eq!(occurrences.len(), 3);
    let one = json!({"occurrence_id": occurrences[0].id});
    let path = format!("/control/api/meetings/{id}");
    post(&sandbox, &format!("{path}/delete"))
        .json(&one)
        .send()
        .await
        .unwrap();
    let change = json!({"topic": "Each day"});
    post(&sandbox, &format!("{path}/change"))
        .json(&change)
        .send()
        .await
        .unwrap();
    assert_eq!(find("Each day").unwrap().status, MeetingStatus::Waiting);
    let bad = json!({"timezone": "Mars/Olympus"});
    let refused = post(&sandbox, &format!("{path}/change")).json(&bad);
    assert_eq!(refused.send().await.unwrap().status().as_u16(), 409);
    post(&sandbox, &format!("{path}/delete"))
        .send()
        .await
        .unwrap();
    assert_eq!(find("Each day").unwrap().status, MeetingStatus::Deleted);
}
