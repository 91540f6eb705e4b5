//! What a session costs that lives for years: no task and no timer per stream, one write per
//! answer, and deadlines that still hold.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use goplugin::MuxBroker;
use goplugin::yamux::{Config, Error, Session};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream, ReadBuf};

fn config() -> Config {
    let mut config = Config::default();
    config.enable_keepalive = false;
    config
}

fn pair() -> (Session, Session) {
    let (a, b) = tokio::io::duplex(64 * 1024);
    (
        Session::client(a, config()).unwrap(),
        Session::server(b, config()).unwrap(),
    )
}

fn tasks() -> usize {
    tokio::runtime::Handle::current()
        .metrics()
        .num_alive_tasks()
}

#[tokio::test]
async fn streams_leave_no_tasks_behind() {
    let (client, server) = pair();
    let before = tasks();
    for _ in 0..500 {
        let mut ours = client.open().await.unwrap();
        let mut theirs = server.accept().await.unwrap();
        ours.write_all(b"request").await.unwrap();
        ours.shutdown().await.unwrap();
        let mut got = Vec::new();
        theirs.read_to_end(&mut got).await.unwrap();
        assert_eq!(got, b"request");
        theirs.shutdown().await.unwrap();
        ours.read_to_end(&mut got).await.unwrap();
    }
    assert_eq!(tasks(), before);
    assert_eq!((client.num_streams(), server.num_streams()), (0, 0));
}

#[tokio::test]
async fn an_accept_that_was_given_up_leaves_its_id_free() {
    let (client, server) = pair();
    let ((dialler, dialling), (broker, running)) = (MuxBroker::new(client), MuxBroker::new(server));
    tokio::spawn(dialling);
    tokio::spawn(running);
    let given_up = tokio::time::timeout(Duration::from_millis(10), broker.accept(7)).await;
    assert!(given_up.is_err());
    let (accepted, dialled) = tokio::join!(broker.accept(7), dialler.dial(7));
    dialled.unwrap();
    accepted.unwrap();
}

/// Half-closed streams too, which used to have a timer each.
#[tokio::test]
async fn streams_that_wait_for_the_peer_have_no_task_each() {
    let (client, server) = pair();
    let before = tasks();
    let mut open = Vec::new();
    for _ in 0..200 {
        let mut ours = client.open().await.unwrap();
        open.push(server.accept().await.unwrap());
        ours.shutdown().await.unwrap();
    }
    assert_eq!(tasks(), before);
    assert_eq!(client.num_streams(), 200);
}

#[tokio::test]
async fn a_claimed_broker_stream_leaves_no_task_behind() {
    let (client, server) = pair();
    let (host, run_host) = MuxBroker::new(client);
    let (plugin, run_plugin) = MuxBroker::new(server);
    tokio::spawn(run_host);
    tokio::spawn(run_plugin);
    tokio::task::yield_now().await;
    let before = tasks();
    for _ in 0..100 {
        let id = plugin.next_id();
        let (accepted, dialled) = tokio::join!(plugin.accept(id), host.dial(id));
        let (mut accepted, mut dialled) = (accepted.unwrap(), dialled.unwrap());
        dialled.write_all(b"x").await.unwrap();
        assert_eq!(accepted.read_u8().await.unwrap(), b'x');
    }
    tokio::task::yield_now().await;
    assert_eq!(tasks(), before);
}

/// What a dialler writes before it has the acknowledgement comes behind the id.
#[tokio::test]
async fn a_dial_ahead_waits_for_nothing() {
    let (client, server) = pair();
    let (host, run_host) = MuxBroker::new(client);
    let (plugin, run_plugin) = MuxBroker::new(server);
    tokio::spawn(run_host);
    tokio::spawn(run_plugin);
    let mut dialled = plugin.dial_ahead(7).await.unwrap();
    dialled.write_all(b"ask").await.unwrap();
    let mut accepted = host.accept(7).await.unwrap();
    let mut asked = [0; 3];
    accepted.read_exact(&mut asked).await.unwrap();
    assert_eq!(&asked, b"ask");
    accepted.write_all(b"answer").await.unwrap();
    accepted.shutdown().await.unwrap();
    let mut answer = Vec::new();
    dialled.read_to_end(&mut answer).await.unwrap();
    assert_eq!(answer, b"answer");
}

#[tokio::test]
async fn a_dial_ahead_finds_a_wrong_acknowledgement() {
    let (client, server) = pair();
    let (broker, running) = MuxBroker::new(client);
    tokio::spawn(running);
    for ack in [&8_u32.to_le_bytes()[..], b"no"] {
        let mut dialled = broker.dial_ahead(7).await.unwrap();
        let mut accepted = server.accept().await.unwrap();
        accepted.write_all(ack).await.unwrap();
        accepted.shutdown().await.unwrap();
        assert!(dialled.read_u8().await.is_err());
        // It stays wrong.
        assert!(dialled.read_u8().await.is_err());
    }
}

#[tokio::test(start_paused = true)]
async fn a_broker_stream_waits_five_seconds_for_its_accept() {
    let (client, server) = pair();
    let (host, run_host) = MuxBroker::new(client);
    let (plugin, run_plugin) = MuxBroker::new(server);
    tokio::spawn(run_host);
    tokio::spawn(run_plugin);
    // In time.
    let dial = tokio::spawn({
        let host = host.clone();
        async move { host.dial(1).await }
    });
    tokio::time::sleep(Duration::from_secs(4)).await;
    plugin.accept(1).await.unwrap();
    dial.await.unwrap().unwrap();
    // Too late: the dialler's stream has been closed.
    let dial = tokio::spawn(async move { host.dial(2).await });
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert!(dial.await.unwrap().is_err());
    assert!(plugin.accept(2).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_never_acked_ends_the_session() {
    let (ours, _silent) = tokio::io::duplex(64 * 1024);
    let session = Session::client(ours, config()).unwrap();
    let start = tokio::time::Instant::now();
    let _stream = session.open().await.unwrap();
    assert!(matches!(session.closed().await, Error::Timeout));
    assert_eq!(start.elapsed().as_secs(), 75);
}

#[tokio::test(start_paused = true)]
async fn an_acked_stream_has_no_deadline() {
    let (client, server) = pair();
    let _ours = client.open().await.unwrap();
    let _theirs = server.accept().await.unwrap();
    tokio::time::sleep(Duration::from_secs(200)).await;
    assert!(!client.is_closed());
    // A later stream has its own deadline, though the task slept without one meanwhile.
    let _late = client.open().await.unwrap();
    let start = tokio::time::Instant::now();
    assert!(matches!(client.closed().await, Error::Timeout));
    assert_eq!(start.elapsed().as_secs(), 75);
}

#[tokio::test(start_paused = true)]
async fn a_stream_the_peer_never_closes_is_reset() {
    let (client, server) = pair();
    let mut ours = client.open().await.unwrap();
    let mut theirs = server.accept().await.unwrap();
    ours.shutdown().await.unwrap();
    tokio::time::sleep(Duration::from_secs(299)).await;
    assert_eq!(client.num_streams(), 1);
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!((client.num_streams(), server.num_streams()), (0, 0));
    assert!(theirs.write_all(b"x").await.is_err());
    assert!(!client.is_closed());
}

/// Counts the writes that reach the connection.
struct Counting(DuplexStream, Arc<AtomicUsize>);

impl AsyncRead for Counting {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buf)
    }
}

impl AsyncWrite for Counting {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        self.1.fetch_add(1, Ordering::SeqCst);
        Pin::new(&mut self.0).poll_write(cx, buf)
    }
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}

#[tokio::test]
async fn a_header_and_its_body_are_one_write() {
    let (a, b) = tokio::io::duplex(64 * 1024);
    let writes = Arc::new(AtomicUsize::new(0));
    let client = Session::client(Counting(a, writes.clone()), config()).unwrap();
    let server = Session::server(b, config()).unwrap();
    let mut ours = client.open().await.unwrap();
    let mut theirs = server.accept().await.unwrap();
    for _ in 0..100 {
        ours.write_all(b"a request").await.unwrap();
        theirs.read_exact(&mut [0u8; 9]).await.unwrap();
    }
    // One for the SYN, then one for each of a hundred requests.
    let writes = writes.load(Ordering::SeqCst);
    assert!(writes <= 101, "{writes} writes");
}
