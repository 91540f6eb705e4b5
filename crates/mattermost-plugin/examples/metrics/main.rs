//! Metrics of a plugin's own: Prometheus finds them at `/plugins/com.example.metrics/metrics` on
//! the server's metrics port.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use mattermost_plugin::model::{Context, Post};
use mattermost_plugin::{Api, NoConfiguration, Plugin, Result};

#[derive(Default)]
struct Counts {
    posts: AtomicU64,
}

async fn activate(_: Api, _: NoConfiguration) -> Result<Counts> {
    Ok(Counts::default())
}

async fn message_has_been_posted(counts: Arc<Counts>, _: Context, _: Post) -> Result<()> {
    counts.posts.fetch_add(1, Ordering::Relaxed);
    Ok(())
}

/// The text format of Prometheus.
async fn scrape(State(counts): State<Arc<Counts>>) -> String {
    let posts = counts.posts.load(Ordering::Relaxed);
    format!("# TYPE example_posts_total counter\nexample_posts_total {posts}\n")
}

fn main() -> ExitCode {
    Plugin::new(activate)
        .message_has_been_posted(message_has_been_posted)
        .metrics(|counts| Router::new().route("/", get(scrape)).with_state(counts))
        .run()
}
