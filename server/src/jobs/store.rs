//! What the queue needs of the world beside a clock: a key-value store that all nodes share.

use std::future::Future;
use std::time::Duration;

use mattermost_plugin::{Kv, Result};

/// The shared store. An empty value and an absent key are the same.
pub trait Store: Clone + Send + Sync + 'static {
    /// The bytes of a key.
    fn get(&self, key: &str) -> impl Future<Output = Result<Option<Vec<u8>>>> + Send;

    /// Writes a key, for ever or for the time of `life`.
    fn set(
        &self,
        key: &str,
        value: Vec<u8>,
        life: Option<Duration>,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Writes a key where it still holds `old` (`None`: is absent), and says whether it did.
    fn compare_and_set(
        &self,
        key: &str,
        old: Option<&[u8]>,
        new: Option<Vec<u8>>,
        life: Option<Duration>,
    ) -> impl Future<Output = Result<bool>> + Send;

    /// Deletes a key.
    fn delete(&self, key: &str) -> impl Future<Output = Result<()>> + Send;

    /// All keys that begin with `prefix`; slow.
    fn list(&self, prefix: &str) -> impl Future<Output = Result<Vec<String>>> + Send;
}

impl Store for Kv {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>> {
        self.get_bytes(key).await
    }

    async fn set(&self, key: &str, value: Vec<u8>, life: Option<Duration>) -> Result<()> {
        self.set_bytes(key, value, life).await
    }

    async fn compare_and_set(
        &self,
        key: &str,
        old: Option<&[u8]>,
        new: Option<Vec<u8>>,
        life: Option<Duration>,
    ) -> Result<bool> {
        Kv::compare_and_set(self, key, old, new, life).await
    }

    async fn delete(&self, key: &str) -> Result<()> {
        Kv::delete(self, key).await
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>> {
        Kv::list(self, prefix).await
    }
}
