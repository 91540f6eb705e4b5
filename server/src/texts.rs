//! All words that people read. One place, so that they can be read at once, and translated later.

use crate::settings::{Fault, Problem, SITE_URL};

/// The bot's description.
pub const BOT_DESCRIPTION: &str = "Starts Zoom meetings and keeps their posts up to date.";
/// What the list of slash commands says.
pub const COMMAND_DESCRIPTION: &str = "Start Zoom meetings and manage your Zoom connection.";
/// The topic where nobody named one.
pub const DEFAULT_TOPIC: &str = "Zoom Meeting";
/// The label of the link in a meeting's post.
pub const JOIN: &str = "Join meeting";
/// What a meeting's post says at the end.
pub const MEETING_ENDED: &str = "The meeting has ended.";
/// A person who is connected already types connect.
pub const ALREADY_CONNECTED: &str = "Your Zoom account is connected already. To connect another one, type `/zoom disconnect` first.";
/// The account is connected already.
pub const ACCOUNT_ALREADY_CONNECTED: &str =
    "Zoom is connected for everybody already. To connect anew, type `/zoom disconnect` first.";
/// After disconnect.
pub const DISCONNECTED: &str = "Your Zoom account is disconnected.";
/// After disconnect of the account.
pub const ACCOUNT_DISCONNECTED: &str = "Zoom is disconnected for everybody.";
/// Disconnect with nothing to disconnect.
pub const NOT_CONNECTED_ANYWAY: &str = "There was no Zoom account connected.";
/// After connect.
pub const CONNECTED: &str =
    "Your Zoom account is connected. Type `/zoom start` to start a meeting.";
/// After connect for everybody.
pub const ACCOUNT_CONNECTED: &str = "Zoom is connected for everybody. People are matched by their \
    e-mail address and can start meetings now.";
/// A system admin alone may connect.
pub const ADMINS_CONNECT: &str =
    "Here one system admin connects Zoom for everybody, so only system admins can do that.";

/// Zoom's events are refused.
pub fn webhook_secret_notice(webhook_url: &str) -> String {
    format!(
        "Zoom's events are being refused, because the setting **Zoom Webhook Secret** is empty: \
         without it nobody can tell whether an event comes from Zoom. Until it is set, meeting \
         posts do not learn that a meeting ended.\n\nWhat to do: in the Zoom App Marketplace open \
         your app, go to **Features > Access**, copy the **Secret Token**, and paste it in \
         **System Console > Plugins > Zoom > Zoom Webhook Secret**. The event notification \
         endpoint URL there begins with `{webhook_url}`."
    )
}

/// What is missing, for system admins.
pub fn settings_notice(problems: &[Problem]) -> String {
    let blocking = problems.iter().any(|problem| problem.fault.is_blocking());
    let head = if blocking {
        "Zoom cannot be used yet. Please mend these settings:"
    } else {
        "Zoom works, but some settings cannot be read:"
    };
    let lines: String = problems
        .iter()
        .map(|p| format!("\n- {}", problem(p)))
        .collect();
    format!("{head}\n{lines}")
}

/// One setting that is missing or unusable.
pub fn problem(problem: &Problem) -> String {
    let label = problem.setting.label;
    let place = if problem.setting == SITE_URL {
        "System Console > Environment > Web Server".to_owned()
    } else {
        "System Console > Plugins > Zoom".to_owned()
    };
    let what = match problem.fault {
        Fault::Missing => "is empty, and it is required".to_owned(),
        Fault::NotText { .. } => "holds something that is not text".to_owned(),
        Fault::NotASwitch { .. } => "must be either true or false".to_owned(),
        Fault::NotAUrl => {
            "is not a web address; it must begin with `https://` and have no `?` or `#`".to_owned()
        }
        Fault::KeyLength(length) => {
            format!("has {length} characters; it must have 32. Press Regenerate to make a new one")
        }
    };
    format!("**{place} > {label}** {what}.")
}

/// Nothing works before the admin has finished.
pub const NOT_SET_UP: &str = "Zoom is not set up yet. Please ask a system admin to finish the \
    settings in System Console > Plugins > Zoom.";

/// Asks a person to connect.
pub fn connect_prompt(link: &str, with_meeting: bool) -> String {
    let after = if with_meeting {
        " Your meeting starts right after that."
    } else {
        ""
    };
    format!("[Click here to connect your Zoom account]({link}).{after}")
}

/// Asks a person to connect again.
pub fn reconnect_prompt(link: &str, with_meeting: bool) -> String {
    let after = if with_meeting {
        " Your meeting starts right after that."
    } else {
        ""
    };
    format!(
        "Zoom no longer accepts the connection of your account. \
         [Click here to connect it again]({link}).{after}"
    )
}

/// Asks an admin to connect the account.
pub fn account_connect_prompt(link: &str) -> String {
    format!("[Click here to connect Zoom for everybody]({link}). You need to be an admin in Zoom.")
}

/// Nobody has connected the account.
pub const ACCOUNT_NOT_CONNECTED: &str = "Zoom is not connected yet. Please ask a system admin to \
    type `/zoom connect`.";

/// A command that is not one.
pub fn unknown_command(typed: &str, nearest: Option<&str>, help: &str) -> String {
    let typed: String = typed.chars().filter(|c| *c != '`').take(40).collect();
    let guess = nearest
        .map(|name| format!(" Did you mean `/zoom {name}`?"))
        .unwrap_or_default();
    format!("There is no command `/zoom {typed}`.{guess}\n\n{help}")
}

/// The heading of the help.
pub const HELP_HEADING: &str = "#### Zoom";

/// A length in words.
pub fn minutes(count: i64) -> String {
    if count == 1 {
        "1 minute".to_owned()
    } else {
        format!("{count} minutes")
    }
}
