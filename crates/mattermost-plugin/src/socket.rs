//! The connection to the server, which wakes the plugin only for what comes.
//!
//! tokio's own `UnixStream` asks the system to tell also when it may be written to, edge-triggered:
//! so a process that sleeps is woken each time that the server has read something, which is once or
//! twice for every call, to find nothing to do. This one asks for that only while it waits for it.

use std::io::{self, Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::unix::AsyncFd;
use tokio::io::{AsyncRead, AsyncWrite, Interest, ReadBuf};

/// A connected unix socket.
#[derive(Debug)]
pub(crate) struct Socket {
    stream: AsyncFd<UnixStream>,
    /// The same socket to wait for room by, while it has some.
    spare: Option<UnixStream>,
    /// The same, watched, while it has none for what is to be written.
    full: Option<AsyncFd<UnixStream>>,
}

impl Socket {
    /// # Errors
    /// When the system has no room for a second handle, or takes no more sockets to watch.
    pub(crate) fn new(stream: tokio::net::UnixStream) -> io::Result<Self> {
        // It leaves tokio's watch here, and does not block.
        let stream = stream.into_std()?;
        let spare = Some(stream.try_clone()?);
        let stream = watch(stream, Interest::READABLE)?;
        Ok(Self {
            stream,
            spare,
            full: None,
        })
    }
}

/// Has tokio watch a socket that does not block.
#[expect(
    deprecated,
    reason = "its successor is unsafe for the sake of types that give away what they own; this one does not"
)]
fn watch(stream: UnixStream, interest: Interest) -> io::Result<AsyncFd<UnixStream>> {
    AsyncFd::with_interest(stream, interest)
}

impl AsyncRead for Socket {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            let mut ready = ready!(this.stream.poll_read_ready(cx))?;
            let room = buffer.initialize_unfilled();
            let size = room.len();
            let read = match ready.try_io(|socket| socket.get_ref().read(room)) {
                Ok(Err(error)) if error.kind() == io::ErrorKind::Interrupted => continue,
                Ok(read) => read?,
                Err(_would_block) => continue,
            };
            if (1..size).contains(&read) {
                // That was all for now: the next read would only say so.
                ready.clear_ready();
            }
            buffer.advance(read);
            return Poll::Ready(Ok(()));
        }
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        loop {
            let written = match &this.full {
                None => this.stream.get_ref().write(bytes),
                Some(full) => {
                    let mut ready = ready!(full.poll_write_ready(cx))?;
                    match ready.try_io(|socket| socket.get_ref().write(bytes)) {
                        Ok(written) => written,
                        Err(_would_block) => continue,
                    }
                }
            };
            match written {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    let spare = this.spare.take().ok_or(io::ErrorKind::NotConnected)?;
                    this.full = Some(watch(spare, Interest::WRITABLE)?);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                written => {
                    if let Some(full) = this.full.take() {
                        this.spare = Some(full.into_inner());
                    }
                    return Poll::Ready(written);
                }
            }
        }
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(self.stream.get_ref().shutdown(Shutdown::Write))
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    fn pair() -> (Socket, tokio::net::UnixStream) {
        let (ours, theirs) = tokio::net::UnixStream::pair().unwrap();
        (Socket::new(ours).unwrap(), theirs)
    }

    #[tokio::test]
    async fn what_is_written_comes_out_at_the_other_end_also_where_it_is_full() {
        let (ours, theirs) = pair();
        let sent: Vec<u8> = (0..3_000_000_u32).map(|n| n.to_le_bytes()[1]).collect();
        let (mut our_reads, mut our_writes) = tokio::io::split(ours);
        let (mut their_reads, mut their_writes) = tokio::io::split(theirs);
        let copy = sent.clone();
        // Nobody reads at first, so both directions fill up.
        let write = tokio::spawn(async move {
            our_writes.write_all(&copy).await.unwrap();
            our_writes.shutdown().await.unwrap();
        });
        let copy = sent.clone();
        let write_back = tokio::spawn(async move {
            their_writes.write_all(&copy).await.unwrap();
            their_writes.shutdown().await.unwrap();
        });
        tokio::task::yield_now().await;
        assert!(!write.is_finished());
        let (mut there, mut back) = (Vec::new(), Vec::new());
        let (one, other) = tokio::join!(
            their_reads.read_to_end(&mut there),
            our_reads.read_to_end(&mut back)
        );
        assert_eq!((one.unwrap(), other.unwrap()), (sent.len(), sent.len()));
        assert!(there == sent && back == sent);
        write.await.unwrap();
        write_back.await.unwrap();
    }

    #[tokio::test]
    async fn the_end_of_the_other_side_is_the_end() {
        let (mut ours, theirs) = pair();
        drop(theirs);
        assert_eq!(ours.read(&mut [0; 8]).await.unwrap(), 0);
        let error = ours.write_all(&[0; 8]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    }

    #[test]
    fn it_sleeps_while_the_other_side_reads() {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        let runtime = builder.enable_io().build().unwrap();
        let parked = || runtime.metrics().worker_park_count(0);
        runtime.block_on(async {
            let (mut ours, theirs) = pair();
            ours.write_all(b"hello").await.unwrap();
            let theirs = theirs.into_std().unwrap();
            theirs.set_nonblocking(false).unwrap();
            let before = parked();
            let other = std::thread::spawn(move || {
                let mut theirs = theirs;
                theirs.read_exact(&mut [0; 5]).unwrap();
                // Time to be woken for nothing.
                std::thread::sleep(std::time::Duration::from_millis(50));
                theirs.write_all(b"you").unwrap();
            });
            let mut read = [0; 3];
            ours.read_exact(&mut read).await.unwrap();
            assert_eq!((&read, parked() - before), (b"you", 1));
            other.join().unwrap();
        });
    }
}
