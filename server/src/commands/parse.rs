//! How a typed line is read with the table of subcommands, and the help that is made of it.

use super::table::{Access, Action, SUBCOMMANDS, Subcommand};
use crate::i18n::Text;
use crate::texts;

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
mod tests;
