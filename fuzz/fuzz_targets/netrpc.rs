//! net/rpc requests to a server, and replies to a client.
#![no_main]

use std::sync::Arc;

use go_netrpc::{Client, Server, ServiceError};
use gobwire::{Dynamic, Interface};
use libfuzzer_sys::fuzz_target;

fn server() -> Server {
    let mut server = Server::new();
    server.set_max_value_len(1 << 20);
    server.register("Plugin.Implemented", |_: Dynamic| async {
        Ok::<_, ServiceError>(vec!["ServeHTTP".to_owned()])
    });
    server.register("Plugin.Number", |n: u32| async move {
        Ok::<_, ServiceError>(u64::from(n))
    });
    server.register("Plugin.Any", |v: Vec<Option<Interface>>| async move {
        Ok::<_, ServiceError>(v)
    });
    server
}

fuzz_target!(|data: &[u8]| {
    fuzz::run(async {
        let (ours, peer) = tokio::io::duplex(1 << 16);
        let served = tokio::spawn(Arc::new(server()).serve(ours));
        fuzz::feed(peer, data).await;
        let _ = served.await.expect("the server does not panic");
    });
    fuzz::run(async {
        let (ours, peer) = tokio::io::duplex(1 << 16);
        let client = Client::with_max_value_len(ours, 1 << 20);
        let (any, number, ()) = tokio::join!(
            client.call::<_, Dynamic>("Plugin.Any", &0i64),
            client.call::<_, u32>("Plugin.Number", &0i64),
            async {
                let _ = tokio::io::AsyncWriteExt::write_all(&mut { peer }, data).await;
            },
        );
        drop((any, number));
    });
});
