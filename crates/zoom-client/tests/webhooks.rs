//! What the sandbox signs and sends is what the client verifies and reads.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use support::{app, connect, start};
use zoom_client::webhook::{Event, MeetingEvent, ParticipantChange, Verifier};
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

#[tokio::test]
async fn a_participant_from_the_door_to_the_exit() {
    let names = ParticipantChange::ALL.map(ParticipantChange::event);
    let app = app()
        .webhook("http://127.0.0.1:1/webhook", "token")
        .events(&names);
    let (sandbox, client) = start(Sandbox::builder().app(app)).await;
    connect(&sandbox, &client, "alice@example.com").await;
    let room = sandbox.users()[0].pmi;
    let bob = sandbox.users()[1].id.clone();
    sandbox.wait_for_host(room, "bob@example.com").unwrap();
    sandbox.start_meeting(room).unwrap();
    sandbox.put_in_waiting_room(room, "Bob Example").unwrap();
    sandbox.admit(room, "Bob Example").unwrap();
    sandbox.leave_meeting(room, "Bob Example").unwrap();
    sandbox.settle().await;

    let deliveries = sandbox.deliveries();
    let events = deliveries.iter().map(|delivery| match read(delivery) {
        Event::Participant(event) => *event,
        other => panic!("{other:?}"),
    });
    let events: Vec<_> = events.collect();
    let changes: Vec<_> = events.iter().map(|event| event.change).collect();
    assert_eq!(
        changes,
        [
            ParticipantChange::WaitsForHost,
            ParticipantChange::Joined,
            ParticipantChange::PutInWaitingRoom,
            ParticipantChange::Admitted,
            ParticipantChange::Joined,
            ParticipantChange::Left,
        ]
    );
    for event in &events {
        assert_eq!(event.participant.user_id, bob);
        assert_eq!(event.participant.name, "Bob Example");
        assert_eq!(event.meeting.id.get(), room);
        assert!(event.time.is_some());
    }
    assert_eq!(events[1].participant.email, "bob@example.com");
    assert!(!events[1].participant.uuid.is_empty());
    let session = &events[1].participant.session_id;
    assert!(
        events[2..]
            .iter()
            .all(|event| event.participant.session_id == *session)
    );
}
