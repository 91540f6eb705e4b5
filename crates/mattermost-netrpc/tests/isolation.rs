//! An error in one call costs that call alone, never the connection.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

use std::sync::Arc;
use std::time::Duration;

use go_netrpc::{Client, Error, Server, ServiceError};
use gobwire::{Describer, Encode, Gob, Interface, ValueEncoder, names};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

#[derive(Gob, Debug, Default, Clone, PartialEq)]
struct Point {
    #[gob(name = "X")]
    x: i64,
}

/// A reply that gob refuses: an interface without a registered name.
#[derive(Default)]
struct Unencodable;

impl Encode for Unencodable {
    fn describe_value(&self, _: &mut Describer<'_>) -> gobwire::Result<i64> {
        Ok(gobwire::ids::INTERFACE)
    }
    fn is_zero(&self) -> bool {
        false
    }
    fn encode(&self, e: &mut ValueEncoder<'_>) -> gobwire::Result<()> {
        e.interface(Some(("", &7i64)))
    }
}

fn server() -> Server {
    let mut s = Server::new();
    s.register(
        "T.Double",
        |n: i64| async move { Ok::<_, ServiceError>(n * 2) },
    );
    s.register("T.Text", |_: i64| async {
        Ok::<_, ServiceError>("text".to_owned())
    });
    s.register("T.Unencodable", |_: i64| async {
        Ok::<_, ServiceError>(Unencodable)
    });
    s.register("T.Bytes", |n: i64| async move {
        Ok::<_, ServiceError>(vec![7u8; n as usize])
    });
    s.register("T.Len", |b: Vec<u8>| async move {
        Ok::<_, ServiceError>(b.len() as i64)
    });
    s.register("T.Panic", |n: i64| async move {
        assert_eq!(n, 0, "on purpose");
        Ok::<_, ServiceError>(0i64)
    });
    s.register("T.Mixed", |_: i64| async {
        Ok::<_, ServiceError>(vec![
            Some(Interface::string("x")),
            Some(Interface::new("main.Point", &Point { x: 1 }).unwrap()),
        ])
    });
    s
}

fn connect(server: Server) -> Client {
    let (ours, theirs) = tokio::io::duplex(4096);
    tokio::spawn(Arc::new(server).serve(theirs));
    Client::new(ours)
}

async fn still_works(client: &Client) {
    let got: i64 = client.call("T.Double", &21i64).await.unwrap();
    assert_eq!(got, 42);
}

#[tokio::test]
async fn a_reply_of_another_type_fails_that_call() {
    let client = connect(server());
    let other = client.call::<_, i64>("T.Text", &1i64);
    let (bad, good) = tokio::join!(other, client.call::<_, i64>("T.Double", &4i64));
    assert!(matches!(bad, Err(Error::ReadingBody(_))), "{bad:?}");
    assert_eq!(good.unwrap(), 8);
    still_works(&client).await;
}

#[tokio::test]
async fn a_type_first_met_in_a_reply_that_failed_is_known_to_the_next() {
    let client = connect(server());
    let bad = client.call::<_, Vec<String>>("T.Mixed", &1i64).await;
    assert!(matches!(bad, Err(Error::ReadingBody(_))), "{bad:?}");
    let good: Vec<Option<Interface>> = client.call("T.Mixed", &1i64).await.unwrap();
    assert_eq!(good[0], Some(Interface::string("x")));
    assert_eq!(good[1].as_ref().unwrap().downcast::<Point>().unwrap().x, 1);
}

#[tokio::test]
async fn a_reply_that_cannot_be_encoded_answers_that_call() {
    let client = connect(server());
    let bad = client.call::<_, i64>("T.Unencodable", &1i64).await;
    assert!(
        matches!(&bad, Err(Error::Server(m)) if m.contains("registered type name")),
        "{bad:?}"
    );
    still_works(&client).await;
}

#[tokio::test]
async fn arguments_of_another_type_fail_that_call() {
    let client = connect(server());
    let bad = client.call::<_, i64>("T.Double", "text").await;
    assert!(matches!(bad, Err(Error::Server(_))), "{bad:?}");
    let args = vec![Some(Interface::new("main.Point", &Point { x: 1 }).unwrap())];
    let bad = client.call::<_, i64>("T.Double", &args).await;
    assert!(matches!(bad, Err(Error::Server(_))), "{bad:?}");
    let bad = client.call::<_, i64>("T.Nobody", &1i64).await;
    assert!(
        matches!(&bad, Err(Error::Server(m)) if m == "rpc: can't find method T.Nobody"),
        "{bad:?}"
    );
    still_works(&client).await;
}

#[tokio::test]
async fn a_panic_is_answered() {
    let client = connect(server());
    let bad = client.call::<_, i64>("T.Panic", &1i64).await;
    assert!(
        matches!(&bad, Err(Error::Server(m)) if m.contains("panicked")),
        "{bad:?}"
    );
    still_works(&client).await;
}

/// Interfaces nested deeper than gobwire decodes, as a post's properties may be.
#[tokio::test]
async fn arguments_nested_too_deep_fail_that_call() {
    use gobwire::{Type, Value};
    let mut deep = Interface::int(1);
    for _ in 0..100 {
        deep = Interface {
            name: names::ANY_SLICE.into(),
            ty: Type::Slice(Type::Interface.into()),
            value: Value::Slice(vec![Value::Interface(Some(Box::new(deep)))]),
        };
    }
    let mut s = server();
    s.register("T.Any", |v: Vec<Option<Interface>>| async move {
        Ok::<_, ServiceError>(v.len() as i64)
    });
    let client = connect(s);
    let bad = client.call::<_, i64>("T.Any", &vec![Some(deep)]).await;
    assert!(
        matches!(&bad, Err(Error::Server(m)) if m.contains("depth")),
        "{bad:?}"
    );
    still_works(&client).await;
}

#[tokio::test]
async fn a_request_or_a_reply_that_is_too_large_fails_that_call() {
    let mut s = server();
    s.set_max_value_len(10_000);
    let (ours, theirs) = tokio::io::duplex(4096);
    tokio::spawn(Arc::new(s).serve(theirs));
    let client = Client::with_max_value_len(ours, 20_000);

    let bad = client.call::<_, i64>("T.Len", &vec![1u8; 10_001]).await;
    assert!(
        matches!(&bad, Err(Error::Server(m)) if m.contains("exceeds the limit of 10000 bytes")),
        "{bad:?}"
    );
    let good: i64 = client.call("T.Len", &vec![1u8; 9_000]).await.unwrap();
    assert_eq!(good, 9_000);

    let bad = client.call::<_, Vec<u8>>("T.Bytes", &20_001i64).await;
    assert!(
        matches!(&bad, Err(Error::ReadingBody(e)) if e.to_string().contains("exceeds the limit")),
        "{bad:?}"
    );
    let good: Vec<u8> = client.call("T.Bytes", &15_000i64).await.unwrap();
    assert_eq!(good.len(), 15_000);
    still_works(&client).await;
}

/// A call whose caller went away in the middle of writing a request larger than the pipe.
#[tokio::test]
async fn a_call_dropped_in_the_middle_of_its_request_leaves_the_stream_in_step() {
    let (ours, mut relay) = tokio::io::duplex(4096);
    let client = Client::new(ours);
    let large = vec![1u8; 100_000];
    // Nobody reads yet, so the write cannot finish.
    let dropped = tokio::time::timeout(
        Duration::from_millis(50),
        client.call::<_, i64>("T.Len", &large),
    )
    .await;
    assert!(dropped.is_err());

    let (to_server, theirs) = tokio::io::duplex(4096);
    tokio::spawn(Arc::new(server()).serve(theirs));
    tokio::spawn(async move {
        let mut to_server: DuplexStream = to_server;
        let _ = tokio::io::copy_bidirectional(&mut relay, &mut to_server).await;
    });
    still_works(&client).await;
}

#[tokio::test]
async fn a_call_dropped_while_it_waits_is_forgotten_quietly() {
    let mut s = server();
    s.register("T.Slow", |n: i64| async move {
        tokio::time::sleep(Duration::from_millis(20)).await;
        Ok::<_, ServiceError>(n)
    });
    let client = connect(s);
    let slow = client.call::<_, String>("T.Slow", &1i64);
    assert!(
        tokio::time::timeout(Duration::from_millis(1), slow)
            .await
            .is_err()
    );
    // Outlives the slow one's reply, which nobody waits for and which has another type.
    let later: i64 = client.call("T.Slow", &5i64).await.unwrap();
    assert_eq!(later, 5);
    still_works(&client).await;
}

#[tokio::test]
async fn a_truncated_request_ends_the_connection_with_an_error() {
    let (mut ours, theirs) = tokio::io::duplex(4096);
    let served = tokio::spawn(Arc::new(server()).serve(theirs));
    ours.write_all(&[0x40, 0x01, 0x02]).await.unwrap();
    ours.shutdown().await.unwrap();
    assert!(matches!(served.await.unwrap(), Err(Error::UnexpectedEof)));
    let mut rest = Vec::new();
    ours.read_to_end(&mut rest).await.unwrap();
    assert!(rest.is_empty());
}

#[tokio::test]
async fn a_peer_that_closes_in_the_middle_of_a_call_fails_it() {
    let (ours, theirs) = tokio::io::duplex(4096);
    let client = Client::new(ours);
    let (called, ()) = tokio::join!(client.call::<_, i64>("T.Double", &1i64), async move {
        let mut theirs = theirs;
        let mut byte = [0u8; 1];
        theirs.read_exact(&mut byte).await.unwrap();
        drop(theirs);
    });
    assert!(called.is_err(), "{called:?}");
}
