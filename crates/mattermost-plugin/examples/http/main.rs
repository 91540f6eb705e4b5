//! HTTP with bodies of any length: `POST /plugins/com.example.http/shout` answers in capitals
//! while the request is still coming in, `/ticks` sends a line at a time.

use std::convert::Infallible;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::{get, post};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use mattermost_plugin::http::{Body, UserId};
use mattermost_plugin::{Api, NoConfiguration, Plugin, Result};

struct Shout;

async fn activate(_: Api, _: NoConfiguration) -> Result<Shout> {
    Ok(Shout)
}

/// Each part of the answer goes out as its part of the request comes in.
async fn shout(body: Body) -> Body {
    let parts = body.into_data_stream();
    Body::from_stream(parts.map(|part| part.map(|part| Bytes::from(part.to_ascii_uppercase()))))
}

/// Somebody who is logged in gets a line every tenth of a second; each is flushed at once.
async fn ticks(UserId(user): UserId) -> Body {
    let lines = stream::unfold(1_u32, move |n| {
        let line = format!("{n} for {user}\n");
        async move {
            tokio::time::sleep(Duration::from_millis(100)).await;
            (n <= 3).then_some((Ok::<_, Infallible>(line), n + 1))
        }
    });
    Body::from_stream(lines)
}

fn routes(_: Arc<Shout>) -> Router {
    Router::new()
        .route("/shout", post(shout))
        .route("/ticks", get(ticks))
}

fn main() -> ExitCode {
    Plugin::new(activate).http(routes).run()
}
