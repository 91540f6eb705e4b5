//! How nodes know which of them live.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use mattermost_plugin::Result;

use super::Store;
use crate::store::{keys, random_text};

/// A node that was not heard of for so long is dead.
const LIFE: Duration = Duration::from_secs(45);
/// A node counts itself as dead sooner, so that clocks may differ.
const OWN_LIFE: i64 = 30_000;

/// A lock file that nobody holds is of no use to anybody when it was not touched for so long: the
/// lease alone says by then that the node is dead.
const LOCK_LIFE: Duration = Duration::from_secs(2 * LIFE.as_secs());

/// This node's life under one name. A node that has let its lease run out lives on under another
/// name: what it had belongs to others.
#[derive(Debug)]
pub(super) struct Lease {
    pub(super) node: String,
    /// Until when it holds, in milliseconds since 1970.
    until: i64,
    /// Locked while this process lives, and touched with each renewal.
    lock: Option<File>,
    lock_path: Option<PathBuf>,
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(path) = &self.lock_path {
            let _ = std::fs::remove_file(path);
        }
    }
}

impl Lease {
    /// Begins a life. `locks` is a folder for lock files, by which nodes of one machine see at once
    /// that a process has died.
    pub(super) async fn begin<S: Store>(
        store: &S,
        now: i64,
        locks: Option<&PathBuf>,
    ) -> Result<Self> {
        let node = random_text(12)
            .map_err(|_| mattermost_plugin::Error::new("the system gives no random numbers"))?;
        if let Some(folder) = locks {
            prepare(folder);
        }
        let lock_path = locks.map(|folder| path(folder, &node));
        let lock = lock_path.as_deref().and_then(lock);
        let mut lease = Self {
            node,
            until: 0,
            lock,
            lock_path,
        };
        lease.until = write(store, &lease.node, now).await?;
        Ok(lease)
    }

    /// Whether it holds at a time.
    pub(super) fn holds(&self, now: i64) -> bool {
        now < self.until
    }

    /// Takes notice that it was renewed.
    pub(super) fn renewed(&mut self, until: i64) {
        self.until = until;
        if let Some(lock) = &self.lock {
            // One that is not touched is cleared away sooner than it might be.
            let _ = lock.set_modified(SystemTime::now());
        }
    }
}

/// Writes a node's lease; gives until when the node may rely on it.
pub(super) async fn write<S: Store>(store: &S, node: &str, now: i64) -> Result<i64> {
    let until = now.saturating_add(OWN_LIFE);
    store.set(&keys::node(node), vec![1], Some(LIFE)).await?;
    Ok(until)
}

/// Whether a node is dead: its process on this machine, or its lease.
pub(super) async fn is_dead<S: Store>(
    store: &S,
    node: &str,
    locks: Option<&PathBuf>,
) -> Result<bool> {
    if locks.is_some_and(|folder| died_here(folder, node)) {
        return Ok(true);
    }
    Ok(store.get(&keys::node(node)).await?.is_none())
}

fn died_here(folder: &Path, node: &str) -> bool {
    is_name(node) && File::open(path(folder, node)).is_ok_and(|file| file.try_lock().is_ok())
}

/// Takes notice that a dead node has nothing left.
pub(super) fn bury(node: &str, locks: Option<&PathBuf>) {
    if let Some(folder) = locks
        && is_name(node)
    {
        let _ = std::fs::remove_file(path(folder, node));
    }
}

/// Names come from the store, where anything may stand.
fn is_name(node: &str) -> bool {
    !node.is_empty() && node.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn path(folder: &Path, node: &str) -> PathBuf {
    folder.join(format!("{node}.lock"))
}

/// Makes the folder, for this account alone, and clears away what processes have left in it that
/// ended without notice: with the server, or by a crash.
fn prepare(folder: &Path) {
    if make(folder).is_ok() {
        return;
    }
    for file in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let written = file.metadata().and_then(|metadata| metadata.modified());
        let old = written.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > LOCK_LIFE));
        if old && File::open(file.path()).is_ok_and(|file| file.try_lock().is_ok()) {
            let _ = std::fs::remove_file(file.path());
        }
    }
}

#[cfg(unix)]
fn make(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new().mode(0o700).create(folder)
}

/// The temporary folder of an account is its own there.
#[cfg(not(unix))]
fn make(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir(folder)
}

/// A locked file; the system frees the lock with the process, however that ends. Without one the
/// lease alone counts.
fn lock(path: &Path) -> Option<File> {
    let file = File::create_new(path).ok()?;
    file.try_lock().ok()?;
    Some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_dead_left_is_cleared_away_once_it_is_of_no_use() {
        let folder = tempfile::tempdir().unwrap();
        let long_ago = SystemTime::now() - 2 * LOCK_LIFE;
        let make = |name: &str, touched: SystemTime| {
            let file = lock(&path(folder.path(), name)).unwrap();
            file.set_modified(touched).unwrap();
            file
        };
        let living = make("living", long_ago);
        drop(make("dead", long_ago));
        drop(make("justdead", SystemTime::now()));
        prepare(folder.path());
        let is_there = |name: &str| path(folder.path(), name).exists();
        let left = ["living", "dead", "justdead"].map(is_there);
        assert_eq!(left, [true, false, true]);
        assert!(died_here(folder.path(), "justdead"));
        assert!(!died_here(folder.path(), "living"));
        drop(living);
    }

    #[test]
    fn a_renewal_touches_the_lock() {
        let folder = tempfile::tempdir().unwrap();
        let path = path(folder.path(), "node");
        let mut lease = Lease {
            node: "node".to_owned(),
            until: 0,
            lock: lock(&path),
            lock_path: Some(path.clone()),
        };
        let touched = || path.metadata().unwrap().modified().unwrap();
        let long_ago = SystemTime::now() - LOCK_LIFE;
        let file = lease.lock.as_ref().unwrap();
        file.set_modified(long_ago).unwrap();
        lease.renewed(1);
        assert!(touched() > long_ago);
        // The end in order leaves nothing.
        drop(lease);
        assert!(!path.exists());
    }
}
