//! What can go wrong, and how each case is told: a status, words for the person, a level for the
//! log.

use http::StatusCode;
use tracing::Level;
use zoom_client::{ErrorKind, Timestamp};

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
    /// Zoom has no user with the person's e-mail address.
    #[error("Zoom has no such user")]
    NoZoomUser {
        /// The address that was tried.
        email: String,
    },
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
    /// The status of an HTTP answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotSetUp => StatusCode::NOT_IMPLEMENTED,
            Self::NotLoggedIn => StatusCode::UNAUTHORIZED,
            Self::BadRequest(_) | Self::NoSuchThread => StatusCode::BAD_REQUEST,
            Self::NotAMember | Self::MayNotPost | Self::Archived => StatusCode::FORBIDDEN,
            Self::AdminsOnly | Self::SystemAdminsOnly => StatusCode::FORBIDDEN,
            // The web app shows the text of these; the contract wants 200 for a restriction.
            Self::Restricted | Self::NotConnected { .. } => StatusCode::OK,
            Self::NoZoomUser { .. } => StatusCode::NOT_FOUND,
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
    pub fn message(&self) -> String {
        match self {
            Self::NotSetUp => texts::NOT_SET_UP.to_owned(),
            Self::NotLoggedIn => "Please log in to Mattermost first.".to_owned(),
            Self::BadRequest(what) => format!("The request cannot be understood: {what}."),
            Self::NotAMember => "You are not a member of this channel. Join it first.".to_owned(),
            Self::Archived => {
                "This channel is archived, so no meeting can be started in it.".to_owned()
            }
            Self::MayNotPost => {
                "You may not post in this channel, so no meeting can be started in it.".to_owned()
            }
            Self::NoSuchThread => {
                "The thread is not there any more. Start the meeting in the channel.".to_owned()
            }
            Self::Restricted => "Meetings cannot be started in this channel. Try a private \
                 channel or a direct message, or ask a system admin."
                .to_owned(),
            Self::NotConnected { .. } => {
                "Your Zoom account is not connected. Type `/zoom connect`.".to_owned()
            }
            Self::AdminsOnly => texts::ADMINS_CONNECT.to_owned(),
            Self::SystemAdminsOnly => "Only system admins may use this command.".to_owned(),
            Self::NoZoomUser { email } => format!(
                "Zoom has no user with your e-mail address {email}. Use the same address in Zoom \
                 and in Mattermost, or ask your Zoom admin to add you."
            ),
            Self::PostFailed { link, .. } => format!(
                "The meeting was made, but it could not be posted in the channel. You can join it \
                 here: {link}"
            ),
            Self::Zoom(error) => zoom_message(error, Timestamp::now()),
            Self::Mattermost(_) | Self::Sealing(_) | Self::Internal(_) => {
                "Something went wrong in Mattermost. Please try again; if it happens again, tell a \
                 system admin, who finds the cause in the server's log."
                    .to_owned()
            }
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
fn zoom_message(error: &zoom_client::Error, now: Timestamp) -> String {
    match error.kind() {
        ErrorKind::RateLimited => rate_limit_message(error, now),
        ErrorKind::Unreachable => {
            "Zoom cannot be reached at the moment. Please try again in a minute.".to_owned()
        }
        ErrorKind::UnexpectedAnswer => "Zoom's answer could not be understood. Please try again; \
             if it happens again, ask a system admin to check the Zoom URLs in System Console > \
             Plugins > Zoom."
            .to_owned(),
        ErrorKind::ClientRejected => "Zoom does not accept the app of this server. Please ask a \
             system admin to check the Zoom OAuth Client ID and Secret in System Console > \
             Plugins > Zoom."
            .to_owned(),
        ErrorKind::NoSuchUser | ErrorKind::UserOutsideAccount => {
            "Zoom does not know this user.".to_owned()
        }
        ErrorKind::NoSuchMeeting => "Zoom has no such meeting any more.".to_owned(),
        ErrorKind::LicenceMissing => {
            "Your Zoom account has no licence for this. Please ask your Zoom admin.".to_owned()
        }
        ErrorKind::ScopeMissing => scope_message(error.scopes()),
        ErrorKind::NotPermitted => {
            "Zoom does not allow this to you. Please ask your Zoom admin.".to_owned()
        }
        _ => "Zoom refused this. Please try again; if it happens again, tell a system admin, who \
              finds Zoom's answer in the server's log."
            .to_owned(),
    }
}

fn rate_limit_message(error: &zoom_client::Error, now: Timestamp) -> String {
    let wait = error
        .retry_at(now)
        .map(|at| at.duration_since(now).as_secs().max(1));
    let when = match wait {
        Some(seconds) if seconds <= 90 => format!("in {seconds} seconds"),
        Some(seconds) if seconds <= 5400 => format!("in {} minutes", (seconds + 59) / 60),
        Some(seconds) => format!("in {} hours", (seconds + 3599) / 3600),
        None if error.is_daily_limit() => "tomorrow".to_owned(),
        None => "in a minute".to_owned(),
    };
    let limit = if error.is_daily_limit() {
        "for today"
    } else {
        "for the moment"
    };
    format!("Zoom allows no more of this {limit}. Please try again {when}.")
}

fn scope_message(scopes: &[String]) -> String {
    let names = scopes
        .iter()
        .map(|s| format!("`{s}`"))
        .collect::<Vec<_>>()
        .join(" or ");
    let which = if names.is_empty() {
        "a scope".to_owned()
    } else {
        format!("the scope {names}")
    };
    format!(
        "The Zoom app of this server lacks {which}. Please ask a system admin to add it in the \
         Zoom App Marketplace; then connect again."
    )
}
