//! A bundle that somebody uploads: nothing is written or named outside its folder, no link is made,
//! and what is unpacked has a bound.
#![no_main]

use std::fs;
use std::io::Write;
use std::path::{Component, Path};

use libfuzzer_sys::fuzz_target;

#[path = "../../crates/mattermost-devserver/src/plugins/bundle.rs"]
mod bundle;

/// What 64 kB of the best compression come to.
const MOST: u64 = 1 << 27;

/// Every entry below a folder is a plain file or a folder.
fn check(folder: &Path) -> u64 {
    let mut bytes = 0;
    for entry in fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        let kind = entry.file_type().expect("a type");
        assert!(
            kind.is_dir() || kind.is_file(),
            "{:?} is special",
            entry.path()
        );
        bytes += if kind.is_dir() {
            check(&entry.path())
        } else {
            entry.metadata().expect("metadata").len()
        };
    }
    bytes
}

/// Unpacks a bundle into a folder, and looks at what lies there and beside it.
fn try_out(data: &[u8]) {
    let place = tempfile::tempdir().expect("a folder");
    let target = place.path().join("plugin");
    fs::create_dir(&target).expect("a folder");
    if let Ok((folder, manifest)) = bundle::unpack(data, &target) {
        assert!(folder.starts_with(&target));
        assert!(bundle::is_plugin_id(&manifest.id));
        for path in bundle::executables(&manifest) {
            let is_plain = |part| matches!(part, Component::Normal(_) | Component::CurDir);
            assert!(
                Path::new(path).components().all(is_plain),
                "{path:?} lies outside"
            );
        }
    }
    let others = fs::read_dir(place.path()).expect("a folder").count();
    assert_eq!(others, 1, "something lies beside the plugin's folder");
    assert!(check(&target) <= MOST, "more than the input can hold");
}

fuzz_target!(|data: &[u8]| {
    try_out(data);
    // Most changes break the compression: the input is taken as the archive itself, too.
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    gz.write_all(data).expect("memory");
    try_out(&gz.finish().expect("memory"));
});
