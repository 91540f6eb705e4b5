//! A dev server with one of the examples, from a bundle.

use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use mattermost_devserver::{Client, DevServer};
use serde_json::Value;

use crate::host::executable;

/// A server with an example installed and enabled, and alice logged in.
pub(crate) struct Site {
    pub(crate) server: DevServer,
    pub(crate) alice: Client,
    pub(crate) channel: String,
}

impl Site {
    pub(crate) async fn with(example: &str) -> Self {
        Self::on_nodes(1, example, Value::Null).await
    }

    /// The same with several nodes, and with settings.
    pub(crate) async fn on_nodes(nodes: usize, example: &str, settings: Value) -> Self {
        let server = DevServer::builder().nodes(nodes).start().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let id = server
            .install(bundle(folder.path(), example))
            .await
            .unwrap();
        if !settings.is_null() {
            server.set_plugin_settings(&id, settings).await.unwrap();
        }
        server.enable(&id).await.unwrap();
        assert_eq!(server.plugin_status(&id).unwrap().state, 2, "it is active");
        let alice = server.log_in("alice").await.unwrap();
        let channel = alice.channel("town-square").await.unwrap().id;
        Self {
            server,
            alice,
            channel,
        }
    }

    /// What a command answers.
    pub(crate) async fn say(&self, command: &str) -> String {
        let answer = self.alice.execute_command(&self.channel, command).await;
        answer.unwrap().text
    }
}

/// Writes the bundle of an example: its manifest, and the program as it was built.
fn bundle(folder: &Path, example: &str) -> std::path::PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples")
        .join(example);
    let path = folder.join("bundle.tar.gz");
    // Uncompressed: the program is large, and time is short.
    let gz = GzEncoder::new(std::fs::File::create(&path).unwrap(), Compression::none());
    let mut archive = tar::Builder::new(gz);
    archive.sparse(false); // Mattermost takes plain files alone.
    let mut add = |from: &Path, to: &str| archive.append_path_with_name(from, to).unwrap();
    add(&source.join("plugin.json"), "plugin.json");
    add(&executable(example), "server/dist/plugin");
    archive.into_inner().unwrap().finish().unwrap();
    path
}
