//! Reads a message: the part of ICU's MessageFormat that the texts use.
//!
//! `{name}` is an argument; `{n, number}`, `{at, date}` and `{at, time}` are written in the
//! language's form; `{n, plural, one {# minute} other {# minutes}}` chooses by the language's
//! plural rules, with `#` for the number. There is no quoting: a text cannot hold braces.
//!
//! The build script reads every message with this module too, so that none can fail later.

/// A piece of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Words, as they are.
    Words(&'a str),
    /// The number of the plural around it.
    Hash,
    /// An argument.
    Argument(&'a str, Kind<'a>),
}

/// What an argument is, and how it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind<'a> {
    /// Text.
    Text,
    /// A whole number.
    Number,
    /// The day of a time.
    Date,
    /// The hour and minute of a time.
    Time,
    /// A whole number that chooses one of these forms, each with its category.
    Plural(Vec<(&'a str, Vec<Piece<'a>>)>),
}

/// Reads a message.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn parse(message: &str) -> Result<Vec<Piece<'_>>, String> {
    let mut reader = Reader { rest: message };
    let pieces = reader.pieces(false)?;
    if reader.rest.is_empty() {
        Ok(pieces)
    } else {
        Err("a closing brace too many".to_owned())
    }
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    /// Reads to the end, or to a closing brace, which stays.
    fn pieces(&mut self, in_plural: bool) -> Result<Vec<Piece<'a>>, String> {
        let special = |c: char| matches!(c, '{' | '}') || (in_plural && c == '#');
        let mut pieces = Vec::new();
        loop {
            let (words, rest) = self
                .rest
                .split_at(self.rest.find(special).unwrap_or(self.rest.len()));
            if !words.is_empty() {
                pieces.push(Piece::Words(words));
            }
            self.rest = rest;
            if self.take('#') {
                pieces.push(Piece::Hash);
            } else if self.take('{') {
                pieces.push(self.argument()?);
            } else {
                return Ok(pieces);
            }
        }
    }

    fn take(&mut self, wanted: char) -> bool {
        let rest = self.rest.strip_prefix(wanted);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn expect(&mut self, wanted: char) -> Result<(), String> {
        self.rest = self.rest.trim_start();
        if self.take(wanted) {
            Ok(())
        } else {
            Err(format!("{wanted:?} is missing before {:?}", self.rest))
        }
    }

    fn word(&mut self) -> Result<&'a str, String> {
        self.rest = self.rest.trim_start();
        let end = self
            .rest
            .find(|c: char| !(c.is_ascii_lowercase() || c == '_'));
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest.trim_start();
        if word.is_empty() {
            Err(format!(
                "a name in small letters is missing before {rest:?}"
            ))
        } else {
            Ok(word)
        }
    }

    /// Reads what follows an opening brace.
    fn argument(&mut self) -> Result<Piece<'a>, String> {
        let name = self.word()?;
        let kind = if self.take(',') {
            match self.word()? {
                "number" => Kind::Number,
                "date" => Kind::Date,
                "time" => Kind::Time,
                "plural" => Kind::Plural(self.forms()?),
                other => return Err(format!("{{{name}, {other}}} is not a known form")),
            }
        } else {
            Kind::Text
        };
        self.expect('}')?;
        Ok(Piece::Argument(name, kind))
    }

    fn forms(&mut self) -> Result<Vec<(&'a str, Vec<Piece<'a>>)>, String> {
        self.expect(',')?;
        let mut forms = Vec::new();
        while !self.rest.trim_start().starts_with('}') {
            let category = self.word()?;
            self.expect('{')?;
            forms.push((category, self.pieces(true)?));
            self.expect('}')?;
        }
        if forms.iter().any(|(category, _)| *category == "other") {
            Ok(forms)
        } else {
            Err("a plural needs the form `other`".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_read() {
        let message = "#1 {a}: {n, plural, one {# minute} other {# {a}}}, {t, time}";
        let forms = vec![
            ("one", vec![Piece::Hash, Piece::Words(" minute")]),
            (
                "other",
                vec![
                    Piece::Hash,
                    Piece::Words(" "),
                    Piece::Argument("a", Kind::Text),
                ],
            ),
        ];
        let pieces = vec![
            Piece::Words("#1 "),
            Piece::Argument("a", Kind::Text),
            Piece::Words(": "),
            Piece::Argument("n", Kind::Plural(forms)),
            Piece::Words(", "),
            Piece::Argument("t", Kind::Time),
        ];
        assert_eq!(parse(message), Ok(pieces));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for message in [
            "{",
            "}",
            "{a",
            "{}",
            "{A}",
            "{n, plural}",
            "{n, plural, one {#}}",
            "{n, plural, one {#} other {#}",
            "{n, select, x {y}}",
        ] {
            assert!(parse(message).is_err(), "{message}");
        }
    }
}
