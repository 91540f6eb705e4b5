//! What the targets share.

use std::future::Future;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

/// Runs `f` on a runtime of its own whose clock does not wait.
pub fn run<F: Future>(f: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime")
        .block_on(f)
}

/// Plays the peer: writes the input, reads and drops what comes back, and closes.
pub async fn feed(peer: DuplexStream, data: &[u8]) {
    let (mut read, mut write) = tokio::io::split(peer);
    let drain = tokio::spawn(async move {
        let mut buf = vec![0u8; 64 * 1024];
        while matches!(read.read(&mut buf).await, Ok(n) if n > 0) {}
    });
    let _ = write.write_all(data).await;
    let _ = write.shutdown().await;
    // The end of input ends the session, which closes the other half.
    tokio::time::timeout(Duration::from_secs(3600), drain)
        .await
        .expect("the session ends after its input")
        .expect("the reader does not panic");
}
