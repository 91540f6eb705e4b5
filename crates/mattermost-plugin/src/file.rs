//! The hook `FileWillBeUploaded`.

use std::io;

use axum::body::Body;
use futures_util::TryStreamExt as _;
use goplugin::MuxBroker;
use goplugin::yamux::Stream;
use mattermost_model::rpc::hooks::{FileWillBeUploadedArgs, FileWillBeUploadedReply};
use mattermost_model::{Context, FileInfo};
use tokio::io::AsyncWriteExt as _;

use crate::error::Result;
use crate::guard::guard;
use crate::http::stream::Reader;

/// What a person reads whose file was refused because its new content failed.
const BROKEN: &str = "The file could not be processed. Try again.";

/// What becomes of a file that is being uploaded.
#[derive(Debug)]
#[non_exhaustive]
pub enum FileVerdict {
    /// It is stored as it came.
    Keep,
    /// It is stored with these details, such as another name.
    Change(Box<FileInfo>),
    /// Its content is replaced by this one, which may be made while the file is still coming in,
    /// and its details where some are given. The server counts the size by itself.
    Replace {
        /// Details that differ, such as another name.
        info: Option<Box<FileInfo>>,
        /// The bytes to store; none leave the file as it came. Where they fail in the middle,
        /// the file is refused: half of it may be stored otherwise.
        content: Body,
    },
    /// It is refused, and the person sees this text.
    Reject(String),
}

/// Asks the handler about one file.
pub(crate) async fn examine<Fut>(
    broker: &MuxBroker,
    args: FileWillBeUploadedArgs,
    handler: impl FnOnce(Context, FileInfo, Body) -> Fut,
) -> Result<FileWillBeUploadedReply>
where
    Fut: Future<Output = Result<FileVerdict>>,
{
    // The server waits five seconds for each stream that is not dialled.
    let file = Reader::new(broker.dial_ahead(args.uploaded_file_stream).await?).into_body(None);
    let mut replacement = broker.dial(args.replacement_file_stream).await?;
    let (context, info) = (
        args.context.unwrap_or_default(),
        args.info.unwrap_or_default(),
    );
    let verdict = guard("FileWillBeUploaded", async {
        handler(context, info, file).await
    });
    let reply = carry_out(verdict.await?, &mut replacement).await;
    replacement.shutdown().await?;
    Ok(reply)
}

async fn carry_out(verdict: FileVerdict, to: &mut Stream) -> FileWillBeUploadedReply {
    let mut reply = FileWillBeUploadedReply::default();
    match verdict {
        FileVerdict::Keep => {}
        FileVerdict::Change(info) => reply.a = Some(*info),
        FileVerdict::Reject(text) => reply.b = text,
        FileVerdict::Replace { info, content } => {
            reply.a = info.map(|info| *info);
            if let Err(error) = write(content, to).await {
                tracing::error!(error = %error, "the new content of a file failed in the middle");
                reply.b = BROKEN.to_owned();
            }
        }
    }
    reply
}

async fn write(content: Body, to: &mut Stream) -> io::Result<()> {
    let mut parts = content.into_data_stream().map_err(io::Error::other);
    while let Some(part) = parts.try_next().await? {
        to.write_all(&part).await?;
    }
    Ok(())
}
