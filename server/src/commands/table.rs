//! The table of subcommands, and how a typed line is read with it.

use std::fmt::Write as _;

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
}

/// A subcommand of `/zoom`.
#[derive(Debug)]
pub struct Subcommand {
    /// What is typed.
    pub name: &'static str,
    /// How its argument is written; empty for none.
    pub hint: &'static str,
    /// What it does, in a few words.
    pub help: &'static str,
    /// Who may use it.
    pub access: Access,
    /// What it does.
    pub action: Action,
}

impl Subcommand {
    /// Whether it is a system admin's only.
    pub fn for_admins(&self, account_level: bool) -> bool {
        self.access == Access::AccountHolder && account_level
    }
}

/// All subcommands, in the order of the help.
pub const SUBCOMMANDS: &[Subcommand] = &[
    Subcommand {
        name: "start",
        hint: "[topic]",
        help: "Start a Zoom meeting here",
        access: Access::Everyone,
        action: Action::Start,
    },
    Subcommand {
        name: "connect",
        hint: "",
        help: "Connect your Zoom account",
        access: Access::AccountHolder,
        action: Action::Connect,
    },
    Subcommand {
        name: "disconnect",
        hint: "",
        help: "Disconnect your Zoom account",
        access: Access::AccountHolder,
        action: Action::Disconnect,
    },
    Subcommand {
        name: "help",
        hint: "",
        help: "Show this help",
        access: Access::Everyone,
        action: Action::Help,
    },
];

/// A typed line.
#[derive(Debug, PartialEq, Eq)]
pub enum Parsed {
    /// A subcommand and the rest of the line.
    Known(Action, Access, String),
    /// No subcommand of that name.
    Unknown(String),
}

/// Reads a line that begins with the command itself. The command alone asks for help.
pub fn parse(line: &str) -> Parsed {
    let line = line.trim_start();
    let after = line
        .split_once(char::is_whitespace)
        .map_or("", |(_, after)| after.trim());
    let (word, rest) = after.split_once(char::is_whitespace).unwrap_or((after, ""));
    if word.is_empty() {
        return Parsed::Known(Action::Help, Access::Everyone, String::new());
    }
    match SUBCOMMANDS
        .iter()
        .find(|command| command.name.eq_ignore_ascii_case(word))
    {
        Some(command) => Parsed::Known(command.action, command.access, rest.trim().to_owned()),
        None => Parsed::Unknown(word.to_owned()),
    }
}

/// The subcommand that a typo is likely to mean.
pub fn nearest(typed: &str) -> Option<&'static str> {
    const FARTHEST: usize = 2;
    let typed: String = typed.to_lowercase().chars().take(40).collect();
    SUBCOMMANDS
        .iter()
        .map(|command| (strsim::osa_distance(&typed, command.name), command.name))
        .min()
        .filter(|(distance, _)| *distance <= FARTHEST)
        .map(|(_, name)| name)
}

/// The help, for a person who may or may not be a system admin.
pub fn help(account_level: bool, admin: bool) -> String {
    let mut text = format!("{}\n", texts::HELP_HEADING);
    for command in SUBCOMMANDS
        .iter()
        .filter(|c| admin || !c.for_admins(account_level))
    {
        let hint = if command.hint.is_empty() { "" } else { " " };
        let Subcommand { name, help, .. } = command;
        let _ = writeln!(text, "- `/zoom {name}{hint}{}`: {help}.", command.hint);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(parse("/zoom strat x"), Parsed::Unknown("strat".into()));
    }

    #[test]
    fn a_typo_names_the_nearest_command() {
        assert_eq!(nearest("strat"), Some("start"));
        assert_eq!(nearest("Conect"), Some("connect"));
        assert_eq!(nearest("disconect"), Some("disconnect"));
        assert_eq!(nearest("hlp"), Some("help"));
        assert_eq!(nearest("pineapple"), None);
    }

    #[test]
    fn help_shows_what_one_may_do() {
        assert!(help(false, false).contains("/zoom connect`"));
        assert!(!help(true, false).contains("connect"));
        assert!(help(true, true).contains("/zoom disconnect`"));
        assert!(help(true, false).contains("`/zoom start [topic]`"));
    }
}
