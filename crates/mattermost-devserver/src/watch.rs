//! Installing a bundle again whenever its file is another.

use std::path::{Path, PathBuf};
use std::sync::Weak;
use std::time::{Duration, SystemTime};

use crate::app::App;

/// How often the file is looked at. A change is taken up when the file has stayed the same from one
/// look to the next: by then it is whole.
const INTERVAL: Duration = Duration::from_millis(300);

/// What tells two contents of a file apart.
type Stamp = Option<(SystemTime, u64)>;

fn stamp(path: &Path) -> Stamp {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

/// Watches a bundle that is installed, until the server is gone.
pub(crate) async fn watch(app: Weak<App>, bundle: PathBuf) {
    let mut installed = stamp(&bundle);
    let mut before = installed;
    loop {
        tokio::time::sleep(INTERVAL).await;
        let now = stamp(&bundle);
        let is_settled = now == before;
        before = now;
        // A file that is gone for a moment is about to be written anew.
        if !is_settled || now == installed || now.is_none() {
            continue;
        }
        installed = now;
        let Some(app) = app.upgrade() else { return };
        match app.plugins.install(&bundle, true).await {
            Ok(manifest) => {
                let message = format!("version {} of the bundle is installed", manifest.version);
                app.plugins.note("info", &manifest.id, 0, &message);
            }
            Err(fault) => tracing::error!("{}: {fault}", bundle.display()),
        }
    }
}
