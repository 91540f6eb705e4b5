//! All words that people read: a function for each text of `assets/i18n/en.json`, and the texts
//! that are put together of several.
//!
//! To add a text, add a line to `en.json`, in the order of the alphabet; the build makes the
//! function. A text with several arguments takes them as a struct, by name.

use jiff::Timestamp;

use crate::i18n::{Messages, Text, Value};
use crate::jobs::failures::Failure;
use crate::settings::{Fault, Problem, SITE_URL};

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// What is missing, for system admins.
pub fn settings_notice(problems: &[Problem]) -> Text {
    let head = if problems.iter().any(|problem| problem.fault.is_blocking()) {
        settings_blocking()
    } else {
        settings_unreadable()
    };
    let problems = Text::bullets(problems.iter().map(problem));
    Text::joined([head, problems], "\n\n")
}

/// One setting that is missing or unusable.
pub fn problem(problem: &Problem) -> Text {
    let label = problem.setting.label;
    let setting = if problem.setting == SITE_URL {
        system_console_web_server(label)
    } else {
        system_console_zoom(label)
    };
    match problem.fault {
        Fault::Missing => setting_empty(setting),
        Fault::NotText { .. } => setting_not_text(setting),
        Fault::NotASwitch { .. } => setting_not_a_switch(setting),
        Fault::NotAChoice => setting_not_a_choice(setting),
        Fault::NotAUrl => setting_not_a_url(setting),
        Fault::Unread => setting_unread(setting),
        Fault::KeyLength(length) => setting_key_length(SettingKeyLength {
            length: i64::try_from(length).unwrap_or(i64::MAX),
            setting,
        }),
    }
}

/// A prompt to connect; the meeting that was asked for comes after it.
pub fn before_meeting(prompt: Text) -> Text {
    Text::joined([prompt, meeting_starts_after_connect()], " ")
}

/// A command that is not one.
pub fn unknown_command(typed: &str, nearest: Option<&str>, help: Text) -> Text {
    let typed: String = typed.chars().filter(|c| *c != '`').take(40).collect();
    let guess = nearest.map(command_guess);
    let head = Text::joined([command_unknown(typed)].into_iter().chain(guess), " ");
    Text::joined([head, help], "\n\n")
}

/// The jobs that could not be done.
pub fn failures(failures: &[Failure]) -> Text {
    if failures.is_empty() {
        return failures_none();
    }
    let lines = Text::bullets(failures.iter().map(failure));
    Text::joined([failures_heading(), lines, failures_usage()], "\n\n")
}

/// How many failures are tried again, and how many were forgotten instead.
pub fn failures_after_retry(again: i64, forgotten: i64) -> Text {
    if again == 0 && forgotten == 0 {
        return failures_unknown();
    }
    let again = (again > 0).then(|| failures_retried(again));
    let forgotten = (forgotten > 0).then(|| failures_forgotten(forgotten));
    Text::joined(again.into_iter().chain(forgotten), " ")
}

fn failure(failure: &Failure) -> Text {
    let at = Timestamp::from_millisecond(failure.at).unwrap_or(Timestamp::UNIX_EPOCH);
    let id = failure.id.as_str().into();
    if failure.work.is_empty() {
        return failures_line_unreadable(FailuresLineUnreadable { at, id });
    }
    // The reason may quote what another program said.
    let reason = failure.reason.replace(['`', '\n', '\r'], " ");
    let attempts = i64::from(failure.attempts);
    if failure.meeting_id == 0 {
        return failures_line_no_meeting(FailuresLineNoMeeting {
            at,
            attempts,
            id,
            reason: reason.into(),
            work: failure.work.as_str().into(),
        });
    }
    failures_line(FailuresLine {
        at,
        attempts,
        id,
        meeting: failure.meeting_id.to_string().into(),
        reason: reason.into(),
        work: failure.work.as_str().into(),
    })
}
