//! Installing and removing plugins.

use std::fs;
use std::path::Path;

use mattermost_model::Manifest;

use super::bundle::{BundleError, executables, read_manifest, unpack};
use super::webapp::script_name;
use super::{Entry, Plugins, Run};
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

/// The id of the plugin in a bundle.
pub(crate) fn bundle_id(bundle: &Path) -> Outcome<String> {
    let target = tempfile::tempdir()?;
    let (_, manifest) = unpack(fs::File::open(bundle)?, target.path())?;
    Ok(manifest.id)
}

impl Plugins {
    /// Takes up the plugins that lie unpacked from an earlier run, and starts the enabled ones.
    pub(crate) async fn load(&self) -> Outcome<()> {
        let home = self.nodes.folder(0);
        fs::create_dir_all(home)?;
        for folder in fs::read_dir(home)? {
            let path = folder?.path();
            // What an installation left behind when it was cut off.
            if path
                .file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with('.'))
            {
                fs::remove_dir_all(&path)?;
            } else if let Ok(manifest) = read_manifest(&path) {
                self.spread(&manifest.id).await?;
                self.add(manifest, &path);
            }
        }
        self.follow_config().await;
        Ok(())
    }

    fn add(&self, manifest: Manifest, folder: &Path) {
        let entry = Entry {
            webapp: script_name(&manifest, folder),
            runs: self.nodes.all().map(|_| Run::default()).collect(),
            commands: Vec::new(),
            serve: None,
            manifest,
        };
        self.lock().insert(entry.manifest.id.clone(), entry);
    }

    /// Installs the bundle in a file; `replace` an installed plugin with the same id. A plugin that
    /// was enabled runs again afterwards.
    pub(crate) async fn install(&self, bundle: &Path, replace: bool) -> Outcome<Manifest> {
        let _changing = self.changing.lock().await;
        fs::create_dir_all(self.nodes.folder(0))?;
        let target = tempfile::Builder::new()
            .prefix(".new-")
            .tempdir_in(self.nodes.folder(0))?;
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
        self.remove_files(&id)?;
        let home = self.nodes.folder(0).join(&id);
        fs::rename(folder, &home)?;
        make_executable(&manifest, &home)?;
        self.spread(&id).await?;
        self.add(manifest.clone(), &home);
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
        self.lock().remove(id);
        self.remove_files(id)?;
        self.publish_statuses();
        Ok(())
    }

    fn remove_files(&self, id: &str) -> Outcome<()> {
        for node in self.nodes.all() {
            let home = self.nodes.folder(node).join(id);
            if home.exists() {
                fs::remove_dir_all(&home)?;
            }
        }
        Ok(())
    }

    /// Copies a plugin from the first node to those that lack it.
    async fn spread(&self, id: &str) -> Outcome<()> {
        let home = self.nodes.folder(0).join(id);
        for node in self.nodes.all() {
            let copy = self.nodes.folder(node).join(id);
            if !copy.exists() {
                let home = home.clone();
                let copied = tokio::task::spawn_blocking(move || copy_folder(&home, &copy));
                copied.await.map_err(Fault::internal)??;
            }
        }
        Ok(())
    }

    /// Tells the admins how the plugins are.
    pub(super) fn publish_statuses(&self) {
        let Ok(app) = self.app() else { return };
        let event = Event::new("plugin_statuses_changed", Broadcast::to_admins());
        app.publish(&event.with_object("plugin_statuses", &self.statuses()));
    }
}

/// Copies a folder of plain files and folders, modes included.
fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// A bundle made on another system may have lost the mode of its executables.
#[cfg(unix)]
fn make_executable(manifest: &Manifest, home: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    for path in executables(manifest) {
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
