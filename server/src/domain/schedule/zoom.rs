//! Asking Zoom what became of a plan.

use zoom_client::{Meeting, MeetingId, Timestamp};

use crate::app::Services;
use crate::domain::hosts::{self, Asked};
use crate::error::Result;
use crate::store::{Scheduled, Slot, Told};

/// What Zoom says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// This is planned.
    Planned(Box<Told>),
    /// There is no such meeting any more.
    Gone,
    /// Nobody who is connected can be asked.
    NobodyToAsk,
}

/// Asks by the connection of the person who planned it.
///
/// # Errors
/// When Mattermost or Zoom fails.
pub(super) async fn ask(services: &Services, scheduled: &Scheduled) -> Result<Answer> {
    let Some(id) = MeetingId::new(scheduled.meeting_id) else {
        return Ok(Answer::NobodyToAsk);
    };
    let asked = hosts::ask(services, &scheduled.user_id, &scheduled.host_id, id).await?;
    Ok(match asked {
        Asked::Found(meeting) => {
            let told = told(services, *meeting, Timestamp::UNIX_EPOCH);
            Answer::Planned(Box::new(told))
        }
        Asked::Gone => Answer::Gone,
        Asked::NobodyToAsk => Answer::NobodyToAsk,
    })
}

/// What counts of Zoom's answer; `start` is when it begins where Zoom names no time.
pub(super) fn told(services: &Services, meeting: Meeting, start: Timestamp) -> Told {
    let minutes = meeting.minutes.max(1);
    let slot = |start: Timestamp, minutes| Slot {
        start: start.as_millisecond(),
        minutes,
    };
    let mut slots: Vec<Slot> = meeting
        .occurrences
        .iter()
        .filter(|one| !one.is_deleted())
        .filter_map(|one| Some(slot(one.start_time?, one.minutes.max(1))))
        .collect();
    if meeting.occurrences.is_empty() {
        let start = meeting.start_time.unwrap_or(start);
        slots.extend((start != Timestamp::UNIX_EPOCH).then(|| slot(start, minutes)));
    }
    slots.sort_unstable();
    Told {
        topic: services.topic_or_default(meeting.topic),
        link: meeting.join_url,
        passcode: meeting.passcode,
        time_zone: if meeting.time_zone.is_empty() {
            "UTC".to_owned()
        } else {
            meeting.time_zone
        },
        slots,
        recurrence: meeting.recurrence,
    }
}
