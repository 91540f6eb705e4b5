//! The lines in the log by which an admin sees who did what.

use serde_json::json;

use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_did_what_stands_in_the_log_by_ids_alone() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let body = json!({ "channel_id": alice.town, "topic": "a private matter" });
    alice.press_anyway(body).await;
    let post = alice.tab.meeting("posted").await;
    let meeting = post["props"]["meeting_id"].as_u64().unwrap();
    stage.zoom.start_meeting(meeting).unwrap();
    stage.zoom.end_meeting(meeting).unwrap();
    stage.zoom.settle().await;
    stage.jobs_done().await;
    alice.ask("/zoom disconnect").await;

    // The log's lines come on their own way.
    stage.until(|| stage.log().contains("\"disconnect\"")).await;
    let log = stage.log();
    let lines: Vec<&str> = log.lines().filter(|line| line.contains("audit")).collect();
    let find = |what: &str, ids: &[&str]| {
        let found = lines
            .iter()
            .find(|line| line.contains(&format!("\"{what}\"")));
        let line = found.unwrap_or_else(|| panic!("no line for {what}: {lines:#?}"));
        assert!(ids.iter().all(|id| line.contains(id)), "{line}");
    };
    let meeting = meeting.to_string();
    find("connect", &[alice.id()]);
    find("start", &[alice.id(), &meeting]);
    find("end", &[&meeting, post["id"].as_str().unwrap()]);
    find("disconnect", &[alice.id()]);
    for line in &lines {
        for told in [alice.email.as_str(), "a private matter", "pwd="] {
            assert!(!line.contains(told), "{line}");
        }
    }
}
