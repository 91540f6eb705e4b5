//! The index of the queue: which blocks of job keys there are, and whose they are.

use mattermost_plugin::{Error, Result};
use serde::{Deserialize, Serialize};

use super::Store;
use crate::store::keys;

/// How many jobs a block has room for.
pub(super) const BLOCK_SIZE: u32 = 32;
/// More blocks than this mean that Zoom has to wait: 32,000 jobs.
const MOST_BLOCKS: usize = 1_000;
const ATTEMPTS: usize = 20;

/// A place for one job.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Slot {
    pub(super) block: String,
    pub(super) number: u32,
}

impl Slot {
    pub(super) fn key(&self) -> String {
        keys::job(&self.block, self.number)
    }

    /// All places of a block.
    pub(super) fn all(block: &str) -> impl Iterator<Item = Self> {
        (0..BLOCK_SIZE).map(|number| Self {
            block: block.to_owned(),
            number,
        })
    }
}

/// A block of keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Block {
    pub(super) id: String,
    /// The node that writes and carries out what is in it.
    pub(super) node: String,
}

/// All blocks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Index {
    #[serde(default)]
    pub(super) blocks: Vec<Block>,
}

/// Reads the index. One that cannot be read is put together again from the keys of the jobs, as
/// blocks of nobody.
pub(super) async fn read<S: Store>(store: &S) -> Result<(Index, Option<Vec<u8>>)> {
    let Some(bytes) = store.get(keys::JOB_INDEX).await? else {
        return Ok((Index::default(), None));
    };
    let index = match serde_json::from_slice(&bytes) {
        Ok(index) => index,
        Err(error) => {
            tracing::error!(error = %error, "the index of the job queue cannot be read; it is made anew");
            recover(store).await?
        }
    };
    Ok((index, Some(bytes)))
}

async fn recover<S: Store>(store: &S) -> Result<Index> {
    let prefix = keys::job_prefix();
    let mut ids: Vec<String> = store
        .list(&prefix)
        .await?
        .iter()
        .filter_map(|key| key.strip_prefix(&prefix)?.split_once('_'))
        .map(|(block, _)| block.to_owned())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let node = String::new();
    let blocks = ids.into_iter().map(|id| Block {
        id,
        node: node.clone(),
    });
    Ok(Index {
        blocks: blocks.collect(),
    })
}

/// Changes the index by compare-and-set; gives what `change` gave.
pub(super) async fn change<S: Store, T>(
    store: &S,
    mut change: impl FnMut(&mut Index) -> T,
) -> Result<T> {
    for _ in 0..ATTEMPTS {
        let (before, old) = read(store).await?;
        let mut after = before.clone();
        let result = change(&mut after);
        if after.blocks.len() > MOST_BLOCKS && after.blocks.len() > before.blocks.len() {
            return Err(Error::new("too many jobs are waiting"));
        }
        if after == before {
            return Ok(result);
        }
        let new = if after.blocks.is_empty() {
            None
        } else {
            Some(serde_json::to_vec(&after)?)
        };
        if store
            .compare_and_set(keys::JOB_INDEX, old.as_deref(), new, None)
            .await?
        {
            return Ok(result);
        }
    }
    Err(Error::new("the index of the job queue changes too often"))
}
