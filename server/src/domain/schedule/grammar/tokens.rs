//! From a line to its words.

use super::units;
use crate::domain::schedule::words::{Meaning, Unit, Words, is_without_spaces, plain};

/// The pairs of quotes that keyboards make.
const QUOTES: [(char, &str); 6] = [
    ('"', "\"”"),
    ('“', "”“\""),
    ('„', "“”\""),
    ('«', "»"),
    ('»', "«"),
    ('「', "」"),
];
/// The most words of a phrase.
const LONGEST_PHRASE: usize = 4;

/// A word, or several that belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Token {
    /// As it was typed.
    pub(super) typed: String,
    /// In small letters, with units as in English: `45m`, `1h30`, `15:00`, `3pm`.
    pub(super) said: String,
}

/// The first text in quotes, and the other words. What belongs together is one word.
pub(super) fn split(line: &str, words: &Words) -> (Option<String>, Vec<Token>) {
    let (before, quoted, after) = cut_quoted(line);
    let typed = before.split_whitespace().chain(after.split_whitespace());
    let typed = typed.map(|word| word.trim_end_matches([',', ';', '、', '，']));
    let typed = typed.filter(|word| !word.is_empty());
    let typed: Vec<&str> = typed.flat_map(|word| apart(word, words)).collect();
    (quoted, joined(phrases(&typed, words), words))
}

/// What somebody typed as a day or a time alone.
pub(super) fn one(text: &str, words: &Words) -> String {
    match split(text, words).1.as_slice() {
        [token] => token.said.clone(),
        _ => plain(text.trim()),
    }
}

fn cut_quoted(line: &str) -> (&str, Option<String>, &str) {
    let opening = line
        .char_indices()
        .find_map(|(at, c)| QUOTES.iter().find(|(open, _)| *open == c).map(|q| (at, q)));
    let Some((at, (open, closing))) = opening else {
        return (line, None, "");
    };
    let (before, rest) = line.split_at(at);
    let rest = rest.get(open.len_utf8()..).unwrap_or_default();
    // A quote that nobody closed goes on to the end.
    let end = rest.find(|c: char| closing.contains(c));
    let (quoted, after) = rest.split_at(end.unwrap_or(rest.len()));
    let mut after = after.chars();
    after.next();
    (before, Some(quoted.to_owned()), after.as_str())
}

/// A day and a time that are written without a space between them.
fn apart<'a>(word: &'a str, words: &Words) -> Vec<&'a str> {
    match words.day_before(word) {
        Some((day, time)) if units::time(&canonical(time, words)).is_ok() => vec![day, time],
        _ => vec![word],
    }
}

/// Words and phrases, each as typed and as the lists have it.
fn phrases(typed: &[&str], words: &Words) -> Vec<Token> {
    let mut all = Vec::new();
    let mut rest = typed;
    while let Some((first, after)) = rest.split_first() {
        let phrase = (2..=LONGEST_PHRASE.min(rest.len()))
            .rev()
            .find_map(|length| phrase(rest.get(..length)?, words).map(|said| (length, said)));
        let (length, said) = phrase.unwrap_or_else(|| (1, canonical(first, words)));
        let (taken, left) = rest.split_at_checked(length).unwrap_or((rest, after));
        let typed = taken.join(" ");
        all.push(Token { typed, said });
        rest = left;
    }
    all
}

fn phrase(typed: &[&str], words: &Words) -> Option<String> {
    let said = plain(&typed.join("_"));
    (words.meaning(&said).is_some() || words.unit(&said).is_some()).then_some(said)
}

/// Numbers and their units as one word.
fn joined(tokens: Vec<Token>, words: &Words) -> Vec<Token> {
    let mut all: Vec<Token> = Vec::new();
    for token in tokens {
        let last = all.last_mut();
        match last.and_then(|last| Some((joint(last, &token, words)?, last))) {
            Some((said, last)) => {
                last.typed = format!("{} {}", last.typed, token.typed);
                last.said = said;
            }
            None => all.push(token),
        }
    }
    all
}

/// What two words say together, where they belong together.
fn joint(last: &Token, token: &Token, words: &Words) -> Option<String> {
    let marker = words.unit(&last.said);
    if let Some(half @ (Unit::Am | Unit::Pm)) =
        marker.filter(|_| is_without_spaces(&last.said) || is_hangul(&last.said))
    {
        return half_of_day(clock(&token.said)?, half, &last.said);
    }
    let (number, rest) = number(&last.said)?;
    let unit = words.unit(&token.said)?;
    rest.is_empty().then(|| amount(number, unit, &token.said))?
}

/// A word as the lists have it; a number with its unit as in English.
fn canonical(typed: &str, words: &Words) -> String {
    let small = plain(typed);
    let bare = words.without_ending(&small);
    let with_unit = number(&small).and_then(|(number, rest)| measured(number, rest, words));
    let is_ours = || words.meaning(bare).is_some() || words.unit(bare).is_some();
    with_unit
        .or_else(|| marked(bare, words))
        .or_else(|| is_ours().then(|| bare.to_owned()))
        .unwrap_or(small)
}

/// A number with what is written together with it: `45分`, `15時30分`.
fn measured(number: &str, rest: &str, words: &Words) -> Option<String> {
    let bare = words.without_ending(rest);
    if let Some((name, unit)) = [rest, bare].iter().find_map(|r| Some((*r, words.unit(r)?))) {
        return amount(number, unit, name);
    }
    let (unit, rest) = words.unit_before(bare)?;
    let (minutes, rest) = self::number(rest)?;
    let whole = rest.is_empty() || words.unit(rest) == Some(Unit::Minutes);
    match unit {
        Unit::Clock if whole => Some(format!("{number}:{minutes:0>2}")),
        Unit::Hours if whole => Some(format!("{number}h{minutes}")),
        _ => None,
    }
}

/// A time with the half of the day before it: `午後3時`.
fn marked(word: &str, words: &Words) -> Option<String> {
    let (half @ (Unit::Am | Unit::Pm), rest) = words.unit_before(word)? else {
        return None;
    };
    let name = word.strip_suffix(rest)?;
    let (number, rest) = number(rest)?;
    half_of_day(clock(&measured(number, rest, words)?)?, half, name)
}

/// The digits that a word begins with, and what follows.
fn number(word: &str) -> Option<(&str, &str)> {
    let part = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | ',');
    let end = word.find(|c| !part(c)).unwrap_or(word.len());
    let begins = word.starts_with(|c: char| c.is_ascii_digit());
    begins.then(|| word.split_at(end))
}

fn amount(number: &str, unit: Unit, name: &str) -> Option<String> {
    Some(match unit {
        Unit::Minutes => format!("{number}m"),
        // “15:00 hours” is a time of day.
        Unit::Hours | Unit::Clock if number.contains(':') => number.to_owned(),
        Unit::Hours => format!("{number}h"),
        Unit::Clock if number.contains('.') => number.replace('.', ":"),
        Unit::Clock => format!("{number}:00"),
        Unit::Am | Unit::Pm => return half_of_day(number, unit, name),
        Unit::Times => format!("{number}x"),
    })
}

/// The time in a word, where it is one by the clock.
fn clock(said: &str) -> Option<&str> {
    let (hours, minutes) = said.split_once(':')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    (digits(hours) && digits(minutes)).then_some(said)
}

/// A time in one half of the day. Hours beyond twelve tell it by themselves; whether twelve is noon or
/// midnight is said alike only by `am` and `pm`.
fn half_of_day(time: &str, half: Unit, name: &str) -> Option<String> {
    let hours = time.split(':').next()?.parse::<u32>().ok()?;
    let letter = if half == Unit::Am { 'a' } else { 'p' };
    match hours {
        13.. if time.contains(':') => Some(time.to_owned()),
        12 if !name.starts_with(letter) => None,
        _ => Some(format!("{time}{letter}m")),
    }
}

fn is_hangul(word: &str) -> bool {
    word.starts_with(|c: char| matches!(c, '\u{ac00}'..='\u{d7a3}'))
}

/// Whether a word belongs to the time before or after it, and stands alone.
pub(super) fn is_left_over(token: &Token, words: &Words) -> bool {
    let small = token.typed.chars().all(|c| !c.is_uppercase());
    let filler =
        words.is(&token.said, Meaning::Filler) && token.said.starts_with(char::is_alphabetic);
    let half = matches!(words.unit(&token.said), Some(Unit::Am | Unit::Pm));
    small && (filler || half)
}
