//! The words for days and repetitions that a person may type: English ones, and those of their own
//! language.

use jiff::civil::Weekday;

use super::plan::Repeat;
use crate::i18n::{Reader, Text};
use crate::texts;

/// A beginning of a weekday's name counts from this length on.
const SHORTEST: usize = 3;

/// The words that one person may use.
#[derive(Clone, Debug)]
pub struct Words {
    today: Vec<String>,
    tomorrow: Vec<String>,
    weekdays: Vec<(String, Weekday)>,
    repeats: Vec<(String, Repeat)>,
    /// Whether `12/3` is the third of December.
    month_first: bool,
}

impl Words {
    /// Those of a reader.
    pub fn of(reader: &Reader) -> Self {
        let both = |text: fn() -> Text| {
            let readers = [&Reader::default(), reader];
            readers.map(|reader| text().to(reader).to_lowercase())
        };
        let days = DAYS.iter().flat_map(|&(day, name)| {
            let names = both(name).into_iter();
            names.map(move |name| (name, day))
        });
        let repeats = REPEATS.iter().flat_map(|&(repeat, name)| {
            let names = both(name).into_iter();
            names.map(move |name| (name, repeat))
        });
        Self {
            today: both(texts::schedule_word_today).to_vec(),
            tomorrow: both(texts::schedule_word_tomorrow).to_vec(),
            weekdays: days.collect(),
            repeats: repeats.chain(synonyms()).collect(),
            month_first: matches!(reader.language().code(), "en" | "ja" | "ko" | "zh-CN"),
        }
    }

    pub(super) fn is_today(&self, word: &str) -> bool {
        self.today.iter().any(|name| name == word)
    }

    pub(super) fn is_tomorrow(&self, word: &str) -> bool {
        self.tomorrow.iter().any(|name| name == word)
    }

    pub(super) fn is_month_first(&self) -> bool {
        self.month_first
    }

    /// The weekday with this name, or whose name begins so.
    pub(super) fn weekday(&self, word: &str) -> Option<Weekday> {
        let long = word.chars().count() >= SHORTEST;
        let fits = |name: &str| name == word || (long && name.starts_with(word));
        let mut names = self.weekdays.iter();
        names.find(|(name, _)| fits(name)).map(|(_, day)| *day)
    }

    pub(super) fn repeat(&self, word: &str) -> Option<Repeat> {
        let mut names = self.repeats.iter();
        names
            .find(|(name, _)| name == word)
            .map(|(_, repeat)| *repeat)
    }
}

fn synonyms() -> impl Iterator<Item = (String, Repeat)> {
    let all = [
        ("weekday", Repeat::Weekdays),
        ("workdays", Repeat::Weekdays),
        ("biweekly", Repeat::Fortnightly),
    ];
    all.into_iter()
        .map(|(name, repeat)| (name.to_owned(), repeat))
}

/// The names of the weekdays.
const DAYS: [(Weekday, fn() -> Text); 7] = [
    (Weekday::Monday, texts::weekday_monday),
    (Weekday::Tuesday, texts::weekday_tuesday),
    (Weekday::Wednesday, texts::weekday_wednesday),
    (Weekday::Thursday, texts::weekday_thursday),
    (Weekday::Friday, texts::weekday_friday),
    (Weekday::Saturday, texts::weekday_saturday),
    (Weekday::Sunday, texts::weekday_sunday),
];

const REPEATS: [(Repeat, fn() -> Text); 5] = [
    (Repeat::Daily, texts::schedule_word_daily),
    (Repeat::Weekdays, texts::schedule_word_weekdays),
    (Repeat::Weekly, texts::schedule_word_weekly),
    (Repeat::Fortnightly, texts::schedule_word_fortnightly),
    (Repeat::Monthly, texts::schedule_word_monthly),
];

/// A weekday's name.
pub fn weekday(day: Weekday) -> Text {
    let mut days = DAYS.iter();
    let found = days.find(|(known, _)| *known == day);
    found.map_or_else(|| "".into(), |(_, name)| name())
}
