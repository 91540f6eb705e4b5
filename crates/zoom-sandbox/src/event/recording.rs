//! The JSON about recordings and summaries.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{seconds, with};
use crate::model::{Meeting, Recording, RecordingFile};
use crate::state::ACCOUNT_ID;

/// What the events about recordings say of the host and the links.
#[derive(Debug)]
pub(crate) struct Host<'a> {
    pub(crate) email: &'a str,
    /// The address that all links begin with.
    pub(crate) url: &'a str,
}

/// The object of a recording's events, at the time they go out. The id is a number here, and the
/// files' `meeting_id` is the run's UUID.
pub(crate) fn recording(
    recording: &Recording,
    host: &Host<'_>,
    at: Timestamp,
    token: &str,
) -> Value {
    let files = recording.files.iter().map(|file| {
        let link = format!("{}/rec/webhook_download/{}/{token}", host.url, file.id);
        recording_file(recording, file, host.url, at, &link)
    });
    let files: Vec<Value> = files.collect();
    let object = recording_base(recording, host, files);
    with(object, "type", json!(recording.kind))
}

/// The same as the API answers it: the `type` is text, and links hold no token.
pub(crate) fn recording_in_rest(recording: &Recording, host: &Host<'_>, at: Timestamp) -> Value {
    let files = recording.files.iter().map(|file| {
        let link = format!("{}/rec/download/{}", host.url, file.id);
        recording_file(recording, file, host.url, at, &link)
    });
    let files: Vec<Value> = files.collect();
    let object = recording_base(recording, host, files);
    with(object, "type", json!(recording.kind.to_string()))
}

fn recording_base(recording: &Recording, host: &Host<'_>, files: Vec<Value>) -> Value {
    let total: usize = recording.files.iter().map(|file| file.size).sum();
    json!({
        "uuid": recording.uuid, "id": recording.meeting_id, "account_id": ACCOUNT_ID,
        "host_id": recording.host_id, "host_email": host.email, "topic": recording.topic,
        "start_time": seconds(Some(recording.started_at)), "timezone": "", "duration": 10,
        "total_size": total, "recording_count": files.len(),
        "share_url": format!("{}/rec/share/{}", host.url, recording.play_passcode),
        "password": recording.passcode, "recording_play_passcode": recording.play_passcode,
        "on_prem": false, "recording_files": files,
    })
}

fn recording_file(
    recording: &Recording,
    file: &RecordingFile,
    url: &str,
    at: Timestamp,
    download_url: &str,
) -> Value {
    let status = if file.ready_at > at {
        "processing"
    } else {
        "completed"
    };
    let object = json!({
        "id": file.id, "meeting_id": recording.uuid, "file_type": file.file_type,
        "file_extension": file.extension(), "recording_type": file.recording_type,
        "recording_start": seconds(Some(file.start)), "recording_end": seconds(Some(file.end)),
        "file_size": file.size, "status": status, "download_url": download_url,
    });
    if file.is_text() {
        return object;
    }
    with(
        object,
        "play_url",
        json!(format!("{url}/rec/play/{}", file.id)),
    )
}

/// The object of `meeting.summary_completed`. At first it had parts, by now it has Markdown.
pub(crate) fn summary(meeting: &Meeting, email: &str, now: Timestamp, old: bool) -> Value {
    let object = json!({
        "meeting_host_id": meeting.host_id, "meeting_host_email": email,
        "meeting_uuid": meeting.uuid, "meeting_id": meeting.pmi.unwrap_or(meeting.id),
        "meeting_topic": meeting.topic,
        "meeting_start_time": seconds(meeting.started_at),
        "meeting_end_time": seconds(meeting.ended_at.or(Some(now))),
        "summary_start_time": seconds(meeting.started_at),
        "summary_end_time": seconds(meeting.ended_at.or(Some(now))),
        "summary_created_time": seconds(Some(now)),
        "summary_last_modified_time": seconds(Some(now)),
        "summary_title": format!("Meeting summary: {}", meeting.topic),
        "summary_overview": "The team agreed on the next release.",
        "summary_details": [
            {"label": "Release", "summary": "It goes out on Friday."},
            {"label": "Risks", "summary": "None were named."},
        ],
        "next_steps": ["Bob writes the notes.", "Alice tells the customers."],
    });
    if old {
        return object;
    }
    let text = "## Quick recap\n\nThe team agreed on the next release.\n\n## Next steps\n\n\
        - Bob writes the notes.\n- Alice tells the customers.\n\n## Summary\n\n### Release\n\n\
        It goes out on Friday.\n";
    with(object, "summary_content", json!(text))
}
