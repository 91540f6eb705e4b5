//! Plugins that stall: the server goes on without them, and ends them.
//!
//! The clock is stopped once a plugin stalls: it leaps to the next timer whenever all else waits.

use std::sync::Arc;
use std::time::Duration;

use go_netrpc::{Server, ServiceError};
use goplugin::MuxBroker;
use goplugin::yamux::{Config, Session};
use mattermost_devserver::DevServer;
use mattermost_model::rpc::{Empty, hooks};
use reqwest::Method;
use tokio::io::DuplexStream;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::{Instant, timeout};

use crate::bundles;
use crate::plugins::find_logged;

const ID: &str = "com.example.stalls";
const HOUR: Duration = Duration::from_secs(60 * 60);

/// A plugin that answers all calls but those of one method, and tells of each that comes.
#[derive(Clone)]
struct Stalling {
    method: &'static str,
    heard: UnboundedSender<&'static str>,
}

impl Stalling {
    fn answer<A, R>(
        &self,
        server: &mut Server,
        method: &'static str,
        answer: impl Fn(A) -> R + Send + Sync + 'static,
    ) where
        A: gobwire::Decode + Default + Send + 'static,
        R: gobwire::Encode + Send + Sync + 'static,
    {
        let this = self.clone();
        server.register(method, move |args: A| {
            // A test that has ended listens no more.
            let _ = this.heard.send(method);
            let (reply, stalls) = (answer(args), this.method == method);
            async move {
                if stalls {
                    std::future::pending::<()>().await;
                }
                Ok::<_, ServiceError>(reply)
            }
        });
    }

    fn hooks(&self) -> Server {
        let mut server = Server::new();
        self.answer(&mut server, "Plugin.Implemented", |_: Empty| {
            vec!["OnActivate".to_owned(), "OnDeactivate".to_owned()]
        });
        self.answer(
            &mut server,
            "Plugin.OnActivate",
            |_: hooks::OnActivateArgs| hooks::OnActivateReply::default(),
        );
        self.answer(
            &mut server,
            "Plugin.OnDeactivate",
            |_: hooks::OnDeactivateArgs| hooks::OnDeactivateReply::default(),
        );
        server
    }

    fn control(&self, broker: MuxBroker) -> Server {
        let mut server = Server::new();
        self.answer(&mut server, "Control.Ping", |_: bool| Empty {});
        self.answer(&mut server, "Control.Quit", |_: bool| Empty {});
        let this = self.clone();
        self.answer(&mut server, "Dispenser.Dispense", move |_: String| {
            let (id, broker, hooks) = (broker.next_id(), broker.clone(), this.hooks());
            tokio::spawn(async move { broker.accept_and_serve(id, Arc::new(hooks)).await });
            id
        });
        server
    }

    async fn serve(self, connection: DuplexStream) {
        let session = Session::server(connection, Config::default()).unwrap();
        let control = session.accept().await.unwrap();
        let _out = session.accept().await.unwrap();
        let _err = session.accept().await.unwrap();
        let (broker, running) = MuxBroker::new(session);
        tokio::spawn(running);
        // The server closes the connection in the end.
        let _ = Arc::new(self.control(broker)).serve(control).await;
    }
}

/// A server with such a plugin, not enabled yet.
async fn with_stalling(method: &'static str) -> (DevServer, UnboundedReceiver<&'static str>) {
    let server = DevServer::builder().start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let bundle = bundles::manifest_only(folder.path(), ID);
    server.install(bundle).await.unwrap();
    let (heard, hearing) = unbounded_channel();
    let plugin = Stalling { method, heard };
    let serve = move |connection| plugin.clone().serve(connection);
    server.run_here(ID, serve).unwrap();
    (server, hearing)
}

/// Waits until the plugin has been asked for a method so many times more.
async fn asked(hearing: &mut UnboundedReceiver<&'static str>, method: &str, times: usize) {
    for _ in 0..times {
        while hearing.recv().await.unwrap() != method {}
    }
}

fn state(server: &DevServer) -> i64 {
    server.plugin_status(ID).unwrap().state
}

#[tokio::test]
async fn a_start_that_stalls_fails() {
    for method in [
        "Dispenser.Dispense",
        "Plugin.Implemented",
        "Plugin.OnActivate",
    ] {
        let (server, _hearing) = with_stalling(method).await;
        tokio::time::pause();
        let error = timeout(HOUR, server.enable(ID)).await.unwrap().unwrap_err();
        let (_, name) = method.split_once('.').unwrap();
        let message = error.to_string();
        assert!(
            message.contains(&format!("did not answer {name}")),
            "{message}"
        );
        assert_eq!(state(&server), 3);
        // Nothing holds the next change up.
        timeout(HOUR, server.disable(ID)).await.unwrap().unwrap();
        server.shutdown().await;
        tokio::time::resume();
    }
}

#[tokio::test]
async fn an_end_that_stalls_is_waited_for_a_while() {
    for method in ["Plugin.OnDeactivate", "Control.Quit"] {
        let (server, _hearing) = with_stalling(method).await;
        server.enable(ID).await.unwrap();
        tokio::time::pause();
        timeout(HOUR, server.disable(ID)).await.unwrap().unwrap();
        assert_eq!(state(&server), 0);
        server.enable(ID).await.unwrap();
        timeout(HOUR, server.shutdown()).await.unwrap();
        tokio::time::resume();
    }
}

#[tokio::test]
async fn a_plugin_that_stalls_at_pings_is_started_again() {
    let (server, mut hearing) = with_stalling("Control.Ping").await;
    server.enable(ID).await.unwrap();
    tokio::time::pause();
    timeout(HOUR, asked(&mut hearing, "Plugin.OnActivate", 2))
        .await
        .unwrap();
    let what = "the health check's line";
    find_logged(&server, what, |entry| {
        entry.message.contains("health check")
    })
    .await;
    timeout(HOUR, server.shutdown()).await.unwrap();
}

#[tokio::test]
async fn a_start_that_stalls_does_not_hold_the_servers_end_up() {
    let (server, mut hearing) = with_stalling("Plugin.OnActivate").await;
    let admin = server.log_in("admin").await.unwrap();
    let path = format!("/api/v4/plugins/{ID}/enable");
    let enabling = tokio::spawn(admin.request(Method::POST, &path).send());
    asked(&mut hearing, "Plugin.OnActivate", 1).await;
    tokio::time::pause();
    let begun = Instant::now();
    timeout(HOUR, server.shutdown()).await.unwrap();
    assert!(
        begun.elapsed() < Duration::from_secs(10),
        "{:?}",
        begun.elapsed()
    );
    enabling.abort();
}
