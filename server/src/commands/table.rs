//! The table of subcommands, and how a typed line is read with it.

use crate::i18n::Text;
use crate::texts;

/// What a subcommand does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Starts a meeting.
    Start,
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

/// A typed line.
#[derive(Debug, PartialEq, Eq)]
pub enum Parsed {
    /// A subcommand and the rest of the line.
    Known(Action, Access, String),
    /// No subcommand of that name.
    Unknown {
        /// What was typed after `/zoom`, up to the word that nobody knows.
        typed: String,
        /// What it is likely to mean.
        nearest: Option<String>,
    },
}

/// Reads a line that begins with the command itself. The command alone asks for help.
pub fn parse(line: &str) -> Parsed {
    let (_, after) = first_word(line);
    if after.is_empty() {
        return Parsed::Known(Action::Help, Access::Everyone, String::new());
    }
    descend(SUBCOMMANDS, "", after)
}

/// Goes down the table; `path` is what was read so far, with a space at its end.
fn descend(commands: &'static [Subcommand], path: &str, line: &str) -> Parsed {
    let (word, rest) = first_word(line);
    let known = |command: &&Subcommand| command.name.eq_ignore_ascii_case(word);
    let Some(command) = commands.iter().find(known) else {
        return Parsed::Unknown {
            typed: format!("{path}{word}"),
            nearest: nearest(commands, word).map(|name| format!("{path}{name}")),
        };
    };
    let this = || Parsed::Known(command.action, command.access, rest.to_owned());
    if command.subcommands.is_empty() || rest.is_empty() {
        return this();
    }
    let path = format!("{path}{} ", command.name);
    match descend(command.subcommands, &path, rest) {
        Parsed::Unknown { .. } if command.hint.is_some() => this(),
        found => found,
    }
}

fn first_word(line: &str) -> (&str, &str) {
    let line = line.trim();
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    (word, rest.trim())
}

/// The subcommand that a typo is likely to mean.
fn nearest(commands: &[Subcommand], typed: &str) -> Option<&'static str> {
    const FARTHEST: usize = 2;
    let typed: String = typed.to_lowercase().chars().take(40).collect();
    commands
        .iter()
        .map(|command| (strsim::osa_distance(&typed, command.name), command.name))
        .min()
        .filter(|(distance, _)| *distance <= FARTHEST)
        .map(|(_, name)| name)
}

/// The help, for a person who may or may not be a system admin.
pub fn help(account_level: bool, admin: bool) -> Text {
    let mut lines = vec![texts::help_heading()];
    let shown = |command: &Subcommand| admin || !command.for_admins(account_level);
    write_help(&mut lines, SUBCOMMANDS, "", &shown);
    Text::joined(lines, "\n")
}

/// One line for each subcommand that does something: what only groups others has none.
fn write_help(
    lines: &mut Vec<Text>,
    commands: &[Subcommand],
    path: &str,
    shown: &dyn Fn(&Subcommand) -> bool,
) {
    for command in commands.iter().filter(|command| shown(command)) {
        let group = !command.subcommands.is_empty() && command.action == Action::Help;
        if !group {
            lines.push(help_line(command, path));
        }
        let path = format!("{path}{} ", command.name);
        write_help(lines, command.subcommands, &path, shown);
    }
}

fn help_line(command: &Subcommand, path: &str) -> Text {
    let hint = command.hint.map(|hint| hint());
    let typed = Text::from(format!("/zoom {path}{}", command.name));
    texts::help_line(texts::HelpLine {
        command: Text::joined([typed].into_iter().chain(hint), " "),
        help: (command.help)(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Reader;

    fn known(action: Action, access: Access, rest: &str) -> Parsed {
        Parsed::Known(action, access, rest.to_owned())
    }

    #[test]
    fn lines_are_read() {
        let start = |topic| known(Action::Start, Access::Everyone, topic);
        assert_eq!(parse("/zoom start"), start(""));
        assert_eq!(
            parse("/zoom  START   Design  review "),
            start("Design  review")
        );
        assert_eq!(parse("/zoom start\nnext line"), start("next line"));
        for alone in ["/zoom", "/zoom ", "", "/zoom help"] {
            assert_eq!(
                parse(alone),
                known(Action::Help, Access::Everyone, ""),
                "{alone:?}"
            );
        }
        assert_eq!(parse("/zoom strat x"), unknown("strat", Some("start")));
    }

    fn unknown(typed: &str, nearest: Option<&str>) -> Parsed {
        Parsed::Unknown {
            typed: typed.into(),
            nearest: nearest.map(str::to_owned),
        }
    }

    static NESTED: &[Subcommand] = &[Subcommand {
        name: "group",
        hint: None,
        help: || "A group".into(),
        access: Access::SystemAdmin,
        action: Action::Help,
        subcommands: &[Subcommand {
            name: "begin",
            hint: Some(|| "[what]".into()),
            help: || "Begin it".into(),
            access: Access::SystemAdmin,
            action: Action::Start,
            subcommands: &[],
        }],
    }];

    #[test]
    fn a_subcommand_may_have_its_own() {
        let read = |line| descend(NESTED, "", line);
        let start = known(Action::Start, Access::SystemAdmin, "the thing");
        assert_eq!(read("Group BEGIN the thing"), start);
        assert_eq!(read("group"), known(Action::Help, Access::SystemAdmin, ""));
        assert_eq!(
            read("group begn x"),
            unknown("group begn", Some("group begin"))
        );
        let mut lines = Vec::new();
        write_help(&mut lines, NESTED, "", &|_| true);
        let lines = Text::joined(lines, "\n").to(&Reader::default());
        assert_eq!(lines, "- `/zoom group begin [what]`: Begin it.");
    }

    #[test]
    fn what_has_subcommands_may_have_an_argument_too() {
        let map = |action, rest: &str| known(action, Access::SystemAdmin, rest);
        assert_eq!(
            parse("/zoom admin map @bob bob@example.com"),
            map(Action::MapEmail, "@bob bob@example.com")
        );
        assert_eq!(parse("/zoom admin map"), map(Action::MapEmail, ""));
        assert_eq!(
            parse("/zoom admin map list"),
            map(Action::ListMappedEmails, "")
        );
        assert_eq!(
            parse("/zoom admin map remove @bob"),
            map(Action::UnmapEmail, "@bob")
        );
    }

    #[test]
    fn a_typo_names_the_nearest_command() {
        for (typed, meant) in [
            ("strat", Some("start")),
            ("Conect", Some("connect")),
            ("disconect", Some("disconnect")),
            ("hlp", Some("help")),
            ("pineapple", None),
        ] {
            assert_eq!(parse(&format!("/zoom {typed}")), unknown(typed, meant));
        }
    }

    #[test]
    fn help_shows_what_one_may_do() {
        let help = |account, admin| help(account, admin).to(&Reader::default());
        assert!(help(false, false).contains("/zoom connect`"));
        assert!(!help(true, false).contains("connect"));
        assert!(help(true, true).contains("/zoom disconnect`"));
        assert!(help(true, false).contains("`/zoom start [topic]`"));
    }
}
