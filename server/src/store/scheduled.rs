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

    /// Whether the start that the threads know was moved: it is ahead, and no time begins then.
    pub fn was_moved(&self, now: i64) -> bool {
        let known = self.announced;
        known > now && self.told.slots.iter().all(|slot| slot.start != known)
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
        plan.announced = 100 * MINUTE;
        assert!(!plan.was_moved(0));
        plan.told.slots = slots(&[150, 200]);
        assert!(plan.was_moved(99 * MINUTE));
        assert!(!plan.was_moved(100 * MINUTE), "it would have begun");
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
