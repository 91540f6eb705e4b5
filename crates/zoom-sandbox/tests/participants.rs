//! People in meetings and in front of them, in the events that Zoom sends of them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use reqwest::Client;
use serde_json::{Value, json};
use zoom_sandbox::{App, Error, MeetingStatus, Place, Sandbox, User};

const EVENTS: [&str; 11] = [
    "meeting.started",
    "meeting.ended",
    "meeting.participant_joined",
    "meeting.participant_left",
    "meeting.participant_joined_waiting_room",
    "meeting.participant_left_waiting_room",
    "meeting.participant_put_in_waiting_room",
    "meeting.participant_admitted",
    "meeting.participant_jbh_waiting",
    "meeting.participant_jbh_waiting_left",
    "meeting.participant_jbh_joined",
];

/// A sandbox whose account-level app hears of all, and the number of Alice's room.
async fn sandbox() -> (Sandbox, u64) {
    let app = App::account_level("id", "secret")
        .redirect_uri("http://localhost/done")
        .events(&EVENTS)
        // Nobody listens: the log is what is looked at.
        .webhook("http://127.0.0.1:1/webhook", "token");
    let carol = User::new("carol@example.org", "Carol", 0).outside();
    let sandbox = Sandbox::builder().app(app).user(carol).start().await;
    let sandbox = sandbox.unwrap();
    let consent = format!(
        "{}/oauth/authorize?response_type=code&client_id=id&redirect_uri=http://localhost/done",
        sandbox.url()
    );
    sandbox.allow(&consent, "admin@example.com").unwrap();
    let room = sandbox.users()[0].pmi;
    (sandbox, room)
}

/// What was sent: the events' names and their participants.
fn sent(sandbox: &Sandbox) -> Vec<(String, Value)> {
    let body = |body: &str| serde_json::from_str::<Value>(body).unwrap();
    let deliveries = sandbox.deliveries();
    let events = deliveries.iter().map(|delivery| body(&delivery.body));
    events
        .map(|event| {
            let name = event["event"].as_str().unwrap();
            let name = name.trim_start_matches("meeting.").to_owned();
            (name, event["payload"]["object"]["participant"].clone())
        })
        .collect()
}

fn names(sandbox: &Sandbox) -> Vec<String> {
    sent(sandbox).into_iter().map(|(name, _)| name).collect()
}

#[tokio::test]
async fn users_are_told_with_id_and_address_and_guests_without() {
    let (sandbox, room) = sandbox().await;
    sandbox.start_meeting(room).unwrap();
    for who in ["bob@example.com", "carol@example.org", "Eve"] {
        sandbox.join_meeting(room, who).unwrap();
    }
    let sent = sent(&sandbox);
    let users = sandbox.users();
    let bob = users.iter().find(|user| user.first_name == "Bob").unwrap();
    assert_eq!(sent[1].1["id"], bob.id.as_str());
    assert_eq!(sent[1].1["participant_user_id"], bob.id.as_str());
    assert_eq!(sent[1].1["email"], "bob@example.com");
    assert_eq!(sent[1].1["user_name"], "Bob Example");
    assert!(sent[1].1["join_time"].as_str().unwrap().ends_with('Z'));
    assert_ne!(sent[2].1["id"], "");
    assert_eq!(sent[2].1["email"], "");
    for empty in ["id", "participant_user_id", "email"] {
        assert_eq!(sent[3].1[empty], "", "{empty}");
    }
}

#[tokio::test]
async fn who_comes_again_has_another_number() {
    let (sandbox, room) = sandbox().await;
    sandbox.start_meeting(room).unwrap();
    sandbox.join_meeting(room, "Mallory").unwrap();
    for _ in 0..2 {
        sandbox.join_meeting(room, "Eve").unwrap();
        sandbox.leave_meeting(room, "Eve").unwrap();
    }
    let sent = sent(&sandbox);
    let session = |place: usize| sent[place].1["user_id"].as_str().unwrap().to_owned();
    assert_eq!(session(2), session(3));
    assert_ne!(session(2), session(4));
    assert_eq!(sent[3].0, "participant_left");
    assert_eq!(sent[3].1["leave_reason"], "left the meeting");
    assert_ne!(session(2), session(1));
}

#[tokio::test]
async fn the_waiting_room_lets_in_whom_the_host_admits() {
    let (sandbox, room) = sandbox().await;
    sandbox.set_waiting_room(room, true).unwrap();
    sandbox.start_meeting(room).unwrap();
    for who in ["alice@example.com", "Eve", "Mallory"] {
        sandbox.join_meeting(room, who).unwrap();
    }
    sandbox.admit(room, "Eve").unwrap();
    sandbox.put_in_waiting_room(room, "Eve").unwrap();
    sandbox.leave_meeting(room, "Mallory").unwrap();
    assert!(matches!(
        sandbox.admit(room, "Mallory"),
        Err(Error::NotWaiting(_))
    ));
    assert_eq!(
        names(&sandbox),
        [
            "started",
            "participant_joined",
            "participant_joined_waiting_room",
            "participant_joined_waiting_room",
            "participant_admitted",
            "participant_joined",
            "participant_put_in_waiting_room",
            "participant_left_waiting_room",
        ]
    );
    let there = &sandbox.meetings()[0].participants;
    let places: Vec<_> = there.iter().map(|there| there.place).collect();
    assert_eq!(places, [Place::In, Place::WaitingRoom]);
    // The last one who is in ends it, whoever waits.
    sandbox.leave_meeting(room, "Alice Example").unwrap();
    assert_eq!(names(&sandbox).last().unwrap(), "ended");
}

#[tokio::test]
async fn who_waits_for_the_host_comes_in_with_them() {
    let (sandbox, room) = sandbox().await;
    for who in ["Eve", "bob@example.com", "Mallory"] {
        sandbox.wait_for_host(room, who).unwrap();
    }
    sandbox.leave_meeting(room, "Mallory").unwrap();
    sandbox.start_meeting(room).unwrap();
    assert!(matches!(
        sandbox.wait_for_host(room, "Late"),
        Err(Error::AlreadyRunning(_))
    ));
    assert_eq!(
        names(&sandbox),
        [
            "participant_jbh_waiting",
            "participant_jbh_waiting",
            "participant_jbh_waiting",
            "participant_jbh_waiting_left",
            "started",
            "participant_joined",
            "participant_joined",
        ]
    );
    let waiting = &sent(&sandbox)[0].1;
    assert_eq!(*waiting, json!({"id": "", "user_name": "Eve"}));
}

#[tokio::test]
async fn who_joins_before_the_host_starts_the_meeting() {
    let (sandbox, room) = sandbox().await;
    sandbox.join_before_host(room, "Eve").unwrap();
    assert_eq!(
        names(&sandbox),
        ["started", "participant_joined", "participant_jbh_joined"]
    );
}

#[tokio::test]
async fn a_thousand_come_at_once_and_none_is_lost() {
    let (sandbox, room) = sandbox().await;
    sandbox.start_meeting(room).unwrap();
    sandbox.join_many(room, 1000).unwrap();
    assert_eq!(sandbox.meetings()[0].participants.len(), 1000);
    let joined = names(&sandbox);
    let joined = joined.iter().filter(|name| *name == "participant_joined");
    assert_eq!(joined.count(), 1000);
}

#[tokio::test]
async fn the_control_api_has_all_of_it() {
    let (sandbox, room) = sandbox().await;
    let http = Client::builder().no_proxy().build().unwrap();
    let post = async |action: &str, body: Value| {
        let url = format!("{}/control/api/meetings/{room}/{action}", sandbox.url());
        let answer = http.post(url).json(&body).send().await.unwrap();
        answer.status().as_u16()
    };
    let eve = json!({"name": "Eve"});
    assert_eq!(post("wait-for-host", eve.clone()).await, 200);
    assert_eq!(post("waiting-room", json!({"on": true})).await, 200);
    assert_eq!(post("start", json!({})).await, 200);
    assert_eq!(post("admit", eve.clone()).await, 200);
    assert_eq!(post("put-in-waiting-room", eve.clone()).await, 200);
    assert_eq!(post("put-in-waiting-room", eve).await, 409);
    assert_eq!(post("waiting-room", json!({"on": false})).await, 200);
    assert_eq!(post("join-many", json!({"count": 3})).await, 200);
    assert_eq!(post("join", json!({"name": "bob@example.com"})).await, 200);
    assert_eq!(post("end", json!({})).await, 200);
    let before = json!({"name": "Early"});
    assert_eq!(post("join-before-host", before).await, 200);
    let meeting = &sandbox.meetings()[0];
    assert_eq!(meeting.status, MeetingStatus::Started);
    assert_eq!(meeting.participants[0].name, "Early");
}
