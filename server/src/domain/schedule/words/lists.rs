//! Where the words stand among the texts.

use jiff::civil::Weekday;

use super::{Meaning, Unit, plain};
use crate::domain::schedule::plan::Repeat;
use crate::i18n::{Reader, Text};
use crate::texts;

/// What stands in the place of words where a language has none.
const NONE: &str = "·";

/// What words say, and the text with the words.
pub(super) type List<T> = (T, fn() -> Text);

/// The words that say something by themselves.
pub(super) const MEANINGS: &[List<Meaning>] = &[
    (Meaning::Today, texts::schedule_word_today),
    (Meaning::Tomorrow, texts::schedule_word_tomorrow),
    (Meaning::AfterTomorrow, texts::schedule_word_after_tomorrow),
    (Meaning::Weekday(Weekday::Monday), texts::weekday_monday),
    (Meaning::Weekday(Weekday::Tuesday), texts::weekday_tuesday),
    (
        Meaning::Weekday(Weekday::Wednesday),
        texts::weekday_wednesday,
    ),
    (Meaning::Weekday(Weekday::Thursday), texts::weekday_thursday),
    (Meaning::Weekday(Weekday::Friday), texts::weekday_friday),
    (Meaning::Weekday(Weekday::Saturday), texts::weekday_saturday),
    (Meaning::Weekday(Weekday::Sunday), texts::weekday_sunday),
    (Meaning::Repeat(Repeat::Daily), texts::schedule_word_daily),
    (
        Meaning::Repeat(Repeat::Weekdays),
        texts::schedule_word_weekdays,
    ),
    (Meaning::Repeat(Repeat::Weekly), texts::schedule_word_weekly),
    (
        Meaning::Repeat(Repeat::Fortnightly),
        texts::schedule_word_fortnightly,
    ),
    (
        Meaning::Repeat(Repeat::Monthly),
        texts::schedule_word_monthly,
    ),
    (Meaning::Every, texts::schedule_word_every),
    (Meaning::Next, texts::schedule_word_next),
    (Meaning::In, texts::schedule_word_in),
    (Meaning::Filler, texts::schedule_word_fillers),
    (Meaning::Unclear, texts::schedule_word_unclear),
];

/// The words that say something of the number before them.
pub(super) const UNITS: &[List<Unit>] = &[
    (Unit::Hours, texts::schedule_word_hours),
    (Unit::Minutes, texts::schedule_word_minutes),
    (Unit::Clock, texts::schedule_word_clock),
    (Unit::Am, texts::schedule_word_am),
    (Unit::Pm, texts::schedule_word_pm),
    (Unit::Times, times),
];

fn times() -> Text {
    "x times".into()
}

/// The words of one list.
pub(super) fn list(text: &Text, reader: &Reader) -> Vec<String> {
    let text = text.to(reader);
    let words = text.split_whitespace().filter(|word| *word != NONE);
    words.map(plain).collect()
}

/// What may be written together with a word.
pub(super) fn endings(reader: &Reader) -> Vec<String> {
    list(&texts::schedule_word_endings(), reader)
}

/// Other forms of words, each with the word that it stands for.
pub(in crate::domain::schedule) fn forms(reader: &Reader) -> Vec<(String, String)> {
    let forms = list(&texts::schedule_word_forms(), reader).into_iter();
    let pair = |form: String| {
        let (form, word) = form.split_once('=')?;
        Some((form.to_owned(), word.to_owned()))
    };
    forms.filter_map(pair).collect()
}

/// A weekday's name.
pub fn weekday(day: Weekday) -> Text {
    let mut all = MEANINGS.iter();
    let found = all.find(|(known, _)| *known == Meaning::Weekday(day));
    found.map_or_else(|| "".into(), |(_, name)| name())
}
