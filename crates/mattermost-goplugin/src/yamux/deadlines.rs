//! The deadlines of a session's streams, watched by one task for the whole session.
//!
//! A timer task for each stream would live as long as its time-out: 75 seconds after opening, five
//! minutes after closing. Every HTTP request through a plugin opens two streams, so a busy session
//! would carry tens of thousands of them.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use tokio::time::Instant;

use super::StreamShared;

type Map = HashMap<u32, Arc<StreamShared>>;

/// Deadlines in the order they were set, which is the order they pass in: within a queue all
/// time-outs are equal.
#[derive(Default)]
struct Queue(VecDeque<(Instant, u32)>);

impl Queue {
    /// Add a deadline, first dropping those of streams that no longer wait when they are most of
    /// the queue, so that it stays in proportion to `alive`.
    fn push<V>(&mut self, due: Instant, id: u32, alive: &HashMap<u32, V>) {
        if self.0.len() >= 2 * alive.len() + 64 {
            self.0.retain(|(_, id)| alive.contains_key(id));
        }
        self.0.push_back((due, id));
    }

    /// The oldest deadline of a stream that still waits.
    fn front<V>(&mut self, alive: &HashMap<u32, V>) -> Option<(Instant, u32)> {
        while let Some(&(due, id)) = self.0.front() {
            if alive.contains_key(&id) {
                return Some((due, id));
            }
            self.0.pop_front();
        }
        None
    }
}

/// See the module.
#[derive(Default)]
pub(super) struct Deadlines {
    /// Streams that were opened and wait for their ACK.
    opening: Queue,
    /// Streams that were closed on this side and wait for the peer to close.
    closing: Queue,
    /// What the watching task sleeps for.
    next: Option<Instant>,
}

/// What [`Deadlines::expire`] found.
pub(super) struct Expired {
    /// A stream the peer did not ACK in time.
    pub(super) unopened: Option<u32>,
    /// Streams the peer did not close in time.
    pub(super) unclosed: Vec<Arc<StreamShared>>,
    /// The next deadline.
    pub(super) next: Option<Instant>,
}

impl Deadlines {
    /// Stream `id` must be ACKed by `due`. Whether the watching task must be woken.
    pub(super) fn opened<V>(&mut self, due: Instant, id: u32, inflight: &HashMap<u32, V>) -> bool {
        self.opening.push(due, id, inflight);
        self.earlier(due)
    }

    /// Stream `id` must be closed by the peer by `due`. Whether the watching task must be woken.
    pub(super) fn closed(&mut self, due: Instant, id: u32, map: &Map) -> bool {
        self.closing.push(due, id, map);
        self.earlier(due)
    }

    fn earlier(&mut self, due: Instant) -> bool {
        let earlier = self.next.is_none_or(|next| due < next);
        if earlier {
            self.next = Some(due);
        }
        earlier
    }

    /// Take the deadlines that have passed at `now`.
    pub(super) fn expire<V>(
        &mut self,
        now: Instant,
        map: &Map,
        inflight: &HashMap<u32, V>,
    ) -> Expired {
        let opening = self.opening.front(inflight);
        let mut unclosed = Vec::new();
        let mut closing = self.closing.front(map);
        while let Some((due, id)) = closing
            && due <= now
        {
            unclosed.extend(map.get(&id).cloned());
            self.closing.0.pop_front();
            closing = self.closing.front(map);
        }
        self.next = [opening, closing]
            .into_iter()
            .flatten()
            .map(|(due, _)| due)
            .min();
        Expired {
            unopened: opening.filter(|(due, _)| *due <= now).map(|(_, id)| id),
            unclosed,
            next: self.next,
        }
    }

    /// How many deadlines are remembered.
    #[cfg(test)]
    fn len(&self) -> usize {
        self.opening.0.len() + self.closing.0.len()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::State;
    use super::*;

    #[test]
    fn deadlines_of_streams_that_ended_are_forgotten() {
        let start = Instant::now();
        let mut d = Deadlines::default();
        let mut map = Map::new();
        // One stream hangs at the front while a hundred thousand come and go.
        map.insert(1, StreamShared::new(1, State::LocalClose));
        d.closed(start + Duration::from_secs(300), 1, &map);
        for id in 2..100_000 {
            map.insert(id, StreamShared::new(id, State::LocalClose));
            d.closed(start + Duration::from_secs(301), id, &map);
            map.remove(&id);
        }
        assert!(d.len() < 100, "{}", d.len());
        let inflight: HashMap<u32, ()> = HashMap::new();
        let early = d.expire(start, &map, &inflight);
        assert_eq!(early.next, Some(start + Duration::from_secs(300)));
        assert!(early.unclosed.is_empty());
        let late = d.expire(start + Duration::from_secs(300), &map, &inflight);
        assert_eq!(late.unclosed.iter().map(|s| s.id).collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn only_an_earlier_deadline_wakes_the_task() {
        let start = Instant::now();
        let inflight = HashMap::from([(1, ()), (3, ())]);
        let mut d = Deadlines::default();
        assert!(d.opened(start + Duration::from_secs(75), 1, &inflight));
        assert!(!d.opened(start + Duration::from_secs(76), 3, &inflight));
        assert!(d.closed(start + Duration::from_secs(5), 9, &Map::new()));
    }
}
