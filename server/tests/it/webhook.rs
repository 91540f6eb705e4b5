//! Zoom's events, and what pretends to be one.

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::StatusCode;
use serde_json::{Value, json};
use sha2::Sha256;
use zoom_client::Timestamp;

use crate::stage::{CLIENT_ID, SECRET_TOKEN, Stage, WEBHOOK_SECRET};

/// A request that may be an event of Zoom's.
pub(crate) struct Attempt {
    secret: &'static str,
    content_type: &'static str,
    key: &'static str,
    age: i64,
    signed: bool,
    node: Option<usize>,
    body: Vec<u8>,
}

impl Attempt {
    pub(crate) fn new(body: impl Into<Vec<u8>>) -> Self {
        Self {
            secret: WEBHOOK_SECRET,
            content_type: "application/json; charset=utf-8",
            key: SECRET_TOKEN,
            age: 0,
            signed: true,
            node: None,
            body: body.into(),
        }
    }

    /// It goes to this node, counted from 1.
    pub(crate) fn on_node(mut self, node: usize) -> Self {
        self.node = Some(node);
        self
    }

    /// It was signed so long ago.
    pub(crate) fn signed_ago(mut self, age: std::time::Duration) -> Self {
        self.age = i64::try_from(age.as_secs()).unwrap();
        self
    }

    async fn send(self, stage: &Stage) -> (StatusCode, Value) {
        let url = format!(
            "{}/plugins/zoom/webhook?secret={}",
            stage.server.url(),
            self.secret
        );
        let time = (Timestamp::now().as_second() - self.age).to_string();
        let mut mac = Hmac::<Sha256>::new_from_slice(self.key.as_bytes()).unwrap();
        mac.update(format!("v0:{time}:").as_bytes());
        mac.update(&self.body);
        let signature = format!("v0={}", HEXLOWER.encode(&mac.finalize().into_bytes()));
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let mut request = http
            .post(url)
            .header("content-type", self.content_type)
            .body(self.body);
        if let Some(node) = self.node {
            request = request.header("x-devserver-node", node.to_string());
        }
        if self.signed {
            request = request
                .header("x-zm-request-timestamp", time)
                .header("x-zm-signature", signature);
        }
        let answer = request.send().await.unwrap();
        (answer.status(), answer.json().await.unwrap_or_default())
    }

    pub(crate) async fn status(self, stage: &Stage) -> StatusCode {
        self.send(stage).await.0
    }
}

pub(crate) fn event(name: &str, id: Value) -> String {
    json!({
        "event": name, "event_ts": 1_700_000_000_000_i64,
        "payload": {"account_id": "a", "object": {
            "id": id, "uuid": "/abC//d+e==", "host_id": "h", "topic": "t", "type": 1,
            "start_time": "2026-01-02T03:04:05Z", "end_time": "2026-01-02T03:05:05Z",
        }},
    })
    .to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_zooms_is_refused() {
    let stage = Stage::new().await;
    let known = || Attempt::new(event("meeting.ended", json!("91234567890")));
    let refused = [
        Attempt {
            secret: "wrong",
            ..known()
        },
        Attempt {
            secret: "",
            ..known()
        },
        Attempt {
            key: "wrong",
            ..known()
        },
        Attempt {
            signed: false,
            ..known()
        },
        Attempt {
            age: 330,
            ..known()
        },
        Attempt {
            age: -330,
            ..known()
        },
    ];
    for attempt in refused {
        assert_eq!(attempt.status(&stage).await, 401);
    }
    assert_eq!(
        Attempt {
            content_type: "text/plain",
            ..known()
        }
        .status(&stage)
        .await,
        400
    );
    assert_eq!(Attempt::new("no JSON").status(&stage).await, 400);
    assert_eq!(Attempt::new("{}").status(&stage).await, 400);
    assert_eq!(
        Attempt::new(vec![b' '; 1024 * 1024 + 1])
            .status(&stage)
            .await,
        413
    );
    for reason in [
        "the secret in the URL is wrong",
        "the signature is missing or wrong",
        "the signature is too old",
        "an event is application/json",
        "an event has at most 1 MiB",
        "an event of Zoom's cannot be read",
    ] {
        // The log's lines come on their own way.
        stage.until(|| stage.log().contains(reason)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_that_come_before_the_set_up_stand_in_the_log() {
    let stage = Stage::with(json!({ "OAuthClientID": null })).await;
    let event = Attempt::new(event("meeting.ended", json!("91234567890")));
    assert_eq!(event.status(&stage).await, 501);
    stage
        .until(|| stage.log().contains("the plugin is not set up"))
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_zooms_is_accepted_also_when_it_concerns_nobody() {
    let stage = Stage::new().await;
    for body in [
        event("meeting.started", json!("91234567890")),
        event("meeting.started", json!(91_234_567_890_u64)),
        event("meeting.ended", json!("91234567890")),
        event("meeting.ended", json!(0)),
        event("meeting.ended", json!("pineapple")),
        event("recording.completed", json!(91_234_567_890_u64)),
        event("no.such_event", json!(null)),
    ] {
        assert_eq!(
            Attempt::new(body.clone()).status(&stage).await,
            200,
            "{body}"
        );
    }
    stage.log();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_challenge_is_answered_to_zoom_only() {
    let stage = Stage::new().await;
    assert!(stage.zoom.validate_webhook(CLIENT_ID).await.unwrap());
    let challenge = |token: &str| {
        json!({"event": "endpoint.url_validation", "payload": {"plainToken": token}}).to_string()
    };
    let unsigned = Attempt {
        signed: false,
        ..Attempt::new(challenge("q1w2e3r4t5y6u7i8o9p0aA"))
    };
    let (status, answer) = unsigned.send(&stage).await;
    assert_eq!(status, 401);
    assert!(answer.get("encryptedToken").is_none(), "{answer}");
    let (status, answer) = Attempt::new(challenge("v0:1700000000:{}"))
        .send(&stage)
        .await;
    assert_eq!(
        status, 400,
        "no text is signed that could be an event's signature"
    );
    assert!(answer.get("encryptedToken").is_none(), "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn posts_of_the_go_plugin_are_found_in_each_of_their_forms() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let mut id = 91_234_567_890_u64;
    for by_run in [true, false] {
        for quoted in [false, true] {
            id += 1;
            let key = if by_run {
                "post_meeting_%2FabC%2F%2Fd+e==".to_owned()
            } else {
                format!("post_meeting_{id}")
            };
            alice
                .press_anyway(json!({ "channel_id": alice.town }))
                .await;
            let post = alice.tab.meeting("posted").await;
            let post_id = post["id"].as_str().unwrap();
            let value = if quoted {
                format!("\"{post_id}\"")
            } else {
                post_id.to_owned()
            };
            stage.store(&key, value.as_bytes());
            stage.restart().await;
            let body = event("meeting.ended", json!(id));
            assert_eq!(Attempt::new(body).status(&stage).await, 200);
            let ended = alice.tab.meeting("post_edited").await;
            assert_eq!(ended["id"], post["id"], "{key} {quoted}");
            assert_eq!(ended["props"]["meeting_duration"], 1);
            stage.expire(&key);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_that_is_nobodys_costs_three_reads_and_no_write() {
    let stage = Stage::new().await;
    stage.restart().await;
    let mut numbers = 84_445_556_000_u64..;
    // What was left behind is looked for until it is listed, a moment after the list has come.
    let three_reads = async {
        loop {
            let number = numbers.next().unwrap();
            let body = event("meeting.ended", json!(number));
            assert_eq!(Attempt::new(body).status(&stage).await, 200);
            let calls = stage.server.wire_calls().into_iter();
            let about_it = calls.filter(|call| call.args.contains(&number.to_string()));
            let methods: Vec<_> = about_it.map(|call| call.method).collect();
            if methods == ["KVGet"; 3] {
                return;
            }
        }
    };
    let patience = std::time::Duration::from_secs(60);
    let done = tokio::time::timeout(patience, three_reads).await;
    done.expect("an event always costs more");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_secret_token_events_are_refused_and_admins_are_told_once() {
    let stage = Stage::with(json!({ "ZoomWebhookSecret": "" })).await;
    let admin = stage.person("admin").await;
    let alice = stage.person("alice").await;
    let body = event("meeting.ended", json!(1));
    assert_eq!(
        Attempt {
            key: "",
            ..Attempt::new(body)
        }
        .status(&stage)
        .await,
        401
    );
    // The settings are stored once more, as by another node: still one message.
    stage.set(json!({ "ZoomWebhookSecret": "" })).await;
    let told = crate::settings::told_by_the_bot(&admin, "Zoom Webhook Secret").await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].contains("Secret Token") && told[0].contains("System Console"),
        "{told:?}"
    );
    assert!(!told[0].contains(WEBHOOK_SECRET), "{told:?}");
    assert_eq!(
        crate::settings::all_by_the_bot(&alice).await,
        Vec::<String>::new()
    );
}
