//! What is known of a meeting that is planned: one record for each meeting number, changed by
//! compare-and-set, from which the invitations are written.
//!
//! Events come late, twice, and out of order. So what Zoom says of a plan counts by when it was
//! asked, and what is cancelled stays so.

use serde::{Deserialize, Serialize};
use zoom_client::Recurrence;

/// How many invitations of one meeting are followed.
const MOST_POSTS: usize = 20;
/// A minute in milliseconds.
const MINUTE: i64 = 60_000;

/// A post that invites to a planned meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InvitationPost {
    /// The post.
    pub post_id: String,
    /// Its channel.
    pub channel_id: String,
    /// The root of its thread; empty where it stands in the channel itself.
    pub root_id: String,
}

impl InvitationPost {
    /// The root of the thread in which people talk about it.
    pub fn thread(&self) -> &str {
        if self.root_id.is_empty() {
            &self.post_id
        } else {
            &self.root_id
        }
    }
}

/// One of the times of a meeting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct Slot {
    /// When it begins, in milliseconds since 1970.
    pub start: i64,
    /// How long it takes.
    pub minutes: i64,
}

impl Slot {
    /// When it ends, in milliseconds since 1970.
    pub fn end(&self) -> i64 {
        self.start
            .saturating_add(self.minutes.saturating_mul(MINUTE))
    }
}

/// What Zoom says of a planned meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Told {
    /// The topic.
    pub topic: String,
    /// Where to join.
    pub link: String,
    /// What people type who join by the number.
    pub passcode: String,
    /// The IANA name of the time zone that it is planned in.
    pub time_zone: String,
    /// Its times, earliest first.
    pub slots: Vec<Slot>,
    /// How it repeats; `None` for once.
    pub recurrence: Option<Recurrence>,
}

/// How a plan ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closed {
    /// It was cancelled.
    Cancelled,
    /// All its times are over.
    Over,
}

/// What the threads have to hear of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// The meeting, or the next time of a series, is at another time.
    Moved(Slot),
    /// The next time of a series is cancelled.
    OneCancelled {
        /// When it was to begin, in milliseconds since 1970.
        start: i64,
        /// The one that comes next.
        next: Slot,
    },
}

/// All that is known of a planned meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Scheduled {
    /// The number.
    pub meeting_id: u64,
    /// Who planned it; Zoom is asked by their connection.
    pub user_id: String,
    /// Their name.
    pub username: String,
    /// The host's Zoom user id.
    pub host_id: String,
    /// The invitations, oldest first.
    pub posts: Vec<InvitationPost>,
    /// What Zoom says.
    pub told: Told,
    /// When it said so, in milliseconds since 1970.
    pub told_at: i64,
    /// How many minutes before it the channels are reminded; 0 for not at all.
    pub reminder: i64,
    /// The start that the threads know as the next one, in milliseconds since 1970.
    pub announced: i64,
    /// All starts, as they were when that became known.
    pub announced_starts: Vec<i64>,
    /// How often the threads came to know another one: it tells the same news of different days
    /// apart.
    pub announcements: u64,
    /// How it ended.
    pub closed: Option<Closed>,
}

impl Scheduled {
    /// Adds an invitation.
    pub fn add(&mut self, post: InvitationPost) {
        if self.posts.iter().all(|known| known.post_id != post.post_id) {
            self.posts.push(post);
            let surplus = self.posts.len().saturating_sub(MOST_POSTS);
            self.posts.drain(..surplus);
        }
    }

    /// Takes what Zoom said at a time, unless it said something later already.
    pub fn take(&mut self, told: &Told, at: i64) {
        if at >= self.told_at {
            self.told = told.clone();
            self.told_at = at;
        }
    }

    /// Takes notice that it was cancelled.
    pub fn cancel(&mut self) {
        self.closed = Some(Closed::Cancelled);
    }

    /// Opens a plan that was closed, as Zoom has it at a time. Who is invited then knows that time.
    pub fn open(&mut self, told: &Told, at: i64) {
        self.take(told, at);
        self.closed = None;
        let shown = self.clone();
        self.announce(&shown, at);
    }

    /// Opens a plan that was over, where another time is to come; what is cancelled stays so.
    pub fn open_if_moved(&mut self, now: i64) {
        if self.closed == Some(Closed::Over) && self.next(now).is_some() {
            self.closed = None;
        }
    }

    /// Whether lists have to name it otherwise than before: in other channels, or for longer.
    pub fn is_listed_otherwise(&self, before: &Self) -> bool {
        self.end() != before.end() || self.posts != before.posts
    }

    /// Whether anything is still to come.
    pub fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    /// The time that goes on or comes next; the last one where all are over.
    pub fn current(&self, now: i64) -> Option<Slot> {
        let slots = &self.told.slots;
        let next = slots.iter().find(|slot| slot.end() > now);
        next.or(slots.last()).copied()
    }

    /// The next time that has not begun.
    pub fn next(&self, now: i64) -> Option<Slot> {
        let mut slots = self.told.slots.iter();
        slots.find(|slot| slot.start > now).copied()
    }

    /// When the last of its times is over.
    pub fn end(&self) -> i64 {
        let ends = self.told.slots.iter().map(Slot::end);
        ends.max().unwrap_or_default()
    }

    /// What the threads do not know yet: no time begins at the start that they know.
    pub fn news(&self, now: i64) -> Option<News> {
        let (start, slots) = (self.announced, &self.told.slots);
        if !self.is_open() || slots.iter().any(|slot| slot.start == start) {
            return None;
        }
        let next = self.next(now)?;
        match self.moved_to(now, next) {
            Some(slot) => Some(News::Moved(slot)),
            None => (start > now).then_some(News::OneCancelled { start, next }),
        }
    }

    /// The first time that the threads do not know. Behind the last one that they know, Zoom tells
    /// of more and more times of a long series: those were not moved.
    fn moved_to(&self, now: i64, next: Slot) -> Option<Slot> {
        let known = &self.announced_starts;
        let mut slots = self.told.slots.iter();
        let new = slots.find(|slot| slot.start > now && !known.contains(&slot.start))?;
        let within = known.last().is_some_and(|last| new.start < *last);
        (within || *new == next).then_some(*new)
    }

    /// Takes notice that the threads know the times of `shown`.
    pub fn announce(&mut self, shown: &Self, now: i64) {
        let next = shown.next(now).map_or(shown.announced, |slot| slot.start);
        if next != self.announced {
            self.announcements += 1;
        }
        self.announced = next;
        self.announced_starts = shown.told.slots.iter().map(|slot| slot.start).collect();
    }

    /// When the channels are to be reminded next, and of which time.
    pub fn next_reminder(&self, now: i64) -> Option<(i64, Slot)> {
        if self.reminder == 0 || !self.is_open() {
            return None;
        }
        let lead = self.reminder.saturating_mul(MINUTE);
        let due = |slot: &Slot| slot.start.saturating_sub(lead);
        let mut slots = self.told.slots.iter();
        let slot = slots.find(|slot| due(slot) > now)?;
        Some((due(slot), *slot))
    }

    /// The time of which the channels are to be reminded now.
    pub fn reminds_of(&self, now: i64) -> Option<Slot> {
        let lead = self.reminder.saturating_mul(MINUTE);
        let near = |slot: &&Slot| slot.start > now && slot.start.saturating_sub(lead) <= now;
        let wanted = self.reminder > 0 && self.is_open();
        self.told
            .slots
            .iter()
            .find(near)
            .copied()
            .filter(|_| wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(starts: &[i64]) -> Vec<Slot> {
        let slot = |start: &i64| Slot {
            start: start * MINUTE,
            minutes: 30,
        };
        starts.iter().map(slot).collect()
    }

    fn scheduled(starts: &[i64]) -> Scheduled {
        Scheduled {
            told: Told {
                slots: slots(starts),
                ..Told::default()
            },
            reminder: 10,
            ..Scheduled::default()
        }
    }

    #[test]
    fn what_zoom_said_last_counts_whatever_comes_in_between() {
        let mut plan = scheduled(&[100]);
        let told = |start| Told {
            slots: slots(&[start]),
            ..Told::default()
        };
        plan.take(&told(300), 30);
        plan.take(&told(200), 20);
        assert_eq!(plan.told, told(300));
        plan.take(&told(300), 30);
        plan.take(&told(400), 31);
        assert_eq!(plan.told, told(400));
    }

    #[test]
    fn reminders_come_before_each_time_and_never_after() {
        let plan = scheduled(&[100, 200]);
        let due = |now: i64| {
            plan.next_reminder(now * MINUTE)
                .map(|(due, _)| due / MINUTE)
        };
        assert_eq!(
            (due(0), due(89), due(90), due(190)),
            (Some(90), Some(90), Some(190), None)
        );
        let of = |now: i64| {
            plan.reminds_of(now * MINUTE)
                .map(|slot| slot.start / MINUTE)
        };
        assert_eq!(
            (of(89), of(90), of(99), of(100)),
            (None, Some(100), Some(100), None)
        );
        let mut cancelled = plan.clone();
        cancelled.cancel();
        assert_eq!(
            (
                cancelled.reminds_of(95 * MINUTE),
                cancelled.next_reminder(0)
            ),
            (None, None)
        );
        let silent = Scheduled {
            reminder: 0,
            ..plan
        };
        assert_eq!(
            (silent.reminds_of(95 * MINUTE), silent.next_reminder(0)),
            (None, None)
        );
    }

    #[test]
    fn the_time_that_goes_on_is_the_current_one() {
        let plan = scheduled(&[100, 200]);
        let current = |now: i64| plan.current(now * MINUTE).map(|slot| slot.start / MINUTE);
        assert_eq!(
            (current(0), current(129), current(130)),
            (Some(100), Some(100), Some(200))
        );
        assert_eq!(current(999), Some(200));
        assert_eq!(
            plan.next(100 * MINUTE).map(|slot| slot.start / MINUTE),
            Some(200)
        );
        assert_eq!(plan.end(), 230 * MINUTE);
    }

    #[test]
    fn a_time_that_came_is_not_one_that_was_moved() {
        let mut plan = scheduled(&[100, 200]);
        plan.announce(&plan.clone(), 0);
        assert_eq!((plan.news(0), plan.announcements), (None, 1));
        plan.told.slots = slots(&[200, 300]);
        assert_eq!(plan.news(100 * MINUTE), None, "it has begun");
        plan.announce(&plan.clone(), 100 * MINUTE);
        plan.announce(&plan.clone(), 100 * MINUTE);
        assert_eq!((plan.announced, plan.announcements), (200 * MINUTE, 2));
    }

    #[test]
    fn one_cancelled_time_is_not_a_move() {
        let plan = |starts: &[i64]| {
            let mut plan = scheduled(&[100, 200, 300]);
            plan.announce(&plan.clone(), 0);
            plan.told.slots = slots(starts);
            plan
        };
        let slot = |start| slots(&[start])[0];
        let moved = |start| Some(News::Moved(slot(start)));
        let cancelled = Some(News::OneCancelled {
            start: 100 * MINUTE,
            next: slot(200),
        });
        assert_eq!(plan(&[200, 300]).news(0), cancelled);
        assert_eq!(plan(&[200, 300, 400]).news(0), cancelled);
        assert_eq!(plan(&[150, 200, 300]).news(0), moved(150));
        assert_eq!(plan(&[200, 250, 300]).news(0), moved(250));
        assert_eq!(plan(&[110, 210, 310]).news(0), moved(110));
        assert_eq!(plan(&[500]).news(0), moved(500));
        assert_eq!(plan(&[500]).news(400 * MINUTE), moved(500), "held anew");
        assert_eq!(plan(&[100, 300]).news(0), None);
    }

    #[test]
    fn what_was_over_opens_again_with_another_time_and_what_is_cancelled_does_not() {
        let mut plan = scheduled(&[100]);
        plan.closed = Some(Closed::Over);
        plan.open_if_moved(110 * MINUTE);
        assert!(!plan.is_open(), "nothing is to come");
        plan.told.slots = slots(&[500]);
        plan.open_if_moved(110 * MINUTE);
        assert!(plan.is_open());
        plan.cancel();
        plan.open_if_moved(110 * MINUTE);
        assert!(!plan.is_open());
    }

    #[test]
    fn invitations_are_known_once_and_never_too_many() {
        let mut plan = Scheduled::default();
        for number in (0..30).chain(25..30) {
            plan.add(InvitationPost {
                post_id: number.to_string(),
                ..InvitationPost::default()
            });
        }
        assert_eq!(plan.posts.len(), MOST_POSTS);
        assert_eq!(plan.posts[0].post_id, "10");
        assert_eq!(plan.posts[0].thread(), "10");
    }
}
