//! Several nodes: death, loss of a lease, and what garbage in the store costs.

use std::sync::Arc;
use std::time::Duration;

use super::memory::{Memory, Node, World, until};
use crate::jobs::{Job, Work, claim, failures};
use crate::store::Run;
use crate::store::keys;

fn stage() -> (Memory, Arc<World>) {
    (Memory::new(), Arc::default())
}

#[tokio::test(start_paused = true)]
async fn another_node_takes_over_what_a_dead_one_left() {
    let (store, world) = stage();
    let first = Node::start(&store, &world);
    world.held.lock().unwrap().insert("stuck".into());
    for meeting in 0..100 {
        first.accept(meeting, "stuck").await.unwrap();
    }
    first.kill();
    world.held.lock().unwrap().clear();
    let second = Node::start(&store, &world);
    until(|| world.done().len() == 100).await;
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert_eq!(world.done().len(), 100, "each once");
    assert_eq!(store.keys("zrs_job_"), Vec::<String>::new());
    second.accept(1, "more").await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_large_takeover_holds_up_neither_the_lease_nor_new_jobs() {
    let (store, world) = stage();
    let first = Node::start(&store, &world);
    world.held.lock().unwrap().insert("stuck".into());
    for meeting in 0..960 {
        first.accept(meeting, "stuck").await.unwrap();
    }
    first.kill();
    let second = Node::start(&store, &world);
    second.store.slow(Duration::from_millis(50));
    // It finds the first one dead after 45 s, and has read all that it left long before 180 s.
    for n in 0..180_u64 {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let begin = tokio::time::Instant::now();
        second.accept(1000 + n, "stuck").await.unwrap();
        assert!(begin.elapsed() < Duration::from_secs(20), "{n}");
    }
    second.store.slow(Duration::ZERO);
    world.held.lock().unwrap().clear();
    for _ in 0..20 {
        world.open.notify_waiters();
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    until(|| world.done().len() >= 1140).await;
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert_eq!(world.done().len(), 1140, "each once");
}

#[tokio::test(start_paused = true)]
async fn a_node_that_leaves_in_order_is_followed_at_once() {
    let (store, world) = stage();
    let first = Node::start(&store, &world);
    world.held.lock().unwrap().insert("stuck".into());
    first.accept(1, "stuck").await.unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    first.queue.stop().await;
    assert!(first.accept(1, "late").await.is_err(), "it has left");
    world.held.lock().unwrap().clear();
    first.kill();
    let _second = Node::start(&store, &world);
    let begin = tokio::time::Instant::now();
    until(|| world.done() == ["stuck"]).await;
    assert!(begin.elapsed() < Duration::from_secs(5));
}

#[tokio::test(start_paused = true)]
async fn nodes_that_live_leave_each_others_jobs_alone() {
    let (store, world) = stage();
    let nodes = [0, 1, 2].map(|_| Node::start(&store, &world));
    world.held.lock().unwrap().insert("slow".into());
    for meeting in 0..90 {
        let node = &nodes[usize::try_from(meeting % 3).unwrap()];
        node.accept(meeting, "slow").await.unwrap();
    }
    tokio::time::sleep(Duration::from_secs(100)).await;
    world.held.lock().unwrap().clear();
    for _ in 0..20 {
        world.open.notify_waiters();
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    until(|| world.done().len() >= 90).await;
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert_eq!(world.done().len(), 90);
}

#[tokio::test(start_paused = true)]
async fn a_node_that_was_away_too_long_begins_anew() {
    let (store, world) = stage();
    let first = Node::start(&store, &world);
    first.accept(1, "a").await.unwrap();
    until(|| world.done() == ["a"]).await;
    first
        .store
        .stall(&["set", "compare_and_set", "get", "delete"]);
    tokio::time::sleep(Duration::from_secs(100)).await;
    let _second = Node::start(&store, &world);
    tokio::time::sleep(Duration::from_secs(100)).await;
    first.store.stall(&[]);
    // Its calls that hung never return, as with a connection that broke: a new process it is.
    let first = Node::start(&store, &world);
    first.accept(1, "b").await.unwrap();
    until(|| world.done() == ["a", "b"]).await;
}

#[tokio::test(start_paused = true)]
async fn garbage_in_the_store_stops_nothing() {
    let (store, world) = stage();
    store.put(keys::JOB_INDEX, b"\xffgarbage");
    store.put(keys::FAILURES, b"{]");
    store.put(&keys::job("oldblock", 3), b"no job");
    let run = Run {
        uuid: "kept".into(),
        ..Run::default()
    };
    let job = Job {
        id: "j".into(),
        event: "e".into(),
        work: Work::MeetingEnded(run),
        attempts: 0,
        takeovers: 0,
        accepted: 0,
        due: 0,
    };
    store.put(
        &keys::job("oldblock", 4),
        &serde_json::to_vec(&job).unwrap(),
    );
    let node = Node::start(&store, &world);
    until(|| world.done() == ["kept"]).await;
    until(|| *world.given_up.lock().unwrap() == 1).await;
    let failed = failures::list(&store).await.unwrap();
    assert_eq!(failed[0].id, keys::job("oldblock", 3));
    node.accept(1, "new").await.unwrap();
    until(|| world.done() == ["kept", "new"]).await;
    assert_eq!(store.keys("zrs_job_"), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn a_job_that_nodes_do_not_survive_is_given_up() {
    let (store, world) = stage();
    world.held.lock().unwrap().insert("deadly".into());
    let mut node = Node::start(&store, &world);
    node.accept(1, "deadly").await.unwrap();
    for _ in 0..101 {
        tokio::time::sleep(Duration::from_secs(120)).await;
        node.kill();
        node = Node::start(&store, &world);
    }
    until(|| *world.given_up.lock().unwrap() == 1).await;
    let failed = failures::list(&store).await.unwrap();
    assert!(failed[0].reason.contains("again and again"), "{failed:?}");
    assert!(world.done().is_empty());
}

#[tokio::test(start_paused = true)]
async fn one_job_claims_an_event_also_again() {
    let store = Memory::new();
    let job = |id: &str| Job {
        id: id.into(),
        event: "event".into(),
        work: Work::MeetingEnded(Run::default()),
        attempts: 0,
        takeovers: 0,
        accepted: 0,
        due: 0,
    };
    assert!(claim(&store, &job("a")).await.unwrap());
    assert!(!claim(&store, &job("b")).await.unwrap());
    assert!(claim(&store, &job("a")).await.unwrap(), "after a crash");
}
