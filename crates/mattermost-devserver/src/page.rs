//! The page and its files: from a folder, or from this program, where that carries them.

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};

/// The page's files, each by its path, in the published package; none in a checkout: see `build.rs`.
const CARRIED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/page.rs"));

/// Where the page is.
#[derive(Debug, Clone)]
pub(crate) enum Page {
    Folder(PathBuf),
    Carried,
}

impl Default for Page {
    fn default() -> Self {
        if CARRIED.is_empty() {
            Self::Folder(Path::new(env!("CARGO_MANIFEST_DIR")).join("client/dist"))
        } else {
            Self::Carried
        }
    }
}

impl Page {
    /// A file by its path below the page, if there is one.
    pub(crate) async fn file(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        match self {
            Self::Folder(folder) => read(folder, path).await.map(Cow::Owned),
            Self::Carried => {
                let mut files = CARRIED.iter();
                let found = files.find(|(carried, _)| *carried == path);
                found.map(|(_, content)| Cow::Borrowed(*content))
            }
        }
    }

    /// The folder where the page should be and is not.
    pub(crate) fn missing(&self) -> Option<&Path> {
        match self {
            Self::Folder(folder) if !folder.join("index.html").is_file() => Some(folder),
            _ => None,
        }
    }
}

async fn read(folder: &Path, path: &str) -> Option<Vec<u8>> {
    let path = Path::new(path);
    let is_plain = |part| matches!(part, Component::Normal(_));
    if !path.components().all(is_plain) {
        return None;
    }
    tokio::fs::read(folder.join(path)).await.ok()
}
