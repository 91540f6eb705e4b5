//! A meeting that somebody wants to have, and what is wrong with a wish.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{ToSpan, Unit, ZonedDateTime, ZonedDateTimeRound};
use zoom_client::{NewMeeting, Recurrence, Timestamp};

use super::describe::{self, WORKING_DAYS};
use crate::i18n::Text;
use crate::texts;

/// The longest meeting, in minutes.
pub const MAX_MINUTES: u32 = 24 * 60;
/// How long a meeting takes unless somebody says.
pub const DEFAULT_MINUTES: u32 = 30;
/// The most times that Zoom tells of a recurring meeting, and so the most that can be followed.
pub const MAX_TIMES: u32 = 50;
/// How long before a meeting its channel may be reminded of it, in minutes; 0 is not at all.
pub const REMINDERS: [i64; 4] = [0, 5, 10, 15];
/// How long before, unless somebody says.
pub const DEFAULT_REMINDER: i64 = 10;
/// The longest passcode that Zoom takes.
const MAX_PASSCODE: usize = 10;

/// How often a meeting comes again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// Each day.
    Daily,
    /// From Monday to Friday.
    Weekdays,
    /// Each week, on the weekday of the first time.
    Weekly,
    /// Each second week.
    Fortnightly,
    /// Each month, on the day of the first time.
    Monthly,
}

/// When a meeting comes for the last time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// After so many times.
    Times(u32),
    /// On or before this day.
    Day(Date),
}

/// A meeting that somebody wants to have.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// What it is about; empty for whatever Zoom says then.
    pub topic: String,
    /// When it begins, in the zone that it is planned in.
    pub start: ZonedDateTime,
    /// How long it takes.
    pub minutes: u32,
    /// How often it comes again; `None` for once.
    pub repeat: Option<Repeat>,
    /// When that ends.
    pub end: Option<End>,
    /// What people type to get in; empty for whatever Zoom does then.
    pub passcode: String,
    /// Whether people wait to be let in; `None` for whatever the host has set in Zoom.
    pub waiting_room: Option<bool>,
    /// How many minutes before it the channel is reminded; 0 for not at all.
    pub reminder: i64,
}

impl Plan {
    /// What is asked of Zoom.
    pub fn new_meeting(&self) -> NewMeeting {
        let zone = zone_name(&self.start);
        let start = self.start.timestamp();
        let mut wanted = NewMeeting::scheduled(start, &zone, self.minutes).topic(&self.topic);
        if !self.passcode.is_empty() {
            wanted = wanted.passcode(&self.passcode);
        }
        if let Some(on) = self.waiting_room {
            wanted = wanted.waiting_room(on);
        }
        match self.recurrence() {
            Some(recurrence) => wanted.recurrence(recurrence),
            None => wanted,
        }
    }

    /// How it repeats, as Zoom says it. Zoom wants an end.
    pub fn recurrence(&self) -> Option<Recurrence> {
        let rule = match self.repeat? {
            Repeat::Daily => Recurrence::daily(),
            Repeat::Weekdays => Recurrence::weekly(WORKING_DAYS),
            Repeat::Weekly => Recurrence::weekly([self.start.weekday()]),
            Repeat::Fortnightly => Recurrence::weekly([self.start.weekday()]).interval(2),
            Repeat::Monthly => Recurrence::monthly(self.start.day()),
        };
        Some(match self.end {
            Some(End::Day(day)) => rule.until(last_moment(day, self.start.time_zone())),
            Some(End::Times(times)) => rule.times(times),
            None => rule.times(MAX_TIMES),
        })
    }
}

fn last_moment(day: Date, zone: &TimeZone) -> Timestamp {
    let end = day.at(23, 59, 59, 0).to_zoned_datetime(zone.clone());
    end.map_or(Timestamp::MAX, |end| end.timestamp())
}

/// The IANA name of a time's zone.
pub fn zone_name(time: &ZonedDateTime) -> String {
    time.time_zone().iana_name().unwrap_or("UTC").to_owned()
}

/// Why a wish cannot be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// No time is named.
    NoTime,
    /// Words that are none of ours.
    Words(String),
    /// Words that may belong to the topic as well as to the time.
    Unclear(String),
    /// This is no day.
    NoDay,
    /// This is no time.
    NotATime,
    /// This is no length that a meeting can have.
    Length,
    /// The time is over.
    Past(Text),
    /// There is no such time zone; perhaps another one is meant.
    Zone(String, Option<String>),
    /// Zoom would not take this passcode.
    Passcode,
    /// It cannot be repeated so often.
    Times,
    /// It is to come several times, and how it repeats is not said.
    Repeat,
    /// The channel cannot be reminded then.
    Reminder,
}

impl Mistake {
    /// What the person is told.
    pub fn message(&self) -> Text {
        match self {
            Self::NoTime => texts::schedule_mistake_no_time(),
            Self::Words(words) => texts::schedule_mistake_words(words),
            Self::Unclear(words) => texts::schedule_mistake_unclear(words),
            Self::NoDay => texts::schedule_mistake_day(),
            Self::NotATime => texts::schedule_mistake_time(),
            Self::Length => texts::schedule_mistake_length(),
            Self::Past(time) => texts::schedule_mistake_past(time.clone()),
            Self::Zone(typed, None) => texts::schedule_mistake_zone(typed),
            Self::Zone(typed, Some(guess)) => {
                let (typed, guess) = (typed.as_str().into(), guess.as_str().into());
                texts::schedule_mistake_zone_guess(texts::ScheduleMistakeZoneGuess { guess, typed })
            }
            Self::Passcode => texts::schedule_mistake_passcode(),
            Self::Times => texts::schedule_mistake_times(i64::from(MAX_TIMES)),
            Self::Repeat => texts::schedule_mistake_repeat(),
            Self::Reminder => texts::schedule_mistake_reminder(),
        }
    }
}

/// A length that a meeting can have.
pub fn minutes(minutes: u32) -> Result<u32, Mistake> {
    (1..=MAX_MINUTES)
        .contains(&minutes)
        .then_some(minutes)
        .ok_or(Mistake::Length)
}

/// How often a meeting can be repeated.
pub fn times(times: u32) -> Result<End, Mistake> {
    (1..=MAX_TIMES)
        .contains(&times)
        .then_some(End::Times(times))
        .ok_or(Mistake::Times)
}

/// The last day that a series can have: not one before its first, nor one so late that the series
/// comes more often than can be followed.
pub fn last_day(last: Date, repeat: Repeat, first: Date) -> Result<(), Mistake> {
    let most = i64::from(MAX_TIMES);
    let too_long = match repeat {
        Repeat::Daily => most.days(),
        Repeat::Weekdays => (most / 5).weeks(),
        Repeat::Weekly => most.weeks(),
        Repeat::Fortnightly => (2 * most).weeks(),
        Repeat::Monthly => most.months(),
    };
    let fits = last >= first && last < first.saturating_add(too_long);
    fits.then_some(()).ok_or(Mistake::Times)
}

/// How long before a meeting its channel can be reminded.
pub fn reminder(minutes: i64) -> Result<i64, Mistake> {
    REMINDERS
        .contains(&minutes)
        .then_some(minutes)
        .ok_or(Mistake::Reminder)
}

/// A passcode that Zoom takes.
pub fn passcode(text: &str) -> Result<String, Mistake> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '@' | '-' | '_' | '*');
    let fits = text.chars().count() <= MAX_PASSCODE && text.chars().all(allowed);
    fits.then(|| text.to_owned()).ok_or(Mistake::Passcode)
}

/// The time zone of this name; the name of a city is enough.
pub fn zone(text: &str) -> Result<TimeZone, Mistake> {
    /// A name that is farther from what was typed than this is not guessed.
    const FARTHEST: usize = 3;
    let typed = text.trim().replace(' ', "_");
    let known = |zone: &TimeZone| zone.iana_name().is_some();
    if let Some(zone) = TimeZone::get(&typed).ok().filter(known) {
        return Ok(zone);
    }
    let city = |name: &str| name.rsplit('/').next().unwrap_or_default().to_owned();
    let names: Vec<String> = jiff::tz::db()
        .available()
        .map(|name| name.to_string())
        .collect();
    let same = names
        .iter()
        .find(|name| name.contains('/') && city(name).eq_ignore_ascii_case(&typed));
    if let Some(zone) = same.and_then(|name| TimeZone::get(name).ok()) {
        return Ok(zone);
    }
    let short: String = typed.to_lowercase().chars().take(40).collect();
    let far = |name: &String| {
        let name = name.to_lowercase();
        strsim::osa_distance(&short, &name).min(strsim::osa_distance(&short, &city(&name)))
    };
    let guess = names.into_iter().min_by_key(far);
    let guess = guess.filter(|name| far(name) <= FARTHEST);
    Err(Mistake::Zone(text.trim().chars().take(40).collect(), guess))
}

/// A time that is ahead.
pub fn ahead(start: ZonedDateTime, now: &ZonedDateTime) -> Result<ZonedDateTime, Mistake> {
    if start > *now {
        Ok(start)
    } else {
        Err(Mistake::Past(describe::time(
            start.timestamp(),
            start.time_zone(),
        )))
    }
}

/// The next full minute.
pub fn full_minute(time: &ZonedDateTime) -> ZonedDateTime {
    let up = ZonedDateTimeRound::new()
        .smallest(Unit::Minute)
        .mode(jiff::RoundMode::Ceil);
    time.round(up).unwrap_or_else(|_| time.clone())
}

/// A working day: a weekend's moves to Monday.
pub fn working_day(start: ZonedDateTime) -> ZonedDateTime {
    let days = match start.weekday() {
        Weekday::Saturday => 2,
        Weekday::Sunday => 1,
        _ => 0,
    };
    start.checked_add(days.days()).unwrap_or(start)
}
