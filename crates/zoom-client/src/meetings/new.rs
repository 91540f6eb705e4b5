//! What is asked of Zoom for a new meeting, and for a change of one.

use jiff::Timestamp;
use serde::Serialize;

use super::recurrence::Recurrence;
use super::seconds;

/// The longest topic that Zoom takes, in characters.
const MAX_TOPIC: usize = 200;
/// Zoom's number for a meeting that begins now.
const INSTANT: u8 = 1;
/// Zoom's number for a meeting with a time.
const SCHEDULED: u8 = 2;
/// Zoom's number for a meeting with several times.
const RECURRING: u8 = 8;

/// A meeting to be made. Nothing is sent but what was chosen here, so that the host's own Zoom
/// settings (waiting room, passcode, video, mute) hold for the rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[must_use]
pub struct NewMeeting {
    #[serde(rename = "type")]
    kind: u8,
    #[serde(flatten)]
    change: MeetingChange,
    #[serde(skip_serializing_if = "Option::is_none")]
    recurrence: Option<Recurrence>,
}

/// What is to be changed of a meeting; what was not chosen here stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[must_use]
pub struct MeetingChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    topic: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_time: Option<String>,
    #[serde(rename = "timezone", skip_serializing_if = "Option::is_none")]
    time_zone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<u32>,
    #[serde(rename = "password", skip_serializing_if = "Option::is_none")]
    passcode: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    settings: Option<Settings>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
struct Settings {
    #[serde(skip_serializing_if = "Option::is_none")]
    use_pmi: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    waiting_room: Option<bool>,
}

impl MeetingChange {
    /// Another topic; see [`NewMeeting::topic`].
    pub fn topic(mut self, topic: &str) -> Self {
        let topic: String = topic.trim().chars().take(MAX_TOPIC).collect();
        self.topic = (!topic.is_empty()).then_some(topic);
        self
    }

    /// Another time, in the time zone with this IANA name.
    pub fn start(mut self, time: Timestamp, time_zone: &str) -> Self {
        self.start_time = Some(seconds(time));
        self.time_zone = Some(time_zone.to_owned());
        self
    }

    /// Another length.
    pub fn minutes(mut self, minutes: u32) -> Self {
        self.duration = Some(minutes);
        self
    }

    fn settings(&mut self) -> &mut Settings {
        self.settings.get_or_insert_default()
    }
}

impl NewMeeting {
    /// A meeting that begins now. It has no time and does not show up in Zoom's list of meetings.
    pub fn instant() -> Self {
        Self {
            kind: INSTANT,
            change: MeetingChange::default(),
            recurrence: None,
        }
    }

    /// A meeting that begins at `start` and takes `minutes`. The time is sent as a moment, so that
    /// it is right even where Zoom does not know the time zone; the zone, an IANA name, is the one
    /// that Zoom shows the time in and repeats the meeting in.
    pub fn scheduled(start: Timestamp, time_zone: &str, minutes: u32) -> Self {
        Self {
            kind: SCHEDULED,
            change: MeetingChange::default()
                .start(start, time_zone)
                .minutes(minutes),
            recurrence: None,
        }
    }

    /// What the meeting is about; cut at Zoom's limit of 200 characters. A blank one is not sent,
    /// and Zoom puts its own.
    pub fn topic(mut self, topic: &str) -> Self {
        self.change = self.change.topic(topic);
        self
    }

    /// Whether to hold it in the host's personal room. Without this call, Zoom does as the host has
    /// set it there.
    pub fn use_pmi(mut self, use_pmi: bool) -> Self {
        self.change.settings().use_pmi = Some(use_pmi);
        self
    }

    /// What people type to get in: at most 10 characters, of which Zoom takes letters, digits and
    /// `@`, `-`, `_`, `*`. Without this call, Zoom makes one where the account wants one.
    pub fn passcode(mut self, passcode: &str) -> Self {
        self.change.passcode = Some(passcode.to_owned());
        self
    }

    /// Whether people wait until the host lets them in. Without this call, Zoom does as the host
    /// has set it there.
    pub fn waiting_room(mut self, on: bool) -> Self {
        self.change.settings().waiting_room = Some(on);
        self
    }

    /// Repeats a scheduled meeting.
    pub fn recurrence(mut self, recurrence: Recurrence) -> Self {
        self.kind = RECURRING;
        self.recurrence = Some(recurrence);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(meeting: &impl Serialize) -> String {
        serde_json::to_string(meeting).unwrap()
    }

    #[test]
    fn nothing_is_sent_that_nobody_chose() {
        assert_eq!(sent(&NewMeeting::instant()), r#"{"type":1}"#);
        assert_eq!(sent(&NewMeeting::instant().topic("  ")), r#"{"type":1}"#);
        assert_eq!(
            sent(&NewMeeting::instant().topic("Design review")),
            r#"{"type":1,"topic":"Design review"}"#
        );
        assert_eq!(
            sent(&NewMeeting::instant().use_pmi(false)),
            r#"{"type":1,"settings":{"use_pmi":false}}"#
        );
        assert_eq!(sent(&MeetingChange::default()), "{}");
        assert_eq!(
            sent(&MeetingChange::default().minutes(15)),
            r#"{"duration":15}"#
        );
    }

    #[test]
    fn a_scheduled_meeting_has_a_moment_a_zone_and_a_length() {
        let start = "2026-12-03T14:00:00.9Z".parse().unwrap();
        let meeting = NewMeeting::scheduled(start, "Europe/Berlin", 45);
        let time =
            r#""start_time":"2026-12-03T14:00:00Z","timezone":"Europe/Berlin","duration":45"#;
        assert_eq!(sent(&meeting), format!(r#"{{"type":2,{time}}}"#));
        let rich = meeting
            .passcode("a1")
            .waiting_room(true)
            .recurrence(Recurrence::daily().times(3));
        assert_eq!(
            sent(&rich),
            format!(
                r#"{{"type":8,{time},"password":"a1","settings":{{"waiting_room":true}},"recurrence":{{"type":1,"repeat_interval":1,"end_times":3}}}}"#
            )
        );
    }

    #[test]
    fn a_long_topic_is_cut_between_characters() {
        let body: serde_json::Value =
            serde_json::from_str(&sent(&NewMeeting::instant().topic(&"ü".repeat(300)))).unwrap();
        assert_eq!(body["topic"].as_str().unwrap().chars().count(), 200);
    }
}
