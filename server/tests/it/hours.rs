//! What hours and days bring about, in a moment: the domain in process, on a clock that goes along.

use std::time::Duration;

use serde_json::{Value, json};
use zoom_sandbox::{Fault, FaultAnswer};

use crate::accounts::refreshes;
use crate::in_process::{DAY, HOUR, Inside, MINUTE};
use crate::schedule;
use crate::settings::{all_by_the_bot, told_by_the_bot};
use crate::stage::{Person, page};

const SECOND: Duration = Duration::from_secs(1);

fn id(post: &Value) -> u64 {
    post["props"]["meeting_id"].as_u64().unwrap()
}

async fn status(person: &Person, post: &Value) -> String {
    let post = person.read_post(post).await;
    post["props"]["meeting_status"].as_str().unwrap().to_owned()
}

/// How often Zoom was asked about a meeting.
fn questions(inside: &Inside, post: &Value) -> usize {
    let path = format!("/v2/meetings/{}", id(post));
    let requests = inside.stage.zoom.requests().into_iter();
    requests
        .filter(|request| request.method == "GET" && request.path == path)
        .count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_meeting_whose_end_is_never_told_is_asked_about_until_it_is_over() {
    let (inside, mut alice) = Inside::with_alice().await;
    let post = alice.start_in(&alice.town.clone()).await;
    let zoom = &inside.stage.zoom;
    zoom.start_meeting(id(&post)).unwrap();
    inside.settle().await;
    inside.check().await;
    let before = questions(&inside, &post);
    // One less than that, for the test itself takes some seconds.
    inside.minutes(13).await;
    assert_eq!(questions(&inside, &post), before, "not before its time");
    inside.minutes(4).await;
    assert_eq!(questions(&inside, &post), before + 1);
    assert_eq!(status(&alice, &post).await, "STARTED");
    // Two hours: once each half hour.
    inside.minutes(120).await;
    assert_eq!(questions(&inside, &post), before + 5);
    zoom.turn(|knobs| knobs.webhook.drop = true);
    zoom.end_meeting(id(&post)).unwrap();
    inside.minutes(32).await;
    assert_eq!(status(&alice, &post).await, "ENDED");
    let asked = questions(&inside, &post);
    inside.minutes(62).await;
    assert_eq!(questions(&inside, &post), asked, "nothing is left to ask");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_meeting_of_thirty_hours_ends_in_its_own_post() {
    let (inside, mut alice) = Inside::with_alice().await;
    let post = alice.start_in(&alice.town.clone()).await;
    inside.stage.zoom.start_meeting(id(&post)).unwrap();
    inside.settle().await;
    inside.pass(HOUR * 30).await;
    inside.stage.zoom.end_meeting(id(&post)).unwrap();
    inside.settle().await;
    let post = alice.read_post(&post).await;
    assert_eq!(post["props"]["meeting_status"], "ENDED");
    // The second in which it is started is not the one in which it is ended.
    let minutes = post["props"]["meeting_duration"].as_u64().unwrap();
    assert!((30 * 60..=30 * 60 + 1).contains(&minutes), "{minutes}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_asked_while_zoom_wants_no_questions() {
    let (inside, mut alice) = Inside::with_alice().await;
    let post = alice.start_in(&alice.town.clone()).await;
    inside.check().await;
    let limit = Fault::times(1, FaultAnswer::RateLimited(Some("600".to_owned())));
    inside.pass(MINUTE * 16).await;
    inside.stage.zoom.turn(|knobs| knobs.fault = Some(limit));
    inside.check().await;
    let asked = questions(&inside, &post);
    inside.minutes(9).await;
    assert_eq!(questions(&inside, &post), asked);
    inside.minutes(2).await;
    assert_eq!(questions(&inside, &post), asked + 1, "the same, later");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_ends_unheard_between_two_starts_of_one_minute_is_found() {
    let (inside, mut alice) = Inside::with_alice().await;
    let post = alice.start_in(&alice.town.clone()).await;
    let zoom = &inside.stage.zoom;
    zoom.start_meeting(id(&post)).unwrap();
    inside.settle().await;
    inside.catch_up().await;
    zoom.turn(|knobs| knobs.webhook.drop = true);
    zoom.end_meeting(id(&post)).unwrap();
    inside.catch_up().await;
    assert_eq!(status(&alice, &post).await, "ENDED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_meeting_is_asked_about_again_where_zoom_fails_at_a_start() {
    let (inside, mut alice) = Inside::with_alice().await;
    let post = alice.start_in(&alice.town.clone()).await;
    let zoom = &inside.stage.zoom;
    zoom.start_meeting(id(&post)).unwrap();
    // It was to be asked about a few minutes from now, and so it is again.
    inside.pass(MINUTE * 11).await;
    let fails = Fault::always(FaultAnswer::ServerError);
    zoom.turn(|knobs| {
        knobs.webhook.drop = true;
        knobs.fault = Some(fails);
    });
    inside.catch_up().await;
    zoom.turn(|knobs| knobs.fault = None);
    zoom.end_meeting(id(&post)).unwrap();
    inside.minutes(7).await;
    assert_eq!(status(&alice, &post).await, "ENDED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn admins_hear_of_a_silence_of_eighty_four_hours_once() {
    let inside = Inside::new().await;
    let admin = inside.stage.person("admin").await;
    inside.watch().await;
    for _ in 0..83 {
        inside.pass(HOUR).await;
        inside.watch().await;
    }
    let told = all_by_the_bot(&admin).await;
    assert!(!told.iter().any(|text| text.contains("72 hours")), "early");
    for _ in 0..3 {
        inside.pass(HOUR).await;
        inside.watch().await;
    }
    let told = told_by_the_bot(&admin, "72 hours").await;
    assert_eq!(told.len(), 1, "{told:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connect_link_is_good_for_five_minutes() {
    let inside = Inside::new().await;
    let mut alice = inside.stage.person("alice").await;
    alice.ask("/zoom start Late").await;
    let zoom = &inside.stage.zoom;
    let old = zoom.allow(&alice.consent_page().await, &alice.email);
    let old = old.unwrap();
    inside.pass(MINUTE * 5 + SECOND).await;
    let (status, text) = page(alice.open(&old).await).await;
    assert_eq!(status, 401, "{text}");
    let fresh = zoom.allow(&alice.consent_page().await, &alice.email);
    inside.pass(MINUTE * 4).await;
    let (status, text) = page(alice.open(&fresh.unwrap()).await).await;
    assert_eq!(status, 200, "{text}");
    let posted = alice.tab.meeting("posted").await;
    assert_eq!(posted["props"]["meeting_topic"], "Late");
}

/// What is said in an invitation's thread of its beginning.
async fn reminders(person: &Person, post: &Value) -> usize {
    let replies = person.replies(post["id"].as_str().unwrap()).await;
    let texts = replies.iter().map(|reply| reply["message"].as_str());
    texts
        .flatten()
        .filter(|text| text.contains("begins"))
        .count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_of_three_hours_ahead_reminds_once_and_is_over_where_nobody_holds_it() {
    let inside = Inside::new().await;
    let mut alice = schedule::alice(&inside.stage).await;
    let line = "/zoom schedule Review 2031-12-03 15:00 30m reminder=5";
    let (post, _) = schedule::plan(&mut alice, line).await;
    let start = json!({ "start_time": schedule::in_seconds(3 * 60 * 60) });
    let zoom = &inside.stage.zoom;
    zoom.change_meeting(id(&post), &start, None).unwrap();
    inside.settle().await;
    inside.turn().await;
    inside.pass(HOUR * 2 + MINUTE * 52).await;
    inside.turn().await;
    inside.settle().await;
    assert_eq!(reminders(&alice, &post).await, 0, "not before its time");
    inside.pass(MINUTE * 4).await;
    inside.turn().await;
    inside.settle().await;
    assert_eq!(reminders(&alice, &post).await, 1);
    // It began, and half an hour later it was over; nobody came in two more.
    for _ in 0..3 {
        inside.pass(HOUR).await;
        inside.turn().await;
        inside.settle().await;
    }
    assert_eq!(reminders(&alice, &post).await, 1, "once");
    let shown = alice.read_post(&post).await.to_string();
    assert!(shown.contains("The meeting is over."), "{shown}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clicks_make_one_meeting_then_a_question_then_another() {
    let (inside, mut alice) = Inside::with_alice().await;
    let town = json!({ "channel_id": alice.town });
    let first = alice.press(town.clone()).await.1["meeting_url"].clone();
    assert_ne!(first, "");
    let again = alice.press(town.clone()).await.1["meeting_url"].clone();
    assert_eq!(again, first, "a double click");
    inside.pass(SECOND * 3).await;
    let asked = alice.press(town.clone()).await.1["meeting_url"].clone();
    assert_eq!(asked, "");
    alice.tab.post("ephemeral_message").await;
    inside.pass(SECOND * 30).await;
    let another = alice.press(town).await.1["meeting_url"].clone();
    assert!(another != first && another != "", "{another}");
    assert_eq!(inside.stage.made().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_click_does_not_give_a_meeting_that_is_over() {
    let (inside, mut alice) = Inside::with_alice().await;
    let town = json!({ "channel_id": alice.town });
    let first = alice.press(town.clone()).await.1["meeting_url"].clone();
    let meeting = id(&alice.tab.meeting("posted").await);
    inside.stage.zoom.start_meeting(meeting).unwrap();
    inside.stage.zoom.end_meeting(meeting).unwrap();
    inside.settle().await;
    let second = alice.press(town).await.1["meeting_url"].clone();
    assert!(second != first && second != "", "{second}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recording_finds_its_thread_for_thirty_days() {
    let (inside, mut alice) = Inside::with_alice().await;
    let post = alice.start_in(&alice.town.clone()).await;
    let (meeting, post) = (id(&post), post["id"].as_str().unwrap());
    inside.stage.zoom.start_meeting(meeting).unwrap();
    inside.pass(MINUTE * 4).await;
    inside.stage.zoom.end_meeting(meeting).unwrap();
    inside.settle().await;
    inside.pass(DAY * 29).await;
    inside.stage.zoom.complete_recording(meeting).unwrap();
    inside.settle().await;
    let replies = alice.replies(post).await.len();
    assert!(replies > 0);
    inside.pass(DAY * 2).await;
    inside.stage.zoom.complete_recording(meeting).unwrap();
    inside.settle().await;
    assert_eq!(alice.replies(post).await.len(), replies, "forgotten");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_is_refreshed_before_it_ends_and_no_sooner() {
    let (inside, mut alice) = Inside::with_alice().await;
    let town = alice.town.clone();
    let before = refreshes(&inside.stage);
    inside.pass(MINUTE * 58).await;
    alice.start_in(&town).await;
    assert_eq!(refreshes(&inside.stage), before);
    inside.pass(SECOND * 90).await;
    alice.start_in(&town).await;
    assert_eq!(
        refreshes(&inside.stage),
        before + 1,
        "half a minute was left"
    );
    // Weeks of use: one refresh each time, and the connection lives.
    for week in 1..=4 {
        inside.pass(DAY * 7).await;
        alice.start_in(&town).await;
        assert_eq!(refreshes(&inside.stage), before + 1 + week);
    }
}
