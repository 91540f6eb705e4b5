//! A whole plugin connection: control calls, dispensing, streams dialled by id.
#![no_main]

use std::collections::HashMap;
use std::sync::Arc;

use go_netrpc::{Server, ServiceError};
use gobwire::Dynamic;
use goplugin::rpc::{Empty, serve_conn};
use goplugin::yamux::Config;
use goplugin::{MuxBroker, PluginServer};
use libfuzzer_sys::fuzz_target;
use tokio::sync::watch;

fn hooks(broker: MuxBroker) -> Result<Server, String> {
    let mut server = Server::new();
    server.register("Plugin.Implemented", |_: Dynamic| async {
        Ok::<_, ServiceError>(Vec::<String>::new())
    });
    // As a hook with a body does: dial an id the host has announced.
    server.register("Plugin.ServeHTTP", move |_: Dynamic| {
        let broker = broker.clone();
        async move {
            let (dialled, accepted) = tokio::join!(broker.dial(1), broker.accept(2));
            drop((dialled, accepted));
            Ok::<_, ServiceError>(Empty {})
        }
    });
    Ok(server)
}

fuzz_target!(|data: &[u8]| {
    fuzz::run(async {
        let plugins: HashMap<String, Arc<dyn PluginServer>> =
            HashMap::from([("hooks".to_owned(), Arc::new(hooks) as Arc<dyn PluginServer>)]);
        let (ours, peer) = tokio::io::duplex(1 << 16);
        let (done, _) = watch::channel(false);
        let config = Config::default();
        let served = tokio::spawn(serve_conn(ours, config, Arc::new(plugins), done, |_| {}));
        fuzz::feed(peer, data).await;
        let _ = served.await.expect("the connection does not panic");
    });
});
