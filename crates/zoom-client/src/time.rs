//! Zoom's times.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};

/// Reads a time that may be absent, null, empty or no time at all: none of them is worth losing
/// the rest of the answer for.
pub(crate) fn lenient_time<'de, D>(deserializer: D) -> Result<Option<Timestamp>, D::Error>
where
    D: Deserializer<'de>,
{
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(value.as_str().and_then(|text| text.parse().ok()))
}

/// Reads milliseconds since 1970, as a number or as a string of digits.
pub(crate) fn lenient_millis<'de, D>(deserializer: D) -> Result<Option<Timestamp>, D::Error>
where
    D: Deserializer<'de>,
{
    let value = serde_json::Value::deserialize(deserializer)?;
    let number = value
        .as_i64()
        .or_else(|| value.as_str().and_then(|text| text.parse().ok()));
    Ok(number.and_then(|millis| Timestamp::from_millisecond(millis).ok()))
}
