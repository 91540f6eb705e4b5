//! The reminder before a scheduled meeting: once, at the right time, over restarts and nodes.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::schedule::{alice, id, in_seconds, invitation, number, plan};
use crate::stage::{Person, Stage};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_reminder_comes_once_at_the_new_time_and_never_for_a_cancelled_one() {
    let stage = Stage::nodes(3).await;
    let mut alice = alice(&stage).await;
    let line = "/zoom schedule Review 2031-12-03 15:00 reminder=5";
    let (post, _) = plan(&mut alice, line).await;
    let (other, _) = plan(&mut alice, &line.replace("Review", "Other")).await;
    let soon = |seconds: i64| json!({"start_time": in_seconds(300 + seconds)});
    stage
        .zoom
        .change_meeting(number(&other), &soon(8), None)
        .unwrap();
    stage
        .zoom
        .change_meeting(number(&post), &soon(6), None)
        .unwrap();
    stage.zoom.settle().await;
    stage.zoom.delete_meeting(number(&other), None).unwrap();
    stage.zoom.settle().await;
    let reminder = loop {
        let reply = alice.reply_in(&id(&post)).await;
        if !reply["message"].as_str().unwrap().contains("moved") {
            break reply;
        }
    };
    let message = reminder["message"].as_str().unwrap();
    let link = post["props"]["meeting_link"].as_str().unwrap();
    assert!(
        message.starts_with("The meeting begins in 5 minutes."),
        "{message}"
    );
    assert!(message.contains(link), "{message}");
    // The job of the cancelled one came and did nothing.
    stage.jobs_done().await;
    assert_eq!(
        alice.replies(&id(&post)).await.len(),
        2,
        "moved, and reminded once"
    );
    let said = alice.replies(&id(&other)).await;
    assert!(
        said.iter()
            .all(|reply| !reply["message"].as_str().unwrap().contains("begins")),
        "{said:?}"
    );
}

/// What is said in an invitation's thread of its beginning.
async fn reminders(person: &Person, post: &Value) -> usize {
    let said = person.replies(&id(post)).await;
    let reminds = |reply: &&Value| reply["message"].as_str().unwrap().contains("begins");
    said.iter().filter(reminds).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reminder_outlives_a_restart() {
    let stage = Stage::new().await;
    let mut alice = alice(&stage).await;
    let line = "/zoom schedule Review 2031-12-03 15:00 reminder=5";
    let (post, _) = plan(&mut alice, line).await;
    let soon = json!({"start_time": in_seconds(310)});
    stage
        .zoom
        .change_meeting(number(&post), &soon, None)
        .unwrap();
    stage.zoom.settle().await;
    alice.reply_in(&id(&post)).await;
    stage.server.disable("zoom").await.unwrap();
    stage.server.enable("zoom").await.unwrap();
    let reminder = alice.reply_in(&id(&post)).await;
    assert!(
        reminder["message"].as_str().unwrap().contains("begins"),
        "{reminder}"
    );
    stage.jobs_done().await;
    assert_eq!(reminders(&alice, &post).await, 1);
}

/// As if the meeting had been planned for now long ago: the list of this minute is gone through.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_waits_in_the_store_until_its_minute_comes() {
    let stage = Stage::new().await;
    let mut alice = alice(&stage).await;
    let line = "/zoom schedule Review 2031-12-03 15:00 reminder=5";
    let (post, _) = plan(&mut alice, line).await;
    assert_eq!(
        stage.keys("zrs_plan_").len(),
        1,
        "a list of one minute in 2031"
    );
    assert_eq!(stage.keys("zrs_job_"), Vec::<String>::new(), "and no job");
    stage.server.disable("zoom").await.unwrap();
    stage.zoom.turn(|knobs| knobs.webhook.drop = true);
    let start: Timestamp = in_seconds(304).parse().unwrap();
    let change = json!({"start_time": start.to_string()});
    stage
        .zoom
        .change_meeting(number(&post), &change, None)
        .unwrap();
    let key = format!("zrs_scheduled_{}", number(&post));
    let mut record: Value = serde_json::from_slice(&stage.stored(&key).unwrap()).unwrap();
    record["told"]["slots"][0]["start"] = json!(start.as_millisecond());
    stage.store(&key, record.to_string().as_bytes());
    let minute = (start.as_millisecond() - 5 * 60_000) / 60_000;
    let list = json!([number(&post)]).to_string();
    stage.store(&format!("zrs_plan_{minute}"), list.as_bytes());
    stage.forget("zrs_plans");
    stage.forget("cron_zoom_plans");
    stage.server.enable("zoom").await.unwrap();
    let reminder = alice.reply_in(&id(&post)).await;
    assert!(
        reminder["message"]
            .as_str()
            .unwrap()
            .contains("begins in 5 minutes"),
        "{reminder}"
    );
    stage.jobs_done().await;
    assert_eq!(reminders(&alice, &post).await, 1);
    let lists = stage.keys("zrs_plan_");
    assert!(!lists.contains(&format!("zrs_plan_{minute}")), "{lists:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_that_was_cancelled_unheard_reminds_nobody() {
    let stage = Stage::new().await;
    let mut alice = alice(&stage).await;
    let (post, _) = plan(
        &mut alice,
        "/zoom schedule Review 2031-12-03 15:00 reminder=5",
    )
    .await;
    let soon = json!({"start_time": in_seconds(305)});
    stage
        .zoom
        .change_meeting(number(&post), &soon, None)
        .unwrap();
    stage.zoom.settle().await;
    alice.reply_in(&id(&post)).await;
    stage.zoom.turn(|knobs| knobs.webhook.drop = true);
    stage.zoom.delete_meeting(number(&post), None).unwrap();
    let over = loop {
        let edited = invitation(&mut alice, "post_edited").await;
        if edited["props"]["meeting_status"] != "SCHEDULED" {
            break edited;
        }
    };
    assert_eq!(over["props"]["meeting_status"], "CANCELLED");
    stage.jobs_done().await;
    let said = alice.replies(&id(&post)).await;
    assert!(
        said.iter()
            .all(|reply| !reply["message"].as_str().unwrap().contains("begins")),
        "{said:?}"
    );
}
