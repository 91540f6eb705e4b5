//! What was understood of a line, and the plan that it makes.

use jiff::ToSpan;
use jiff::ZonedDateTime;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::Day;
use crate::domain::schedule::plan::{
    self, DEFAULT_MINUTES, DEFAULT_REMINDER, End, Mistake, Plan, Repeat,
};

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
    pub(super) times: Option<End>,
    pub(super) until: Option<Day>,
    pub(super) zone: Option<TimeZone>,
    pub(super) passcode: Option<String>,
    pub(super) waiting_room: Option<bool>,
    pub(super) reminder: Option<i64>,
    /// A length that could be a time of day as well: `14h30`.
    pub(super) length_as_time: Option<Time>,
    /// Whether it is the *next* day of a name, and so never today.
    pub(super) next: bool,
}

/// The first day that is said so, from today on.
fn date_of(day: Day, now: &ZonedDateTime) -> Date {
    match day {
        Day::Date(date) => date,
        Day::Today => now.date(),
        Day::Tomorrow => now.date().saturating_add(1.days()),
        Day::AfterTomorrow => now.date().saturating_add(2.days()),
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
            Some(Day::Date(_) | Day::Today | Day::Tomorrow | Day::AfterTomorrow) => 0,
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

    pub(super) fn plan(&self, now: &ZonedDateTime) -> Result<Plan, Mistake> {
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
