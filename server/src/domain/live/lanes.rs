//! Group commit: changes of one meeting's record that come while it is being written go together
//! with the next write, so that a thousand people who join at once cost a few writes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use mattermost_plugin::Kv;
use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::store::{Change, Due, Live, keys, read_json, to_json};

/// How long who was in is remembered after the last change.
const LIFE: Duration = Duration::from_secs(3 * 24 * 60 * 60);
/// How often browsers are told of one meeting at most, in milliseconds.
const TELL_PAUSE: i64 = 1_000;
/// So many writes of one meeting go out at once, further ones one after each pause.
const BURST: u32 = 20;
const PAUSE: Duration = Duration::from_millis(200);
/// More changes of one meeting than these do not wait: their events become jobs.
const MOST_PENDING: usize = 5_000;
/// With more lanes than these, idle ones are given up.
const MANY: usize = 256;
const ATTEMPTS: usize = 20;

/// What became of a change.
#[derive(Clone, Debug, Default)]
pub struct Done {
    /// The record as it is stored now.
    pub live: Arc<Live>,
    /// Whether to tell browsers: only one of the changes that were written together has to.
    pub due: Due,
    /// Whether the number of those who took part in a run that is over is another one now.
    pub recount: bool,
}

#[derive(Debug)]
struct Entry {
    changes: Vec<Change>,
    quietly: bool,
    done: oneshot::Sender<Done>,
}

/// What waits to be written of one meeting.
#[derive(Debug)]
struct Lane {
    pending: Vec<Entry>,
    busy: bool,
    /// Whether somebody tells browsers in a moment.
    will_tell: bool,
    /// Runs that browsers should have been told of, but nobody waited any more to do it.
    owed: Vec<String>,
    writes: u32,
    last: Instant,
}

impl Lane {
    fn new() -> Self {
        Self {
            pending: Vec::new(),
            busy: false,
            will_tell: false,
            owed: Vec::new(),
            writes: 0,
            last: Instant::now(),
        }
    }

    fn is_idle(&self) -> bool {
        !self.busy && self.owed.is_empty() && self.last.elapsed() > PAUSE * BURST
    }

    /// How long to wait after a write before the next one.
    fn pause(&mut self) -> Duration {
        let passed = self.last.elapsed().as_millis() / PAUSE.as_millis();
        self.last = Instant::now();
        self.writes = self
            .writes
            .saturating_sub(u32::try_from(passed).unwrap_or(u32::MAX))
            .saturating_add(1);
        if self.writes > BURST {
            PAUSE
        } else {
            Duration::ZERO
        }
    }
}

/// The meetings whose records this node changes.
#[derive(Debug)]
pub struct Lanes {
    kv: Kv,
    clock: Clock,
    lanes: Mutex<HashMap<u64, Lane>>,
}

impl Lanes {
    /// None yet.
    pub fn new(kv: Kv, clock: Clock) -> Arc<Self> {
        Arc::new(Self {
            kv,
            clock,
            lanes: Mutex::default(),
        })
    }

    /// Makes changes to a meeting's record with one write, and returns once they are stored. Where
    /// nobody waits for that any more, they are stored all the same.
    ///
    /// # Errors
    /// When the store fails, or too much waits already.
    pub async fn commit(
        self: &Arc<Self>,
        meeting_id: u64,
        changes: Vec<Change>,
        quietly: bool,
    ) -> Result<Done> {
        let (done, stored) = oneshot::channel();
        let entry = Entry {
            changes,
            quietly,
            done,
        };
        if self.enter(meeting_id, entry)? {
            let lanes = self.clone();
            tokio::spawn(async move { lanes.work(meeting_id).await });
        }
        let failed = Error::Internal("who is in a meeting could not be stored");
        stored.await.map_err(|_| failed)
    }

    fn lanes(&self) -> MutexGuard<'_, HashMap<u64, Lane>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says whether nobody writes the meeting's record yet.
    fn enter(&self, meeting_id: u64, entry: Entry) -> Result<bool> {
        let mut lanes = self.lanes();
        if lanes.len() >= MANY && !lanes.contains_key(&meeting_id) {
            lanes.retain(|_, lane| !lane.is_idle());
        }
        let lane = lanes.entry(meeting_id).or_insert_with(Lane::new);
        if lane.pending.len() >= MOST_PENDING {
            return Err(Error::Internal("too many events of one meeting wait"));
        }
        lane.pending.push(entry);
        Ok(!std::mem::replace(&mut lane.busy, true))
    }

    /// Writes what waits, until nothing does.
    async fn work(&self, meeting_id: u64) {
        while let Some((batch, owed)) = self.next(meeting_id) {
            match self.write(meeting_id, &batch, &owed).await {
                Ok(done) => self.answer(meeting_id, batch, done),
                Err(error) => {
                    tracing::error!(meeting_id, error = %error, "cannot store who is in a meeting");
                    self.fail(meeting_id, batch, owed);
                }
            }
            let pause = self.lanes().get_mut(&meeting_id).map(Lane::pause);
            if let Some(pause) = pause.filter(|pause| !pause.is_zero()) {
                tokio::time::sleep(pause).await;
            }
        }
    }

    /// Those who wait learn of it, for their senders are gone.
    fn fail(&self, meeting_id: u64, batch: Vec<Entry>, owed: Vec<String>) {
        if let Some(lane) = self.lanes().get_mut(&meeting_id) {
            lane.will_tell &= !has_tell(&batch);
            lane.owed = owed;
        }
        drop(batch);
    }

    fn next(&self, meeting_id: u64) -> Option<(Vec<Entry>, Vec<String>)> {
        let mut lanes = self.lanes();
        let lane = lanes.get_mut(&meeting_id)?;
        if lane.pending.is_empty() {
            lane.busy = false;
            return None;
        }
        Some((
            std::mem::take(&mut lane.pending),
            std::mem::take(&mut lane.owed),
        ))
    }

    /// Changes the record by compare-and-set, for all of them at once.
    async fn write(&self, meeting_id: u64, batch: &[Entry], owed: &[String]) -> Result<Done> {
        let key = keys::live(meeting_id);
        for _ in 0..ATTEMPTS {
            let old = self.kv.get_bytes(&key).await?;
            let before: Live = old.as_deref().and_then(read_json).unwrap_or_default();
            let mut live = before.clone();
            for uuid in owed {
                live.apply(&Change::Posted(uuid.clone()), false);
            }
            for entry in batch {
                let apply = |change| live.apply(change, entry.quietly);
                entry.changes.iter().for_each(apply);
            }
            let due = live.due(self.clock.millis(), TELL_PAUSE);
            if live != before {
                let new = Some(to_json(&live)?);
                let stored = self
                    .kv
                    .compare_and_set(&key, old.as_deref(), new, Some(LIFE));
                if !stored.await? {
                    continue;
                }
            }
            let recount = batch
                .iter()
                .flat_map(|entry| &entry.changes)
                .filter_map(Change::uuid)
                .any(|uuid| is_recounted(&before, &live, uuid));
            return Ok(Done {
                live: Arc::new(live),
                due,
                recount,
            });
        }
        Err(Error::Internal("who is in a meeting changes too often"))
    }

    /// Tells each that its change is stored; the first who still waits has to tell browsers.
    fn answer(&self, meeting_id: u64, batch: Vec<Entry>, mut done: Done) {
        let told = has_tell(&batch);
        if let Some(lane) = self.lanes().get_mut(&meeting_id) {
            lane.will_tell &= !told;
            match done.due {
                Due::In(_) if lane.will_tell => done.due = Due::Never,
                Due::In(_) => lane.will_tell = true,
                _ => {}
            }
        }
        for entry in batch {
            if let Ok(()) = entry.done.send(done.clone()) {
                (done.due, done.recount) = (Due::Never, false);
            }
        }
        // Nobody waits any more.
        if let Some(lane) = self.lanes().get_mut(&meeting_id) {
            match done.due {
                Due::Never => {}
                Due::In(_) => lane.will_tell = false,
                Due::Now(runs) => lane.owed = runs,
            }
        }
    }
}

fn has_tell(batch: &[Entry]) -> bool {
    let mut changes = batch.iter().flat_map(|entry| &entry.changes);
    changes.any(|change| *change == Change::Tell)
}

fn is_recounted(before: &Live, after: &Live, uuid: &str) -> bool {
    let Some(run) = after.run(uuid).filter(|run| run.ended) else {
        return false;
    };
    before
        .run(uuid)
        .is_some_and(|before| before.ended && before.total() != run.total())
}
