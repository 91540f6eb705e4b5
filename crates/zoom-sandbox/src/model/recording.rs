//! What the sandbox keeps of a meeting's run, and what arrives about it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The cloud recording of one run of a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Recording {
    /// The run.
    pub uuid: String,
    /// The meeting's number, or the personal meeting id.
    pub meeting_id: u64,
    /// The meeting's kind, as in [`Meeting::kind`](crate::Meeting::kind).
    pub kind: u8,
    /// The host's user id.
    pub host_id: String,
    /// The topic.
    pub topic: String,
    /// When the run began.
    pub started_at: Timestamp,
    /// What a viewer types; empty where it is not protected.
    pub passcode: String,
    /// The same in the form of a link.
    pub play_passcode: String,
    /// The files.
    pub files: Vec<RecordingFile>,
}

impl Recording {
    /// Whether a viewer who brings this comes in: the passcode in either form.
    pub(crate) fn opens_with(&self, given: &str) -> bool {
        let forms = [self.passcode.as_str(), self.play_passcode.as_str()];
        self.passcode.is_empty() || forms.contains(&given)
    }
}

/// One file of a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RecordingFile {
    /// Its id.
    pub id: String,
    /// Zoom's `file_type`: `MP4`, `M4A`, `CHAT`, `TRANSCRIPT`.
    pub file_type: String,
    /// Zoom's `recording_type`.
    pub recording_type: String,
    /// When its stretch of recording began.
    pub start: Timestamp,
    /// When it ended.
    pub end: Timestamp,
    /// In bytes.
    pub size: usize,
    /// Until then Zoom still works on it.
    pub ready_at: Timestamp,
}

/// A request for a file: what a test looks at to see who was sent which secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FileRequest {
    /// The host that was asked, with its port.
    pub host: String,
    /// Path, without the query.
    pub path: String,
    /// Whether it carried a bearer token.
    pub bearer: bool,
}

/// A report that the data of a person who removed an app are gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ComplianceReport {
    /// The app that proved itself by its secret, if one did.
    pub client_id: Option<String>,
    /// What it says.
    pub body: serde_json::Value,
}

impl RecordingFile {
    /// Zoom's `file_extension`.
    #[must_use]
    pub fn extension(&self) -> &str {
        match self.file_type.as_str() {
            "CHAT" => "TXT",
            "TRANSCRIPT" => "VTT",
            other => other,
        }
    }

    /// Whether it is text, which Zoom's player does not show.
    #[must_use]
    pub fn is_text(&self) -> bool {
        matches!(self.file_type.as_str(), "CHAT" | "TRANSCRIPT")
    }

    /// Its bytes: lines for what is text, and zeros after a beginning for the rest.
    pub(crate) fn content(&self) -> Vec<u8> {
        let (head, line) = match self.file_type.as_str() {
            "TRANSCRIPT" => ("WEBVTT\n\n", transcript_line as fn(usize) -> String),
            "CHAT" => ("", chat_line as fn(usize) -> String),
            _ => return media(self.size),
        };
        let mut text = head.to_owned();
        let mut number = 0;
        while text.len() < self.size {
            text.push_str(&line(number));
            number += 1;
        }
        text.into_bytes()
    }
}

fn media(size: usize) -> Vec<u8> {
    let mut bytes = b"\0\0\0\x18ftypmp42".to_vec();
    bytes.resize(size.max(bytes.len()), 0);
    bytes
}

const SAID: [&str; 4] = [
    "Shall we begin?",
    "Yes, everybody is here.",
    "The release goes out on Friday.",
    "I write the notes.",
];

fn spoken(number: usize) -> (&'static str, &'static str) {
    let who = if number.is_multiple_of(2) {
        "Alice"
    } else {
        "Bob"
    };
    (
        who,
        SAID.get(number % SAID.len()).copied().unwrap_or_default(),
    )
}

fn clock(seconds: usize) -> String {
    let (hours, rest) = (seconds / 3600, seconds % 3600);
    format!("{hours:02}:{:02}:{:02}", rest / 60, rest % 60)
}

fn transcript_line(number: usize) -> String {
    let ((who, text), at) = (spoken(number), number * 4);
    let (from, to) = (clock(at), clock(at + 3));
    format!("{}\n{from}.000 --> {to}.500\n{who}: {text}\n\n", number + 1)
}

fn chat_line(number: usize) -> String {
    let (who, text) = spoken(number);
    format!("{}\t{who}\t{text}\n", clock(number * 4))
}
