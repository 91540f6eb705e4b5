//! From the body of a request to the times of a meeting.

use jiff::civil::{DateTime, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, ZonedDateTime};
use serde_json::Value;

use crate::model::{Meeting, Occurrence, Schedule};
use crate::state::Error;

/// The most times that Zoom tells of a recurring meeting.
const MAX_OCCURRENCES: usize = 50;
/// The longest passcode that Zoom takes.
const MAX_PASSCODE: usize = 10;
const MINUTES: u32 = 60;

/// A field that Zoom refuses, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BadField(pub(crate) &'static str);

impl From<BadField> for Error {
    fn from(BadField(field): BadField) -> Self {
        Self::BadField(field)
    }
}

/// The plan that a body asks for. What it does not name stays as it was, and a new meeting without
/// a time begins now; like Zoom, a change overlooks a start in the past.
pub(crate) fn plan(
    body: &Value,
    old: Option<&Schedule>,
    now: Timestamp,
) -> Result<Schedule, BadField> {
    let time_zone = zone_name(body)?
        .or(old.map(|old| old.time_zone.clone()))
        .unwrap_or_else(|| "UTC".to_owned());
    let zone = TimeZone::get(&time_zone).map_err(|_| BadField("timezone"))?;
    let asked = start(body, &zone)?.filter(|&start| old.is_none() || start > now);
    let start = asked.or(old.map(|old| old.start)).unwrap_or(now);
    let minutes = minutes(body)?
        .or(old.map(|old| old.minutes))
        .unwrap_or(MINUTES);
    let recurrence = match body.get("recurrence").filter(|value| !value.is_null()) {
        Some(asked) => Some(asked.clone()),
        None => old.and_then(|old| old.recurrence.clone()),
    };
    let occurrences = match &recurrence {
        Some(rule) => occurrences(&start.to_zoned_datetime(zone), minutes, rule)?,
        None => Vec::new(),
    };
    Ok(Schedule {
        start,
        minutes,
        time_zone,
        recurrence,
        occurrences,
    })
}

/// The passcode that a body asks for; an empty one means that the account's rule holds.
pub(crate) fn passcode(body: &Value) -> Result<Option<String>, BadField> {
    let text = body.get("password").and_then(Value::as_str);
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '@' | '-' | '_' | '*');
    let fits = text.chars().count() <= MAX_PASSCODE && text.chars().all(allowed);
    fits.then(|| Some(text.to_owned()))
        .ok_or(BadField("password"))
}

/// The occurrence of this name.
pub(crate) fn occurrence<'a>(
    meeting: &'a mut Meeting,
    name: &str,
) -> Result<&'a mut Occurrence, Error> {
    let id = meeting.id;
    let all = meeting.schedule.iter_mut();
    all.flat_map(|plan| &mut plan.occurrences)
        .find(|occurrence| occurrence.id == name && !occurrence.deleted)
        .ok_or(Error::UnknownMeeting(id))
}

/// Moves one occurrence, and no other.
pub(crate) fn move_occurrence(
    meeting: &mut Meeting,
    name: &str,
    body: &Value,
    now: Timestamp,
) -> Result<(), Error> {
    let plan = meeting.schedule.as_ref();
    let zone = plan.map_or("UTC", |plan| plan.time_zone.as_str());
    let zone = TimeZone::get(zone).map_err(|_| BadField("timezone"))?;
    let start = start(body, &zone)?.filter(|&start| start > now);
    let minutes = minutes(body)?;
    let occurrence = occurrence(meeting, name)?;
    occurrence.start = start.unwrap_or(occurrence.start);
    occurrence.minutes = minutes.unwrap_or(occurrence.minutes);
    Ok(())
}

fn zone_name(body: &Value) -> Result<Option<String>, BadField> {
    match body.get("timezone") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(name)) if name.is_empty() => Ok(None),
        Some(Value::String(name)) => Ok(Some(name.clone())),
        Some(_) => Err(BadField("timezone")),
    }
}

/// With `Z` a moment, without it a time of the meeting's zone.
fn start(body: &Value, zone: &TimeZone) -> Result<Option<Timestamp>, BadField> {
    let text = match body.get("start_time") {
        None | Some(Value::Null) => return Ok(None),
        Some(value) => value.as_str().ok_or(BadField("start_time"))?,
    };
    if text.is_empty() {
        return Ok(None);
    }
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Ok(Some(moment));
    }
    let civil: DateTime = text.parse().map_err(|_| BadField("start_time"))?;
    let zoned = civil.to_zoned_datetime(zone.clone());
    Ok(Some(zoned.map_err(|_| BadField("start_time"))?.timestamp()))
}

fn minutes(body: &Value) -> Result<Option<u32>, BadField> {
    match body.get("duration") {
        None | Some(Value::Null) => Ok(None),
        Some(value) => {
            let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
            let number = number.ok_or(BadField("duration"))?;
            Ok((number > 0).then_some(number))
        }
    }
}

/// The times of day are those of the zone, so that they stay when clocks change.
fn occurrences(
    start: &ZonedDateTime,
    minutes: u32,
    rule: &Value,
) -> Result<Vec<Occurrence>, BadField> {
    let number = |name: &str| rule.get(name).and_then(Value::as_i64);
    let until = rule.get("end_date_time").and_then(Value::as_str);
    let until: Option<Timestamp> = until.and_then(|text| text.parse().ok());
    // Zoom ends a recurrence that names no end after one occurrence.
    let times = number("end_times").or(until.is_none().then_some(1));
    let times = times.map_or(MAX_OCCURRENCES, |times| {
        usize::try_from(times)
            .unwrap_or_default()
            .clamp(1, MAX_OCCURRENCES)
    });
    let step = number("repeat_interval").unwrap_or(1).clamp(1, 99);
    let all: Box<dyn Iterator<Item = ZonedDateTime>> = match number("type") {
        Some(1) => Box::new(daily(start.clone(), step)),
        Some(2) => Box::new(weekly(start.clone(), step, weekdays(rule, start))),
        Some(3) => Box::new(monthly(start.clone(), step, number("monthly_day"))),
        _ => return Err(BadField("recurrence")),
    };
    let all = all.take_while(|time| until.is_none_or(|until| time.timestamp() <= until));
    Ok(all
        .take(times)
        .map(|time| Occurrence {
            id: time.timestamp().as_millisecond().to_string(),
            start: time.timestamp(),
            minutes,
            deleted: false,
        })
        .collect())
}

fn daily(start: ZonedDateTime, step: i64) -> impl Iterator<Item = ZonedDateTime> {
    (0..).map_while(move |n: i64| start.checked_add((n * step).days()).ok())
}

fn weekdays(rule: &Value, start: &ZonedDateTime) -> Vec<Weekday> {
    let text = rule.get("weekly_days").and_then(Value::as_str);
    let days = text.unwrap_or_default().split(',');
    let days: Vec<Weekday> = days
        .filter_map(|day| Weekday::from_sunday_one_offset(day.trim().parse().ok()?).ok())
        .collect();
    if days.is_empty() {
        vec![start.weekday()]
    } else {
        days
    }
}

/// Zoom's weeks begin on Sunday.
fn weekly(
    start: ZonedDateTime,
    step: i64,
    days: Vec<Weekday>,
) -> impl Iterator<Item = ZonedDateTime> {
    let lead = i64::from(start.weekday().to_sunday_zero_offset());
    (0..)
        .map_while({
            let start = start.clone();
            move |n: i64| start.checked_add(n.days()).ok()
        })
        .enumerate()
        .filter(move |(n, time)| {
            let week = (i64::try_from(*n).unwrap_or_default() + lead) / 7;
            week % step == 0 && days.contains(&time.weekday())
        })
        .map(|(_, time)| time)
}

/// A month that lacks the day has its last day instead.
fn monthly(
    start: ZonedDateTime,
    step: i64,
    day: Option<i64>,
) -> impl Iterator<Item = ZonedDateTime> {
    let day = day.and_then(|day| i8::try_from(day).ok());
    let day = day.unwrap_or_else(|| start.day());
    let first = start.first_of_month().unwrap_or_else(|_| start.clone());
    (0..)
        .map_while(move |n: i64| {
            let month = first.checked_add((n * step).months()).ok()?;
            let day = day.clamp(1, month.days_in_month());
            month.with().day(day).build().ok()
        })
        .filter(move |time| *time >= start)
}
