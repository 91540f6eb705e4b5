//! Recordings, transcripts, summaries: made, announced, and opened by their tokens.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::queue::Announcement;
use super::{Error, State};
use crate::event;
use crate::model::{FileRequest, Meeting, Recording, RecordingFile, User};
use crate::random;

const LOG_LENGTH: usize = 300;
/// How long a webhook's download token opens its files.
const EVENT_TOKEN_LIFE: Duration = Duration::from_secs(24 * 3600);
/// How long the address lasts that a download is sent on to.
const ADDRESS_LIFE: Duration = Duration::from_secs(10 * 60);
const STRETCH: Duration = Duration::from_secs(10 * 60);

/// Opens the files of one recording.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct FileToken {
    uuid: String,
    until: Timestamp,
}

/// What a request for a file comes to.
#[derive(Debug)]
pub(crate) enum FileAccess {
    /// It is there.
    Open(RecordingFile),
    /// The token is spent or foreign.
    Refused,
    /// A page that asks for the passcode.
    Passcode,
    /// Zoom still works on it.
    Processing,
    /// There is no such file.
    Gone,
}

impl State {
    /// The run of a meeting that was started last.
    fn last_run(&self, id: u64) -> Result<&Meeting, Error> {
        let meeting = self.meetings.get(&id).ok_or(Error::UnknownMeeting(id))?;
        let ran = meeting.started_at.is_some();
        ran.then_some(meeting).ok_or(Error::NeverStarted(id))
    }

    /// Zoom has finished the recording of the last run: `recording.completed` goes out.
    pub(crate) fn complete_recording(&mut self, id: u64) -> Result<String, Error> {
        let recording = self.recording_of(&self.last_run(id)?.clone());
        self.recordings
            .insert(recording.uuid.clone(), recording.clone());
        self.announce_files("recording.completed", &recording, |file| {
            file.file_type != "TRANSCRIPT"
        });
        Ok(recording.uuid)
    }

    /// Zoom has finished its transcript: `recording.transcript_completed` goes out.
    pub(crate) fn complete_transcript(&mut self, id: u64) -> Result<(), Error> {
        let uuid = self.last_run(id)?.uuid.clone();
        let now = self.now();
        let knobs = self.knobs.recording.clone();
        let recording = self
            .recordings
            .get_mut(&uuid)
            .ok_or(Error::NotRecorded(id))?;
        if !recording.files.iter().any(is_transcript) {
            let ready_at = now + knobs.late() + minutes(knobs.processing_minutes);
            let size = knobs.text_bytes;
            let starts: Vec<_> = video_starts(recording);
            let transcripts = starts.into_iter().map(|(start, end)| {
                file(
                    "TRANSCRIPT",
                    "audio_transcript",
                    (start, end),
                    size,
                    ready_at,
                )
            });
            recording.files.extend(transcripts);
        }
        let recording = recording.clone();
        self.announce_files("recording.transcript_completed", &recording, is_transcript);
        Ok(())
    }

    /// The AI Companion has summed the last run up: `meeting.summary_completed` goes out.
    pub(crate) fn complete_summary(&mut self, id: u64) -> Result<(), Error> {
        let meeting = self.last_run(id)?.clone();
        let host = self.user(&meeting.host_id)?.email.clone();
        let knobs = &self.knobs.recording;
        let after = knobs.late();
        let object = event::summary(&meeting, &host, self.now(), knobs.old_summary);
        self.announce(Announcement {
            after,
            ..Announcement::new("meeting.summary_completed", &meeting.host_id, object)
        });
        Ok(())
    }

    fn recording_of(&self, meeting: &Meeting) -> Recording {
        let knobs = &self.knobs.recording;
        let started_at = meeting.started_at.unwrap_or(meeting.created_at);
        let ready_at = self.now() + knobs.late() + minutes(knobs.processing_minutes);
        let mut files = Vec::new();
        for stretch in 0..u32::from(knobs.stretches.clamp(1, 9)) {
            let start = started_at + STRETCH * stretch;
            let span = (start, start + STRETCH);
            let make =
                |kind, recording_type, size| file(kind, recording_type, span, size, ready_at);
            files.push(make("MP4", "shared_screen_with_speaker_view", 100_000));
            files.push(make("M4A", "audio_only", 20_000));
            if knobs.chat {
                files.push(make("CHAT", "chat_file", knobs.text_bytes));
            }
        }
        let passcode = if knobs.passcode {
            random::passcode()
        } else {
            String::new()
        };
        Recording {
            uuid: meeting.uuid.clone(),
            meeting_id: meeting.pmi.unwrap_or(meeting.id),
            kind: if meeting.pmi.is_some() {
                4
            } else {
                meeting.kind
            },
            host_id: meeting.host_id.clone(),
            topic: meeting.topic.clone(),
            started_at,
            passcode,
            play_passcode: random::word(),
            files,
        }
    }

    fn announce_files(
        &mut self,
        name: &'static str,
        recording: &Recording,
        wanted: impl Fn(&RecordingFile) -> bool,
    ) {
        let after = self.knobs.recording.late();
        let token = self.open_recording(&recording.uuid, after + EVENT_TOKEN_LIFE);
        let at = self.now() + after;
        let email = self
            .user(&recording.host_id)
            .map(|user| user.email.clone())
            .unwrap_or_default();
        let mut part = recording.clone();
        part.files.retain(|file| wanted(file));
        let host = event::Host {
            email: &email,
            url: &self.url,
        };
        let object = event::recording(&part, &host, at, &token);
        self.announce(Announcement {
            after,
            download_token: Some(token),
            ..Announcement::new(name, &recording.host_id, object)
        });
    }

    /// A token for the files of a recording.
    pub(crate) fn open_recording(&mut self, uuid: &str, life: Duration) -> String {
        let now = self.now();
        self.file_tokens
            .retain(|_, token| token.until + EVENT_TOKEN_LIFE > now);
        let token = random::download_token(uuid, now);
        self.issued.note(&token);
        let entry = FileToken {
            uuid: uuid.to_owned(),
            until: now + life,
        };
        self.file_tokens.insert(token.clone(), entry);
        token
    }

    /// The recording of a run, or of the last recorded run of a meeting.
    pub(crate) fn recording(&self, name: &str) -> Option<&Recording> {
        let of_number = |number: u64| {
            let runs = self.recordings.values();
            runs.filter(move |recording| recording.meeting_id == number)
                .max_by_key(|recording| recording.started_at)
        };
        let by_number = name.parse().ok().and_then(of_number);
        by_number.or_else(|| self.recordings.get(name))
    }

    /// A file, and the recording that it belongs to.
    pub(crate) fn file(&self, id: &str) -> Option<(&Recording, &RecordingFile)> {
        self.recordings.values().find_map(|recording| {
            let file = recording.files.iter().find(|file| file.id == id)?;
            Some((recording, file))
        })
    }

    /// What a request for a file with this bearer token comes to.
    pub(crate) fn file_access(&self, id: &str, bearer: Option<&str>) -> FileAccess {
        let Some((recording, file)) = self.file(id) else {
            return FileAccess::Gone;
        };
        let protected = !recording.passcode.is_empty();
        match bearer {
            None if protected => FileAccess::Passcode,
            Some(token) if !self.opens(token, recording) => FileAccess::Refused,
            _ if file.ready_at > self.now() => FileAccess::Processing,
            _ => FileAccess::Open(file.clone()),
        }
    }

    fn opens(&self, token: &str, recording: &Recording) -> bool {
        let own = |user: &User| user.id == recording.host_id;
        match self.file_tokens.get(token) {
            Some(entry) => entry.uuid == recording.uuid && entry.until > self.now(),
            None => self
                .authenticate(Some(token))
                .is_ok_and(|access| own(&access.user)),
        }
    }

    /// An address that gives a file to anybody for a while, as Zoom's second hosts do.
    pub(crate) fn sign_file(&mut self, id: &str) -> String {
        let signature = random::word();
        self.issued.note(&signature);
        let until = self.now() + ADDRESS_LIFE;
        self.signed_files
            .insert(signature.clone(), (id.to_owned(), until));
        signature
    }

    /// The file behind such an address.
    pub(crate) fn signed_file(&self, id: &str, signature: &str) -> Option<RecordingFile> {
        let (signed, until) = self.signed_files.get(signature)?;
        let good = signed == id && *until > self.now();
        good.then(|| self.file(id))?.map(|(_, file)| file.clone())
    }

    pub(crate) fn log_file_request(&mut self, request: FileRequest) {
        self.file_requests.push_back(request);
        if self.file_requests.len() > LOG_LENGTH {
            self.file_requests.pop_front();
        }
    }
}

fn is_transcript(file: &RecordingFile) -> bool {
    file.file_type == "TRANSCRIPT"
}

fn minutes(count: u32) -> Duration {
    Duration::from_secs(u64::from(count) * 60)
}

fn video_starts(recording: &Recording) -> Vec<(Timestamp, Timestamp)> {
    let videos = recording.files.iter();
    videos
        .filter(|file| file.file_type == "MP4")
        .map(|file| (file.start, file.end))
        .collect()
}

fn file(
    file_type: &str,
    recording_type: &str,
    (start, end): (Timestamp, Timestamp),
    size: usize,
    ready_at: Timestamp,
) -> RecordingFile {
    RecordingFile {
        id: random::hex(),
        file_type: file_type.to_owned(),
        recording_type: recording_type.to_owned(),
        start,
        end,
        size,
        ready_at,
    }
}
