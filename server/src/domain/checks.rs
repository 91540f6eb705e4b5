//! Asks Zoom about meetings whose end was not told: events may never arrive, because the plugin was
//! not running, the signature was too old when Zoom tried again, or Zoom lost them.

use std::collections::HashSet;

use zoom_client::{ErrorKind, Timestamp};

use crate::app::Services;
use crate::domain::events::{self, Answer};
use crate::domain::{adoption, meeting_posts};
use crate::error::{Error, Result};
use crate::jobs::wheel::{self, Cursor, MINUTE, Wheel};
use crate::store::{Followed, FollowedPost};

/// When a meeting is asked about first, in minutes after its post.
const FIRST: i64 = 15;
/// And then again and again, in minutes.
const STEP: i64 = 30;
/// After an error.
const AGAIN: i64 = 5;
/// How many meetings Zoom is asked about in one run, which comes once a minute.
const MOST_MEETINGS: usize = 30;
/// How many minutes are gone through in one run: after a long pause there are many.
const MOST_MINUTES: usize = 1_000;

/// Plans to ask about a meeting that was posted just now.
///
/// # Errors
/// When the store fails.
pub async fn plan(services: &Services, meeting_id: u64) -> Result<()> {
    plan_in(services, meeting_id, FIRST).await?;
    Ok(())
}

/// Plans to ask so many minutes from now; gives the minute, counted from 1970.
async fn plan_in(services: &Services, meeting_id: u64, minutes: i64) -> Result<i64> {
    let now = services.clock.millis();
    let at = now.saturating_add(minutes * MINUTE);
    wheel::add(&services.api.kv(), Wheel::Checks, meeting_id, at, now).await?;
    Ok(at.div_euclid(MINUTE))
}

/// Asks about the meetings whose time has come; `ahead` also about those whose time will come, once
/// after a pause in which nobody listened, or the Go plugin did. Only one node may do so at a time.
///
/// # Errors
/// When Mattermost fails.
pub async fn run(services: &Services, ahead: bool) -> Result<()> {
    let kv = services.api.kv();
    let mut cursor = wheel::cursor(&kv, Wheel::Checks).await?;
    let before = cursor.clone();
    let now = services.clock.millis();
    let this_minute = now.div_euclid(MINUTE);
    if now < cursor.paused_until {
        return Ok(());
    }
    if ahead || cursor.next == 0 {
        adoption::all(services).await?;
    }
    if cursor.next == 0 {
        cursor.next = this_minute;
    }
    let ahead = if ahead { STEP } else { 0 };
    let mut round = Round {
        services,
        left: MOST_MEETINGS,
        asked: HashSet::new(),
    };
    for minute in (cursor.next..=this_minute + ahead).take(MOST_MINUTES) {
        let ahead = minute > this_minute;
        if !round.minute(minute, ahead, &mut cursor).await? {
            break;
        }
        // The minutes ahead are gone through again when their time has come.
        cursor.next = (minute + 1).min(this_minute + 1);
    }
    if cursor != before {
        wheel::set_cursor(&kv, Wheel::Checks, &cursor).await?;
    }
    Ok(())
}

struct Round<'a> {
    services: &'a Services,
    /// How many meetings are left to ask about.
    left: usize,
    /// Those that were asked about, and are planned again where that is to be.
    asked: HashSet<u64>,
}

impl Round<'_> {
    /// Goes through the list of a minute; says whether it came to the end. What is planned for that
    /// very minute, or was so before it was gone through ahead of time, stays in its list.
    async fn minute(&mut self, minute: i64, ahead: bool, cursor: &mut Cursor) -> Result<bool> {
        let kv = self.services.api.kv();
        let list = wheel::list(&kv, Wheel::Checks, minute).await?;
        let mut rest = list.meetings.as_slice();
        let mut stay = Vec::new();
        while let Some((meeting_id, others)) = rest.split_first() {
            if self.asked.contains(meeting_id) {
                stay.extend(ahead.then_some(*meeting_id));
                rest = others;
                continue;
            }
            if self.left == 0 {
                break;
            }
            let again = match self.meeting(*meeting_id).await {
                Err(Error::Zoom(error)) if error.kind() == ErrorKind::RateLimited => {
                    cursor.paused_until = pause(&error, self.services.clock.now());
                    break;
                }
                answer => answer.unwrap_or_else(|error| {
                    tracing::warn!(meeting_id, error = %error, "cannot ask about a meeting");
                    Some(AGAIN)
                }),
            };
            if let Some(minutes) = again {
                let planned = plan_in(self.services, *meeting_id, minutes).await?;
                stay.extend((planned == minute).then_some(*meeting_id));
            }
            self.asked.insert(*meeting_id);
            rest = others;
        }
        stay.extend(rest);
        let left = wheel::leave(&kv, &list, &stay).await?;
        Ok(left && rest.is_empty())
    }

    /// Asks about a meeting; gives in how many minutes to do so again.
    async fn meeting(&mut self, meeting_id: u64) -> Result<Option<i64>> {
        let services = self.services;
        let Some(known) = meeting_posts::read(&services.api, meeting_id).await? else {
            return Ok(None);
        };
        if known.open().next().is_none() {
            return Ok(None);
        }
        self.left -= 1;
        let answer = events::ask_zoom(services, meeting_id, &known).await?;
        Ok(match answer {
            Answer::Gone => None,
            Answer::Waits => Some(next(&known, services.clock.millis())),
            Answer::Runs(_) | Answer::NobodyToAsk => Some(STEP),
        })
    }
}

/// In how many minutes to ask about a meeting that nobody is in: once more just before it is too late
/// to begin, for one that begins later is another, and then once it is.
fn next(known: &Followed, now: i64) -> i64 {
    let until = known.open().filter_map(FollowedPost::waits_until);
    let left = until.map(|until| until.saturating_sub(now).div_euclid(MINUTE));
    match left.filter(|minutes| *minutes >= 0).min() {
        // The timer may come a minute late.
        Some(minutes @ 3..) => STEP.min(minutes - 1),
        Some(minutes) => minutes + 2,
        None => STEP,
    }
}

/// Until when Zoom wants no more questions.
fn pause(error: &zoom_client::Error, now: Timestamp) -> i64 {
    let at = error.retry_at(now);
    tracing::warn!(error = %error, "Zoom wants no more questions for now");
    let soon = now.as_millisecond().saturating_add(MINUTE);
    at.map_or(soon, Timestamp::as_millisecond)
}
