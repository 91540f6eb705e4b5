//! Recordings, transcripts, summaries, and what becomes of the files behind them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::time::Duration;

use reqwest::{Client, Response};
use serde_json::Value;
use zoom_sandbox::{App, Area, DownloadRedirect, Fault, FaultAnswer, Sandbox};

const ALICE: &str = "alice@example.com";
const MINUTE: Duration = Duration::from_secs(60);

fn app() -> App {
    App::user_level("id", "secret")
        .redirect_uri("http://localhost/done")
        // Nobody listens there: the bodies in the delivery log are what is looked at.
        .webhook("http://127.0.0.1:1/webhook", "token")
        .deauthorization("http://127.0.0.1:1/deauthorization")
        .events(&[
            "recording.completed",
            "recording.transcript_completed",
            "meeting.summary_completed",
        ])
}

/// A sandbox in which Alice has the app and has held a meeting of ten minutes in her room.
async fn after_a_meeting() -> (Sandbox, u64) {
    let sandbox = Sandbox::builder().app(app()).start().await.unwrap();
    let consent = format!(
        "{}/oauth/authorize?response_type=code&client_id=id&redirect_uri=http://localhost/done",
        sandbox.url()
    );
    sandbox.allow(&consent, ALICE).unwrap();
    let room = sandbox.users()[0].pmi;
    sandbox.start_meeting(room).unwrap();
    sandbox.advance(10 * MINUTE).await;
    sandbox.end_meeting(room).unwrap();
    (sandbox, room)
}

fn browser() -> Client {
    let builder = Client::builder().no_proxy();
    let builder = builder.redirect(reqwest::redirect::Policy::none());
    builder.build().unwrap()
}

fn last_body(sandbox: &Sandbox, event: &str) -> Value {
    let deliveries = sandbox.deliveries();
    let delivery = deliveries.iter().rfind(|delivery| delivery.event == event);
    serde_json::from_str(&delivery.unwrap().body).unwrap()
}

async fn fetch(url: &str, bearer: Option<&str>) -> Response {
    let request = browser().get(url);
    let request = match bearer {
        Some(token) => request.bearer_auth(token),
        None => request,
    };
    request.send().await.unwrap()
}

#[tokio::test]
async fn the_events_have_zooms_types() {
    let (sandbox, room) = after_a_meeting().await;
    sandbox.turn(|knobs| knobs.recording.stretches = 2);
    let uuid = sandbox.complete_recording(room).unwrap();
    let event = last_body(&sandbox, "recording.completed");
    let object = &event["payload"]["object"];
    assert!(event["download_token"].is_string());
    assert_eq!(
        (object["id"].as_u64(), &object["type"]),
        (Some(room), &4.into())
    );
    assert_eq!(object["uuid"], uuid.as_str());
    let files = object["recording_files"].as_array().unwrap();
    let types: Vec<_> = files
        .iter()
        .map(|file| file["file_type"].as_str().unwrap())
        .collect();
    assert_eq!(types, ["MP4", "M4A", "CHAT", "MP4", "M4A", "CHAT"]);
    assert_ne!(files[0]["recording_start"], files[3]["recording_start"]);
    assert_eq!(files[0]["meeting_id"], uuid.as_str());
    assert!(files[0]["play_url"].is_string() && files[2]["play_url"].is_null());

    sandbox.complete_transcript(room).unwrap();
    let event = last_body(&sandbox, "recording.transcript_completed");
    let files = event["payload"]["object"]["recording_files"]
        .as_array()
        .unwrap();
    assert!(files.iter().all(|file| file["file_type"] == "TRANSCRIPT"));
    assert_eq!(files.len(), 2);

    sandbox.complete_summary(room).unwrap();
    let summary = &last_body(&sandbox, "meeting.summary_completed")["payload"]["object"];
    assert_eq!(summary["meeting_id"], room);
    assert!(
        summary["summary_content"]
            .as_str()
            .unwrap()
            .contains("## Next steps")
    );
}

#[tokio::test]
async fn there_is_nothing_of_a_meeting_that_never_ran() {
    let (sandbox, room) = after_a_meeting().await;
    let other = sandbox.users()[1].pmi;
    assert!(sandbox.complete_recording(other).is_err());
    assert!(sandbox.complete_transcript(room).is_err());
    assert!(sandbox.complete_summary(1).is_err());
}

#[tokio::test]
async fn a_file_is_had_with_the_token_until_it_ends() {
    let (sandbox, room) = after_a_meeting().await;
    sandbox.complete_recording(room).unwrap();
    let event = last_body(&sandbox, "recording.completed");
    let token = event["download_token"].as_str();
    let chat = event["payload"]["object"]["recording_files"][2]["download_url"]
        .as_str()
        .unwrap();

    let sent_on = fetch(chat, token).await;
    assert_eq!(sent_on.status(), 302);
    let address = sent_on.headers()["location"].to_str().unwrap().to_owned();
    let file = fetch(&address, None).await.text().await.unwrap();
    assert!(
        file.starts_with("00:00:00\tAlice\tShall we begin?\n"),
        "{file}"
    );
    let requests = sandbox.file_requests();
    assert!(requests[0].bearer && !requests[1].bearer);

    let page = fetch(chat, None).await;
    assert_eq!(page.status(), 200);
    assert!(page.text().await.unwrap().contains("Password Required"));
    assert_eq!(fetch(chat, Some("another")).await.status(), 401);
    sandbox.advance(25 * 60 * MINUTE).await;
    assert_eq!(fetch(chat, token).await.status(), 401);
    assert_eq!(fetch(&address, None).await.status(), 403);
}

#[tokio::test]
async fn files_come_late_or_from_elsewhere_or_not_at_all() {
    let (sandbox, room) = after_a_meeting().await;
    sandbox.turn(|knobs| {
        knobs.recording.minutes_late = 5;
        knobs.recording.processing_minutes = 10;
        knobs.recording.redirect = DownloadRedirect::None;
    });
    sandbox.complete_recording(room).unwrap();
    sandbox.settle().await;
    let event = last_body(&sandbox, "recording.completed");
    assert!(
        sandbox.deliveries()[0].attempts.is_empty(),
        "five minutes late"
    );
    let (file, token) = (
        &event["payload"]["object"]["recording_files"][2],
        event["download_token"].as_str(),
    );
    assert_eq!(file["status"], "processing");
    let url = file["download_url"].as_str().unwrap();
    sandbox.advance(6 * MINUTE).await;
    assert_eq!(sandbox.deliveries()[0].attempts.len(), 1);
    let kind = fetch(url, token).await.headers()["content-type"].clone();
    assert_eq!(kind, "text/html; charset=utf-8");
    sandbox.advance(10 * MINUTE).await;
    let kind = fetch(url, token).await.headers()["content-type"].clone();
    assert_eq!(kind, "text/plain; charset=utf-8");

    let once = Fault::times(1, FaultAnswer::Unauthorized).only(Area::Files);
    sandbox.turn(|knobs| {
        knobs.fault = Some(once);
        knobs.recording.redirect = DownloadRedirect::Foreign;
    });
    assert_eq!(fetch(url, token).await.status(), 401);
    let away = fetch(url, token).await;
    assert!(
        away.headers()["location"]
            .to_str()
            .unwrap()
            .contains("example.com")
    );
}

#[tokio::test]
async fn the_api_names_the_same_files_for_who_may_ask() {
    let scopes = [
        "cloud_recording:read:list_recording_files",
        "user:read:user",
    ];
    let builder = Sandbox::builder().app(app().scopes(&scopes));
    let sandbox = builder.start().await.unwrap();
    let token = access_token(&sandbox).await;
    let room = sandbox.users()[0].pmi;
    let url = format!("{}/meetings/{room}/recordings", sandbox.api_url());
    sandbox.start_meeting(room).unwrap();
    let none: Value = fetch(&url, Some(&token)).await.json().await.unwrap();
    assert_eq!(none["code"], 3301);
    let uuid = sandbox.complete_recording(room).unwrap();
    let segment = uuid
        .replace('/', "%252F")
        .replace('+', "%252B")
        .replace('=', "%253D");
    let by_uuid = format!(
        "{}/meetings/{segment}/recordings?include_fields=download_access_token",
        sandbox.api_url()
    );
    let listed: Value = fetch(&by_uuid, Some(&token)).await.json().await.unwrap();
    assert_eq!(
        (&listed["type"], listed["id"].as_u64()),
        (&"4".into(), Some(room))
    );
    let file = listed["recording_files"][2]["download_url"]
        .as_str()
        .unwrap();
    let access = listed["download_access_token"].as_str();
    assert_eq!(fetch(file, access).await.status(), 302);
    assert_eq!(
        fetch(file, Some(&token)).await.status(),
        302,
        "the host's own token opens it too"
    );
    assert_eq!(fetch(&url, None).await.status(), 401);
}

#[tokio::test]
async fn without_its_scope_the_api_names_the_scope() {
    let sandbox = Sandbox::builder().app(app()).start().await.unwrap();
    let token = access_token(&sandbox).await;
    let url = format!("{}/meetings/1/recordings", sandbox.api_url());
    let refused: Value = fetch(&url, Some(&token)).await.json().await.unwrap();
    assert_eq!(refused["code"], 4711);
    let text = refused["message"].as_str().unwrap();
    assert!(
        text.contains("cloud_recording:read:list_recording_files"),
        "{text}"
    );
}

async fn access_token(sandbox: &Sandbox) -> String {
    let consent = format!(
        "{}/oauth/authorize?response_type=code&client_id=id&redirect_uri=http://localhost/done",
        sandbox.url()
    );
    let back = sandbox.allow(&consent, ALICE).unwrap();
    let code = back.split_once("code=").unwrap().1;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", "http://localhost/done"),
    ];
    let request = browser().post(format!("{}/oauth/token", sandbox.url()));
    let answer = request.basic_auth("id", Some("secret")).form(&form).send();
    let answer: Value = answer.await.unwrap().json().await.unwrap();
    answer["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_person_removes_the_app_on_their_account_page() {
    let (sandbox, _) = after_a_meeting().await;
    let alice = sandbox.users()[0].id.clone();
    let page = |path: &str| format!("{}{path}", sandbox.url());
    let log_in = browser().post(page("/account")).form(&[("user", &alice)]);
    let cookie = log_in.send().await.unwrap().headers()["set-cookie"].clone();
    let open = async || {
        let request = browser().get(page("/account")).header("cookie", &cookie);
        request.send().await.unwrap().text().await.unwrap()
    };
    assert!(open().await.contains("Remove"));
    let remove = browser()
        .post(page("/account/remove"))
        .header("cookie", &cookie)
        .form(&[("client_id", "id")]);
    remove.send().await.unwrap();
    assert!(open().await.contains("You have allowed no app."));
    let event = last_body(&sandbox, "app_deauthorized");
    assert_eq!(event["payload"]["user_id"], alice.as_str());
    assert_eq!(event["payload"]["user_data_retention"], "false");
    assert!(event["event_ts"].is_i64());
    let deliveries = sandbox.deliveries();
    assert!(deliveries.last().unwrap().url.ends_with("/deauthorization"));
    sandbox.uninstall("id", ALICE).unwrap();
    assert_eq!(
        sandbox.deliveries().len(),
        deliveries.len(),
        "it was gone already"
    );
}

#[tokio::test]
async fn compliance_reports_are_kept_with_who_proved_themself() {
    let (sandbox, _) = after_a_meeting().await;
    let url = format!("{}/oauth/data/compliance", sandbox.url());
    let report = serde_json::json!({"compliance_completed": true});
    let send = async |url: &str, secret: Option<&str>| {
        let request = browser().post(url).json(&report);
        let request = match secret {
            Some(secret) => request.basic_auth("id", Some(secret)),
            None => request,
        };
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(send(&url, Some("wrong")).await, 400);
    assert_eq!(send(&url, None).await, 400);
    assert_eq!(send(&url, Some("secret")).await, 200);
    let below = format!("{}/oauth/data/compliance", sandbox.api_url());
    assert_eq!(send(&below, None).await, 200);
    let who: Vec<_> = sandbox
        .compliance_reports()
        .into_iter()
        .map(|report| report.client_id)
        .collect();
    assert_eq!(who, [Some("id".to_owned()), None]);
}
