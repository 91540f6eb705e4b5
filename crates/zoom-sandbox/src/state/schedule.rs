//! Meetings with a time: planned, changed, cancelled, listed.

mod plan;

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::queue::Announcement;
use super::{Error, State};
use crate::event::{self, seconds};
use crate::model::{Meeting, MeetingStatus, Schedule, User};
use crate::random;

pub(crate) use plan::BadField;
use plan::plan;

/// How long Zoom knows its page tokens.
const PAGE_TOKEN_LIFE: Duration = Duration::from_secs(15 * 60);

/// One line of a list of meetings: a meeting at one of its times.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    pub(crate) meeting: Meeting,
    pub(crate) start: Option<Timestamp>,
    pub(crate) minutes: u32,
}

/// Which meetings a list holds (Zoom's `type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// All that have not expired.
    Scheduled,
    /// Running ones and those to come.
    Upcoming,
    /// Running ones.
    Live,
    /// Those whose time is over.
    Previous,
}

impl State {
    /// The person with this id or e-mail address plans a meeting in Zoom itself. The number.
    ///
    /// # Errors
    /// [`Error::UnknownUser`], [`Error::BadField`].
    pub(crate) fn schedule_for(&mut self, name: &str, body: &Value) -> Result<u64, Error> {
        let host = self.user(name)?.clone();
        Ok(self.schedule_meeting(&host, body)?.id)
    }

    /// Somebody plans a meeting, in Zoom or through an app: `meeting.created` goes out.
    ///
    /// # Errors
    /// The field of the body that Zoom refuses.
    pub(crate) fn schedule_meeting(
        &mut self,
        host: &User,
        body: &Value,
    ) -> Result<Meeting, BadField> {
        let schedule = plan(body, None, self.now())?;
        let mut meeting = self.create_meeting(host, body);
        meeting.kind = if schedule.recurrence.is_some() { 8 } else { 2 };
        meeting.schedule = Some(schedule);
        if let Some(passcode) = plan::passcode(body)? {
            meeting.passcode = passcode;
        }
        self.meetings.insert(meeting.id, meeting.clone());
        self.announce_plan(
            "meeting.created",
            &meeting,
            event::planned(&meeting, &self.url),
            json!({"operation": "all"}),
        );
        Ok(meeting)
    }

    /// Somebody changes a plan: `meeting.updated` goes out with what is new and what was. Of a
    /// recurring meeting, `occurrence` names the only time that is changed.
    ///
    /// # Errors
    /// [`Error::UnknownMeeting`], [`Error::BadField`].
    pub(crate) fn change_meeting(
        &mut self,
        id: u64,
        body: &Value,
        occurrence: Option<&str>,
    ) -> Result<(), Error> {
        let now = self.now();
        let before = self.open_meeting(id)?.clone();
        let mut after = before.clone();
        match occurrence {
            Some(occurrence) => plan::move_occurrence(&mut after, occurrence, body, now)?,
            None => change(&mut after, body, now)?,
        }
        let (new, old) = event::difference(&before, &after);
        self.meetings.insert(id, after.clone());
        if new.as_object().is_none_or(Map::is_empty) {
            return Ok(());
        }
        let scope = if occurrence.is_some() {
            "single"
        } else {
            "all"
        };
        let extra = json!({"scope": scope, "time_stamp": now.as_millisecond(), "old_object": event::with_id(&before, old)});
        self.announce_plan(
            "meeting.updated",
            &after,
            event::with_id(&after, new),
            extra,
        );
        Ok(())
    }

    /// Somebody cancels a meeting, or one time of a recurring one: `meeting.deleted` goes out.
    ///
    /// # Errors
    /// [`Error::UnknownMeeting`], [`Error::PersonalRoom`].
    pub(crate) fn delete_meeting(
        &mut self,
        id: u64,
        occurrence: Option<&str>,
    ) -> Result<(), Error> {
        let meeting = self.open_meeting(id)?;
        if meeting.kind == 4 {
            return Err(Error::PersonalRoom(id));
        }
        let mut meeting = meeting.clone();
        let extra = match occurrence {
            None => {
                meeting.status = MeetingStatus::Deleted;
                json!({"operation": "all"})
            }
            Some(occurrence) => {
                plan::occurrence(&mut meeting, occurrence)?.deleted = true;
                json!({"operation": "single"})
            }
        };
        self.meetings.insert(id, meeting.clone());
        let object = event::cancelled(&meeting, occurrence);
        self.announce_plan("meeting.deleted", &meeting, object, extra);
        Ok(())
    }

    fn announce_plan(&mut self, name: &str, meeting: &Meeting, object: Value, extra: Value) {
        let host = self.user(&meeting.host_id);
        let operator = host.map(|user| user.email.clone()).unwrap_or_default();
        let extra = event::with(extra, "operator", json!(operator));
        let extra = event::with(extra, "operator_id", json!(meeting.host_id));
        let mut announcement = Announcement::new(name, &meeting.host_id, object);
        announcement.extra = extra;
        self.announce(announcement);
    }

    /// A user's meetings in the order of their times, a recurring one once for each of them.
    /// Instant meetings and personal rooms are never listed.
    pub(crate) fn list_meetings(&self, host: &User, which: Which) -> Vec<Listed> {
        let now = self.now();
        let own = self.meetings.values().filter(|meeting| {
            meeting.host_id == host.id
                && matches!(meeting.kind, 2 | 3 | 8)
                && matches!(
                    meeting.status,
                    MeetingStatus::Waiting | MeetingStatus::Started
                )
        });
        let mut list: Vec<Listed> = own
            .flat_map(times)
            .filter(|listed| which.holds(listed, now))
            .collect();
        list.sort_by_key(|listed| (listed.start, listed.meeting.id));
        list
    }

    /// The token of the page that begins at `from`.
    pub(crate) fn new_page_token(&mut self, from: usize) -> String {
        let token = random::word();
        let dies = self.now() + PAGE_TOKEN_LIFE;
        let now = self.now();
        self.page_tokens.retain(|_, (_, dies)| *dies > now);
        self.page_tokens.insert(token.clone(), (from, dies));
        token
    }

    /// Where the page of a token begins.
    pub(crate) fn page_start(&self, token: &str) -> Option<usize> {
        let (from, dies) = self.page_tokens.get(token)?;
        (*dies > self.now()).then_some(*from)
    }
}

impl Which {
    /// An unknown name is overlooked.
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "live" => Self::Live,
            "upcoming" | "upcoming_meetings" => Self::Upcoming,
            "previous_meetings" => Self::Previous,
            _ => Self::Scheduled,
        }
    }

    fn holds(self, listed: &Listed, now: Timestamp) -> bool {
        let live = listed.meeting.status == MeetingStatus::Started;
        let ahead = listed.start.is_none_or(|start| start >= now);
        match self {
            Self::Scheduled => true,
            Self::Upcoming => live || ahead,
            Self::Live => live,
            Self::Previous => !ahead,
        }
    }
}

fn times(meeting: &Meeting) -> Vec<Listed> {
    let listed = |start, minutes| Listed {
        meeting: meeting.clone(),
        start,
        minutes,
    };
    match &meeting.schedule {
        None => vec![listed(None, 0)],
        Some(plan) if plan.occurrences.is_empty() => vec![listed(Some(plan.start), plan.minutes)],
        Some(plan) => plan
            .occurrences
            .iter()
            .filter(|occurrence| !occurrence.deleted)
            .map(|occurrence| listed(Some(occurrence.start), occurrence.minutes))
            .collect(),
    }
}

/// Takes what the body of a change names.
fn change(meeting: &mut Meeting, body: &Value, now: Timestamp) -> Result<(), Error> {
    if let Some(topic) = body.get("topic").and_then(Value::as_str) {
        topic.clone_into(&mut meeting.topic);
    }
    if let Some(passcode) = plan::passcode(body)? {
        meeting.passcode = passcode;
    }
    if let Some(on) = body
        .pointer("/settings/waiting_room")
        .and_then(Value::as_bool)
    {
        meeting.waiting_room = on;
    }
    if let Some(old) = &meeting.schedule {
        meeting.schedule = Some(plan(body, Some(old), now)?);
    }
    Ok(())
}

impl Schedule {
    /// The fields of a plan in the types of REST.
    pub(crate) fn fields(&self) -> Map<String, Value> {
        let mut fields = vec![
            ("start_time", json!(seconds(Some(self.start)))),
            ("duration", json!(self.minutes)),
            ("timezone", json!(self.time_zone)),
        ];
        if let Some(recurrence) = &self.recurrence {
            let occurrences = self.occurrences.iter().map(event::occurrence);
            fields.push(("recurrence", recurrence.clone()));
            fields.push(("occurrences", occurrences.collect()));
        }
        let named = fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value));
        named.collect()
    }
}
