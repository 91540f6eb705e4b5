//! Files that come in: plugins may change or reject them; and bytes that a plugin serves.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use go_netrpc::Error;
use goplugin::MuxBroker;
use http::StatusCode;
use mattermost_model::FileInfo;
use mattermost_model::rpc::hooks::{self, FileWillBeUploaded as Hook};
use tokio::io::AsyncReadExt as _;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use super::process::Process;
use super::{Plugins, body, remote_reader};
use crate::app::RequestContext;
use crate::fault::{Fault, Outcome};

/// How long a plugin that has replied may take to end what it puts in a file's place.
const GRACE: Duration = Duration::from_secs(10);

/// Why what a plugin makes of a file is not taken.
#[derive(Debug, thiserror::Error)]
enum Untaken {
    #[error(transparent)]
    Failed(#[from] Error),
    #[error("it did not end the file's replacement within {} seconds of its reply", GRACE.as_secs())]
    Endless,
    #[error("the file's replacement is larger than the {0} bytes that a file may have")]
    TooLarge(usize),
}

impl Plugins {
    /// Lets each plugin in turn change a file that is being uploaded, or reject it. A file has
    /// `limit` bytes at most, whatever a plugin makes of it.
    pub(crate) async fn file_will_be_uploaded(
        &self,
        context: &RequestContext,
        mut info: FileInfo,
        mut content: Vec<u8>,
        limit: usize,
    ) -> Outcome<(FileInfo, Vec<u8>)> {
        for process in self.having::<Hook>(context.node) {
            match offer(&process, context, &info, &content, limit).await {
                Ok((reply, _)) if !reply.b.is_empty() => {
                    return Err(rejected(&info.name, &reply.b));
                }
                Ok((reply, replacement)) => {
                    info = reply.a.unwrap_or(info);
                    if !replacement.is_empty() {
                        info.size = i64::try_from(replacement.len()).unwrap_or(i64::MAX);
                        content = replacement;
                    }
                }
                Err(error) => {
                    self.log_failure::<Hook>(&process, &error);
                    if let Untaken::TooLarge(limit) = error {
                        return Err(grown_too_large(&info.name, &process.id, limit));
                    }
                }
            }
        }
        Ok((info, content))
    }
}

/// Offers a file to one plugin. Gives its reply and what it wrote in the file's place.
async fn offer(
    process: &Arc<Process>,
    context: &RequestContext,
    info: &FileInfo,
    content: &[u8],
    limit: usize,
) -> Result<(hooks::FileWillBeUploadedReply, Vec<u8>), Untaken> {
    let broker = process.broker().clone();
    let (upload, replacement) = (broker.next_id(), broker.next_id());
    let (uploads, body) = (broker.clone(), Body::from(content.to_vec()));
    let _serving = AbortOnDropHandle::new(tokio::spawn(async move {
        if let Ok(stream) = uploads.accept(upload).await {
            // A plugin may leave a file half read.
            let _ = body::serve(stream, body).await;
        }
    }));
    let args = hooks::FileWillBeUploadedArgs {
        context: Some(context.request.clone()),
        info: Some(info.clone()),
        uploaded_file_stream: upload,
        replacement_file_stream: replacement,
    };
    // What the reply leaves out stays as it was: Mattermost decodes it into the file's info.
    let before = hooks::FileWillBeUploadedReply {
        a: Some(info.clone()),
        ..hooks::FileWillBeUploadedReply::default()
    };
    let replied = CancellationToken::new();
    let asking = async {
        let reply = process.call_into::<Hook>(args, before).await?;
        replied.cancel();
        Ok(reply)
    };
    let too_late = async {
        replied.cancelled().await;
        tokio::time::sleep(GRACE).await;
    };
    let reading = async {
        tokio::select! {
            written = written(&broker, replacement, limit) => written,
            () = too_late => Err(Untaken::Endless),
        }
    };
    // Both at once: a plugin that writes too much may never come to reply.
    tokio::try_join!(asking, reading)
}

/// What a plugin writes in a file's place; nothing where it breaks off.
async fn written(broker: &MuxBroker, id: u32, limit: usize) -> Result<Vec<u8>, Untaken> {
    let Ok(stream) = broker.accept(id).await else {
        return Ok(Vec::new());
    };
    let mut content = Vec::new();
    let mut stream = stream.take((limit as u64).saturating_add(1));
    let read = stream.read_to_end(&mut content).await;
    if content.len() > limit {
        return Err(Untaken::TooLarge(limit));
    }
    Ok(read.map(|_| content).unwrap_or_default())
}

/// The refusal of a file that a plugin made larger than the configuration allows.
fn grown_too_large(name: &str, plugin_id: &str, limit: usize) -> Fault {
    let id = "api.file.upload_file.too_large_detailed.app_error";
    let message = format!(
        "Unable to upload file {name}. What the plugin {plugin_id} put in its place exceeds the \
         maximum allowed {limit} bytes."
    );
    Fault::new(StatusCode::PAYLOAD_TOO_LARGE, id, message)
}

fn rejected(name: &str, reason: &str) -> Fault {
    let id = "app.upload.run_plugins_hook.rejected";
    let message = format!("Unable to upload file {name}. Rejected by plugin: {reason}");
    Fault::bad_request(id, message)
}

/// Reads what the plugin serves on a stream that it announced, `limit` bytes at most.
pub(super) async fn fetch(process: &Process, stream: u32, limit: usize) -> Outcome<Vec<u8>> {
    let stream = process.broker().dial(stream).await;
    let stream = stream.map_err(Fault::internal)?;
    remote_reader::read(stream, limit)
        .await
        .map_err(Fault::internal)
}
