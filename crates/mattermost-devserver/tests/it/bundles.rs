//! Bundles made for tests.

use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

pub(crate) const PROBE: &str = "com.example.probe";

/// The example `probe` as it was built beside this test.
fn executable() -> PathBuf {
    let mut path = std::env::current_exe().unwrap();
    path.pop();
    path.pop();
    let path = path
        .join("examples")
        .join(format!("probe{}", std::env::consts::EXE_SUFFIX));
    assert!(
        path.is_file(),
        "build it first: cargo build -p mattermost-devserver --examples"
    );
    path
}

fn manifest() -> Value {
    json!({
        "id": PROBE,
        "name": "Probe",
        "description": "Tries things out.",
        "version": "0.1.0",
        "min_server_version": "10.0.0",
        "server": {"executable": "server/probe"},
        "webapp": {"bundle_path": "webapp/main.js"},
        "settings_schema": {
            "settings": [
                {"key": "Greeting", "display_name": "Greeting", "type": "text", "default": "Hi"},
                {"key": "Token", "display_name": "Token", "type": "text", "secret": true},
            ],
        },
    })
}

fn add(archive: &mut tar::Builder<GzEncoder<std::fs::File>>, path: &str, content: &[u8]) {
    let mut header = tar::Header::new_gnu();
    header.set_size(content.len() as u64);
    header.set_mode(if path.starts_with("server/") {
        0o755
    } else {
        0o644
    });
    archive.append_data(&mut header, path, content).unwrap();
}

/// Writes the probe's bundle into a folder.
pub(crate) fn probe(folder: &Path) -> PathBuf {
    let path = folder.join("probe.tar.gz");
    // Uncompressed: the executable is large, and time is short.
    let gz = GzEncoder::new(std::fs::File::create(&path).unwrap(), Compression::none());
    let mut archive = tar::Builder::new(gz);
    add(
        &mut archive,
        "probe/plugin.json",
        manifest().to_string().as_bytes(),
    );
    add(&mut archive, "probe/webapp/main.js", b"window.probe = 1;");
    add(&mut archive, "probe/public/hello.txt", b"hello public\n");
    add(
        &mut archive,
        "probe/server/probe",
        &std::fs::read(executable()).unwrap(),
    );
    archive.into_inner().unwrap().finish().unwrap();
    path
}

/// Writes the bundle of a plugin whose executable is not in it.
pub(crate) fn manifest_only(folder: &Path, id: &str) -> PathBuf {
    let path = folder.join("manifest.tar.gz");
    let gz = GzEncoder::new(std::fs::File::create(&path).unwrap(), Compression::fast());
    let mut archive = tar::Builder::new(gz);
    let manifest = json!({
        "id": id, "name": "Manifest", "version": "0.1.0", "min_server_version": "10.0.0",
        "server": {"executable": "server/plugin"},
    });
    add(&mut archive, "plugin.json", manifest.to_string().as_bytes());
    archive.into_inner().unwrap().finish().unwrap();
    path
}

/// Writes the bundle of a plugin that is nothing but a web app.
pub(crate) fn tiny(folder: &Path) -> PathBuf {
    tiny_version(folder, "0.1.0")
}

/// Writes such a bundle of another version over the one before, in one step.
pub(crate) fn tiny_version(folder: &Path, version: &str) -> PathBuf {
    let path = folder.join("tiny.new");
    let gz = GzEncoder::new(std::fs::File::create(&path).unwrap(), Compression::fast());
    let mut archive = tar::Builder::new(gz);
    let manifest = json!({
        "id": "com.example.tiny", "name": "Tiny", "version": version,
        "min_server_version": "10.0.0", "webapp": {"bundle_path": "webapp/main.js"},
        "settings_schema": {"settings": [{"key": "Foo", "display_name": "Foo", "type": "text",
            "default": "bar"}]},
        "props": {"k": "v"},
    });
    add(&mut archive, "plugin.json", manifest.to_string().as_bytes());
    add(&mut archive, "webapp/main.js", b"window.tiny = 1;");
    archive.into_inner().unwrap().finish().unwrap();
    let bundle = folder.join("tiny.tar.gz");
    std::fs::rename(path, &bundle).unwrap();
    bundle
}
