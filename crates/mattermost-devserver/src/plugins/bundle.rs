//! Bundles: a `.tar.gz` with a manifest. They come from outside, so that every size is bounded and
//! nothing is written but plain files and folders below the target.

use std::cell::Cell;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use flate2::read::GzDecoder;
use mattermost_model::Manifest;

/// The largest bundle, unpacked, in bytes.
const MAX_TOTAL: u64 = 2 * 1024 * 1024 * 1024;
/// The most entries that a bundle may have.
const MAX_ENTRIES: usize = 20_000;
/// The most bytes of a bundle between the contents of two files: headers, long names, padding. The
/// library keeps names and descriptions in memory.
const MAX_BETWEEN: u64 = 1024 * 1024;
/// The largest manifest, in bytes.
const MAX_MANIFEST: u64 = 1024 * 1024;

/// Why a bundle was refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum BundleError {
    #[error("it is not a .tar.gz that can be read: {0}")]
    Unreadable(#[from] io::Error),
    #[error("the entry {0:?} would be written outside the plugin's folder")]
    Outside(PathBuf),
    #[error("the entry {0:?} is neither a file nor a folder")]
    Special(PathBuf),
    #[error("it is larger than {} MiB when unpacked", MAX_TOTAL / (1024 * 1024))]
    TooLarge,
    #[error("it has more than {MAX_ENTRIES} entries")]
    TooMany,
    #[error("it has more than {} KiB between two files", MAX_BETWEEN / 1024)]
    TooMuchBetween,
    #[error("it has no plugin.json")]
    NoManifest,
    #[error("its plugin.json is not valid: {0}")]
    InvalidManifest(String),
}

/// How much of a bundle may still be read, in bytes unpacked, and what it was refused for.
struct Limits {
    total: Cell<u64>,
    between: Cell<u64>,
    exceeded: Cell<Option<BundleError>>,
}

impl Limits {
    fn new(total: u64) -> Self {
        Self {
            total: Cell::new(total),
            between: Cell::new(MAX_BETWEEN),
            exceeded: Cell::new(None),
        }
    }

    /// What is read next is the content of a file.
    fn enter_file(&self) {
        self.between.set(u64::MAX);
    }

    /// What is read next is anything but the content of a file.
    fn leave_file(&self) {
        self.between.set(MAX_BETWEEN);
    }

    fn count(&self, read: u64) -> io::Result<()> {
        self.take(&self.total, read, BundleError::TooLarge)?;
        self.take(&self.between, read, BundleError::TooMuchBetween)
    }

    fn take(&self, left: &Cell<u64>, read: u64, or: BundleError) -> io::Result<()> {
        match left.get().checked_sub(read) {
            Some(rest) => {
                left.set(rest);
                Ok(())
            }
            None => {
                let error = io::Error::other(or.to_string());
                self.exceeded.set(Some(or));
                Err(error)
            }
        }
    }
}

/// The unpacked archive on its way to the library: what is really there counts, not what a header
/// says.
struct Bounded<'a, R> {
    archive: R,
    limits: &'a Limits,
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.archive.read(buffer)?;
        self.limits.count(read as u64)?;
        Ok(read)
    }
}

/// Unpacks a bundle into the empty folder `target`. Gives the folder of the plugin itself, as a
/// bundle may hold one folder with everything in it, and its manifest.
pub(super) fn unpack(bundle: impl Read, target: &Path) -> Result<(PathBuf, Manifest), BundleError> {
    unpack_within(&Limits::new(MAX_TOTAL), bundle, target)
}

fn unpack_within(
    limits: &Limits,
    bundle: impl Read,
    target: &Path,
) -> Result<(PathBuf, Manifest), BundleError> {
    let archive = GzDecoder::new(bundle);
    let written = write_entries(Bounded { archive, limits }, limits, target);
    // The library wraps the reader's errors in its own.
    if let Some(error) = limits.exceeded.take() {
        return Err(error);
    }
    written?;
    let folder = plugin_folder(target)?;
    let manifest = read_manifest(&folder)?;
    Ok((folder, manifest))
}

fn write_entries(archive: impl Read, limits: &Limits, target: &Path) -> Result<(), BundleError> {
    let mut archive = tar::Archive::new(archive);
    for (number, entry) in archive.entries()?.enumerate() {
        if number >= MAX_ENTRIES {
            return Err(BundleError::TooMany);
        }
        limits.enter_file();
        write_entry(entry?, target)?;
        limits.leave_file();
    }
    Ok(())
}

fn write_entry(mut entry: tar::Entry<'_, impl Read>, target: &Path) -> Result<(), BundleError> {
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
            io::copy(&mut entry, &mut file)?;
            set_mode(&file, is_executable)?;
        }
        // Descriptions of the entries that follow; the library has read them.
        tar::EntryType::XGlobalHeader | tar::EntryType::XHeader => {}
        _ => return Err(BundleError::Special(path)),
    }
    Ok(())
}

/// The path without `./`, if every other part of it is a plain name.
pub(super) fn inside(path: &Path) -> Option<PathBuf> {
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

#[cfg(unix)]
fn set_mode(file: &File, is_executable: bool) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = if is_executable { 0o755 } else { 0o644 };
    file.set_permissions(fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_file: &File, _is_executable: bool) -> io::Result<()> {
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
    let is_outside = |path: &&str| inside(Path::new(path)).is_none_or(|path| path == Path::new(""));
    if let Some(path) = executables(&manifest).find(is_outside) {
        let message = format!("the executable {path:?} lies outside the plugin's folder");
        return Err(BundleError::InvalidManifest(message));
    }
    Ok(manifest)
}

/// The paths of the executables that a manifest names, below the plugin's folder.
pub(super) fn executables(manifest: &Manifest) -> impl Iterator<Item = &str> {
    let server = manifest.server.iter();
    let paths = server.flat_map(|server| server.executables.values().chain([&server.executable]));
    paths.map(String::as_str).filter(|path| !path.is_empty())
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

    use tar::EntryType::{
        Directory, GNULongLink, GNULongName, Regular, Symlink, XGlobalHeader, XHeader,
    };

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
    fn no_executable_is_named_outside() {
        for path in ["../evil", "/evil", "server/../../evil", ".", "server/.."] {
            for server in [
                serde_json::json!({"executable": path}),
                serde_json::json!({"executables": {"linux-amd64": path}}),
            ] {
                let manifest = serde_json::json!({"id": "com.example.tiny", "server": server});
                let manifest = manifest.to_string();
                let error = unpacked(&[(Regular, "plugin.json", manifest.as_bytes())]);
                assert!(
                    matches!(error, Err(BundleError::InvalidManifest(_))),
                    "{manifest}: {error:?}"
                );
            }
        }
        let manifest = br#"{"id": "com.example.tiny", "server": {"executable": "./server/x"}}"#;
        unpacked(&[(Regular, "plugin.json", manifest)]).unwrap();
    }

    #[test]
    fn links_are_refused() {
        let error = unpacked(&[(Symlink, "link", b""), (Regular, "plugin.json", MANIFEST)]);
        assert!(matches!(error, Err(BundleError::Special(_))), "{error:?}");
    }

    /// The library reads names and descriptions into memory before it shows the entry.
    #[test]
    fn a_name_of_sixteen_megabytes_is_refused() {
        let zeros = vec![0; 16 << 20];
        for kind in [GNULongName, GNULongLink, XHeader, XGlobalHeader, Directory] {
            let entries = [(kind, "x", &*zeros), (Regular, "plugin.json", MANIFEST)];
            let error = unpacked(&entries);
            assert!(
                matches!(error, Err(BundleError::TooMuchBetween)),
                "{kind:?}: {error:?}"
            );
        }
    }

    #[test]
    fn a_bomb_ends_at_the_limit() {
        let target = tempfile::tempdir().unwrap();
        let bomb = bundle(&[(Regular, "bomb", &[0; 1 << 20])]);
        let error = unpack_within(&Limits::new(10_000), bomb.as_slice(), target.path());
        assert!(matches!(error, Err(BundleError::TooLarge)), "{error:?}");
        let written = fs::metadata(target.path().join("bomb")).unwrap();
        assert!(written.len() <= 10_000, "{written:?}");
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
