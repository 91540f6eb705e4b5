//! A peer that stops in the middle of anything: the session, or the stream, ends in time.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

use std::time::Duration;

use goplugin::MuxBroker;
use goplugin::broker::ACCEPT_TIMEOUT;
use goplugin::yamux::{Config, Error, INITIAL_STREAM_WINDOW, Session};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::Instant;

/// The header of a data frame for stream 1.
const DATA: [u8; 12] = [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 10];
/// A window update that opens stream 1.
const OPEN: [u8; 12] = [0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0];

/// A peer that is there and says nothing more, after whatever it had begun to say.
#[tokio::test(start_paused = true)]
async fn a_peer_that_falls_silent_ends_the_session() {
    let half = [&DATA[..], b"half "].concat();
    let said: [&[u8]; 4] = [&[], &DATA[..7], &DATA, &half];
    for said in said {
        let (ours, mut peer) = tokio::io::duplex(1 << 20);
        let s = Session::server(ours, Config::default()).unwrap();
        let start = Instant::now();
        peer.write_all(&OPEN).await.unwrap();
        peer.write_all(said).await.unwrap();
        let mut stream = s.accept().await.unwrap();
        let mut rest = Vec::new();
        let (ended, read) = tokio::join!(s.closed(), stream.read_to_end(&mut rest));
        assert!(matches!(ended, Error::KeepAliveTimeout), "{ended}");
        assert_eq!(start.elapsed(), Duration::from_secs(30 + 10));
        assert_eq!(
            (read.unwrap(), stream.write_all(b"x").await.is_err()),
            (0, true)
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_does_not_read_ends_the_session() {
    let (ours, _peer) = tokio::io::duplex(4096);
    let s = Session::client(ours, Config::default()).unwrap();
    let start = Instant::now();
    let mut stream = s.open().await.unwrap();
    let sent = vec![0; INITIAL_STREAM_WINDOW as usize + 1];
    let (ended, written) = tokio::join!(s.closed(), stream.write_all(&sent));
    assert!(matches!(ended, Error::ConnectionWriteTimeout), "{ended}");
    assert_eq!(start.elapsed(), Duration::from_secs(10));
    assert!(written.is_err());
}

/// Small frames are gathered before they are written: they are not waited for at the end again.
#[tokio::test(start_paused = true)]
async fn a_peer_that_does_not_read_small_frames_ends_the_session_as_soon() {
    let (ours, _peer) = tokio::io::duplex(4096);
    let s = Session::client(ours, Config::default()).unwrap();
    let start = Instant::now();
    let mut stream = s.open().await.unwrap();
    for _ in 0..20 {
        stream.write_all(&[0; 2048]).await.unwrap();
    }
    let ended = s.closed().await;
    assert!(matches!(ended, Error::ConnectionWriteTimeout), "{ended}");
    assert_eq!(start.elapsed(), Duration::from_secs(10));
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_says_half_its_id_is_refused_in_time() {
    let (a, b) = tokio::io::duplex(1 << 20);
    let peer = Session::client(a, Config::default()).unwrap();
    let session = Session::server(b, Config::default()).unwrap();
    let (_broker, running) = MuxBroker::new(session.clone());
    tokio::spawn(running);
    let start = Instant::now();
    let mut stream = peer.open().await.unwrap();
    stream.write_all(&[7, 0]).await.unwrap();
    assert!(stream.read_u8().await.is_err());
    assert_eq!(start.elapsed(), ACCEPT_TIMEOUT);
    assert_eq!(session.num_streams(), 0);
}
