//! The sandbox's memory and the rules of its world. No I/O happens here.

mod issued;
mod meetings;
mod oauth;
mod participants;
mod queue;
mod recordings;
mod schedule;

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub(crate) use oauth::{Access, AuthorizeRequest, TokenError};
pub(crate) use recordings::FileAccess;
pub(crate) use schedule::{BadField, Listed, Which};

use crate::knobs::{Area, FaultAnswer, Knobs};
use crate::model::{
    ApiRequest, App, ComplianceReport, Delivery, FileRequest, Meeting, Recording, User,
};

/// Why the sandbox can not do as asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No meeting has this number.
    #[error("there is no meeting {0}")]
    UnknownMeeting(u64),
    /// The meeting is not running.
    #[error("meeting {0} is not running")]
    NotRunning(u64),
    /// The meeting is running already.
    #[error("meeting {0} is running already")]
    AlreadyRunning(u64),
    /// A personal room can not be deleted.
    #[error("{0} is a personal room and can not be deleted")]
    PersonalRoom(u64),
    /// A field of a plan has a value that Zoom refuses.
    #[error("Zoom refuses the field {0}")]
    BadField(&'static str),
    /// The meeting was never started, so that there is nothing of it.
    #[error("meeting {0} was never started")]
    NeverStarted(u64),
    /// The meeting's last run has no recording yet.
    #[error("the last run of meeting {0} has no recording yet")]
    NotRecorded(u64),
    /// Nobody of that name is in the meeting.
    #[error("{0} is not in the meeting")]
    NotInMeeting(String),
    /// Nobody of that name waits for the meeting.
    #[error("{0} does not wait to be let in")]
    NotWaiting(String),
    /// No user has this address.
    #[error("there is no user {0}")]
    UnknownUser(String),
    /// No app has this client id.
    #[error("there is no app {0}")]
    UnknownApp(String),
    /// The app has no webhook address.
    #[error("the app {0} has no webhook address")]
    NoWebhook(String),
    /// The consent page would show an error.
    #[error("the authorize request is refused: {0}")]
    Authorize(String),
    /// The address is taken, or the data can not be read or written.
    #[error("{0}")]
    Io(String),
}

pub(crate) const ACCOUNT_ID: &str = "sandbox-account-1234567";
const LOG_LENGTH: usize = 300;

/// Everything the sandbox remembers.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct State {
    /// How far the sandbox's clock is ahead of the real one.
    offset: Duration,
    serial: u64,
    pub(crate) apps: Vec<App>,
    pub(crate) users: Vec<User>,
    pub(crate) meetings: BTreeMap<u64, Meeting>,
    pub(crate) deliveries: Vec<Delivery>,
    pub(crate) knobs: Knobs,
    /// By run.
    pub(crate) recordings: BTreeMap<String, Recording>,
    /// The sandbox's own address, for the links in events.
    #[serde(skip)]
    pub(crate) url: String,
    #[serde(skip)]
    pub(crate) requests: VecDeque<ApiRequest>,
    #[serde(skip)]
    pub(crate) file_requests: VecDeque<FileRequest>,
    #[serde(skip)]
    pub(crate) compliance_reports: Vec<ComplianceReport>,
    /// The grant types that were asked of the token endpoint.
    #[serde(skip)]
    pub(crate) token_requests: VecDeque<String>,
    /// Where the page of a list begins, and until when that is known.
    #[serde(skip)]
    page_tokens: HashMap<String, (usize, Timestamp)>,
    file_tokens: HashMap<String, recordings::FileToken>,
    signed_files: HashMap<String, (String, Timestamp)>,
    /// Who has which app: client id and user id.
    installs: BTreeSet<(String, String)>,
    codes: HashMap<String, oauth::Code>,
    grants: HashMap<u64, oauth::Grant>,
    access: HashMap<String, oauth::Token>,
    refresh: HashMap<String, oauth::Token>,
    #[serde(skip)]
    issued: issued::Issued,
}

impl State {
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::now()
            .checked_add(self.offset)
            .unwrap_or(Timestamp::MAX)
    }

    pub(crate) fn forward(&mut self, by: Duration) {
        self.offset = self.offset.saturating_add(by);
    }

    fn next_serial(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    /// Takes the configured apps and adds the people who are new.
    pub(crate) fn configure(&mut self, apps: Vec<App>, users: Vec<User>) {
        self.apps = apps;
        for user in users {
            if !self.users.iter().any(|known| known.email == user.email) {
                self.users.push(user);
            }
        }
        self.open_personal_rooms();
    }

    pub(crate) fn app(&self, client_id: &str) -> Result<&App, Error> {
        let app = self.apps.iter().find(|app| app.client_id == client_id);
        app.ok_or_else(|| Error::UnknownApp(client_id.to_owned()))
    }

    /// The user with this id or e-mail address.
    pub(crate) fn user(&self, name: &str) -> Result<&User, Error> {
        let fits = |user: &&User| user.id == name || user.email.eq_ignore_ascii_case(name);
        self.users
            .iter()
            .find(fits)
            .ok_or_else(|| Error::UnknownUser(name.to_owned()))
    }

    pub(crate) fn set_knobs(&mut self, knobs: Knobs) {
        let released = self.knobs.webhook.reorder && !knobs.webhook.reorder;
        self.knobs = knobs;
        if released {
            self.release_held();
        }
    }

    /// The failure that a request in this area meets, if any; it counts as one.
    pub(crate) fn take_fault(&mut self, area: Area) -> Option<FaultAnswer> {
        let fault = self.knobs.fault.as_mut()?;
        if fault.area != Area::Everywhere && fault.area != area {
            return None;
        }
        let answer = fault.answer.clone();
        if let Some(left) = &mut fault.remaining {
            *left = left.saturating_sub(1);
            if *left == 0 {
                self.knobs.fault = None;
            }
        }
        Some(answer)
    }

    pub(crate) fn log_token_request(&mut self, grant_type: &str) {
        self.token_requests.push_back(grant_type.to_owned());
        if self.token_requests.len() > LOG_LENGTH {
            self.token_requests.pop_front();
        }
    }

    pub(crate) fn log_request(&mut self, request: ApiRequest) {
        self.requests.push_back(request);
        if self.requests.len() > LOG_LENGTH {
            self.requests.pop_front();
        }
    }
}
