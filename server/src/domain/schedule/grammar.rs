//! What is typed after `/zoom schedule`: a topic, a day, a time, and what else one likes to say, in
//! any order.
//!
//! The topic stands in quotes. Without quotes it is what is left once the words of ours are taken
//! away from the end, so that “Monday sync tomorrow 15:00” is a “Monday sync”. Where what is left
//! may be a part of the time as well, nothing is planned.

mod tokens;
mod understood;
mod units;

use jiff::ZonedDateTime;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;

use super::plan::{self, End, Mistake, Plan, Repeat};
use super::words::{Meaning, Words};
use crate::domain::meetings::clean_topic;
use tokens::Token;
pub use understood::Understood;

/// A day, as it is said: which one it is depends on the zone of the meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// The present one.
    Today,
    /// The one after it.
    Tomorrow,
    /// The one after that.
    AfterTomorrow,
    /// This one.
    Date(Date),
    /// The next one of this name.
    Weekday(Weekday),
}

/// What is wrong with a line, and what was understood of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Misread {
    /// What is wrong.
    pub mistake: Mistake,
    /// The rest.
    pub understood: Understood,
}

/// Reads a line, at a time in the zone of whoever typed it.
///
/// # Errors
/// What is wrong with it.
pub fn read(line: &str, words: &Words, now: &ZonedDateTime) -> Result<Plan, Box<Misread>> {
    let mut reading = Reading {
        words,
        now,
        understood: Understood::default(),
    };
    let plan = reading.line(line);
    plan.map_err(|mistake| {
        Box::new(Misread {
            mistake,
            understood: reading.understood,
        })
    })
}

/// Reads a day: `tomorrow`, a weekday, `2026-12-03`, `3.12.`, `12/3`, each with or without a year.
///
/// # Errors
/// [`Mistake::NoDay`].
pub fn day(text: &str, words: &Words, now: &ZonedDateTime) -> Result<Day, Mistake> {
    units::day(&tokens::one(text, words), words, now)
}

/// Reads a time of day: `15:00`, `3pm`, `3:30pm`, `15時`.
///
/// # Errors
/// [`Mistake::NotATime`].
pub fn time(text: &str, words: &Words) -> Result<Time, Mistake> {
    units::time(&tokens::one(text, words))
}

struct Reading<'a> {
    words: &'a Words,
    now: &'a ZonedDateTime,
    understood: Understood,
}

impl Reading<'_> {
    fn line(&mut self, line: &str) -> Result<Plan, Mistake> {
        let (quoted, typed) = tokens::split(line, self.words);
        let mut left: &[Token] = &typed;
        while let Some((word, before)) = left.split_last() {
            if !self.word(word, said(before.last()))? {
                break;
            }
            left = before;
        }
        let is_said = self.understood.time.is_some() || self.understood.after.is_some();
        if quoted.is_some() || !is_said {
            left = self.before_the_topic(left)?;
        }
        let rest: Vec<&str> = left.iter().map(|token| token.typed.as_str()).collect();
        let rest = rest.join(" ");
        let strange = quoted.is_some() && !rest.is_empty();
        let is_quoted = quoted.is_some();
        self.understood.topic = clean_topic(&quoted.unwrap_or_else(|| rest.clone()));
        self.length_or_time();
        if self.understood.time.is_none() && self.understood.after.is_none() {
            return Err(Mistake::NoTime);
        }
        if strange {
            return Err(Mistake::Words(short(&rest)));
        }
        match self.unclear(left).filter(|_| !is_quoted) {
            Some(token) => Err(Mistake::Unclear(short(&token.typed))),
            None => self.understood.plan(self.now),
        }
    }

    /// A word of the topic that is more likely a part of the time: one that tells of a day where no
    /// day was understood, or stands right before the time, or a word that belongs to what follows.
    fn unclear<'b>(&self, topic: &'b [Token]) -> Option<&'b Token> {
        let tells_of_a_day = |token: &&Token| self.words.tells_of_a_day(&token.said);
        let no_day = self.understood.day.is_none() && self.understood.after.is_none();
        let anywhere = topic.iter().find(tells_of_a_day).filter(|_| no_day);
        let belongs =
            |token: &&Token| tells_of_a_day(token) || tokens::is_left_over(token, self.words);
        anywhere.or_else(|| topic.last().filter(belongs))
    }

    /// Takes what stands before the topic; gives what is left.
    fn before_the_topic<'b>(&mut self, mut left: &'b [Token]) -> Result<&'b [Token], Mistake> {
        let mut before = "";
        while let Some((word, after)) = left.split_first() {
            // “in” belongs to the length behind it.
            let is_length = after
                .first()
                .is_some_and(|w| units::length(&w.said).is_ok());
            let belongs = is_length && self.words.is(&word.said, Meaning::In);
            if !belongs && !self.word(word, before)? {
                break;
            }
            (before, left) = (word.said.as_str(), after);
        }
        Ok(left)
    }

    /// `14h30` is a time of day where none is named.
    fn length_or_time(&mut self) {
        let understood = &mut self.understood;
        let unsaid = understood.time.is_none() && understood.after.is_none();
        if let Some(time) = understood.length_as_time.filter(|_| unsaid) {
            (understood.time, understood.minutes) = (Some(time), None);
        }
    }

    /// Takes one word, if it is one of ours and says something new. `before` is the one before it.
    fn word(&mut self, word: &Token, before: &str) -> Result<bool, Mistake> {
        let said = word.said.as_str();
        if let Some((key, _)) = said.split_once('=') {
            let value = word.typed.split_once('=').map(|(_, value)| value);
            return self.option(key, value.unwrap_or_default());
        }
        Ok(self.filler(word, before)
            || self.switch(said)
            || self.day(said)
            || self.time(said)
            || self.length(said, before)
            || self.repeat(said)
            || self.zone(&word.typed))
    }

    /// What says something only beside another word of ours. With a large letter it is none: “Plan A”.
    fn filler(&mut self, word: &Token, before: &str) -> bool {
        let understood = &mut self.understood;
        let first = *understood == Understood::default();
        let small = !word.typed.starts_with(char::is_uppercase);
        let named = |day| matches!(day, Some(Day::Weekday(_)));
        match self.words.meaning(&word.said) {
            Some(Meaning::Filler) => !first && small,
            Some(Meaning::In) => understood.after.is_some(),
            Some(Meaning::Next) => {
                let taken = named(understood.day) || self.words.is_weekday(before);
                understood.next |= taken;
                taken
            }
            Some(Meaning::Every) => {
                // “every Monday”: the day came just before.
                if understood.day.is_some() && understood.repeat.is_none() {
                    understood.repeat = Some(Repeat::Weekly);
                }
                understood.repeat.is_some()
            }
            _ => false,
        }
    }

    fn switch(&mut self, word: &str) -> bool {
        match word {
            "waiting-room" | "waitingroom" | "waiting_room" => {
                self.understood.waiting_room = Some(true);
            }
            "no-waiting-room" => self.understood.waiting_room = Some(false),
            "no-reminder" => self.understood.reminder = Some(0),
            _ => return false,
        }
        true
    }

    fn option(&mut self, key: &str, value: &str) -> Result<bool, Mistake> {
        let understood = &mut self.understood;
        match key {
            "passcode" | "password" => understood.passcode = Some(plan::passcode(value)?),
            "zone" | "timezone" | "tz" => understood.zone = Some(plan::zone(value)?),
            "reminder" | "remind" => understood.reminder = Some(reminder(value)?),
            "times" => understood.times = Some(times(value)?),
            "until" => understood.until = Some(day(value, self.words, self.now)?),
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn day(&mut self, word: &str) -> bool {
        let free = self.understood.day.is_none();
        let day = units::day(word, self.words, self.now);
        let day = day.ok().filter(|_| free);
        self.understood.day = self.understood.day.or(day);
        day.is_some()
    }

    fn time(&mut self, word: &str) -> bool {
        let free = self.understood.time.is_none();
        let time = units::time(word).ok().filter(|_| free);
        self.understood.time = self.understood.time.or(time);
        time.is_some()
    }

    fn length(&mut self, word: &str, before: &str) -> bool {
        let Ok(length) = units::length(word) else {
            return false;
        };
        let understood = &mut self.understood;
        if self.words.is(before, Meaning::In) && understood.after.is_none() {
            understood.after = Some(length);
        } else if understood.minutes.is_none() {
            understood.minutes = Some(length);
            understood.length_as_time = units::french_time(word);
        } else if let Some(time) = units::french_time(word).filter(|_| understood.time.is_none()) {
            understood.time = Some(time);
        } else {
            return false;
        }
        true
    }

    fn repeat(&mut self, word: &str) -> bool {
        let understood = &mut self.understood;
        if let Some(Meaning::Repeat(repeat)) = self.words.meaning(word) {
            let free = understood.repeat.is_none();
            understood.repeat = understood.repeat.or(Some(repeat));
            return free;
        }
        let free = understood.times.is_none();
        let count = word.strip_suffix('x').filter(|_| free);
        let count = count.and_then(|count| times(count).ok());
        understood.times = understood.times.or(count);
        count.is_some()
    }

    fn zone(&mut self, word: &str) -> bool {
        let looks_so = word.contains('/') || matches!(word, "UTC" | "GMT");
        let free = looks_so && self.understood.zone.is_none();
        let zone = free.then(|| TimeZone::get(word).ok()).flatten();
        let found = zone.is_some();
        self.understood.zone = self.understood.zone.take().or(zone);
        found
    }
}

fn said(token: Option<&Token>) -> &str {
    token.map(|token| token.said.as_str()).unwrap_or_default()
}

/// As much of a text as an answer repeats.
fn short(text: &str) -> String {
    text.chars().take(60).collect()
}

fn times(text: &str) -> Result<End, Mistake> {
    plan::times(text.parse().map_err(|_| Mistake::Times)?)
}

fn reminder(text: &str) -> Result<i64, Mistake> {
    match text {
        "none" | "off" | "no" => Ok(0),
        _ => plan::reminder(
            text.trim_end_matches(|c: char| c.is_alphabetic())
                .parse()
                .map_err(|_| Mistake::Reminder)?,
        ),
    }
}

#[cfg(test)]
mod tests;
