//! What comes with time: the reminder before a meeting, and the end of a plan that nobody held.
//!
//! A timer wheel in the store says which meetings are due in which minute; a node turns it once a
//! minute and makes a job of each, a little ahead. So a plan for next month costs nothing until then.

use super::{changes, records};
use crate::app::Services;
use crate::domain::meeting_posts;
use crate::error::{Error, Result};
use crate::jobs::wheel::{self, MINUTE, Wheel};
use crate::jobs::{Job, Work, event_id};
use crate::store::{Closed, Scheduled};
use crate::texts;

/// How far ahead of their time jobs are made, in minutes.
const AHEAD: i64 = 1;
/// What is nearer than this, in minutes, becomes a job at once: the wheel may have turned past it.
const NEAR: i64 = AHEAD + 2;
/// How long after its time a plan is over that nobody held, in milliseconds.
const GRACE: i64 = 2 * 60 * MINUTE;
/// After which time a plan is looked at again whose last meeting goes on and on, in milliseconds.
const AGAIN: i64 = 60 * MINUTE;
/// How many minutes are gone through at once: after a long pause there are many.
const MOST_MINUTES: usize = 1_000;

/// Plans what comes next for a meeting.
///
/// # Errors
/// When the store fails.
pub async fn plan(services: &Services, known: &Scheduled) -> Result<()> {
    let now = services.clock.millis();
    let Some(due) = next(known, now) else {
        return Ok(());
    };
    if due.div_euclid(MINUTE) <= now.div_euclid(MINUTE) + NEAR {
        return accept(services, known.meeting_id, due).await;
    }
    let kv = services.api.kv();
    Ok(wheel::add(&kv, Wheel::Plans, known.meeting_id, due, now).await?)
}

/// Whether the last time of an open plan was over long ago, as far as its length says.
fn is_overdue(known: &Scheduled, now: i64) -> bool {
    known.is_open() && known.end().saturating_add(GRACE) <= now
}

/// When something is due next: a reminder, or the end of one of its times.
fn next(known: &Scheduled, now: i64) -> Option<i64> {
    if !known.is_open() {
        return None;
    }
    if is_overdue(known, now) {
        return Some(now.saturating_add(AGAIN));
    }
    let reminder = known.next_reminder(now).map(|(due, _)| due);
    let last = known.end();
    let ends = known.told.slots.iter().map(|slot| {
        let end = slot.end();
        if end == last {
            end.saturating_add(GRACE)
        } else {
            end
        }
    });
    let end = ends.filter(|&end| end > now).min();
    reminder.into_iter().chain(end).min()
}

async fn accept(services: &Services, meeting_id: u64, due: i64) -> Result<()> {
    let event = event_id(&["plan due", &meeting_id.to_string(), &due.to_string()]);
    let work = Work::PlanDue { meeting_id };
    services.queue.accept_at(event, work, due).await?;
    Ok(())
}

/// Makes jobs of what is due soon. Only one node may do so at a time.
///
/// # Errors
/// When the store fails.
pub async fn turn(services: &Services) -> Result<()> {
    let kv = services.api.kv();
    let mut cursor = wheel::cursor(&kv, Wheel::Plans).await?;
    let before = cursor.clone();
    let until = services.clock.millis().div_euclid(MINUTE) + AHEAD + 1;
    if cursor.next == 0 {
        cursor.next = until - AHEAD - 1;
    }
    for minute in (cursor.next..until).take(MOST_MINUTES) {
        let list = wheel::list(&kv, Wheel::Plans, minute).await?;
        for &meeting_id in &list.meetings {
            make_job(services, meeting_id, minute).await?;
        }
        if !wheel::leave(&kv, &list, &[]).await? {
            break;
        }
        cursor.next = minute + 1;
    }
    if cursor != before {
        wheel::set_cursor(&kv, Wheel::Plans, &cursor).await?;
    }
    Ok(())
}

/// A plan may have been moved since it was put into a list: then it stands in another one.
async fn make_job(services: &Services, meeting_id: u64, minute: i64) -> Result<()> {
    let Some(known) = records::read(&services.api, meeting_id).await? else {
        return Ok(());
    };
    let from = minute * MINUTE;
    match next(&known, from - 1) {
        Some(due) if due.div_euclid(MINUTE) == minute => accept(services, meeting_id, due).await,
        Some(_) if is_overdue(&known, from) => accept(services, meeting_id, from).await,
        _ => Ok(()),
    }
}

/// Does what is due for a meeting, once Zoom has said that the plan still holds.
///
/// # Errors
/// When Mattermost fails; the job is done again then.
pub async fn carry_out(services: &Services, job: &Job, meeting_id: u64) -> Result<()> {
    let Some(known) = records::read(&services.api, meeting_id).await? else {
        return Ok(());
    };
    if !known.is_open() {
        return Ok(());
    }
    let asked = changes::refresh(services, &known, |_| {}).await;
    let known = match asked {
        Ok(known) => known,
        // A reminder that comes too late is none.
        Err(Error::Zoom(error)) => {
            tracing::warn!(meeting_id, error = %error, "cannot ask Zoom about a plan");
            Some(known)
        }
        Err(error) => return Err(error),
    };
    let Some(known) = known else { return Ok(()) };
    remind(services, job, &known).await?;
    let known = close(services, known).await?;
    changes::settle(services, job, &known).await
}

async fn remind(services: &Services, job: &Job, known: &Scheduled) -> Result<()> {
    let now = services.clock.millis();
    let Some(slot) = known.reminds_of(now) else {
        return Ok(());
    };
    if goes_on(services, known.meeting_id).await? {
        return Ok(());
    }
    let (id, start) = (known.meeting_id.to_string(), slot.start.to_string());
    let left = slot.start.saturating_sub(now);
    let text = texts::schedule_reminder(texts::ScheduleReminder {
        link: known.told.link.as_str().into(),
        minutes: left.saturating_add(MINUTE - 1).div_euclid(MINUTE),
    });
    let parts = ["plan reminder", &id, &start];
    changes::tell(services, job, known, &parts, &text).await
}

/// Whether people are in the meeting, as far as its posts know.
async fn goes_on(services: &Services, meeting_id: u64) -> Result<bool> {
    let posts = meeting_posts::read(&services.api, meeting_id).await?;
    Ok(posts.is_some_and(|posts| posts.open().any(|post| post.started)))
}

/// Ends a plan whose last time is over; not while people are still in the meeting.
async fn close(services: &Services, known: Scheduled) -> Result<Scheduled> {
    let over = is_overdue(&known, services.clock.millis());
    if !over || goes_on(services, known.meeting_id).await? {
        return Ok(known);
    }
    let closed = records::change(services, known.meeting_id, |known| {
        if known.is_open() {
            known.closed = Some(Closed::Over);
        }
    });
    Ok(closed.await?.unwrap_or(known))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Slot, Told};

    fn scheduled(starts: &[i64]) -> Scheduled {
        let slot = |start: &i64| Slot {
            start: start * MINUTE,
            minutes: 30,
        };
        Scheduled {
            told: Told {
                slots: starts.iter().map(slot).collect(),
                ..Told::default()
            },
            reminder: 10,
            ..Scheduled::default()
        }
    }

    #[test]
    fn reminders_and_ends_follow_each_other() {
        let plan = scheduled(&[100, 200]);
        let due = |now: i64| next(&plan, now * MINUTE).map(|due| due / MINUTE);
        assert_eq!(
            (due(0), due(90), due(130)),
            (Some(90), Some(130), Some(190))
        );
        let over = 200 + 30 + 120;
        assert_eq!((due(190), due(over - 1)), (Some(over), Some(over)));
        assert_eq!(due(over), Some(over + 60), "while people are in it");
        let silent = Scheduled {
            reminder: 0,
            ..plan
        };
        assert_eq!(next(&silent, 0), Some(130 * MINUTE));
    }

    #[test]
    fn nothing_is_due_of_what_was_cancelled() {
        let mut plan = scheduled(&[100]);
        plan.cancel();
        assert_eq!(next(&plan, 0), None);
        assert!(!is_overdue(&plan, 999 * MINUTE));
    }
}
