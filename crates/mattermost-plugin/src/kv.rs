//! The plugin's key-value store, which all nodes of a cluster share.

use std::time::Duration;

use mattermost_model::PluginKVSetOptions;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::api::Api;
use crate::cluster::jitter;
use crate::error::{Error, Result};

/// How many keys the server gives at once.
const PAGE: i64 = 1000;

/// How often a value is changed anew that other nodes change at the same time.
const ATTEMPTS: u32 = 20;
/// The wait before the second attempt, which grows by as much each time.
const PAUSE: Duration = Duration::from_millis(5);

/// The key-value store: keys of up to 150 bytes, values in JSON or as bytes.
///
/// An empty value and an absent key are the same. What several nodes change is written with
/// [`Kv::update`] or [`Kv::compare_and_set`]. A key that is too long is an error of the call.
///
/// Reading calls `KVGet`, from Mattermost 5.2; all writing calls `KVSetWithOptions`, from
/// Mattermost 5.20; deleting calls `KVDelete`, from Mattermost 5.2; listing calls `KVList`, from
/// Mattermost 5.6.
#[derive(Clone, Debug)]
pub struct Kv {
    api: Api,
}

impl Kv {
    pub(crate) fn new(api: Api) -> Self {
        Self { api }
    }

    /// The value of `key`, from JSON.
    ///
    /// # Errors
    ///
    /// When the call fails, or the value is not of type `T`.
    pub async fn get<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>> {
        match self.get_bytes(key).await? {
            Some(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
            None => Ok(None),
        }
    }

    /// The bytes of `key`.
    ///
    /// # Errors
    ///
    /// When the call fails.
    pub async fn get_bytes(&self, key: &str) -> Result<Option<Vec<u8>>> {
        Ok(Some(self.api.kv_get(key).await?).filter(|bytes| !bytes.is_empty()))
    }

    /// Stores `value` as JSON.
    ///
    /// # Errors
    ///
    /// When the call fails, or `value` cannot be written as JSON.
    pub async fn set<T: Serialize + ?Sized>(&self, key: &str, value: &T) -> Result<()> {
        self.set_bytes(key, serde_json::to_vec(value)?, None).await
    }

    /// Stores `value` as JSON for the time of `life`, which counts in whole seconds, at least one.
    ///
    /// # Errors
    ///
    /// When the call fails, or `value` cannot be written as JSON.
    pub async fn set_with_expiry<T: Serialize + ?Sized>(
        &self,
        key: &str,
        value: &T,
        life: Duration,
    ) -> Result<()> {
        self.set_bytes(key, serde_json::to_vec(value)?, Some(life))
            .await
    }

    /// Stores bytes, for ever or for the time of `life`, which counts in whole seconds, at least one.
    ///
    /// # Errors
    ///
    /// When the call fails.
    pub async fn set_bytes(&self, key: &str, value: Vec<u8>, life: Option<Duration>) -> Result<()> {
        let options = PluginKVSetOptions {
            expire_in_seconds: seconds(life),
            ..PluginKVSetOptions::default()
        };
        self.api
            .kv_set_with_options(key, value, options)
            .await
            .map(|_| ())
    }

    /// Stores `new` where the key still has the bytes `old` (`None`: is absent), and says whether
    /// it did. `None` for `new` deletes the key. `life` counts in whole seconds, at least one.
    ///
    /// # Errors
    ///
    /// When the call fails.
    pub async fn compare_and_set(
        &self,
        key: &str,
        old: Option<&[u8]>,
        new: Option<Vec<u8>>,
        life: Option<Duration>,
    ) -> Result<bool> {
        let options = PluginKVSetOptions {
            atomic: true,
            old_value: old.unwrap_or_default().to_vec(),
            expire_in_seconds: seconds(life),
        };
        self.api
            .kv_set_with_options(key, new.unwrap_or_default(), options)
            .await
    }

    /// Changes the JSON value of `key` as one step for all nodes of a cluster, and gives the new
    /// value. `change` gets the value (`None`: the key is absent) and makes the new one (`None`
    /// deletes the key); it is called again where another node was faster.
    ///
    /// # Errors
    ///
    /// When a call fails, the value is not of type `T`, or others were faster every time.
    pub async fn update<T, F>(&self, key: &str, mut change: F) -> Result<Option<T>>
    where
        T: Serialize + DeserializeOwned,
        F: FnMut(Option<T>) -> Option<T>,
    {
        for attempt in 1..=ATTEMPTS {
            let old = self.get_bytes(key).await?;
            let value = old.as_deref().map(serde_json::from_slice).transpose()?;
            let new = change(value);
            let bytes = new.as_ref().map(serde_json::to_vec).transpose()?;
            if self
                .compare_and_set(key, old.as_deref(), bytes, None)
                .await?
            {
                return Ok(new);
            }
            tokio::time::sleep(jitter(PAUSE * attempt)).await;
        }
        Err(Error::new("other nodes changed the value again and again"))
    }

    /// Deletes `key`; one that is absent is no error.
    ///
    /// # Errors
    ///
    /// When the call fails.
    pub async fn delete(&self, key: &str) -> Result<()> {
        self.api.kv_delete(key).await
    }

    /// All keys that begin with `prefix`. The server lists every key of the plugin for it, a
    /// thousand at a time, so this is for admins and migrations.
    ///
    /// # Errors
    ///
    /// When a call fails.
    pub async fn list(&self, prefix: &str) -> Result<Vec<String>> {
        let mut keys = Vec::new();
        for page in 0.. {
            let found = self.api.kv_list(page, PAGE).await?;
            let last = i64::try_from(found.len()).unwrap_or(PAGE) < PAGE;
            keys.extend(found.into_iter().filter(|key| key.starts_with(prefix)));
            if last {
                break;
            }
        }
        Ok(keys)
    }
}

/// The server counts in whole seconds, and takes 0 for ever.
fn seconds(life: Option<Duration>) -> i64 {
    life.map_or(0, |life| {
        i64::try_from(life.as_secs().max(1)).unwrap_or(i64::MAX)
    })
}
