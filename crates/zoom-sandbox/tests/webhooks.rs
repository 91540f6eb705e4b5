//! Deliveries: the retry schedule on a clock that tests move, and what can go wrong with them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use jiff::Timestamp;
use zoom_sandbox::{App, DeliveryOutcome, Sandbox, WebhookKnobs};

const MINUTE: Duration = Duration::from_secs(60);

/// A receiver that answers with the next of these, and with the last of them for ever.
#[derive(Clone)]
struct Receiver {
    url: String,
    answers: Arc<Mutex<Vec<u16>>>,
    bodies: Arc<Mutex<Vec<String>>>,
}

async fn receive(State(receiver): State<Receiver>, body: Bytes) -> StatusCode {
    receiver
        .bodies
        .lock()
        .unwrap()
        .push(String::from_utf8(body.to_vec()).unwrap());
    let status = {
        let mut answers = receiver.answers.lock().unwrap();
        if answers.len() > 1 {
            answers.remove(0)
        } else {
            answers[0]
        }
    };
    if status == 0 {
        std::future::pending::<()>().await;
    }
    StatusCode::from_u16(status).unwrap()
}

impl Receiver {
    async fn start(answers: &[u16]) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let receiver = Self {
            url: format!("http://{}/hook", listener.local_addr().unwrap()),
            answers: Arc::new(Mutex::new(answers.to_vec())),
            bodies: Arc::default(),
        };
        let router = Router::new()
            .route("/hook", post(receive))
            .with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        receiver
    }

    fn events(&self) -> Vec<String> {
        let bodies = self.bodies.lock().unwrap();
        let name = |body: &String| {
            serde_json::from_str::<serde_json::Value>(body).unwrap()["event"].clone()
        };
        bodies
            .iter()
            .map(|body| name(body).as_str().unwrap().to_owned())
            .collect()
    }
}

/// A sandbox whose app Alice has allowed, and the number of her room.
async fn sandbox(receiver: &Receiver) -> (Sandbox, u64) {
    let app = App::user_level("id", "secret")
        .redirect_uri("http://localhost/done")
        .webhook(&receiver.url, "token");
    let sandbox = Sandbox::builder().app(app).start().await.unwrap();
    connect(&sandbox).await;
    let room = sandbox.users()[0].pmi;
    (sandbox, room)
}

async fn connect(sandbox: &Sandbox) {
    let consent = format!(
        "{}/oauth/authorize?response_type=code&client_id=id&redirect_uri=http://localhost/done",
        sandbox.url()
    );
    let back = sandbox.allow(&consent, "alice@example.com").unwrap();
    let code = back.rsplit_once("code=").unwrap().1.to_owned();
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", "http://localhost/done"),
        ("client_id", "id"),
        ("client_secret", "secret"),
    ];
    let url = format!("{}/oauth/token", sandbox.url());
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    assert_eq!(
        http.post(url)
            .form(&form)
            .send()
            .await
            .unwrap()
            .status()
            .as_u16(),
        200
    );
}

#[tokio::test]
async fn each_run_has_a_uuid_of_its_own_and_ids_are_strings() {
    let receiver = Receiver::start(&[200]).await;
    let (sandbox, room) = sandbox(&receiver).await;
    let first = sandbox.start_meeting(room).unwrap();
    sandbox.end_meeting(room).unwrap();
    let second = sandbox.start_meeting(room).unwrap();
    sandbox.settle().await;
    assert_ne!(first, second);
    assert_eq!(
        receiver.events(),
        ["meeting.started", "meeting.ended", "meeting.started"]
    );
    let body: serde_json::Value =
        serde_json::from_str(&receiver.bodies.lock().unwrap()[1]).unwrap();
    let object = &body["payload"]["object"];
    assert_eq!(
        (object["id"].as_str(), object["type"].as_u64()),
        (Some(room.to_string().as_str()), Some(4))
    );
    assert_eq!(object["uuid"], first);
    assert!(body["event_ts"].is_i64() && object["end_time"].is_string());
}

#[tokio::test]
async fn server_errors_are_tried_again_after_5_25_and_85_minutes() {
    let receiver = Receiver::start(&[500]).await;
    let (sandbox, room) = sandbox(&receiver).await;
    sandbox.start_meeting(room).unwrap();
    sandbox.advance(90 * MINUTE).await;
    let delivery = &sandbox.deliveries()[0];
    assert_eq!(delivery.outcome, DeliveryOutcome::GivenUp);
    let first = delivery.attempts[0].at;
    let after: Vec<_> = delivery
        .attempts
        .iter()
        .map(|a| (a.at.as_second() - first.as_second()) / 60)
        .collect();
    assert_eq!(after, [0, 5, 25, 85]);
    let real = Timestamp::now().as_second();
    let fresh = |stamp| (real - 60..=real).contains(&stamp);
    assert!(
        delivery
            .attempts
            .iter()
            .all(|attempt| fresh(attempt.timestamp)),
        "{delivery:?}"
    );
    sandbox.advance(500 * MINUTE).await;
    assert_eq!(sandbox.deliveries()[0].attempts.len(), 4);
}

#[tokio::test]
async fn a_retry_can_keep_its_first_time_stamp() {
    let receiver = Receiver::start(&[503, 200]).await;
    let (sandbox, room) = sandbox(&receiver).await;
    sandbox.turn(|knobs| knobs.webhook.renew_signatures = false);
    sandbox.start_meeting(room).unwrap();
    sandbox.advance(6 * MINUTE).await;
    let delivery = &sandbox.deliveries()[0];
    assert_eq!(delivery.outcome, DeliveryOutcome::Delivered);
    let age = delivery.attempts[0].timestamp - delivery.attempts[1].timestamp;
    assert!(
        (295..=300).contains(&age),
        "as old as it would be by then: {age}"
    );
}

#[tokio::test]
async fn a_refusal_is_final() {
    for status in [301, 400, 401, 404] {
        let receiver = Receiver::start(&[status]).await;
        let (sandbox, room) = sandbox(&receiver).await;
        sandbox.start_meeting(room).unwrap();
        sandbox.advance(100 * MINUTE).await;
        let delivery = &sandbox.deliveries()[0];
        assert_eq!(
            (delivery.outcome, delivery.attempts.len()),
            (DeliveryOutcome::Lost, 1)
        );
    }
}

#[tokio::test]
async fn three_seconds_without_an_answer_are_a_failure() {
    let receiver = Receiver::start(&[0, 200]).await;
    let (sandbox, room) = sandbox(&receiver).await;
    sandbox.start_meeting(room).unwrap();
    sandbox.advance(6 * MINUTE).await;
    let delivery = &sandbox.deliveries()[0];
    assert!(
        (2900..8000).contains(&delivery.attempts[0].milliseconds),
        "{delivery:?}"
    );
    assert!(
        delivery.attempts[0]
            .failure
            .as_ref()
            .unwrap()
            .contains("3 seconds")
    );
    assert_eq!(delivery.attempts[1].status, Some(200));
}

#[tokio::test]
async fn twice_out_of_order_late_and_never() {
    let receiver = Receiver::start(&[200]).await;
    let (sandbox, room) = sandbox(&receiver).await;
    let run = async |knobs: WebhookKnobs| {
        receiver.bodies.lock().unwrap().clear();
        sandbox.turn(|all| all.webhook = knobs);
        sandbox.start_meeting(room).unwrap();
        sandbox.end_meeting(room).unwrap();
        sandbox.settle().await;
        receiver.events()
    };
    let (started, ended) = ("meeting.started", "meeting.ended");
    let mut twice = WebhookKnobs::default();
    twice.duplicate = true;
    assert_eq!(run(twice).await, [started, started, ended, ended]);
    let mut reorder = WebhookKnobs::default();
    reorder.reorder = true;
    assert_eq!(run(reorder).await, [ended, started]);
    let mut drop = WebhookKnobs::default();
    drop.drop = true;
    assert!(run(drop).await.is_empty());
    let mut late = WebhookKnobs::default();
    late.delay_seconds = 120;
    assert!(run(late).await.is_empty());
    sandbox.advance(3 * MINUTE).await;
    assert_eq!(receiver.events(), [started, ended]);
}

#[tokio::test]
async fn an_event_held_back_is_released_with_the_knob() {
    let receiver = Receiver::start(&[200]).await;
    let (sandbox, room) = sandbox(&receiver).await;
    sandbox.turn(|knobs| knobs.webhook.reorder = true);
    sandbox.start_meeting(room).unwrap();
    sandbox.settle().await;
    assert!(receiver.events().is_empty());
    sandbox.turn(|knobs| knobs.webhook.reorder = false);
    sandbox.settle().await;
    assert_eq!(receiver.events(), ["meeting.started"]);
}

#[tokio::test]
async fn a_user_level_app_hears_only_of_those_who_allowed_it() {
    let receiver = Receiver::start(&[200]).await;
    let (sandbox, alices) = sandbox(&receiver).await;
    let bobs = sandbox.users()[1].pmi;
    sandbox.start_meeting(bobs).unwrap();
    sandbox.start_meeting(alices).unwrap();
    sandbox.settle().await;
    assert_eq!(receiver.events().len(), 1);
    sandbox.uninstall("id", "alice@example.com").unwrap();
    sandbox.end_meeting(alices).unwrap();
    sandbox.settle().await;
    assert_eq!(receiver.events().len(), 1);
}

#[tokio::test]
async fn a_webhook_that_does_not_answer_the_challenge_is_not_valid() {
    let receiver = Receiver::start(&[200]).await;
    let (sandbox, _) = sandbox(&receiver).await;
    assert!(!sandbox.validate_webhook("id").await.unwrap());
    assert_eq!(receiver.events(), ["endpoint.url_validation"]);
}
