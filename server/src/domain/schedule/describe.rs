//! Times, lengths and repetitions of a plan in words.

use jiff::tz::{Offset, TimeZone};
use zoom_client::{Frequency, Recurrence, Timestamp, Weekday};

use super::words;
use crate::i18n::Text;
use crate::texts;

pub(super) const WORKING_DAYS: [Weekday; 5] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
];

/// A time in a zone, which is named: many read it, in zones of their own.
pub fn time(at: Timestamp, zone: &TimeZone) -> Text {
    let local = at.to_zoned_datetime(zone.clone());
    let text = texts::schedule_time(texts::ScheduleTime {
        start: at,
        weekday: words::weekday(local.weekday()),
        zone: zone_label(zone, local.offset()).into(),
    });
    text.in_zone(zone.clone())
}

/// `Europe/Berlin, UTC+1`.
fn zone_label(zone: &TimeZone, offset: Offset) -> String {
    let name = zone.iana_name().unwrap_or("UTC");
    if offset.seconds() == 0 && name == "UTC" {
        return name.to_owned();
    }
    let sign = if offset.seconds() < 0 { '-' } else { '+' };
    let minutes = offset.seconds().unsigned_abs() / 60;
    match (minutes / 60, minutes % 60) {
        (hours, 0) => format!("{name}, UTC{sign}{hours}"),
        (hours, minutes) => format!("{name}, UTC{sign}{hours}:{minutes:02}"),
    }
}

/// How a meeting repeats.
pub fn recurrence(rule: &Recurrence, zone: &TimeZone) -> Text {
    let repeat = repeat(rule);
    if let Some(end) = rule.until {
        return texts::schedule_repeat_until(texts::ScheduleRepeatUntil { end, repeat })
            .in_zone(zone.clone());
    }
    match rule.times {
        Some(times) => texts::schedule_repeat_times(texts::ScheduleRepeatTimes {
            count: times.into(),
            repeat,
        }),
        None => repeat,
    }
}

fn repeat(rule: &Recurrence) -> Text {
    let every = every(rule.frequency, rule.interval);
    let on = |days: Text| {
        texts::schedule_repeat_on(texts::ScheduleRepeatOn {
            days,
            repeat: every.clone(),
        })
    };
    match rule.frequency {
        Frequency::Weekly if rule.interval == 1 && rule.weekdays == WORKING_DAYS => {
            texts::schedule_every_working_day()
        }
        Frequency::Weekly if !rule.weekdays.is_empty() => {
            let days = rule.weekdays.iter().map(|day| words::weekday(*day));
            on(Text::joined(days, ", "))
        }
        _ => every,
    }
}

/// Each so many days, weeks or months.
pub fn every(frequency: Frequency, interval: u32) -> Text {
    let interval = i64::from(interval);
    match (frequency, interval) {
        (Frequency::Daily, 1) => texts::schedule_each_day(),
        (Frequency::Weekly, 1) => texts::schedule_each_week(),
        (Frequency::Monthly, 1) => texts::schedule_each_month(),
        (Frequency::Daily, _) => texts::schedule_every_days(interval),
        (Frequency::Weekly, _) => texts::schedule_every_weeks(interval),
        (Frequency::Monthly, _) => texts::schedule_every_months(interval),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Language, Reader};

    fn english(text: &Text) -> String {
        text.to(&Reader::default())
    }

    #[test]
    fn a_time_names_its_zone_and_how_far_it_is_from_utc() {
        let shown = |at: &str, zone: &str| {
            let zone = TimeZone::get(zone).unwrap();
            english(&time(at.parse().unwrap(), &zone))
        };
        assert_eq!(
            shown("2026-12-03T14:00:00Z", "Europe/Berlin"),
            "Thursday, Dec 3, 2026, 3:00 PM (Europe/Berlin, UTC+1)"
        );
        assert_eq!(
            shown("2026-07-03T14:00:00Z", "America/New_York"),
            "Friday, Jul 3, 2026, 10:00 AM (America/New_York, UTC-4)"
        );
        assert_eq!(
            shown("2026-12-03T20:00:00Z", "Asia/Kolkata"),
            "Friday, Dec 4, 2026, 1:30 AM (Asia/Kolkata, UTC+5:30)"
        );
        assert_eq!(
            shown("2026-12-03T14:00:00Z", "UTC"),
            "Thursday, Dec 3, 2026, 2:00 PM (UTC)"
        );
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let german = time("2026-12-03T14:00:00Z".parse().unwrap(), &zone);
        assert_eq!(
            german.to(&Reader::everybody(Language::of("de"))),
            "Donnerstag, 03.12.2026, 15:00 Uhr (Europe/Berlin, UTC+1)"
        );
    }

    #[test]
    fn a_recurrence_is_told_with_its_end() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let told = |rule: Recurrence| english(&recurrence(&rule, &zone));
        let until = "2027-01-31T22:59:59Z".parse().unwrap();
        assert_eq!(told(Recurrence::daily().times(5)), "Every day, 5 times");
        assert_eq!(
            told(Recurrence::daily().interval(3).until(until)),
            "Every 3 days, until Jan 31, 2027"
        );
        assert_eq!(
            told(Recurrence::weekly(WORKING_DAYS)),
            "Every working day (Monday to Friday)"
        );
        let weekly = Recurrence::weekly([Weekday::Tuesday, Weekday::Friday]);
        assert_eq!(
            told(weekly.interval(2).times(1)),
            "Every 2 weeks (Tuesday, Friday), 1 time"
        );
        assert_eq!(
            told(Recurrence::monthly(3).times(50)),
            "Every month, 50 times"
        );
    }
}
