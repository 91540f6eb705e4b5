//! Zoom meetings: make one, read one.

use jiff::Timestamp;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::http::Repeat;
use crate::ids::optional_id;
use crate::lenient;
use crate::{Client, Error, MeetingId, MeetingUuid, UserRef};

/// The longest topic that Zoom takes, in characters.
const MAX_TOPIC: usize = 200;
/// Zoom's number for a meeting that begins now.
const INSTANT: u8 = 1;

/// A meeting to be made. Nothing is sent but what was chosen here, so that the host's own Zoom
/// settings (waiting room, passcode, video, mute) hold for the rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[must_use]
pub struct NewMeeting {
    #[serde(rename = "type")]
    kind: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    topic: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    settings: Option<Settings>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Settings {
    use_pmi: bool,
}

impl NewMeeting {
    /// A meeting that begins now. It has no time and does not show up in Zoom's list of meetings.
    pub fn instant() -> Self {
        Self {
            kind: INSTANT,
            topic: None,
            settings: None,
        }
    }

    /// What the meeting is about; cut at Zoom's limit of 200 characters. A blank one is not sent,
    /// and Zoom puts its own.
    pub fn topic(mut self, topic: &str) -> Self {
        let topic: String = topic.trim().chars().take(MAX_TOPIC).collect();
        self.topic = (!topic.is_empty()).then_some(topic);
        self
    }

    /// Whether to hold it in the host's personal room. Without this call, Zoom does as the host has
    /// set it there.
    pub fn use_pmi(mut self, use_pmi: bool) -> Self {
        self.settings = Some(Settings { use_pmi });
        self
    }
}

/// A meeting, as far as this crate reads it. The link to start it as its host holds a login of the
/// host's and is not read at all.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Meeting {
    /// The number: the same for every start.
    pub id: MeetingId,
    /// The name of the current run, or else of the next. Empty for a personal room that was not
    /// started yet.
    #[serde(default)]
    pub uuid: MeetingUuid,
    /// The host's Zoom user id.
    #[serde(default, deserialize_with = "lenient::text")]
    pub host_id: String,
    /// The topic.
    #[serde(default, deserialize_with = "lenient::text")]
    pub topic: String,
    /// 1 instant, 2 scheduled, 3 recurring without fixed time, 4 a personal room, 8 recurring.
    #[serde(default, rename = "type", deserialize_with = "lenient::number")]
    pub kind: i64,
    /// `waiting` or `started`; may be empty.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: String,
    /// When it begins or began.
    #[serde(default, deserialize_with = "lenient::time")]
    pub start_time: Option<Timestamp>,
    /// Where people join. May hold the passcode, in a form that only lets join.
    pub join_url: String,
    /// What people type who join by the number; empty where the meeting has none.
    #[serde(default, rename = "password")]
    pub passcode: String,
    /// The personal meeting id, where the meeting is held in the personal room.
    #[serde(default, deserialize_with = "optional_id")]
    pub pmi: Option<MeetingId>,
}

impl Client {
    /// Makes a meeting (`POST /users/{id}/meetings`); scope `meeting:write:meeting`, for others
    /// than the token's owner `meeting:write:meeting:admin`.
    ///
    /// # Errors
    /// Those of every request. After [`Unreachable`](crate::ErrorKind::Unreachable) or
    /// [`UnexpectedAnswer`](crate::ErrorKind::UnexpectedAnswer) the meeting may exist or not, unless
    /// [`was_never_sent`](Error::was_never_sent) says otherwise; Zoom has no way to ask.
    pub async fn create_meeting(
        &self,
        token: &SecretString,
        host: UserRef<'_>,
        meeting: &NewMeeting,
    ) -> Result<Meeting, Error> {
        let path = format!("users/{}/meetings", host.path_segment()?);
        self.call(Repeat::OnlyUnsent, &path, token, |http, url| {
            http.post(url).json(meeting)
        })
        .await
    }

    /// Reads a meeting (`GET /meetings/{id}`); scope `meeting:read:meeting`, for others than the
    /// token's owner `meeting:read:meeting:admin`. A personal meeting id works too.
    ///
    /// # Errors
    /// [`NoSuchMeeting`](crate::ErrorKind::NoSuchMeeting) besides those of every request.
    pub async fn meeting(&self, token: &SecretString, id: MeetingId) -> Result<Meeting, Error> {
        let path = format!("meetings/{id}");
        self.call(Repeat::Safe, &path, token, |http, url| http.get(url))
            .await
    }

    /// Ends a meeting for everybody in it (`PUT /meetings/{id}/status`); scope
    /// `meeting:update:status`, for others than the token's owner `meeting:update:status:admin`.
    ///
    /// # Errors
    /// [`NoSuchMeeting`](crate::ErrorKind::NoSuchMeeting), also where it is not running, besides
    /// those of every request.
    pub async fn end_meeting(&self, token: &SecretString, id: MeetingId) -> Result<(), Error> {
        let path = format!("meetings/{id}/status");
        // What has ended already stays ended.
        self.order(Repeat::Safe, &path, token, |http, url| {
            http.put(url).json(&Action { action: "end" })
        })
        .await
        .map(drop)
    }
}

#[derive(Serialize)]
struct Action {
    action: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(meeting: &NewMeeting) -> String {
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
    }

    #[test]
    fn a_long_topic_is_cut_between_characters() {
        let body: serde_json::Value =
            serde_json::from_str(&sent(&NewMeeting::instant().topic(&"ü".repeat(300)))).unwrap();
        assert_eq!(body["topic"].as_str().unwrap().chars().count(), 200);
    }

    #[test]
    fn a_meeting_needs_its_id_and_its_link() {
        let read = |json: &str| serde_json::from_str::<Meeting>(json);
        let least =
            read(r#"{"id":"91234567890","join_url":"https://z/j/1","start_time":""}"#).unwrap();
        assert_eq!((least.id.get(), least.start_time), (91_234_567_890, None));
        let full = r#"{"id":91234567890,"join_url":"u","start_time":"2026-01-02T03:04:05Z","pmi":"5551234567"}"#;
        assert_eq!(read(full).unwrap().pmi, MeetingId::new(5_551_234_567));
        assert_eq!(
            read(full).unwrap().start_time.unwrap().to_string(),
            "2026-01-02T03:04:05Z"
        );
        assert!(read(r#"{"id":91234567890}"#).is_err());
    }
}
