//! The jobs that this node has to do, in order.

use std::collections::{BTreeMap, HashSet};

use super::Job;
use super::index::Slot;

/// How many jobs are held in memory; the others are read again when their turn comes.
const HELD: usize = 256;
/// A job that waits longer than this is not held, in milliseconds.
const SOON: i64 = 10_000;

/// What is to be done about a slot.
#[derive(Debug)]
pub(super) enum Task {
    /// Carry the job out; `None` where it has to be read first.
    Run(Option<Box<Job>>),
    /// The job is done, only its key still has to go.
    Forget,
}

/// A task in its turn.
#[derive(Debug)]
pub(super) struct Turn {
    pub(super) slot: Slot,
    pub(super) task: Task,
    /// The meeting; 0 where it is not known.
    pub(super) meeting_id: u64,
}

/// What [`Backlog::take`] finds.
#[derive(Debug)]
pub(super) enum Next {
    /// This one.
    Turn(Turn),
    /// Nothing before this time, or before something else happens.
    Wait(Option<i64>),
}

/// Tasks by the time when they are due, and by their order.
#[derive(Debug, Default)]
pub(super) struct Backlog {
    turns: BTreeMap<(i64, u64), Turn>,
    busy: HashSet<u64>,
    count: u64,
    held: usize,
}

impl Backlog {
    /// Adds a task that is due at a time.
    pub(super) fn push(&mut self, mut turn: Turn, due: i64, now: i64) {
        if let Task::Run(job) = &mut turn.task
            && (self.held >= HELD || due > now.saturating_add(SOON))
        {
            *job = None;
        }
        self.held += usize::from(is_held(&turn));
        self.count += 1;
        self.turns.insert((due, self.count), turn);
    }

    /// Takes the first task that is due and whose meeting has none under way.
    pub(super) fn take(&mut self, now: i64) -> Next {
        let free = |turn: &Turn| turn.meeting_id == 0 || !self.busy.contains(&turn.meeting_id);
        let ready = self
            .turns
            .range(..=(now, u64::MAX))
            .find(|(_, turn)| free(turn))
            .map(|(key, _)| *key);
        let Some(turn) = ready.and_then(|key| self.turns.remove(&key)) else {
            let later = self.turns.range((now, u64::MAX)..).next();
            return Next::Wait(later.map(|((due, _), _)| *due));
        };
        self.held -= usize::from(is_held(&turn));
        if turn.meeting_id != 0 {
            self.busy.insert(turn.meeting_id);
        }
        Next::Turn(turn)
    }

    /// A task of this meeting is no longer under way.
    pub(super) fn release(&mut self, meeting_id: u64) {
        self.busy.remove(&meeting_id);
    }

    /// Forgets the tasks: they belong to other nodes now.
    pub(super) fn clear(&mut self) {
        self.turns.clear();
        self.held = 0;
    }
}

fn is_held(turn: &Turn) -> bool {
    matches!(turn.task, Task::Run(Some(_)))
}
