//! The jobs that this node has to do, in order.

use std::collections::{BTreeMap, HashSet};

use super::Job;
use super::index::Slot;
use super::job::{Lane, Track};

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
    pub(super) track: Track,
}

/// What [`Backlog::take`] finds.
#[derive(Debug)]
pub(super) enum Next {
    /// This one.
    Turn(Turn),
    /// Nothing before this time, or before something else happens.
    Wait(Option<i64>),
}

/// When a task is due, and its number.
type Place = (i64, u64);

/// Tasks by the time when they are due, and by their order.
#[derive(Debug, Default)]
pub(super) struct Backlog {
    turns: BTreeMap<Place, Turn>,
    busy: HashSet<Track>,
    count: u64,
    held: usize,
    /// How many carry files.
    files: usize,
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
        self.files += usize::from(is_files(&turn));
        self.count += 1;
        self.turns.insert((due, self.count), turn);
    }

    /// Takes the first task that is due and has its turn, of the lanes where a worker is free.
    pub(super) fn take(&mut self, now: i64, free: impl Fn(Lane) -> bool) -> Next {
        let due = self.turns.range(..=(now, u64::MAX));
        let ready = if free(Lane::Short) || (self.files > 0 && free(Lane::Files)) {
            self.first_ready(due, free)
        } else {
            None
        };
        let Some(turn) = ready.and_then(|key| self.turns.remove(&key)) else {
            let later = self.turns.range((now, u64::MAX)..).next();
            return Next::Wait(later.map(|((due, _), _)| *due));
        };
        self.held -= usize::from(is_held(&turn));
        self.files -= usize::from(is_files(&turn));
        if turn.track.meeting_id != 0 {
            self.busy.insert(turn.track);
        }
        Next::Turn(turn)
    }

    /// Files wait for what is due of their meeting, by which their thread is known; nothing waits
    /// for files.
    fn first_ready<'a>(
        &self,
        due: impl Iterator<Item = (&'a Place, &'a Turn)>,
        free: impl Fn(Lane) -> bool,
    ) -> Option<Place> {
        let mut waiting = HashSet::new();
        for (place, turn) in due {
            let track = turn.track;
            let before = Track {
                lane: Lane::Short,
                ..track
            };
            let blocked = self.busy.contains(&track)
                || self.busy.contains(&before)
                || waiting.contains(&track.meeting_id);
            if free(track.lane) && (track.meeting_id == 0 || !blocked) {
                return Some(*place);
            }
            if track.lane == Lane::Short {
                waiting.insert(track.meeting_id);
            }
        }
        None
    }

    /// A task of this track is no longer under way.
    pub(super) fn release(&mut self, track: Track) {
        self.busy.remove(&track);
    }

    /// Forgets the tasks: they belong to other nodes now.
    pub(super) fn clear(&mut self) {
        self.turns.clear();
        self.held = 0;
        self.files = 0;
    }
}

fn is_held(turn: &Turn) -> bool {
    matches!(turn.task, Task::Run(Some(_)))
}

fn is_files(turn: &Turn) -> bool {
    turn.track.lane == Lane::Files
}
