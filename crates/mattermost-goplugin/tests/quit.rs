//! A plugin that is asked to quit and says nothing.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::time::Duration;

use goplugin::rpc::{QUIT_TIMEOUT, RpcClient};
use goplugin::yamux::{Config, Session};
use tokio::io::sink;
use tokio::time::{Instant, timeout};

#[tokio::test(start_paused = true)]
async fn a_plugin_that_does_not_answer_quit_is_not_waited_for() {
    let (here, there) = tokio::io::duplex(64 * 1024);
    let host = RpcClient::connect(here, Config::default(), sink(), sink());
    let host = host.await.unwrap();
    // It takes the streams, and answers nothing on them.
    let plugin = Session::server(there, Config::default()).unwrap();
    let control = plugin.accept().await.unwrap();
    let asked = Instant::now();
    let quit = timeout(Duration::from_secs(3600), host.close()).await;
    assert!(quit.unwrap().is_err());
    assert!(asked.elapsed() <= QUIT_TIMEOUT * 2, "{:?}", asked.elapsed());
    assert!(host.session().is_closed());
    drop(control);
}
