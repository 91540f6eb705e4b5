//! Users and meetings against a Zoom that answers over real sockets.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use serde_json::json;
use support::{app, connect, start};
use zoom_client::{ErrorKind, MeetingId, NewMeeting, UserRef};
use zoom_sandbox::{App, Fault, FaultAnswer, MeetingStatus, Sandbox, User};

const ALICE: &str = "alice@example.com";

#[tokio::test]
async fn a_new_meeting_carries_nothing_that_nobody_chose() {
    let (sandbox, client) = start(Sandbox::builder().app(app())).await;
    let tokens = connect(&sandbox, &client, ALICE).await;
    let new = NewMeeting::instant().topic("Design review");
    let meeting = client
        .create_meeting(tokens.access_token(), UserRef::Me, &new)
        .await
        .unwrap();
    let request = sandbox.requests().pop().unwrap();
    assert_eq!(
        (request.method.as_str(), request.path.as_str()),
        ("POST", "/v2/users/me/meetings")
    );
    assert_eq!(request.body, json!({"type": 1, "topic": "Design review"}));
    assert_eq!((meeting.topic.as_str(), meeting.kind), ("Design review", 1));
    assert_eq!(meeting.id.to_string().len(), 11);
    assert!(
        meeting
            .join_url
            .starts_with(&format!("{}/j/{}?pwd=", sandbox.url(), meeting.id))
    );
    assert!(!meeting.uuid.is_empty());
}

#[tokio::test]
async fn a_meeting_can_be_read_until_it_is_over() {
    let (sandbox, client) = start(Sandbox::builder().app(app())).await;
    let tokens = connect(&sandbox, &client, ALICE).await;
    let token = tokens.access_token();
    let made = client
        .create_meeting(token, UserRef::Email(ALICE), &NewMeeting::instant())
        .await;
    let id = made.unwrap().id;
    assert_eq!(client.meeting(token, id).await.unwrap().status, "waiting");
    sandbox.start_meeting(id.get()).unwrap();
    assert_eq!(client.meeting(token, id).await.unwrap().status, "started");
    sandbox.end_meeting(id.get()).unwrap();
    let gone = client.meeting(token, id).await.unwrap_err();
    assert_eq!(
        (gone.kind(), gone.zoom_code()),
        (ErrorKind::NoSuchMeeting, Some(3001))
    );
}

#[tokio::test]
async fn the_personal_room_is_read_by_its_number() {
    let (sandbox, client) = start(Sandbox::builder().app(app())).await;
    let tokens = connect(&sandbox, &client, ALICE).await;
    let token = tokens.access_token();
    let pmi = client.user(token, UserRef::Me).await.unwrap().pmi.unwrap();
    let room = client.meeting(token, pmi).await.unwrap();
    assert_eq!((room.id, room.pmi, room.kind), (pmi, Some(pmi), 4));
    let new = NewMeeting::instant().use_pmi(true);
    let meeting = client
        .create_meeting(token, UserRef::Me, &new)
        .await
        .unwrap();
    assert_eq!((meeting.id, meeting.pmi), (pmi, Some(pmi)));
    let settings = &sandbox.requests().pop().unwrap().body;
    assert_eq!(*settings, json!({"type": 1, "settings": {"use_pmi": true}}));
}

#[tokio::test]
async fn strangers_are_told_apart() {
    let app = App::account_level("client", "client-secret").redirect_uri(support::REDIRECT);
    let stranger = User::new("carol@example.org", "Carol", 0).outside();
    let (sandbox, client) = start(Sandbox::builder().app(app).user(stranger)).await;
    let tokens = connect(&sandbox, &client, "admin@example.com").await;
    let kind = async |email| {
        client
            .user(tokens.access_token(), UserRef::Email(email))
            .await
            .unwrap_err()
            .kind()
    };
    assert_eq!(kind("nobody@example.com").await, ErrorKind::NoSuchUser);
    assert_eq!(
        kind("a/../../b?c#d%@example.com").await,
        ErrorKind::NoSuchUser
    );
    assert_eq!(
        kind("carol@example.org").await,
        ErrorKind::UserOutsideAccount
    );
}

#[tokio::test]
async fn a_missing_scope_has_a_name() {
    let (sandbox, client) = start(Sandbox::builder().app(app().scopes(&["user:read:user"]))).await;
    let tokens = connect(&sandbox, &client, ALICE).await;
    let new = NewMeeting::instant();
    let error = client
        .create_meeting(tokens.access_token(), UserRef::Me, &new)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ScopeMissing);
    assert_eq!(
        error.scopes(),
        ["meeting:write:meeting", "meeting:write:meeting:admin"]
    );
    let other = client
        .user(tokens.access_token(), UserRef::Email("bob@example.com"))
        .await;
    assert_eq!(other.unwrap_err().scopes(), ["user:read:user:admin"]);
}

#[tokio::test]
async fn older_apps_have_classic_scopes() {
    let classic = app().scopes(&["meeting:read", "meeting:write", "user:read"]);
    let (sandbox, client) = start(Sandbox::builder().app(classic)).await;
    let tokens = connect(&sandbox, &client, ALICE).await;
    let token = tokens.access_token();
    client.user(token, UserRef::Me).await.unwrap();
    let made = client
        .create_meeting(token, UserRef::Me, &NewMeeting::instant())
        .await
        .unwrap();
    client.meeting(token, made.id).await.unwrap();
}

#[tokio::test]
async fn a_missing_licence_is_told() {
    let (sandbox, client) = start(Sandbox::builder().app(app())).await;
    let tokens = connect(&sandbox, &client, ALICE).await;
    let message = "Only available for paid account: abc.".to_owned();
    let fault = FaultAnswer::Zoom {
        status: 400,
        code: 200,
        message,
    };
    sandbox.turn(|knobs| knobs.fault = Some(Fault::times(1, fault)));
    let error = client
        .user(tokens.access_token(), UserRef::Me)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LicenceMissing);
}

#[tokio::test]
async fn nobody_reads_a_meeting_that_never_was() {
    let (sandbox, client) = start(Sandbox::builder().app(app())).await;
    let tokens = connect(&sandbox, &client, ALICE).await;
    let id = MeetingId::new(99_999_999_999).unwrap();
    let error = client.meeting(tokens.access_token(), id).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoSuchMeeting);
    assert!(
        sandbox
            .meetings()
            .iter()
            .all(|meeting| meeting.status == MeetingStatus::Waiting)
    );
}

#[tokio::test]
async fn a_meeting_is_ended_with_the_scope_for_it() {
    let scopes = ["meeting:write:meeting", "meeting:update:status"];
    let (sandbox, client) = start(Sandbox::builder().app(app().scopes(&scopes))).await;
    let tokens = connect(&sandbox, &client, ALICE).await;
    let token = tokens.access_token();
    let new = NewMeeting::instant();
    let made = client.create_meeting(token, UserRef::Me, &new).await;
    let id = made.unwrap().id;
    sandbox.start_meeting(id.get()).unwrap();
    client.end_meeting(token, id).await.unwrap();
    let request = sandbox.requests().pop().unwrap();
    assert_eq!(
        (request.method, request.path, request.body),
        (
            "PUT".to_owned(),
            format!("/v2/meetings/{id}/status"),
            json!({"action": "end"})
        )
    );
    let again = client.end_meeting(token, id).await.unwrap_err();
    assert_eq!(again.kind(), ErrorKind::NoSuchMeeting);
    // A colleague's meeting takes the scope for all.
    let bobs = sandbox.users()[1].pmi;
    sandbox.start_meeting(bobs).unwrap();
    let others = MeetingId::new(bobs).unwrap();
    let error = client.end_meeting(token, others).await.unwrap_err();
    assert_eq!(error.scopes(), ["meeting:update:status:admin"]);
}

#[tokio::test]
async fn the_default_app_can_not_end_meetings_and_a_classic_one_can() {
    let (sandbox, client) = start(Sandbox::builder().app(app())).await;
    let tokens = connect(&sandbox, &client, ALICE).await;
    let room = sandbox.users()[0].pmi;
    sandbox.start_meeting(room).unwrap();
    let room = MeetingId::new(room).unwrap();
    let error = client.end_meeting(tokens.access_token(), room).await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ScopeMissing);
    assert_eq!(
        error.scopes(),
        ["meeting:update:status", "meeting:update:status:admin"]
    );

    let classic = app().scopes(&["meeting:write"]);
    let (sandbox, client) = start(Sandbox::builder().app(classic)).await;
    let tokens = connect(&sandbox, &client, ALICE).await;
    sandbox.start_meeting(room.get()).unwrap();
    let ended = client.end_meeting(tokens.access_token(), room).await;
    ended.unwrap();
}
