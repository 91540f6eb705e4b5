//! Zoom's two names for a meeting, and how to name a user.

use std::fmt;
use std::num::NonZeroU64;
use std::str::FromStr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Deserializer};

use crate::{Error, ErrorKind, lenient};

/// All but the unreserved characters of RFC 3986.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

pub(crate) fn escape(segment: &str) -> String {
    utf8_percent_encode(segment, ESCAPED).to_string()
}

/// A meeting's number: 9 to 11 digits, so larger than 32 bits. It stays the same each time the
/// meeting is started; a personal meeting id is one too.
///
/// Zoom writes it as a number in some places and as a string in others; both are read. It is
/// shown as plain digits, and read from text with spaces or dashes between them, as people type
/// it.
///
/// ```
/// let id: zoom_client::MeetingId = "912 3456 7890".parse()?;
/// assert_eq!(id.to_string(), "91234567890");
/// # Ok::<(), zoom_client::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MeetingId(NonZeroU64);

impl MeetingId {
    /// The id with this number; `None` for 0, which Zoom writes where there is no meeting.
    #[must_use]
    pub fn new(number: u64) -> Option<Self> {
        NonZeroU64::new(number).map(Self)
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> u64 {
        self.0.get()
    }
}

impl fmt::Display for MeetingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for MeetingId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let digits: String = text
            .chars()
            .filter(|c| !matches!(c, ' ' | '-' | '\u{a0}'))
            .collect();
        let all_digits = digits.bytes().all(|b| b.is_ascii_digit());
        let number = all_digits.then(|| digits.parse().ok()).flatten();
        number
            .and_then(Self::new)
            .ok_or_else(|| Error::new(ErrorKind::InvalidInput, "a meeting id has 9 to 11 digits"))
    }
}

impl<'de> Deserialize<'de> for MeetingId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = MeetingId;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a meeting id as a number or as a string of digits")
            }

            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<MeetingId, E> {
                MeetingId::new(number).ok_or_else(|| E::custom("0 is no meeting id"))
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<MeetingId, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// Reads an id that may be absent, null, 0 or an empty string: Zoom uses all of them for "none".
pub(crate) fn optional_id<'de, D>(deserializer: D) -> Result<Option<MeetingId>, D::Error>
where
    D: Deserializer<'de>,
{
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).ok())
}

/// The name of one run of a meeting: Zoom makes a new one for each start.
///
/// It is base64 of 16 bytes and may contain `/` and `+`; [`path_segment`](Self::path_segment)
/// knows how Zoom wants that in a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct MeetingUuid(String);

/// Null and other types count as none.
impl<'de> Deserialize<'de> for MeetingUuid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        lenient::text(deserializer).map(Self)
    }
}

impl MeetingUuid {
    /// The UUID with this text, as Zoom spells it.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, as Zoom spells it. Empty where Zoom sent none.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether Zoom sent none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The UUID as one segment of a path below Zoom's API: percent-encoded once, and a second time
    /// if it starts with a slash or contains two in a row (Zoom's "Meeting ID and UUID").
    ///
    /// ```
    /// use zoom_client::MeetingUuid;
    ///
    /// assert_eq!(MeetingUuid::new("ab/c+d==").path_segment(), "ab%2Fc%2Bd%3D%3D");
    /// assert_eq!(MeetingUuid::new("/abc==").path_segment(), "%252Fabc%253D%253D");
    /// ```
    #[must_use]
    pub fn path_segment(&self) -> String {
        let once = escape(&self.0);
        if self.0.starts_with('/') || self.0.contains("//") {
            escape(&once)
        } else {
            once
        }
    }
}

impl fmt::Display for MeetingUuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whose data a request is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum UserRef<'a> {
    /// The person whose token it is. With an account-level app, whoever installed it.
    Me,
    /// A user named by their e-mail address in Zoom; for account-level apps.
    Email(&'a str),
    /// A user named by their Zoom user id.
    Id(&'a str),
}

impl UserRef<'_> {
    pub(crate) fn path_segment(self) -> Result<String, Error> {
        let text = match self {
            Self::Me => return Ok("me".to_owned()),
            Self::Email(text) | Self::Id(text) => text,
        };
        // A URL parser takes dots for a step up the path, even when they are percent-encoded; and
        // "me" would be somebody else.
        if text.is_empty() || matches!(text, "." | ".." | "me") {
            return Err(Error::new(
                ErrorKind::InvalidInput,
                "this can not be a Zoom user",
            ));
        }
        Ok(escape(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_is_escaped_once_or_twice() {
        let segment = |text: &str| MeetingUuid::new(text).path_segment();
        assert_eq!(
            segment("/abC//d+e=="),
            "%252FabC%252F%252Fd%252Be%253D%253D"
        );
        assert_eq!(segment("abC//de=="), "abC%252F%252Fde%253D%253D");
        assert_eq!(segment("ab/C+de=="), "ab%2FC%2Bde%3D%3D");
        assert_eq!(segment("abCdeQ=="), "abCdeQ%3D%3D");
    }

    #[test]
    fn a_meeting_id_is_read_from_numbers_and_strings() {
        let read = |json: &str| {
            serde_json::from_str::<MeetingId>(json)
                .ok()
                .map(MeetingId::get)
        };
        assert_eq!(read("91234567890"), Some(91_234_567_890));
        assert_eq!(read("\"91234567890\""), Some(91_234_567_890));
        assert_eq!(read("\"912 3456 7890\""), Some(91_234_567_890));
        for bad in [
            "0",
            "-5",
            "1.5",
            "\"\"",
            "\"abc\"",
            "\"+91234567890\"",
            "null",
            "[]",
            "\"99999999999999999999\"",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_user_can_not_lead_out_of_the_path() {
        for bad in ["", ".", "..", "me"] {
            assert!(UserRef::Email(bad).path_segment().is_err(), "{bad}");
        }
        let segment = UserRef::Email("a+b/../c?d#e@example.com")
            .path_segment()
            .unwrap();
        assert_eq!(segment, "a%2Bb%2F..%2Fc%3Fd%23e%40example.com");
    }
}
