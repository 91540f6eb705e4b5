//! What stands in the log, and what never may.

use super::{CLIENT_SECRET, ENCRYPTION_KEY, SECRET_TOKEN, Stage, WEBHOOK_SECRET};

impl Stage {
    /// The log's lines, in which no secret may stand.
    pub(crate) fn log(&self) -> String {
        let lines = self.server.log_entries().into_iter();
        let log: Vec<String> = lines
            .map(|line| format!("{} {} {:?}", line.level, line.message, line.fields))
            .collect();
        let log = log.join("\n");
        let settings = [CLIENT_SECRET, ENCRYPTION_KEY, WEBHOOK_SECRET, SECRET_TOKEN];
        let of_zoom = self.zoom.secrets();
        let mut secrets = settings
            .into_iter()
            .chain(of_zoom.iter().map(String::as_str));
        if let Some(secret) = secrets.find(|secret| tells(&log, secret)) {
            let line = log.lines().find(|line| tells(line, secret));
            panic!("{secret} is in the log: {line:?}");
        }
        log
    }
}

/// Whether a secret stands in a text. Six digits of a passcode may be a part of any number.
fn tells(text: &str, secret: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '.');
    text.match_indices(secret).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + secret.len()..]);
        let in_number = is_part(before.chars().next_back()) || is_part(after.chars().next());
        secret.len() > 6 || !in_number
    })
}

/// Whatever a test did, no secret got into the log.
impl Drop for Stage {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.log();
        }
    }
}

#[test]
fn a_secret_is_found_wherever_it_stands() {
    assert!(tells(
        "got {\"token\": \"aaaaaaaa.bbb.ccc\"}",
        "aaaaaaaa.bbb.ccc"
    ));
    assert!(tells("https://zoom.us/j/1?pwd=aaaaaaaa.1&x", "aaaaaaaa.1"));
    assert!(tells("the passcode 073881, typed", "073881"));
    // A time that is as long as a passcode.
    assert!(!tells("it took 0.073881 s", "073881"));
    assert!(!tells("at 1700073881000", "073881"));
}
