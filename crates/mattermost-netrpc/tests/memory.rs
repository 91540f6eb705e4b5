//! A connection that lives for years answers calls without keeping anything of them. In a file,
//! hence a process, of its own: it reads the size of the process.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]
#![cfg(target_os = "linux")]

use std::sync::Arc;

use go_netrpc::{Client, Server, ServiceError};

/// Resident size in bytes, with pages of 4 KiB (proc_pid_statm(5)).
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    let pages: usize = statm.split(' ').nth(1).unwrap().parse().unwrap();
    pages * 4096
}

/// The size of the process is that of one test at a time.
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// Also where no other call follows.
#[tokio::test]
async fn large_buffers_are_given_back() {
    const LARGE: usize = 48 << 20;
    let _alone = ALONE.lock().await;
    let mut server = Server::new();
    server.register("T.Echo", |bytes: Vec<u8>| async move {
        Ok::<_, ServiceError>(bytes)
    });
    let (ours, theirs) = tokio::io::duplex(64 * 1024);
    tokio::spawn(Arc::new(server).serve(theirs));
    let client = Client::new(ours);
    let echo = async |len: usize| {
        let got: Vec<u8> = client.call("T.Echo", &vec![7u8; len]).await.unwrap();
        assert_eq!(got.len(), len);
    };
    echo(1).await;
    let before = resident();
    echo(LARGE).await;
    let grown = resident().saturating_sub(before);
    assert!(grown < LARGE / 4, "grew by {grown} bytes");
}

#[tokio::test]
async fn finished_calls_are_not_kept() {
    let _alone = ALONE.lock().await;
    let mut server = Server::new();
    server.register("T.Double", |n: i64| async move {
        // Makes the finished task large enough to be seen.
        let ballast = [n; 64];
        tokio::task::yield_now().await;
        Ok::<_, ServiceError>(ballast[63] * 2)
    });
    let (ours, theirs) = tokio::io::duplex(64 * 1024);
    tokio::spawn(Arc::new(server).serve(theirs));
    let client = Client::new(ours);
    let call = async |times: i64| {
        for n in 0..times {
            let got: i64 = client.call("T.Double", &n).await.unwrap();
            assert_eq!(got, n * 2);
        }
    };
    call(1_000).await;
    let before = resident();
    call(40_000).await;
    let grown = resident().saturating_sub(before);
    // A finished task takes some 300 bytes: 40 000 of them would be 12 MB.
    assert!(grown < 4 << 20, "grew by {grown} bytes");
}
