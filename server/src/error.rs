//! What can go wrong, and how each case is told: a status, words for the person, a level for the
//! log.

use http::StatusCode;
use tracing::Level;
use zoom_client::{ErrorKind, Timestamp};

use crate::i18n::Text;
use crate::store::Unreadable;
use crate::texts;

/// The result of the domain.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something could not be done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The settings are incomplete.
    #[error("the plugin is not set up")]
    NotSetUp,
    /// Nobody is logged in.
    #[error("nobody is logged in")]
    NotLoggedIn,
    /// The request cannot be understood.
    #[error("bad request: {0}")]
    BadRequest(&'static str),
    /// The request's body has more bytes than one may have, or was cut off.
    #[error("the body is too large or was cut off")]
    TooLarge,
    /// The channel does not exist, or the person is no member of it.
    #[error("not a member of the channel")]
    NotAMember,
    /// The channel is archived.
    #[error("the channel is archived")]
    Archived,
    /// The person may not post there.
    #[error("no permission to post in the channel")]
    MayNotPost,
    /// The thread is gone, or belongs to another channel.
    #[error("no such thread in the channel")]
    NoSuchThread,
    /// Meetings are restricted in the channel.
    #[error("meetings are restricted in the channel")]
    Restricted,
    /// The person has to connect; `again` where they were connected before.
    #[error("not connected to Zoom")]
    NotConnected {
        /// Whether Zoom has taken the connection back.
        again: bool,
    },
    /// Only a system admin may do this.
    #[error("system admins only")]
    AdminsOnly,
    /// The command is for system admins.
    #[error("a command for system admins only")]
    SystemAdminsOnly,
    /// Only an admin of the channel may do this.
    #[error("channel admins only")]
    ChannelAdminsOnly,
    /// Only the meeting's host may do this.
    #[error("not the host of the meeting")]
    NotTheHost,
    /// There is no such meeting's post, or the person may not read it.
    #[error("no such meeting's post")]
    NoSuchPost,
    /// The meeting is over.
    #[error("the meeting is over")]
    MeetingOver,
    /// Only the host may cancel a meeting, and Zoom knows no such meeting of the person's.
    #[error("no such meeting of the person's")]
    NotYourMeeting,
    /// A meeting that goes on cannot be cancelled.
    #[error("the meeting goes on")]
    MeetingGoesOn,
    /// What was typed is no meeting's number.
    #[error("no meeting's number")]
    NoMeetingNumber,
    /// A link leads elsewhere than to the configured Zoom.
    #[error("a link that is not Zoom's")]
    ForeignLink {
        /// Where the configured Zoom lies.
        zoom: String,
    },
    /// Direct and group messages have no settings.
    #[error("no settings in direct and group messages")]
    NoChannelSettings,
    /// The server has no custom statuses.
    #[error("the server has no custom statuses")]
    NoCustomStatuses,
    /// A person cannot be called.
    #[error("cannot call this person: {0:?}")]
    CannotCall(Uncallable),
    /// Zoom has no user with the person's e-mail address.
    #[error("Zoom has no such user")]
    NoZoomUser {
        /// The address that was tried.
        email: String,
    },
    /// The Zoom user with the person's e-mail address belongs to another Zoom account.
    #[error("the Zoom user belongs to another account")]
    ZoomUserOutside {
        /// The address that was tried.
        email: String,
    },
    /// Mattermost has not verified the person's e-mail address, by which an account-level app knows
    /// them.
    #[error("the e-mail address is not verified")]
    UnverifiedEmail,
    /// The meeting stands, but its post could not be made.
    #[error("cannot post the meeting: {cause}")]
    PostFailed {
        /// Where to join it.
        link: String,
        /// What Mattermost said.
        cause: mattermost_plugin::Error,
    },
    /// Zoom said no, or nothing.
    #[error("{0}")]
    Zoom(#[from] zoom_client::Error),
    /// Mattermost failed.
    #[error("{0}")]
    Mattermost(mattermost_plugin::Error),
    /// A secret could not be sealed.
    #[error("{0}")]
    Sealing(#[from] Unreadable),
    /// The system gave no randomness, or a lock could not be had in time.
    #[error("{0}")]
    Internal(&'static str),
}

/// Why a person cannot be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uncallable {
    /// There is nobody of that name.
    Unknown,
    /// It is the caller.
    Oneself,
    /// It is a bot.
    Bot,
    /// The account is deactivated.
    Deactivated,
    /// The caller may not write to them.
    OutOfReach,
}

impl Uncallable {
    fn status(self) -> StatusCode {
        match self {
            Self::Unknown => StatusCode::NOT_FOUND,
            Self::Oneself | Self::Bot | Self::Deactivated => StatusCode::BAD_REQUEST,
            Self::OutOfReach => StatusCode::FORBIDDEN,
        }
    }

    fn message(self) -> Text {
        match self {
            Self::Unknown => texts::call_unknown_person(),
            Self::Oneself => texts::call_oneself(),
            Self::Bot => texts::call_bot(),
            Self::Deactivated => texts::call_deactivated(),
            Self::OutOfReach => texts::call_out_of_reach(),
        }
    }
}

impl From<mattermost_plugin::Error> for Error {
    fn from(error: mattermost_plugin::Error) -> Self {
        Self::Mattermost(error)
    }
}

impl From<getrandom::Error> for Error {
    fn from(_: getrandom::Error) -> Self {
        Self::Internal("the system gives no random numbers")
    }
}

impl Error {
    /// Whether Zoom refuses to speak about a meeting because it is another person's: it says that
    /// there is none, or asks for a scope that only admins have.
    pub fn is_of_another(&self) -> bool {
        let Self::Zoom(error) = self else {
            return false;
        };
        let scopes = error.scopes();
        match error.kind() {
            ErrorKind::NoSuchMeeting | ErrorKind::NotPermitted => true,
            ErrorKind::ScopeMissing => {
                !scopes.is_empty() && scopes.iter().all(|scope| scope.ends_with(":admin"))
            }
            _ => false,
        }
    }

    /// The status of an HTTP answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotSetUp => StatusCode::NOT_IMPLEMENTED,
            Self::NotLoggedIn => StatusCode::UNAUTHORIZED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BadRequest(_)
            | Self::NoSuchThread
            | Self::NoChannelSettings
            | Self::NoMeetingNumber
            | Self::ForeignLink { .. } => StatusCode::BAD_REQUEST,
            Self::NotAMember | Self::MayNotPost | Self::Archived => StatusCode::FORBIDDEN,
            Self::AdminsOnly
            | Self::SystemAdminsOnly
            | Self::ChannelAdminsOnly
            | Self::NotTheHost
            | Self::UnverifiedEmail
            | Self::NotYourMeeting => StatusCode::FORBIDDEN,
            Self::MeetingGoesOn => StatusCode::CONFLICT,
            // The web app shows the text of these; the contract wants 200 for a restriction.
            Self::Restricted | Self::NotConnected { .. } => StatusCode::OK,
            Self::CannotCall(why) => why.status(),
            Self::NoZoomUser { .. } | Self::ZoomUserOutside { .. } | Self::NoSuchPost => {
                StatusCode::NOT_FOUND
            }
            Self::MeetingOver => StatusCode::CONFLICT,
            Self::NoCustomStatuses => StatusCode::FORBIDDEN,
            Self::Zoom(error) => zoom_status(error.kind()),
            Self::PostFailed { .. }
            | Self::Mattermost(_)
            | Self::Sealing(_)
            | Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// How loud it is in the log: what an admin has to look at is an error.
    pub fn level(&self) -> Level {
        match self {
            Self::Mattermost(_)
            | Self::PostFailed { .. }
            | Self::Sealing(_)
            | Self::Internal(_) => Level::ERROR,
            Self::Zoom(_) => Level::WARN,
            _ => Level::DEBUG,
        }
    }

    /// What the person is told.
    pub fn message(&self) -> Text {
        match self {
            Self::NotSetUp => texts::error_not_set_up(),
            Self::NotLoggedIn => texts::error_not_logged_in(),
            Self::BadRequest(_) | Self::TooLarge => texts::error_bad_request(),
            Self::NotAMember => texts::error_not_a_member(),
            Self::Archived => texts::error_archived(),
            Self::MayNotPost => texts::error_may_not_post(),
            Self::NoSuchThread => texts::error_no_such_thread(),
            Self::Restricted => texts::error_restricted(),
            Self::NotConnected { .. } => texts::error_not_connected(),
            Self::AdminsOnly => texts::error_admins_connect(),
            Self::NotYourMeeting => texts::error_not_your_meeting(),
            Self::MeetingGoesOn => texts::error_meeting_goes_on(),
            Self::NotTheHost => texts::error_not_the_host(),
            Self::ForeignLink { zoom } => texts::error_foreign_link(zoom),
            Self::NoSuchPost => texts::error_no_such_post(),
            Self::MeetingOver => texts::error_meeting_over(),
            Self::NoMeetingNumber => texts::error_no_meeting_number(),
            Self::ChannelAdminsOnly => texts::error_channel_admins_only(),
            Self::NoChannelSettings => texts::error_no_channel_settings(),
            Self::SystemAdminsOnly => texts::error_system_admins_only(),
            Self::CannotCall(why) => why.message(),
            Self::NoCustomStatuses => texts::error_no_custom_statuses(),
            Self::NoZoomUser { email } => texts::error_no_zoom_user(email),
            Self::ZoomUserOutside { email } => texts::error_zoom_user_outside(email),
            Self::UnverifiedEmail => texts::error_unverified_email(),
            Self::PostFailed { link, .. } => texts::error_post_failed(link),
            Self::Zoom(error) => zoom_message(error, Timestamp::now()),
            Self::Mattermost(_) | Self::Sealing(_) | Self::Internal(_) => texts::error_internal(),
        }
    }

    /// Writes it to the log, with who was acting. No text of it holds a secret.
    pub fn log(&self, doing: &str, user_id: &str) {
        let level = self.level();
        if level == Level::ERROR {
            tracing::error!(doing, user_id, error = %self, "failed");
        } else if level == Level::WARN {
            tracing::warn!(doing, user_id, error = %self, "failed");
        } else {
            tracing::debug!(doing, user_id, error = %self, "refused");
        }
    }
}

fn zoom_status(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        ErrorKind::NoSuchUser | ErrorKind::UserOutsideAccount | ErrorKind::NoSuchMeeting => {
            StatusCode::NOT_FOUND
        }
        ErrorKind::LicenceMissing | ErrorKind::ScopeMissing | ErrorKind::NotPermitted => {
            StatusCode::FORBIDDEN
        }
        _ => StatusCode::BAD_GATEWAY,
    }
}

/// What a person is told about Zoom's answer, at a time.
fn zoom_message(error: &zoom_client::Error, now: Timestamp) -> Text {
    match error.kind() {
        ErrorKind::RateLimited => rate_limit_message(error, now),
        ErrorKind::Unreachable => texts::zoom_unreachable(),
        ErrorKind::UnexpectedAnswer => texts::zoom_unexpected_answer(),
        ErrorKind::ClientRejected => texts::zoom_client_rejected(),
        ErrorKind::NoSuchUser => texts::zoom_no_such_user(),
        ErrorKind::UserOutsideAccount => texts::zoom_user_outside_account(),
        ErrorKind::NoSuchMeeting => texts::zoom_no_such_meeting(),
        ErrorKind::LicenceMissing => texts::zoom_licence_missing(),
        ErrorKind::ScopeMissing => scope_message(error.scopes()),
        ErrorKind::NotPermitted => texts::zoom_not_permitted(),
        _ => texts::zoom_refused(),
    }
}

fn rate_limit_message(error: &zoom_client::Error, now: Timestamp) -> Text {
    /// Up to here the wait is told in seconds, above it as a time.
    const SHORT: i64 = 90;
    let at = error.retry_at(now);
    let wait = at.map(|at| at.duration_since(now).as_secs().max(1));
    match (at, wait) {
        (Some(at), _) if error.is_daily_limit() => texts::zoom_daily_limit_until(at),
        (None, _) if error.is_daily_limit() => texts::zoom_daily_limit(),
        (_, Some(seconds)) if seconds <= SHORT => texts::zoom_rate_limited_seconds(seconds),
        (Some(at), _) => texts::zoom_rate_limited_until(at),
        (None, _) => texts::zoom_rate_limited(),
    }
}

fn scope_message(scopes: &[String]) -> Text {
    if scopes.is_empty() {
        return texts::zoom_scope_missing();
    }
    let names = scopes.iter().map(|scope| format!("`{scope}`").into());
    texts::zoom_scopes_missing(Text::joined(names, ", "))
}
