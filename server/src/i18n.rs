//! Who reads, and how a text is written for them.
//!
//! The texts stand in `assets/i18n/<locale>.json`. The build script makes a function of each in
//! [`texts`](crate::texts), so that a misspelt id or argument does not compile; what a language
//! lacks stands there in English.

mod messages;
mod pattern;
mod text;

use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_locale_core::Locale as IcuLocale;
use icu_plurals::{PluralCategory, PluralRules};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use mattermost_plugin::Api;
use mattermost_plugin::model::User;

pub(crate) use messages::Messages;
pub use text::Text;
pub(crate) use text::Value;

use crate::texts::LANGUAGES;

/// The language of those who have none of ours.
const ENGLISH: &str = "en";

/// A language that the texts are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language {
    code: &'static str,
    messages: Messages,
}

impl Language {
    /// The language of one of Mattermost's locale codes (`de`, `pt-BR`), or else of the code's
    /// first part (`en-AU`), or else English.
    pub fn of(locale: &str) -> Self {
        let first = locale.split(['-', '_']).next().unwrap_or_default();
        let found = [locale, first, ENGLISH].iter().find_map(|wanted| {
            let mut languages = LANGUAGES.iter();
            languages.find(|(code, _)| code.eq_ignore_ascii_case(wanted))
        });
        let (code, messages) = found.copied().unwrap_or((ENGLISH, Messages::default()));
        Self { code, messages }
    }

    /// Each language that the texts are in.
    pub fn all() -> impl Iterator<Item = Self> {
        LANGUAGES
            .iter()
            .map(|&(code, messages)| Self { code, messages })
    }

    /// The code, as in the names of the files.
    pub fn code(self) -> &'static str {
        self.code
    }

    fn message(self, index: usize) -> &'static str {
        self.messages.get(index)
    }

    fn icu(self) -> IcuLocale {
        self.code.parse().unwrap_or(IcuLocale::UNKNOWN)
    }

    fn number(self, number: i64) -> String {
        match DecimalFormatter::try_new(self.icu().into(), Default::default()) {
            Ok(formatter) => formatter.format_to_string(&Decimal::from(number)),
            Err(_) => number.to_string(),
        }
    }

    fn category(self, number: i64) -> &'static str {
        let category = PluralRules::try_new(self.icu().into(), Default::default())
            .map_or(PluralCategory::Other, |rules| rules.category_for(number));
        match category {
            PluralCategory::Zero => "zero",
            PluralCategory::One => "one",
            PluralCategory::Two => "two",
            PluralCategory::Few => "few",
            PluralCategory::Many => "many",
            PluralCategory::Other => "other",
        }
    }
}

impl Default for Language {
    fn default() -> Self {
        Self::of(ENGLISH)
    }
}

/// Who reads a text: one person, or everybody in a channel.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    language: Language,
    /// `None` where it is not known, or where many read: times are in UTC then, and say so.
    time_zone: Option<TimeZone>,
}

impl Reader {
    /// One person, by their settings in Mattermost.
    pub fn person(user: &User) -> Self {
        Self {
            language: Language::of(&user.locale),
            time_zone: time_zone(user),
        }
    }

    /// Everybody in a channel, in the server's language.
    pub fn everybody(language: Language) -> Self {
        Self {
            language,
            time_zone: None,
        }
    }

    /// One person, by their id. One who is not known reads English.
    pub async fn find(api: &Api, user_id: &str) -> Self {
        if user_id.is_empty() {
            return Self::default();
        }
        match api.get_user(user_id).await {
            Ok(user) => Self::person(&user),
            Err(error) => {
                tracing::warn!(user_id, error = %error, "cannot read a person's language");
                Self::default()
            }
        }
    }

    /// The reader's language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The reader's time zone; UTC where none is known.
    pub fn time_zone(&self) -> TimeZone {
        self.time_zone.clone().unwrap_or(TimeZone::UTC)
    }

    /// The same reader with the times of another zone.
    fn in_zone(&self, zone: &TimeZone) -> Self {
        Self {
            time_zone: Some(zone.clone()),
            ..self.clone()
        }
    }

    fn time(&self, time: Timestamp, format: &Text) -> String {
        let format = format.to(self);
        let time = time.to_zoned_datetime(self.time_zone());
        // A test formats with each language's own forms.
        jiff::fmt::strtime::format(&format, &time).unwrap_or_else(|_| time.to_string())
    }
}

/// A person's time zone, as they or their browser set it.
fn time_zone(user: &User) -> Option<TimeZone> {
    let value = |key: &str| user.timezone.get(key).map(String::as_str);
    let key = match value("useAutomaticTimezone") {
        Some("false") => "manualTimezone",
        _ => "automaticTimezone",
    };
    TimeZone::get(value(key).filter(|name| !name.is_empty())?).ok()
}

#[cfg(test)]
mod tests;
