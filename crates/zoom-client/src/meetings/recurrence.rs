//! How a meeting repeats.

use jiff::Timestamp;
use jiff::civil::Weekday;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::lenient;

/// What is counted between two occurrences (Zoom's `recurrence.type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Frequency {
    /// Days.
    Daily,
    /// Weeks.
    Weekly,
    /// Months.
    Monthly,
}

/// How a meeting of the kinds 3 and 8 repeats. All times of day are those of the meeting's time
/// zone, so that an occurrence stays at its hour when clocks change.
///
/// ```
/// use zoom_client::{Recurrence, Weekday};
///
/// let fortnightly = Recurrence::weekly([Weekday::Tuesday]).interval(2).times(10);
/// assert_eq!(fortnightly.interval, 2);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recurrence {
    /// What is counted.
    pub frequency: Frequency,
    /// Each how many days, weeks or months; at least 1.
    pub interval: u32,
    /// The days of a weekly meeting; empty for others.
    pub weekdays: Vec<Weekday>,
    /// The day of a monthly meeting, 1 to 31.
    pub month_day: Option<i8>,
    /// The week of a monthly meeting that goes by weekdays: 1 to 4, or -1 for the last one.
    pub month_week: Option<i8>,
    /// Its weekday.
    pub month_weekday: Option<Weekday>,
    /// After how many occurrences it ends; Zoom takes at most 60, and one where neither this nor
    /// [`until`](Self::until) is given.
    pub times: Option<u32>,
    /// When it ends.
    pub until: Option<Timestamp>,
}

impl Recurrence {
    /// Each day.
    #[must_use]
    pub fn daily() -> Self {
        Self::each(Frequency::Daily)
    }

    /// Each week on these days.
    #[must_use]
    pub fn weekly(days: impl IntoIterator<Item = Weekday>) -> Self {
        Self {
            weekdays: days.into_iter().collect(),
            ..Self::each(Frequency::Weekly)
        }
    }

    /// Each month on this day, 1 to 31.
    #[must_use]
    pub fn monthly(day: i8) -> Self {
        Self {
            month_day: Some(day),
            ..Self::each(Frequency::Monthly)
        }
    }

    fn each(frequency: Frequency) -> Self {
        Self {
            frequency,
            interval: 1,
            weekdays: Vec::new(),
            month_day: None,
            month_week: None,
            month_weekday: None,
            times: None,
            until: None,
        }
    }

    /// Only each `interval`th day, week or month.
    #[must_use]
    pub fn interval(mut self, interval: u32) -> Self {
        self.interval = interval.max(1);
        self
    }

    /// Ends after this many occurrences.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        (self.times, self.until) = (Some(times), None);
        self
    }

    /// Ends with the last occurrence before this time.
    #[must_use]
    pub fn until(mut self, time: Timestamp) -> Self {
        (self.times, self.until) = (None, Some(time));
        self
    }
}

/// As Zoom spells it: the days of a week are numbers from 1 (Sunday) in one string.
#[derive(Serialize, Deserialize)]
struct Wire {
    #[serde(default, rename = "type", deserialize_with = "lenient::number")]
    kind: i64,
    #[serde(default, deserialize_with = "lenient::number")]
    repeat_interval: i64,
    #[serde(
        default,
        skip_serializing_if = "String::is_empty",
        deserialize_with = "lenient::text"
    )]
    weekly_days: String,
    #[serde(
        default,
        skip_serializing_if = "is_zero",
        deserialize_with = "lenient::number"
    )]
    monthly_day: i64,
    #[serde(
        default,
        skip_serializing_if = "is_zero",
        deserialize_with = "lenient::number"
    )]
    monthly_week: i64,
    #[serde(
        default,
        skip_serializing_if = "is_zero",
        deserialize_with = "lenient::number"
    )]
    monthly_week_day: i64,
    #[serde(
        default,
        skip_serializing_if = "is_zero",
        deserialize_with = "lenient::number"
    )]
    end_times: i64,
    #[serde(
        default,
        skip_serializing_if = "String::is_empty",
        deserialize_with = "lenient::text"
    )]
    end_date_time: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(number: &i64) -> bool {
    *number == 0
}

fn weekday(number: i64) -> Option<Weekday> {
    Weekday::from_sunday_one_offset(i8::try_from(number).ok()?).ok()
}

/// A number that fits and is not 0, which stands for none.
fn some<T: TryFrom<i64>>(number: i64) -> Option<T> {
    T::try_from(number).ok().filter(|_| number != 0)
}

impl Serialize for Recurrence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let days = self.weekdays.iter();
        let days: Vec<String> = days
            .map(|day| day.to_sunday_one_offset().to_string())
            .collect();
        let kind = match self.frequency {
            Frequency::Daily => 1,
            Frequency::Weekly => 2,
            Frequency::Monthly => 3,
        };
        let week_day = self.month_weekday.map(Weekday::to_sunday_one_offset);
        Wire {
            kind,
            repeat_interval: self.interval.into(),
            weekly_days: days.join(","),
            monthly_day: self.month_day.unwrap_or_default().into(),
            monthly_week: self.month_week.unwrap_or_default().into(),
            monthly_week_day: week_day.unwrap_or_default().into(),
            end_times: self.times.unwrap_or_default().into(),
            end_date_time: self.until.map(super::seconds).unwrap_or_default(),
        }
        .serialize(serializer)
    }
}

/// What is odd in it counts as absent; only without its kind it is no recurrence.
impl<'de> Deserialize<'de> for Recurrence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = Wire::deserialize(deserializer)?;
        let days = wire.weekly_days.split(',');
        let days = days.filter_map(|day| weekday(day.trim().parse().ok()?));
        Ok(Self {
            frequency: match wire.kind {
                1 => Frequency::Daily,
                2 => Frequency::Weekly,
                3 => Frequency::Monthly,
                _ => return Err(serde::de::Error::custom("no such kind of recurrence")),
            },
            interval: some(wire.repeat_interval).unwrap_or(1),
            weekdays: days.take(7).collect(),
            month_day: some(wire.monthly_day),
            month_week: some(wire.monthly_week),
            month_weekday: weekday(wire.monthly_week_day),
            times: some(wire.end_times),
            until: wire.end_date_time.parse().ok(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(recurrence: &Recurrence) -> String {
        serde_json::to_string(recurrence).unwrap()
    }

    #[test]
    fn only_what_was_chosen_is_sent_and_read_again() {
        let until = "2027-01-31T12:00:00.5Z".parse().unwrap();
        for (recurrence, json) in [
            (
                Recurrence::daily().times(5),
                r#"{"type":1,"repeat_interval":1,"end_times":5}"#,
            ),
            (
                Recurrence::weekly([Weekday::Sunday, Weekday::Wednesday]).interval(2),
                r#"{"type":2,"repeat_interval":2,"weekly_days":"1,4"}"#,
            ),
            (
                Recurrence::monthly(31).until(until),
                r#"{"type":3,"repeat_interval":1,"monthly_day":31,"end_date_time":"2027-01-31T12:00:00Z"}"#,
            ),
        ] {
            assert_eq!(sent(&recurrence), json);
            let read: Recurrence = serde_json::from_str(json).unwrap();
            assert_eq!(sent(&read), json);
        }
    }

    #[test]
    fn what_is_odd_costs_only_itself() {
        let odd = r#"{"type":"3","repeat_interval":-4,"weekly_days":7,"monthly_week":-1,"monthly_week_day":"6",
            "monthly_day":999,"end_times":null,"end_date_time":"soon"}"#;
        let read: Recurrence = serde_json::from_str(odd).unwrap();
        assert_eq!((read.frequency, read.interval), (Frequency::Monthly, 1));
        assert_eq!(read.weekdays, [Weekday::Saturday]);
        assert_eq!(
            (read.month_week, read.month_weekday),
            (Some(-1), Some(Weekday::Friday))
        );
        assert_eq!((read.month_day, read.times, read.until), (None, None, None));
    }
}
