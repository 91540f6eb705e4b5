//! Many people at once, on several nodes, with events doubled, late and out of order, and a plugin that
//! is killed: who is in is right in the end.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use mattermost_devserver::Fate;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::live::{Meeting, meeting};
use crate::stage::Stage;
use crate::webhook::Attempt;

/// An event about a guest, by the number of their stay.
fn event(meeting: &Meeting, change: &str, stay: usize, at: i64) -> String {
    event_of(meeting, change, stay, at, ("", ""))
}

/// The same about somebody with this Zoom user id and e-mail address.
fn event_of(
    meeting: &Meeting,
    change: &str,
    stay: usize,
    at: i64,
    (id, email): (&str, &str),
) -> String {
    json!({"event": format!("meeting.participant_{change}"), "event_ts": 1_767_324_846_000 + at,
        "payload": {"account_id": "a", "object": {"id": meeting.id.to_string(), "uuid": meeting.uuid,
            "host_id": "h", "topic": "t", "type": 1, "start_time": "2026-01-02T03:04:05Z",
            "participant": {"user_id": stay.to_string(), "user_name": format!("Guest {stay}"), "id": id,
                "email": email, "participant_user_id": id}}}})
    .to_string()
}

/// Sends events at once, to the nodes in turn; each has to be acknowledged.
async fn send(stage: &Stage, nodes: usize, events: Vec<String>) {
    let sent = events.into_iter().enumerate().map(|(place, body)| {
        let attempt = Attempt::new(body);
        let attempt = if nodes > 1 {
            attempt.on_node(1 + place % nodes)
        } else {
            attempt
        };
        attempt.status(stage)
    });
    for status in join_all(sent).await {
        assert_eq!(status, StatusCode::OK);
    }
}

/// Every second person is logged in to Zoom: their user id and e-mail address.
fn zoom_user(person: usize) -> (String, String) {
    let email = match person {
        1 => "bob@example.com".to_owned(),
        9 => "admin@example.com".to_owned(),
        _ => format!("nobody-{person}@example.com"),
    };
    match person % 2 {
        0 => Default::default(),
        _ => (format!("zoom-user-{person}"), email),
    }
}

/// Everybody joins, some leave, some come again: the events doubled, in an order of no sense. Bob stays,
/// and the admin leaves and comes again.
fn storm(meeting: &Meeting, people: usize) -> (Vec<String>, usize, usize) {
    let mut events = Vec::new();
    for person in 0..people {
        let at = i64::try_from(person).unwrap();
        let (id, email) = zoom_user(person);
        let of = |change, stay, at| event_of(meeting, change, stay, at, (&id, &email));
        events.push(of("joined", person, at));
        if person % 3 == 0 {
            events.push(of("left", person, at + 1_000));
        }
        if person % 9 == 0 {
            events.push(of("joined", person + 1_000_000, at + 2_000));
        }
    }
    // Somebody of whose coming nobody told.
    events.push(event(meeting, "left", 2_000_000, 5_000));
    events.extend(events.clone());
    // A fixed order in which neighbours lie far apart.
    let length = events.len();
    let mut mixed: Vec<(usize, String)> = events
        .into_iter()
        .enumerate()
        .map(|(place, event)| ((place * 7_919) % length, event))
        .collect();
    mixed.sort();
    let left = people.div_ceil(3);
    let again = people.div_ceil(9);
    let inside = people - left + again;
    // A guest who comes again is another one.
    let again = people.div_ceil(18);
    let mixed = mixed.into_iter().map(|(_, event)| event).collect();
    (mixed, inside, people + again + 1)
}

async fn is_right_in_the_end(nodes: usize) {
    let stage = Stage::nodes(nodes).await;
    let (mut alice, meeting) = meeting(&stage).await;
    let (bob, admin) = (stage.person("bob").await, stage.person("admin").await);
    stage.zoom.start_meeting(meeting.id).unwrap();
    stage.zoom.settle().await;
    stage.jobs_done().await;
    let (events, inside, total) = storm(&meeting, 150);
    let count = events.len();
    let writes = Arc::new(AtomicUsize::new(0));
    let seen = writes.clone();
    stage.server.on_api_call(move |call| {
        if call.method == "KVSetWithOptions" {
            seen.fetch_add(1, Ordering::SeqCst);
        }
        Fate::Proceed
    });
    send(&stage, nodes, events).await;
    // A slow machine keeps some as jobs.
    stage.jobs_done().await;
    let live = alice.sees(&meeting.post).await;
    assert_eq!(
        (&live["count"], &live["total"]),
        (&json!(inside), &json!(total))
    );
    assert_eq!(live["users"], json!([bob.id(), admin.id()]));
    // How many go together depends on the machine; `make bench` measures it.
    assert!(
        writes.load(Ordering::SeqCst) < count,
        "{} writes for {count} events",
        writes.load(Ordering::SeqCst)
    );
    // The last state goes out.
    let last = json!(total);
    alice
        .until_heard(&meeting.post, |live| {
            live["total"] == last
                && live["count"] == json!(inside)
                && live["users"] == json!([bob.id(), admin.id()])
        })
        .await;

    stage.zoom.end_meeting(meeting.id).unwrap();
    stage.zoom.settle().await;
    stage.jobs_done().await;
    let ended = alice.read_post(&meeting.post).await;
    assert_eq!(ended["props"]["meeting_participant_count"], last);
    // Zoom tells of one more after the end, and of what is known.
    let late = vec![
        event(&meeting, "left", 3_000_000, 9_000),
        event(&meeting, "left", 1, 9_000),
    ];
    send(&stage, nodes, late).await;
    let counted = json!(total + 1);
    let recounted = async {
        while alice.read_post(&meeting.post).await["props"]["meeting_participant_count"] != counted
        {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let recounted = tokio::time::timeout(Duration::from_secs(60), recounted).await;
    recounted.expect("the post counts who came late to be known");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_storm_of_events_is_right_in_the_end() {
    is_right_in_the_end(1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_storm_of_events_on_three_nodes_is_right_in_the_end() {
    is_right_in_the_end(3).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn browsers_hear_of_a_meeting_at_most_once_a_second() {
    let stage = Stage::nodes(3).await;
    let (mut alice, meeting) = meeting(&stage).await;
    stage.zoom.start_meeting(meeting.id).unwrap();
    stage.zoom.settle().await;
    stage.jobs_done().await;
    // What was told of the start is heard before.
    alice
        .until_heard(&meeting.post, |live| live["state"] == "started")
        .await;
    let begun = Instant::now();
    for stay in 0..60 {
        send(&stage, 3, vec![event(&meeting, "joined", stay, 0)]).await;
    }
    let mut told = 0;
    let all = |live: &Value| live["count"] == 60;
    while !all(&alice.hears(&meeting.post).await) {
        told += 1;
    }
    let most = begun.elapsed().as_secs() + 2;
    assert!(told < most, "{told} events in {:?}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_channel_hears_once_a_second_of_all_its_meetings_together() {
    // Each node tells it once a second.
    let stage = Stage::nodes(1).await;
    let (mut alice, first) = meeting(&stage).await;
    let mut meetings = vec![first];
    for _ in 0..9 {
        let post = alice.start_in(&alice.town.clone()).await;
        let id = post["props"]["meeting_id"].as_u64().unwrap();
        let uuid = post["props"]["meeting_uuid"].as_str().unwrap().to_owned();
        meetings.push(Meeting { id, uuid, post });
    }
    let begun = Instant::now();
    for stay in 0..3 {
        let joined = meetings.iter();
        let joined = joined.map(|meeting| event(meeting, "joined", stay, 0));
        send(&stage, 1, joined.collect()).await;
    }
    let mut silent: BTreeSet<String> = meetings
        .iter()
        .map(|meeting| meeting.post["id"].as_str().unwrap().to_owned())
        .collect();
    let mut told = 0;
    while !silent.is_empty() {
        let event = alice.tab.event("custom_zoom_meeting_changed").await;
        let live: Value = serde_json::from_str(event["data"]["live"].as_str().unwrap()).unwrap();
        silent.retain(|post| live[post]["count"] != 3);
        told += 1;
    }
    let most = begun.elapsed().as_secs() + 2;
    assert!(told <= most, "{told} events in {:?}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_acknowledged_outlives_a_kill() {
    let stage = Stage::new().await;
    let (alice, meeting) = meeting(&stage).await;
    stage.zoom.start_meeting(meeting.id).unwrap();
    stage.zoom.settle().await;
    stage.jobs_done().await;
    let mut acknowledged = BTreeSet::new();
    for round in 0..4_usize {
        let (armed, killed) = (Arc::<AtomicBool>::default(), Arc::<AtomicBool>::default());
        let (strikes, struck) = (armed.clone(), killed.clone());
        // The process dies right after a write, once some events are acknowledged.
        stage.server.on_api_call(move |call| match call.method {
            _ if struck.load(Ordering::SeqCst) => Fate::Fail("the process is dead".into()),
            "KVSetWithOptions" if strikes.load(Ordering::SeqCst) => {
                struck.store(true, Ordering::SeqCst);
                Fate::KillAfter
            }
            _ => Fate::Proceed,
        });
        for stay in round * 100.. {
            // Each is logged in to Zoom, and is looked for.
            let who = format!("zoom-user-{stay}");
            let attempt = Attempt::new(event_of(&meeting, "joined", stay, 0, (&who, "")));
            if attempt.status(&stage).await == StatusCode::OK {
                acknowledged.insert(stay);
            }
            armed.store(stay > round * 102, Ordering::SeqCst);
            if killed.load(Ordering::SeqCst) {
                break;
            }
        }
        stage.server.on_api_call(|_| Fate::Proceed);
        stage.server.disable("zoom").await.unwrap();
        stage.server.enable("zoom").await.unwrap();
    }
    stage.jobs_done().await;
    let live = alice.sees(&meeting.post).await;
    let count = live["count"].as_u64().unwrap();
    assert!(acknowledged.len() >= 12, "{acknowledged:?}");
    let stored = stage.stored(&format!("zrs_live_{}", meeting.id)).unwrap();
    let stored: Value = serde_json::from_slice(&stored).unwrap();
    for stay in &acknowledged {
        let stay = stay.to_string();
        let run = &stored["runs"][0];
        let there = &run["stays"][&stay];
        assert_eq!(there["place"], "in", "{stay} of {stored}");
        let who = there["who"].as_str().unwrap();
        assert_eq!(run["people"][who], "", "{stay} was looked for: {stored}");
    }
    assert!(count >= acknowledged.len() as u64);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_events_cost_a_few_bytes() {
    let stage = Stage::new().await;
    let (alice, meeting) = meeting(&stage).await;
    let long = "x".repeat(100_000);
    let hostile = |participant: Value| {
        json!({"event": "meeting.participant_joined", "event_ts": i64::MAX,
            "payload": {"account_id": long, "object": {"id": meeting.id, "uuid": meeting.uuid,
                "host_id": long, "topic": long, "participant": participant}}})
        .to_string()
    };
    for participant in [
        json!({"user_id": long, "id": long, "user_name": long, "email": long, "participant_uuid": long}),
        json!({"user_id": {"a": []}, "id": -1, "user_name": "\u{0}\u{202e}", "email": "@", "join_time": 5}),
        json!({}),
    ] {
        let sent = Attempt::new(hostile(participant));
        assert_eq!(sent.status(&stage).await, StatusCode::OK);
    }
    let live = alice.sees(&meeting.post).await;
    assert_eq!(live["users"], json!([]));
    let stored = stage.stored(&format!("zrs_live_{}", meeting.id)).unwrap();
    assert!(stored.len() < 1_000, "{}", stored.len());
    stage.log();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn garbage_in_the_record_costs_no_event() {
    let stage = Stage::new().await;
    let (alice, meeting) = meeting(&stage).await;
    stage.store(&format!("zrs_live_{}", meeting.id), b"{\"runs\":7");
    send(&stage, 1, vec![event(&meeting, "joined", 1, 0)]).await;
    let live = alice.sees(&meeting.post).await;
    assert_eq!(
        (&live["count"], &live["state"]),
        (&json!(1), &json!("started"))
    );
}
