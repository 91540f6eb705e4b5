//! People in meetings and in front of them: they come, wait, are let in, and leave.

use jiff::Timestamp;
use serde_json::Value;

use super::queue::Announcement;
use super::{Error, State};
use crate::event;
use crate::model::{Meeting, MeetingStatus, Participant, Place, User};
use crate::random;

/// Zoom's numbers of stays have eight digits.
const FIRST_SESSION: u64 = 16_778_240;

/// Who comes: how they are named, and the Zoom user, if it is one.
struct Somebody {
    name: String,
    user: Option<User>,
}

impl State {
    /// A Zoom user by id or e-mail address, or else a guest of this name.
    fn somebody(&self, who: &str) -> Somebody {
        let user = self.user(who).ok().cloned();
        let name = user
            .as_ref()
            .map_or_else(|| who.to_owned(), User::display_name);
        Somebody { name, user }
    }

    /// A Zoom user opens the join page: the host starts the meeting with it, others wait for that.
    pub(crate) fn join_as_user(&mut self, id: u64, user: &User) -> Result<(), Error> {
        let meeting = self.open_meeting(id)?;
        let (host, waiting) = (
            meeting.host_id == user.id,
            meeting.status == MeetingStatus::Waiting,
        );
        if host && waiting {
            self.start_meeting(id)?;
        } else if waiting {
            self.wait_for_host(id, &user.id)?;
            return Err(Error::NotRunning(id));
        }
        self.join(id, &user.id)
    }

    /// Somebody comes in, or into the waiting room where the meeting has one. Who is there already
    /// stays there once.
    pub(crate) fn join(&mut self, id: u64, who: &str) -> Result<(), Error> {
        let who = self.somebody(who);
        let meeting = self.running(id)?;
        let host = who.user.as_ref().map(|user| &user.id) == Some(&meeting.host_id);
        let place = if meeting.waiting_room && !host {
            Place::WaitingRoom
        } else {
            Place::In
        };
        self.come(id, who, place)
    }

    /// So many guests come in at once.
    pub(crate) fn join_many(&mut self, id: u64, count: u64) -> Result<(), Error> {
        (1..=count).try_for_each(|number| self.join(id, &format!("Guest {number}")))
    }

    /// Somebody opens the link of a meeting that its host has not started.
    pub(crate) fn wait_for_host(&mut self, id: u64, who: &str) -> Result<(), Error> {
        let who = self.somebody(who);
        if self.open_meeting(id)?.status == MeetingStatus::Started {
            return Err(Error::AlreadyRunning(id));
        }
        self.come(id, who, Place::BeforeHost)
    }

    /// Somebody comes into a meeting that its host has not started, and that lets them in.
    pub(crate) fn join_before_host(&mut self, id: u64, who: &str) -> Result<(), Error> {
        let who = self.somebody(who);
        self.start_meeting(id)?;
        let name = who.name.clone();
        self.come(id, who, Place::In)?;
        self.tell(id, &name, "meeting.participant_jbh_joined", "")
    }

    fn come(&mut self, id: u64, who: Somebody, place: Place) -> Result<(), Error> {
        let (now, session) = (self.now(), self.next_serial());
        let meeting = self
            .meetings
            .get_mut(&id)
            .ok_or(Error::UnknownMeeting(id))?;
        if meeting
            .participants
            .iter()
            .any(|there| there.name == who.name)
        {
            return Ok(());
        }
        let told = who.user.as_ref().filter(|user| !user.outside);
        meeting.participants.push(Participant {
            name: who.name.clone(),
            email: told.map(|user| user.email.clone()).unwrap_or_default(),
            user_id: who.user.map(|user| user.id),
            session: FIRST_SESSION + session * 1024,
            uuid: random::hex().to_uppercase(),
            place,
            joined_at: now,
        });
        let (event, time) = match place {
            Place::In => ("meeting.participant_joined", "join_time"),
            Place::WaitingRoom => ("meeting.participant_joined_waiting_room", "date_time"),
            Place::BeforeHost => ("meeting.participant_jbh_waiting", ""),
        };
        self.tell(id, &who.name, event, time)
    }

    /// The host lets somebody in who waits in the waiting room.
    pub(crate) fn admit(&mut self, id: u64, name: &str) -> Result<(), Error> {
        self.move_to(id, name, Place::WaitingRoom, Place::In)?;
        self.tell(id, name, "meeting.participant_admitted", "date_time")?;
        self.tell(id, name, "meeting.participant_joined", "join_time")
    }

    /// The host sends somebody out of the meeting, to wait.
    pub(crate) fn put_in_waiting_room(&mut self, id: u64, name: &str) -> Result<(), Error> {
        self.move_to(id, name, Place::In, Place::WaitingRoom)?;
        let event = "meeting.participant_put_in_waiting_room";
        self.tell(id, name, event, "date_time")
    }

    /// Whether who is not the host waits to be let in from now on.
    pub(crate) fn set_waiting_room(&mut self, id: u64, on: bool) -> Result<(), Error> {
        self.open_meeting(id)?;
        let meeting = self.meetings.get_mut(&id);
        meeting.ok_or(Error::UnknownMeeting(id))?.waiting_room = on;
        Ok(())
    }

    /// Those who waited for the host come in when it starts.
    pub(super) fn let_in_those_before_the_host(&mut self, id: u64) -> Result<(), Error> {
        let meeting = self.running(id)?;
        let (waited, there) = std::mem::take(&mut meeting.participants)
            .into_iter()
            .partition(|participant| participant.place == Place::BeforeHost);
        meeting.participants = there;
        let waited: Vec<Participant> = waited;
        waited.into_iter().try_for_each(|participant| {
            self.join(
                id,
                participant.user_id.as_ref().unwrap_or(&participant.name),
            )
        })
    }

    /// Somebody leaves, or stops waiting. With the last one who is in, the meeting ends.
    pub(crate) fn leave(&mut self, id: u64, name: &str) -> Result<(), Error> {
        let place = self.participant(id, name)?.place;
        let (event, time) = match place {
            Place::In => ("meeting.participant_left", "leave_time"),
            Place::WaitingRoom => ("meeting.participant_left_waiting_room", "date_time"),
            Place::BeforeHost => ("meeting.participant_jbh_waiting_left", ""),
        };
        self.tell(id, name, event, time)?;
        let Some(meeting) = self.meetings.get_mut(&id) else {
            return Ok(());
        };
        meeting.participants.retain(|there| there.name != name);
        let mut left = meeting.participants.iter();
        if place == Place::In && !left.any(|there| there.place == Place::In) {
            return self.end_meeting(id);
        }
        Ok(())
    }

    fn participant(&self, id: u64, name: &str) -> Result<&Participant, Error> {
        let meeting = self.meetings.get(&id).ok_or(Error::UnknownMeeting(id))?;
        let there = meeting.participants.iter().find(|there| there.name == name);
        there.ok_or_else(|| Error::NotInMeeting(name.to_owned()))
    }

    fn move_to(&mut self, id: u64, name: &str, from: Place, to: Place) -> Result<(), Error> {
        let meeting = self.running(id)?;
        let mut there = meeting.participants.iter_mut();
        let participant = there.find(|there| there.name == name && there.place == from);
        let participant = participant.ok_or_else(|| match from {
            Place::In => Error::NotInMeeting(name.to_owned()),
            Place::WaitingRoom | Place::BeforeHost => Error::NotWaiting(name.to_owned()),
        })?;
        participant.place = to;
        Ok(())
    }

    /// An event about somebody, with the time under the name that it has there.
    fn tell(&mut self, id: u64, name: &str, event: &str, time: &str) -> Result<(), Error> {
        let participant = self.participant(id, name)?;
        let meeting = self.meetings.get(&id).ok_or(Error::UnknownMeeting(id))?;
        let object = object(meeting, participant, (time, self.now()));
        let host_id = meeting.host_id.clone();
        self.announce(Announcement::new(event, &host_id, object));
        Ok(())
    }
}

fn object(meeting: &Meeting, participant: &Participant, time: (&str, Timestamp)) -> Value {
    if time.0.is_empty() {
        event::before_host(meeting, participant)
    } else {
        event::participant(meeting, participant, time)
    }
}
