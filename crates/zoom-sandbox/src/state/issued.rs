//! The secrets that were handed out, for whoever wants to know that none is where it should not be.

use std::collections::VecDeque;

use super::State;

/// How many tokens, codes and signatures are remembered; the oldest go first.
const KEPT: usize = 10_000;

/// Tokens, codes and signatures, also those that are spent or taken back.
#[derive(Debug, Default)]
pub(crate) struct Issued(VecDeque<String>);

impl Issued {
    pub(super) fn note(&mut self, secret: &str) {
        if self.0.len() >= KEPT {
            self.0.pop_front();
        }
        self.0.push_back(secret.to_owned());
    }
}

impl State {
    /// All secrets that anybody got of the sandbox, those of meetings and recordings included.
    pub(crate) fn secrets(&self) -> Vec<String> {
        let issued = self.issued.0.iter();
        let meetings = self
            .meetings
            .values()
            .flat_map(|meeting| [&meeting.passcode, &meeting.encrypted_passcode, &meeting.zak]);
        let recordings = self
            .recordings
            .values()
            .flat_map(|recording| [&recording.passcode, &recording.play_passcode]);
        let all = issued.chain(meetings).chain(recordings);
        all.filter(|secret| !secret.is_empty()).cloned().collect()
    }
}
