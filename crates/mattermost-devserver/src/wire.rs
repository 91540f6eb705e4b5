//! What goes over the wire between the server and its plugins: each call with its time, and what a
//! test makes of it.

use std::collections::VecDeque;
use std::fmt::{self, Debug, Write as _};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::id::now;

/// How many calls are kept; the oldest go first.
const KEPT: usize = 2000;
/// The most bytes that are kept of what a call carries.
const MAX_TEXT: usize = 2000;

/// The calls that carry settings or credentials: what they carry is not kept.
const SECRET: [&str; 11] = [
    "CreateSession",
    "CreateUser",
    "CreateUserAccessToken",
    "GetPluginConfig",
    "GetSession",
    "GetUnsanitizedConfig",
    "LoadPluginConfiguration",
    "SaveConfig",
    "SavePluginConfig",
    "UpdateUserAuth",
    "ConfigurationWillBeSaved",
];

/// Who calls whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Direction {
    /// The server calls a hook of a plugin.
    Hook,
    /// A plugin calls the server's API.
    Api,
}

/// A call that has ended, of a hook or of the plugin API.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct WireCall {
    /// The number of the call since the server's start, in the order in which calls end.
    pub number: u64,
    /// When it began: milliseconds since 1970.
    pub time: i64,
    /// Who called whom.
    pub direction: Direction,
    /// The plugin.
    pub plugin_id: String,
    /// The node of the plugin, counted from 1.
    pub node: usize,
    /// The hook or API method, like `ExecuteCommand`.
    pub method: String,
    /// How long it took, in microseconds.
    pub micros: u64,
    /// The arguments, in Rust's debug form, cut off where they are long. They and the reply are not
    /// shown where they carry settings or credentials.
    pub args: String,
    /// The reply in the same form; empty where the call failed.
    pub reply: String,
    /// Why the call failed; empty where it did not. An error that the reply carries, like an
    /// `AppError`, is in the reply.
    pub error: String,
}

/// A call of the plugin API that has just come in.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ApiCall {
    /// The plugin that calls.
    pub plugin_id: String,
    /// The node that it runs on, counted from 1.
    pub node: usize,
    /// The API method, like `KVSetWithOptions`.
    pub method: &'static str,
}

/// What becomes of a call of the plugin API.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fate {
    /// It is carried out.
    Proceed,
    /// It is not carried out, and fails with this message: as an error of the method where it has
    /// one, else as an error of the call.
    Fail(String),
    /// It is carried out after this time.
    Stall(Duration),
    /// It is not carried out: the plugin's process is killed before.
    KillBefore,
    /// It is carried out, and the plugin's process is killed before it learns of it.
    KillAfter,
}

/// Decides what becomes of each call.
pub(crate) type Judge = Arc<dyn Fn(&ApiCall) -> Fate + Send + Sync>;

/// The calls of late, and who decides about the next ones.
#[derive(Default)]
pub(crate) struct Wire {
    calls: Mutex<Calls>,
    judge: RwLock<Option<Judge>>,
}

#[derive(Default)]
struct Calls {
    count: u64,
    kept: VecDeque<WireCall>,
}

impl Wire {
    pub(crate) fn set_judge(&self, judge: Option<Judge>) {
        *self.judge.write().unwrap_or_else(PoisonError::into_inner) = judge;
    }

    /// What becomes of a call.
    pub(crate) fn fate(&self, call: &ApiCall) -> Fate {
        let judge = self.judge.read().unwrap_or_else(PoisonError::into_inner);
        let judge = judge.clone();
        judge.map_or(Fate::Proceed, |judge| judge(call))
    }

    /// Notes that a call begins.
    pub(crate) fn begin(&self, call: &ApiCall, direction: Direction, args: &impl Debug) -> Begun {
        let call = WireCall {
            number: 0,
            time: now(),
            direction,
            plugin_id: call.plugin_id.clone(),
            node: call.node,
            method: call.method.to_owned(),
            micros: 0,
            args: shown(call.method, args),
            reply: String::new(),
            error: String::new(),
        };
        Begun {
            since: Instant::now(),
            call,
        }
    }

    /// Notes how a call ended.
    pub(crate) fn end(&self, begun: Begun, result: Result<&impl Debug, &impl fmt::Display>) {
        let Begun { since, mut call } = begun;
        call.micros = u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX);
        match result {
            Ok(reply) => call.reply = shown(&call.method, reply),
            Err(error) => call.error = error.to_string(),
        }
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.count += 1;
        call.number = calls.count;
        if calls.kept.len() >= KEPT {
            calls.kept.pop_front();
        }
        calls.kept.push_back(call);
    }

    /// The calls that are kept and ended after the one with the number `after`, the oldest first.
    pub(crate) fn calls(&self, after: u64) -> Vec<WireCall> {
        let calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        let newer = calls.kept.iter().filter(|call| call.number > after);
        newer.cloned().collect()
    }
}

/// A call that has begun.
pub(crate) struct Begun {
    since: Instant,
    call: WireCall,
}

/// A value in its debug form, as far as there is room and it is no secret.
fn shown(method: &str, value: &impl Debug) -> String {
    if SECRET.contains(&method) {
        return "not shown".to_owned();
    }
    let mut text = Bounded(String::new());
    // An error says that there was more.
    if write!(text, "{value:?}").is_err() {
        text.0.push('…');
    }
    text.0
}

/// Takes up text until there is no more room; formatting ends there, however much is to come.
struct Bounded(String);

impl fmt::Write for Bounded {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = MAX_TEXT.saturating_sub(self.0.len());
        if text.len() <= room {
            self.0.push_str(text);
            return Ok(());
        }
        let cut = (0..=room).rev().find(|i| text.is_char_boundary(*i));
        self.0
            .push_str(text.get(..cut.unwrap_or_default()).unwrap_or_default());
        Err(fmt::Error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_long_is_cut_between_characters() {
        assert_eq!(shown("KVGet", &"short"), "\"short\"");
        assert_eq!(shown("GetPluginConfig", &"secret"), "not shown");
        let long = shown("KVGet", &"ä".repeat(MAX_TEXT));
        assert!(long.len() <= MAX_TEXT + '…'.len_utf8(), "{}", long.len());
        assert!(long.ends_with("ä…"));
    }

    #[test]
    fn the_oldest_calls_go_first() {
        let wire = Wire::default();
        let call = ApiCall {
            plugin_id: "p".to_owned(),
            node: 1,
            method: "KVGet",
        };
        for n in 0..KEPT + 2 {
            let begun = wire.begin(&call, Direction::Api, &n);
            wire.end(begun, Ok::<_, &String>(&n));
        }
        assert_eq!(wire.calls(0).len(), KEPT);
        assert_eq!(wire.calls(0).first().map(|c| c.number), Some(3));
        let last = wire.calls(KEPT as u64 + 1);
        assert_eq!(last.len(), 1);
        assert_eq!(
            last.first().map(|c| c.reply.clone()),
            Some(format!("{}", KEPT + 1))
        );
    }
}
