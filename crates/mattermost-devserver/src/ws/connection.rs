//! One WebSocket: its authentication, the requests that come in, and its end.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use http::{HeaderMap, StatusCode, Uri, header};
use mattermost_model::{Session, WebSocketRequest};
use serde::Deserialize;
use serde_json::{Value, json};

use super::event::{Broadcast, Event};
use super::hub::Identity as Registration;
use crate::app::App;
use crate::rest::Identity;

/// How long a client may take to say who it is.
const AUTHENTICATION: Duration = Duration::from_secs(5);
/// How often the server sees whether a connection still lives.
const PING: Duration = Duration::from_secs(60);
/// The largest message that a client may send, in bytes: Mattermost's limit.
const MAX_MESSAGE: usize = 8 * 1024;

/// What the address of the socket asks for.
#[derive(Debug, Clone, Default)]
struct Resume {
    connection_id: String,
    sequence_number: i64,
    acknowledges_posts: bool,
}

/// Opens a WebSocket. A page of another site may not.
pub(crate) async fn upgrade(
    State(app): State<Arc<App>>,
    identity: Identity,
    headers: HeaderMap,
    uri: Uri,
    upgrade: WebSocketUpgrade,
) -> Response {
    if !is_own_page(&app, &headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let resume = resume(&uri);
    upgrade
        .max_message_size(MAX_MESSAGE)
        .on_upgrade(move |socket| serve(app, identity, resume, socket))
}

fn is_own_page(app: &App, headers: &HeaderMap) -> bool {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &http::HeaderValue| value.to_str().ok())
    };
    let Some(origin) = text(header::ORIGIN) else {
        return true;
    };
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    text(header::HOST) == Some(host) || app.options.site_url.starts_with(origin)
}

fn resume(uri: &Uri) -> Resume {
    let pairs = uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter_map(|pair| pair.split_once('='));
    let mut resume = Resume::default();
    for (key, value) in pairs {
        match key {
            "connection_id" => value.clone_into(&mut resume.connection_id),
            "sequence_number" => resume.sequence_number = value.parse().unwrap_or(-1),
            "posted_ack" => resume.acknowledges_posts = value == "true",
            _ => {}
        }
    }
    resume
}

/// A request of a client.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Request {
    seq: i64,
    action: String,
    data: Value,
}

async fn serve(app: Arc<App>, identity: Identity, resume: Resume, socket: WebSocket) {
    let (sink, mut stream) = socket.split();
    let is_known = identity.session.is_some();
    let node = identity.context.node;
    let (session, challenge) = match identity.session {
        Some(session) => (session, None),
        None => match challenge(&app, &mut stream).await {
            Some((session, seq)) => (session, Some(seq)),
            None => return,
        },
    };
    let registration = Registration {
        user_id: session.user_id.clone(),
        session_id: session.id.clone(),
        acknowledges_posts: resume.acknowledges_posts,
    };
    // A connection is resumed only where the session is known from the beginning.
    let wanted = if is_known {
        resume.connection_id.as_str()
    } else {
        ""
    };
    let registered = app
        .hub
        .register(registration, wanted, resume.sequence_number);
    let id = registered.id.clone();
    if registered.is_new {
        app.hub.send_to(&id, &hello(&id, &session.user_id));
    }
    if let Some(seq) = challenge {
        app.hub.answer(&id, reply(seq, None));
    }
    app.set_status(&session.user_id, "online", false);
    app.plugins
        .web_socket_connected(node, &id, &session.user_id);
    let mut frames = registered.frames;
    let client = Client {
        app: &app,
        id: &id,
        session: &session,
        node,
    };
    client.converse(sink, stream, &mut frames).await;
    if app.hub.lose(&id, frames) {
        app.set_status(&session.user_id, "offline", false);
    }
    app.plugins
        .web_socket_disconnected(node, &id, &session.user_id);
}

fn hello(connection_id: &str, user_id: &str) -> Event {
    Event::new("hello", Broadcast::to_user(user_id))
        .with("connection_id", connection_id)
        .with("server_hostname", "devserver")
        .with("server_version", "11.6.0.dev.dev.false")
}

/// Waits for the client's token. Gives the session and the number of the request.
async fn challenge(app: &App, stream: &mut SplitStream<WebSocket>) -> Option<(Session, i64)> {
    let message = tokio::time::timeout(AUTHENTICATION, stream.next())
        .await
        .ok()??
        .ok()?;
    let request: Request = serde_json::from_str(message.to_text().ok()?).ok()?;
    if request.action != "authentication_challenge" {
        return None;
    }
    let token = request.data.get("token").and_then(Value::as_str)?;
    let session = app.session_of(token).ok()??;
    Some((session, request.seq))
}

/// A client that is connected and known.
struct Client<'a> {
    app: &'a Arc<App>,
    /// The connection's id.
    id: &'a str,
    session: &'a Session,
    node: usize,
}

impl Client<'_> {
    /// Sends what is to be sent and answers what comes in, until either side ends it.
    async fn converse(
        &self,
        mut sink: SplitSink<WebSocket, Message>,
        mut stream: SplitStream<WebSocket>,
        frames: &mut tokio::sync::mpsc::Receiver<String>,
    ) {
        let mut ping = tokio::time::interval(PING);
        ping.reset();
        loop {
            let sent = tokio::select! {
                frame = frames.recv() => match frame {
                    Some(frame) => sink.send(Message::Text(frame.into())).await,
                    None => break,
                },
                message = stream.next() => match message {
                    Some(Ok(Message::Text(text))) => {
                        self.answer(&text);
                        Ok(())
                    }
                    Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                    Some(Ok(_)) => Ok(()),
                },
                _ = ping.tick() => sink.send(Message::Ping(bytes::Bytes::new())).await,
            };
            if sent.is_err() {
                break;
            }
        }
        // The other side may be gone already.
        let _ = sink.close().await;
    }

    fn answer(&self, text: &str) {
        let Ok(request) = serde_json::from_str::<Request>(text) else {
            return;
        };
        if request.action.starts_with("custom_") {
            self.hand_on(request);
        } else {
            self.app.hub.answer(self.id, self.reply_to(&request));
        }
    }

    fn reply_to(&self, request: &Request) -> String {
        let (app, user_id, seq) = (self.app, self.session.user_id.as_str(), request.seq);
        match request.action.as_str() {
            "ping" => reply(seq, Some(self.pong())),
            "user_typing" if typing(app, user_id, &request.data) => reply(seq, None),
            "user_typing" => {
                let error = "api.websocket_handler.invalid_param.app_error";
                refuse(seq, error, "Invalid channel_id parameter.")
            }
            "user_update_active_status" => {
                let is_active = request.data.get("user_is_active").and_then(Value::as_bool);
                let is_active = is_active.unwrap_or(true);
                app.set_status(user_id, if is_active { "online" } else { "away" }, false);
                reply(seq, None)
            }
            "get_statuses" => {
                let statuses = app.statuses().into_iter();
                reply(
                    seq,
                    Some(statuses.map(|s| (s.user_id, json!(s.status))).collect()),
                )
            }
            "get_statuses_by_ids" => {
                let ids = request.data.get("user_ids").and_then(Value::as_array);
                let ids = ids.into_iter().flatten().filter_map(Value::as_str);
                let statuses = ids.map(|id| (id.to_owned(), json!(app.status(id).status)));
                reply(seq, Some(statuses.collect()))
            }
            "presence" | "posted_notify_ack" => reply(seq, None),
            _ => {
                let error = "api.web_socket_router.bad_action.app_error";
                refuse(seq, error, "Unknown WebSocket action.")
            }
        }
    }

    fn pong(&self) -> Value {
        let node_id = self.app.plugins.node_name(self.node);
        let time = crate::id::now();
        json!({ "node_id": node_id, "server_time": time, "text": "pong", "version": "11.6.0" })
    }

    /// Hands a message of a plugin's web app to its plugin.
    fn hand_on(&self, request: Request) {
        let session = Session {
            token: String::new(),
            ..self.session.clone()
        };
        let user_id = session.user_id.clone();
        let request = WebSocketRequest {
            seq: request.seq,
            action: request.action,
            data: serde_json::from_value(request.data).unwrap_or_default(),
            session,
            ..WebSocketRequest::default()
        };
        let plugins = &self.app.plugins;
        plugins.web_socket_message(self.node, self.id, &user_id, request);
    }
}

fn reply(seq: i64, data: Option<Value>) -> String {
    match data {
        Some(data) => json!({ "status": "OK", "seq_reply": seq, "data": data }),
        None => json!({ "status": "OK", "seq_reply": seq }),
    }
    .to_string()
}

fn refuse(seq: i64, id: &str, message: &str) -> String {
    let error = json!({ "id": id, "message": message, "detailed_error": "", "status_code": 500 });
    json!({ "status": "FAIL", "seq_reply": seq, "error": error }).to_string()
}

fn typing(app: &App, user_id: &str, data: &Value) -> bool {
    let text = |key: &str| data.get(key).and_then(Value::as_str).unwrap_or_default();
    app.publish_typing(user_id, text("channel_id"), text("parent_id"))
        .is_ok()
}
