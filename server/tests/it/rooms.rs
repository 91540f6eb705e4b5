//! A personal room is used again and again: a post shows the run that it was made for, however much
//! time goes by, and whatever Zoom leaves out.

use serde_json::{Value, json};

use crate::in_process::{DAY, HOUR, Inside, MINUTE};
use crate::stage::Person;

/// Alice's personal room.
const ROOM: u64 = 5_551_230_001;

/// Alice, who meets in her room.
async fn inside_with_room() -> (Inside, Person) {
    let (inside, alice) = Inside::with_alice().await;
    let preference = format!("zoomUserPreference_{}", alice.id());
    inside.stage.store(&preference, b"\"true\"");
    (inside, alice)
}

/// A run of the room, of four minutes.
async fn meet(inside: &Inside) {
    inside.stage.zoom.start_meeting(ROOM).unwrap();
    inside.pass(MINUTE * 4).await;
    inside.stage.zoom.end_meeting(ROOM).unwrap();
    inside.settle().await;
}

/// All that comes out of the last run.
async fn tell_what_came_out(inside: &Inside) {
    let zoom = &inside.stage.zoom;
    zoom.complete_recording(ROOM).unwrap();
    zoom.complete_summary(ROOM).unwrap();
    inside.settle().await;
}

fn drop_events(inside: &Inside, drop: bool) {
    inside.stage.zoom.turn(|knobs| knobs.webhook.drop = drop);
}

async fn props(person: &Person, post: &Value) -> Value {
    person.read_post(post).await["props"].clone()
}

/// How many replies stand in a post's thread.
async fn replies(person: &Person, post: &Value) -> usize {
    person.replies(post["id"].as_str().unwrap()).await.len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forgotten_post_stays_out_of_a_later_run() {
    let (inside, mut alice) = inside_with_room().await;
    let forgotten = alice.start_in(&alice.town.clone()).await;
    inside.pass(HOUR * 2).await;
    let direct = alice.client.direct_channel("bob").await.unwrap().id;
    let wanted = alice.start_in(&direct).await;
    meet(&inside).await;
    tell_what_came_out(&inside).await;
    let shown = props(&alice, &wanted).await;
    assert_eq!(shown["meeting_status"], "ENDED");
    assert!(replies(&alice, &wanted).await > 0);
    assert_eq!(props(&alice, &forgotten).await["meeting_uuid"], "");
    assert_eq!(replies(&alice, &forgotten).await, 0);
    // Nor is what happens in the room alone its own.
    meet(&inside).await;
    tell_what_came_out(&inside).await;
    assert_eq!(replies(&alice, &forgotten).await, 0);
    inside.minutes(20).await;
    assert_eq!(props(&alice, &forgotten).await["meeting_status"], "ENDED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forgotten_post_does_not_take_a_later_run_that_only_its_end_tells_of() {
    let (inside, mut alice) = inside_with_room().await;
    let forgotten = alice.start_in(&alice.town.clone()).await;
    inside.pass(HOUR * 2).await;
    drop_events(&inside, true);
    inside.stage.zoom.start_meeting(ROOM).unwrap();
    inside.pass(MINUTE * 4).await;
    drop_events(&inside, false);
    inside.stage.zoom.end_meeting(ROOM).unwrap();
    inside.settle().await;
    tell_what_came_out(&inside).await;
    assert_eq!(props(&alice, &forgotten).await["meeting_uuid"], "");
    assert_eq!(replies(&alice, &forgotten).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_run_of_a_room_does_not_go_on_in_the_post_of_the_last() {
    let (inside, mut alice) = inside_with_room().await;
    let first = alice.start_in(&alice.town.clone()).await;
    let uuid = inside.stage.zoom.start_meeting(ROOM).unwrap();
    inside.settle().await;
    // Nobody tells of its end, nor that the room is used again.
    drop_events(&inside, true);
    inside.stage.zoom.end_meeting(ROOM).unwrap();
    inside.stage.zoom.start_meeting(ROOM).unwrap();
    inside.pass(MINUTE * 4).await;
    drop_events(&inside, false);
    inside.stage.zoom.end_meeting(ROOM).unwrap();
    inside.settle().await;
    tell_what_came_out(&inside).await;
    let shown = props(&alice, &first).await;
    assert_eq!(shown["meeting_status"], "ENDED");
    assert_eq!(shown["meeting_uuid"], uuid.as_str());
    assert_eq!(replies(&alice, &first).await, 0, "they are the other run's");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_room_that_nobody_enters_is_no_meeting_that_goes_on() {
    let (inside, mut alice) = inside_with_room().await;
    let post = alice.start_in(&alice.town.clone()).await;
    inside.minutes(29).await;
    assert_eq!(props(&alice, &post).await["meeting_status"], "STARTED");
    inside.minutes(10).await;
    assert_eq!(props(&alice, &post).await["meeting_status"], "ENDED");
    let open = inside.stage.keys("zrs_open_posts_");
    assert_eq!(open, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_room_may_be_entered_half_an_hour_after_the_post() {
    for told in [true, false] {
        let (inside, mut alice) = inside_with_room().await;
        let post = alice.start_in(&alice.town.clone()).await;
        inside.minutes(28).await;
        drop_events(&inside, !told);
        let uuid = inside.stage.zoom.start_meeting(ROOM).unwrap();
        inside.settle().await;
        inside.minutes(32).await;
        let shown = props(&alice, &post).await;
        assert_eq!(shown["meeting_status"], "STARTED", "told: {told}");
        assert_eq!(shown["meeting_uuid"], uuid.as_str());
        drop_events(&inside, false);
        inside.stage.zoom.end_meeting(ROOM).unwrap();
        inside.settle().await;
        assert_eq!(props(&alice, &post).await["meeting_status"], "ENDED");
        tell_what_came_out(&inside).await;
        assert!(replies(&alice, &post).await > 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_meeting_with_a_number_of_its_own_may_begin_a_day_later() {
    let (inside, mut alice) = Inside::with_alice().await;
    let post = alice.start_in(&alice.town.clone()).await;
    let id = post["props"]["meeting_id"].as_u64().unwrap();
    for _ in 0..24 {
        inside.pass(HOUR).await;
        inside.check().await;
    }
    inside.stage.zoom.start_meeting(id).unwrap();
    inside.pass(MINUTE * 4).await;
    inside.stage.zoom.end_meeting(id).unwrap();
    inside.settle().await;
    let shown = props(&alice, &post).await;
    assert_eq!(shown["meeting_status"], "ENDED");
    assert!(shown["meeting_duration"].as_u64().unwrap() >= 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recording_finds_the_thread_of_a_run_of_which_nothing_else_told() {
    let (inside, mut alice) = inside_with_room().await;
    let post = alice.start_in(&alice.town.clone()).await;
    drop_events(&inside, true);
    meet(&inside).await;
    inside.minutes(40).await;
    assert_eq!(props(&alice, &post).await["meeting_status"], "ENDED");
    drop_events(&inside, false);
    inside.stage.zoom.complete_recording(ROOM).unwrap();
    inside.settle().await;
    let recorded = replies(&alice, &post).await;
    assert!(recorded > 0);
    // What comes when the meeting's record is forgotten finds it, too.
    inside.pass(DAY * 3).await;
    inside.stage.zoom.complete_summary(ROOM).unwrap();
    inside.settle().await;
    assert_eq!(replies(&alice, &post).await, recorded + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recording_of_a_later_run_stays_out_of_a_forgotten_post() {
    let (inside, mut alice) = inside_with_room().await;
    let post = alice.start_in(&alice.town.clone()).await;
    inside.pass(HOUR).await;
    drop_events(&inside, true);
    meet(&inside).await;
    drop_events(&inside, false);
    tell_what_came_out(&inside).await;
    assert_eq!(replies(&alice, &post).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_passes_a_room_on_passes_no_later_run_on() {
    let (inside, mut alice) = inside_with_room().await;
    let bob = inside.stage.person("bob").await;
    inside.check().await;
    alice.start_in(&alice.town.clone()).await;
    let elsewhere = bob.client.direct_channel("admin").await.unwrap().id;
    let body = json!({ "meeting_id": ROOM, "channel_id": elsewhere, "root_id": "" });
    let (status, answer) = bob.post("api/v1/meetings/share", body).await;
    assert_eq!(status, 200, "{answer}");
    let passed_on = json!({ "id": answer["post_id"] });
    inside.pass(HOUR * 2).await;
    inside.stage.zoom.start_meeting(ROOM).unwrap();
    inside.minutes(20).await;
    let shown = props(&bob, &passed_on).await;
    assert_eq!(shown["meeting_uuid"], "");
    assert_eq!(shown["meeting_status"], "ENDED");
}
