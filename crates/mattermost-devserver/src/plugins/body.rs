//! The body of a request on its way to a plugin: the plugin asks for bytes, the server sends them.
//!
//! The plugin writes signed varints (Go's `binary.PutVarint`), each a number of bytes it wants more;
//! the server sends that many raw bytes, as they come in, and closes at the end of the body.

use axum::body::Body;
use bytes::Bytes;
use http_body_util::BodyExt as _;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Serves `body` on a stream until it ends or the plugin loses interest.
pub(super) async fn serve<S>(stream: S, mut body: Body) -> std::io::Result<()>
where
    S: AsyncRead + AsyncWrite,
{
    let (mut requests, mut writer) = tokio::io::split(stream);
    let mut chunk = Bytes::new();
    while let Some(mut wanted) = read_varint(&mut requests).await? {
        while wanted > 0 {
            if chunk.is_empty() {
                match next_chunk(&mut body).await {
                    Some(next) => chunk = next,
                    None => return writer.shutdown().await,
                }
            }
            let part = chunk.split_to(wanted.min(chunk.len()));
            writer.write_all(&part).await?;
            wanted -= part.len();
            writer.flush().await?;
        }
    }
    writer.shutdown().await
}

/// The next bytes of a body; `None` at its end or where the client broke off.
async fn next_chunk(body: &mut Body) -> Option<Bytes> {
    loop {
        let frame = body.frame().await?.ok()?;
        if let Ok(data) = frame.into_data()
            && !data.is_empty()
        {
            return Some(data);
        }
    }
}

/// A zigzag varint of at most ten bytes; `None` at the end of the stream. What is negative counts
/// as 0.
async fn read_varint(reader: &mut (impl AsyncRead + Unpin)) -> std::io::Result<Option<usize>> {
    let mut value: u64 = 0;
    for place in 0..10 {
        let byte = match reader.read_u8().await {
            Ok(byte) => byte,
            Err(_) if place == 0 => return Ok(None),
            Err(error) => return Err(error),
        };
        value |= u64::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            let wanted = if value & 1 == 0 { value >> 1 } else { 0 };
            return Ok(Some(usize::try_from(wanted).unwrap_or(usize::MAX)));
        }
    }
    Err(std::io::Error::new(
        std::io::ErrorKind::InvalidData,
        "a varint is too long",
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test]
    async fn a_plugin_gets_what_it_asks_for_and_then_the_end() {
        let (server, mut plugin) = tokio::io::duplex(64);
        let task = tokio::spawn(serve(server, Body::from("hello")));
        // Three bytes: zigzag 6.
        plugin.write_all(&[6]).await.unwrap();
        let mut got = [0; 3];
        plugin.read_exact(&mut got).await.unwrap();
        assert_eq!(&got, b"hel");
        plugin.write_all(&[200, 1]).await.unwrap();
        let mut rest = Vec::new();
        plugin.read_to_end(&mut rest).await.unwrap();
        assert_eq!(rest, b"lo");
        task.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn an_endless_varint_is_refused() {
        let (server, mut plugin) = tokio::io::duplex(64);
        plugin.write_all(&[0xff; 11]).await.unwrap();
        assert!(serve(server, Body::from("x")).await.is_err());
    }
}
