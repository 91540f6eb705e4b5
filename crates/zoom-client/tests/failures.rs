//! A Zoom that answers 401, 404, 429, 500, a web page, half an answer or nothing.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::time::Duration;

use support::{app, client, connect, start};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use zoom_client::{Client, Error, ErrorKind, NewMeeting, SecretString, Timestamp, UserRef};
use zoom_sandbox::{Area, Fault, FaultAnswer, Sandbox};

const ALICE: &str = "alice@example.com";

/// What a read, a create and a refresh come to while every request fails like this.
async fn failing(answer: FaultAnswer) -> ([Error; 3], Sandbox) {
    let (sandbox, _) = start(Sandbox::builder().app(app())).await;
    let client = client(&sandbox)
        .timeout(Duration::from_millis(700))
        .build()
        .unwrap();
    let tokens = connect(&sandbox, &client, ALICE).await;
    sandbox.turn(|knobs| knobs.fault = Some(Fault::always(answer)));
    let token = tokens.access_token();
    let read = client.user(token, UserRef::Me).await.unwrap_err();
    let new = NewMeeting::instant();
    let create = client
        .create_meeting(token, UserRef::Me, &new)
        .await
        .unwrap_err();
    let refresh = client
        .refresh(tokens.refresh_token().unwrap())
        .await
        .unwrap_err();
    ([read, create, refresh], sandbox)
}

async fn assert_all(answer: FaultAnswer, kind: ErrorKind) -> Sandbox {
    let (errors, sandbox) = failing(answer.clone()).await;
    for error in &errors {
        assert_eq!(error.kind(), kind, "{answer:?}: {error}");
    }
    sandbox
}

fn arrived(sandbox: &Sandbox, method: &str) -> usize {
    sandbox
        .requests()
        .iter()
        .filter(|request| request.method == method)
        .count()
}

#[tokio::test]
async fn unauthorized() {
    let ([read, create, refresh], _) = failing(FaultAnswer::Unauthorized).await;
    assert_eq!(read.kind(), ErrorKind::AccessTokenRejected);
    assert_eq!(create.kind(), ErrorKind::AccessTokenRejected);
    assert_eq!(refresh.kind(), ErrorKind::Refused);
    assert!(read.tracking_id().is_some());
}

#[tokio::test]
async fn not_found() {
    let ([read, create, refresh], _) = failing(FaultAnswer::NotFound).await;
    assert_eq!(read.kind(), ErrorKind::UnexpectedAnswer);
    assert_eq!(
        (create.kind(), create.status()),
        (ErrorKind::UnexpectedAnswer, Some(404))
    );
    assert_eq!(refresh.kind(), ErrorKind::Refused);
}

#[tokio::test]
async fn rate_limited_for_long() {
    let wait = FaultAnswer::RateLimited(Some("3600".into()));
    let sandbox = assert_all(wait.clone(), ErrorKind::RateLimited).await;
    assert_eq!(
        (arrived(&sandbox, "GET"), arrived(&sandbox, "POST")),
        (1, 1)
    );
    let ([read, ..], _) = failing(wait).await;
    let now = Timestamp::UNIX_EPOCH;
    assert_eq!(read.retry_at(now).map(|time| time.as_second()), Some(3600));
}

#[tokio::test]
async fn rate_limited_until_a_date() {
    let ([read, ..], _) = failing(FaultAnswer::RateLimited(Some(
        "2030-01-01T00:00:00Z".into(),
    )))
    .await;
    let at = read.retry_at(Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(at.to_string(), "2030-01-01T00:00:00Z");
}

#[tokio::test]
async fn a_short_rate_limit_passes_unnoticed_even_for_a_create() {
    let (sandbox, client) = start(Sandbox::builder().app(app())).await;
    let tokens = connect(&sandbox, &client, ALICE).await;
    let fault = Fault::times(2, FaultAnswer::RateLimited(None)).only(Area::Api);
    sandbox.turn(|knobs| knobs.fault = Some(fault));
    let new = NewMeeting::instant();
    client
        .create_meeting(tokens.access_token(), UserRef::Me, &new)
        .await
        .unwrap();
    assert_eq!(arrived(&sandbox, "POST"), 3);
}

#[tokio::test]
async fn a_server_error_is_tried_again_only_where_that_is_safe() {
    let sandbox = assert_all(FaultAnswer::ServerError, ErrorKind::Unreachable).await;
    assert_eq!(
        (arrived(&sandbox, "GET"), arrived(&sandbox, "POST")),
        (3, 1)
    );
}

#[tokio::test]
async fn a_passing_server_error_does_not_hurt_a_read() {
    let (sandbox, client) = start(Sandbox::builder().app(app())).await;
    let tokens = connect(&sandbox, &client, ALICE).await;
    sandbox.turn(|knobs| knobs.fault = Some(Fault::times(2, FaultAnswer::ServerError)));
    client
        .user(tokens.access_token(), UserRef::Me)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_web_page() {
    let ([read, create, refresh], _) = failing(FaultAnswer::WebPage).await;
    for error in [read, create, refresh] {
        assert_eq!(error.kind(), ErrorKind::UnexpectedAnswer);
        assert!(error.to_string().contains("web page"), "{error}");
    }
}

#[tokio::test]
async fn half_an_answer() {
    let sandbox = assert_all(FaultAnswer::HalfAnswer, ErrorKind::UnexpectedAnswer).await;
    assert_eq!(arrived(&sandbox, "POST"), 1);
    assert_all(FaultAnswer::CutJson, ErrorKind::UnexpectedAnswer).await;
}

#[tokio::test]
async fn no_answer() {
    let sandbox = assert_all(FaultAnswer::NoAnswer, ErrorKind::Unreachable).await;
    // Who waited once for nothing does not wait again.
    assert_eq!(
        (arrived(&sandbox, "GET"), arrived(&sandbox, "POST")),
        (1, 1)
    );
}

/// A server that reads one request, answers these bytes and hangs up.
async fn raw(answer: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(&answer).await;
        }
    });
    url
}

async fn user_from(url: &str) -> Error {
    let client = Client::builder("id", SecretString::from("s")).api_url(url);
    let client = client.retries(0, Duration::ZERO).build().unwrap();
    client
        .user(&SecretString::from("token-0123"), UserRef::Me)
        .await
        .unwrap_err()
}

#[tokio::test]
async fn an_endless_answer_is_cut_off() {
    let mut answer = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n[".to_vec();
    answer.resize(3 << 20, b' ');
    let error = user_from(&raw(answer).await).await;
    assert_eq!(error.kind(), ErrorKind::UnexpectedAnswer);
    assert!(error.to_string().contains("1 MiB"), "{error}");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let thief = raw(b"HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{\"id\":\"me\"}".to_vec()).await;
    let answer = format!("HTTP/1.1 307 Go\r\nlocation: {thief}\r\ncontent-length: 0\r\n\r\n");
    let error = user_from(&raw(answer.into_bytes()).await).await;
    assert_eq!(
        (error.kind(), error.status()),
        (ErrorKind::UnexpectedAnswer, Some(307))
    );
}

#[tokio::test]
async fn a_closed_connection_and_no_connection() {
    let error = user_from(&raw(Vec::new()).await).await;
    assert_eq!(
        (error.kind(), error.was_never_sent()),
        (ErrorKind::Unreachable, false)
    );
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nowhere = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = user_from(&nowhere).await;
    assert_eq!(
        (error.kind(), error.was_never_sent()),
        (ErrorKind::Unreachable, true)
    );
    let error = user_from("http://no-such-host.invalid").await;
    assert_eq!(
        (error.kind(), error.was_never_sent()),
        (ErrorKind::Unreachable, true)
    );
}

/// A server that hangs up on its first caller and answers the next.
async fn absent_minded(answer: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        for answer in [b"".as_slice(), answer] {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(answer).await;
        }
    });
    url
}

#[tokio::test]
async fn a_lost_connection_does_not_hurt_a_read_and_never_repeats_a_create() {
    let user = b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\nconnection: close\r\n\r\n{\"id\":\"x\"}";
    let token = SecretString::from("token");
    let client = async || {
        let url = absent_minded(user).await;
        let builder = Client::builder("id", SecretString::from("s")).api_url(&url);
        builder.retries(1, Duration::ZERO).build().unwrap()
    };
    let read = client().await.user(&token, UserRef::Me).await.unwrap();
    assert_eq!(read.id, "x");
    let new = NewMeeting::instant();
    let create = client().await;
    let error = create.create_meeting(&token, UserRef::Me, &new).await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Unreachable);
}

#[tokio::test]
async fn no_error_shows_a_token() {
    for url in [
        raw(Vec::new()).await,
        raw(b"HTTP/1.1 401 No\r\ncontent-length: 0\r\n\r\n".to_vec()).await,
    ] {
        let error = user_from(&url).await;
        let printed = format!("{error} {error:?}");
        assert!(!printed.contains("token-0123"), "{printed}");
    }
}
