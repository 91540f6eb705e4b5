//! Reading what Zoom spells in more than one way, or leaves out.
//!
//! A field that only adds something is never worth losing the rest of the answer for: where it is
//! absent, null or of another type, it counts as empty.

use jiff::Timestamp;
use secrecy::SecretString;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// More than any list of Zoom's holds; the rest is not read.
const MAX_ITEMS: usize = 500;

/// A time in ISO form.
pub(crate) fn time<'de, D>(deserializer: D) -> Result<Option<Timestamp>, D::Error>
where
    D: Deserializer<'de>,
{
    let value = Value::deserialize(deserializer)?;
    Ok(value.as_str().and_then(|text| text.parse().ok()))
}

/// Milliseconds since 1970, as a number or as a string of digits.
pub(crate) fn millis<'de, D>(deserializer: D) -> Result<Option<Timestamp>, D::Error>
where
    D: Deserializer<'de>,
{
    let number = integer(&Value::deserialize(deserializer)?);
    Ok(number.and_then(|millis| Timestamp::from_millisecond(millis).ok()))
}

/// Text; a number or a boolean as it is written.
pub(crate) fn text<'de, D>(deserializer: D) -> Result<String, D::Error>
where
    D: Deserializer<'de>,
{
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => text,
        value @ (Value::Number(_) | Value::Bool(_)) => value.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    })
}

/// A whole number, as a number or as a string of digits: Zoom's `type` is both.
pub(crate) fn number<'de, D>(deserializer: D) -> Result<i64, D::Error>
where
    D: Deserializer<'de>,
{
    Ok(integer(&Value::deserialize(deserializer)?).unwrap_or_default())
}

/// A secret; an empty one is none.
pub(crate) fn secret<'de, D>(deserializer: D) -> Result<Option<SecretString>, D::Error>
where
    D: Deserializer<'de>,
{
    let text = text(deserializer)?;
    Ok((!text.is_empty()).then(|| SecretString::from(text)))
}

/// The items of a list that can be read.
pub(crate) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let Value::Array(items) = Value::deserialize(deserializer)? else {
        return Ok(Vec::new());
    };
    let items = items.into_iter().take(MAX_ITEMS);
    Ok(items
        .filter_map(|item| serde_json::from_value(item).ok())
        .collect())
}

/// A part that may be absent, null or of another shape.
pub(crate) fn optional<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let value = Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).ok())
}

fn integer(value: &Value) -> Option<i64> {
    let digits = value.as_str().and_then(|text| text.parse().ok());
    value.as_i64().or(digits)
}
