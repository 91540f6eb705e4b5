//! Installing and removing plugins.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use mattermost_model::Manifest;

use super::bundle::{BundleError, read_manifest, unpack};
use super::webapp::script_name;
use super::{Entry, Plugins, State};
use crate::fault::{Fault, Outcome};
use crate::ws::{Broadcast, Event};

impl From<BundleError> for Fault {
    fn from(error: BundleError) -> Self {
        match error {
            BundleError::NoManifest | BundleError::InvalidManifest(_) => {
                let message = format!("Unable to find manifest for extracted plugin: {error}.");
                Self::bad_request("app.plugin.manifest.app_error", message)
            }
            _ => {
                tracing::info!("a bundle was refused: {error}");
                let message = "An error occurred extracting the plugin bundle.";
                Self::bad_request("app.plugin.extract.app_error", message)
            }
        }
    }
}

impl Plugins {
    /// Takes up the plugins that lie unpacked from an earlier run, and starts the enabled ones.
    pub(crate) async fn load(&self) -> Outcome<()> {
        fs::create_dir_all(&self.folder)?;
        for folder in fs::read_dir(&self.folder)? {
            let path = folder?.path();
            // What an installation left behind when it was cut off.
            if path
                .file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with('.'))
            {
                fs::remove_dir_all(&path)?;
            } else if let Ok(manifest) = read_manifest(&path) {
                self.add(manifest, &path);
            }
        }
        self.follow_config().await;
        Ok(())
    }

    fn add(&self, manifest: Manifest, folder: &Path) {
        let entry = Entry {
            webapp: script_name(&manifest, folder),
            state: State::NotRunning,
            error: String::new(),
            process: None,
            health_check: None,
            failures: Vec::new(),
            commands: Vec::new(),
            manifest,
        };
        self.lock().insert(entry.manifest.id.clone(), entry);
    }

    /// Installs the bundle in a file; `replace` an installed plugin with the same id. A plugin that
    /// was enabled runs again afterwards.
    pub(crate) async fn install(&self, bundle: &Path, replace: bool) -> Outcome<Manifest> {
        let _changing = self.changing.lock().await;
        fs::create_dir_all(&self.folder)?;
        let target = tempfile::Builder::new()
            .prefix(".new-")
            .tempdir_in(&self.folder)?;
        let (file, to) = (fs::File::open(bundle)?, target.path().to_owned());
        // Unpacking takes the disk's time: the other tasks go on meanwhile.
        let unpacked = tokio::task::spawn_blocking(move || unpack(file, &to));
        let (folder, manifest) = unpacked.await.map_err(Fault::internal)??;
        let id = manifest.id.clone();
        if self.require(&id).is_ok() && !replace {
            let message =
                "Unable to install plugin. A plugin with the same ID is already installed.";
            return Err(Fault::bad_request(
                "app.plugin.install_id.app_error",
                message,
            ));
        }
        self.deactivate(&id).await;
        let home = self.folder.join(&id);
        if home.exists() {
            fs::remove_dir_all(&home)?;
        }
        fs::rename(folder, &home)?;
        self.add(manifest.clone(), &home);
        make_executable(&manifest, &home)?;
        if self.app()?.is_plugin_enabled(&id)? {
            self.activate(&id).await.ok();
        }
        self.publish_statuses();
        Ok(manifest)
    }

    /// Stops a plugin and removes its files. Its keys and settings stay.
    pub(crate) async fn remove(&self, id: &str) -> Outcome<()> {
        self.require(id)?;
        let _changing = self.changing.lock().await;
        self.deactivate(id).await;
        let home = self.folder.join(id);
        self.lock().remove(id);
        fs::remove_dir_all(home)?;
        self.publish_statuses();
        Ok(())
    }

    /// Tells the admins how the plugins are.
    pub(super) fn publish_statuses(&self) {
        let Ok(app) = self.app() else { return };
        let event = Event::new("plugin_statuses_changed", Broadcast::to_admins());
        app.publish(&event.with_object("plugin_statuses", &self.statuses()));
    }
}

/// A bundle made on another system may have lost the mode of its executables.
#[cfg(unix)]
fn make_executable(manifest: &Manifest, home: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let server = manifest.server.clone().unwrap_or_default();
    let executables: BTreeMap<String, String> = server.executables;
    for path in executables
        .values()
        .chain([&server.executable])
        .filter(|path| !path.is_empty())
    {
        let path = home.join(path);
        if path.is_file() {
            fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn make_executable(_: &Manifest, _: &Path) -> std::io::Result<()> {
    Ok(())
}
