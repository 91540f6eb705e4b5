//! The words for days, times and repetitions that a person may type: English ones, and those of
//! their own language.
//!
//! They stand in `assets/i18n/` as `schedule_word_…`: several with spaces between them, a phrase
//! with `_` between its words, `·` where a language has none.

mod lists;

use std::sync::OnceLock;

use jiff::civil::Weekday;

use super::plan::Repeat;
use crate::i18n::{Language, Reader};
use lists::{List, MEANINGS, UNITS};

pub(super) use lists::forms;
pub use lists::weekday;

/// A beginning of a weekday's name may be meant for it from this length on: it is asked about, for
/// it may be a word of its own, as in German `Dienst`.
const SHORTEST: usize = 5;
/// A beginning with a dot at its end, as in `lun.`, is meant to be one.
const SHORTEST_WITH_DOT: usize = 2;

/// What a word says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Today,
    Tomorrow,
    AfterTomorrow,
    Weekday(Weekday),
    Repeat(Repeat),
    /// `every Monday`.
    Every,
    /// `next Monday`.
    Next,
    /// `in 30 minutes`.
    In,
    /// A word that says nothing by itself.
    Filler,
    /// About the day, but no day of ours: `next week`.
    Unclear,
}

impl Meaning {
    /// Whether it tells of a day, so that it is seldom a topic.
    fn is_of_a_day(self) -> bool {
        matches!(
            self,
            Self::Today | Self::Tomorrow | Self::AfterTomorrow | Self::Weekday(_) | Self::Unclear
        )
    }
}

/// What a word says of the number before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Hours,
    Minutes,
    /// The hour of a time of day: `15 Uhr`.
    Clock,
    Am,
    Pm,
    /// How often.
    Times,
}

/// The words that one person may use.
#[derive(Clone, Debug)]
pub struct Words {
    meanings: Vec<(String, Meaning)>,
    units: Vec<(String, Unit)>,
    /// What is written together with the word before it, and says nothing by itself.
    endings: Vec<String>,
    /// Whether `12/3` is the third of December.
    month_first: bool,
}

impl Words {
    /// Those of a reader.
    pub fn of(reader: &Reader) -> Self {
        let both = [&Reader::default(), reader];
        let endings = both.iter().flat_map(|reader| lists::endings(reader));
        Self {
            meanings: both.iter().flat_map(|reader| meanings(reader)).collect(),
            units: both.iter().flat_map(|reader| units(reader)).collect(),
            endings: endings.collect(),
            month_first: matches!(reader.language().code(), "en" | "ja" | "ko" | "zh-CN"),
        }
    }

    pub(super) fn is_month_first(&self) -> bool {
        self.month_first
    }

    /// What a word or phrase says, as [`plain`] writes it.
    pub(super) fn meaning(&self, word: &str) -> Option<Meaning> {
        let mut known = self.meanings.iter();
        let exactly = known.find(|(name, _)| name == word);
        exactly
            .map(|(_, meaning)| *meaning)
            .or_else(|| self.beginning(word))
    }

    /// The weekday whose name begins so, as far as that is clear.
    fn beginning(&self, word: &str) -> Option<Meaning> {
        let stem = word.strip_suffix('.');
        let (shortest, meant) = match stem {
            Some(_) => (SHORTEST_WITH_DOT, None),
            None => (SHORTEST, Some(Meaning::Unclear)),
        };
        let stem = stem.unwrap_or(word);
        if stem.chars().count() < shortest {
            return None;
        }
        let mut known = self.meanings.iter();
        let fits = |(name, meaning): &&(String, Meaning)| {
            matches!(meaning, Meaning::Weekday(_)) && name.starts_with(stem)
        };
        known.find(fits).map(|(_, day)| meant.unwrap_or(*day))
    }

    pub(super) fn is(&self, word: &str, meaning: Meaning) -> bool {
        self.meaning(word) == Some(meaning)
    }

    pub(super) fn is_weekday(&self, word: &str) -> bool {
        matches!(self.meaning(word), Some(Meaning::Weekday(_)))
    }

    pub(super) fn unit(&self, word: &str) -> Option<Unit> {
        let mut known = self.units.iter();
        known.find(|(name, _)| name == word).map(|(_, unit)| *unit)
    }

    /// A unit that a text begins with, the longest one, and the rest of the text.
    pub(super) fn unit_before<'a>(&self, text: &'a str) -> Option<(Unit, &'a str)> {
        let known = self.units.iter();
        let fits =
            known.filter_map(|(name, unit)| Some((*unit, text.strip_prefix(name.as_str())?)));
        fits.min_by_key(|(_, rest)| rest.len())
    }

    /// A word without what is written together with it.
    pub(super) fn without_ending<'a>(&self, word: &'a str) -> &'a str {
        let mut endings = self.endings.iter();
        let bare = endings.find_map(|ending| word.strip_suffix(ending.as_str()));
        bare.unwrap_or(word)
    }

    /// A day at the beginning of a word of a script without spaces, and what follows it.
    pub(super) fn day_before<'a>(&self, word: &'a str) -> Option<(&'a str, &'a str)> {
        let known = self.meanings.iter();
        let days = known.filter(|(name, meaning)| is_without_spaces(name) && meaning.is_of_a_day());
        let longest = days
            .filter(|(name, _)| word.starts_with(name.as_str()))
            .map(|(name, _)| name.len())
            .max()?;
        let (day, mut rest) = word.split_at(longest);
        while let Some(next) = self
            .endings
            .iter()
            .find_map(|e| rest.strip_prefix(e.as_str()))
        {
            rest = next;
        }
        (!rest.is_empty()).then_some((day, rest))
    }

    /// Whether a word tells of a day, in any language.
    pub(super) fn tells_of_a_day(&self, word: &str) -> bool {
        let is_within = |day: &&String| is_without_spaces(day) && word.contains(day.as_str());
        let mut all = days_of_all().iter();
        self.meaning(word).is_some_and(Meaning::is_of_a_day)
            || all.any(|day| day == word || is_within(&day))
    }
}

/// A word as the lists have it: small, with the apostrophe of a keyboard.
pub(super) fn plain(word: &str) -> String {
    word.to_lowercase().replace(['’', 'ʼ', '‘', '`'], "'")
}

/// Whether a word is written without spaces around it, as in Chinese and Japanese.
pub(super) fn is_without_spaces(word: &str) -> bool {
    word.starts_with(|c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}'))
}

fn meanings(reader: &Reader) -> Vec<(String, Meaning)> {
    let mut all = collected(MEANINGS, reader);
    for (form, word) in forms(reader) {
        let meaning = all.iter().find(|(name, _)| *name == word);
        let meaning = meaning.map(|(_, meaning)| *meaning);
        all.extend(meaning.map(|meaning| (form, meaning)));
    }
    all
}

fn units(reader: &Reader) -> Vec<(String, Unit)> {
    collected(UNITS, reader)
}

fn collected<T: Copy>(lists: &[List<T>], reader: &Reader) -> Vec<(String, T)> {
    let each = lists.iter().flat_map(|(said, text)| {
        let words = lists::list(&text(), reader).into_iter();
        words.map(|word| (word, *said))
    });
    each.collect()
}

/// The days of all languages: who reads English may type their own.
fn days_of_all() -> &'static [String] {
    static DAYS: OnceLock<Vec<String>> = OnceLock::new();
    let readers = || Language::all().map(Reader::everybody);
    DAYS.get_or_init(|| readers().flat_map(|reader| days(&reader)).collect())
}

/// The words for days, without short forms of the Latin script: they are words of other languages.
pub(super) fn days(reader: &Reader) -> Vec<String> {
    let is_short = |word: &str| word.is_ascii() && word.len() < 4;
    let names = collected(MEANINGS, reader)
        .into_iter()
        .map(|(name, _)| name);
    let names: Vec<String> = names.collect();
    let all = meanings(reader).into_iter();
    all.filter(|(word, meaning)| meaning.is_of_a_day() && (names.contains(word) || !is_short(word)))
        .map(|(word, _)| word)
        .collect()
}
