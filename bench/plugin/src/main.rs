//! The hello plugin that the bench compares with a Go plugin of the same behaviour
//! (`bench/partner`).

mod codec;

use std::convert::Infallible;
use std::process::ExitCode;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State as Shared};
use axum::routing::{get, post};
use futures_util::future::join_all;
use futures_util::stream;
use mattermost_plugin::model::{CommandArgs, CommandResponse};
use mattermost_plugin::{Api, Context, NoConfiguration, Plugin, Result};

const CHUNK: usize = 64 * 1024;

struct State {
    api: Api,
}

async fn activate(api: Api, _: NoConfiguration) -> Result<State> {
    Ok(State { api })
}

async fn execute_command(_: Arc<State>, _: Context, args: CommandArgs) -> Result<CommandResponse> {
    Ok(CommandResponse {
        response_type: "ephemeral".into(),
        text: format!("Hello, {}", args.user_id),
        ..CommandResponse::default()
    })
}

fn routes(state: Arc<State>) -> Router {
    Router::new()
        .route("/hello", get(async || "Hello"))
        .route("/bytes/{length}", get(bytes))
        .route("/codec/{direction}/{name}/{count}", post(codec::codec))
        .route("/api/{method}/{count}/{width}", get(calls))
        .with_state(state)
}

async fn bytes(Path(length): Path<usize>) -> Body {
    let chunk = Bytes::from(vec![0; CHUNK]);
    let parts = (0..length.div_ceil(CHUNK))
        .map(move |i| Ok::<_, Infallible>(chunk.slice(..CHUNK.min(length - i * CHUNK))));
    Body::from_stream(stream::iter(parts))
}

/// Makes API calls, `width` at a time.
async fn calls(
    Shared(state): Shared<Arc<State>>,
    Path((method, count, width)): Path<(String, usize, usize)>,
) -> std::result::Result<&'static str, String> {
    let workers = (0..width.max(1)).map(|_| async {
        for _ in 0..count / width.max(1) {
            call(&state.api, &method).await?;
        }
        Ok(())
    });
    let results: Result<Vec<()>> = join_all(workers).await.into_iter().collect();
    results.map(|_| "done").map_err(|error| error.to_string())
}

async fn call(api: &Api, method: &str) -> Result<()> {
    match method {
        "KVGet" => api.kv_get("key").await.map(drop),
        "GetUser" => api.get_user("user").await.map(drop),
        _ => Err(mattermost_plugin::Error::new("no such method")),
    }
}

async fn deactivate(_: Arc<State>) -> Result<()> {
    Ok(())
}

fn main() -> ExitCode {
    Plugin::new(activate)
        .execute_command(execute_command)
        .on_deactivate(deactivate)
        .http(routes)
        .run()
}
