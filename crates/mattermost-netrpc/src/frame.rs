//! Reading gob messages from an async byte stream.

use gobwire::{Decoder, Progress};
use tokio::io::{AsyncRead, AsyncReadExt};

use crate::error::Error;

/// Buffer kept between two values.
const MAX_IDLE_BUFFER: usize = 64 * 1024;

/// What the next message on the stream was.
enum Message {
    /// The input ended cleanly before any byte of it.
    End,
    /// The body has been read.
    Body,
    /// It was longer than allowed, and has been read and dropped.
    TooLarge(u64),
}

/// Read one message body of at most `max` bytes.
async fn read_message<R: AsyncRead + Unpin>(
    r: &mut R,
    body: &mut Vec<u8>,
    max: u64,
) -> Result<Message, Error> {
    let mut first = [0u8; 1];
    if r.read(&mut first).await? == 0 {
        return Ok(Message::End);
    }
    let len = if first[0] < 0x80 {
        u64::from(first[0])
    } else {
        let width = usize::from(first[0].wrapping_neg());
        if width > 8 {
            return Err(gobwire::Error::BadUint.into());
        }
        let mut b = [0u8; 8];
        let digits = b.get_mut(..width).ok_or(gobwire::Error::BadUint)?;
        r.read_exact(digits).await.map_err(eof)?;
        digits.iter().fold(0u64, |acc, &x| acc << 8 | u64::from(x))
    };
    if len >= gobwire::MAX_MESSAGE_LEN {
        return Err(gobwire::Error::Corrupt("invalid message length".into()).into());
    }
    body.clear();
    let mut r = r.take(len);
    if len > max {
        // Reading past it keeps the stream in step, so that only this value is lost.
        if tokio::io::copy(&mut r, &mut tokio::io::sink()).await? != len {
            return Err(Error::UnexpectedEof);
        }
        return Ok(Message::TooLarge(len));
    }
    // Grow as bytes arrive rather than trusting the length with an allocation up front.
    if r.read_to_end(body).await? as u64 != len {
        return Err(Error::UnexpectedEof);
    }
    Ok(Message::Body)
}

fn eof(e: std::io::Error) -> Error {
    if e.kind() == std::io::ErrorKind::UnexpectedEof {
        Error::UnexpectedEof
    } else {
        e.into()
    }
}

/// What [`read_value`] found.
pub(crate) enum Next {
    /// The input ended cleanly before the value began (Go's `io.EOF`).
    End,
    /// A complete value is buffered in the decoder. It came in this many bytes.
    Ready(u64),
    /// The value is malformed or too large. It has been dropped; the stream goes on after it.
    Refused(gobwire::Error),
}

/// Read messages until `dec` holds a complete value of at most `max` bytes, counting every
/// message of it. An end of input after a type definition or mid-value is
/// [`Error::UnexpectedEof`]. `body` is room for one message, which never stays large.
pub(crate) async fn read_value<R: AsyncRead + Unpin>(
    r: &mut R,
    dec: &mut Decoder,
    body: &mut Vec<u8>,
    max: u64,
) -> Result<Next, Error> {
    let next = read_messages(r, dec, body, max).await;
    body.clear();
    body.shrink_to(MAX_IDLE_BUFFER);
    next
}

async fn read_messages<R: AsyncRead + Unpin>(
    r: &mut R,
    dec: &mut Decoder,
    body: &mut Vec<u8>,
    max: u64,
) -> Result<Next, Error> {
    let mut seen = 0u64;
    let mut refused = None;
    let mut progress = None;
    loop {
        let message = read_message(r, body, max.saturating_sub(seen)).await?;
        let pushed = match message {
            Message::End if seen == 0 => return Ok(Next::End),
            Message::End => return Err(Error::UnexpectedEof),
            Message::Body => {
                seen = seen.saturating_add(1 + body.len() as u64);
                dec.push_message(body)
            }
            Message::TooLarge(len) => {
                dec.abandon();
                Err(gobwire::Error::TooLarge {
                    len: seen.saturating_add(len),
                    max,
                })
            }
        };
        match pushed {
            Ok(Progress::Ready) => {
                return Ok(match refused {
                    None => Next::Ready(seen),
                    Some(e) => {
                        dec.discard()?;
                        Next::Refused(e)
                    }
                });
            }
            Ok(p) => progress = Some(p),
            // A definition that is refused is followed by the value it was for.
            Err(e) if progress != Some(Progress::NeedMore) && defines_type(body) => {
                seen = seen.saturating_add(1);
                refused.get_or_insert(e);
            }
            Err(e) => return Ok(Next::Refused(refused.unwrap_or(e))),
        }
    }
}

/// Whether a message body defines a type: its first number, a signed one, is negative.
fn defines_type(body: &[u8]) -> bool {
    matches!(gobwire::parse_uint(body), Ok(Some((n, _))) if n & 1 == 1)
}
