//! Reads what was entered in the form.

use std::collections::BTreeMap;

use jiff::ZonedDateTime;
use mattermost_plugin::model::Any;

use super::{
    DAY, LENGTH, OFF, ON, PASSCODE, REMINDER, REPEAT, REPEATS, TIME, TIMES, TOPIC, WAITING_ROOM,
    ZONE,
};
use crate::domain::meetings::clean_topic;
use crate::domain::schedule::grammar::{self, Day, Understood};
use crate::domain::schedule::plan::{self, End, Mistake, Plan, Repeat};
use crate::domain::schedule::words::Words;

/// What is wrong, by field.
pub type Mistakes = BTreeMap<&'static str, Mistake>;

/// Reads what was entered, at a time in the zone of whoever did.
///
/// # Errors
/// What is wrong with each field.
pub fn read(
    submission: &BTreeMap<String, Any>,
    words: &Words,
    now: &ZonedDateTime,
) -> Result<Plan, Mistakes> {
    let mut fields = Fields {
        submission,
        mistakes: Mistakes::new(),
    };
    let plan = fields.plan(words, now);
    match plan {
        Some(plan) if fields.mistakes.is_empty() => Ok(plan),
        _ => Err(fields.mistakes),
    }
}

struct Fields<'a> {
    submission: &'a BTreeMap<String, Any>,
    mistakes: Mistakes,
}

impl Fields<'_> {
    fn plan(&mut self, words: &Words, now: &ZonedDateTime) -> Option<Plan> {
        let day = self.field(DAY, |text| grammar::day(text, words, now));
        let time = self.field(TIME, |text| grammar::time(text, words));
        let zone = self.field(ZONE, plan::zone);
        let minutes = self.field(LENGTH, |text| {
            plan::minutes(text.parse().map_err(|_| Mistake::Length)?)
        });
        let times = self.optional(TIMES, |text| {
            plan::times(text.parse().map_err(|_| Mistake::Times)?)
        });
        let passcode = self.optional(PASSCODE, plan::passcode);
        let reminder = self.field(REMINDER, |text| {
            plan::reminder(text.parse().map_err(|_| Mistake::Reminder)?)
        });
        let wanted = self.text(REPEAT);
        let mut repeats = REPEATS.iter();
        let repeat = repeats.find(|(value, _)| *value == wanted);
        let repeat = repeat.map(|(_, repeat)| *repeat);
        let once = repeat.is_none();
        if once && times.is_some_and(|end| end != End::Times(1)) {
            return self.mistake(REPEAT, Mistake::Repeat);
        }
        let start = self.start(day?, time?, &now.with_time_zone(zone?))?;
        let working = repeat == Some(Repeat::Weekdays);
        Some(Plan {
            topic: clean_topic(&self.text(TOPIC)),
            start: if working {
                plan::working_day(start)
            } else {
                start
            },
            minutes: minutes?,
            repeat,
            end: times.filter(|_| !once),
            passcode: passcode.unwrap_or_default(),
            waiting_room: match self.text(WAITING_ROOM).as_str() {
                ON => Some(true),
                OFF => Some(false),
                _ => None,
            },
            reminder: reminder?,
        })
    }

    fn start(
        &mut self,
        day: Day,
        time: jiff::civil::Time,
        now: &ZonedDateTime,
    ) -> Option<ZonedDateTime> {
        match Understood::at(day, time).start(now) {
            Ok(start) => Some(start),
            Err(mistake @ Mistake::Past(_)) => self.mistake(TIME, mistake),
            Err(mistake) => self.mistake(DAY, mistake),
        }
    }

    fn mistake<T>(&mut self, name: &'static str, mistake: Mistake) -> Option<T> {
        self.mistakes.insert(name, mistake);
        None
    }

    fn text(&self, name: &str) -> String {
        let value = self.submission.get(name);
        let text = value
            .and_then(Any::as_str)
            .map(|text| text.trim().to_owned());
        // Browsers send what stands in a field for numbers as one.
        let number = || value.and_then(Any::as_i64).map(|number| number.to_string());
        text.or_else(number).unwrap_or_default()
    }

    fn field<T>(
        &mut self,
        name: &'static str,
        read: impl Fn(&str) -> Result<T, Mistake>,
    ) -> Option<T> {
        match read(&self.text(name)) {
            Ok(value) => Some(value),
            Err(mistake) => self.mistake(name, mistake),
        }
    }

    /// A field that may be left empty.
    fn optional<T>(
        &mut self,
        name: &'static str,
        read: impl Fn(&str) -> Result<T, Mistake>,
    ) -> Option<T> {
        if self.text(name).is_empty() {
            return None;
        }
        self.field(name, read)
    }
}
