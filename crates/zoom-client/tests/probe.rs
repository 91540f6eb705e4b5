//! Whether Zoom is there, and knows the app.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use zoom_client::{Client, ErrorKind, SecretString};
use zoom_sandbox::{Fault, FaultAnswer, Sandbox};

#[tokio::test]
async fn zoom_knows_the_app_and_another_not() {
    let (sandbox, client) = support::start(Sandbox::builder().app(support::app())).await;
    let found = client.probe().await.unwrap();
    assert!(found.client_accepted);
    if let Some(ahead) = found.clock_ahead {
        assert!(
            ahead.as_secs().abs() <= 2,
            "one machine has one clock: {ahead:?}"
        );
    }
    let other = Client::builder("client", SecretString::from("wrong"))
        .zoom_url(sandbox.url())
        .build()
        .unwrap();
    assert!(!other.probe().await.unwrap().client_accepted);
}

#[tokio::test]
async fn what_is_not_zoom_is_an_error() {
    let (sandbox, client) = support::start(Sandbox::builder().app(support::app())).await;
    for (answer, kind) in [
        (FaultAnswer::WebPage, ErrorKind::UnexpectedAnswer),
        (FaultAnswer::ServerError, ErrorKind::Unreachable),
        (FaultAnswer::RateLimited(None), ErrorKind::RateLimited),
    ] {
        sandbox.turn(|knobs| knobs.fault = Some(Fault::always(answer)));
        assert_eq!(client.probe().await.unwrap_err().kind(), kind);
    }
}
