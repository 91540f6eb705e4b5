//! Frames no honest peer sends: never a panic, never more than a bounded amount of memory, and the
//! session goes on where hashicorp/yamux's does.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use goplugin::MuxBroker;
use goplugin::broker::{ACCEPT_TIMEOUT, MAX_UNCLAIMED};
use goplugin::yamux::{Config, Error, INITIAL_STREAM_WINDOW, Session, Stream};
use tokio::io::{AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream};
use tokio::time::Instant;

const DATA: u8 = 0;
const WINDOW: u8 = 1;
const PING: u8 = 2;
const GO_AWAY: u8 = 3;
const SYN: u16 = 1;
const ACK: u16 = 2;
const FIN: u16 = 4;
const RST: u16 = 8;

fn frame(ty: u8, flags: u16, id: u32, len: u32) -> [u8; 12] {
    let mut h = [0u8; 12];
    h[1] = ty;
    h[2..4].copy_from_slice(&flags.to_be_bytes());
    h[4..8].copy_from_slice(&id.to_be_bytes());
    h[8..].copy_from_slice(&len.to_be_bytes());
    h
}

fn session() -> (Session, DuplexStream) {
    let (ours, peer) = tokio::io::duplex(1 << 20);
    let mut config = Config::default();
    config.enable_keepalive = false;
    (Session::server(ours, config).unwrap(), peer)
}

async fn send(peer: &mut DuplexStream, frames: &[[u8; 12]]) {
    peer.write_all(&frames.concat()).await.unwrap();
}

/// Reads frames until the answer to a ping with this id comes; returns the headers before it.
async fn until_pong(peer: &mut DuplexStream, id: u32) -> Vec<[u8; 12]> {
    send(peer, &[frame(PING, SYN, 0, id)]).await;
    let mut before = Vec::new();
    loop {
        let mut h = [0u8; 12];
        peer.read_exact(&mut h).await.unwrap();
        if h == frame(PING, ACK, 0, id) {
            return before;
        }
        if h[1] == DATA {
            let len = u32::from_be_bytes([h[8], h[9], h[10], h[11]]);
            let mut body = vec![0u8; len as usize];
            peer.read_exact(&mut body).await.unwrap();
        }
        before.push(h);
    }
}

#[tokio::test]
async fn frames_for_streams_that_do_not_exist_are_dropped() {
    let (s, mut peer) = session();
    for flags in [0, ACK, FIN, RST, ACK | FIN | RST] {
        send(&mut peer, &[frame(WINDOW, flags, 99, u32::MAX)]).await;
        send(&mut peer, &[frame(DATA, flags, 2, 5)]).await;
        peer.write_all(b"bytes").await.unwrap();
    }
    assert!(until_pong(&mut peer, 7).await.is_empty());
    assert_eq!(s.num_streams(), 0);
    assert!(!s.is_closed());
}

#[tokio::test]
async fn a_window_cannot_be_made_to_overflow() {
    let (s, mut peer) = session();
    // Added without care these make nothing at all, and nothing could be sent.
    let to_zero = u32::MAX - INITIAL_STREAM_WINDOW + 1;
    send(&mut peer, &[frame(WINDOW, SYN, 1, to_zero)]).await;
    until_pong(&mut peer, 1).await;
    let mut stream = s.accept().await.unwrap();
    let write = stream.write_all(&[7u8; 1000]);
    let written = tokio::time::timeout(Duration::from_secs(5), write).await;
    written.expect("the window is open").unwrap();
    let sent = until_pong(&mut peer, 2).await;
    assert!(sent.contains(&frame(DATA, 0, 1, 1000)), "{sent:?}");
}

#[tokio::test]
async fn data_beyond_the_window_ends_the_session() {
    let (s, mut peer) = session();
    send(&mut peer, &[frame(WINDOW, SYN, 1, 0)]).await;
    send(&mut peer, &[frame(DATA, 0, 1, INITIAL_STREAM_WINDOW + 1)]).await;
    assert!(matches!(s.closed().await, Error::RecvWindowExceeded));
    // In two frames as well.
    let (s, mut peer) = session();
    send(&mut peer, &[frame(WINDOW, SYN, 1, 0)]).await;
    send(&mut peer, &[frame(DATA, 0, 1, INITIAL_STREAM_WINDOW)]).await;
    peer.write_all(&vec![0u8; INITIAL_STREAM_WINDOW as usize])
        .await
        .unwrap();
    send(&mut peer, &[frame(DATA, 0, 1, 1)]).await;
    assert!(matches!(s.closed().await, Error::RecvWindowExceeded));
}

#[tokio::test]
async fn protocol_errors_end_the_session() {
    type Frames = Vec<[u8; 12]>;
    let mut version = frame(PING, SYN, 0, 0);
    version[0] = 1;
    let cases: Vec<(&str, Frames)> = vec![
        ("version", vec![version]),
        ("type", vec![frame(4, 0, 0, 0)]),
        (
            "two FINs",
            vec![
                frame(WINDOW, SYN, 1, 0),
                frame(WINDOW, FIN, 1, 0),
                frame(WINDOW, FIN, 1, 0),
            ],
        ),
        (
            "SYN twice",
            vec![frame(WINDOW, SYN, 1, 0), frame(WINDOW, SYN, 1, 0)],
        ),
        ("go away: protocol error", vec![frame(GO_AWAY, 0, 0, 1)]),
        ("go away: internal error", vec![frame(GO_AWAY, 0, 0, 2)]),
        ("go away: unknown", vec![frame(GO_AWAY, 0, 0, u32::MAX)]),
    ];
    for (name, frames) in cases {
        let (s, mut peer) = session();
        send(&mut peer, &frames).await;
        let ended = tokio::time::timeout(Duration::from_secs(5), s.closed()).await;
        let error = ended.unwrap_or_else(|_| panic!("{name}: the session goes on"));
        assert!(!matches!(error, Error::SessionShutdown), "{name}: {error}");
    }
}

#[tokio::test]
async fn a_flood_of_streams_is_refused_beyond_the_backlog() {
    let (s, mut peer) = session();
    let mut refused = 0;
    for round in 0..20u32 {
        let syns: Vec<_> = (0..500)
            .map(|i| frame(WINDOW, SYN, 2 * (500 * round + i) + 1, 0))
            .collect();
        send(&mut peer, &syns).await;
        let answers = until_pong(&mut peer, round).await;
        refused += answers.iter().filter(|h| h[3] == RST as u8).count();
    }
    assert_eq!(s.num_streams(), 256);
    assert_eq!(refused, 10_000 - 256);
    // A stream reset before it is accepted must not upset the accept.
    send(&mut peer, &[frame(WINDOW, RST, 1, 0)]).await;
    until_pong(&mut peer, 1000).await;
    let mut reset = s.accept().await.unwrap();
    assert!(reset.read_u8().await.is_err());
    assert!(!s.is_closed());
}

/// A peer that asks and never reads the answers is not read on, instead of filling the memory.
#[tokio::test]
async fn a_flood_of_pings_is_not_read_faster_than_it_is_answered() {
    let (ours, mut peer) = tokio::io::duplex(4096);
    let s = Session::server(ours, Config::default()).unwrap();
    let pings = frame(PING, SYN, 0, 1).repeat(100_000);
    let written = tokio::time::timeout(Duration::from_millis(500), peer.write_all(&pings)).await;
    assert!(
        written.is_err(),
        "all pings were taken without an answer read"
    );
    assert!(!s.is_closed());
}

#[tokio::test]
async fn a_connection_that_ends_anywhere_ends_the_session() {
    let mut bytes = Vec::new();
    for f in [
        frame(WINDOW, SYN, 1, 0),
        frame(DATA, 0, 1, 4),
        frame(PING, SYN, 0, 3),
    ] {
        bytes.extend_from_slice(&f);
        if f[1] == DATA {
            bytes.extend_from_slice(b"data");
        }
    }
    for cut in 0..bytes.len() {
        let (s, mut peer) = session();
        peer.write_all(&bytes[..cut]).await.unwrap();
        drop(peer);
        let ended = tokio::time::timeout(Duration::from_secs(5), s.closed()).await;
        assert!(ended.is_ok(), "cut at {cut}");
        assert!(s.open().await.is_err());
    }
}

/// How much of `data` a stream takes until it has to wait.
async fn taken(stream: &mut Stream, data: &[u8]) -> usize {
    let mut taken = 0;
    std::future::poll_fn(|cx| {
        while let Poll::Ready(n) = Pin::new(&mut *stream).poll_write(cx, &data[taken..]) {
            taken += n.unwrap();
        }
        Poll::Ready(())
    })
    .await;
    taken
}

/// The window is the peer's to grant; what it does not read is not collected.
#[tokio::test(start_paused = true)]
async fn a_huge_window_fills_no_memory() {
    let (ours, mut peer) = tokio::io::duplex(4096);
    let s = Session::server(ours, Config::default()).unwrap();
    send(
        &mut peer,
        &[
            frame(WINDOW, SYN, 1, u32::MAX),
            frame(WINDOW, SYN, 3, u32::MAX),
        ],
    )
    .await;
    let mut streams = [s.accept().await.unwrap(), s.accept().await.unwrap()];
    let data: Vec<u8> = (0..10_000_000_u32).map(|i| (i >> 8) as u8).collect();
    let first = taken(&mut streams[0], &data).await;
    let second = taken(&mut streams[1], &data).await;
    assert!(
        (INITIAL_STREAM_WINDOW as usize..=2 << 20).contains(&(first + second)),
        "{first} and {second}"
    );
    // Once the peer reads, both get on, and every byte comes.
    let [a, b] = &mut streams;
    let read = async {
        let mut got = [Vec::new(), Vec::new()];
        while got.iter().any(|got| got.len() < data.len()) {
            let mut h = [0u8; 12];
            peer.read_exact(&mut h).await.unwrap();
            let len = u32::from_be_bytes([h[8], h[9], h[10], h[11]]);
            if h[1] == DATA {
                let got = &mut got[usize::from(h[7] == 3)];
                let at = got.len();
                got.resize(at + len as usize, 0);
                peer.read_exact(&mut got[at..]).await.unwrap();
            }
        }
        got
    };
    let (a, b, got) = tokio::join!(
        a.write_all(&data[first..]),
        b.write_all(&data[second..]),
        read
    );
    a.unwrap();
    b.unwrap();
    assert!(got == [data.clone(), data]);
}

#[tokio::test(start_paused = true)]
async fn a_writer_that_waits_for_room_learns_of_the_end() {
    let (ours, mut peer) = tokio::io::duplex(4096);
    let s = Session::server(ours, Config::default()).unwrap();
    send(
        &mut peer,
        &[
            frame(WINDOW, SYN, 1, u32::MAX),
            frame(WINDOW, SYN, 3, u32::MAX),
        ],
    )
    .await;
    let (mut a, mut b) = (s.accept().await.unwrap(), s.accept().await.unwrap());
    let data = vec![0; 3 << 20];
    let reset = async {
        taken(&mut b, &data).await;
        b.write_all(&data).await
    };
    let frames = [frame(WINDOW, RST, 3, 0)];
    let peer_resets = send(&mut peer, &frames);
    let (a, b, ()) = tokio::join!(a.write_all(&data), reset, peer_resets);
    assert_eq!(b.unwrap_err().kind(), std::io::ErrorKind::ConnectionReset);
    assert!(a.is_err());
    assert!(matches!(s.closed().await, Error::ConnectionWriteTimeout));
}

/// Windows grow while their streams wait for room, and all of them on two threads.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn windows_that_grow_meanwhile_hang_nobody() {
    const STREAMS: u32 = 8;
    const EACH: usize = 8 << 20;
    let (ours, mut peer) = tokio::io::duplex(1 << 16);
    let s = Session::server(ours, Config::default()).unwrap();
    let ids = (0..STREAMS).map(|n| 2 * n + 1);
    let opened: Vec<_> = ids
        .clone()
        .map(|id| frame(WINDOW, SYN, id, 1 << 30))
        .collect();
    send(&mut peer, &opened).await;
    let mut writes = Vec::new();
    for _ in 0..STREAMS {
        let mut stream = s.accept().await.unwrap();
        writes.push(tokio::spawn(async move {
            stream.write_all(&vec![0; EACH]).await.unwrap();
            stream
        }));
    }
    let (mut read, mut write) = tokio::io::split(peer);
    let grows = tokio::spawn(async move {
        let grown: Vec<u8> = ids.flat_map(|id| frame(WINDOW, 0, id, 1)).collect();
        while write.write_all(&grown).await.is_ok() {}
    });
    let all_comes = async {
        let mut left = EACH * STREAMS as usize;
        let mut room = vec![0; 1 << 16];
        while left > 0 {
            let mut h = [0u8; 12];
            read.read_exact(&mut h).await.unwrap();
            let mut len = u32::from_be_bytes([h[8], h[9], h[10], h[11]]) as usize;
            if h[1] != DATA {
                continue;
            }
            left -= len;
            while len > 0 {
                let most = len.min(room.len());
                len -= read.read(&mut room[..most]).await.unwrap();
            }
        }
    };
    let in_time = tokio::time::timeout(Duration::from_secs(120), all_comes).await;
    assert!(in_time.is_ok(), "it hangs");
    for write in writes {
        write.await.unwrap();
    }
    grows.abort();
}

/// Streams that nobody accepts, where somebody takes them from yamux's backlog.
#[tokio::test(start_paused = true)]
async fn a_flood_of_streams_is_refused_by_the_broker() {
    const MORE: usize = 500;
    let (a, b) = tokio::io::duplex(1 << 20);
    let peer = Session::client(a, Config::default()).unwrap();
    let session = Session::server(b, Config::default()).unwrap();
    let (broker, running) = MuxBroker::new(session.clone());
    tokio::spawn(running);
    let start = Instant::now();
    let open = async |id: u32| {
        let mut stream = peer.open().await.unwrap();
        stream.write_all(&id.to_le_bytes()).await.unwrap();
        stream
    };
    let mut streams = Vec::new();
    for id in 0..MAX_UNCLAIMED + MORE {
        streams.push(open(id as u32).await);
    }
    for refused in &mut streams[MAX_UNCLAIMED..] {
        let reset = refused.read_u8().await.unwrap_err().kind();
        assert_eq!(reset, std::io::ErrorKind::ConnectionReset);
    }
    assert_eq!(session.num_streams(), MAX_UNCLAIMED);
    // The others wait as before, and each that is claimed makes room for one.
    broker.accept(7).await.unwrap();
    streams.push(open(99_999).await);
    broker.accept(99_999).await.unwrap();
    assert_eq!(start.elapsed(), Duration::ZERO);
    // Nothing of the rest is left when their time is over.
    tokio::time::sleep(ACCEPT_TIMEOUT).await;
    peer.ping().await.unwrap();
    assert!(session.num_streams() <= 2, "{}", session.num_streams());
}
