//! People come into a meeting, wait for it, and leave it.

use jiff::Timestamp;
use serde::Deserialize;

use super::{About, Envelope, MeetingEvent};
use crate::{Error, lenient};

/// What happened to a participant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParticipantChange {
    /// `meeting.participant_joined`: they are in the meeting.
    Joined,
    /// `meeting.participant_left`: they are not any more.
    Left,
    /// `meeting.participant_joined_waiting_room`: they wait to be let in.
    JoinedWaitingRoom,
    /// `meeting.participant_left_waiting_room`: they wait no longer, and did not come in.
    LeftWaitingRoom,
    /// `meeting.participant_put_in_waiting_room`: the host sent them out of the meeting to wait.
    PutInWaitingRoom,
    /// `meeting.participant_admitted`: the host let them in.
    Admitted,
    /// `meeting.participant_jbh_waiting`: they wait for the host to start the meeting.
    WaitsForHost,
    /// `meeting.participant_jbh_waiting_left`: they gave that up.
    NoLongerWaitsForHost,
    /// `meeting.participant_jbh_joined`: they came in before the host.
    JoinedBeforeHost,
}

impl ParticipantChange {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Joined,
        Self::Left,
        Self::JoinedWaitingRoom,
        Self::LeftWaitingRoom,
        Self::PutInWaitingRoom,
        Self::Admitted,
        Self::WaitsForHost,
        Self::NoLongerWaitsForHost,
        Self::JoinedBeforeHost,
    ];

    /// The name of the event, as Zoom spells it.
    #[must_use]
    pub fn event(self) -> &'static str {
        match self {
            Self::Joined => "meeting.participant_joined",
            Self::Left => "meeting.participant_left",
            Self::JoinedWaitingRoom => "meeting.participant_joined_waiting_room",
            Self::LeftWaitingRoom => "meeting.participant_left_waiting_room",
            Self::PutInWaitingRoom => "meeting.participant_put_in_waiting_room",
            Self::Admitted => "meeting.participant_admitted",
            Self::WaitsForHost => "meeting.participant_jbh_waiting",
            Self::NoLongerWaitsForHost => "meeting.participant_jbh_waiting_left",
            Self::JoinedBeforeHost => "meeting.participant_jbh_joined",
        }
    }

    pub(super) fn of(event: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|change| change.event() == event)
    }
}

/// Somebody in a meeting, or in front of it. Each field may be empty: Zoom tells little of guests,
/// and of those who wait for a host their name alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Participant {
    /// Zoom's number for one stay in one meeting: who comes again has another one.
    pub session_id: String,
    /// Zoom's name for the participant in one meeting.
    pub uuid: String,
    /// The Zoom user id of who is logged in to Zoom; empty for a guest.
    pub user_id: String,
    /// The e-mail address, where Zoom tells it: mostly of those of the same account who are
    /// logged in. A guest's is what they typed.
    pub email: String,
    /// The name shown, which each participant chooses: it proves nothing.
    pub name: String,
}

/// Something happened to a participant.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParticipantEvent {
    /// What.
    pub change: ParticipantChange,
    /// When, as exactly as Zoom tells: the event's time, or else the participant's own, which has
    /// whole seconds.
    pub time: Option<Timestamp>,
    /// In which meeting.
    pub meeting: MeetingEvent,
    /// To whom.
    pub participant: Participant,
}

#[derive(Deserialize)]
struct Object {
    participant: Who,
}

#[derive(Deserialize)]
struct Who {
    #[serde(default, deserialize_with = "lenient::text")]
    user_id: String,
    #[serde(default, deserialize_with = "lenient::text")]
    participant_uuid: String,
    #[serde(default, deserialize_with = "lenient::text")]
    id: String,
    #[serde(default, deserialize_with = "lenient::text")]
    email: String,
    #[serde(default, deserialize_with = "lenient::text")]
    user_name: String,
    #[serde(default, deserialize_with = "lenient::time")]
    join_time: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient::time")]
    leave_time: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient::time")]
    date_time: Option<Timestamp>,
}

impl Who {
    /// Each event has one of the three; a body may hold what it likes.
    fn time(&self, change: ParticipantChange) -> Option<Timestamp> {
        match change {
            ParticipantChange::Joined | ParticipantChange::JoinedBeforeHost => self.join_time,
            ParticipantChange::Left => self.leave_time,
            _ => self.date_time,
        }
    }
}

pub(super) fn read(change: ParticipantChange, body: &[u8]) -> Result<ParticipantEvent, Error> {
    let meeting = super::meeting(body)?;
    let envelope = super::read::<Envelope<About<Object>>>(body)?;
    let who = envelope.payload.object.participant;
    Ok(ParticipantEvent {
        change,
        time: meeting.event_time.or(who.time(change)),
        meeting,
        participant: Participant {
            session_id: who.user_id,
            uuid: who.participant_uuid,
            user_id: who.id,
            email: who.email,
            name: who.user_name,
        },
    })
}
