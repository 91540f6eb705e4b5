//! Changing a stored value that others change too, on whichever node.

use std::time::Duration;

use mattermost_plugin::Kv;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

const ATTEMPTS: usize = 8;

/// Changes a JSON value by compare-and-set, and gives what `change` returned last. A missing value
/// is the type's default, and one that becomes the default is removed.
///
/// # Errors
/// When the store fails, when others change the value again and again, or when it cannot be read:
/// then it is not overwritten.
pub async fn change<T, R>(
    kv: &Kv,
    key: &str,
    life: Option<Duration>,
    change: impl FnMut(&mut T) -> R,
) -> Result<R>
where
    T: Clone + Default + PartialEq + Serialize + DeserializeOwned,
{
    change_for(kv, key, |_| life, change).await
}

/// The same for a value that says itself how long it is kept from now on.
///
/// # Errors
/// Those of [`change`].
pub async fn change_for<T, R>(
    kv: &Kv,
    key: &str,
    life: impl Fn(&T) -> Option<Duration>,
    mut change: impl FnMut(&mut T) -> R,
) -> Result<R>
where
    T: Clone + Default + PartialEq + Serialize + DeserializeOwned,
{
    for _ in 0..ATTEMPTS {
        let old = kv.get_bytes(key).await?;
        let before: T = match &old {
            Some(bytes) => serde_json::from_slice(bytes)
                .map_err(|_| Error::Internal("a stored value is not of its form"))?,
            None => T::default(),
        };
        let mut after = before.clone();
        let result = change(&mut after);
        if after == before {
            return Ok(result);
        }
        let new = (after != T::default())
            .then(|| serde_json::to_vec(&after))
            .transpose()
            .map_err(|_| Error::Internal("a value cannot be written as JSON"))?;
        let life = life(&after);
        if kv.compare_and_set(key, old.as_deref(), new, life).await? {
            return Ok(result);
        }
    }
    Err(Error::Internal("a stored value changes too often"))
}
