//! "End meeting": by the route, by the command, and by whom.

use reqwest::StatusCode;
use serde_json::{Value, json};
use zoom_sandbox::MeetingStatus;

use crate::live::meeting;
use crate::stage::{CLIENT_ID, Person, Stage};

const SCOPE: &str = "meeting:update:status";
const ADMIN_SCOPE: &str = "meeting:update:status:admin";

impl Person {
    async fn end(&self, post: &Value) -> (StatusCode, Value) {
        let path = format!("api/v1/posts/{}/end", post["id"].as_str().unwrap());
        self.post(&path, json!({})).await
    }
}

/// Whether the meeting is over in Zoom.
fn is_over(stage: &Stage, id: u64) -> bool {
    let mut meetings = stage.zoom.meetings().into_iter();
    let meeting = meetings.find(|meeting| meeting.id == id).unwrap();
    meeting.status != MeetingStatus::Started
}

async fn with_the_scope() -> Stage {
    let stage = Stage::new().await;
    stage.zoom.add_scopes(CLIENT_ID, &[SCOPE]).unwrap();
    stage
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_host_ends_the_meeting_for_everybody() {
    let stage = with_the_scope().await;
    let (alice, meeting) = meeting(&stage).await;
    let bob = stage.person("bob").await;
    stage.zoom.start_meeting(meeting.id).unwrap();
    stage.zoom.join_meeting(meeting.id, "Eve").unwrap();
    stage.zoom.settle().await;
    stage.jobs_done().await;
    assert_eq!(alice.sees(&meeting.post).await["can_end"], true);
    assert_eq!(bob.sees(&meeting.post).await["can_end"], false);

    let (status, refused) = bob.end(&meeting.post).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "{refused}");
    assert!(
        refused["error"].as_str().unwrap().contains("host"),
        "{refused}"
    );
    assert!(!is_over(&stage, meeting.id));

    assert_eq!(alice.end(&meeting.post).await, (StatusCode::OK, json!({})));
    assert!(is_over(&stage, meeting.id));
    stage.zoom.settle().await;
    stage.jobs_done().await;
    let ended = alice.read_post(&meeting.post).await;
    assert_eq!(ended["props"]["meeting_status"], "ENDED");
    assert_eq!(ended["props"]["meeting_participant_count"], 1);
    assert_eq!(alice.sees(&meeting.post).await["can_end"], false);
    let (status, again) = alice.end(&meeting.post).await;
    assert_eq!(status, StatusCode::CONFLICT, "{again}");
    assert!(stage.log().contains("end meeting"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stranger_who_is_connected_is_not_the_host() {
    let stage = with_the_scope().await;
    let (_, meeting) = meeting(&stage).await;
    let mut bob = stage.person("bob").await;
    bob.connect(&stage.zoom).await;
    stage.zoom.start_meeting(meeting.id).unwrap();
    let (status, refused) = bob.end(&meeting.post).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(
        refused["error"].as_str().unwrap().contains("host"),
        "{refused}"
    );
    let told = bob.ask("/zoom end").await;
    assert!(told.contains("No running meeting"), "{told}");
    assert!(!is_over(&stage, meeting.id));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_system_admin_ends_it_too() {
    let stage = with_the_scope().await;
    let (_, meeting) = meeting(&stage).await;
    let mut admin = stage.person("admin").await;
    stage.zoom.start_meeting(meeting.id).unwrap();
    assert_eq!(admin.sees(&meeting.post).await["can_end"], true);
    let told = admin.ask("/zoom end").await;
    assert!(told.contains("is ended for everybody"), "{told}");
    assert!(is_over(&stage, meeting.id));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_host_ends_what_another_has_posted() {
    let stage = with_the_scope().await;
    let mut alice = stage.person("alice").await;
    let bob = stage.person("bob").await;
    alice.connect(&stage.zoom).await;
    let room = stage.zoom.users()[0].pmi;
    // Nobody tells whose meeting it is.
    stage.zoom.turn(|knobs| knobs.webhook.drop = true);
    stage.zoom.start_meeting(room).unwrap();
    let body = json!({ "meeting_id": room, "channel_id": bob.town, "root_id": "" });
    let (_, answer) = bob.post("api/v1/meetings/share", body).await;
    let post = json!({ "id": answer["post_id"] });
    let (status, refused) = bob.end(&post).await;
    assert_ne!(status, StatusCode::OK, "{refused}");
    assert!(!is_over(&stage, room));
    assert_eq!(alice.end(&post).await, (StatusCode::OK, json!({})));
    assert!(is_over(&stage, room));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_nobody_has_verified_makes_no_host() {
    let stage = Stage::account_level().await;
    stage.zoom.add_scopes(CLIENT_ID, &[ADMIN_SCOPE]).unwrap();
    let mut admin = stage.person("admin").await;
    admin.connect(&stage.zoom).await;
    let alice = &mut stage.person("alice").await;
    let post = alice.start_in(&alice.town.clone()).await;
    let id = post["props"]["meeting_id"].as_u64().unwrap();
    stage.zoom.start_meeting(id).unwrap();
    alice.patch(json!({ "email": "a@elsewhere.example" })).await;
    let mut eve = stage.eve("alice@example.com").await;
    let (status, refused) = eve.end(&post).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "{refused}");
    let told = refused["error"].as_str().unwrap();
    assert!(told.contains("verified") && told.contains("/zoom admin map"));
    assert!(!is_over(&stage, id));
    let room = stage.zoom.users()[0].pmi;
    let plain = format!("{}/j/{room}", stage.zoom.url());
    let joined = eve.command(&format!("/zoom join {room}")).await;
    assert_eq!(joined["goto_location"], plain.as_str(), "no passcode");
    eve.tab.told().await;
    let body = json!({ "meeting_id": id });
    let (status, refused) = eve.post("api/v1/meetings/cancel", body).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "{refused}");
    let seen: Value = eve.route("api/v1/overview").await.json().await.unwrap();
    assert_eq!(seen["upcoming"], json!([]));
    assert!(
        seen["notes"][0].as_str().unwrap().contains("verified"),
        "{seen}"
    );

    // What she starts herself is hers to end, and what an admin says counts.
    let own = eve.start_in(&eve.town.clone()).await;
    let own_id = own["props"]["meeting_id"].as_u64().unwrap();
    stage.zoom.start_meeting(own_id).unwrap();
    assert_eq!(eve.end(&own).await, (StatusCode::OK, json!({})));
    admin.ask("/zoom admin map @eve alice@example.com").await;
    assert_eq!(eve.end(&post).await, (StatusCode::OK, json!({})));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_scope_is_named() {
    let stage = Stage::new().await;
    let (mut alice, meeting) = meeting(&stage).await;
    stage.zoom.start_meeting(meeting.id).unwrap();
    let (status, refused) = alice.end(&meeting.post).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let told = refused["error"].as_str().unwrap();
    assert!(
        told.contains(SCOPE) && told.contains("system admin"),
        "{told}"
    );
    let told = alice.ask("/zoom end").await;
    assert!(told.contains(SCOPE), "{told}");
    assert!(!is_over(&stage, meeting.id));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_an_account_level_app_only_the_host_and_admins_may() {
    let stage = Stage::account_level().await;
    stage.zoom.add_scopes(CLIENT_ID, &[ADMIN_SCOPE]).unwrap();
    let mut admin = stage.person("admin").await;
    admin.connect(&stage.zoom).await;
    let mut alice = stage.person("alice").await;
    let bob = stage.person("bob").await;
    let post = alice.start_in(&alice.town.clone()).await;
    let id = post["props"]["meeting_id"].as_u64().unwrap();
    stage.zoom.start_meeting(id).unwrap();
    let (status, refused) = bob.end(&post).await;
    assert_eq!(status, StatusCode::FORBIDDEN, "{refused}");
    assert!(!is_over(&stage, id));
    assert_eq!(alice.end(&post).await.0, StatusCode::OK);
    assert!(is_over(&stage, id));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_asks_which_of_several() {
    let stage = with_the_scope().await;
    let (mut alice, first) = meeting(&stage).await;
    let second = alice.start_in(&alice.town.clone()).await;
    let second = second["props"]["meeting_id"].as_u64().unwrap();
    for id in [first.id, second] {
        stage.zoom.start_meeting(id).unwrap();
    }
    stage.zoom.settle().await;
    stage.jobs_done().await;
    let told = alice.ask("/zoom end").await;
    assert!(told.contains("Which one"), "{told}");
    assert_eq!(told.matches("/zoom end").count(), 2, "{told}");
    let told = alice.ask(&format!("/zoom end {}", first.id)).await;
    assert!(told.contains("is ended"), "{told}");
    assert!(is_over(&stage, first.id) && !is_over(&stage, second));
    let told = alice.ask("/zoom end nonsense").await;
    assert!(told.contains("not a meeting ID"), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_meeting_that_ended_unheard_is_put_right() {
    let stage = with_the_scope().await;
    let (alice, meeting) = meeting(&stage).await;
    stage.zoom.start_meeting(meeting.id).unwrap();
    stage.zoom.settle().await;
    stage.jobs_done().await;
    stage.zoom.turn(|knobs| knobs.webhook.drop = true);
    stage.zoom.end_meeting(meeting.id).unwrap();
    let (status, told) = alice.end(&meeting.post).await;
    assert_eq!(status, StatusCode::CONFLICT, "{told}");
    let ended = alice.read_post(&meeting.post).await;
    assert_eq!(ended["props"]["meeting_status"], "ENDED");
}
