//! Meetings with a time, against a Zoom that answers over real sockets and sends events.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::time::Duration;

use serde_json::{Value, json};
use support::{app, connect, start};
use zoom_client::webhook::{Event, ScheduleEvent, parse};
use zoom_client::{
    Client, ErrorKind, Meeting, MeetingChange, MeetingId, NewMeeting, Recurrence, Timestamp,
    Tokens, UserRef, Weekday,
};
use zoom_sandbox::{App, Sandbox};

const ALICE: &str = "alice@example.com";
const MORE: [&str; 3] = [
    "meeting:read:list_meetings",
    "meeting:update:meeting",
    "meeting:delete:meeting",
];

/// An app that may do all with meetings, and hears of it.
fn rich_app() -> App {
    let mut app = app()
        .webhook("http://127.0.0.1:1/webhook", "secret")
        .events(&["meeting.created", "meeting.updated", "meeting.deleted"]);
    app.scopes.extend(MORE.map(str::to_owned));
    app
}

async fn alice(app: App) -> (Sandbox, Client, Tokens) {
    let (sandbox, client) = start(Sandbox::builder().app(app)).await;
    let tokens = connect(&sandbox, &client, ALICE).await;
    (sandbox, client, tokens)
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// So many hours from now, in whole seconds as Zoom has them.
fn ahead(hours: u64) -> Timestamp {
    let now = Timestamp::from_second(Timestamp::now().as_second()).unwrap();
    now + Duration::from_secs(hours * 3600)
}

async fn make(client: &Client, tokens: &Tokens, new: &NewMeeting) -> Meeting {
    let made = client.create_meeting(tokens.access_token(), UserRef::Me, new);
    made.await.unwrap()
}

/// The events that went out, read by the client.
fn events(sandbox: &Sandbox) -> Vec<(Event, Value)> {
    let all = sandbox.deliveries();
    let read = all.iter().map(|delivery| {
        let body = serde_json::from_str(&delivery.body).unwrap();
        (parse(delivery.body.as_bytes()).unwrap(), body)
    });
    read.collect()
}

fn updated(sandbox: &Sandbox) -> (Box<ScheduleEvent>, Value) {
    match events(sandbox).pop() {
        Some((Event::MeetingUpdated(event), body)) => (event, body),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_scheduled_meeting_is_what_was_asked_for() {
    let (sandbox, client, tokens) = alice(rich_app()).await;
    let start = ahead(30);
    let new = NewMeeting::scheduled(start, "Europe/Berlin", 45)
        .topic("Design review")
        .passcode("a1-b2")
        .waiting_room(true);
    let made = make(&client, &tokens, &new).await;
    assert_eq!(
        (made.kind, made.minutes, made.time_zone.as_str()),
        (2, 45, "Europe/Berlin")
    );
    assert_eq!(
        (made.start_time, made.passcode.as_str()),
        (Some(start), "a1-b2")
    );
    assert!(made.occurrences.is_empty() && made.recurrence.is_none());
    assert!(sandbox.meetings().iter().any(|m| m.waiting_room));
    let (event, body) = events(&sandbox).pop().unwrap();
    let Event::MeetingCreated(event) = event else {
        panic!("{event:?}")
    };
    assert_eq!(
        (event.id, event.start_time, event.minutes),
        (made.id, Some(start), Some(45))
    );
    assert!(
        body["payload"]["object"]["id"].is_u64(),
        "a number here: {body}"
    );
}

#[tokio::test]
async fn a_series_keeps_its_hour_when_clocks_change() {
    let (_sandbox, client, tokens) = alice(rich_app()).await;
    // Clocks go back in Berlin on 31 October 2027.
    let new = NewMeeting::scheduled(at("2027-10-26T08:00:00Z"), "Europe/Berlin", 30)
        .recurrence(Recurrence::weekly([Weekday::Tuesday, Weekday::Thursday]).times(4));
    let made = make(&client, &tokens, &new).await;
    assert_eq!(made.kind, 8);
    let times: Vec<String> = made
        .occurrences
        .iter()
        .map(|one| one.start_time.unwrap().to_string())
        .collect();
    assert_eq!(
        times,
        [
            "2027-10-26T08:00:00Z",
            "2027-10-28T08:00:00Z",
            "2027-11-02T09:00:00Z",
            "2027-11-04T09:00:00Z"
        ]
    );
    let read = client
        .meeting(tokens.access_token(), made.id)
        .await
        .unwrap();
    assert_eq!(read.recurrence, made.recurrence);
    assert_eq!(read.occurrences, made.occurrences);
}

#[tokio::test]
async fn days_months_and_ends_are_kept() {
    let (_sandbox, client, tokens) = alice(rich_app()).await;
    let count = async |recurrence: Recurrence| {
        let new = NewMeeting::scheduled(at("2027-01-31T08:00:00Z"), "UTC", 30);
        let made = make(&client, &tokens, &new.recurrence(recurrence)).await;
        let times = made.occurrences.iter();
        times
            .map(|one| one.start_time.unwrap().to_string()[5..10].to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        count(Recurrence::monthly(31).times(3)).await,
        ["01-31", "02-28", "03-31"]
    );
    assert_eq!(
        count(Recurrence::daily().interval(3).times(2)).await,
        ["01-31", "02-03"]
    );
    let week = Recurrence::daily().until(at("2027-02-02T08:00:00Z"));
    assert_eq!(count(week).await, ["01-31", "02-01", "02-02"]);
    assert_eq!(
        count(Recurrence::daily().times(60)).await.len(),
        50,
        "Zoom tells of 50"
    );
}

#[tokio::test]
async fn upcoming_meetings_come_page_by_page_and_no_more_than_asked() {
    let (sandbox, client, tokens) = alice(rich_app()).await;
    for hour in 1..=7 {
        let body = json!({"type": 2, "topic": format!("No {hour}"), "start_time": ahead(hour), "duration": 30});
        sandbox.schedule_meeting(ALICE, &body).unwrap();
    }
    let past = json!({"type": 2, "topic": "Past", "start_time": "2020-01-01T10:00:00Z"});
    sandbox.schedule_meeting(ALICE, &past).unwrap();
    sandbox
        .schedule_meeting(
            "bob@example.com",
            &json!({"type": 2, "start_time": ahead(1)}),
        )
        .unwrap();
    make(&client, &tokens, &NewMeeting::instant()).await;
    let topics = async |limit| {
        let list = client.upcoming_meetings(tokens.access_token(), UserRef::Me, limit);
        let list = list.await.unwrap();
        list.into_iter()
            .map(|meeting| meeting.topic)
            .collect::<Vec<_>>()
    };
    let all: Vec<String> = (1..=7).map(|hour| format!("No {hour}")).collect();
    assert_eq!(topics(100).await, all);
    assert_eq!(topics(3).await, all[..3]);
    let pages = sandbox.requests().len();
    let list = client.upcoming_meetings(tokens.access_token(), UserRef::Email(ALICE), 4);
    assert_eq!(list.await.unwrap().len(), 4);
    assert_eq!(sandbox.requests().len(), pages + 1, "one page is enough");
}

#[tokio::test]
async fn pages_follow_each_other_and_their_tokens_end() {
    let (sandbox, client, tokens) = alice(rich_app()).await;
    for hour in 1..=5 {
        let body = json!({"type": 2, "start_time": ahead(hour)});
        sandbox.schedule_meeting(ALICE, &body).unwrap();
    }
    let http = reqwest::Client::new();
    let page = async |query: &str| {
        let url = format!("{}/users/me/meetings?{query}", sandbox.api_url());
        let token = zoom_client::ExposeSecret::expose_secret(tokens.access_token());
        let answer = http.get(url).bearer_auth(token).send().await.unwrap();
        let status = answer.status().as_u16();
        let body: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        (status, body)
    };
    let (_, first) = page("type=upcoming&page_size=2").await;
    assert_eq!(
        (&first["total_records"], &first["page_count"]),
        (&json!(5), &json!(3))
    );
    let token = first["next_page_token"].as_str().unwrap().to_owned();
    let (_, second) = page(&format!(
        "type=upcoming&page_size=2&next_page_token={token}"
    ))
    .await;
    assert_ne!(first["meetings"][1]["id"], second["meetings"][0]["id"]);
    assert_eq!(page("page_size=abc&type=lobster").await.1["page_size"], 30);
    assert_eq!(page("page_size=999999").await.1["page_size"], 300);
    sandbox.advance(Duration::from_secs(16 * 60)).await;
    let (status, dead) = page(&format!("next_page_token={token}")).await;
    assert_eq!((status, &dead["code"]), (400, &json!(300)));
    drop(client);
}

#[tokio::test]
async fn a_change_is_told_with_what_was_before() {
    let (sandbox, client, tokens) = alice(rich_app()).await;
    let new = NewMeeting::scheduled(ahead(30), "UTC", 45).topic("Review");
    let made = make(&client, &tokens, &new).await;
    let change = MeetingChange::default().start(ahead(31), "Asia/Tokyo");
    let done = client.update_meeting(tokens.access_token(), made.id, &change);
    done.await.unwrap();
    let (event, body) = updated(&sandbox);
    assert_eq!(
        (event.start_time, event.time_zone.as_deref()),
        (Some(ahead(31)), Some("Asia/Tokyo"))
    );
    assert_eq!(
        (event.topic, event.minutes, event.single),
        (None, None, false)
    );
    assert_eq!(body["payload"]["old_object"]["timezone"], "UTC");
    let read = client
        .meeting(tokens.access_token(), made.id)
        .await
        .unwrap();
    assert_eq!((read.start_time, read.minutes), (Some(ahead(31)), 45));
    // Zoom overlooks a start in the past, and then nothing has changed.
    let count = sandbox.deliveries().len();
    let past = MeetingChange::default().start(at("2020-01-01T00:00:00Z"), "Asia/Tokyo");
    let done = client.update_meeting(tokens.access_token(), made.id, &past);
    done.await.unwrap();
    assert_eq!(sandbox.deliveries().len(), count);
}

#[tokio::test]
async fn a_deleted_meeting_is_gone_and_told() {
    let (sandbox, client, tokens) = alice(rich_app()).await;
    let token = tokens.access_token();
    let new = NewMeeting::scheduled(ahead(30), "UTC", 45);
    let made = make(&client, &tokens, &new).await;
    client.delete_meeting(token, made.id, None).await.unwrap();
    let Some((Event::MeetingDeleted(event), body)) = events(&sandbox).pop() else {
        panic!("a deletion")
    };
    assert_eq!((event.id, event.single), (made.id, false));
    assert_eq!(body["payload"]["operation"], "all");
    for gone in [
        client.delete_meeting(token, made.id, None).await,
        client.meeting(token, made.id).await.map(drop),
    ] {
        assert_eq!(gone.unwrap_err().kind(), ErrorKind::NoSuchMeeting);
    }
    let list = client.upcoming_meetings(token, UserRef::Me, 10).await;
    assert!(list.unwrap().is_empty());
    let room = MeetingId::new(sandbox.users()[0].pmi).unwrap();
    let error = client.delete_meeting(token, room, None).await.unwrap_err();
    assert_eq!(error.zoom_code(), Some(3018));
}

#[tokio::test]
async fn one_time_of_a_series_is_moved_and_deleted_alone() {
    let (sandbox, client, tokens) = alice(rich_app()).await;
    let token = tokens.access_token();
    let new = NewMeeting::scheduled(ahead(30), "UTC", 45).recurrence(Recurrence::daily().times(3));
    let made = make(&client, &tokens, &new).await;
    let names: Vec<&str> = made.occurrences.iter().map(|one| one.id.as_str()).collect();
    client
        .delete_meeting(token, made.id, Some(names[1]))
        .await
        .unwrap();
    let Some((Event::MeetingDeleted(event), _)) = events(&sandbox).pop() else {
        panic!("a deletion")
    };
    assert!(event.single);
    assert_eq!(
        (event.occurrences.len(), event.occurrences[0].id.as_str()),
        (1, names[1])
    );
    let later = json!({"start_time": ahead(32)});
    sandbox
        .change_meeting(made.id.get(), &later, Some(names[0]))
        .unwrap();
    assert!(updated(&sandbox).0.single);
    let read = client.meeting(token, made.id).await.unwrap();
    let deleted: Vec<bool> = read
        .occurrences
        .iter()
        .map(|one| one.is_deleted())
        .collect();
    assert_eq!(deleted, [false, true, false]);
    assert_eq!(read.occurrences[0].start_time, Some(ahead(32)));
    let list = client.upcoming_meetings(token, UserRef::Me, 10).await;
    assert_eq!(list.unwrap().len(), 2, "each time is listed by itself");
}

#[tokio::test]
async fn what_the_app_may_not_do_has_a_name() {
    let (_sandbox, client, tokens) = alice(app()).await;
    let token = tokens.access_token();
    let made = make(
        &client,
        &tokens,
        &NewMeeting::scheduled(ahead(1), "UTC", 30),
    )
    .await;
    let list = client.upcoming_meetings(token, UserRef::Me, 10).await;
    let change = MeetingChange::default().minutes(5);
    let change = client.update_meeting(token, made.id, &change).await;
    let delete = client.delete_meeting(token, made.id, None).await;
    for (result, scope) in [list.map(drop), change, delete].into_iter().zip(MORE) {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ScopeMissing);
        assert_eq!(error.scopes(), [scope.to_owned(), format!("{scope}:admin")]);
    }
}

#[tokio::test]
async fn older_apps_change_and_delete_with_their_write_scope() {
    let classic = app().scopes(&["meeting:read", "meeting:write", "user:read"]);
    let (_sandbox, client, tokens) = alice(classic).await;
    let token = tokens.access_token();
    let made = make(
        &client,
        &tokens,
        &NewMeeting::scheduled(ahead(1), "UTC", 30),
    )
    .await;
    let change = MeetingChange::default().minutes(5);
    client
        .update_meeting(token, made.id, &change)
        .await
        .unwrap();
    assert_eq!(
        client
            .upcoming_meetings(token, UserRef::Me, 9)
            .await
            .unwrap()
            .len(),
        1
    );
    client.delete_meeting(token, made.id, None).await.unwrap();
}

#[tokio::test]
async fn what_zoom_does_not_take_is_refused_by_the_field() {
    let (_sandbox, client, tokens) = alice(rich_app()).await;
    let start = ahead(1);
    for bad in [
        NewMeeting::scheduled(start, "Mars/Olympus", 30),
        NewMeeting::scheduled(start, "UTC", 30).passcode("longer than ten"),
        NewMeeting::scheduled(start, "UTC", 30).passcode("ü"),
    ] {
        let error = client.create_meeting(tokens.access_token(), UserRef::Me, &bad);
        let error = error.await.unwrap_err();
        assert_eq!(
            (error.kind(), error.zoom_code()),
            (ErrorKind::Refused, Some(300))
        );
    }
}
