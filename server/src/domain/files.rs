//! Files from Zoom into Mattermost, as a stream: what is small goes in one call, the rest by an
//! upload session.

use std::io;

use futures_util::{Stream, StreamExt, stream};
use mattermost_plugin::model::UploadSession;
use tokio::io::AsyncRead;
use tokio_util::bytes::Bytes;
use tokio_util::io::StreamReader;
use zoom_client::Download;

use crate::app::Services;
use crate::error::{Error, Result};
use crate::store::random_text;

/// What is held in memory; longer files are passed on as they come.
const SMALL: usize = 1024 * 1024;
/// Mattermost's own default.
const DEFAULT_LIMIT: u64 = 100 * 1024 * 1024;
const ID_LENGTH: usize = 26;

/// Where a file goes, and how it is called there.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The channel.
    pub channel_id: &'a str,
    /// The name.
    pub name: &'a str,
}

/// The largest file that the server takes, in bytes.
///
/// # Errors
/// When Mattermost cannot be asked.
pub async fn limit(services: &Services) -> Result<u64> {
    let config = services.api.get_config_excerpt().await?;
    let limit = config.file_settings.max_file_size;
    let limit = limit.and_then(|limit| u64::try_from(limit).ok());
    Ok(limit.filter(|limit| *limit > 0).unwrap_or(DEFAULT_LIMIT))
}

/// Uploads a file as the bot, and gives its id.
///
/// # Errors
/// When Zoom stops sending it, or Mattermost refuses it.
pub async fn upload(
    services: &Services,
    place: Place<'_>,
    mut download: Download,
) -> Result<String> {
    let mut head = Vec::new();
    while head.len() <= SMALL {
        match download.chunk().await? {
            Some(chunk) => head.extend_from_slice(&chunk),
            None => return upload_small(services, place, head).await,
        }
    }
    match download.length() {
        Some(length) => upload_large(services, place, length, rest_of(head, download)).await,
        None => upload_unmeasured(services, place, rest_of(head, download)).await,
    }
}

async fn upload_small(services: &Services, place: Place<'_>, bytes: Vec<u8>) -> Result<String> {
    let api = &services.api;
    let file = api.upload_file(bytes, place.channel_id, place.name).await?;
    Ok(file.id)
}

/// What was read already, and then what comes.
fn rest_of(head: Vec<u8>, download: Download) -> impl Stream<Item = io::Result<Bytes>> + Send {
    let tail = stream::unfold(Some(download), |download| async {
        let mut download = download?;
        match download.chunk().await {
            Ok(Some(chunk)) => Some((Ok(chunk), Some(download))),
            Ok(None) => None,
            Err(error) => Some((Err(io::Error::other(error)), None)),
        }
    });
    stream::iter([Ok(Bytes::from(head))]).chain(tail)
}

async fn upload_large(
    services: &Services,
    place: Place<'_>,
    length: u64,
    bytes: impl Stream<Item = io::Result<Bytes>> + Send + 'static,
) -> Result<String> {
    let session = begin(services, place, length).await?;
    send(services, session, StreamReader::new(Box::pin(bytes))).await
}

/// A session has to know its size first, so what does not say it is measured in a file.
async fn upload_unmeasured(
    services: &Services,
    place: Place<'_>,
    bytes: impl Stream<Item = io::Result<Bytes>> + Send,
) -> Result<String> {
    let (file, length) = measure(bytes).await.map_err(explain)?;
    let session = begin(services, place, length).await?;
    send(services, session, file).await
}

/// The bytes in a file without a name, and how many they are.
async fn measure(
    bytes: impl Stream<Item = io::Result<Bytes>> + Send,
) -> io::Result<(tokio::fs::File, u64)> {
    let mut file = tokio::fs::File::from_std(tempfile::tempfile()?);
    let mut reader = StreamReader::new(Box::pin(bytes));
    let length = tokio::io::copy(&mut reader, &mut file).await?;
    tokio::io::AsyncSeekExt::rewind(&mut file).await?;
    Ok((file, length))
}

/// What Zoom says in the middle of a file comes through the stream, and says more than that the
/// file could not be kept.
fn explain(error: io::Error) -> Error {
    error.downcast().map_or_else(
        |_| Error::Internal("a file from Zoom could not be kept for its upload"),
        Error::Zoom,
    )
}

async fn begin(services: &Services, place: Place<'_>, length: u64) -> Result<UploadSession> {
    let session = UploadSession {
        // Mattermost leaves the choice to us.
        id: random_text(ID_LENGTH)?,
        type_: "attachment".to_owned(),
        user_id: services.bot_id.clone(),
        channel_id: place.channel_id.to_owned(),
        filename: place.name.to_owned(),
        file_size: i64::try_from(length).unwrap_or(i64::MAX),
        ..UploadSession::default()
    };
    Ok(services.api.create_upload_session(session).await?)
}

async fn send(
    services: &Services,
    session: UploadSession,
    bytes: impl AsyncRead + Send + Unpin + 'static,
) -> Result<String> {
    let file = services.api.upload_data(session, bytes).await?;
    let file = file.ok_or(Error::Internal("Zoom stopped in the middle of a file"))?;
    Ok(file.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use zoom_client::ErrorKind;

    #[tokio::test]
    async fn what_zoom_says_in_the_middle_of_a_file_is_not_lost() {
        let zoom = zoom_client::Client::builder("id", "secret".into());
        let zoom = zoom.build().unwrap();
        let said = zoom.download("no address", None, 1).await.unwrap_err();
        let bytes = stream::iter([Ok(Bytes::from("head")), Err(io::Error::other(said))]);
        match explain(measure(bytes).await.unwrap_err()) {
            Error::Zoom(error) => assert_eq!(error.kind(), ErrorKind::ForeignHost),
            other => panic!("{other}"),
        }
        let disk = io::Error::other("the disk is full");
        assert!(matches!(explain(disk), Error::Internal(_)));
    }
}
