//! Single words: a day, a time of day, a length.

use jiff::ZonedDateTime;
use jiff::civil::{Date, Time};

use super::Day;
use crate::domain::schedule::plan::Mistake;
use crate::domain::schedule::words::{Meaning, Words};

/// Reads a day, as a token says it.
///
/// # Errors
/// [`Mistake::NoDay`].
pub(super) fn day(said: &str, words: &Words, now: &ZonedDateTime) -> Result<Day, Mistake> {
    match words.meaning(said) {
        Some(Meaning::Today) => return Ok(Day::Today),
        Some(Meaning::Tomorrow) => return Ok(Day::Tomorrow),
        Some(Meaning::AfterTomorrow) => return Ok(Day::AfterTomorrow),
        Some(Meaning::Weekday(weekday)) => return Ok(Day::Weekday(weekday)),
        _ => {}
    }
    let date = iso(said).or_else(|| numbers(said, words, now.date()));
    date.map(Day::Date).ok_or(Mistake::NoDay)
}

fn iso(text: &str) -> Option<Date> {
    let shape = text.len() == 10 && text.bytes().filter(|&b| b == b'-').count() == 2;
    shape.then(|| text.parse().ok()).flatten()
}

/// `3.12.2026`, `3.12.`, `12/3/2026`, `12/3`, `2026/12/3`.
fn numbers(text: &str, words: &Words, today: Date) -> Option<Date> {
    let dotted = text.contains('.');
    let text = text.strip_suffix('.').unwrap_or(text);
    let parts: Vec<i16> = text
        .split(if dotted { '.' } else { '/' })
        .map(|part| part.parse().ok().filter(|&number| number > 0))
        .collect::<Option<_>>()?;
    let (year, month, day) = match *parts.as_slice() {
        [year, month, day] if year > 999 => (Some(year), month, day),
        [month, day, year] if !dotted && words.is_month_first() => (Some(year), month, day),
        [day, month, year] => (Some(year), month, day),
        [month, day] if !dotted && words.is_month_first() => (None, month, day),
        [day, month] => (None, month, day),
        _ => return None,
    };
    let on = |year| Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
    match year {
        Some(short @ 0..100) => on(2000 + short),
        Some(year) => on(year),
        // Without a year the next one is meant.
        None => {
            let years = today.year()..=today.year().saturating_add(8);
            years.into_iter().filter_map(on).find(|day| *day >= today)
        }
    }
}

/// Reads a time of day, as a token says it: `15:00`, `3pm`, `3:30pm`.
///
/// # Errors
/// [`Mistake::NotATime`].
pub(super) fn time(said: &str) -> Result<Time, Mistake> {
    let clock = |text: &str| {
        let (hours, minutes) = text.split_once(':')?;
        (minutes.len() == 2).then(|| of(hours, minutes)).flatten()
    };
    let read = match said.strip_suffix("am").or(said.strip_suffix("pm")) {
        Some(hour) => half_day(hour.trim(), said.ends_with("pm")),
        None => clock(said),
    };
    read.ok_or(Mistake::NotATime)
}

fn of(hours: &str, minutes: &str) -> Option<Time> {
    let number = |text: &str| {
        let digits = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse().ok()).flatten()
    };
    Time::new(number(hours)?, number(minutes)?, 0, 0).ok()
}

fn half_day(text: &str, afternoon: bool) -> Option<Time> {
    let (hours, minutes) = text.split_once(':').unwrap_or((text, "0"));
    let time = of(hours, minutes).filter(|time| (1..=12).contains(&time.hour()))?;
    let hour = time.hour() % 12 + if afternoon { 12 } else { 0 };
    Time::new(hour, time.minute(), 0, 0).ok()
}

/// `14h30`, as in French, where it is a time of day that can be.
pub(super) fn french_time(text: &str) -> Option<Time> {
    let (hours, minutes) = text.split_once('h')?;
    of(hours, if minutes.is_empty() { "0" } else { minutes })
}

/// Reads a length in minutes, as a token says it: `45m`, `1h`, `1h30`, `1.5h`.
///
/// # Errors
/// [`Mistake::Length`].
pub(super) fn length(said: &str) -> Result<u32, Mistake> {
    let read = minutes(said).or_else(|| hours(said));
    read.ok_or(Mistake::Length)
}

fn minutes(text: &str) -> Option<u32> {
    number(text.strip_suffix('m')?)
}

fn hours(text: &str) -> Option<u32> {
    let (hours, rest) = text.split_once('h')?;
    if let Some((whole, tenths)) = hours.split_once(['.', ',']) {
        let tenths = number(tenths).filter(|tenths| rest.is_empty() && *tenths < 10)?;
        return Some(number(whole)? * 60 + tenths * 6);
    }
    let minutes = if rest.is_empty() { 0 } else { number(rest)? };
    Some(number(hours)? * 60 + minutes)
}

/// At most four digits, so that nothing overflows.
fn number(text: &str) -> Option<u32> {
    let digits = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}
