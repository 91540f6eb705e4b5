//! Asks Zoom about meetings whose end was not told: events may never arrive, because the plugin was
//! not running, the signature was too old when Zoom tried again, or Zoom lost them.

use zoom_client::{ErrorKind, Timestamp};

use crate::app::Services;
use crate::domain::events::{self, Answer};
use crate::domain::meeting_posts;
use crate::error::{Error, Result};
use crate::jobs::wheel::{self, Cursor, MINUTE, Wheel};

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
    plan_in(services, meeting_id, FIRST).await
}

async fn plan_in(services: &Services, meeting_id: u64, minutes: i64) -> Result<()> {
    let now = services.clock.millis();
    let at = now.saturating_add(minutes * MINUTE);
    Ok(wheel::add(&services.api.kv(), Wheel::Checks, meeting_id, at, now).await?)
}

/// Asks about the meetings whose time has come; `ahead` also about those whose time will come, once
/// after a pause in which nobody listened. Only one node may do so at a time.
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
    if cursor.next == 0 {
        cursor.next = this_minute;
    }
    let until = this_minute + if ahead { STEP } else { 1 };
    let mut round = Round {
        services,
        left: MOST_MEETINGS,
    };
    for minute in (cursor.next..until).take(MOST_MINUTES) {
        if !round.minute(minute, &mut cursor).await? {
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
}

impl Round<'_> {
    /// Goes through the list of a minute; says whether it came to the end.
    async fn minute(&mut self, minute: i64, cursor: &mut Cursor) -> Result<bool> {
        let kv = self.services.api.kv();
        let list = wheel::list(&kv, Wheel::Checks, minute).await?;
        let mut rest = list.meetings.as_slice();
        while let Some((meeting_id, others)) = rest.split_first() {
            if self.left == 0 {
                break;
            }
            match self.meeting(*meeting_id).await {
                Ok(Some(minutes)) => plan_in(self.services, *meeting_id, minutes).await?,
                Ok(None) => {}
                Err(Error::Zoom(error)) if error.kind() == ErrorKind::RateLimited => {
                    cursor.paused_until = pause(&error, self.services.clock.now());
                    break;
                }
                Err(error) => {
                    tracing::warn!(meeting_id, error = %error, "cannot ask about a meeting");
                    plan_in(self.services, *meeting_id, AGAIN).await?;
                }
            }
            rest = others;
        }
        let left = wheel::leave(&kv, &list, rest).await?;
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
        Ok((answer != Answer::Gone).then_some(STEP))
    }
}

/// Until when Zoom wants no more questions.
fn pause(error: &zoom_client::Error, now: Timestamp) -> i64 {
    let at = error.retry_at(now);
    tracing::warn!(error = %error, "Zoom wants no more questions for now");
    let soon = now.as_millisecond().saturating_add(MINUTE);
    at.map_or(soon, Timestamp::as_millisecond)
}
