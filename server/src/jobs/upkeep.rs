//! Keeps this node's lease and blocks, and takes over those of nodes that have died.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use mattermost_plugin::{Error, Result};

use super::backlog::{Task, Turn};
use super::index::{self, BLOCK_SIZE, Block, Slot};
use super::lease::{self, Lease};
use super::queue::{BlockState, Handler, Queue};
use super::{Job, Store, failures};
use crate::store::{keys, random_text};

/// How often the lease is renewed: three times in its life.
const PERIOD: Duration = Duration::from_secs(10);
/// How often dead nodes are looked for, in periods.
const SWEEP: u32 = 3;

/// How many blocks are taken over at once, before the lease and the places of this node have their
/// turn again: each costs up to 64 calls.
const MOST_BLOCKS: usize = 4;

/// Most jobs that a dead node leaves only waited there, so that this has to be many.
const MOST_TAKEOVERS: u32 = 100;
/// Why a job is given up that a node has never come to the end of.
const DEADLY: &str = "the plugin ended again and again while the job was carried out";

/// Keeps the queue alive until it is stopped.
pub(super) async fn keep<S: Store, H: Handler>(queue: Arc<Queue<S>>, handler: Arc<H>) {
    let mut periods = 0_u32;
    while !queue.state().stopped {
        if let Err(error) = period(&queue, periods.is_multiple_of(SWEEP)).await {
            tracing::warn!(error = %error, "cannot keep the job queue; it is tried again");
        }
        if std::mem::take(&mut queue.state().untold) {
            handler.gave_up().await;
        }
        periods = periods.wrapping_add(1);
        wait(&queue).await;
    }
}

/// Waits for the next period, and reserves blocks meanwhile.
async fn wait<S: Store>(queue: &Queue<S>) {
    let end = tokio::time::Instant::now() + PERIOD;
    while tokio::time::timeout_at(end, queue.wanting.notified())
        .await
        .is_ok()
    {
        if let Err(error) = reserve(queue).await {
            tracing::warn!(error = %error, "cannot reserve places for jobs; it is tried again");
            tokio::time::sleep_until(end.min(tokio::time::Instant::now() + PERIOD / 10)).await;
        }
    }
}

async fn period<S: Store>(queue: &Queue<S>, sweeps: bool) -> Result<()> {
    renew(queue).await?;
    reserve(queue).await?;
    if sweeps {
        while sweep(queue).await? && !queue.state().stopped {
            renew(queue).await?;
            reserve(queue).await?;
        }
    }
    drop_done(queue).await
}

async fn renew<S: Store>(queue: &Queue<S>) -> Result<()> {
    let _upkeep = queue.upkeep.lock().await;
    let Some(node) = node(queue) else {
        return begin(queue).await;
    };
    let until = lease::write(&queue.store, &node, queue.clock.millis()).await?;
    if let Some(lease) = queue.state().lease.as_mut() {
        lease.renewed(until);
    }
    Ok(())
}

/// The name of this node, while its lease holds.
fn node<S: Store>(queue: &Queue<S>) -> Option<String> {
    let state = queue.state();
    let holds = state.holds(queue.clock.millis());
    let lease = state.lease.as_ref().filter(|_| holds);
    lease.map(|lease| lease.node.clone())
}

/// Begins under a new name. What there was under the old one belongs to others.
async fn begin<S: Store>(queue: &Queue<S>) -> Result<()> {
    if queue.state().stopped {
        return Err(Error::new("the job queue has stopped"));
    }
    let lease = Lease::begin(&queue.store, queue.clock.millis(), queue.locks.as_ref()).await?;
    let mut state = queue.state();
    if state.lease.is_some() {
        tracing::warn!("this node lost the lease of its jobs and begins anew");
    }
    state.blocks.clear();
    state.backlog.clear();
    state.lease = Some(lease);
    Ok(())
}

/// Reserves another block, unless there are enough free places.
pub(super) async fn reserve<S: Store>(queue: &Queue<S>) -> Result<()> {
    let _upkeep = queue.upkeep.lock().await;
    if node(queue).is_none() {
        begin(queue).await?;
    }
    if queue.state().free() >= BLOCK_SIZE {
        return Ok(());
    }
    let node = node(queue).ok_or_else(|| Error::new("this node lost its lease"))?;
    let id = random_text(8).map_err(|_| Error::new("the system gives no random numbers"))?;
    let done = done(queue);
    let block = Block {
        id: id.clone(),
        node,
    };
    index::change(&queue.store, |index| {
        index.blocks.retain(|block| !done.contains(&block.id));
        index.blocks.push(block.clone());
    })
    .await?;
    let mut state = queue.state();
    done.iter().for_each(|id| drop(state.blocks.remove(id)));
    state.blocks.insert(id, BlockState::default());
    drop(state);
    queue.wake.notify_one();
    Ok(())
}

fn done<S: Store>(queue: &Queue<S>) -> Vec<String> {
    let state = queue.state();
    let done = state.blocks.iter().filter(|(_, block)| block.is_done());
    done.map(|(id, _)| id.clone()).collect()
}

/// Takes blocks in which nothing stands any more out of the index.
async fn drop_done<S: Store>(queue: &Queue<S>) -> Result<()> {
    let _upkeep = queue.upkeep.lock().await;
    let done = done(queue);
    if done.is_empty() {
        return Ok(());
    }
    forget_blocks(queue, &done).await
}

async fn forget_blocks<S: Store>(queue: &Queue<S>, ids: &[String]) -> Result<()> {
    index::change(&queue.store, |index| {
        index.blocks.retain(|block| !ids.contains(&block.id));
    })
    .await?;
    let mut state = queue.state();
    ids.iter().for_each(|id| drop(state.blocks.remove(id)));
    Ok(())
}

/// Takes over the blocks of dead nodes, and those of this node that it does not know: their
/// reservation succeeded without its answer arriving. Some at a time; says whether more are left.
async fn sweep<S: Store>(queue: &Queue<S>) -> Result<bool> {
    let _upkeep = queue.upkeep.lock().await;
    let Some(node) = node(queue) else {
        return Ok(false);
    };
    let (index, _) = index::read(&queue.store).await?;
    let mut orphans = orphans(queue, &node, &index.blocks).await?;
    if orphans.is_empty() {
        return Ok(false);
    }
    let left = orphans.split_off(orphans.len().min(MOST_BLOCKS));
    let taken = index::change(&queue.store, |index| {
        let mut taken = Vec::new();
        for block in &mut index.blocks {
            if orphans.contains(block) {
                node.clone_into(&mut block.node);
                taken.push(block.id.clone());
            }
        }
        taken
    })
    .await?;
    // Not before: whoever dies in between must find the dead node dead as well.
    for owner in orphans.iter().map(|block| &block.node) {
        if *owner != node && left.iter().all(|block| block.node != *owner) {
            lease::bury(owner, queue.locks.as_ref());
        }
    }
    for id in taken {
        adopt(queue, id).await?;
    }
    Ok(!left.is_empty())
}

async fn orphans<S: Store>(queue: &Queue<S>, me: &str, blocks: &[Block]) -> Result<Vec<Block>> {
    let mut dead: HashMap<&str, bool> = HashMap::new();
    let mut orphans = Vec::new();
    for block in blocks {
        let owner = block.node.as_str();
        let orphan = if owner == me {
            !queue.state().blocks.contains_key(&block.id)
        } else if let Some(dead) = dead.get(owner) {
            *dead
        } else {
            let is_dead = lease::is_dead(&queue.store, owner, queue.locks.as_ref()).await?;
            dead.insert(owner, is_dead);
            is_dead
        };
        if orphan {
            orphans.push(block.clone());
        }
    }
    Ok(orphans)
}

impl<S: Store> Queue<S> {
    /// Whether another node lives: whether the plugin has run all the time.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn has_company(&self) -> Result<bool> {
        let me = node(self);
        let (index, _) = index::read(&self.store).await?;
        for block in &index.blocks {
            if Some(&block.node) != me.as_ref()
                && !lease::is_dead(&self.store, &block.node, self.locks.as_ref()).await?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Reads a block that was taken over. Its jobs may have been tried, so they count as repeated; that
/// is written down, so that a job that kills the process does not do so for ever.
async fn adopt<S: Store>(queue: &Queue<S>, id: String) -> Result<()> {
    let mut found: Vec<(Slot, Job)> = Vec::new();
    for slot in Slot::all(&id) {
        if let Some(mut job) = queue.read(&slot).await? {
            job.takeovers = job.takeovers.saturating_add(1);
            if job.takeovers > MOST_TAKEOVERS {
                failures::add(&queue.store, &job, DEADLY, queue.clock.millis()).await?;
                queue.store.delete(&slot.key()).await?;
                queue.state().untold = true;
                continue;
            }
            queue.store.set(&slot.key(), job.bytes()?, None).await?;
            found.push((slot, job));
        }
    }
    if !found.is_empty() {
        tracing::info!(jobs = found.len(), "took jobs over from a node that died");
    }
    let now = queue.clock.millis();
    let mut state = queue.state();
    let open: BTreeSet<u32> = found.iter().map(|(slot, _)| slot.number).collect();
    let block = BlockState {
        given: BLOCK_SIZE,
        open,
    };
    state.blocks.insert(id, block);
    for (slot, job) in found {
        let (track, due) = (job.work.track(), job.due);
        let task = Task::Run(Some(Box::new(job)));
        let turn = Turn { slot, task, track };
        state.backlog.push(turn, due, now);
    }
    drop(state);
    queue.wake.notify_one();
    Ok(())
}

/// Gives everything back at the end: what is left is free for others at once.
pub(super) async fn leave<S: Store>(queue: &Queue<S>) {
    let _upkeep = queue.upkeep.lock().await;
    let (lease, empty) = {
        let mut state = queue.state();
        let empty = state
            .blocks
            .iter()
            .filter(|(_, block)| block.open.is_empty());
        let empty: Vec<String> = empty.map(|(id, _)| id.clone()).collect();
        (state.lease.take(), empty)
    };
    let Some(lease) = lease else { return };
    let key = keys::node(&lease.node);
    let left = async {
        forget_blocks(queue, &empty).await?;
        queue.store.delete(&key).await
    };
    if let Err(error) = left.await {
        tracing::warn!(error = %error, "the job queue was not left in order; others wait for its lease");
    }
}
