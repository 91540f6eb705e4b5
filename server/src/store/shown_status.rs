//! What a person's custom status has to do with the meetings that they are in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How long a run counts of which nothing more is heard, in seconds: that it ended may never be told.
const LONGEST_RUN: i64 = 12 * 60 * 60;

/// The meetings that a person is in, and the status that was written for that.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ShownStatus {
    /// The runs, by meeting number and uuid, and when they were last heard of: seconds since 1970.
    pub runs: BTreeMap<String, i64>,
    /// Whether it was decided for this stay whether to write a status.
    pub decided: bool,
    /// The status that was written; `None` where the person had one, which stays.
    pub ours: Option<OurStatus>,
}

/// A custom status of ours, by which it is told from one that the person has written meanwhile.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OurStatus {
    /// The emoji's name.
    pub emoji: String,
    /// The words.
    pub text: String,
    /// When it ends by itself, in seconds since 1970.
    pub until: i64,
}

impl ShownStatus {
    /// The person is in a run. After a time without any, or where the status has run out, it is
    /// decided anew whether to write one.
    pub fn join(&mut self, run: &str, now: i64) {
        self.runs
            .retain(|_, heard| now.saturating_sub(*heard) < LONGEST_RUN);
        let run_out = self.ours.as_ref().is_some_and(|ours| ours.until <= now);
        if self.runs.is_empty() || run_out {
            self.decided = false;
        }
        self.runs.insert(run.to_owned(), now);
    }

    /// The person is not in a run any more.
    pub fn leave(&mut self, run: &str) {
        self.runs.remove(run);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_decided_once_for_as_long_as_one_is_in_any_meeting() {
        let mut status = ShownStatus::default();
        status.join("a", 100);
        status.decided = true;
        status.join("b", 100);
        status.leave("a");
        assert!(status.decided && status.runs.len() == 1);
        status.leave("b");
        status.join("c", 100);
        assert!(!status.decided);
        // The leaving of the first was never told.
        status.decided = true;
        status.ours = Some(OurStatus {
            until: 200,
            ..OurStatus::default()
        });
        status.join("d", 199);
        assert!(status.decided);
        status.join("e", 200);
        assert!(!status.decided);
    }

    #[test]
    fn a_run_whose_end_was_never_told_does_not_count_for_ever() {
        let mut status = ShownStatus::default();
        status.join("monday", 100);
        // The person had a status of their own.
        status.decided = true;
        status.join("monday, later", 100 + LONGEST_RUN - 1);
        assert!(status.decided);
        status.leave("monday, later");
        status.join("tuesday", 100 + LONGEST_RUN);
        assert!(!status.decided && status.runs.len() == 1);
    }
}
