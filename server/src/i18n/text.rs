//! A text before it is known who reads it.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Reader;
use super::pattern::{self, Kind, Piece};
use crate::texts;

/// Something that people read, in whichever language the reader has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text(Content);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Content {
    /// A message of the table, by its index, and its arguments.
    Message(usize, Vec<(&'static str, Value)>),
    /// The same in every language: a name, an address, a topic.
    Verbatim(String),
    /// Several, one after another.
    Joined(Vec<Text>, &'static str),
    /// With the times of this zone, whoever reads.
    InZone(Box<Text>, TimeZone),
}

/// An argument of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// A text.
    Text(Text),
    /// A whole number.
    Number(i64),
    /// A point in time.
    Time(Timestamp),
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<&String> for Text {
    fn from(text: &String) -> Self {
        text.clone().into()
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(Content::Verbatim(text))
    }
}

impl Text {
    /// A message of the table; only the generated functions know the indices.
    pub(crate) fn message(index: usize, arguments: Vec<(&'static str, Value)>) -> Self {
        Self(Content::Message(index, arguments))
    }

    /// Several texts with the same words between them, such as a line feed.
    pub fn joined(texts: impl IntoIterator<Item = Self>, between: &'static str) -> Self {
        Self(Content::Joined(texts.into_iter().collect(), between))
    }

    /// A list, in Markdown.
    pub fn bullets(items: impl IntoIterator<Item = Self>) -> Self {
        let bullet = |item| Self::joined(["-".into(), item], " ");
        Self::joined(items.into_iter().map(bullet), "\n")
    }

    /// The same with its times in this zone, whoever reads it; it should name the zone.
    pub fn in_zone(self, zone: TimeZone) -> Self {
        Self(Content::InZone(Box::new(self), zone))
    }

    /// Whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        match &self.0 {
            Content::Message(..) => false,
            Content::InZone(text, _) => text.is_empty(),
            Content::Verbatim(text) => text.is_empty(),
            Content::Joined(texts, _) => texts.iter().all(Self::is_empty),
        }
    }

    /// Writes it for a reader.
    pub fn to(&self, reader: &Reader) -> String {
        match &self.0 {
            Content::Verbatim(text) => text.clone(),
            Content::Joined(texts, between) => {
                let texts: Vec<String> = texts.iter().map(|text| text.to(reader)).collect();
                texts.join(between)
            }
            Content::InZone(text, zone) => text.to(&reader.in_zone(zone)),
            Content::Message(index, arguments) => {
                let message = reader.language.message(*index);
                let mut written = String::with_capacity(message.len());
                // The build script has read every message, so this never fails.
                let pieces = pattern::parse(message).unwrap_or_default();
                let mut writer = Writer { reader, arguments };
                writer.write(&mut written, &pieces, 0);
                written
            }
        }
    }
}

struct Writer<'a> {
    reader: &'a Reader,
    arguments: &'a [(&'static str, Value)],
}

impl Writer<'_> {
    /// Writes pieces; `number` is the one of the plural around them.
    fn write(&mut self, to: &mut String, pieces: &[Piece<'_>], number: i64) {
        for piece in pieces {
            match piece {
                Piece::Words(words) => to.push_str(words),
                Piece::Hash => to.push_str(&self.reader.language.number(number)),
                Piece::Argument(name, kind) => self.argument(to, name, kind),
            }
        }
    }

    fn argument(&mut self, to: &mut String, name: &str, kind: &Kind<'_>) {
        let value = self.arguments.iter().find(|(known, _)| *known == name);
        let reader = self.reader;
        match (value.map(|(_, value)| value), kind) {
            (Some(Value::Text(text)), _) => to.push_str(&text.to(reader)),
            (Some(Value::Time(at)), Kind::Date) => {
                to.push_str(&reader.time(*at, &texts::format_date()));
            }
            (Some(Value::Time(at)), _) => {
                let format = match reader.time_zone {
                    Some(_) => texts::format_time(),
                    None => texts::format_time_utc(),
                };
                to.push_str(&reader.time(*at, &format));
            }
            (Some(Value::Number(number)), Kind::Plural(forms)) => {
                let category = reader.language.category(*number);
                let form = |wanted| forms.iter().find(|(category, _)| *category == wanted);
                if let Some((_, pieces)) = form(category).or_else(|| form("other")) {
                    self.write(to, pieces, *number);
                }
            }
            (Some(Value::Number(number)), _) => to.push_str(&reader.language.number(*number)),
            // The generated functions give every argument.
            (None, _) => {}
        }
    }
}
