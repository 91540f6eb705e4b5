//! One node: what is done when, how often, and how much at once.

use std::sync::Arc;
use std::time::Duration;

use super::memory::{Memory, Node, World, until};
use crate::error::Error;
use crate::jobs::failures::{self, Retried};
use crate::store::keys;

fn stage() -> (Memory, Arc<World>, Node) {
    let (store, world) = (Memory::new(), Arc::new(World::default()));
    let node = Node::start(&store, &world);
    (store, world, node)
}

#[tokio::test(start_paused = true)]
async fn a_job_is_done_once_and_leaves_nothing_behind() {
    let (store, world, node) = stage();
    node.accept(1, "a").await.unwrap();
    until(|| !world.done().is_empty()).await;
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert_eq!(world.done(), ["a"]);
    assert_eq!(store.keys("zrs_job_"), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn accepting_is_one_write_and_waits_for_nothing_else() {
    let (_, world, node) = stage();
    node.accept(1, "warm").await.unwrap();
    until(|| !world.done().is_empty()).await;
    node.store
        .stall(&["get", "compare_and_set", "delete", "list"]);
    world.held.lock().unwrap().insert("stuck".into());
    for _ in 0..20 {
        let accepted = node.accept(1, "stuck");
        tokio::time::timeout(Duration::from_millis(1), accepted)
            .await
            .expect("it waited for something")
            .unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_written_is_not_accepted() {
    let (_, world, node) = stage();
    node.accept(1, "a").await.unwrap();
    until(|| !world.done().is_empty()).await;
    node.kill();
    assert!(node.accept(1, "b").await.is_err());
}

#[tokio::test(start_paused = true)]
async fn jobs_of_one_meeting_run_in_order_and_never_too_many_at_once() {
    let (store, world, node) = stage();
    let expected: Vec<String> = (0..200).map(|n| format!("{n:03}")).collect();
    for uuid in &expected {
        node.accept(7, uuid).await.unwrap();
    }
    until(|| world.done().len() == 200).await;
    assert_eq!(world.done(), expected);
    world.held.lock().unwrap().insert("held".into());
    for n in 0..1_000 {
        node.accept(n, "held").await.unwrap();
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(world.most_at_once.lock().unwrap().1, 4);
    world.held.lock().unwrap().clear();
    world.open.notify_waiters();
    until(|| world.done().len() == 1_200).await;
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(store.keys("zrs_job_"), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn slow_files_hold_nothing_else_back() {
    let (_, world, node) = stage();
    world.held.lock().unwrap().insert("file".into());
    for meeting in 1..=6 {
        node.accept_files(meeting, "file").await;
    }
    // Of the same meetings, and of others.
    for meeting in 1..=20 {
        node.accept(meeting, "short").await.unwrap();
    }
    until(|| world.done().len() == 20).await;
    assert!(world.done().iter().all(|uuid| uuid == "short"));
    assert!(world.most_at_once.lock().unwrap().1 <= 6);
    world.held.lock().unwrap().clear();
    world.open.notify_waiters();
    until(|| world.done().len() == 26).await;
}

#[tokio::test(start_paused = true)]
async fn files_wait_for_what_came_before_of_their_meeting() {
    let (_, world, node) = stage();
    world.held.lock().unwrap().insert("began".into());
    node.accept(1, "began").await.unwrap();
    node.accept(1, "ended").await.unwrap();
    node.accept_files(1, "file").await;
    node.accept_files(2, "other").await;
    until(|| world.done() == ["other"]).await;
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(world.done(), ["other"]);
    world.held.lock().unwrap().clear();
    world.open.notify_waiters();
    until(|| world.done() == ["other", "began", "ended", "file"]).await;
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_tried_again_and_a_lasting_one_is_shown() {
    let (store, world, node) = stage();
    world.fail("passes", 3, || Error::Internal("down"));
    world.fail("lasts", 1, || Error::NotConnected { again: true });
    node.accept(1, "passes").await.unwrap();
    let id = node.accept(2, "lasts").await.unwrap();
    until(|| world.done() == ["passes"]).await;
    until(|| *world.given_up.lock().unwrap() == 1).await;

    let failed = failures::list(&store).await.unwrap();
    assert_eq!((failed.len(), failed[0].id.as_str()), (1, id.as_str()));
    assert_eq!(failed[0].meeting_id, 2);
    let retry = || failures::retry(&node.queue, &id);
    assert_eq!(retry().await.unwrap(), Retried::Again);
    until(|| world.done() == ["passes", "lasts"]).await;
    assert_eq!(failures::list(&store).await.unwrap(), []);
    assert_eq!(retry().await.unwrap(), Retried::Unknown);
    assert_eq!(store.keys("zrs_failure"), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn a_failure_that_cannot_be_read_any_more_is_not_called_tried_again() {
    let (store, world, node) = stage();
    world.fail("a", 1, || Error::NotConnected { again: true });
    let id = node.accept(1, "a").await.unwrap();
    until(|| *world.given_up.lock().unwrap() == 1).await;
    store.put(&keys::failure(&id), b"no job");
    let retry = || failures::retry(&node.queue, &id);
    assert_eq!(retry().await.unwrap(), Retried::Forgotten);
    assert_eq!(retry().await.unwrap(), Retried::Unknown);
    assert_eq!(failures::list(&store).await.unwrap(), []);
}

#[tokio::test(start_paused = true)]
async fn many_attempts_end_among_the_failures() {
    let (store, world, node) = stage();
    world.fail("a", u32::MAX, || Error::Internal("down"));
    node.accept(1, "a").await.unwrap();
    until(|| *world.given_up.lock().unwrap() == 1).await;
    let failed = failures::list(&store).await.unwrap();
    assert_eq!(failed[0].attempts, 18);
    assert!(failures::drop_one(&store, &failed[0].id).await.unwrap());
    assert!(store.keys(keys::FAILURES).is_empty());
}

#[tokio::test(start_paused = true)]
async fn failures_are_bounded() {
    let (store, world, node) = stage();
    for n in 0..150 {
        world.fail(&n.to_string(), 1, || Error::AdminsOnly);
        node.accept(n, &n.to_string()).await.unwrap();
    }
    until(|| *world.given_up.lock().unwrap() == 150).await;
    assert_eq!(failures::list(&store).await.unwrap().len(), 100);
    assert_eq!(store.keys("zrs_failure_").len(), 100);
}
