//! Reading what a plugin serves on a stream: the server asks for bytes, the plugin sends them.
//!
//! The reverse of what `body` does: the server writes signed varints (Go's `binary.PutVarint`), the
//! plugin sends that many raw bytes and closes at the end.

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// How many bytes are asked for at a time.
const CHUNK: usize = 64 * 1024;

/// Reads until the plugin ends the stream or `limit` bytes are there.
pub(super) async fn read<S>(stream: S, limit: usize) -> std::io::Result<Vec<u8>>
where
    S: AsyncRead + AsyncWrite,
{
    let (mut reader, mut writer) = tokio::io::split(stream);
    let mut content = Vec::new();
    while content.len() < limit {
        let wanted = CHUNK.min(limit - content.len());
        writer.write_all(&varint(wanted)).await?;
        writer.flush().await?;
        let end = content.len() + wanted;
        while content.len() < end {
            let left = end - content.len();
            let mut part = (&mut reader).take(u64::try_from(left).unwrap_or_default());
            if part.read_buf(&mut content).await? == 0 {
                return Ok(content);
            }
        }
    }
    // The plugin may have gone already.
    let _ = writer.shutdown().await;
    Ok(content)
}

/// A number in zigzag form, in groups of seven bits.
fn varint(number: usize) -> Vec<u8> {
    let mut left = u64::try_from(number).unwrap_or_default() << 1;
    let mut bytes = Vec::new();
    while left >= 0x80 {
        bytes.push(u8::try_from(left & 0x7f).unwrap_or_default() | 0x80);
        left >>= 7;
    }
    bytes.push(u8::try_from(left).unwrap_or_default());
    bytes
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::plugins::body;

    async fn read_back(content: Vec<u8>, limit: usize) -> Vec<u8> {
        let (server, plugin) = tokio::io::duplex(1024);
        tokio::spawn(body::serve(plugin, axum::body::Body::from(content)));
        read(server, limit).await.unwrap()
    }

    #[tokio::test]
    async fn what_is_served_is_read_to_the_end_or_the_limit() {
        let content: Vec<u8> = (0..200_000_u32).map(|n| (n % 251) as u8).collect();
        assert!(read_back(content.clone(), usize::MAX).await == content);
        assert!(read_back(content.clone(), 70_000).await == content[..70_000]);
        assert!(read_back(Vec::new(), 10).await.is_empty());
    }
}
