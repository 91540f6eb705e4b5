//! The queue of this node: accepts jobs and carries them out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use mattermost_plugin::{Error, Result};
use tokio::sync::{Notify, Semaphore};

use super::backlog::{Backlog, Next, Task, Turn};
use super::index::{BLOCK_SIZE, Slot};
use super::job::{Lane, Track};
use super::lease::Lease;
use super::retry::{Verdict, verdict};
use super::{Job, Store, Work, failures};
use crate::clock::Clock;
use crate::store::random_text;

/// How many short jobs are under way at once.
const WORKERS: u32 = 4;
/// How many that carry files.
const CARRIERS: u32 = 2;
/// The worker looks at its clock again after this.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);
/// When a write failed that says how a job went, it is tried again after this, in milliseconds.
const REWRITE: i64 = 5_000;
/// How long deactivation waits for what is under way.
const FAREWELL: Duration = Duration::from_secs(3);

/// Carries jobs out.
pub trait Handler: Send + Sync + 'static {
    /// Carries a job out. It may be called again for the same job, also after a success: what it
    /// does has to be the same then.
    fn carry_out(&self, job: &Job) -> impl Future<Output = crate::error::Result<()>> + Send;

    /// A job ended among the failures.
    fn gave_up(&self) -> impl Future<Output = ()> + Send;
}

/// The queue of this node.
#[derive(Debug)]
pub struct Queue<S> {
    pub(super) store: S,
    pub(super) clock: Clock,
    /// The folder for lock files, where there is one.
    pub(super) locks: Option<PathBuf>,
    state: Mutex<State>,
    /// One change of this node's blocks at a time.
    pub(super) upkeep: tokio::sync::Mutex<()>,
    pub(super) wake: Notify,
    pub(super) wanting: Notify,
    workers: Arc<Semaphore>,
    carriers: Arc<Semaphore>,
}

/// What this node has.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) lease: Option<Lease>,
    pub(super) blocks: BTreeMap<String, BlockState>,
    pub(super) backlog: Backlog,
    pub(super) stopped: bool,
    /// Whether there is a failure that nobody was told of yet.
    pub(super) untold: bool,
}

/// A block of this node's.
#[derive(Debug, Default)]
pub(super) struct BlockState {
    /// How many of its places were given away.
    pub(super) given: u32,
    /// Those of them that hold a job that is not done.
    pub(super) open: BTreeSet<u32>,
}

impl BlockState {
    /// Whether nothing will ever stand in it again.
    pub(super) fn is_done(&self) -> bool {
        self.given >= BLOCK_SIZE && self.open.is_empty()
    }
}

impl State {
    pub(super) fn holds(&self, now: i64) -> bool {
        self.lease.as_ref().is_some_and(|lease| lease.holds(now))
    }

    /// How many places are free in this node's blocks.
    pub(super) fn free(&self) -> u32 {
        let free = |block: &BlockState| BLOCK_SIZE.saturating_sub(block.given);
        self.blocks.values().map(free).sum()
    }

    /// Gives a place away, while the lease holds.
    fn give(&mut self, now: i64) -> Option<Slot> {
        if !self.holds(now) {
            return None;
        }
        let (id, block) = self
            .blocks
            .iter_mut()
            .find(|(_, block)| block.given < BLOCK_SIZE)?;
        let number = block.given;
        block.given += 1;
        block.open.insert(number);
        Some(Slot {
            block: id.clone(),
            number,
        })
    }
}

impl<S: Store> Queue<S> {
    /// A queue that does nothing yet: [`start`](Self::start) brings it to life. `locks` is a folder
    /// that the processes of this machine share, so that one sees at once that another has died.
    pub fn new(store: S, clock: Clock, locks: Option<PathBuf>) -> Arc<Self> {
        Arc::new(Self {
            store,
            clock,
            locks,
            state: Mutex::default(),
            upkeep: tokio::sync::Mutex::default(),
            wake: Notify::new(),
            wanting: Notify::new(),
            workers: semaphore(WORKERS),
            carriers: semaphore(CARRIERS),
        })
    }

    /// Starts the work, in the background.
    pub fn start<H: Handler>(self: &Arc<Self>, handler: Arc<H>) {
        tokio::spawn(super::upkeep::keep(self.clone(), handler.clone()));
        tokio::spawn(self.clone().work(handler));
    }

    /// Ends the work: waits a little for what is under way, and leaves the rest to others.
    pub async fn stop(&self) {
        self.state().stopped = true;
        self.wake.notify_one();
        let idle = async {
            let _ = self.workers.acquire_many(WORKERS).await;
            let _ = self.carriers.acquire_many(CARRIERS).await;
        };
        if tokio::time::timeout(FAREWELL, idle).await.is_err() {
            tracing::info!("jobs under way are left to be taken over");
        }
        self.workers.close();
        self.carriers.close();
        super::upkeep::leave(self).await;
    }

    /// Takes a job over for good: it is carried out, whatever happens to this process. Costs one
    /// write. Gives the job's id.
    ///
    /// # Errors
    /// When it could not be written. It may be carried out all the same.
    pub async fn accept(self: &Arc<Self>, event: String, work: Work) -> Result<String> {
        self.accept_at(event, work, self.clock.millis()).await
    }

    /// The same, to be carried out at a time, in milliseconds since 1970.
    ///
    /// # Errors
    /// As [`accept`](Self::accept).
    pub async fn accept_at(
        self: &Arc<Self>,
        event: String,
        work: Work,
        due: i64,
    ) -> Result<String> {
        let id = random_text(16).map_err(|_| Error::new("the system gives no random numbers"))?;
        let job = Job {
            id: id.clone(),
            event,
            work,
            attempts: 0,
            takeovers: 0,
            accepted: self.clock.millis(),
            due,
        };
        // In a task of its own: whoever waits for it may go away, the place that it takes may not.
        let queue = self.clone();
        let added = tokio::spawn(async move { queue.add(job).await }).await;
        added.map_err(|_| Error::new("the plugin panicked while it kept a job"))??;
        Ok(id)
    }

    pub(super) async fn add(&self, job: Job) -> Result<()> {
        let bytes = job.bytes()?;
        let slot = self.slot().await?;
        let written = self.store.set(&slot.key(), bytes, None).await;
        let now = self.clock.millis();
        let mut state = self.state();
        // A write that failed may have been carried out: the key is looked at later.
        let (due, task) = match &written {
            Ok(()) => (job.due, Task::Run(Some(Box::new(job.clone())))),
            Err(_) => (now.saturating_add(REWRITE), Task::Run(None)),
        };
        let track = job.work.track();
        let turn = Turn { slot, task, track };
        state.backlog.push(turn, due, now);
        let held = state.holds(now);
        drop(state);
        self.wake.notify_one();
        written?;
        // Without the lease the block may have been taken over, and read, before the write.
        held.then_some(())
            .ok_or_else(|| Error::new("this node lost its lease"))
    }

    /// A free place. More are reserved before they are needed.
    async fn slot(&self) -> Result<Slot> {
        let (slot, free) = self.give();
        if free < BLOCK_SIZE {
            self.wanting.notify_one();
        }
        if let Some(slot) = slot {
            return Ok(slot);
        }
        super::upkeep::reserve(self).await?;
        self.give()
            .0
            .ok_or_else(|| Error::new("no place for a job"))
    }

    fn give(&self) -> (Option<Slot>, u32) {
        let mut state = self.state();
        let slot = state.give(self.clock.millis());
        (slot, state.free())
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn work<H: Handler>(self: Arc<Self>, handler: Arc<H>) {
        while let Some(turn) = self.next().await
            && let Ok(permit) = self.lane(turn.track.lane).clone().acquire_owned().await
        {
            let (queue, handler) = (self.clone(), handler.clone());
            tokio::spawn(async move {
                queue.turn(turn, &handler).await;
                drop(permit);
                queue.wake.notify_one();
            });
        }
    }

    fn lane(&self, lane: Lane) -> &Arc<Semaphore> {
        match lane {
            Lane::Short => &self.workers,
            Lane::Files => &self.carriers,
        }
    }

    /// Nobody but [`work`](Self::work) sets workers to work, so one that is free stays so.
    fn is_free(&self, lane: Lane) -> bool {
        self.lane(lane).available_permits() > 0
    }

    /// Waits for the next task; none is begun without a lease, and none after the end.
    async fn next(&self) -> Option<Turn> {
        loop {
            let woken = self.wake.notified();
            let now = self.clock.millis();
            let wait = {
                let mut state = self.state();
                if state.stopped {
                    return None;
                }
                let held = state.holds(now);
                match held.then(|| state.backlog.take(now, |lane| self.is_free(lane))) {
                    Some(Next::Turn(turn)) => return Some(turn),
                    Some(Next::Wait(due)) => due,
                    None => None,
                }
            };
            let sleep = wait.map_or(LONGEST_SLEEP, |due| {
                Duration::from_millis(u64::try_from(due.saturating_sub(now)).unwrap_or_default())
            });
            let _ = tokio::time::timeout(sleep.min(LONGEST_SLEEP), woken).await;
        }
    }

    async fn turn<H: Handler>(&self, turn: Turn, handler: &Arc<H>) {
        let Turn { slot, task, track } = turn;
        let job = match task {
            Task::Forget => None,
            Task::Run(Some(job)) => Some(*job),
            Task::Run(None) => match self.read(&slot).await {
                Ok(job) => job,
                Err(error) => {
                    tracing::warn!(error = %error, "cannot read a job; it is read again later");
                    self.again(slot, Task::Run(None), track, REWRITE);
                    return;
                }
            },
        };
        match job {
            Some(job) => self.run(slot, job, handler).await,
            None => self.forget(slot, track).await,
        }
    }

    /// Reads a job. One that cannot be read goes to the failures.
    pub(super) async fn read(&self, slot: &Slot) -> Result<Option<Job>> {
        let Some(bytes) = self.store.get(&slot.key()).await? else {
            return Ok(None);
        };
        match Job::read(&bytes) {
            Ok(job) => Ok(Some(job)),
            Err(error) => {
                tracing::error!(key = slot.key(), error = %error, "a stored job cannot be read");
                failures::add_unreadable(&self.store, &slot.key(), self.clock.millis()).await?;
                self.store.delete(&slot.key()).await?;
                self.state().untold = true;
                Ok(None)
            }
        }
    }

    async fn run<H: Handler>(&self, slot: Slot, mut job: Job, handler: &Arc<H>) {
        let track = job.work.track();
        let result = attempt(handler, &job).await;
        let Err(error) = result else {
            return self.forget(slot, track).await;
        };
        job.attempts = job.attempts.saturating_add(1);
        let (id, event) = (job.id.as_str(), job.work.name());
        let attempts = job.attempts;
        match verdict(&error, attempts, self.clock.millis()) {
            Verdict::Later(due) => {
                tracing::warn!(job = id, event, attempts, error = %error, "a job failed; it is tried again");
                job.due = due;
                self.retry(slot, job).await;
            }
            Verdict::Never => {
                tracing::error!(job = id, event, attempts, error = %error, "a job cannot be done");
                self.give_up(slot, job, &error, handler).await;
            }
        }
    }

    /// Writes the next time down. Where that fails, the job has it in memory at least.
    async fn retry(&self, slot: Slot, job: Job) {
        // After a lost lease others have taken the block over, and write it.
        let ours = self.state().blocks.contains_key(&slot.block);
        let written = match job.bytes() {
            Ok(bytes) if ours => self.store.set(&slot.key(), bytes, None).await,
            Ok(_) => Ok(()),
            Err(error) => Err(error),
        };
        if let Err(error) = written {
            tracing::warn!(job = job.id, error = %error, "cannot write a job's next time");
        }
        let (track, due) = (job.work.track(), job.due);
        let wait = due.saturating_sub(self.clock.millis());
        self.again(slot, Task::Run(Some(Box::new(job))), track, wait);
    }

    async fn give_up<H: Handler>(
        &self,
        slot: Slot,
        job: Job,
        error: &crate::error::Error,
        handler: &Arc<H>,
    ) {
        let track = job.work.track();
        if let Err(error) =
            failures::add(&self.store, &job, &error.to_string(), self.clock.millis()).await
        {
            tracing::warn!(job = job.id, error = %error, "cannot write a failure down");
            self.again(slot, Task::Run(Some(Box::new(job))), track, REWRITE);
            return;
        }
        self.forget(slot, track).await;
        handler.gave_up().await;
    }

    /// Deletes a job's key, and frees its place.
    async fn forget(&self, slot: Slot, track: Track) {
        if let Err(error) = self.store.delete(&slot.key()).await {
            tracing::warn!(error = %error, "cannot delete a job that is done");
            return self.again(slot, Task::Forget, track, REWRITE);
        }
        let mut state = self.state();
        state.backlog.release(track);
        if let Some(block) = state.blocks.get_mut(&slot.block) {
            block.open.remove(&slot.number);
        }
        drop(state);
        self.wake.notify_one();
    }

    /// Puts a task back, to be taken up after `wait` milliseconds.
    fn again(&self, slot: Slot, task: Task, track: Track, wait: i64) {
        let now = self.clock.millis();
        let mut state = self.state();
        state.backlog.release(track);
        if state.blocks.contains_key(&slot.block) {
            let turn = Turn { slot, task, track };
            state.backlog.push(turn, now.saturating_add(wait), now);
        }
        drop(state);
        self.wake.notify_one();
    }
}

fn semaphore(permits: u32) -> Arc<Semaphore> {
    Arc::new(Semaphore::new(usize::try_from(permits).unwrap_or(1)))
}

/// One attempt, with an end to its time; a panic in it is a failure like others.
async fn attempt<H: Handler>(handler: &Arc<H>, job: &Job) -> crate::error::Result<()> {
    use crate::error::Error;
    let (handler, job) = (handler.clone(), job.clone());
    let limit = job.work.limit();
    let task = tokio::spawn(async move {
        let done = tokio::time::timeout(limit, handler.carry_out(&job)).await;
        done.unwrap_or(Err(Error::Internal("a job took too long")))
    });
    task.await
        .unwrap_or(Err(Error::Internal("the plugin panicked in a job")))
}
