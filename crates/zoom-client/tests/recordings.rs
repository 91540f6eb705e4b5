//! Recordings and their files against a Zoom that answers over real sockets.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::time::Duration;

use support::{app, client, connect, start};
use zoom_client::webhook::{Event, RecordingEvent, parse};
use zoom_client::{
    Client, Deauthorization, Error, ErrorKind, ExposeSecret, FileKind, MeetingUuid, RecordingFile,
    SecretString,
};
use zoom_sandbox::{App, Area, DownloadRedirect, Fault, FaultAnswer, Retention, Sandbox};

const ALICE: &str = "alice@example.com";
const LIMIT: u64 = 10_000;

fn recording_app() -> App {
    app()
        .webhook("http://127.0.0.1:1/webhook", "token")
        .deauthorization("http://127.0.0.1:1/deauthorization")
        .events(&["recording.completed", "recording.transcript_completed"])
        .scopes(&["cloud_recording:read:list_recording_files"])
}

/// A recorded meeting, as its event tells of it.
async fn recorded() -> (Sandbox, Client, RecordingEvent) {
    let (sandbox, client) = start(Sandbox::builder().app(recording_app())).await;
    connect(&sandbox, &client, ALICE).await;
    let room = sandbox.users()[0].pmi;
    sandbox.start_meeting(room).unwrap();
    sandbox.end_meeting(room).unwrap();
    sandbox.complete_recording(room).unwrap();
    let event = last_event(&sandbox);
    let Event::RecordingCompleted(event) = event else {
        panic!("{event:?}")
    };
    (sandbox, client, event)
}

fn last_event(sandbox: &Sandbox) -> Event {
    let delivery = sandbox.deliveries().pop().unwrap();
    parse(delivery.body.as_bytes()).unwrap()
}

fn chat(event: &RecordingEvent) -> &RecordingFile {
    let mut files = event.recording.files.iter();
    files.find(|file| file.kind == FileKind::Chat).unwrap()
}

async fn fetch(client: &Client, event: &RecordingEvent) -> Result<Vec<u8>, Error> {
    fetch_with(client, event, event.download_token.as_ref(), LIMIT).await
}

async fn fetch_with(
    client: &Client,
    event: &RecordingEvent,
    token: Option<&SecretString>,
    limit: u64,
) -> Result<Vec<u8>, Error> {
    let url = chat(event).download_url.clone().unwrap();
    let mut download = client.download(url.expose_secret(), token, limit).await?;
    let announced = download.length();
    let mut bytes = Vec::new();
    while let Some(chunk) = download.chunk().await? {
        bytes.extend_from_slice(&chunk);
        assert_eq!(download.length(), announced, "whatever was read of it");
    }
    Ok(bytes)
}

#[tokio::test]
async fn a_file_is_fetched_and_the_token_stays_with_the_first_host() {
    let (sandbox, client, event) = recorded().await;
    assert!(event.recording.passcode.is_some());
    let bytes = fetch(&client, &event).await.unwrap();
    assert!(bytes.starts_with(b"00:00:00\tAlice\t"));
    assert!(bytes.len() >= 2000);
    let bearers: Vec<_> = sandbox
        .file_requests()
        .iter()
        .map(|request| request.bearer)
        .collect();
    assert_eq!(bearers, [true, true], "the same host");

    sandbox.turn(|knobs| knobs.recording.redirect = DownloadRedirect::Localhost);
    let error = fetch(&client, &event).await.unwrap_err();
    assert_eq!(
        error.kind(),
        ErrorKind::ForeignHost,
        "localhost is not configured"
    );
    let both = support::client(&sandbox)
        .api_url(&sandbox.api_url().replace("127.0.0.1", "localhost"))
        .build()
        .unwrap();
    fetch(&both, &event).await.unwrap();
    let last = sandbox.file_requests().pop().unwrap();
    assert!(
        last.host.starts_with("localhost") && !last.bearer,
        "{last:?}"
    );
}

#[tokio::test]
async fn nothing_is_sent_to_a_foreign_host() {
    let (sandbox, client, mut event) = recorded().await;
    sandbox.turn(|knobs| knobs.recording.redirect = DownloadRedirect::Foreign);
    assert_eq!(
        fetch(&client, &event).await.unwrap_err().kind(),
        ErrorKind::ForeignHost
    );
    let elsewhere = Sandbox::builder().start().await.unwrap();
    for url in [
        format!("{}/rec/download/x", elsewhere.url()),
        "https://zoom.us/rec/download/x".to_owned(),
        "file:///etc/passwd".to_owned(),
        "no address".to_owned(),
    ] {
        event
            .recording
            .files
            .iter_mut()
            .for_each(|file| file.download_url = Some(url.clone().into()));
        let error = fetch(&client, &event).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ForeignHost, "{url}");
    }
    assert!(elsewhere.file_requests().is_empty());
}

#[tokio::test]
async fn a_web_page_is_no_file() {
    let (sandbox, client, event) = recorded().await;
    let kind = |result: Result<Vec<u8>, Error>| result.unwrap_err().kind();
    let without = fetch_with(&client, &event, None, LIMIT).await;
    assert_eq!(
        kind(without),
        ErrorKind::FileNotReady,
        "it asks for the passcode"
    );
    let page = Fault::times(1, FaultAnswer::WebPage).only(Area::Files);
    sandbox.turn(|knobs| knobs.fault = Some(page));
    assert_eq!(kind(fetch(&client, &event).await), ErrorKind::FileNotReady);
    fetch(&client, &event).await.unwrap();
}

#[tokio::test]
async fn each_refusal_has_its_kind() {
    let (sandbox, _, event) = recorded().await;
    let client = client(&sandbox)
        .timeout(Duration::from_millis(700))
        .build()
        .unwrap();
    for (answer, kind) in [
        (FaultAnswer::Unauthorized, ErrorKind::AccessTokenRejected),
        (FaultAnswer::NotFound, ErrorKind::NoSuchRecording),
        (
            FaultAnswer::RateLimited(Some("9".into())),
            ErrorKind::RateLimited,
        ),
        (FaultAnswer::ServerError, ErrorKind::Unreachable),
        (FaultAnswer::HalfAnswer, ErrorKind::UnexpectedAnswer),
        (FaultAnswer::NoAnswer, ErrorKind::Unreachable),
    ] {
        let fault = Fault::always(answer.clone()).only(Area::Files);
        sandbox.turn(|knobs| knobs.fault = Some(fault));
        let error = fetch(&client, &event).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{answer:?}");
    }
}

#[tokio::test]
async fn a_file_over_the_limit_is_not_taken() {
    let (_sandbox, client, event) = recorded().await;
    let token = event.download_token.as_ref();
    let error = fetch_with(&client, &event, token, 1000).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::FileTooLarge);
}

#[tokio::test]
async fn a_spent_token_is_replaced_through_the_api() {
    let (sandbox, client) = start(Sandbox::builder().app(recording_app())).await;
    let tokens = connect(&sandbox, &client, ALICE).await;
    let room = sandbox.users()[0].pmi;
    let run = sandbox.start_meeting(room).unwrap();
    let run = MeetingUuid::new(run);
    let none = client
        .recording(tokens.access_token(), &run)
        .await
        .unwrap_err();
    assert_eq!(none.kind(), ErrorKind::NoSuchRecording);
    sandbox.complete_recording(room).unwrap();
    let recording = client.recording(tokens.access_token(), &run).await.unwrap();
    let event = RecordingEvent::clone(match &last_event(&sandbox) {
        Event::RecordingCompleted(event) => event,
        other => panic!("{other:?}"),
    });
    assert_eq!(recording.uuid, run);
    assert_eq!(recording.files.len(), event.recording.files.len());
    let fresh = recording.download_access_token.unwrap();
    fetch_with(&client, &event, Some(&fresh), LIMIT)
        .await
        .unwrap();
}

#[tokio::test]
async fn without_the_scope_its_name_is_told() {
    let (sandbox, client) = start(Sandbox::builder().app(app())).await;
    let tokens = connect(&sandbox, &client, ALICE).await;
    let run = MeetingUuid::new("abc==");
    let error = client
        .recording(tokens.access_token(), &run)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ScopeMissing);
    assert_eq!(
        error.scopes()[0],
        "cloud_recording:read:list_recording_files"
    );
}

async fn removed(retention: Retention) -> (Sandbox, Client, Deauthorization) {
    let (sandbox, client) = start(Sandbox::builder().app(recording_app())).await;
    connect(&sandbox, &client, ALICE).await;
    sandbox.turn(|knobs| knobs.deauthorization.user_data_retention = retention);
    sandbox.uninstall("client", ALICE).unwrap();
    let Event::AppDeauthorized(event) = last_event(&sandbox) else {
        panic!("an event")
    };
    (sandbox, client, event)
}

#[tokio::test]
async fn compliance_is_reported_with_what_zoom_sent() {
    let (sandbox, client, event) = removed(Retention::Remove).await;
    assert!(event.wants_report());
    client.report_compliance(&event).await.unwrap();
    let reports = sandbox.compliance_reports();
    assert_eq!(reports.len(), 1);
    assert_eq!(reports[0].client_id.as_deref(), Some("client"));
    let (body, sent) = (&reports[0].body, sandbox.deliveries().pop().unwrap().body);
    let sent: serde_json::Value = serde_json::from_str(&sent).unwrap();
    assert_eq!(body["deauthorization_event_received"], sent["payload"]);
    assert_eq!(body["user_id"], sent["payload"]["user_id"]);
    assert_eq!(body["compliance_completed"], true);
    for retention in [Retention::Keep, Retention::Unsaid] {
        assert!(!removed(retention).await.2.wants_report());
    }
}

#[tokio::test]
async fn a_wrong_secret_cannot_report() {
    let (sandbox, _, event) = removed(Retention::Remove).await;
    let client = Client::builder("client", SecretString::from("wrong")).zoom_url(sandbox.url());
    let error = client
        .build()
        .unwrap()
        .report_compliance(&event)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ClientRejected);
}
