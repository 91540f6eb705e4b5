//! From an event to the job that carries it out, and the name by which a second delivery of the
//! same event is known.

use zoom_client::Timestamp;
use zoom_client::webhook::{
    Event, MeetingEvent, ParticipantEvent, RecordingEvent, ScheduleEvent, SummaryEvent,
};

use crate::app::Ready;
use crate::domain::live::Participation;
use crate::domain::recordings::Recorded;
use crate::domain::schedule::changes::PlanChange;
use crate::domain::summaries::Summary;
use crate::error::Result;
use crate::jobs::{Work, event_id};
use crate::store::Run;

/// What is to be done about an event, and the event's name; `None` where nobody waits for it.
///
/// # Errors
/// When its secrets cannot be sealed.
pub(super) fn of(event: &Event, ready: &Ready) -> Result<Option<(String, Work)>> {
    let name = event.name();
    Ok(Some(match event {
        Event::MeetingStarted(meeting) => run(name, meeting, Work::MeetingStarted),
        Event::MeetingEnded(meeting) => run(name, meeting, Work::MeetingEnded),
        Event::MeetingUpdated(event) => plan(name, event, false),
        Event::MeetingDeleted(event) => plan(name, event, true),
        Event::RecordingCompleted(event) => {
            let work = Work::RecordingCompleted(Recorded::new(event, ready)?);
            (recording_id(name, event), work)
        }
        Event::TranscriptCompleted(event) => {
            let work = Work::TranscriptCompleted(Recorded::new(event, ready)?);
            (recording_id(name, event), work)
        }
        Event::SummaryCompleted(event) => {
            let work = Work::SummaryCompleted(Summary::new(event));
            (summary_id(name, event), work)
        }
        Event::AppDeauthorized(event) => {
            let time = millis(event.event_ts);
            let parts = [name, &event.user_id, &event.deauthorization_time, &time];
            (event_id(&parts), Work::Deauthorized(event.clone()))
        }
        _ => return Ok(None),
    }))
}

fn run(name: &str, meeting: &MeetingEvent, work: fn(Run) -> Work) -> (String, Work) {
    let run = Run::from(meeting);
    let (number, time) = (run.meeting_id, run.event_time.unwrap_or_default());
    let parts = [name, &run.uuid, &time.to_string(), &number.to_string()];
    (event_id(&parts), work(run))
}

fn plan(name: &str, event: &ScheduleEvent, cancelled: bool) -> (String, Work) {
    let (id, time) = (event.id.to_string(), millis(event.event_time));
    let mut parts = vec![name, &id, &time];
    parts.extend(event.occurrences.iter().map(|one| one.id.as_str()));
    let work = Work::PlanChanged(PlanChange::new(event, cancelled));
    (event_id(&parts), work)
}

/// The name of an event about a participant.
pub(super) fn participant_id(event: &ParticipantEvent, kept: &Participation) -> String {
    let (moved, time) = (&kept.moved, millis(event.time));
    let number = moved.run.meeting_id.to_string();
    let name = event.change.event();
    event_id(&[name, &moved.run.uuid, &time, &number, &moved.stay])
}

fn recording_id(name: &str, event: &RecordingEvent) -> String {
    let (uuid, time) = (event.recording.uuid.as_str(), millis(event.event_time));
    let mut parts = vec![name, uuid, &time];
    parts.extend(event.recording.files.iter().map(|file| file.id.as_str()));
    event_id(&parts)
}

/// Zoom tells of one summary once, whatever the time of the event says.
fn summary_id(name: &str, event: &SummaryEvent) -> String {
    let made = millis(event.created_time);
    event_id(&[name, event.uuid.as_str(), &event.id.to_string(), &made])
}

fn millis(time: Option<Timestamp>) -> String {
    let millis = time.map_or(0, Timestamp::as_millisecond);
    millis.to_string()
}
