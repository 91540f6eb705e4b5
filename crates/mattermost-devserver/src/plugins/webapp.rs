//! The web apps of plugins, as clients load them.

use std::path::{Path, PathBuf};

use mattermost_model::{Manifest, ManifestWebapp};

use super::{Entry, Plugins, bundle};

/// The largest script whose content is hashed for its name, in bytes.
const MAX_SCRIPT: u64 = 64 * 1024 * 1024;

/// The name under which a plugin's script is served: it carries a hash of the content, so that
/// clients may keep it for good.
pub(super) fn script_name(manifest: &Manifest, folder: &Path) -> Option<String> {
    let path = inside(folder, &manifest.webapp.as_ref()?.bundle_path)?;
    if std::fs::metadata(&path).ok()?.len() > MAX_SCRIPT {
        return None;
    }
    let content = std::fs::read(&path).ok()?;
    // FNV-1a of 64 bits, as Mattermost names it.
    let hash = content
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
    Some(format!("{}_{hash:016x}_bundle.js", manifest.id))
}

/// A path below a folder, if it is made of plain names only.
fn inside(folder: &Path, path: &str) -> Option<PathBuf> {
    let path = bundle::inside(Path::new(path)).filter(|path| path != Path::new(""));
    path.map(|path| folder.join(path))
}

fn client_manifest(entry: &Entry) -> Option<Manifest> {
    let script = entry.webapp.as_ref()?;
    let id = &entry.manifest.id;
    let bundle_path = format!("/static/{id}/{script}");
    let webapp = ManifestWebapp {
        bundle_path,
        ..ManifestWebapp::default()
    };
    Some(Manifest {
        server: None,
        description: String::new(),
        webapp: Some(webapp),
        ..entry.manifest.clone()
    })
}

impl Plugins {
    /// What clients load: the manifests of the enabled plugins that have a web app.
    pub(crate) fn webapps(&self) -> Vec<Manifest> {
        let entries = self.lock();
        let enabled = entries.values().filter(|entry| entry.is_running());
        let manifests = enabled.filter_map(client_manifest);
        manifests
            .map(|m| Manifest {
                settings_schema: None,
                ..m
            })
            .collect()
    }

    /// The manifest that an event about a plugin carries.
    pub(super) fn event_manifest(&self, id: &str) -> Option<Manifest> {
        self.lock().get(id).and_then(client_manifest)
    }

    /// The file behind `/static/plugins/<id>/<path>`: the script or a file beside it.
    pub(crate) fn static_file(&self, id: &str, path: &str) -> Option<PathBuf> {
        let entries = self.lock();
        let entry = entries.get(id).filter(|entry| entry.is_running())?;
        let bundle_path = entry.manifest.webapp.as_ref()?.bundle_path.clone();
        let script = inside(&self.nodes.folder(0).join(id), &bundle_path)?;
        if entry.webapp.as_deref() == Some(path) {
            return Some(script);
        }
        // A script under an old name is gone; other files are served as they lie there.
        let is_script = path.ends_with("_bundle.js");
        inside(script.parent()?, path).filter(|path| !is_script && path.is_file())
    }

    /// The file behind `/plugins/<id>/public/<path>`.
    pub(crate) fn public_file(&self, id: &str, path: &str) -> Option<PathBuf> {
        let entries = self.lock();
        entries.get(id).filter(|entry| entry.is_running())?;
        inside(&self.nodes.folder(0).join(id).join("public"), path).filter(|path| path.is_file())
    }
}
