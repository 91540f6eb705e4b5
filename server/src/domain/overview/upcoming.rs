//! Meetings that come next: those that Zoom lists for the person, and those that were planned here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use zoom_client::{Meeting, Timestamp};

use crate::app::Services;
use crate::domain::accounts::{self, ZoomUser};
use crate::domain::schedule::records;
use crate::domain::zoom_list;
use crate::error::{Error, Result};
use crate::i18n::Text;
use crate::store::{InvitationPost, Scheduled};

/// How many are shown.
const MOST: usize = 20;
/// How many are asked of Zoom: a daily meeting is listed once for each of its next days.
const MOST_LISTED: usize = 100;
/// Zoom's number for a meeting that repeats at fixed times.
const RECURRING: i64 = 8;

/// A meeting that comes next. Times are milliseconds since 1970.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UpcomingMeeting {
    /// The number.
    pub meeting_id: u64,
    /// The topic.
    pub topic: String,
    /// When it begins.
    pub start_time: i64,
    /// How long it takes; 0 where Zoom does not say.
    pub minutes: i64,
    /// The IANA name of the time zone that it is planned in; may be empty.
    pub time_zone: String,
    /// Where to join.
    pub link: String,
    /// Whether the person is the host.
    pub mine: bool,
    /// Whether it repeats.
    pub recurring: bool,
    /// The channel of its invitation; empty where there is none that the person may see.
    pub channel_id: String,
    /// The invitation; empty where there is none that the person may see.
    pub post_id: String,
}

/// The next meetings, and what is missing of them.
pub(super) async fn read(
    services: &Services,
    user_id: &str,
    channel_id: Option<&str>,
    connected: bool,
) -> Result<(Vec<UpcomingMeeting>, Vec<Text>)> {
    let mut notes = Vec::new();
    let listed = match connected {
        true => listed(services, user_id).await,
        false => Err(Error::NotConnected { again: false }),
    };
    let listed = match listed {
        Ok(listed) => listed,
        Err(Error::Mattermost(error)) => return Err(error.into()),
        Err(error) => {
            error.log("list meetings", user_id);
            notes.push(error.message());
            Vec::new()
        }
    };
    let planned = planned(services, user_id, channel_id).await?;
    let mut next = merge(listed, planned, services.clock.millis());
    next.truncate(MOST);
    Ok((next, notes))
}

/// The person's meetings, as Zoom lists them.
async fn listed(services: &Services, user_id: &str) -> Result<Vec<UpcomingMeeting>> {
    if let Some(known) = zoom_list::read(services, user_id).await? {
        return Ok(known);
    }
    let owner = accounts::owner_for(services, user_id);
    let zoom_user = &ZoomUser::verified(services, &owner, user_id).await?;
    let zoom = &services.ready.zoom;
    let meetings = accounts::call(services, &owner, |token| async move {
        zoom.upcoming_meetings(&token, zoom_user.as_ref(), MOST_LISTED)
            .await
    });
    let meetings = meetings.await.map_err(|error| zoom_user.explain(error))?;
    let meetings: Vec<_> = meetings.into_iter().filter_map(meeting).collect();
    zoom_list::keep(services, user_id, &meetings).await;
    Ok(meetings)
}

/// One without a time cannot come next.
fn meeting(meeting: Meeting) -> Option<UpcomingMeeting> {
    Some(UpcomingMeeting {
        meeting_id: meeting.id.get(),
        topic: meeting.topic,
        start_time: meeting.start_time.map(Timestamp::as_millisecond)?,
        minutes: meeting.minutes,
        time_zone: meeting.time_zone,
        link: meeting.join_url,
        mine: true,
        recurring: meeting.kind == RECURRING,
        channel_id: String::new(),
        post_id: String::new(),
    })
}

/// The meetings that the channel is invited to, and those that the person has planned here.
async fn planned(
    services: &Services,
    user_id: &str,
    channel_id: Option<&str>,
) -> Result<Vec<UpcomingMeeting>> {
    let mut planned = match channel_id {
        Some(channel_id) => records::of_channel(services, channel_id).await?,
        None => Vec::new(),
    };
    planned.extend(records::of_person(services, user_id).await?);
    let now = services.clock.millis();
    let planned = planned.into_iter();
    Ok(planned
        .filter_map(|known| invited(known, user_id, channel_id, now))
        .collect())
}

fn invited(
    known: Scheduled,
    user_id: &str,
    channel_id: Option<&str>,
    now: i64,
) -> Option<UpcomingMeeting> {
    let slot = known.current(now).filter(|slot| slot.end() > now)?;
    let here = |post: &InvitationPost| Some(post.channel_id.as_str()) == channel_id;
    let post = known.posts.into_iter().rev().find(here).unwrap_or_default();
    Some(UpcomingMeeting {
        meeting_id: known.meeting_id,
        topic: known.told.topic,
        start_time: slot.start,
        minutes: slot.minutes,
        time_zone: known.told.time_zone,
        link: known.told.link,
        mine: known.user_id == user_id,
        recurring: known.told.recurrence.is_some(),
        channel_id: post.channel_id,
        post_id: post.post_id,
    })
}

/// Each meeting once, with its next time, as Zoom says it just now: that it was moved may not have been
/// told here. Only of one that goes on does the plan know more: Zoom lists what is still to begin. The
/// invitation is known here alone.
fn merge(
    listed: Vec<UpcomingMeeting>,
    planned: Vec<UpcomingMeeting>,
    now: i64,
) -> Vec<UpcomingMeeting> {
    let mut by_number: BTreeMap<u64, UpcomingMeeting> = BTreeMap::new();
    let mut soonest = listed;
    soonest.sort_by_key(|meeting| meeting.start_time);
    for next in soonest.into_iter().chain(planned) {
        match by_number.get_mut(&next.meeting_id) {
            None => {
                by_number.insert(next.meeting_id, next);
            }
            Some(known) => known.take(next, now),
        }
    }
    let mut next: Vec<_> = by_number.into_values().collect();
    next.sort_by_key(|meeting| (meeting.start_time, meeting.meeting_id));
    next
}

impl UpcomingMeeting {
    /// Takes over what another time of the same meeting, or its plan, adds.
    fn take(&mut self, other: Self, now: i64) {
        if other.start_time <= now {
            (self.start_time, self.minutes) = (other.start_time, other.minutes);
        }
        self.recurring |= other.recurring;
        if self.post_id.is_empty() {
            (self.channel_id, self.post_id) = (other.channel_id, other.post_id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_767_324_846_000;
    const HOUR: i64 = 60 * 60 * 1000;

    fn at(hours: i64, post_id: &str) -> UpcomingMeeting {
        UpcomingMeeting {
            meeting_id: 91_234_567_890,
            topic: "Planning".to_owned(),
            start_time: NOW + hours * HOUR,
            minutes: 45,
            time_zone: String::new(),
            link: String::new(),
            mine: true,
            recurring: false,
            channel_id: String::new(),
            post_id: post_id.to_owned(),
        }
    }

    fn merged(listed: &[i64], planned: i64) -> (i64, String) {
        let listed = listed.iter().map(|hours| at(*hours, "")).collect();
        let merged = merge(listed, vec![at(planned, "invitation")], NOW);
        assert_eq!(merged.len(), 1, "each once");
        let next = merged.into_iter().next().unwrap();
        ((next.start_time - NOW) / HOUR, next.post_id)
    }

    #[test]
    fn a_meeting_comes_when_zoom_says_unless_it_goes_on() {
        let invited = |hours: i64| (hours, "invitation".to_owned());
        assert_eq!(merged(&[5], 2), invited(5), "moved to later");
        assert_eq!(merged(&[1], 2), invited(1), "moved to sooner");
        assert_eq!(merged(&[24, 48, 72], 24), invited(24), "daily");
        assert_eq!(merged(&[48, 24], 0), invited(0), "today's has begun");
        assert_eq!(merged(&[], 2), invited(2), "not listed");
    }
}
