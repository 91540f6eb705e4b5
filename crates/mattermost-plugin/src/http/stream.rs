//! Byte streams beside the RPC connection (Mattermost's `server/public/plugin/io_rpc.go`).
//!
//! The reader asks for bytes by writing how many it wants, as Go's `binary.PutVarint`; the other
//! side answers with up to as many bytes as were asked for in all, and closes at the end.

use std::io;

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream::try_unfold;
use goplugin::MuxBroker;
use goplugin::broker::Dialled;
use goplugin::yamux::Stream;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};

/// How many bytes are asked for at once.
pub(crate) const CHUNK: usize = 64 * 1024;

/// The side that reads.
pub(crate) struct Reader {
    stream: Dialled,
    /// Asked for and not yet received.
    credit: usize,
}

impl Reader {
    pub(crate) fn new(stream: Dialled) -> Self {
        Self { stream, credit: 0 }
    }

    /// Asks for the next bytes.
    pub(crate) async fn ask(&mut self) -> io::Result<()> {
        self.stream.write_all(&varint(CHUNK as i64)).await?;
        self.credit = CHUNK;
        Ok(())
    }

    /// The next bytes; none at the end.
    pub(crate) async fn next(&mut self) -> io::Result<Bytes> {
        if self.credit == 0 {
            self.ask().await?;
        }
        let mut chunk = Vec::with_capacity(self.credit.min(16 * 1024));
        let limit = chunk.capacity() as u64;
        let read = (&mut self.stream).take(limit).read_buf(&mut chunk).await?;
        self.credit = self.credit.saturating_sub(read);
        Ok(chunk.into())
    }

    /// The bytes as a body. The server closes the stream the same way after the last byte and
    /// when the sender has gone, so the length that was announced tells the two apart; and where
    /// it has come there is nothing to wait for.
    pub(crate) fn into_body(self, expected: Option<u64>) -> Body {
        Body::from_stream(try_unfold(
            (self, 0_u64),
            move |(mut reader, seen)| async move {
                if expected == Some(seen) {
                    return Ok(None);
                }
                let chunk = reader.next().await?;
                if !chunk.is_empty() {
                    let seen = seen.saturating_add(chunk.len() as u64);
                    return Ok(Some((chunk, (reader, seen))));
                }
                match expected {
                    Some(expected) if seen < expected => Err(io::Error::new(
                        io::ErrorKind::UnexpectedEof,
                        "the client went away before the end of its request",
                    )),
                    _ => Ok(None),
                }
            },
        ))
    }
}

/// The side that is read from: sends `data` as the reader asks for it.
pub(crate) async fn serve_reader<R>(broker: MuxBroker, id: u32, data: R)
where
    R: AsyncRead + Send + Unpin,
{
    let served = async {
        let stream = broker.accept(id).await.map_err(io::Error::other)?;
        serve(stream, data).await
    };
    if let Err(error) = served.await {
        tracing::debug!(error = %error, "a stream to the server ended early");
    }
}

async fn serve(mut stream: Stream, mut data: impl AsyncRead + Send + Unpin) -> io::Result<()> {
    let mut buffer = vec![0; CHUNK];
    loop {
        // A reader may wait for all that it asked for before it asks again.
        let mut wanted = usize::try_from(read_varint(&mut stream).await?).unwrap_or(0);
        while wanted > 0 {
            let room = buffer.get_mut(..wanted.min(CHUNK)).unwrap_or_default();
            let read = data.read(room).await?;
            if read == 0 {
                return stream.shutdown().await;
            }
            stream
                .write_all(buffer.get(..read).unwrap_or_default())
                .await?;
            wanted = wanted.saturating_sub(read);
        }
    }
}

/// Go's `binary.PutVarint`: zigzag, then seven bits a byte, the lowest first.
fn varint(value: i64) -> Vec<u8> {
    let mut rest = ((value << 1) ^ (value >> 63)) as u64;
    let mut out = Vec::with_capacity(4);
    while rest >= 0x80 {
        out.push((rest & 0x7f) as u8 | 0x80);
        rest >>= 7;
    }
    out.push(rest as u8);
    out
}

async fn read_varint(stream: &mut Stream) -> io::Result<i64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let byte = stream.read_u8().await?;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Ok((value >> 1) as i64 ^ -((value & 1) as i64));
        }
    }
    Err(io::Error::new(
        io::ErrorKind::InvalidData,
        "a number of more than 64 bits",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn varints_are_those_of_go() {
        assert_eq!(varint(0), [0]);
        assert_eq!(varint(1), [2]);
        assert_eq!(varint(-1), [1]);
        assert_eq!(varint(64), [0x80, 0x01]);
        assert_eq!(varint(65536), [0x80, 0x80, 0x08]);
    }
}
