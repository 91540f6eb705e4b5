//! `/zoom schedule`: the invitation, what becomes of it, and the reminder.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use mattermost_devserver::Fate;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::stage::{Person, Stage};

/// Somebody in Berlin who is connected.
pub(crate) async fn alice(stage: &Stage) -> Person {
    let mut alice = stage.person("alice").await;
    let zone = json!({"useAutomaticTimezone": "false", "manualTimezone": "Europe/Berlin"});
    alice.patch(json!({ "timezone": zone })).await;
    alice.connect(&stage.zoom).await;
    alice
}

/// The invitation that a command makes, and what its author is told.
pub(crate) async fn plan(person: &mut Person, line: &str) -> (Value, String) {
    person.command(line).await;
    let post = invitation(person, "posted").await;
    (post, person.tab.told().await)
}

pub(crate) async fn invitation(person: &mut Person, event: &str) -> Value {
    loop {
        let post = person.tab.post(event).await;
        if post["type"] == "custom_zoom_scheduled" {
            return post;
        }
    }
}

pub(crate) fn number(post: &Value) -> u64 {
    post["props"]["meeting_id"].as_u64().unwrap()
}

fn text(post: &Value) -> &str {
    post["props"]["attachments"][0]["text"].as_str().unwrap()
}

pub(crate) fn in_seconds(seconds: i64) -> String {
    let now = Timestamp::now().as_second();
    Timestamp::from_second(now + seconds).unwrap().to_string()
}

pub(crate) fn id(post: &Value) -> String {
    post["id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_typed_line_becomes_a_meeting_and_an_invitation() {
    let stage = Stage::new().await;
    let mut alice = alice(&stage).await;
    let line = r#"/zoom schedule "Design review" 2031-12-03 15:00 45m weekly 10x passcode=aB-1 waiting-room"#;
    let (post, told) = plan(&mut alice, line).await;
    assert_eq!(
        stage.made(),
        [json!({
            "type": 8, "topic": "Design review", "start_time": "2031-12-03T14:00:00Z",
            "timezone": "Europe/Berlin", "duration": 45, "password": "aB-1",
            "settings": {"waiting_room": true},
            "recurrence": {"type": 2, "repeat_interval": 1, "weekly_days": "4", "end_times": 10},
        })]
    );
    assert_eq!(
        (&post["user_id"], &post["root_id"]),
        (&json!(alice.id()), &json!(""))
    );
    let props = &post["props"];
    let start: Timestamp = "2031-12-03T14:00:00Z".parse().unwrap();
    assert_eq!(props["meeting_status"], "SCHEDULED");
    assert_eq!(props["meeting_scheduled_start"], start.as_millisecond());
    assert_eq!(props["meeting_scheduled_minutes"], 45);
    assert_eq!(props["meeting_time_zone"], "Europe/Berlin");
    assert_eq!(
        props["meeting_recurrence"],
        "Every week (Wednesday), 10 times"
    );
    assert_eq!(
        (&props["meeting_topic"], &props["meeting_passcode"]),
        (&json!("Design review"), &json!("aB-1"))
    );
    let link = props["meeting_link"].as_str().unwrap();
    assert!(link.contains("/j/") && text(&post).contains(link), "{post}");
    let shown = "Next: Wednesday, Dec 3, 2031, 3:00 PM (Europe/Berlin, UTC+1)";
    assert!(text(&post).starts_with(shown), "{post}");
    assert!(
        told.contains("**Design review** is scheduled") && told.contains("3:00 PM"),
        "{told}"
    );
    let log = stage.log();
    assert!(
        log.contains("\"schedule\"") && !log.contains("aB-1"),
        "{log}"
    );

    // A planned meeting is none that was just started.
    let (_, answer) = alice.press_in_town().await;
    assert!(
        !answer["meeting_url"].as_str().unwrap().is_empty(),
        "{answer}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mistake_is_answered_with_what_was_understood_and_an_example() {
    let stage = Stage::new().await;
    let mut alice = alice(&stage).await;
    let told = alice
        .ask(r#"/zoom schedule "Review" tomorow 15:00 45m"#)
        .await;
    for part in [
        "“tomorow”",
        "**Review**",
        "45 minutes",
        "For example: `/zoom schedule",
    ] {
        assert!(told.contains(part), "{part} is in {told}");
    }
    let told = alice.ask("/zoom schedule Design review").await;
    assert!(told.contains("I need a time"), "{told}");
    let told = alice.ask("/zoom schedule Review 2020-01-01 10:00").await;
    assert!(
        told.contains("is over already") && told.contains("Europe/Berlin"),
        "{told}"
    );
    let told = alice.ask("/zoom schedule Planung am Montag um 15:00").await;
    let doubt = told.contains("Does “Montag” belong to the topic") && told.contains("3:00 PM");
    assert!(doubt, "{told}");
    alice.patch(json!({ "locale": "fr" })).await;
    let told = alice
        .ask("/zoom schedule Planning am Montag um 15:00")
        .await;
    assert!(told.contains("« Montag » fait-il partie"), "{told}");
    assert_eq!(stage.made(), Vec::<Value>::new());
    let (post, _) = plan(&mut alice, "/zoom schedule Planning lundi à 15h").await;
    assert_eq!(post["props"]["meeting_topic"], "Planning");
    assert_eq!(stage.made().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_not_or_is_not_connected_is_told_so() {
    let stage = Stage::with(json!({ "RestrictMeetingCreation": true })).await;
    let mut bob = stage.person("bob").await;
    let told = bob.ask("/zoom schedule A 15:00").await;
    assert!(told.contains("cannot be started"), "{told}");
    let told = bob.ask("/zoom schedule").await;
    assert!(told.contains("cannot be started"), "{told}");
    stage.set(json!({})).await;
    for line in ["/zoom schedule", "/zoom schedule A 15:00"] {
        let told = bob.ask(line).await;
        assert!(
            told.contains("oauth2/connect") && told.contains("schedule the meeting again"),
            "{told}"
        );
    }
    assert_eq!(stage.made(), Vec::<Value>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_form_plans_in_its_thread_and_each_field_says_what_is_wrong() {
    let stage = Stage::new().await;
    let mut alice = alice(&stage).await;
    let root: Value = alice
        .client
        .post(
            "/api/v4/posts",
            &json!({"channel_id": alice.town, "message": "When?"}),
        )
        .await
        .unwrap();
    let command =
        json!({"channel_id": alice.town, "root_id": root["id"], "command": "/zoom schedule"});
    let _: Value = alice
        .client
        .post("/api/v4/commands/execute", &command)
        .await
        .unwrap();
    let event = alice.tab.event("open_dialog").await;
    let dialog: Value = serde_json::from_str(event["data"]["dialog"].as_str().unwrap()).unwrap();
    let elements = dialog["dialog"]["elements"].as_array().unwrap();
    let mut fields: Value = elements
        .iter()
        .map(|element| {
            (
                element["name"].as_str().unwrap().to_owned(),
                element["default"].clone(),
            )
        })
        .collect::<serde_json::Map<_, _>>()
        .into();
    assert_eq!(fields["zone"], "Europe/Berlin");
    fields["topic"] = json!("Design review");
    fields["day"] = json!("someday");
    fields["passcode"] = json!("ümlaut");
    let submit = async |fields: &Value| -> Value {
        let body = json!({
            "url": dialog["url"], "callback_id": dialog["dialog"]["callback_id"],
            "state": dialog["dialog"]["state"], "channel_id": alice.town, "team_id": "",
            "submission": fields, "cancelled": false,
        });
        let path = "/api/v4/actions/dialogs/submit";
        alice.client.post(path, &body).await.unwrap()
    };
    let wrong = submit(&fields).await;
    assert!(
        wrong["errors"]["day"]
            .as_str()
            .unwrap()
            .contains("2026-12-03"),
        "{wrong}"
    );
    assert!(
        wrong["errors"]["passcode"]
            .as_str()
            .unwrap()
            .contains("10 characters"),
        "{wrong}"
    );
    assert_eq!(stage.made(), Vec::<Value>::new());
    fields["day"] = json!("2031-12-03");
    fields["time"] = json!("3pm");
    fields["passcode"] = json!("");
    assert_eq!(submit(&fields).await, json!({}));
    let post = invitation(&mut alice, "posted").await;
    assert_eq!(post["root_id"], root["id"]);
    assert_eq!(stage.made()[0]["start_time"], "2031-12-03T14:00:00Z");
    assert!(alice.tab.told().await.contains("is scheduled"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_that_is_sent_twice_at_once_is_one_meeting() {
    let stage = Stage::nodes(3).await;
    let alice = alice(&stage).await;
    let line = "/zoom schedule Review 2031-12-03 15:00";
    let command = json!({"channel_id": alice.town, "command": line});
    let send = || {
        let path = "/api/v4/commands/execute";
        alice.client.post::<Value>(path, &command)
    };
    let (first, second) = tokio::join!(send(), send());
    assert!(first.is_ok() && second.is_ok());
    assert_eq!(stage.made().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_fails_once_the_invitation_stands_costs_no_reminder() {
    let stage = Stage::new().await;
    let mut alice = alice(&stage).await;
    let is_posted = AtomicBool::new(false);
    stage.server.on_api_call(move |call| {
        if call.method == "CreatePost" {
            is_posted.store(true, Ordering::SeqCst);
        }
        match call.method {
            "KVSetWithOptions" if is_posted.load(Ordering::SeqCst) => {
                Fate::Fail("the disk is full".into())
            }
            _ => Fate::Proceed,
        }
    });
    let line = "/zoom schedule Review 2031-12-03 15:00";
    let (post, told) = plan(&mut alice, line).await;
    assert!(told.contains("is scheduled"), "{told}");
    let record = format!("zrs_scheduled_{}", number(&post));
    assert!(stage.stored(&record).is_some());
    assert_eq!(stage.keys("zrs_plan_").len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_persons_form_is_nobodys_way_into_a_channel() {
    let stage = Stage::new().await;
    let mut alice = alice(&stage).await;
    let body = json!({"state": "xxxxxxxxxxxxxxxxxxxxxxxxxx ", "submission": {
        "day": "2031-12-03", "time": "15:00", "zone": "UTC", "length": "30", "reminder": "0"}});
    let (status, answer) = alice.post("api/v1/dialogs/schedule", body).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        answer["error"].as_str().unwrap().contains("member"),
        "{answer}"
    );
    let (status, _) = alice.post("api/v1/dialogs/schedule", json!([])).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(stage.made(), Vec::<Value>::new());
    alice.ask("/zoom help").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_and_a_cancellation_in_zoom_change_the_invitation_on_three_nodes() {
    let stage = Stage::nodes(3).await;
    let mut alice = alice(&stage).await;
    let (post, _) = plan(&mut alice, "/zoom schedule Review 2031-12-03 15:00 45m").await;
    let meeting = number(&post);
    let later = json!({"start_time": "2031-12-04T08:30:00Z", "topic": "Big review"});
    stage.zoom.turn(|knobs| knobs.webhook.duplicate = true);
    stage.zoom.change_meeting(meeting, &later, None).unwrap();
    stage.zoom.settle().await;
    let reply = alice.reply_in(&id(&post)).await;
    assert_eq!(
        reply["message"],
        "The meeting was moved: it is now on Thursday, Dec 4, 2031, 9:30 AM (Europe/Berlin, UTC+1)."
    );
    stage.jobs_done().await;
    let now = alice.read_post(&post).await;
    let start: Timestamp = "2031-12-04T08:30:00Z".parse().unwrap();
    assert_eq!(
        now["props"]["meeting_scheduled_start"],
        start.as_millisecond()
    );
    assert_eq!(now["props"]["meeting_topic"], "Big review");
    assert!(text(&now).contains("Dec 4, 2031, 9:30 AM"), "{now}");

    stage.zoom.delete_meeting(meeting, None).unwrap();
    stage.zoom.settle().await;
    stage.jobs_done().await;
    let now = alice.read_post(&post).await;
    assert_eq!(now["props"]["meeting_status"], "CANCELLED");
    assert!(text(&now).starts_with("The meeting is cancelled."), "{now}");
    let replies = alice.replies(&id(&post)).await;
    let mut said: Vec<&str> = replies
        .iter()
        .map(|r| r["message"].as_str().unwrap())
        .collect();
    said.sort_unstable();
    assert_eq!(said.len(), 2, "each once, whatever comes twice: {said:?}");
    assert_eq!(said[0], "The meeting is cancelled.");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_time_of_a_series_can_be_moved_or_cancelled() {
    let stage = Stage::new().await;
    let mut alice = alice(&stage).await;
    let (post, _) = plan(
        &mut alice,
        "/zoom schedule Review 2031-12-03 15:00 daily 3x",
    )
    .await;
    let meeting = number(&post);
    let planned = stage.zoom.meetings().into_iter().find(|m| m.id == meeting);
    let times = planned.unwrap().schedule.unwrap().occurrences;
    stage
        .zoom
        .delete_meeting(meeting, Some(&times[0].id))
        .unwrap();
    stage.zoom.settle().await;
    let reply = alice.reply_in(&id(&post)).await;
    assert_eq!(
        reply["message"],
        "The meeting on Wednesday, Dec 3, 2031, 3:00 PM (Europe/Berlin, UTC+1) is cancelled. \
         The next one is on Thursday, Dec 4, 2031, 3:00 PM (Europe/Berlin, UTC+1)."
    );
    stage.jobs_done().await;
    let now = alice.read_post(&post).await;
    assert_eq!(now["props"]["meeting_status"], "SCHEDULED");
    assert!(
        text(&now).starts_with("Next: Thursday, Dec 4, 2031"),
        "{now}"
    );

    // To and fro: the last word in the thread is the time that holds.
    for (hour, shown) in [(16, "5:00 PM"), (17, "6:00 PM"), (16, "5:00 PM")] {
        let change = json!({"start_time": format!("2031-12-04T{hour}:00:00Z")});
        let one = Some(times[1].id.as_str());
        stage.zoom.change_meeting(meeting, &change, one).unwrap();
        stage.zoom.settle().await;
        let reply = alice.reply_in(&id(&post)).await;
        let said = reply["message"].as_str().unwrap();
        assert!(said.contains("moved") && said.contains(shown), "{said}");
        stage.jobs_done().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_planned_meeting_is_announced_when_it_starts_and_over_when_it_ends() {
    let stage = Stage::new().await;
    let mut alice = alice(&stage).await;
    let (post, _) = plan(&mut alice, "/zoom schedule Review in 1h 30m no-reminder").await;
    let meeting = number(&post);
    // The host looks in before the time.
    stage.zoom.start_meeting(meeting).unwrap();
    stage.zoom.settle().await;
    let live = alice.tab.meeting("posted").await;
    assert_eq!(live["props"]["meeting_status"], "STARTED");
    assert_eq!(
        (&live["channel_id"], &live["root_id"]),
        (&post["channel_id"], &json!(""))
    );
    stage.zoom.end_meeting(meeting).unwrap();
    stage.zoom.settle().await;
    stage.jobs_done().await;
    let now = alice.read_post(&post).await;
    assert_eq!(
        now["props"]["meeting_status"], "SCHEDULED",
        "it has not been held"
    );

    stage.zoom.advance(Duration::from_secs(2 * 3600)).await;
    stage.zoom.start_meeting(meeting).unwrap();
    stage.zoom.settle().await;
    let live = alice.tab.meeting("posted").await;
    assert_eq!(live["props"]["meeting_topic"], "Review");
    stage.zoom.end_meeting(meeting).unwrap();
    stage.zoom.settle().await;
    let over = invitation(&mut alice, "post_edited").await;
    assert_eq!(over["props"]["meeting_status"], "OVER");
    assert!(text(&over).starts_with("The meeting is over."), "{over}");
    assert_eq!(
        alice.read_post(&live).await["props"]["meeting_status"],
        "ENDED"
    );

    // Its host holds it once more.
    let again = json!({"start_time": "2031-12-04T08:30:00Z"});
    stage.zoom.change_meeting(meeting, &again, None).unwrap();
    stage.zoom.settle().await;
    let open = invitation(&mut alice, "post_edited").await;
    assert_eq!(open["props"]["meeting_status"], "SCHEDULED");
    let said = alice.reply_in(&id(&post)).await;
    let said = said["message"].as_str().unwrap();
    assert!(said.contains("moved") && said.contains("Dec 4"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_about_plans_that_are_nobodys_leave_nothing_behind() {
    let stage = Stage::new().await;
    let alice = alice(&stage).await;
    let body = json!({"type": 2, "start_time": "2031-12-03T15:00:00Z"});
    let foreign = stage.zoom.schedule_meeting(&alice.email, &body).unwrap();
    stage
        .zoom
        .change_meeting(foreign, &json!({"duration": 15}), None)
        .unwrap();
    stage.zoom.delete_meeting(foreign, None).unwrap();
    stage.zoom.settle().await;
    let deliveries = stage.zoom.deliveries();
    assert_eq!(deliveries.len(), 2);
    assert!(
        deliveries
            .iter()
            .all(|delivery| delivery.attempts[0].status == Some(200))
    );
    assert_eq!(
        stage.keys("zrs_job_").len() + stage.keys("zrs_scheduled").len(),
        0
    );
}
