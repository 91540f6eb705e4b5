//! A WebSocket client that keeps what it gets.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use mattermost_devserver::Client;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// How long a frame may take. It is there at once, except on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

/// The address of a server's WebSocket.
pub(crate) fn address(url: &str, query: &str) -> String {
    format!("{}/api/v4/websocket{query}", url.replacen("http", "ws", 1))
}

impl Socket {
    /// Opens a socket in a client's session, as the browser does with its cookie.
    pub(crate) async fn open(client: &Client) -> Self {
        let mut socket = Self::resume(client, "").await;
        socket.wait_for("hello").await;
        socket
    }

    /// Opens a socket in a client's session, with a query.
    pub(crate) async fn resume(client: &Client, query: &str) -> Self {
        let cookie = format!("MMAUTHTOKEN={}", client.token());
        Self::connect(client.url(), query, &[("Cookie", &cookie)])
            .await
            .unwrap()
    }

    pub(crate) async fn connect(
        url: &str,
        query: &str,
        headers: &[(&'static str, &str)],
    ) -> Result<Self, tungstenite::Error> {
        let mut request = address(url, query).into_client_request()?;
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        let (stream, _) = tokio_tungstenite::connect_async(request).await?;
        Ok(Self { stream })
    }

    pub(crate) async fn send(&mut self, seq: i64, action: &str, data: Value) {
        let text = json!({"seq": seq, "action": action, "data": data}).to_string();
        self.stream.send(Message::Text(text.into())).await.unwrap();
    }

    /// The next frame; `None` at the end of the connection.
    pub(crate) async fn next(&mut self) -> Option<Value> {
        loop {
            let message = tokio::time::timeout(PATIENCE, self.stream.next());
            match message.await.expect("a frame comes")? {
                Ok(Message::Text(text)) => return Some(serde_json::from_str(&text).unwrap()),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// The next event of this name; others are passed over.
    pub(crate) async fn wait_for(&mut self, event: &str) -> Value {
        loop {
            let frame = self.next().await.expect("the connection lives");
            if frame["event"] == event {
                return frame;
            }
        }
    }

    /// The answer to a request.
    pub(crate) async fn reply(&mut self, seq: i64) -> Value {
        loop {
            let frame = self.next().await.expect("the connection lives");
            if frame["seq_reply"] == seq {
                return frame;
            }
        }
    }
}
