//! Cloud recordings: what Zoom kept of a meeting's run.

use jiff::Timestamp;
use secrecy::SecretString;
use serde::Deserialize;

use crate::http::Repeat;
use crate::lenient;
use crate::{Client, Error, ErrorKind, MeetingId, MeetingUuid};

/// The recording of one run of a meeting. Zoom's webhooks and its API describe it alike.
#[derive(Debug, Clone, Deserialize)]
#[non_exhaustive]
pub struct Recording {
    /// The meeting's number.
    pub id: MeetingId,
    /// The run that was recorded.
    #[serde(default)]
    pub uuid: MeetingUuid,
    /// The host's Zoom user id.
    #[serde(default, deserialize_with = "lenient::text")]
    pub host_id: String,
    /// The meeting's topic.
    #[serde(default, deserialize_with = "lenient::text")]
    pub topic: String,
    /// When the meeting began.
    #[serde(default, deserialize_with = "lenient::time")]
    pub start_time: Option<Timestamp>,
    /// A page with all files; empty where there is none.
    #[serde(default, deserialize_with = "lenient::text")]
    pub share_url: String,
    /// What a viewer has to type, where the recording is protected.
    #[serde(default, rename = "password", deserialize_with = "lenient::secret")]
    pub passcode: Option<SecretString>,
    /// The files, in Zoom's order. A part of them may come later, in an event of its own.
    #[serde(
        default,
        rename = "recording_files",
        deserialize_with = "lenient::list"
    )]
    pub files: Vec<RecordingFile>,
    /// Opens the files' `download_url`s for as long as was asked; only the API sends one.
    #[serde(default, deserialize_with = "lenient::secret")]
    pub download_access_token: Option<SecretString>,
}

/// One file of a recording.
#[derive(Debug, Clone, Default, Deserialize)]
#[non_exhaustive]
pub struct RecordingFile {
    /// Zoom's id of the file; a few kinds have none.
    #[serde(default, deserialize_with = "lenient::text")]
    pub id: String,
    /// What it holds.
    #[serde(default, rename = "file_type")]
    pub kind: FileKind,
    /// When this stretch of recording began: whoever stops and goes on makes several.
    #[serde(default, deserialize_with = "lenient::time")]
    pub recording_start: Option<Timestamp>,
    /// The size in bytes that Zoom announces; 0 where it does not.
    #[serde(default, deserialize_with = "lenient::number")]
    pub file_size: i64,
    /// `completed` or `processing`; may be empty.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: String,
    /// A page that plays it; empty for what cannot be played.
    #[serde(default, deserialize_with = "lenient::text")]
    pub play_url: String,
    /// Where to fetch it, with [`Client::download`]. Secret, for it may hold a token.
    #[serde(default, deserialize_with = "lenient::secret")]
    pub download_url: Option<SecretString>,
}

impl RecordingFile {
    /// Whether Zoom still works on it.
    #[must_use]
    pub fn is_processing(&self) -> bool {
        self.status.eq_ignore_ascii_case("processing")
    }
}

/// What a file of a recording holds (Zoom's `file_type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum FileKind {
    /// `MP4`.
    Video,
    /// `M4A`.
    Audio,
    /// `TRANSCRIPT`: who said what, in the format WebVTT.
    Transcript,
    /// `CHAT`: what was written, one line each.
    Chat,
    /// Anything else, as time lines, captions and polls.
    #[default]
    Other,
}

impl<'de> Deserialize<'de> for FileKind {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match lenient::text(deserializer)?.as_str() {
            "MP4" => Self::Video,
            "M4A" => Self::Audio,
            "TRANSCRIPT" => Self::Transcript,
            "CHAT" => Self::Chat,
            _ => Self::Other,
        })
    }
}

impl Client {
    /// Reads the recording of a run, with a token for its files
    /// (`GET /meetings/{uuid}/recordings`); scope `cloud_recording:read:list_recording_files`, for
    /// others than the token's owner with `:admin`.
    ///
    /// # Errors
    /// [`NoSuchRecording`](ErrorKind::NoSuchRecording) besides those of every request.
    pub async fn recording(
        &self,
        token: &SecretString,
        run: &MeetingUuid,
    ) -> Result<Recording, Error> {
        if run.is_empty() {
            return Err(Error::new(ErrorKind::InvalidInput, "the run has no UUID"));
        }
        let path = format!("meetings/{}/recordings", run.path_segment());
        self.call(Repeat::Safe, &path, token, |http, url| {
            http.get(url)
                .query(&[("include_fields", "download_access_token")])
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Recording {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_recording_is_read_from_an_event_and_from_the_api() {
        let event = read(
            r#"{"id":91234567890,"uuid":"/abC//d+e==","host_id":"h","topic":"T","type":2,"password":"p&1",
            "share_url":"https://z/rec/share/x","start_time":"2026-01-02T03:04:05Z","total_size":9,
            "recording_files":[
              {"id":"1","meeting_id":"/abC//d+e==","recording_start":"2026-01-02T03:05:00Z","file_type":"MP4",
               "file_size":7,"status":"completed","play_url":"https://z/rec/play/1","download_url":"https://z/rec/webhook_download/1/tok"},
              {"file_type":"TIMELINE","recording_start":""},
              {"id":"3","file_type":"CHAT","status":"processing","file_size":"12"}]}"#,
        );
        let kinds: Vec<_> = event.files.iter().map(|file| file.kind).collect();
        assert_eq!(kinds, [FileKind::Video, FileKind::Other, FileKind::Chat]);
        assert!(event.files[2].is_processing() && !event.files[0].is_processing());
        assert_eq!(event.files[2].file_size, 12);
        let api = read(
            r#"{"id":"91234567890","type":"2","download_access_token":"t","recording_files":null}"#,
        );
        assert!(api.files.is_empty() && api.download_access_token.is_some());
    }

    #[test]
    fn what_is_odd_costs_only_itself() {
        let odd = read(
            r#"{"id":1,"uuid":null,"topic":7,"password":"","recording_files":[5,null,{"file_type":3,"id":8},"x"],"share_url":{}}"#,
        );
        assert_eq!((odd.topic.as_str(), odd.share_url.as_str()), ("7", ""));
        assert!(odd.passcode.is_none() && odd.uuid.is_empty());
        assert_eq!(odd.files.len(), 1);
        assert_eq!(odd.files[0].id, "8");
    }

    #[test]
    fn nothing_prints_a_passcode_or_a_download_token() {
        let recording = read(
            r#"{"id":1,"password":"pass-1","download_access_token":"tok-2","recording_files":[{"download_url":"https://z/tok-3"}]}"#,
        );
        let printed = format!("{recording:?}");
        for secret in ["pass-1", "tok-2", "tok-3"] {
            assert!(!printed.contains(secret), "{printed}");
        }
    }
}
