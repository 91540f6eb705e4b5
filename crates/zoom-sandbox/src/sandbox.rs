//! The handle of a running sandbox.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::task::JoinHandle;
use url::Url;

use crate::builder::Builder;
use crate::deliver;
use crate::knobs::Knobs;
use crate::model::{
    ApiRequest, App, ComplianceReport, Delivery, FileRequest, Meeting, Recording, User,
};
use crate::shared::Shared;
use crate::state::{AuthorizeRequest, Error, State};

/// A running sandbox. It stops when this is dropped.
#[derive(Debug)]
pub struct Sandbox {
    shared: Arc<Shared>,
    tasks: [JoinHandle<()>; 2],
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

impl Sandbox {
    pub(crate) fn new(shared: Arc<Shared>, tasks: [JoinHandle<()>; 2]) -> Self {
        Self { shared, tasks }
    }

    /// Starts to make one.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Its address, in the place of `https://zoom.us`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.shared.url
    }

    /// The address of its API, in the place of `https://api.zoom.us/v2`.
    #[must_use]
    pub fn api_url(&self) -> String {
        self.shared.api_url()
    }

    /// The time on its clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.shared.read(|state| state.now())
    }

    /// Moves its clock forward. Every delivery that falls due on the way is tried at its own time,
    /// in order; those tries are over when this returns.
    pub async fn advance(&self, by: Duration) {
        deliver::advance(&self.shared, by).await;
    }

    /// Waits until every delivery that is due has been tried.
    pub async fn settle(&self) {
        deliver::settle(&self.shared).await;
    }

    /// Does as if the person with this address opened `authorize_url` and pressed Allow. The
    /// address that their browser is sent to.
    ///
    /// # Errors
    /// [`Error::Authorize`] where the page would show an error, [`Error::UnknownUser`].
    pub fn allow(&self, authorize_url: &str, email: &str) -> Result<String, Error> {
        let request = authorize_request(authorize_url)?;
        self.shared
            .update(|state| state.allow(&request, email))
            .map(Into::into)
    }

    /// The same with Decline.
    ///
    /// # Errors
    /// [`Error::Authorize`] where the page would show an error.
    pub fn decline(&self, authorize_url: &str) -> Result<String, Error> {
        let request = authorize_request(authorize_url)?;
        self.shared
            .read(|state| state.decline(&request))
            .map(Into::into)
    }

    /// A person removes the app: all its tokens for them are dead, and `app_deauthorized` goes to
    /// the app's [`deauthorization`](App::deauthorization) address, if they had it.
    ///
    /// # Errors
    /// [`Error::UnknownApp`], [`Error::UnknownUser`].
    pub fn uninstall(&self, client_id: &str, email: &str) -> Result<(), Error> {
        self.shared
            .update(|state| state.uninstall(client_id, email))
    }

    /// The account switches the personal meeting ID of a person off.
    ///
    /// # Errors
    /// [`Error::UnknownUser`].
    pub fn switch_off_pmi(&self, email: &str) -> Result<(), Error> {
        self.shared.update(|state| {
            let mut users = state.users.iter_mut();
            let user = users.find(|user| user.email.eq_ignore_ascii_case(email));
            let unknown = || Error::UnknownUser(email.to_owned());
            user.ok_or_else(unknown)?.pmi = 0;
            Ok(())
        })
    }

    /// A person plans a meeting in Zoom itself, with a body as Zoom's API takes it:
    /// `meeting.created`. The number.
    ///
    /// # Errors
    /// [`Error::UnknownUser`], [`Error::BadField`].
    pub fn schedule_meeting(&self, email: &str, body: &serde_json::Value) -> Result<u64, Error> {
        self.shared.update(|state| state.schedule_for(email, body))
    }

    /// The host changes a plan in Zoom itself, with a body as Zoom's API takes it:
    /// `meeting.updated`. Of a recurring meeting, `occurrence` names the only time that is changed.
    ///
    /// # Errors
    /// [`Error::UnknownMeeting`], [`Error::BadField`].
    pub fn change_meeting(
        &self,
        id: u64,
        body: &serde_json::Value,
        occurrence: Option<&str>,
    ) -> Result<(), Error> {
        self.shared
            .update(|state| state.change_meeting(id, body, occurrence))
    }

    /// The host cancels a meeting in Zoom itself, or one time of a recurring one:
    /// `meeting.deleted`.
    ///
    /// # Errors
    /// [`Error::UnknownMeeting`], [`Error::PersonalRoom`].
    pub fn delete_meeting(&self, id: u64, occurrence: Option<&str>) -> Result<(), Error> {
        self.shared
            .update(|state| state.delete_meeting(id, occurrence))
    }

    /// The host starts a meeting; the uuid of the run.
    ///
    /// # Errors
    /// [`Error::UnknownMeeting`], [`Error::AlreadyRunning`].
    pub fn start_meeting(&self, id: u64) -> Result<String, Error> {
        self.shared.update(|state| state.start_meeting(id))
    }

    /// Ends a meeting for all.
    ///
    /// # Errors
    /// [`Error::UnknownMeeting`], [`Error::NotRunning`].
    pub fn end_meeting(&self, id: u64) -> Result<(), Error> {
        self.shared.update(|state| state.end_meeting(id))
    }

    /// Somebody comes in: a user by e-mail address or id, or else a guest of this name. Where the
    /// meeting has a waiting room, into that, unless they are the host.
    ///
    /// # Errors
    /// [`Error::UnknownMeeting`], [`Error::NotRunning`].
    pub fn join_meeting(&self, id: u64, who: &str) -> Result<(), Error> {
        self.shared.update(|state| state.join(id, who))
    }

    /// So many guests come in at once: `Guest 1`, `Guest 2` and so on.
    ///
    /// # Errors
    /// [`Error::UnknownMeeting`], [`Error::NotRunning`].
    pub fn join_many(&self, id: u64, count: u64) -> Result<(), Error> {
        self.shared.update(|state| state.join_many(id, count))
    }

    /// Somebody (as in [`join_meeting`](Self::join_meeting)) waits for the host to start the
    /// meeting, and comes in when that happens.
    ///
    /// # Errors
    /// [`Error::UnknownMeeting`], [`Error::AlreadyRunning`].
    pub fn wait_for_host(&self, id: u64, who: &str) -> Result<(), Error> {
        self.shared.update(|state| state.wait_for_host(id, who))
    }

    /// Somebody (as in [`join_meeting`](Self::join_meeting)) comes in before the host, which starts
    /// the meeting.
    ///
    /// # Errors
    /// [`Error::UnknownMeeting`], [`Error::AlreadyRunning`].
    pub fn join_before_host(&self, id: u64, who: &str) -> Result<(), Error> {
        self.shared.update(|state| state.join_before_host(id, who))
    }

    /// Whether those who come from now on wait in a waiting room until the host lets them in.
    ///
    /// # Errors
    /// [`Error::UnknownMeeting`].
    pub fn set_waiting_room(&self, id: u64, on: bool) -> Result<(), Error> {
        self.shared.update(|state| state.set_waiting_room(id, on))
    }

    /// The host lets somebody in who waits in the waiting room. Here and below, people are named as
    /// the meeting shows them: users by first and last name.
    ///
    /// # Errors
    /// [`Error::UnknownMeeting`], [`Error::NotRunning`], [`Error::NotWaiting`].
    pub fn admit(&self, id: u64, name: &str) -> Result<(), Error> {
        self.shared.update(|state| state.admit(id, name))
    }

    /// The host sends a participant to the waiting room.
    ///
    /// # Errors
    /// [`Error::UnknownMeeting`], [`Error::NotRunning`], [`Error::NotInMeeting`].
    pub fn put_in_waiting_room(&self, id: u64, name: &str) -> Result<(), Error> {
        self.shared
            .update(|state| state.put_in_waiting_room(id, name))
    }

    /// A participant leaves, or stops waiting; with the last one who is in, the meeting ends.
    ///
    /// # Errors
    /// [`Error::UnknownMeeting`], [`Error::NotInMeeting`].
    pub fn leave_meeting(&self, id: u64, name: &str) -> Result<(), Error> {
        self.shared.update(|state| state.leave(id, name))
    }

    /// Zoom has finished the recording of a meeting's last run: `recording.completed`. The uuid of
    /// the run.
    ///
    /// # Errors
    /// [`Error::UnknownMeeting`], [`Error::NeverStarted`].
    pub fn complete_recording(&self, id: u64) -> Result<String, Error> {
        self.shared.update(|state| state.complete_recording(id))
    }

    /// Zoom has finished its transcript: `recording.transcript_completed`.
    ///
    /// # Errors
    /// [`Error::UnknownMeeting`], [`Error::NeverStarted`], [`Error::NotRecorded`].
    pub fn complete_transcript(&self, id: u64) -> Result<(), Error> {
        self.shared.update(|state| state.complete_transcript(id))
    }

    /// The AI Companion has summed a meeting's last run up: `meeting.summary_completed`.
    ///
    /// # Errors
    /// [`Error::UnknownMeeting`], [`Error::NeverStarted`].
    pub fn complete_summary(&self, id: u64) -> Result<(), Error> {
        self.shared.update(|state| state.complete_summary(id))
    }

    /// Sends Zoom's challenge to the app's webhook; whether it was answered rightly.
    ///
    /// # Errors
    /// [`Error::UnknownApp`], [`Error::NoWebhook`].
    pub async fn validate_webhook(&self, client_id: &str) -> Result<bool, Error> {
        deliver::validate(&self.shared, client_id).await
    }

    /// Sends an app's events elsewhere from now on: for receivers that start after the sandbox.
    ///
    /// # Errors
    /// [`Error::UnknownApp`].
    pub fn set_webhook(&self, client_id: &str, url: &str, secret_token: &str) -> Result<(), Error> {
        self.shared.update(|state| {
            let app = state.apps.iter_mut().find(|app| app.client_id == client_id);
            let app = app.ok_or_else(|| Error::UnknownApp(client_id.to_owned()))?;
            app.webhook_url = Some(url.to_owned());
            secret_token.clone_into(&mut app.secret_token);
            Ok(())
        })
    }

    /// An admin adds scopes to an app. As at Zoom, who has allowed it before has to do so again to
    /// grant them.
    ///
    /// # Errors
    /// [`Error::UnknownApp`].
    pub fn add_scopes(&self, client_id: &str, scopes: &[&str]) -> Result<(), Error> {
        self.shared.update(|state| {
            let app = state.apps.iter_mut().find(|app| app.client_id == client_id);
            let app = app.ok_or_else(|| Error::UnknownApp(client_id.to_owned()))?;
            let scopes = scopes.iter().map(|&scope| scope.to_owned());
            app.scopes.extend(scopes);
            Ok(())
        })
    }

    /// The people.
    #[must_use]
    pub fn users(&self) -> Vec<User> {
        self.shared.read(|state| state.users.clone())
    }

    /// The apps.
    #[must_use]
    pub fn apps(&self) -> Vec<App> {
        self.shared.read(|state| state.apps.clone())
    }

    /// All meetings by number, personal rooms and ended ones included.
    #[must_use]
    pub fn meetings(&self) -> Vec<Meeting> {
        self.shared
            .read(|state| state.meetings.values().cloned().collect())
    }

    /// The secrets that the sandbox has handed out since its start: codes, access, refresh and
    /// download tokens, signatures of addresses, and of every meeting and recording the passcode in
    /// both forms and what starts it. A test looks for them where none may stand, as in a log.
    #[must_use]
    pub fn secrets(&self) -> Vec<String> {
        self.shared.read(State::secrets)
    }

    /// The delivery log, oldest first.
    #[must_use]
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.shared.read(|state| state.deliveries.clone())
    }

    /// What arrived at the API, oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<ApiRequest> {
        self.shared
            .read(|state| state.requests.iter().cloned().collect())
    }

    /// All recordings, by run.
    #[must_use]
    pub fn recordings(&self) -> Vec<Recording> {
        self.shared
            .read(|state| state.recordings.values().cloned().collect())
    }

    /// The grant types of those who proved themselves at the token endpoint, oldest first.
    #[must_use]
    pub fn token_requests(&self) -> Vec<String> {
        self.shared
            .read(|state| state.token_requests.iter().cloned().collect())
    }

    /// The requests for files of recordings, oldest first.
    #[must_use]
    pub fn file_requests(&self) -> Vec<FileRequest> {
        self.shared
            .read(|state| state.file_requests.iter().cloned().collect())
    }

    /// The reports that people's data are gone, oldest first.
    #[must_use]
    pub fn compliance_reports(&self) -> Vec<ComplianceReport> {
        self.shared.read(|state| state.compliance_reports.clone())
    }

    /// The knobs as they stand.
    #[must_use]
    pub fn knobs(&self) -> Knobs {
        self.shared.read(|state| state.knobs.clone())
    }

    /// Turns knobs.
    pub fn turn(&self, change: impl FnOnce(&mut Knobs)) {
        self.shared.update(|state| {
            let mut knobs = state.knobs.clone();
            change(&mut knobs);
            state.set_knobs(knobs);
        });
    }
}

fn authorize_request(url: &str) -> Result<AuthorizeRequest, Error> {
    let url = Url::parse(url).map_err(|cause| Error::Authorize(cause.to_string()))?;
    let mut request = AuthorizeRequest::default();
    for (name, value) in url.query_pairs() {
        match name.as_ref() {
            "response_type" => request.response_type = value.into_owned(),
            "client_id" => request.client_id = value.into_owned(),
            "redirect_uri" => request.redirect_uri = value.into_owned(),
            "state" => request.state = Some(value.into_owned()),
            _ => {}
        }
    }
    Ok(request)
}
