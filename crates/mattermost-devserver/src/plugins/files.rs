//! Files that come in: plugins may change or reject them; and bytes that a plugin serves.

use std::sync::Arc;

use axum::body::Body;
use mattermost_model::FileInfo;
use mattermost_model::rpc::hooks;
use tokio::io::AsyncReadExt as _;

use super::process::Process;
use super::{Plugins, body, remote_reader};
use crate::app::RequestContext;
use crate::fault::{Fault, Outcome};

impl Plugins {
    /// Lets each plugin in turn change a file that is being uploaded, or reject it.
    pub(crate) async fn file_will_be_uploaded(
        &self,
        context: &RequestContext,
        mut info: FileInfo,
        mut content: Vec<u8>,
    ) -> Outcome<(FileInfo, Vec<u8>)> {
        use hooks::FileWillBeUploaded as Hook;
        for process in self.having::<Hook>(context.node) {
            match offer(&process, context, &info, &content).await {
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
                Err(error) => self.log_failure::<Hook>(&process, &error),
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
) -> Result<(hooks::FileWillBeUploadedReply, Vec<u8>), go_netrpc::Error> {
    let broker = process.broker().clone();
    let (upload, replacement) = (broker.next_id(), broker.next_id());
    let (uploads, body) = (broker.clone(), Body::from(content.to_vec()));
    let serving = tokio::spawn(async move {
        if let Ok(stream) = uploads.accept(upload).await {
            // A plugin may leave a file half read.
            let _ = body::serve(stream, body).await;
        }
    });
    let replacing = tokio::spawn(async move {
        let mut written = Vec::new();
        if let Ok(mut stream) = broker.accept(replacement).await {
            stream.read_to_end(&mut written).await?;
        }
        std::io::Result::Ok(written)
    });
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
    let reply = process
        .call_into::<hooks::FileWillBeUploaded>(args, before)
        .await;
    serving.abort();
    if reply.is_err() {
        replacing.abort();
    }
    // A replacement that broke off is none.
    let written = replacing.await.ok().and_then(Result::ok);
    Ok((reply?, written.unwrap_or_default()))
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
