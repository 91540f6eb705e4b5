//! Values in JSON.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// Reads a stored value; an unreadable one counts as none.
pub fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    serde_json::from_slice(bytes)
        .inspect_err(|error| tracing::warn!(error = %error, "a stored value cannot be read"))
        .ok()
}

/// Writes a value as it is stored.
///
/// # Errors
/// When it has no form in JSON.
pub fn to_json<T: Serialize>(value: &T) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(|_| Error::Internal("a value cannot be written as JSON"))
}
