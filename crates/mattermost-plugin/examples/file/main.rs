//! Refuses uploads of programs, and rewrites text files while they come in.

use std::process::ExitCode;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::StreamExt as _;
use mattermost_plugin::http::Body;
use mattermost_plugin::model::{Context, FileInfo};
use mattermost_plugin::{Api, FileVerdict, NoConfiguration, Plugin, Result};

struct Files;

async fn activate(_: Api, _: NoConfiguration) -> Result<Files> {
    Ok(Files)
}

async fn file_will_be_uploaded(
    _: Arc<Files>,
    _: Context,
    info: FileInfo,
    content: Body,
) -> Result<FileVerdict> {
    let extension = info.extension.to_lowercase();
    Ok(match extension.as_str() {
        "exe" | "bat" => FileVerdict::Reject(format!("{} is a program.", info.name)),
        "txt" => FileVerdict::Replace {
            info: None,
            content: without_carriage_returns(content),
        },
        _ => FileVerdict::Keep,
    })
}

/// The file in parts, as they come: one of any length needs no more memory.
fn without_carriage_returns(content: Body) -> Body {
    let parts = content.into_data_stream();
    Body::from_stream(parts.map(|part| {
        part.map(|part| Bytes::from_iter(part.into_iter().filter(|byte| *byte != b'\r')))
    }))
}

fn main() -> ExitCode {
    Plugin::new(activate)
        .file_will_be_uploaded(file_will_be_uploaded)
        .run()
}
