//! All connections, and what each was sent of late so that it can be resumed.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use super::event::{Broadcast, Event};
use crate::id::new_id;

/// How many events a connection that is lost can catch up on.
const REMEMBERED: usize = 128;
/// How many frames may wait for a client that reads slowly before its connection is given up.
const WAITING: usize = 256;
/// How long a lost connection can be resumed.
const RESUMABLE: Duration = Duration::from_secs(300);

/// What a connection is known to be when it registers.
#[derive(Debug, Clone)]
pub(super) struct Identity {
    pub(super) user_id: String,
    pub(super) session_id: String,
    pub(super) acknowledges_posts: bool,
}

struct Connection {
    identity: Identity,
    /// The number that the next event gets.
    next_seq: i64,
    remembered: VecDeque<(i64, String)>,
    out: Option<mpsc::Sender<String>>,
    lost_at: Option<Instant>,
}

/// The connections by id.
#[derive(Default)]
pub(crate) struct Hub {
    connections: Mutex<HashMap<String, Connection>>,
}

/// A connection that has just been made or resumed.
pub(super) struct Registered {
    pub(super) id: String,
    /// False where an earlier connection goes on: no `hello` is sent then.
    pub(super) is_new: bool,
    pub(super) frames: mpsc::Receiver<String>,
}

impl Hub {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Connection>> {
        self.connections
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a connection, or resumes the one with the id `wanted` where it is this session's and
    /// every event from number `from` on is still remembered.
    pub(super) fn register(&self, identity: Identity, wanted: &str, from: i64) -> Registered {
        let (out, frames) = mpsc::channel(WAITING);
        let mut connections = self.lock();
        connections.retain(|_, c| c.lost_at.is_none_or(|at| at.elapsed() < RESUMABLE));
        if let Some(connection) = connections.get_mut(wanted)
            && connection.resume(&identity, from, &out)
        {
            return Registered {
                id: wanted.to_owned(),
                is_new: false,
                frames,
            };
        }
        let id = new_id();
        let connection = Connection {
            identity,
            next_seq: 0,
            remembered: VecDeque::new(),
            out: Some(out),
            lost_at: None,
        };
        connections.insert(id.clone(), connection);
        Registered {
            id,
            is_new: true,
            frames,
        }
    }

    /// Notes that a connection's socket is gone, unless it was resumed on another one meanwhile.
    /// Tells whether the user has no other connection left.
    pub(super) fn lose(&self, id: &str, frames: mpsc::Receiver<String>) -> bool {
        drop(frames);
        let mut connections = self.lock();
        let mut user_id = String::new();
        if let Some(connection) = connections.get_mut(id) {
            if connection.out.as_ref().is_some_and(mpsc::Sender::is_closed) {
                connection.out = None;
                connection.lost_at = Some(Instant::now());
            }
            user_id.clone_from(&connection.identity.user_id);
        }
        !connections
            .values()
            .any(|c| c.identity.user_id == user_id && c.out.is_some())
    }

    /// Ends the connections of a session that is over.
    pub(crate) fn end_session(&self, session_id: &str) {
        self.lock()
            .retain(|_, c| c.identity.session_id != session_id);
    }

    /// Sends `event` to the connections of its circle whose user `belongs` to it.
    pub(crate) fn publish(&self, event: &Event, belongs: impl Fn(&str) -> bool) {
        let mut connections = self.lock();
        let mut known: HashMap<String, bool> = HashMap::new();
        for (id, connection) in connections.iter_mut() {
            if !addressed(&event.broadcast, id, &connection.identity.user_id) {
                continue;
            }
            let user_id = connection.identity.user_id.clone();
            if *known
                .entry(user_id)
                .or_insert_with_key(|user_id| belongs(user_id))
            {
                connection.send(event);
            }
        }
    }

    /// Sends `event` to one connection whatever its circle is.
    pub(super) fn send_to(&self, id: &str, event: &Event) {
        if let Some(connection) = self.lock().get_mut(id) {
            connection.send(event);
        }
    }

    /// Sends a frame that is not an event, like the answer to a request, to one connection.
    pub(super) fn answer(&self, id: &str, frame: String) {
        if let Some(connection) = self.lock().get_mut(id) {
            connection.transmit(frame);
        }
    }
}

/// Whether the broadcast's own words let the connection in; memberships are looked up apart.
fn addressed(broadcast: &Broadcast, connection_id: &str, user_id: &str) -> bool {
    let omitted = broadcast
        .omit_users
        .as_ref()
        .is_some_and(|users| users.contains_key(user_id));
    let fits = |wanted: &str, have: &str| wanted.is_empty() || wanted == have;
    !omitted
        && broadcast.omit_connection_id != connection_id
        && fits(&broadcast.connection_id, connection_id)
        && fits(&broadcast.user_id, user_id)
}

impl Connection {
    fn send(&mut self, event: &Event) {
        let Identity {
            user_id,
            acknowledges_posts,
            ..
        } = &self.identity;
        let frame = event.frame(self.next_seq, user_id, *acknowledges_posts);
        self.remembered.push_back((self.next_seq, frame.clone()));
        if self.remembered.len() > REMEMBERED {
            self.remembered.pop_front();
        }
        self.next_seq += 1;
        self.transmit(frame);
    }

    fn transmit(&mut self, frame: String) {
        // A client that does not read is let go; it can resume.
        if self
            .out
            .as_ref()
            .is_some_and(|out| out.try_send(frame).is_err())
        {
            self.out = None;
            self.lost_at = Some(Instant::now());
        }
    }

    fn resume(&mut self, identity: &Identity, from: i64, out: &mpsc::Sender<String>) -> bool {
        let oldest = self
            .remembered
            .front()
            .map_or(self.next_seq, |(seq, _)| *seq);
        let has_all = from > 0 && from >= oldest && from <= self.next_seq;
        if self.identity.session_id != identity.session_id || !has_all {
            return false;
        }
        self.identity = identity.clone();
        self.out = Some(out.clone());
        self.lost_at = None;
        let missed: Vec<String> = self
            .remembered
            .iter()
            .filter(|(seq, _)| *seq >= from)
            .map(|(_, frame)| frame.clone())
            .collect();
        missed.into_iter().for_each(|frame| self.transmit(frame));
        true
    }
}
