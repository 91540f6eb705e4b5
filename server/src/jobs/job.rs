//! A job, as it is stored.

use std::time::Duration;

use data_encoding::BASE32_NOPAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use zoom_client::Deauthorization;

use crate::domain::live::Participation;
use crate::domain::recordings::Recorded;
use crate::domain::schedule::changes::PlanChange;
use crate::domain::summaries::Summary;
use crate::store::Run;

/// How long a job may take before it counts as failed.
const LIMIT: Duration = Duration::from_secs(2 * 60);

/// The same where files have to be carried from Zoom to Mattermost.
const FILES_LIMIT: Duration = Duration::from_secs(15 * 60);

/// What is to be done. Stored, so a variant keeps its name and its fields for as long as an older
/// version's jobs may wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Work {
    /// A run of a meeting began.
    MeetingStarted(Run),
    /// A run of a meeting is over.
    MeetingEnded(Run),
    /// A plan was changed or cancelled.
    PlanChanged(PlanChange),
    /// Something is due of a planned meeting.
    PlanDue {
        /// The meeting.
        meeting_id: u64,
    },
    /// A run was recorded.
    RecordingCompleted(Recorded),
    /// A recording's transcript is there.
    TranscriptCompleted(Recorded),
    /// A run was summed up.
    SummaryCompleted(Summary),
    /// Somebody came, waits or left, which concerns more than the meeting's record, or could not be
    /// stored in time.
    Participant(Participation),
    /// The number of those who took part in a run that is over changed.
    ParticipantsCounted(Run),
    /// A person removed the app in Zoom.
    Deauthorized(Deauthorization),
    /// People wait for the host of a run, as it seemed when the job was planned.
    HostWaiting {
        /// The meeting's number.
        meeting_id: u64,
        /// The run.
        uuid: String,
        /// The host's Zoom user id; empty where Zoom sent none.
        #[serde(default)]
        host_id: String,
    },
    /// A call has rung for as long as calls ring.
    CallRang {
        /// The meeting's post in the direct channel.
        post_id: String,
    },
    /// A person's status could not follow what became of a run of a meeting.
    StatusFollows {
        /// The person.
        user_id: String,
        /// The meeting's number.
        meeting_id: u64,
        /// The run.
        uuid: String,
    },
    /// A person was deactivated in Mattermost.
    PersonLeft {
        /// The person.
        user_id: String,
    },
}

/// Workers of their own: what takes long in one lane holds nothing back in another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) enum Lane {
    /// What is over after a few calls.
    #[default]
    Short,
    /// What carries files from Zoom to Mattermost, however slowly they come.
    Files,
}

/// Jobs that share a track run one after the other on a node, in the order in which they came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Track {
    pub(super) lane: Lane,
    /// The meeting; with 0, which is none, nothing waits for anything.
    pub(super) meeting_id: u64,
}

impl Work {
    /// Its name, for logs and admins.
    pub fn name(&self) -> &'static str {
        match self {
            Self::MeetingStarted(_) => "meeting.started",
            Self::MeetingEnded(_) => "meeting.ended",
            Self::PlanChanged(change) if change.cancelled => "meeting.deleted",
            Self::PlanChanged(_) => "meeting.updated",
            Self::PlanDue { .. } => "plan due",
            Self::RecordingCompleted(_) => "recording.completed",
            Self::TranscriptCompleted(_) => "recording.transcript_completed",
            Self::SummaryCompleted(_) => "meeting.summary_completed",
            Self::Participant(_) => "meeting.participant",
            Self::ParticipantsCounted(_) => "participants counted",
            Self::Deauthorized(_) => "app_deauthorized",
            Self::HostWaiting { .. } => "host waiting",
            Self::CallRang { .. } => "call rang",
            Self::StatusFollows { .. } => "status follows",
            Self::PersonLeft { .. } => "person left",
        }
    }

    /// The number of the meeting that it is about; 0 where it is about none.
    pub fn meeting_id(&self) -> u64 {
        match self {
            Self::MeetingStarted(run)
            | Self::MeetingEnded(run)
            | Self::ParticipantsCounted(run) => run.meeting_id,
            Self::Participant(event) => event.moved.run.meeting_id,
            Self::RecordingCompleted(recorded) | Self::TranscriptCompleted(recorded) => {
                recorded.meeting_id
            }
            Self::SummaryCompleted(summary) => summary.meeting_id,
            Self::PlanChanged(change) => change.meeting_id,
            Self::PlanDue { meeting_id } => *meeting_id,
            Self::HostWaiting { meeting_id, .. } | Self::StatusFollows { meeting_id, .. } => {
                *meeting_id
            }
            Self::Deauthorized(_) | Self::CallRang { .. } | Self::PersonLeft { .. } => 0,
        }
    }

    fn lane(&self) -> Lane {
        match self {
            Self::RecordingCompleted(_) | Self::TranscriptCompleted(_) => Lane::Files,
            _ => Lane::Short,
        }
    }

    pub(super) fn track(&self) -> Track {
        Track {
            lane: self.lane(),
            meeting_id: self.meeting_id(),
        }
    }

    /// How long it may take.
    pub fn limit(&self) -> Duration {
        match self.lane() {
            Lane::Files => FILES_LIMIT,
            Lane::Short => LIMIT,
        }
    }
}

/// A job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Its name, the same over all attempts, nodes and moves. Posts that it makes carry it.
    pub id: String,
    /// What tells the same event delivered again; see [`event_id`].
    pub event: String,
    /// What is to be done.
    pub work: Work,
    /// How often it was tried, and failed.
    #[serde(default)]
    pub attempts: u32,
    /// How often it was taken over from a node that died; it may have been under way there.
    #[serde(default)]
    pub takeovers: u32,
    /// When it was accepted, in milliseconds since 1970.
    #[serde(default)]
    pub accepted: i64,
    /// When it is to be tried next.
    #[serde(default)]
    pub due: i64,
}

impl Job {
    /// Whether an earlier attempt may have left something behind: look before you post.
    pub fn is_repeat(&self) -> bool {
        self.attempts > 0 || self.takeovers > 0
    }

    pub(super) fn read(bytes: &[u8]) -> serde_json::Result<Self> {
        serde_json::from_slice(bytes)
    }

    pub(super) fn bytes(&self) -> mattermost_plugin::Result<Vec<u8>> {
        Ok(serde_json::to_vec(self)?)
    }
}

/// The name of an event: the same for each delivery of it. `parts` are the event's name, the run's
/// uuid, `event_ts` and the ids inside; never addresses or tokens, which differ between deliveries.
pub fn event_id(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_le_bytes());
        hash.update(part.as_bytes());
    }
    let mut text = BASE32_NOPAD.encode(&hash.finalize()).to_lowercase();
    text.truncate(32);
    text
}
