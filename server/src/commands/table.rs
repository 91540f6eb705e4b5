//! The table of subcommands.

use crate::i18n::Text;
use crate::texts;

/// What a subcommand does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Starts a meeting.
    Start,
    /// Plans a meeting.
    Schedule,
    /// Calls a person.
    Call,
    /// Opens a meeting.
    Join,
    /// Posts the invitation to a meeting that exists.
    Share,
    /// Ends a meeting.
    End,
    /// Lists meetings that go on and come next.
    List,
    /// Connects a Zoom account.
    Connect,
    /// Disconnects it.
    Disconnect,
    /// Shows the settings of the person.
    Settings,
    /// Subscribes the channel to a meeting.
    AddSubscription,
    /// Ends that.
    RemoveSubscription,
    /// Lists the subscriptions of the channel and the person.
    ListSubscriptions,
    /// Opens the dialog with the channel's settings.
    ChannelSettings,
    /// Lists the channels with a setting of their own.
    ListChannelSettings,
    /// Sets the e-mail address that a person has in Zoom.
    MapEmail,
    /// Goes back to the one they have in Mattermost.
    UnmapEmail,
    /// Lists the people with another one.
    ListMappedEmails,
    /// Lists jobs that could not be done.
    ListFailures,
    /// Tries them again.
    RetryFailures,
    /// Forgets them.
    DropFailures,
    /// Shows the help.
    Help,
}

/// Who may use a subcommand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Everyone,
    /// Everybody; with an account-level app, system admins alone.
    AccountHolder,
    /// System admins alone.
    SystemAdmin,
}

/// A subcommand of `/zoom`, or of a subcommand.
#[derive(Debug)]
pub struct Subcommand {
    /// What is typed.
    pub name: &'static str,
    /// How its argument is written.
    pub hint: Option<fn() -> Text>,
    /// What it does, in a few words.
    pub help: fn() -> Text,
    /// Who may use it.
    pub access: Access,
    /// What it does when none of its own subcommands follows.
    pub action: Action,
    /// Its own subcommands. What has some takes another argument only where it has a hint.
    pub subcommands: &'static [Subcommand],
}

impl Subcommand {
    /// Whether it is a system admin's only.
    pub fn for_admins(&self, account_level: bool) -> bool {
        match self.access {
            Access::Everyone => false,
            Access::AccountHolder => account_level,
            Access::SystemAdmin => true,
        }
    }
}

/// The subcommands of `subscription`.
const SUBSCRIPTION: &[Subcommand] = &[
    Subcommand {
        name: "add",
        hint: Some(texts::command_subscription_hint),
        help: texts::command_subscription_add_help,
        access: Access::Everyone,
        action: Action::AddSubscription,
        subcommands: &[],
    },
    Subcommand {
        name: "remove",
        hint: Some(texts::command_subscription_hint),
        help: texts::command_subscription_remove_help,
        access: Access::Everyone,
        action: Action::RemoveSubscription,
        subcommands: &[],
    },
    Subcommand {
        name: "list",
        hint: None,
        help: texts::command_subscription_list_help,
        access: Access::Everyone,
        action: Action::ListSubscriptions,
        subcommands: &[],
    },
];

/// The subcommands of `channel-settings`.
const CHANNEL_SETTINGS: &[Subcommand] = &[Subcommand {
    name: "list",
    hint: None,
    help: texts::command_channel_settings_list_help,
    access: Access::SystemAdmin,
    action: Action::ListChannelSettings,
    subcommands: &[],
}];

/// All subcommands, in the order of the help.
pub const SUBCOMMANDS: &[Subcommand] = &[
    Subcommand {
        name: "start",
        hint: Some(texts::command_start_hint),
        help: texts::command_start_help,
        access: Access::Everyone,
        action: Action::Start,
        subcommands: &[],
    },
    Subcommand {
        name: "schedule",
        hint: Some(texts::command_schedule_hint),
        help: texts::command_schedule_help,
        access: Access::Everyone,
        action: Action::Schedule,
        subcommands: &[],
    },
    Subcommand {
        name: "call",
        hint: Some(texts::command_call_hint),
        help: texts::command_call_help,
        access: Access::Everyone,
        action: Action::Call,
        subcommands: &[],
    },
    Subcommand {
        name: "join",
        hint: Some(texts::command_subscription_hint),
        help: texts::command_join_help,
        access: Access::Everyone,
        action: Action::Join,
        subcommands: &[],
    },
    Subcommand {
        name: "share",
        hint: Some(texts::command_subscription_hint),
        help: texts::command_share_help,
        access: Access::Everyone,
        action: Action::Share,
        subcommands: &[],
    },
    Subcommand {
        name: "end",
        hint: Some(texts::command_end_hint),
        help: texts::command_end_help,
        access: Access::Everyone,
        action: Action::End,
        subcommands: &[],
    },
    Subcommand {
        name: "list",
        hint: None,
        help: texts::command_list_help,
        access: Access::Everyone,
        action: Action::List,
        subcommands: &[],
    },
    Subcommand {
        name: "connect",
        hint: None,
        help: texts::command_connect_help,
        access: Access::AccountHolder,
        action: Action::Connect,
        subcommands: &[],
    },
    Subcommand {
        name: "disconnect",
        hint: None,
        help: texts::command_disconnect_help,
        access: Access::AccountHolder,
        action: Action::Disconnect,
        subcommands: &[],
    },
    Subcommand {
        name: "settings",
        hint: None,
        help: texts::command_settings_help,
        access: Access::Everyone,
        action: Action::Settings,
        subcommands: &[],
    },
    Subcommand {
        name: "subscription",
        hint: None,
        help: texts::command_subscription_help,
        access: Access::Everyone,
        action: Action::Help,
        subcommands: SUBSCRIPTION,
    },
    Subcommand {
        name: "channel-settings",
        hint: None,
        help: texts::command_channel_settings_help,
        access: Access::Everyone,
        action: Action::ChannelSettings,
        subcommands: CHANNEL_SETTINGS,
    },
    Subcommand {
        name: "admin",
        hint: None,
        help: texts::command_admin_help,
        access: Access::SystemAdmin,
        action: Action::Help,
        subcommands: ADMIN,
    },
    Subcommand {
        name: "help",
        hint: None,
        help: texts::command_help_help,
        access: Access::Everyone,
        action: Action::Help,
        subcommands: &[],
    },
];

const ADMIN: &[Subcommand] = &[
    Subcommand {
        name: "map",
        hint: Some(texts::command_map_hint),
        help: texts::command_map_help,
        access: Access::SystemAdmin,
        action: Action::MapEmail,
        subcommands: MAP,
    },
    Subcommand {
        name: "failures",
        hint: None,
        help: texts::command_failures_help,
        access: Access::SystemAdmin,
        action: Action::Help,
        subcommands: FAILURES,
    },
];

const MAP: &[Subcommand] = &[
    Subcommand {
        name: "list",
        hint: None,
        help: texts::command_map_list_help,
        access: Access::SystemAdmin,
        action: Action::ListMappedEmails,
        subcommands: &[],
    },
    Subcommand {
        name: "remove",
        hint: Some(texts::command_map_remove_hint),
        help: texts::command_map_remove_help,
        access: Access::SystemAdmin,
        action: Action::UnmapEmail,
        subcommands: &[],
    },
];

const FAILURES: &[Subcommand] = &[
    Subcommand {
        name: "list",
        hint: None,
        help: texts::command_failures_list_help,
        access: Access::SystemAdmin,
        action: Action::ListFailures,
        subcommands: &[],
    },
    Subcommand {
        name: "retry",
        hint: Some(texts::command_failures_hint),
        help: texts::command_failures_retry_help,
        access: Access::SystemAdmin,
        action: Action::RetryFailures,
        subcommands: &[],
    },
    Subcommand {
        name: "drop",
        hint: Some(texts::command_failures_hint),
        help: texts::command_failures_drop_help,
        access: Access::SystemAdmin,
        action: Action::DropFailures,
        subcommands: &[],
    },
];
