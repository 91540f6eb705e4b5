//! OAuth against a Zoom that answers over real sockets.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::time::Duration;

use support::{app, client, code, connect, start};
use zoom_client::{ConsentAnswer, ErrorKind, ExposeSecret, SecretString, UserRef};
use zoom_sandbox::{App, RefreshMode, Sandbox};

const ALICE: &str = "alice@example.com";

#[tokio::test]
async fn consent_code_and_tokens() {
    let (sandbox, client) = start(Sandbox::builder().app(app())).await;
    let tokens = connect(&sandbox, &client, ALICE).await;
    assert!(tokens.access_token().expose_secret().len() > 600);
    assert_eq!(
        tokens.scopes(),
        [
            "meeting:read:meeting",
            "meeting:write:meeting",
            "user:read:user"
        ]
    );
    assert_eq!(tokens.expires_in(), Duration::from_secs(3599));
    let user = client
        .user(tokens.access_token(), UserRef::Me)
        .await
        .unwrap();
    assert_eq!(user.email, ALICE);
}

#[tokio::test]
async fn declining_is_told_apart() {
    let (sandbox, client) = start(Sandbox::builder().app(app())).await;
    let back = sandbox
        .decline(&client.authorize_url("s3").unwrap())
        .unwrap();
    let answer = ConsentAnswer::parse(back.split_once('?').unwrap().1);
    assert_eq!(answer.state(), Some("s3"));
    assert_eq!(
        answer.code().unwrap_err().kind(),
        ErrorKind::ConsentDeclined
    );
}

#[tokio::test]
async fn a_redirect_must_match_exactly() {
    let (sandbox, _) = start(Sandbox::builder().app(app())).await;
    let other = client(&sandbox)
        .redirect_uri(format!("{}/", support::REDIRECT))
        .build()
        .unwrap();
    assert!(
        sandbox
            .allow(&other.authorize_url("s").unwrap(), ALICE)
            .is_err()
    );
}

#[tokio::test]
async fn a_code_works_once_and_for_five_minutes() {
    let (sandbox, client) = start(Sandbox::builder().app(app())).await;
    let used = code(&sandbox, &client, ALICE);
    client.exchange_code(&used).await.unwrap();
    let old = code(&sandbox, &client, ALICE);
    sandbox.advance(Duration::from_secs(301)).await;
    for bad in [used, old, SecretString::from("made up")] {
        let error = client.exchange_code(&bad).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::CodeRejected);
        assert!(error.needs_consent());
    }
}

#[tokio::test]
async fn refreshing_rotates_and_the_grace_ends() {
    let (sandbox, client) = start(Sandbox::builder().app(app())).await;
    let first = connect(&sandbox, &client, ALICE).await;
    let old = first.refresh_token().unwrap();
    let second = client.refresh(old).await.unwrap();
    assert_ne!(
        second.refresh_token().unwrap().expose_secret(),
        old.expose_secret()
    );
    client.refresh(old).await.unwrap();
    sandbox.advance(Duration::from_secs(11 * 60)).await;
    assert_eq!(
        client.refresh(old).await.unwrap_err().kind(),
        ErrorKind::ConnectionRevoked
    );
    client
        .refresh(second.refresh_token().unwrap())
        .await
        .unwrap();
}

#[tokio::test]
async fn a_strict_zoom_takes_a_refresh_token_once() {
    let (sandbox, client) = start(Sandbox::builder().app(app())).await;
    sandbox.turn(|knobs| knobs.refresh = RefreshMode::Strict);
    let tokens = connect(&sandbox, &client, ALICE).await;
    let old = tokens.refresh_token().unwrap();
    client.refresh(old).await.unwrap();
    let error = client.refresh(old).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionRevoked);
    assert!(error.needs_consent());
}

#[tokio::test]
async fn tokens_end_with_their_time() {
    let (sandbox, client) = start(Sandbox::builder().app(app())).await;
    let tokens = connect(&sandbox, &client, ALICE).await;
    sandbox.advance(Duration::from_secs(3601)).await;
    let error = client
        .user(tokens.access_token(), UserRef::Me)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AccessTokenRejected);
    assert!(
        error
            .tracking_id()
            .is_some_and(|id| id.starts_with("v=2.0"))
    );
    sandbox.advance(Duration::from_secs(90 * 24 * 3600)).await;
    let error = client
        .refresh(tokens.refresh_token().unwrap())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionRevoked);
}

#[tokio::test]
async fn revoking_ends_both_tokens() {
    let (sandbox, client) = start(Sandbox::builder().app(app())).await;
    let tokens = connect(&sandbox, &client, ALICE).await;
    client.revoke(tokens.access_token()).await.unwrap();
    let error = client
        .user(tokens.access_token(), UserRef::Me)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AccessTokenRejected);
    let error = client
        .refresh(tokens.refresh_token().unwrap())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionRevoked);
    assert_eq!(
        client
            .revoke(tokens.access_token())
            .await
            .unwrap_err()
            .kind(),
        ErrorKind::Refused
    );
}

#[tokio::test]
async fn removing_the_app_and_a_later_consent_end_a_connection() {
    let (sandbox, client) = start(Sandbox::builder().app(app())).await;
    let first = connect(&sandbox, &client, ALICE).await;
    let second = connect(&sandbox, &client, ALICE).await;
    let dead = client
        .refresh(first.refresh_token().unwrap())
        .await
        .unwrap_err();
    assert_eq!(dead.kind(), ErrorKind::ConnectionRevoked);
    sandbox.uninstall("client", ALICE).unwrap();
    let dead = client
        .refresh(second.refresh_token().unwrap())
        .await
        .unwrap_err();
    assert_eq!(dead.kind(), ErrorKind::ConnectionRevoked);
}

#[tokio::test]
async fn a_wrong_client_secret_is_the_apps_fault() {
    let (sandbox, client) = start(Sandbox::builder().app(app())).await;
    let code = code(&sandbox, &client, ALICE);
    let wrong = zoom_client::Client::builder("client", SecretString::from("not-it"))
        .zoom_url(sandbox.url())
        .redirect_uri(support::REDIRECT)
        .build()
        .unwrap();
    let error = wrong.exchange_code(&code).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ClientRejected);
    assert!(!format!("{error:?} {error}").contains("not-it"));
}

#[tokio::test]
async fn an_account_level_app_reads_everybody_by_address() {
    let app = App::account_level("client", "client-secret").redirect_uri(support::REDIRECT);
    let (sandbox, client) = start(Sandbox::builder().app(app)).await;
    let tokens = connect(&sandbox, &client, "admin@example.com").await;
    let user = client
        .user(tokens.access_token(), UserRef::Email("bob@example.com"))
        .await
        .unwrap();
    assert_eq!(
        (user.first_name.as_str(), user.pmi.is_some()),
        ("Bob", true)
    );
}
