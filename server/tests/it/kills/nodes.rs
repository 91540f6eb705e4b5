//! Nodes of a cluster that die with work in their hands: another one finishes it, nothing lost and
//! nothing twice.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use mattermost_devserver::Fate;
use serde_json::{Value, json};

use super::{id, meetings_in};
use crate::stage::{Person, Stage};
use crate::webhook::Attempt;

/// A meeting of hers that the town square is subscribed to and that goes on, and the event that says
/// so. The plugin has not heard of it.
async fn running(stage: &Stage, alice: &mut Person) -> (u64, String) {
    let plan = json!({ "topic": "Weekly", "type": 2, "start_time": "2030-01-01T10:00:00Z" });
    let meeting = stage.zoom.schedule_meeting(&alice.email, &plan).unwrap();
    let add = format!("/zoom subscription add {meeting}");
    assert!(alice.ask(&add).await.contains("is subscribed"));
    stage.zoom.turn(|knobs| knobs.webhook.drop = true);
    stage.zoom.start_meeting(meeting).unwrap();
    (meeting, stage.zoom.deliveries().pop().unwrap().body)
}

/// The lease of the node that a job belongs to.
fn lease_of(stage: &Stage, job: &str) -> String {
    let index: Value = serde_json::from_slice(&stage.stored("zrs_jobs").unwrap()).unwrap();
    let mut blocks = index["blocks"].as_array().unwrap().iter();
    let holds = |block: &&Value| job.contains(block["id"].as_str().unwrap());
    let node = blocks.find(holds).unwrap()["node"].as_str().unwrap();
    format!("zrs_node_{node}")
}

/// Where a process of this machine shows that it lives.
fn lock_of(lease: &str) -> PathBuf {
    let node = lease.strip_prefix("zrs_node_").unwrap();
    let folder = std::env::temp_dir().join(zoom_plugin::app::LOCK_FOLDER);
    folder.join(format!("{node}.lock"))
}

/// Has a node take an event in, and lets it die as `fate` says when it posts what comes of it. Gives
/// the lease of the node, which holds a job now.
async fn dies_at_work(stage: &Stage, node: usize, event: String, fate: Fate) -> String {
    let dead = Arc::new(AtomicBool::new(false));
    let dies = dead.clone();
    stage.server.on_api_call(move |call| {
        if call.node == node && call.method == "CreatePost" {
            dies.store(true, Ordering::SeqCst);
            return fate.clone();
        }
        Fate::Proceed
    });
    let before = stage.keys("zrs_job_");
    let status = Attempt::new(event).on_node(node).status(stage).await;
    assert_eq!(status, 200);
    stage.until(|| dead.load(Ordering::SeqCst)).await;
    let mut jobs = stage.keys("zrs_job_");
    jobs.retain(|job| !before.contains(job));
    assert_eq!(jobs.len(), 1, "{jobs:?}");
    lease_of(stage, &jobs[0])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nodes_that_die_had_in_work_another_one_finishes() {
    let stage = Stage::nodes_that_stay_dead(3).await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let (unposted, event) = running(&stage, &mut alice).await;
    // A process of this machine: its lock says at once that it is dead.
    dies_at_work(&stage, 2, event, Fate::KillBefore).await;
    let (posted, event) = running(&stage, &mut alice).await;
    let lease = dies_at_work(&stage, 3, event, Fate::KillAfter).await;
    // One of another machine: only its lease says so, which has run out.
    let _ = std::fs::remove_file(lock_of(&lease));
    stage.forget(&lease);
    stage.jobs_done().await;

    let shown = meetings_in(&alice, &alice.town).await;
    let mut shown: Vec<u64> = shown.iter().map(id).collect();
    shown.sort_unstable();
    let mut expected = [unposted, posted];
    expected.sort_unstable();
    assert_eq!(shown, expected, "nothing lost and nothing twice");
    assert_eq!(stage.keys("zrs_failure"), Vec::<String>::new());
}
