//! What is typed after `/zoom schedule`: a topic, a day, a time, and what else one likes to say, in
//! any order.
//!
//! The topic stands in quotes. Without quotes it is what is left once the words of ours are taken
//! away from the end, so that “Monday sync tomorrow 15:00” is a “Monday sync”.

mod tokens;
mod units;

use jiff::ToSpan;
use jiff::ZonedDateTime;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;

use super::plan::{self, DEFAULT_MINUTES, DEFAULT_REMINDER, End, Mistake, Plan, Repeat};
use super::words::Words;
use crate::domain::meetings::clean_topic;
pub use units::{day, length, time};

/// Words that say nothing by themselves.
const FILLERS: [&str; 5] = ["at", "on", "for", "@", "-"];

/// A day, as it is said: which one it is depends on the zone of the meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// The present one.
    Today,
    /// The one after it.
    Tomorrow,
    /// This one.
    Date(Date),
    /// The next one of this name.
    Weekday(Weekday),
}

/// What was understood of a line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Understood {
    /// The topic.
    pub topic: String,
    /// The day.
    pub day: Option<Day>,
    /// The time of day.
    pub time: Option<Time>,
    /// In how many minutes, in place of day and time.
    pub after: Option<u32>,
    /// How long.
    pub minutes: Option<u32>,
    /// How often.
    pub repeat: Option<Repeat>,
    times: Option<End>,
    until: Option<Day>,
    zone: Option<TimeZone>,
    passcode: Option<String>,
    waiting_room: Option<bool>,
    reminder: Option<i64>,
    /// A length that could be a time of day as well: `14h30`.
    length_as_time: Option<Time>,
    /// Whether it is the *next* day of a name, and so never today.
    next: bool,
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

struct Reading<'a> {
    words: &'a Words,
    now: &'a ZonedDateTime,
    understood: Understood,
}

impl Reading<'_> {
    fn line(&mut self, line: &str) -> Result<Plan, Mistake> {
        let (quoted, typed) = tokens::split(line);
        let mut left: &[String] = &typed;
        while let Some((word, before)) = left.split_last() {
            let before_it = before.last().map(String::as_str).unwrap_or_default();
            if !self.word(word, before_it)? {
                break;
            }
            left = before;
        }
        let is_said = self.understood.time.is_some() || self.understood.after.is_some();
        if quoted.is_some() || !is_said {
            left = self.before_the_topic(left)?;
        }
        let rest = left.join(" ");
        let strange = quoted.is_some() && !rest.is_empty();
        self.understood.topic = clean_topic(&quoted.unwrap_or_else(|| rest.clone()));
        self.length_or_time();
        if self.understood.time.is_none() && self.understood.after.is_none() {
            return Err(Mistake::NoTime);
        }
        if strange {
            return Err(Mistake::Words(rest.chars().take(60).collect()));
        }
        self.understood.plan(self.now)
    }

    /// Takes what stands before the topic; gives what is left.
    fn before_the_topic<'b>(&mut self, mut left: &'b [String]) -> Result<&'b [String], Mistake> {
        let mut before = "";
        while let Some((word, after)) = left.split_first() {
            // “in” belongs to the length behind it.
            let belongs = word == "in" && after.first().is_some_and(|w| length(w).is_ok());
            if !belongs && !self.word(word, before)? {
                break;
            }
            (before, left) = (word.as_str(), after);
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
    fn word(&mut self, word: &str, before: &str) -> Result<bool, Mistake> {
        let small = word.to_lowercase();
        if let Some((key, value)) = small.split_once('=') {
            let value = word.get(key.len() + 1..).unwrap_or(value);
            return self.option(key, value);
        }
        Ok(self.filler(&small)
            || self.switch(&small)
            || self.day(&small)
            || self.time(&small)
            || self.length(&small, before)
            || self.repeat(&small)
            || self.zone(word))
    }

    /// Only beside a word of ours.
    fn filler(&self, word: &str) -> bool {
        let first = self.understood == Understood::default();
        (FILLERS.contains(&word) && !first)
            || (word == "in" && self.understood.after.is_some())
            || (word == "every" && self.understood.repeat.is_some())
    }

    fn switch(&mut self, word: &str) -> bool {
        match word {
            "waiting-room" | "waitingroom" | "waiting_room" => {
                self.understood.waiting_room = Some(true);
            }
            "no-waiting-room" => self.understood.waiting_room = Some(false),
            "no-reminder" => self.understood.reminder = Some(0),
            "next" if matches!(self.understood.day, Some(Day::Weekday(_))) => {
                self.understood.next = true;
            }
            // “every Monday”: the day came just before.
            "every" if self.understood.day.is_some() => {
                self.understood.repeat = Some(Repeat::Weekly);
            }
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
        let day = day(word, self.words, self.now).ok().filter(|_| free);
        self.understood.day = self.understood.day.or(day);
        day.is_some()
    }

    fn time(&mut self, word: &str) -> bool {
        let free = self.understood.time.is_none();
        let time = time(word).ok().filter(|_| free);
        self.understood.time = self.understood.time.or(time);
        time.is_some()
    }

    fn length(&mut self, word: &str, before: &str) -> bool {
        let Ok(length) = length(word) else {
            return false;
        };
        let understood = &mut self.understood;
        if before.eq_ignore_ascii_case("in") && understood.after.is_none() {
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
        if let Some(repeat) = self
            .words
            .repeat(word)
            .filter(|_| understood.repeat.is_none())
        {
            understood.repeat = Some(repeat);
            return true;
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

/// The first day that is said so, from today on.
fn date_of(day: Day, now: &ZonedDateTime) -> Date {
    match day {
        Day::Date(date) => date,
        Day::Today => now.date(),
        Day::Tomorrow => now.date().saturating_add(1.days()),
        Day::Weekday(weekday) if now.weekday() == weekday => now.date(),
        Day::Weekday(weekday) => {
            let next = now.date().nth_weekday(1, weekday);
            next.unwrap_or_else(|_| now.date())
        }
    }
}

impl Understood {
    /// A day and a time of day.
    pub fn at(day: Day, time: Time) -> Self {
        Self {
            day: Some(day),
            time: Some(time),
            ..Self::default()
        }
    }

    /// When it begins.
    ///
    /// # Errors
    /// Where no time is said, or it is over.
    pub fn start(&self, now: &ZonedDateTime) -> Result<ZonedDateTime, Mistake> {
        let now = &self.there(now);
        if let Some(minutes) = self.after {
            let start = now.checked_add(i64::from(minutes).minutes());
            return Ok(plan::full_minute(&start.map_err(|_| Mistake::Length)?));
        }
        let time = self.time.ok_or(Mistake::NoTime)?;
        let on = |date: Date| {
            let start = date
                .to_datetime(time)
                .to_zoned_datetime(now.time_zone().clone());
            start.map_err(|_| Mistake::NoDay)
        };
        let said = self.day.map_or_else(|| now.date(), |day| date_of(day, now));
        let days = if self.next && said == now.date() {
            7
        } else {
            0
        };
        let first = on(said.saturating_add(days.days()))?;
        // Of what comes again by itself, the next one is meant.
        let days = match self.day {
            None => 1,
            Some(Day::Weekday(_)) => 7,
            Some(Day::Date(_) | Day::Today | Day::Tomorrow) => 0,
        };
        if first > *now || days == 0 {
            return plan::ahead(first, now);
        }
        let next = first.date().checked_add(days.days());
        on(next.map_err(|_| Mistake::NoDay)?)
    }

    /// A time in the zone of the meeting.
    fn there(&self, now: &ZonedDateTime) -> ZonedDateTime {
        let zone = self.zone.clone();
        zone.map_or_else(|| now.clone(), |zone| now.with_time_zone(zone))
    }

    fn plan(&self, now: &ZonedDateTime) -> Result<Plan, Mistake> {
        let start = self.start(now)?;
        let working = self.repeat == Some(Repeat::Weekdays);
        let start = if working {
            plan::working_day(start)
        } else {
            start
        };
        // An end without a repetition is one by itself: how often says that it comes again.
        let until = self.until.map(|day| date_of(day, &self.there(now)));
        let end = until.map(End::Day).or(self.times);
        let repeat = self.repeat.or(end.map(|_| Repeat::Weekly));
        if let (Some(repeat), Some(last)) = (repeat, until) {
            plan::last_day(last, repeat, start.date())?;
        }
        Ok(Plan {
            topic: self.topic.clone(),
            start,
            minutes: plan::minutes(self.minutes.unwrap_or(DEFAULT_MINUTES))?,
            repeat,
            end,
            passcode: self.passcode.clone().unwrap_or_default(),
            waiting_room: self.waiting_room,
            reminder: self.reminder.unwrap_or(DEFAULT_REMINDER),
        })
    }
}

#[cfg(test)]
mod tests;
