//! Single words: a day, a time of day, a length.

use jiff::ZonedDateTime;
use jiff::civil::{Date, Time};

use super::Day;
use crate::domain::schedule::plan::Mistake;
use crate::domain::schedule::words::Words;

/// Reads a day: `tomorrow`, a weekday, `2026-12-03`, `3.12.`, `12/3`, each with or without a year.
///
/// # Errors
/// [`Mistake::NoDay`].
pub fn day(text: &str, words: &Words, now: &ZonedDateTime) -> Result<Day, Mistake> {
    let text = text.trim().to_lowercase();
    let today = now.date();
    if words.is_today(&text) {
        return Ok(Day::Today);
    }
    if words.is_tomorrow(&text) {
        return Ok(Day::Tomorrow);
    }
    if let Some(weekday) = words.weekday(&text) {
        return Ok(Day::Weekday(weekday));
    }
    let date = iso(&text).or_else(|| numbers(&text, words, today));
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

/// Reads a time of day: `15:00`, `3pm`, `3:30pm`, `15時`.
///
/// # Errors
/// [`Mistake::NotATime`].
pub fn time(text: &str) -> Result<Time, Mistake> {
    let text = text.trim().to_lowercase();
    let clock = |text: &str| {
        let (hours, minutes) = text.split_once(':')?;
        (minutes.len() == 2).then(|| of(hours, minutes)).flatten()
    };
    let read = match text.strip_suffix("am").or(text.strip_suffix("pm")) {
        Some(hour) => half_day(hour.trim(), text.ends_with("pm")),
        None => clock(&text).or_else(|| of(text.strip_suffix('時')?, "0")),
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

/// Reads a length in minutes: `45m`, `1h`, `1h30`, `1.5h`, `90min`.
///
/// # Errors
/// [`Mistake::Length`].
pub fn length(text: &str) -> Result<u32, Mistake> {
    let text = text.trim().to_lowercase();
    let read = minutes(&text).or_else(|| hours(&text));
    read.ok_or(Mistake::Length)
}

fn minutes(text: &str) -> Option<u32> {
    let units = ["minutes", "minute", "mins", "min", "m", "分"];
    number(units.iter().find_map(|unit| text.strip_suffix(unit))?)
}

fn hours(text: &str) -> Option<u32> {
    let text = ["minutes", "mins", "min", "m"]
        .iter()
        .find_map(|unit| text.strip_suffix(unit))
        .unwrap_or(text);
    let (hours, rest) = text.split_once('h')?;
    let rest = rest.trim_start_matches(|c: char| c.is_alphabetic());
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
