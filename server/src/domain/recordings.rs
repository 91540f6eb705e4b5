//! What Zoom recorded of a meeting, as replies to the meeting's post: a link to the recording, and
//! its transcript and its chat as files.

mod fetch;
mod replies;

use mattermost_plugin::model::Post;
use serde::{Deserialize, Serialize};
use zoom_client::webhook::RecordingEvent;
use zoom_client::{ExposeSecret, FileKind, RecordingFile, Timestamp};

use crate::app::{Ready, Services};
use crate::domain::events;
use crate::error::{Error, Result};
use crate::jobs::{Job, claim_part, is_permanent};
use crate::store::Run;

pub(super) use replies::reply;

/// What the details are sealed for.
const PURPOSE: &str = "recording";
/// Who records more stretches of one meeting does not want them all in the channel.
const MOST_FILES: usize = 40;

/// What an event says of a recording, as a job keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// The meeting's number.
    pub meeting_id: u64,
    /// The run that was recorded.
    pub uuid: String,
    /// The host's Zoom user id.
    pub host_id: String,
    /// When the run began, in milliseconds since 1970.
    #[serde(default)]
    pub start_time: Option<i64>,
    /// The files with their links and secrets, sealed.
    details: String,
}

/// The part that opens the recording to whoever reads it.
#[derive(Default, Serialize, Deserialize)]
struct Details {
    files: Vec<File>,
    passcode: Option<String>,
    token: Option<String>,
}

#[derive(Clone, Serialize, Deserialize)]
struct File {
    /// Names the file among all files.
    id: String,
    part: Part,
    /// Where it is watched, or fetched.
    link: String,
}

/// What becomes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Part {
    Video,
    Transcript,
    Chat,
}

impl Recorded {
    /// What an event says, ready to be kept.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn new(event: &RecordingEvent, ready: &Ready) -> Result<Self> {
        let recording = &event.recording;
        let secret = |text: &Option<zoom_client::SecretString>| {
            text.as_ref().map(|text| text.expose_secret().to_owned())
        };
        let files = recording.files.iter().filter_map(file);
        let details = Details {
            files: files.take(MOST_FILES).collect(),
            passcode: secret(&recording.passcode),
            token: secret(&event.download_token),
        };
        let details = serde_json::to_string(&details)
            .map_err(|_| Error::Internal("a recording cannot be written as JSON"))?;
        Ok(Self {
            meeting_id: recording.id.get(),
            uuid: recording.uuid.as_str().to_owned(),
            host_id: recording.host_id.clone(),
            start_time: recording.start_time.map(Timestamp::as_millisecond),
            details: ready.encryption_key.seal_for(PURPOSE, &details)?,
        })
    }

    fn run(&self) -> Run {
        Run::begun(self.meeting_id, &self.uuid, self.start_time)
    }

    fn details(&self, ready: &Ready) -> Result<Details> {
        let opened = ready.open(PURPOSE, &self.details)?;
        serde_json::from_str(&opened).map_err(|_| Error::Internal("a kept recording is no JSON"))
    }
}

/// The files that become something here.
fn file(file: &RecordingFile) -> Option<File> {
    let download = || Some(file.download_url.as_ref()?.expose_secret().to_owned());
    let (part, link) = match file.kind {
        FileKind::Video => (Part::Video, web_link(&file.play_url)?),
        FileKind::Transcript => (Part::Transcript, download()?),
        FileKind::Chat => (Part::Chat, download()?),
        _ => return None,
    };
    let start = file.recording_start.map(Timestamp::as_second);
    let id = match file.id.as_str() {
        "" => format!("{part:?}{}", start.unwrap_or_default()),
        id => id.to_owned(),
    };
    Some(File { id, part, link })
}

/// An address that can stand in a Markdown link.
pub(super) fn web_link(url: &str) -> Option<String> {
    let web = url.starts_with("https://") || url.starts_with("http://");
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '(' | ')' | '<' | '>' | '\\');
    (web && url.chars().all(plain)).then(|| url.to_owned())
}

/// Brings what Zoom recorded to the meeting's posts.
///
/// Each file is brought once, also where Zoom tells of it in several events: of the whole
/// recording, and again with what was finished later.
///
/// # Errors
/// When a file is not ready yet, or Zoom or Mattermost fails: then the job is tried again, and
/// leaves alone what it did before.
pub async fn bring(services: &Services, job: &Job, recorded: &Recorded) -> Result<()> {
    let posts = events::posts_of(services, job, &recorded.run()).await?;
    if posts.is_empty() {
        tracing::debug!(
            meeting_id = recorded.meeting_id,
            "a recording that is not ours"
        );
        return Ok(());
    }
    let details = recorded.details(&services.ready)?;
    let files = unclaimed(services, job, recorded, &details.files).await?;
    // One that fails does not keep the others waiting.
    let mut failed = None;
    for post in &posts {
        let done = bring_to(services, job, recorded, &details, &files, post).await;
        failed = decisive(failed, done.err());
    }
    failed.map_or(Ok(()), Err)
}

/// The files that this job, and no other, has to bring.
async fn unclaimed(
    services: &Services,
    job: &Job,
    recorded: &Recorded,
    files: &[File],
) -> Result<Vec<File>> {
    let mut ours = Vec::new();
    for file in files {
        let parts = ["recording file", &recorded.uuid, &file.id];
        if claim_part(&services.api.kv(), job, &parts).await? {
            ours.push(file.clone());
        }
    }
    Ok(ours)
}

async fn bring_to(
    services: &Services,
    job: &Job,
    recorded: &Recorded,
    details: &Details,
    files: &[File],
    post: &Post,
) -> Result<()> {
    let videos: Vec<&File> = files.iter().filter(|f| f.part == Part::Video).collect();
    if !videos.is_empty() {
        replies::videos(services, job, post, &videos, details.passcode.as_deref()).await?;
    }
    let mut failed = None;
    for file in files.iter().filter(|f| f.part != Part::Video) {
        let token = details.token.as_deref();
        let done = replies::file(services, job, post, recorded, file, token).await;
        failed = decisive(failed, done.err());
    }
    failed.map_or(Ok(()), Err)
}

/// Which of two errors decides about another attempt: the first, unless only the other may pass.
fn decisive(first: Option<Error>, second: Option<Error>) -> Option<Error> {
    match (first, second) {
        (Some(first), Some(second)) if is_permanent(&first) && !is_permanent(&second) => {
            Some(second)
        }
        (first, second) => first.or(second),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_may_still_come_is_waited_for() {
        let never = || Some(Error::NotAMember);
        let later = || Some(Error::Internal("not ready"));
        for (first, second) in [(never(), later()), (later(), never()), (None, later())] {
            let error = decisive(first, second).unwrap();
            assert!(!is_permanent(&error), "{error}");
        }
        assert!(decisive(never(), None).is_some_and(|error| is_permanent(&error)));
        assert!(decisive(None, None).is_none());
    }

    #[test]
    fn only_a_web_address_becomes_a_link() {
        for good in [
            "https://us02web.zoom.us/rec/play/a-b_c.d?x=1&y=%20",
            "http://127.0.0.1:1/p",
        ] {
            assert_eq!(web_link(good).as_deref(), Some(good));
        }
        for bad in [
            "",
            "javascript:alert(1)",
            "https://zoom.us/a) [x](http://evil",
            "https://zoom.us/a\nb",
            "https://zoom.us/ü",
        ] {
            assert_eq!(web_link(bad), None, "{bad}");
        }
    }
}
