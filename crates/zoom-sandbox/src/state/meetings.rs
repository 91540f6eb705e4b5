//! Meetings: made, started, ended.

use serde_json::Value;

use super::queue::Announcement;
use super::{Error, State};
use crate::event;
use crate::model::{Meeting, MeetingStatus, User};
use crate::random;

const INSTANT: u8 = 1;
const SCHEDULED: u8 = 2;
const PERSONAL: u8 = 4;

impl State {
    pub(super) fn open_personal_rooms(&mut self) {
        let now = self.now();
        for user in self.users.iter().filter(|user| user.pmi != 0) {
            self.meetings.entry(user.pmi).or_insert_with(|| {
                let topic = format!("{}'s Personal Meeting Room", user.display_name());
                let mut room = Meeting::new(user.pmi, &user.id, &topic, PERSONAL, now);
                room.pmi = Some(user.pmi);
                room
            });
        }
    }

    /// Makes a meeting from the body of a create request. Like Zoom it overlooks what it does not
    /// know or can not use.
    pub(crate) fn create_meeting(&mut self, host: &User, body: &Value) -> Meeting {
        let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
        let kind = match body.get("type").and_then(Value::as_u64) {
            Some(1) => INSTANT,
            _ => SCHEDULED,
        };
        let asked = body.pointer("/settings/use_pmi").and_then(Value::as_bool);
        let waits = body.pointer("/settings/waiting_room") == Some(&Value::Bool(true));
        let personal = asked.unwrap_or(kind == INSTANT && host.use_pmi) && host.pmi != 0;
        let topic = Some(text("topic"))
            .filter(|topic| !topic.is_empty())
            .unwrap_or("Zoom Meeting");
        // An instant meeting in the personal room is that room.
        let room = Some(host.pmi).filter(|_| personal && kind == INSTANT);
        if let Some(room) = room.and_then(|pmi| self.meetings.get_mut(&pmi)) {
            topic.clone_into(&mut room.topic);
            return room.clone();
        }
        let mut meeting = Meeting::new(self.free_id(), &host.id, topic, kind, self.now());
        meeting.pmi = personal.then_some(host.pmi);
        meeting.waiting_room = waits;
        self.meetings.insert(meeting.id, meeting.clone());
        meeting
    }

    fn free_id(&self) -> u64 {
        let mut id = random::meeting_id();
        while self.meetings.contains_key(&id) {
            id = random::meeting_id();
        }
        id
    }

    /// A meeting that can still be started or is running.
    pub(crate) fn open_meeting(&self, id: u64) -> Result<&Meeting, Error> {
        let meeting = self.meetings.get(&id).ok_or(Error::UnknownMeeting(id))?;
        let open = !matches!(
            meeting.status,
            MeetingStatus::Ended | MeetingStatus::Deleted
        );
        open.then_some(meeting).ok_or(Error::UnknownMeeting(id))
    }

    pub(super) fn running(&mut self, id: u64) -> Result<&mut Meeting, Error> {
        let meeting = self
            .meetings
            .get_mut(&id)
            .ok_or(Error::UnknownMeeting(id))?;
        let runs = meeting.status == MeetingStatus::Started;
        runs.then_some(meeting).ok_or(Error::NotRunning(id))
    }

    /// The host starts the meeting: `meeting.started` goes out, and who waited comes in.
    pub(crate) fn start_meeting(&mut self, id: u64) -> Result<String, Error> {
        self.open_meeting(id)?;
        let now = self.now();
        let meeting = self
            .meetings
            .get_mut(&id)
            .ok_or(Error::UnknownMeeting(id))?;
        if meeting.status == MeetingStatus::Started {
            return Err(Error::AlreadyRunning(id));
        }
        // The first run has the uuid of the create answer, each further one a new one.
        if meeting.started_at.is_some() {
            meeting.uuid = random::meeting_uuid();
        }
        meeting.status = MeetingStatus::Started;
        meeting.started_at = Some(now);
        meeting.ended_at = None;
        let meeting = meeting.clone();
        self.announce(Announcement::new(
            "meeting.started",
            &meeting.host_id,
            event::started(&meeting),
        ));
        self.let_in_those_before_the_host(id)?;
        Ok(meeting.uuid)
    }

    /// The meeting ends: `meeting.ended` goes out.
    pub(crate) fn end_meeting(&mut self, id: u64) -> Result<(), Error> {
        let now = self.now();
        let meeting = self.running(id)?;
        meeting.ended_at = Some(now);
        meeting.participants.clear();
        // An instant meeting can not be started again.
        meeting.status = if meeting.kind == INSTANT {
            MeetingStatus::Ended
        } else {
            MeetingStatus::Waiting
        };
        let meeting = meeting.clone();
        self.announce(Announcement::new(
            "meeting.ended",
            &meeting.host_id,
            event::ended(&meeting),
        ));
        Ok(())
    }
}
