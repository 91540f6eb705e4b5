//! The bundle with the binary under test.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::Value;

/// Its file, made once.
pub(crate) fn bundle() -> &'static Path {
    static BUNDLE: OnceLock<PathBuf> = OnceLock::new();
    BUNDLE.get_or_init(|| {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("zoom.tar.gz");
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let manifest: Value =
            serde_json::from_slice(&std::fs::read(root.join("plugin.json")).unwrap()).unwrap();
        let os = std::env::consts::OS.replace("macos", "darwin");
        let arch = std::env::consts::ARCH
            .replace("x86_64", "amd64")
            .replace("aarch64", "arm64");
        let name = &manifest["server"]["executables"][format!("{os}-{arch}")];
        let file = File::create(&path).unwrap();
        let mut bundle = tar::Builder::new(flate2::write::GzEncoder::new(
            file,
            flate2::Compression::none(),
        ));
        // An executable has holes, and Mattermost's unpacking knows no sparse files.
        bundle.sparse(false);
        let name = Path::new("zoom").join(name.as_str().unwrap());
        bundle
            .append_path_with_name(env!("CARGO_BIN_EXE_zoom-plugin"), name)
            .unwrap();
        bundle
            .append_path_with_name(root.join("plugin.json"), "zoom/plugin.json")
            .unwrap();
        let script = b"window.registerPlugin('zoom', {initialize() {}});";
        let mut header = tar::Header::new_gnu();
        header.set_size(script.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        bundle
            .append_data(&mut header, "zoom/webapp/dist/main.js", &script[..])
            .unwrap();
        bundle.into_inner().unwrap().finish().unwrap();
        path
    })
}
