//! A browser tab's WebSocket.

use std::time::Duration;

use futures_util::StreamExt as _;
use mattermost_devserver::Client;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// How long an event may take on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(40);

pub(crate) struct Tab {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// The id by which the web app names this tab.
    pub(crate) connection_id: String,
}

impl Tab {
    pub(crate) async fn open(client: &Client) -> Self {
        let url = format!(
            "{}/api/v4/websocket",
            client.url().replacen("http", "ws", 1)
        );
        let mut request = url.into_client_request().unwrap();
        let cookie = format!("MMAUTHTOKEN={}", client.token());
        request
            .headers_mut()
            .insert("Cookie", cookie.parse().unwrap());
        let (stream, _) = tokio_tungstenite::connect_async(request).await.unwrap();
        let mut tab = Self {
            stream,
            connection_id: String::new(),
        };
        let hello = tab.event("hello").await;
        tab.connection_id = hello["data"]["connection_id"].as_str().unwrap().to_owned();
        tab
    }

    /// The next event of any name.
    pub(crate) async fn event_any(&mut self) -> Value {
        loop {
            let message = tokio::time::timeout(PATIENCE, self.stream.next()).await;
            if let Message::Text(text) = message.expect("an event comes").unwrap().unwrap() {
                return serde_json::from_str(&text).unwrap();
            }
        }
    }

    /// The next event of this name.
    pub(crate) async fn event(&mut self, name: &str) -> Value {
        loop {
            let event = self.event_any().await;
            if event["event"] == name {
                return event;
            }
        }
    }

    /// The next post of an event: `posted`, `post_edited` or `ephemeral_message`.
    pub(crate) async fn post(&mut self, event: &str) -> Value {
        let event = self.event(event).await;
        serde_json::from_str(event["data"]["post"].as_str().unwrap()).unwrap()
    }

    /// What the bot shows to this person alone.
    pub(crate) async fn told(&mut self) -> String {
        self.post("ephemeral_message").await["message"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// The next meeting's post, whoever writes it.
    pub(crate) async fn meeting(&mut self, event: &str) -> Value {
        loop {
            let post = self.post(event).await;
            if post["type"] == "custom_zoom" {
                return post;
            }
        }
    }
}
