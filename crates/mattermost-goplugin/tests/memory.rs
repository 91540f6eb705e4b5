//! What a peer sends and nobody reads is not kept. In a file, hence a process, of its own: it reads
//! the size of the process.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]
#![cfg(target_os = "linux")]

use goplugin::yamux::{Config, INITIAL_STREAM_WINDOW, Session};
use tokio::io::AsyncWriteExt;

/// Resident size in bytes, with pages of 4 KiB (proc_pid_statm(5)).
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    let pages: usize = statm.split(' ').nth(1).unwrap().parse().unwrap();
    pages * 4096
}

/// Before and after it is dropped, a stream that its peer keeps open for minutes.
#[tokio::test]
async fn dropped_streams_hold_no_data() {
    let (a, b) = tokio::io::duplex(64 * 1024);
    let peer = Session::client(a, Config::default()).unwrap();
    let session = Session::server(b, Config::default()).unwrap();
    let half = vec![7; INITIAL_STREAM_WINDOW as usize / 2];
    let mut open = Vec::new();
    let before = resident();
    for _ in 0..400 {
        let mut theirs = peer.open().await.unwrap();
        let ours = session.accept().await.unwrap();
        theirs.write_all(&half).await.unwrap();
        peer.ping().await.unwrap();
        drop(ours);
        theirs.write_all(&half).await.unwrap();
        peer.ping().await.unwrap();
        open.push(theirs);
    }
    let grown = resident().saturating_sub(before);
    // The windows of all of them are 100 MB.
    assert!(grown < 8 << 20, "grew by {grown} bytes");
    assert_eq!(session.num_streams(), 400);
}
