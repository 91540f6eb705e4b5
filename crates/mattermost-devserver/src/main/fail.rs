//! The option `--fail`.

use std::collections::HashMap;
use std::time::Duration;

use mattermost_devserver::{ApiCall, DevServer, Fate};

/// A method of the plugin API, and what becomes of its calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    method: &'static str,
    fate: Fate,
}

/// Reads `METHOD`, `METHOD=error` or `METHOD=stall:TIME`.
pub(crate) fn parse(text: &str) -> Result<Failure, String> {
    let (method, how) = text.split_once('=').unwrap_or((text, "error"));
    let known = DevServer::api_methods()
        .iter()
        .find(|known| known.eq_ignore_ascii_case(method));
    let Some(method) = known.copied() else {
        return Err(format!(
            "the plugin API has no method {method}{}",
            similar(method)
        ));
    };
    let fate = match how.split_once(':') {
        None if how == "error" => Fate::Fail(format!("{method} fails, as --fail wants it")),
        Some(("stall", time)) => Fate::Stall(duration(time)?),
        _ => return Err(format!("{how} is neither error nor stall:TIME")),
    };
    Ok(Failure { method, fate })
}

/// The methods that begin in the same way, as a hint.
fn similar(method: &str) -> String {
    let begin = method.get(..3).unwrap_or(method).to_lowercase();
    let names = DevServer::api_methods().iter();
    let names = names.filter(|name| name.to_lowercase().starts_with(&begin));
    let names: Vec<&str> = names.copied().take(8).collect();
    if names.is_empty() {
        String::new()
    } else {
        format!("; there are {}", names.join(", "))
    }
}

fn duration(text: &str) -> Result<Duration, String> {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = text.strip_suffix(unit).and_then(|n| n.parse::<u64>().ok());
    match (number, unit) {
        (Some(n), "ms") => Ok(Duration::from_millis(n)),
        (Some(n), "s") => Ok(Duration::from_secs(n)),
        (Some(n), "m") => Ok(Duration::from_secs(n.saturating_mul(60))),
        _ => Err(format!("{text} is no time like 500ms, 2s or 1m")),
    }
}

/// Decides on calls as the options say; others proceed.
pub(crate) fn judge(failures: Vec<Failure>) -> impl Fn(&ApiCall) -> Fate + Send + Sync {
    let fates: HashMap<&str, Fate> = failures.into_iter().map(|f| (f.method, f.fate)).collect();
    move |call| fates.get(call.method).cloned().unwrap_or(Fate::Proceed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_read() {
        let fate = |text: &str| parse(text).map(|failure| failure.fate);
        assert!(matches!(fate("KVGet"), Ok(Fate::Fail(_))));
        assert_eq!(fate("kvget=error"), fate("KVGet"));
        for (text, millis) in [("250ms", 250), ("2s", 2_000), ("1m", 60_000)] {
            let stalled = fate(&format!("CreatePost=stall:{text}"));
            assert_eq!(stalled, Ok(Fate::Stall(Duration::from_millis(millis))));
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        let error = |text: &str| parse(text).err().unwrap_or_default();
        assert!(error("KVGot").contains("there are KVGet"));
        assert!(error("KVGet=slowly").contains("neither error nor stall:TIME"));
        for text in ["KVGet=stall:", "KVGet=stall:2", "KVGet=stall:soon"] {
            assert!(error(text).contains("no time"), "{text}: {}", error(text));
        }
    }
}
