//! A call: a meeting in a direct channel, of which the other person is given notice.

use serde::{Deserialize, Serialize};

/// A call, as it stands. Its notice is written from this, as a meeting's post from its record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Call {
    /// The meeting's post in the direct channel.
    pub post_id: String,
    /// The direct channel.
    pub channel_id: String,
    /// Who calls.
    pub caller: String,
    /// Who is called.
    pub callee: String,
    /// Where to join.
    pub link: String,
    /// The topic.
    pub topic: String,
    /// The notice to the person called; empty until it is there.
    pub notice_id: String,
    /// What the person called has answered.
    pub answer: CallAnswer,
    /// Whether the meeting is over.
    pub over: bool,
}

/// What a person answers to a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallAnswer {
    /// Nothing yet.
    #[default]
    Ringing,
    /// Nothing, for as long as it rang.
    Missed,
    /// That they cannot come now.
    NotNow,
    /// That they come.
    Joined,
}

impl Call {
    /// Takes an answer; says whether it is news. Who was called may still join after they said "not
    /// now", but nobody takes their joining back.
    pub fn take(&mut self, answer: CallAnswer) -> bool {
        let news = match answer {
            CallAnswer::Ringing => false,
            CallAnswer::Missed => self.answer == CallAnswer::Ringing,
            CallAnswer::NotNow => {
                matches!(self.answer, CallAnswer::Ringing | CallAnswer::Missed)
            }
            CallAnswer::Joined => self.answer != CallAnswer::Joined,
        };
        if news {
            self.answer = answer;
        }
        news
    }

    /// Whether it still rings.
    pub fn rings(&self) -> bool {
        self.answer == CallAnswer::Ringing && !self.over
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_news_once_and_joining_is_the_last_word() {
        use CallAnswer::{Joined, Missed, NotNow, Ringing};
        let news = |before, answer| {
            let mut call = Call {
                answer: before,
                ..Call::default()
            };
            let news = call.take(answer);
            assert_eq!(call.answer, if news { answer } else { before });
            news
        };
        for (before, told) in [
            (Ringing, [false, true, true, true]),
            (Missed, [false, false, true, true]),
            (NotNow, [false, false, false, true]),
            (Joined, [false, false, false, false]),
        ] {
            let answers = [Ringing, Missed, NotNow, Joined];
            assert_eq!(
                answers.map(|answer| news(before, answer)),
                told,
                "{before:?}"
            );
        }
    }
}
