//! What a plugin's process prints, on its way into the log.

use std::collections::BTreeMap;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll};

use tokio::io::AsyncWrite;

use crate::app::App;

/// Writes what a plugin prints into the log, line by line.
pub(super) struct Lines {
    app: Weak<App>,
    plugin_id: String,
    node: usize,
    source: &'static str,
    line: Vec<u8>,
}

impl Lines {
    /// The longest line that is kept in one piece, in bytes.
    const MAX: usize = 16 * 1024;

    pub(super) fn new(app: &Arc<App>, plugin_id: &str, node: usize, source: &'static str) -> Self {
        let plugin_id = plugin_id.to_owned();
        Self {
            app: Arc::downgrade(app),
            plugin_id,
            node,
            source,
            line: Vec::new(),
        }
    }

    fn finish(&mut self) {
        let text = String::from_utf8_lossy(&self.line).trim_end().to_owned();
        self.line.clear();
        let Some(app) = self.app.upgrade().filter(|_| !text.is_empty()) else {
            return;
        };
        let json: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        let field = |key: &str| json.get(key).and_then(|v| v.as_str());
        let (level, message) = match field("@message") {
            Some(message) => (field("@level").unwrap_or("debug"), message),
            None if self.source == "plugin_stdout" => ("info", text.as_str()),
            None if text.starts_with("panic:") || text.starts_with("fatal error:") => {
                ("error", text.as_str())
            }
            None => ("debug", text.as_str()),
        };
        let mut fields = BTreeMap::from([("source".to_owned(), self.source.to_owned())]);
        fields.extend(app.plugins.node_field(self.node));
        app.log.write(level, &self.plugin_id, message, fields);
    }
}

impl AsyncWrite for Lines {
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        for byte in bytes {
            if *byte == b'\n' || this.line.len() >= Self::MAX {
                this.finish();
            }
            if *byte != b'\n' {
                this.line.push(*byte);
            }
        }
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.get_mut().finish();
        Poll::Ready(Ok(()))
    }
}
