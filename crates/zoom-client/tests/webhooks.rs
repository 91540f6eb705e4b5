//! What the sandbox signs and sends is what the client verifies and reads.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use support::{app, connect, start};
use zoom_client::webhook::{Event, MeetingEvent, Verifier};
use zoom_client::{NewMeeting, Timestamp, UserRef};
use zoom_sandbox::{Delivery, Sandbox};

fn read(delivery: &Delivery) -> Event {
    let attempt = &delivery.attempts[0];
    let verifier = Verifier::new("token".into());
    let timestamp = attempt.timestamp.to_string();
    let (timestamp, signature) = (
        Some(timestamp.as_bytes()),
        Some(attempt.signature.as_bytes()),
    );
    let now = Timestamp::from_second(attempt.timestamp).unwrap();
    let verified = verifier
        .verify(timestamp, signature, delivery.body.as_bytes(), now)
        .unwrap();
    verified.event().unwrap()
}

fn meeting(event: Event) -> MeetingEvent {
    match event {
        Event::MeetingStarted(meeting) | Event::MeetingEnded(meeting) => meeting,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_meeting_from_start_to_end() {
    let app = app().webhook("http://127.0.0.1:1/webhook", "token");
    let (sandbox, client) = start(Sandbox::builder().app(app)).await;
    let tokens = connect(&sandbox, &client, "alice@example.com").await;
    let new = NewMeeting::instant().topic("Ünïcode");
    let made = client
        .create_meeting(tokens.access_token(), UserRef::Me, &new)
        .await
        .unwrap();
    sandbox.start_meeting(made.id.get()).unwrap();
    sandbox.advance(std::time::Duration::from_secs(90)).await;
    sandbox.end_meeting(made.id.get()).unwrap();
    sandbox.settle().await;

    let events: Vec<_> = sandbox.deliveries().iter().map(read).collect();
    let names: Vec<_> = events.iter().map(Event::name).collect();
    assert_eq!(names, ["meeting.started", "meeting.ended"]);
    let [started, ended] = events.try_into().map_err(|_| "two events").unwrap();
    let (started, ended) = (meeting(started), meeting(ended));
    assert_eq!(
        (started.id, &started.uuid, started.topic.as_str()),
        (made.id, &made.uuid, "Ünïcode")
    );
    assert_eq!((ended.id, &ended.uuid), (made.id, &made.uuid));
    assert!(
        (90..95).contains(&ended.length().unwrap().as_secs()),
        "{:?}",
        ended.length()
    );
}
