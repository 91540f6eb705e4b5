//! A node is killed at every write between accepting and the end.

use std::collections::HashSet;
use std::sync::Arc;

use super::memory::{Memory, Node, World, until};

#[tokio::test(start_paused = true)]
async fn nothing_that_was_accepted_is_lost_wherever_the_node_dies() {
    let mut struck = 0;
    for writes in 0..120 {
        let (store, world) = (Memory::new(), Arc::new(World::default()));
        let first = Node::start(&store, &world);
        first.store.kill_after(writes);
        let mut accepted = HashSet::new();
        for n in 0..50_u64 {
            let uuid = n.to_string();
            if first.accept(n % 5, &uuid).await.is_ok() {
                accepted.insert(uuid);
            }
        }
        struck += usize::from(world.done().len() < accepted.len());
        let _second = Node::start(&store, &world);
        until(|| accepted.iter().all(|uuid| world.done().contains(uuid))).await;
        until(|| store.keys("zrs_job_").is_empty()).await;
    }
    assert!(
        struck > 50,
        "only {struck} of 120 kills struck work in flight"
    );
}
