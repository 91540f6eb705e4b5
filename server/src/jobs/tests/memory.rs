//! A store in memory, a clock that follows tokio's, and a handler that notes what it does.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use mattermost_plugin::{Error, Result};
use tokio::sync::Notify;
use tokio::time::Instant;
use zoom_client::Timestamp;

use crate::clock::Clock;
use crate::jobs::{Handler, Job, Queue, Store, Work, event_id};
use crate::store::Run;

type Values = BTreeMap<String, (Vec<u8>, Option<Instant>)>;

/// A store that several queues share. Clones are the same store seen from other nodes.
#[derive(Clone, Debug)]
pub(super) struct Memory {
    values: Arc<Mutex<Values>>,
    /// How many writes succeed before all fail; for nodes that are cut off.
    writes: Arc<Mutex<Option<usize>>>,
    stalled: Arc<Mutex<Vec<&'static str>>>,
    delay: Arc<Mutex<Duration>>,
    begin: Instant,
}

impl Memory {
    pub(super) fn new() -> Self {
        Self {
            values: Arc::default(),
            writes: Arc::default(),
            stalled: Arc::default(),
            delay: Arc::default(),
            begin: Instant::now(),
        }
    }

    /// The same store, seen by a node of its own.
    pub(super) fn node(&self) -> Self {
        Self {
            writes: Arc::default(),
            stalled: Arc::default(),
            delay: Arc::default(),
            ..self.clone()
        }
    }

    /// Tokio's clock, which tests pause.
    pub(super) fn clock(&self) -> Clock {
        let begin = self.begin;
        Clock::new(move || {
            let passed = i64::try_from(begin.elapsed().as_millis()).unwrap();
            Timestamp::from_millisecond(1_700_000_000_000 + passed).unwrap()
        })
    }

    /// Lets this node's next `count` writes succeed, and no further call: as if it were killed.
    pub(super) fn kill_after(&self, count: usize) {
        *self.writes.lock().unwrap() = Some(count);
    }

    pub(super) fn is_killed(&self) -> bool {
        *self.writes.lock().unwrap() == Some(0)
    }

    /// Calls of these names do not answer.
    pub(super) fn stall(&self, names: &[&'static str]) {
        *self.stalled.lock().unwrap() = names.to_vec();
    }

    /// Calls take this long.
    pub(super) fn slow(&self, delay: Duration) {
        *self.delay.lock().unwrap() = delay;
    }

    pub(super) fn keys(&self, prefix: &str) -> Vec<String> {
        let values = self.values.lock().unwrap();
        values
            .keys()
            .filter(|key| key.starts_with(prefix))
            .cloned()
            .collect()
    }

    pub(super) fn put(&self, key: &str, value: &[u8]) {
        let mut values = self.values.lock().unwrap();
        values.insert(key.to_owned(), (value.to_vec(), None));
    }

    async fn call(&self, name: &'static str, writes: bool) -> Result<()> {
        let delay = *self.delay.lock().unwrap();
        if delay.is_zero() {
            tokio::task::yield_now().await;
        } else {
            tokio::time::sleep(delay).await;
        }
        if self.stalled.lock().unwrap().contains(&name) {
            std::future::pending::<()>().await;
        }
        let mut left = self.writes.lock().unwrap();
        match left.as_mut() {
            Some(0) => Err(Error::new("the store cannot be reached")),
            Some(left) if writes => {
                *left -= 1;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn value(&self, key: &str) -> Option<Vec<u8>> {
        let values = self.values.lock().unwrap();
        let (value, end) = values.get(key)?;
        let lives = end.is_none_or(|end| Instant::now() < end);
        lives.then(|| value.clone())
    }

    fn write(&self, key: &str, value: Option<Vec<u8>>, life: Option<Duration>) {
        let end = life.map(|life| Instant::now() + life);
        let mut values = self.values.lock().unwrap();
        match value.filter(|value| !value.is_empty()) {
            Some(value) => values.insert(key.to_owned(), (value, end)),
            None => values.remove(key),
        };
    }
}

impl Store for Memory {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>> {
        self.call("get", false).await?;
        Ok(self.value(key))
    }

    async fn set(&self, key: &str, value: Vec<u8>, life: Option<Duration>) -> Result<()> {
        self.call("set", true).await?;
        self.write(key, Some(value), life);
        Ok(())
    }

    async fn compare_and_set(
        &self,
        key: &str,
        old: Option<&[u8]>,
        new: Option<Vec<u8>>,
        life: Option<Duration>,
    ) -> Result<bool> {
        self.call("compare_and_set", true).await?;
        let same = self.value(key).as_deref() == old;
        if same {
            self.write(key, new, life);
        }
        Ok(same)
    }

    async fn delete(&self, key: &str) -> Result<()> {
        self.call("delete", true).await?;
        self.write(key, None, None);
        Ok(())
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>> {
        self.call("list", false).await?;
        Ok(self.keys(prefix))
    }
}

/// How often a job fails, and how.
type Failing = (u32, fn() -> crate::error::Error);

/// What jobs did, over all nodes.
#[derive(Debug, Default)]
pub(super) struct World {
    pub(super) done: Mutex<Vec<String>>,
    pub(super) given_up: Mutex<usize>,
    /// Uuids whose jobs fail this often.
    pub(super) failing: Mutex<HashMap<String, Failing>>,
    /// Jobs that do not end until [`open`](Self::open) is notified.
    pub(super) held: Mutex<HashSet<String>>,
    pub(super) open: Notify,
    pub(super) most_at_once: Mutex<(usize, usize)>,
}

impl World {
    pub(super) fn fail(&self, uuid: &str, times: u32, error: fn() -> crate::error::Error) {
        let mut failing = self.failing.lock().unwrap();
        failing.insert(uuid.to_owned(), (times, error));
    }

    pub(super) fn done(&self) -> Vec<String> {
        self.done.lock().unwrap().clone()
    }
}

/// A handler over a world. Its effects end with its node.
#[derive(Debug)]
pub(super) struct Hands {
    pub(super) world: Arc<World>,
    pub(super) node: Memory,
}

impl Handler for Hands {
    async fn carry_out(&self, job: &Job) -> crate::error::Result<()> {
        let uuid = uuid(job);
        {
            let mut now = self.world.most_at_once.lock().unwrap();
            now.0 += 1;
            now.1 = now.1.max(now.0);
        }
        let hold = self.world.held.lock().unwrap().contains(&uuid);
        if hold {
            self.world.open.notified().await;
        }
        tokio::task::yield_now().await;
        self.world.most_at_once.lock().unwrap().0 -= 1;
        if let Some((left, error)) = self.world.failing.lock().unwrap().get_mut(&uuid)
            && *left > 0
        {
            *left -= 1;
            return Err(error());
        }
        if self.node.is_killed() {
            return Err(crate::error::Error::Internal("the node is dead"));
        }
        self.world.done.lock().unwrap().push(uuid);
        Ok(())
    }

    async fn gave_up(&self) {
        *self.world.given_up.lock().unwrap() += 1;
    }
}

pub(super) fn uuid(job: &Job) -> String {
    match &job.work {
        Work::MeetingStarted(run) | Work::MeetingEnded(run) => run.uuid.clone(),
        Work::RecordingCompleted(recorded) => recorded.uuid.clone(),
        _ => panic!("{job:?}"),
    }
}

/// A node at work.
pub(super) struct Node {
    pub(super) queue: Arc<Queue<Memory>>,
    pub(super) store: Memory,
}

impl Node {
    pub(super) fn start(store: &Memory, world: &Arc<World>) -> Self {
        let store = store.node();
        let queue = Queue::new(store.clone(), store.clock(), None);
        queue.start(Arc::new(Hands {
            world: world.clone(),
            node: store.clone(),
        }));
        Self { queue, store }
    }

    /// Accepts the end of a run.
    pub(super) async fn accept(&self, meeting_id: u64, uuid: &str) -> Result<String> {
        let run = Run {
            meeting_id,
            uuid: uuid.to_owned(),
            ..Run::default()
        };
        let event = event_id(&["meeting.ended", uuid]);
        self.queue.accept(event, Work::MeetingEnded(run)).await
    }

    /// Accepts the recording of a run.
    pub(super) async fn accept_files(&self, meeting_id: u64, uuid: &str) {
        let recorded = serde_json::json!({
            "meeting_id": meeting_id, "uuid": uuid, "host_id": "", "details": "",
        });
        let recorded = serde_json::from_value(recorded).unwrap();
        let event = event_id(&["recording.completed", uuid]);
        let accepted = self.queue.accept(event, Work::RecordingCompleted(recorded));
        accepted.await.unwrap();
    }

    pub(super) fn kill(&self) {
        self.store.kill_after(0);
    }
}

/// Lets time pass until `is` holds.
pub(super) async fn until(is: impl Fn() -> bool) {
    let most = Duration::from_secs(24 * 60 * 60);
    let waited = tokio::time::timeout(most, async {
        while !is() {
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    });
    waited.await.expect("it never came to pass");
}
