//! A sandbox and a client that talk to each other over real sockets.
#![allow(dead_code, reason = "each test file uses its own part")]

use std::time::Duration;

use zoom_client::{Client, ClientBuilder, ConsentAnswer, SecretString, Tokens};
use zoom_sandbox::{App, Builder, Sandbox};

pub(crate) const REDIRECT: &str = "https://chat.example.com/plugins/zoom/oauth2/complete";

pub(crate) fn app() -> App {
    App::user_level("client", "client-secret").redirect_uri(REDIRECT)
}

pub(crate) async fn start(builder: Builder) -> (Sandbox, Client) {
    let sandbox = builder.start().await.unwrap();
    let client = client(&sandbox).build().unwrap();
    (sandbox, client)
}

pub(crate) fn client(sandbox: &Sandbox) -> ClientBuilder {
    Client::builder("client", SecretString::from("client-secret"))
        .redirect_uri(REDIRECT)
        .zoom_url(sandbox.url())
        .api_url(&sandbox.api_url())
        .timeout(Duration::from_secs(10))
        .retries(2, Duration::from_millis(1))
}

/// The code of a person's consent.
pub(crate) fn code(sandbox: &Sandbox, client: &Client, email: &str) -> SecretString {
    let back = sandbox
        .allow(&client.authorize_url("st te&?").unwrap(), email)
        .unwrap();
    let answer = ConsentAnswer::parse(back.split_once('?').unwrap().1);
    assert_eq!(answer.state(), Some("st te&?"));
    answer.code().unwrap().clone()
}

pub(crate) async fn connect(sandbox: &Sandbox, client: &Client, email: &str) -> Tokens {
    client
        .exchange_code(&code(sandbox, client, email))
        .await
        .unwrap()
}
