//! A stream whose acknowledgement may still be on its way.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::BrokerError;
use crate::yamux::Stream;

/// What [`MuxBroker::dial_ahead`](super::MuxBroker::dial_ahead) gives: writes go out at once, and
/// the first read takes the acknowledgement off.
#[derive(Debug)]
pub struct Dialled {
    stream: Stream,
    id: u32,
    ack: [u8; 4],
    got: usize,
}

impl Dialled {
    pub(super) fn new(stream: Stream, id: u32) -> Self {
        Self {
            stream,
            id,
            ack: [0; 4],
            got: 0,
        }
    }

    /// Wait for the acknowledgement.
    pub(super) async fn acknowledged(mut self) -> Result<Stream, BrokerError> {
        std::future::poll_fn(|cx| self.poll_acknowledged(cx)).await?;
        Ok(self.stream)
    }

    fn poll_acknowledged(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BrokerError>> {
        while let Some(rest) = self.ack.get_mut(self.got..).filter(|rest| !rest.is_empty()) {
            let mut rest = ReadBuf::new(rest);
            ready!(Pin::new(&mut self.stream).poll_read(cx, &mut rest))?;
            match rest.filled().len() {
                0 => return Poll::Ready(Err(io::Error::from(io::ErrorKind::UnexpectedEof).into())),
                read => self.got += read,
            }
        }
        let (got, want) = (u32::from_le_bytes(self.ack), self.id);
        Poll::Ready(if got == want {
            Ok(())
        } else {
            Err(BrokerError::BadAck { got, want })
        })
    }
}

impl AsyncRead for Dialled {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        match ready!(this.poll_acknowledged(cx)) {
            Ok(()) => Pin::new(&mut this.stream).poll_read(cx, buf),
            Err(BrokerError::Io(error)) => Poll::Ready(Err(error)),
            Err(error) => Poll::Ready(Err(io::Error::other(error))),
        }
    }
}

impl AsyncWrite for Dialled {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
