//! Bundles: a `.tar.gz` with a manifest. They come from outside, so that every size is bounded and
//! nothing is written but plain files and folders below the target.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Component, Path, PathBuf};

use flate2::read::GzDecoder;
use mattermost_model::Manifest;

/// The largest bundle, unpacked, in bytes.
const MAX_TOTAL: u64 = 2 * 1024 * 1024 * 1024;
/// The most entries that a bundle may have.
const MAX_ENTRIES: usize = 20_000;
/// The largest manifest, in bytes.
const MAX_MANIFEST: u64 = 1024 * 1024;

/// Why a bundle was refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum BundleError {
    #[error("it is not a .tar.gz that can be read: {0}")]
    Unreadable(#[from] std::io::Error),
    #[error("the entry {0:?} would be written outside the plugin's folder")]
    Outside(PathBuf),
    #[error("the entry {0:?} is neither a file nor a folder")]
    Special(PathBuf),
    #[error("it is larger than {} MiB when unpacked", MAX_TOTAL / (1024 * 1024))]
    TooLarge,
    #[error("it has more than {MAX_ENTRIES} entries")]
    TooMany,
    #[error("it has no plugin.json")]
    NoManifest,
    #[error("its plugin.json is not valid: {0}")]
    InvalidManifest(String),
}

/// Unpacks a bundle into the empty folder `target`. Gives the folder of the plugin itself, as a
/// bundle may hold one folder with everything in it, and its manifest.
pub(super) fn unpack(bundle: impl Read, target: &Path) -> Result<(PathBuf, Manifest), BundleError> {
    let mut archive = tar::Archive::new(GzDecoder::new(bundle));
    let mut left = MAX_TOTAL;
    for (number, entry) in archive.entries()?.enumerate() {
        if number >= MAX_ENTRIES {
            return Err(BundleError::TooMany);
        }
        write_entry(entry?, target, &mut left)?;
    }
    let folder = plugin_folder(target)?;
    let manifest = read_manifest(&folder)?;
    Ok((folder, manifest))
}

fn write_entry(
    mut entry: tar::Entry<'_, impl Read>,
    target: &Path,
    left: &mut u64,
) -> Result<(), BundleError> {
    let path = entry.path()?.into_owned();
    let to = target.join(inside(&path).ok_or_else(|| BundleError::Outside(path.clone()))?);
    match entry.header().entry_type() {
        tar::EntryType::Directory => fs::create_dir_all(to)?,
        tar::EntryType::Regular | tar::EntryType::Continuous => {
            let is_executable = entry.header().mode().unwrap_or_default() & 0o111 != 0;
            if let Some(folder) = to.parent() {
                fs::create_dir_all(folder)?;
            }
            let mut file = File::create(&to)?;
            copy(&mut entry, &mut file, left)?;
            set_mode(&file, is_executable)?;
        }
        // Descriptions of the entries that follow; the library has read them.
        tar::EntryType::XGlobalHeader | tar::EntryType::XHeader => {}
        _ => return Err(BundleError::Special(path)),
    }
    Ok(())
}

/// The path without `./`, if every other part of it is a plain name.
fn inside(path: &Path) -> Option<PathBuf> {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => clean.push(name),
            Component::CurDir => {}
            Component::Prefix(_) | Component::RootDir | Component::ParentDir => return None,
        }
    }
    Some(clean)
}

/// Copies what is really there, not what a header says: a bomb ends at the limit.
fn copy(from: &mut impl Read, to: &mut impl Write, left: &mut u64) -> Result<(), BundleError> {
    let copied = std::io::copy(&mut from.take(*left + 1), to)?;
    *left = left.checked_sub(copied).ok_or(BundleError::TooLarge)?;
    Ok(())
}

#[cfg(unix)]
fn set_mode(file: &File, is_executable: bool) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = if is_executable { 0o755 } else { 0o644 };
    file.set_permissions(fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_file: &File, _is_executable: bool) -> std::io::Result<()> {
    Ok(())
}

fn plugin_folder(target: &Path) -> Result<PathBuf, BundleError> {
    if target.join("plugin.json").is_file() {
        return Ok(target.to_owned());
    }
    let entries: Vec<_> = fs::read_dir(target)?.collect::<Result<_, _>>()?;
    match entries.as_slice() {
        [only] if only.path().join("plugin.json").is_file() => Ok(only.path()),
        _ => Err(BundleError::NoManifest),
    }
}

/// Reads the manifest of an unpacked plugin.
pub(super) fn read_manifest(folder: &Path) -> Result<Manifest, BundleError> {
    let file = File::open(folder.join("plugin.json"))?;
    let mut text = Vec::new();
    file.take(MAX_MANIFEST).read_to_end(&mut text)?;
    let invalid = |e: serde_json::Error| BundleError::InvalidManifest(e.to_string());
    let manifest: Manifest = serde_json::from_slice(&text).map_err(invalid)?;
    if !is_plugin_id(&manifest.id) {
        let message = format!("{:?} is not an id for a plugin", manifest.id);
        return Err(BundleError::InvalidManifest(message));
    }
    Ok(manifest)
}

/// Whether `id` can be a plugin's id, and thus the name of a folder.
pub(super) fn is_plugin_id(id: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    (3..=190).contains(&id.len()) && id.chars().all(is_allowed) && !id.starts_with('.')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const MANIFEST: &[u8] = br#"{"id": "com.example.tiny", "version": "0.1.0"}"#;

    /// A bundle of entries with a type, a path and a content.
    fn bundle(entries: &[(tar::EntryType, &str, &[u8])]) -> Vec<u8> {
        let gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        let mut archive = tar::Builder::new(gz);
        for (kind, path, content) in entries {
            let mut header = tar::Header::new_gnu();
            // The library's own setter refuses the paths that are to be tried here.
            header.as_old_mut().name[..path.len()].copy_from_slice(path.as_bytes());
            header.set_entry_type(*kind);
            header.set_size(content.len() as u64);
            header.set_mode(0o644);
            header.set_cksum();
            archive.append(&header, *content).unwrap();
        }
        archive.into_inner().unwrap().finish().unwrap()
    }

    fn unpacked(entries: &[(tar::EntryType, &str, &[u8])]) -> Result<Manifest, BundleError> {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("plugin");
        fs::create_dir(&target).unwrap();
        let result = unpack(bundle(entries).as_slice(), &target);
        assert!(!folder.path().join("evil").exists());
        result.map(|(_, manifest)| manifest)
    }

    use tar::EntryType::{Regular, Symlink};

    #[test]
    fn a_bundle_with_or_without_a_folder_is_unpacked() {
        for path in ["plugin.json", "./plugin.json", "tiny/plugin.json"] {
            assert_eq!(
                unpacked(&[(Regular, path, MANIFEST)]).unwrap().id,
                "com.example.tiny"
            );
        }
    }

    #[test]
    fn nothing_is_written_outside() {
        for path in ["../evil", "/evil", "a/../../evil"] {
            let error = unpacked(&[(Regular, path, b"x"), (Regular, "plugin.json", MANIFEST)]);
            assert!(
                matches!(error, Err(BundleError::Outside(_))),
                "{path}: {error:?}"
            );
        }
    }

    #[test]
    fn links_are_refused() {
        let error = unpacked(&[(Symlink, "link", b""), (Regular, "plugin.json", MANIFEST)]);
        assert!(matches!(error, Err(BundleError::Special(_))), "{error:?}");
    }

    #[test]
    fn a_bomb_ends_at_the_limit() {
        let mut left = 10;
        let error = copy(&mut std::io::repeat(0), &mut std::io::sink(), &mut left);
        assert!(matches!(error, Err(BundleError::TooLarge)));
    }

    #[test]
    fn a_manifest_needs_an_id_that_can_be_a_folder() {
        for manifest in [
            "",
            "{",
            r#"{"id": "../x"}"#,
            r#"{"id": ".."}"#,
            r#"{"id": "ab"}"#,
        ] {
            let error = unpacked(&[(Regular, "plugin.json", manifest.as_bytes())]);
            assert!(
                matches!(error, Err(BundleError::InvalidManifest(_))),
                "{manifest}"
            );
        }
        assert!(matches!(unpacked(&[]), Err(BundleError::NoManifest)));
    }

    #[test]
    fn garbage_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let error = unpack(b"garbage".as_slice(), folder.path());
        assert!(matches!(error, Err(BundleError::Unreadable(_))));
    }
}
