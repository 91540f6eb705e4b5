//! What the sandbox knows: apps, people, meetings, deliveries.

mod recording;
mod schedule;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::random;

pub use recording::{ComplianceReport, FileRequest, Recording, RecordingFile};
pub use schedule::{Occurrence, Schedule};

/// Who consents to an app, and for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AppLevel {
    /// Each person for themself.
    User,
    /// One admin for the whole account.
    Account,
}

/// An app in the sandbox's marketplace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct App {
    /// Client id.
    pub client_id: String,
    /// Client secret.
    pub client_secret: String,
    /// Who consents to it.
    pub level: AppLevel,
    /// The redirect URIs that it may name, exactly.
    pub redirect_uris: Vec<String>,
    /// Its scopes.
    pub scopes: Vec<String>,
    /// Where its events go.
    pub webhook_url: Option<String>,
    /// Where it is told that a person removed it.
    #[serde(default)]
    pub deauthorization_url: Option<String>,
    /// The key of the signatures over its events.
    pub secret_token: String,
    /// The events it subscribed to.
    pub events: Vec<String>,
}

const SCOPES: [&str; 3] = [
    "meeting:read:meeting",
    "meeting:write:meeting",
    "user:read:user",
];

impl App {
    /// An app that each person allows for themself.
    #[must_use]
    pub fn user_level(client_id: &str, client_secret: &str) -> Self {
        Self {
            client_id: client_id.to_owned(),
            client_secret: client_secret.to_owned(),
            level: AppLevel::User,
            redirect_uris: Vec::new(),
            scopes: SCOPES.map(str::to_owned).to_vec(),
            webhook_url: None,
            deauthorization_url: None,
            secret_token: String::new(),
            events: ["meeting.started", "meeting.ended"]
                .map(str::to_owned)
                .to_vec(),
        }
    }

    /// An app that an admin allows for the whole account.
    #[must_use]
    pub fn account_level(client_id: &str, client_secret: &str) -> Self {
        Self {
            level: AppLevel::Account,
            scopes: SCOPES.map(|scope| format!("{scope}:admin")).to_vec(),
            ..Self::user_level(client_id, client_secret)
        }
    }

    /// Adds a redirect URI.
    #[must_use]
    pub fn redirect_uri(mut self, uri: &str) -> Self {
        self.redirect_uris.push(uri.to_owned());
        self
    }

    /// Sends its events to this address, signed with this secret.
    #[must_use]
    pub fn webhook(mut self, url: &str, secret_token: &str) -> Self {
        self.webhook_url = Some(url.to_owned());
        secret_token.clone_into(&mut self.secret_token);
        self
    }

    /// Tells this address, signed with the same secret, when a person removes it.
    #[must_use]
    pub fn deauthorization(mut self, url: &str) -> Self {
        self.deauthorization_url = Some(url.to_owned());
        self
    }

    /// Has these scopes instead of the default ones.
    #[must_use]
    pub fn scopes(mut self, scopes: &[&str]) -> Self {
        self.scopes = scopes.iter().map(|&scope| scope.to_owned()).collect();
        self
    }

    /// Subscribes to these events instead of the default ones (started and ended). Besides them
    /// there are `meeting.created`, `meeting.updated`, `meeting.deleted`,
    /// `meeting.participant_joined`, `meeting.participant_left`, those of the waiting room
    /// (`meeting.participant_joined_waiting_room`, `…_left_waiting_room`, `…_put_in_waiting_room`,
    /// `…_admitted`) and of waiting for the host (`meeting.participant_jbh_waiting`,
    /// `…_jbh_waiting_left`, `…_jbh_joined`), `recording.completed`,
    /// `recording.transcript_completed` and `meeting.summary_completed`.
    #[must_use]
    pub fn events(mut self, events: &[&str]) -> Self {
        self.events = events.iter().map(|&event| event.to_owned()).collect();
        self
    }
}

/// A Zoom user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct User {
    /// Zoom's id of the user.
    pub id: String,
    /// The address that the user logs in with.
    pub email: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// 1 basic, 2 licensed.
    pub kind: u8,
    /// Personal meeting id; 0 where the account has switched it off.
    pub pmi: u64,
    /// Whether instant meetings are held in the personal room.
    pub use_pmi: bool,
    /// Whether the user belongs to another account than the sandbox's.
    pub outside: bool,
}

impl User {
    /// A licensed user of the sandbox's account with a personal room.
    #[must_use]
    pub fn new(email: &str, first_name: &str, pmi: u64) -> Self {
        let name = first_name.to_lowercase();
        Self {
            // As long as Zoom's, and the same on each start.
            id: format!("{name:Z<19}_id"),
            email: email.to_owned(),
            first_name: first_name.to_owned(),
            last_name: "Example".to_owned(),
            kind: 2,
            pmi,
            use_pmi: false,
            outside: false,
        }
    }

    /// The same, of another account than the sandbox's.
    #[must_use]
    pub fn outside(mut self) -> Self {
        self.outside = true;
        self
    }

    /// First and last name.
    #[must_use]
    pub fn display_name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}

/// Where a meeting stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MeetingStatus {
    /// Not running; it can be started.
    Waiting,
    /// Running.
    Started,
    /// Over for good.
    Ended,
    /// Cancelled.
    Deleted,
}

/// Where somebody is who opened a meeting's link.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Place {
    /// In the meeting.
    #[default]
    In,
    /// In its waiting room.
    WaitingRoom,
    /// In front of a meeting that its host has not started.
    BeforeHost,
}

/// Somebody in a meeting, or in front of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Participant {
    /// The name shown.
    pub name: String,
    /// The Zoom user, if it is one.
    pub user_id: Option<String>,
    /// The user's address, where Zoom tells it: of users of the account.
    #[serde(default)]
    pub email: String,
    /// The number of this stay: who comes again gets another one.
    #[serde(default)]
    pub session: u64,
    /// Zoom's name for this participant of this run.
    #[serde(default)]
    pub uuid: String,
    /// Where they are.
    #[serde(default)]
    pub place: Place,
    /// When they came.
    pub joined_at: Timestamp,
}

/// A meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Meeting {
    /// The number.
    pub id: u64,
    /// The name of the current run, or else of the next.
    pub uuid: String,
    /// The host's user id.
    pub host_id: String,
    /// The topic.
    pub topic: String,
    /// 1 instant, 2 scheduled, 4 a personal room, 8 recurring.
    pub kind: u8,
    /// When it is planned for; instant meetings and personal rooms have none.
    #[serde(default)]
    pub schedule: Option<Schedule>,
    /// Whether it is held in the host's personal room.
    pub pmi: Option<u64>,
    /// Where it stands.
    pub status: MeetingStatus,
    /// When it was made.
    pub created_at: Timestamp,
    /// When the last run began.
    pub started_at: Option<Timestamp>,
    /// When the last run ended.
    pub ended_at: Option<Timestamp>,
    /// What people type to get in.
    pub passcode: String,
    /// The same in the form of the join link.
    pub encrypted_passcode: String,
    /// What lets a browser start the meeting as its host.
    pub zak: String,
    /// Whether those who are not the host wait to be let in.
    #[serde(default)]
    pub waiting_room: bool,
    /// Who is in, and who waits.
    pub participants: Vec<Participant>,
}

impl Meeting {
    pub(crate) fn new(id: u64, host_id: &str, topic: &str, kind: u8, now: Timestamp) -> Self {
        Self {
            id,
            uuid: random::meeting_uuid(),
            host_id: host_id.to_owned(),
            topic: topic.to_owned(),
            kind,
            schedule: None,
            pmi: None,
            status: MeetingStatus::Waiting,
            created_at: now,
            started_at: None,
            ended_at: None,
            passcode: random::passcode(),
            encrypted_passcode: format!("{}.1", random::word()),
            zak: random::word(),
            waiting_room: false,
            participants: Vec::new(),
        }
    }

    /// The link to join it, at the sandbox of this address.
    pub(crate) fn join_url(&self, url: &str) -> String {
        let room = self.pmi.unwrap_or(self.id);
        format!("{url}/j/{room}?pwd={}", self.encrypted_passcode)
    }
}

/// How a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DeliveryOutcome {
    /// Waiting for its first or next try.
    Pending,
    /// Answered with 2xx.
    Delivered,
    /// Answered with 3xx or 4xx: Zoom never sends it again.
    Lost,
    /// The last of four tries failed.
    GivenUp,
    /// Held back by a knob.
    Dropped,
}

/// One try of a delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Attempt {
    /// When, on the sandbox's clock.
    pub at: Timestamp,
    /// The status of the answer, if one came in time.
    pub status: Option<u16>,
    /// Why none came.
    pub failure: Option<String>,
    /// How long it took, in milliseconds.
    pub milliseconds: u64,
    /// The time stamp sent, in seconds since 1970.
    pub timestamp: i64,
    /// The signature sent.
    pub signature: String,
}

/// An event on its way to an app: one line of the delivery log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Delivery {
    /// Counts up.
    pub id: u64,
    /// The app it is for.
    pub client_id: String,
    /// The name of the event.
    pub event: String,
    /// Where it goes.
    pub url: String,
    /// The body, to the byte.
    pub body: String,
    /// Zoom's `x-zm-request-id`: the same for all tries.
    pub request_id: String,
    /// How it stands.
    pub outcome: DeliveryOutcome,
    /// When it is tried next.
    pub due: Option<Timestamp>,
    /// The tries so far.
    pub attempts: Vec<Attempt>,
    /// The place in the queue among those due at the same time.
    pub(crate) order: u64,
}

/// A request that arrived at the API: what a test looks at to see what was really sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ApiRequest {
    /// The method.
    pub method: String,
    /// Path and query, still escaped.
    pub path: String,
    /// The JSON of the body; null where there was none.
    pub body: serde_json::Value,
}
