//! Who is in a meeting, as its channel sees it while the meeting lives.

use std::time::Duration;

use mattermost_devserver::Fate;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::stage::{Person, Stage};

/// A meeting that was started from Mattermost, and its post.
pub(crate) struct Meeting {
    pub(crate) id: u64,
    pub(crate) uuid: String,
    pub(crate) post: Value,
}

/// Alice, connected, with a meeting posted in the town square.
pub(crate) async fn meeting(stage: &Stage) -> (Person, Meeting) {
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let post = alice.start_in(&alice.town.clone()).await;
    let id = post["props"]["meeting_id"].as_u64().unwrap();
    let uuid = post["props"]["meeting_uuid"].as_str().unwrap().to_owned();
    (alice, Meeting { id, uuid, post })
}

impl Person {
    /// What the route says of a meeting: status and answer.
    pub(crate) async fn live(&self, post: &Value) -> (StatusCode, Value) {
        let path = format!("api/v1/posts/{}/live", post["id"].as_str().unwrap());
        let answer = self.route(&path).await;
        let status = answer.status();
        (status, answer.json().await.unwrap())
    }

    /// The same, where it has to be there.
    pub(crate) async fn sees(&self, post: &Value) -> Value {
        let (status, live) = self.live(post).await;
        assert_eq!(status, StatusCode::OK, "{live}");
        live
    }

    /// Waits until a meeting is seen so.
    pub(crate) async fn until_seen(&self, post: &Value, holds: impl Fn(&Value) -> bool) -> Value {
        let look = async {
            loop {
                let live = self.sees(post).await;
                if holds(&live) {
                    return live;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let seen = tokio::time::timeout(Duration::from_secs(60), look).await;
        seen.expect("it is never seen so")
    }

    /// The next word on a meeting that the person's browser hears.
    pub(crate) async fn hears(&mut self, post: &Value) -> Value {
        loop {
            let event = self.tab.event("custom_zoom_meeting_changed").await;
            assert_eq!(
                event["data"]["channel_id"],
                event["broadcast"]["channel_id"]
            );
            let live: Value =
                serde_json::from_str(event["data"]["live"].as_str().unwrap()).unwrap();
            if let Some(live) = live.get(post["id"].as_str().unwrap()) {
                assert_eq!(event["data"]["channel_id"], post["channel_id"]);
                return live.clone();
            }
        }
    }

    /// Hears of a meeting until it is so.
    pub(crate) async fn until_heard(
        &mut self,
        post: &Value,
        holds: impl Fn(&Value) -> bool,
    ) -> Value {
        loop {
            let live = self.hears(post).await;
            if holds(&live) {
                return live;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_meeting_from_waiting_to_its_end() {
    let stage = Stage::new().await;
    let (alice, meeting) = meeting(&stage).await;
    let mut bob = stage.person("bob").await;
    bob.connect(&stage.zoom).await;
    let (id, post) = (meeting.id, &meeting.post);
    let waiting = bob.sees(post).await;
    assert_eq!(
        waiting,
        json!({"meeting_id": id, "meeting_uuid": meeting.uuid, "state": "waiting", "host_in": false,
            "count": 0, "users": [], "waiting": 0, "total": 0, "can_end": false})
    );

    stage.zoom.wait_for_host(id, "Eve").unwrap();
    stage.zoom.settle().await;
    let heard = bob.hears(post).await;
    assert_eq!(
        (&heard["state"], &heard["waiting"]),
        (&json!("waiting"), &json!(1))
    );
    assert!(
        heard.get("can_end").is_none(),
        "it holds for one person: {heard}"
    );

    stage.zoom.start_meeting(id).unwrap();
    stage.zoom.join_meeting(id, "alice@example.com").unwrap();
    stage.zoom.join_meeting(id, "bob@example.com").unwrap();
    stage.zoom.settle().await;
    let all_in = |live: &Value| {
        live["users"]
            .as_array()
            .is_some_and(|users| users.len() == 2)
    };
    let heard = bob.until_heard(post, all_in).await;
    assert_eq!(heard["state"], "started");
    assert_eq!(heard["users"], json!([alice.id(), bob.id()]));
    assert_eq!((&heard["count"], &heard["total"]), (&json!(3), &json!(3)));
    assert_eq!(
        (&heard["waiting"], &heard["host_in"]),
        (&json!(0), &json!(true))
    );

    stage.zoom.leave_meeting(id, "Bob Example").unwrap();
    stage.zoom.leave_meeting(id, "Eve").unwrap();
    stage.zoom.join_meeting(id, "bob@example.com").unwrap();
    stage.zoom.settle().await;
    let seen = bob.sees(post).await;
    assert_eq!(
        (&seen["count"], &seen["total"]),
        (&json!(2), &json!(3)),
        "{seen}"
    );
    assert_eq!(seen["users"], json!([alice.id(), bob.id()]));

    stage.zoom.end_meeting(id).unwrap();
    stage.zoom.settle().await;
    let heard = bob.until_heard(post, |live| live["state"] == "ended").await;
    assert_eq!((&heard["count"], &heard["users"]), (&json!(0), &json!([])));
    stage.jobs_done().await;
    let ended = bob.read_post(post).await;
    assert_eq!(ended["props"]["meeting_status"], "ENDED");
    assert_eq!(ended["props"]["meeting_participant_count"], 3);
    let text = ended["props"]["attachments"][0]["text"].as_str().unwrap();
    assert!(text.contains("3 people took part."), "{text}");
    stage.log();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_waiting_room_is_counted_and_the_guest_is_nobody_by_name() {
    let stage = Stage::new().await;
    let (alice, meeting) = meeting(&stage).await;
    let (id, post) = (meeting.id, &meeting.post);
    stage.zoom.set_waiting_room(id, true).unwrap();
    stage.zoom.start_meeting(id).unwrap();
    stage.zoom.join_meeting(id, "alice@example.com").unwrap();
    // A guest may call themself anything, and type any address.
    for name in ["bob", "Bob Example", "@bob"] {
        stage.zoom.join_meeting(id, name).unwrap();
    }
    stage.zoom.settle().await;
    let seen = alice.until_seen(post, |live| live["waiting"] == 3).await;
    assert_eq!((&seen["count"], &seen["total"]), (&json!(1), &json!(1)));
    stage.zoom.admit(id, "Bob Example").unwrap();
    stage.zoom.leave_meeting(id, "@bob").unwrap();
    stage.zoom.settle().await;
    let seen = alice.until_seen(post, |live| live["waiting"] == 1).await;
    assert_eq!((&seen["count"], &seen["total"]), (&json!(2), &json!(2)));
    assert_eq!(seen["users"], json!([alice.id()]));
    stage.zoom.put_in_waiting_room(id, "Bob Example").unwrap();
    stage.zoom.settle().await;
    let seen = alice.until_seen(post, |live| live["waiting"] == 2).await;
    assert_eq!((&seen["count"], &seen["total"]), (&json!(1), &json!(2)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_an_account_level_app_people_are_matched_by_their_address() {
    let stage = Stage::account_level().await;
    let mut admin = stage.person("admin").await;
    admin.connect(&stage.zoom).await;
    let mut alice = stage.person("alice").await;
    let bob = stage.person("bob").await;
    let post = alice.start_in(&alice.town.clone()).await;
    let id = post["props"]["meeting_id"].as_u64().unwrap();
    stage.zoom.start_meeting(id).unwrap();
    stage.zoom.join_meeting(id, "bob@example.com").unwrap();
    stage.zoom.settle().await;
    let named = |live: &Value| live["users"] == json!([bob.id()]);
    alice.until_seen(&post, named).await;

    // An admin says that Bob has another address in Zoom: the Zoom user with Bob's is not Bob then.
    let told = admin.ask("/zoom admin map @bob admin@example.com").await;
    assert!(told.contains("admin@example.com"), "{told}");
    let post = alice.start_in(&alice.town.clone()).await;
    let id = post["props"]["meeting_id"].as_u64().unwrap();
    stage.zoom.start_meeting(id).unwrap();
    stage.zoom.join_meeting(id, "bob@example.com").unwrap();
    stage.zoom.settle().await;
    stage.zoom.join_meeting(id, "admin@example.com").unwrap();
    stage.zoom.settle().await;
    let seen = alice.until_seen(&post, named).await;
    assert_eq!(seen["count"], 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_never_connected_is_known_by_their_address_and_who_did_by_their_zoom_account() {
    let stage = Stage::new().await;
    let (mut alice, first) = meeting(&stage).await;
    let mut bob = stage.person("bob").await;
    stage.zoom.start_meeting(first.id).unwrap();
    stage.zoom.join_meeting(first.id, &bob.email).unwrap();
    // A guest may call themself so, too.
    stage.zoom.join_meeting(first.id, "@bob").unwrap();
    let both = |live: &Value| live["count"] == 2 && live["users"] == json!([bob.id()]);
    alice.until_seen(&first.post, both).await;

    // Connected with another Zoom account, Bob is that Zoom user, and not the one with his address.
    bob.email = "admin@example.com".to_owned();
    bob.connect(&stage.zoom).await;
    let post = alice.start_in(&alice.town.clone()).await;
    let id = post["props"]["meeting_id"].as_u64().unwrap();
    stage.zoom.start_meeting(id).unwrap();
    stage.zoom.join_meeting(id, "bob@example.com").unwrap();
    stage.zoom.settle().await;
    stage.zoom.join_meeting(id, "admin@example.com").unwrap();
    stage.zoom.settle().await;
    let both = |live: &Value| live["count"] == 2 && live["users"] == json!([bob.id()]);
    alice.until_seen(&post, both).await;
    let stored = stage.stored(&format!("zrs_live_{id}")).unwrap();
    let stored: Value = serde_json::from_slice(&stored).unwrap();
    let people = stored["runs"][0]["people"].as_object().unwrap().values();
    let mut people: Vec<&str> = people.map(|id| id.as_str().unwrap()).collect();
    people.sort_unstable();
    assert_eq!(people, ["", bob.id()]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_mattermost_has_not_verified_is_nobodys() {
    for account_level in [false, true] {
        an_unverified_address_is_nobodys(account_level).await;
    }
}

async fn an_unverified_address_is_nobodys(account_level: bool) {
    let stage = match account_level {
        true => Stage::account_level().await,
        false => Stage::new().await,
    };
    let mut admin = stage.person("admin").await;
    admin.connect(&stage.zoom).await;
    let eve = json!({"username": "eve", "email": "eve@example.com", "password": "Eve-password-1"});
    let made: Value = admin.client.post("/api/v4/users", &eve).await.unwrap();
    assert_ne!(made["email_verified"], true);
    let alice = &mut stage.person("alice").await;
    if !account_level {
        alice.connect(&stage.zoom).await;
    }
    let post = alice.start_in(&alice.town.clone()).await;
    let id = post["props"]["meeting_id"].as_u64().unwrap();
    stage.zoom.start_meeting(id).unwrap();
    let event = |session: &str, email: &str| {
        json!({"event": "meeting.participant_joined", "event_ts": 1_767_324_846_123_i64,
            "payload": {"account_id": "a", "object": {"id": id.to_string(),
                "uuid": post["props"]["meeting_uuid"], "host_id": "h", "topic": "t", "type": 1,
                "participant": {"user_id": session, "id": format!("zoom-{session}"), "user_name": "E",
                    "email": email}}}})
        .to_string()
    };
    for (session, email) in [("1", "eve@example.com"), ("2", "bob@example.com")] {
        let sent = crate::webhook::Attempt::new(event(session, email));
        assert_eq!(sent.status(&stage).await, StatusCode::OK);
    }
    let bob = stage.person("bob").await;
    let seen = alice
        .until_seen(&post, |live| live["users"] == json!([bob.id()]))
        .await;
    assert_eq!(seen["count"], 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_admin_chooses_what_is_shown() {
    let stage = Stage::with(json!({ "ParticipantsShown": "numbers" })).await;
    let (mut alice, meeting) = meeting(&stage).await;
    let (id, post) = (meeting.id, &meeting.post);
    stage.zoom.start_meeting(id).unwrap();
    stage.zoom.settle().await;
    stage.jobs_done().await;
    alice
        .until_heard(post, |live| live["state"] == "started")
        .await;
    // A guest is not looked for, so that nothing is told later.
    stage.zoom.join_meeting(id, "Mallory").unwrap();
    stage.zoom.settle().await;
    let heard = alice.until_heard(post, |live| live["count"] == 1).await;
    assert!(heard.get("users").is_none(), "{heard}");
    let seen = alice.sees(post).await;
    assert!(seen.get("users").is_none() && seen["total"] == 1, "{seen}");

    stage.set(json!({ "ParticipantsShown": "off" })).await;
    // Open pages look anew.
    alice.tab.event("custom_zoom_configuration_changed").await;
    stage.zoom.join_meeting(id, "Eve").unwrap();
    stage.zoom.settle().await;
    let seen = alice.sees(post).await;
    for hidden in ["users", "count", "waiting", "total"] {
        assert!(seen.get(hidden).is_none(), "{hidden} in {seen}");
    }
    assert_eq!(seen["state"], "started");
    stage.zoom.end_meeting(id).unwrap();
    stage.zoom.settle().await;
    // Browsers hear that it ended, and of nothing before it.
    let heard = alice.hears(post).await;
    assert_eq!(heard["state"], "ended", "{heard}");
    assert!(heard.get("count").is_none(), "{heard}");
    stage.jobs_done().await;
    let ended = alice.read_post(post).await;
    assert_eq!(ended["props"]["meeting_status"], "ENDED");
    assert!(ended["props"].get("meeting_participant_count").is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_not_read_the_channel_learns_nothing() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let direct = alice.client.direct_channel("bob").await.unwrap().id;
    let post = alice.start_in(&direct).await;
    let (bob, admin) = (stage.person("bob").await, stage.person("admin").await);
    assert_eq!(bob.live(&post).await.0, StatusCode::OK);
    // The post of nobody, of no meeting, and what is no id at all.
    let town = alice.town.clone();
    let hello = json!({"channel_id": town, "message": "Hello"});
    let hello: Value = alice.client.post("/api/v4/posts", &hello).await.unwrap();
    let unknown = json!({"id": "aaaaaaaaaaaaaaaaaaaaaaaaaa"});
    for post in [&hello, &unknown, &json!({"id": "x"})] {
        assert_eq!(alice.live(post).await.0, StatusCode::NOT_FOUND, "{post}");
    }
    let eve = stage.eve("eve@example.com").await;
    assert_eq!(eve.live(&post).await.0, StatusCode::NOT_FOUND);
    let end = format!("api/v1/posts/{}/end", post["id"].as_str().unwrap());
    let (status, told) = eve.post(&end, json!({})).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "{told}");
    // What she writes onto a post of her own tells her no more.
    let id = post["props"]["meeting_id"].as_u64().unwrap();
    stage.zoom.start_meeting(id).unwrap();
    stage.zoom.join_meeting(id, "alice@example.com").unwrap();
    stage.zoom.settle().await;
    alice.until_seen(&post, |live| live["count"] == 1).await;
    for uuid in [
        &post["props"]["meeting_uuid"],
        &json!(""),
        &json!("x".repeat(900)),
    ] {
        let props = json!({"meeting_id": id, "meeting_uuid": uuid, "meeting_status": "STARTED"});
        let forged =
            json!({"channel_id": eve.town, "type": "custom_zoom", "message": "m", "props": props});
        let forged: Value = eve.client.post("/api/v4/posts", &forged).await.unwrap();
        let seen = eve.sees(&forged).await;
        for hidden in ["count", "users", "waiting", "total"] {
            assert!(seen.get(hidden).is_none(), "{hidden} in {seen}");
        }
    }
    let (status, told) = admin.live(&post).await;
    // System admins may read every channel.
    assert_eq!(status, StatusCode::OK, "{told}");
    let url = format!(
        "{}/plugins/zoom/api/v1/posts/{}/live",
        stage.server.url(),
        post["id"].as_str().unwrap()
    );
    let nobody = alice.browser.get(url).send().await.unwrap();
    assert_eq!(nobody.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_of_foreign_meetings_leave_nothing() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    stage.server.on_api_call(|call| match call.method {
        "KVSetWithOptions" => Fate::Fail("the disk is full".into()),
        _ => Fate::Proceed,
    });
    // Alice's personal room, of which no post knows.
    let foreign = 5_551_230_001;
    stage.zoom.wait_for_host(foreign, "Eve").unwrap();
    stage.zoom.start_meeting(foreign).unwrap();
    stage.zoom.leave_meeting(foreign, "Eve").unwrap();
    stage.zoom.settle().await;
    for delivery in stage.zoom.deliveries() {
        assert_eq!(delivery.attempts[0].status, Some(200), "{}", delivery.event);
    }
    assert!(stage.keys("zrs_live_").is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_stored_is_sent_again_and_taken_with_its_first_signature() {
    let stage = Stage::new().await;
    let (alice, meeting) = meeting(&stage).await;
    let sign_once = |knobs: &mut zoom_sandbox::Knobs| knobs.webhook.renew_signatures = false;
    stage.zoom.turn(sign_once);
    stage.zoom.start_meeting(meeting.id).unwrap();
    stage.zoom.settle().await;
    stage.jobs_done().await;
    stage.server.on_api_call(|call| match call.method {
        "KVSetWithOptions" => Fate::Fail("the disk is full".into()),
        _ => Fate::Proceed,
    });
    stage.zoom.join_meeting(meeting.id, "Eve").unwrap();
    stage.zoom.settle().await;
    let last = stage.zoom.deliveries().pop().unwrap();
    assert_eq!(last.attempts[0].status, Some(503));
    stage.zoom.advance(Duration::from_secs(10 * 60)).await;
    stage.server.on_api_call(|_| Fate::Proceed);
    // Zoom's second retry comes 25 minutes after the first try.
    stage.zoom.advance(Duration::from_secs(20 * 60)).await;
    let seen = alice.sees(&meeting.post).await;
    assert_eq!((&seen["count"], &seen["total"]), (&json!(1), &json!(1)));
    // Who has seen it sends it again.
    let again = |ago| {
        let attempt = crate::webhook::Attempt::new(last.body.clone());
        attempt.signed_ago(Duration::from_secs(ago))
    };
    assert_eq!(again(6_000).status(&stage).await, 200);
    assert_eq!(alice.sees(&meeting.post).await, seen, "to no effect");
    assert_eq!(again(7_210).status(&stage).await, 401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_participant_is_acknowledged_while_every_other_call_stalls() {
    let stage = Stage::new().await;
    let (alice, meeting) = meeting(&stage).await;
    stage.zoom.start_meeting(meeting.id).unwrap();
    stage.zoom.settle().await;
    stage.jobs_done().await;
    stage.server.on_api_call(|call| match call.method {
        "KVSetWithOptions" => Fate::Proceed,
        _ => Fate::Stall(Duration::from_secs(8)),
    });
    stage
        .zoom
        .join_meeting(meeting.id, "alice@example.com")
        .unwrap();
    stage.zoom.settle().await;
    let last = stage.zoom.deliveries().pop().unwrap();
    assert_eq!(last.attempts[0].status, Some(200), "{last:?}");
    assert!(last.attempts[0].milliseconds < 3_000);
    stage.server.on_api_call(|_| Fate::Proceed);
    stage.jobs_done().await;
    let named = json!([alice.id()]);
    alice
        .until_seen(&meeting.post, |live| live["users"] == named)
        .await;
}
