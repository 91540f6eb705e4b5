//! yamux frames from the host, while streams are accepted, read and written.
#![no_main]

use goplugin::yamux::{Config, Session};
use libfuzzer_sys::fuzz_target;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

fuzz_target!(|data: &[u8]| {
    fuzz::run(async {
        let (ours, peer) = tokio::io::duplex(1 << 16);
        let session = Session::server(ours, Config::default()).expect("the default configuration");
        let opener = session.clone();
        tokio::spawn(async move {
            while let Ok(mut stream) = opener.open().await {
                let _ = stream.write_all(b"opened by the plugin").await;
                let _ = stream.shutdown().await;
            }
        });
        let acceptor = session.clone();
        tokio::spawn(async move {
            while let Ok(mut stream) = acceptor.accept().await {
                tokio::spawn(async move {
                    let mut buf = [0u8; 512];
                    while let Ok(n) = stream.read(&mut buf).await {
                        if n == 0 || stream.write_all(&buf[..n]).await.is_err() {
                            break;
                        }
                    }
                });
            }
        });
        fuzz::feed(peer, data).await;
        assert!(session.is_closed());
    });
});
