//! A peer that floods or stalls: what is held of it is bounded, and nobody waits for ever.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use go_netrpc::{Client, Error, Request, Response, Server, ServiceError};
use gobwire::{Decode, Describer, Encoder, GobType, TypeTable, ValueDecoder};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::sync::Semaphore;
use tokio::time::Instant;

/// A server whose calls end when they are let go.
struct Held {
    started: Arc<AtomicUsize>,
    go: Arc<Semaphore>,
}

impl Held {
    fn started(&self) -> usize {
        self.started.load(Ordering::SeqCst)
    }

    fn serve(max_under_way: u64) -> (Self, DuplexStream) {
        let held = Self {
            started: Arc::default(),
            go: Arc::new(Semaphore::new(0)),
        };
        let mut server = Server::new();
        server.set_max_under_way(max_under_way);
        let (started, go) = (held.started.clone(), held.go.clone());
        server.register("T.Len", move |bytes: Vec<u8>| {
            started.fetch_add(1, Ordering::SeqCst);
            let go = go.clone();
            async move {
                go.acquire().await.unwrap().forget();
                Ok::<_, ServiceError>(bytes.len() as i64)
            }
        });
        let started = held.started.clone();
        server.register("T.Bytes", move |n: i64| {
            started.fetch_add(1, Ordering::SeqCst);
            async move { Ok::<_, ServiceError>(vec![7u8; n as usize]) }
        });
        let (ours, theirs) = tokio::io::duplex(4096);
        tokio::spawn(Arc::new(server).serve(theirs));
        (held, ours)
    }
}

/// Calls at once, each with so many bytes.
async fn calls(client: &Client, count: usize, len: usize) -> Vec<Result<i64, Error>> {
    let call = |client: Client| async move { client.call("T.Len", &vec![1u8; len]).await };
    let calls: Vec<_> = (0..count)
        .map(|_| tokio::spawn(call(client.clone())))
        .collect();
    let mut results = Vec::new();
    for call in calls {
        results.push(call.await.unwrap());
    }
    results
}

#[tokio::test(start_paused = true)]
async fn calls_that_never_end_are_bounded() {
    let (held, connection) = Held::serve(64 * 1024);
    let client = Client::new(connection);
    let all = calls(&client, 20, 10);
    let (results, ()) = tokio::join!(all, async {
        // The last of them is refused last: each has waited its turn.
        tokio::time::sleep(5 * Duration::from_secs(5)).await;
        assert_eq!(held.started(), 16, "16 times 4 KiB");
        held.go.add_permits(20);
    });
    let refused: Vec<_> = results.into_iter().filter_map(Result::err).collect();
    assert_eq!(refused.len(), 4);
    for error in refused {
        assert!(
            matches!(&error, Error::Server(m) if m.contains("too many calls")),
            "{error}"
        );
    }
    // What ended has made room.
    held.go.add_permits(16);
    let start = Instant::now();
    let again = calls(&client, 16, 10).await;
    assert!(again.into_iter().all(|r| r.unwrap() == 10));
    assert_eq!(start.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn large_arguments_wait_for_room() {
    let (held, connection) = Held::serve(64 * 1024);
    let client = Client::new(connection);
    let all = calls(&client, 6, 40_000);
    let (results, ()) = tokio::join!(all, async {
        for ended in 0..6 {
            // Before anybody's patience is at its end.
            tokio::time::sleep(Duration::from_secs(1)).await;
            assert_eq!(held.started(), (ended + 2).min(6));
            held.go.add_permits(1);
        }
    });
    assert!(results.into_iter().all(|r| r.unwrap() == 40_000));
}

/// As where a file is stored by a plugin, which is asked about the file meanwhile.
#[tokio::test(start_paused = true)]
async fn small_calls_have_room_beside_large_ones() {
    let (held, connection) = Held::serve(128 * 1024);
    let client = Client::new(connection);
    let large = tokio::spawn({
        let client = client.clone();
        async move { calls(&client, 2, 100_000).await }
    });
    while held.started() < 2 {
        tokio::task::yield_now().await;
    }
    let start = Instant::now();
    let bytes: Vec<u8> = client.call("T.Bytes", &5_i64).await.unwrap();
    assert_eq!((bytes.len(), start.elapsed()), (5, Duration::ZERO));
    held.go.add_permits(2);
    assert!(large.await.unwrap().into_iter().all(|r| r.is_ok()));
}

/// A request for `n` bytes, by itself.
fn requests(n: i64, count: u64) -> Vec<u8> {
    let (mut encoder, mut out) = (Encoder::new(), Vec::new());
    for seq in 0..count {
        let service_method = "T.Bytes".to_owned();
        let header = Request {
            service_method,
            seq,
        };
        encoder.encode_into(&header, &mut out).unwrap();
        encoder.encode_into(&n, &mut out).unwrap();
    }
    out
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_reads_no_answers_is_not_read_on() {
    const COUNT: u64 = 5_000;
    let (held, connection) = Held::serve(1 << 30);
    let (mut read, mut write) = tokio::io::split(connection);
    let sent = requests(10_000, COUNT);
    let write = tokio::spawn(async move {
        write.write_all(&sent).await.unwrap();
        write.shutdown().await.unwrap();
    });
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert!(held.started() < 1_500, "{} were answered", held.started());
    assert!(!write.is_finished());
    // All is answered once it reads.
    let mut answers = Vec::new();
    read.read_to_end(&mut answers).await.unwrap();
    write.await.unwrap();
    assert_eq!(held.started(), COUNT as usize);
    assert!(answers.len() > 10_000 * COUNT as usize);
}

#[tokio::test(start_paused = true)]
async fn half_a_request_holds_up_no_answer() {
    let (_held, mut connection) = Held::serve(1 << 30);
    let (one, two) = (requests(5, 1), requests(5, 2));
    let half = one.len() + (two.len() - one.len()) / 2;
    connection.write_all(&two[..half]).await.unwrap();
    // The answer to the first: a header with its type, then five bytes.
    let (mut encoder, mut answer) = (Encoder::new(), Vec::new());
    let service_method = "T.Bytes".to_owned();
    let header = Response {
        service_method,
        ..Response::default()
    };
    encoder.encode_into(&header, &mut answer).unwrap();
    encoder.encode_into(&vec![7u8; 5], &mut answer).unwrap();
    let mut got = vec![0; answer.len()];
    connection.read_exact(&mut got).await.unwrap();
    // The other half may come whenever it likes.
    tokio::time::sleep(Duration::from_secs(3600)).await;
    connection.write_all(&two[half..]).await.unwrap();
    assert_ne!(connection.read(&mut got).await.unwrap(), 0);
}

/// A reply that tells whether it is still kept.
struct Kept {
    _token: Arc<()>,
}

impl GobType for Kept {
    fn describe(d: &mut Describer<'_>) -> gobwire::Result<i64> {
        i64::describe(d)
    }

    fn compatible(types: &TypeTable, wire: i64) -> bool {
        i64::compatible(types, wire)
    }
}

impl Decode for Kept {
    fn decode_into(&mut self, d: &mut ValueDecoder<'_>, wire: i64) -> gobwire::Result<()> {
        0i64.decode_into(d, wire)
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_given_up_is_not_kept() {
    let (held, connection) = Held::serve(1 << 30);
    let client = Client::new(connection);
    let kept = Arc::new(());
    let bytes = vec![1u8; 10];
    for _ in 0..100 {
        let call = client.call_into(
            "T.Len",
            &bytes,
            Kept {
                _token: kept.clone(),
            },
        );
        let given_up = tokio::time::timeout(Duration::from_secs(1), call).await;
        assert!(given_up.is_err());
    }
    assert_eq!(Arc::strong_count(&kept), 1);
    // Their answers come, and are nobody's.
    held.go.add_permits(101);
    let answered: i64 = client.call("T.Len", &bytes).await.unwrap();
    assert_eq!(answered, 10);
}
