//! Recorded connections between Mattermost and a Go plugin (`data/README.md`): the host's bytes
//! are fed to a plugin served by this crate, which must see the calls the Go plugin saw.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

#[path = "../../mattermost-gobwire/tests/support/notation.rs"]
mod notation;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use go_netrpc::{Server, ServiceError};
use gobwire::Dynamic;
use goplugin::rpc::{Empty, serve_conn};
use goplugin::{MuxBroker, PluginServer, yamux};
use notation::{normal, to_json};
use serde_json::Value as Json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::{mpsc, watch};

/// One recorded connection.
#[derive(Default)]
struct Recording {
    host: Vec<Vec<u8>>,
    plugin: Vec<u8>,
    /// Hook calls in order: method and arguments.
    calls: Vec<(String, Json)>,
}

fn hex(s: &str) -> Vec<u8> {
    (0..s.len() / 2)
        .map(|i| u8::from_str_radix(&s[2 * i..2 * i + 2], 16).unwrap())
        .collect()
}

/// The connections of a session, each up to the first chunk of which not every byte was kept.
fn recordings(session: &str) -> Vec<Recording> {
    let path = format!("{}/tests/data/{session}.jsonl", env!("CARGO_MANIFEST_DIR"));
    let mut all: Vec<Recording> = Vec::new();
    let mut complete = true;
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let event: Json = serde_json::from_str(line).unwrap();
        if event["ev"] == "connection" {
            all.push(Recording::default());
            complete = true;
        }
        let Some(recording) = all.last_mut() else {
            continue;
        };
        let Some(frames) = event.get("frames") else {
            continue;
        };
        complete &= event.get("hex").is_some();
        if !complete {
            continue;
        }
        let bytes = hex(event["hex"].as_str().unwrap());
        if event["dir"] != "host->plugin" {
            recording.plugin.extend(bytes);
            continue;
        }
        recording.host.push(bytes);
        for frame in frames.as_array().into_iter().flatten() {
            if frame["stream"] != 7 {
                continue;
            }
            for m in frame["msgs"].as_array().into_iter().flatten() {
                if let Some(args) = m.get("args") {
                    let method = m["of"].as_str().unwrap().to_owned();
                    recording.calls.push((method, args.clone()));
                }
            }
        }
    }
    all
}

/// A plugin that answers every hook it was asked in the recording with an empty reply.
fn plugin(
    methods: BTreeSet<String>,
    calls: mpsc::UnboundedSender<(String, Json)>,
) -> impl PluginServer {
    move |_: MuxBroker| {
        let mut server = Server::new();
        for method in &methods {
            let (name, calls) = (method.clone(), calls.clone());
            server.register(method, move |args: Dynamic| {
                calls.send((name.clone(), to_json(&args))).unwrap();
                async { Ok::<_, ServiceError>(Empty {}) }
            });
        }
        Ok::<_, String>(server)
    }
}

/// Replays one connection, its host's bytes written as `cut` divides them, and returns the bytes
/// that the plugin's side wrote.
async fn replay(recording: &Recording, cut: impl Fn(&[Vec<u8>]) -> Vec<Vec<u8>>) -> Vec<u8> {
    let methods = recording.calls.iter().map(|(m, _)| m.clone()).collect();
    let (calls_tx, mut calls) = mpsc::unbounded_channel();
    let plugins: HashMap<String, Arc<dyn PluginServer>> = HashMap::from([(
        "hooks".to_owned(),
        Arc::new(plugin(methods, calls_tx)) as Arc<dyn PluginServer>,
    )]);
    let (host, conn) = tokio::io::duplex(64 * 1024);
    let (done, _) = watch::channel(false);
    let served = tokio::spawn(serve_conn(
        conn,
        yamux::Config::default(),
        Arc::new(plugins),
        done,
        |_| {},
    ));
    let (mut read, mut write) = tokio::io::split(host);
    let reader = tokio::spawn(async move {
        let mut out = Vec::new();
        read.read_to_end(&mut out).await.unwrap();
        out
    });
    for chunk in cut(&recording.host) {
        // Once the host has closed the control stream the plugin need not read what follows.
        if write.write_all(&chunk).await.is_err() {
            break;
        }
    }
    for (i, (method, args)) in recording.calls.iter().enumerate() {
        let got = tokio::time::timeout(Duration::from_secs(10), calls.recv())
            .await
            .unwrap_or_else(|_| panic!("call {i}, {method}, never came"))
            .unwrap();
        assert_eq!(&got.0, method, "call {i}");
        assert_eq!(normal(&got.1), normal(args), "call {i}, {method}");
    }
    let _ = write.shutdown().await;
    served.await.unwrap().unwrap();
    reader.await.unwrap()
}

async fn replay_session(session: &str, connections: usize, calls: usize) {
    let all = recordings(session);
    assert_eq!(all.len(), connections);
    assert_eq!(all.iter().map(|r| r.calls.len()).sum::<usize>(), calls);
    for r in &all {
        let as_recorded = replay(r, |host| host.to_vec()).await;
        // The Go plugin's first frames: the ACKs of the control, stdout and stderr streams.
        assert_eq!(as_recorded[..36], r.plugin[..36]);
        replay(r, |host| {
            host.concat().chunks(1).map(<[u8]>::to_vec).collect()
        })
        .await;
        replay(r, |host| vec![host.concat()]).await;
    }
}

#[tokio::test]
async fn lifecycle() {
    replay_session("session-a-lifecycle", 1, 22).await;
}

#[tokio::test]
async fn http_streams() {
    let all = recordings("session-b-http-streams");
    let calls: usize = all.iter().map(|r| r.calls.len()).sum();
    assert!(calls >= 2, "{calls}");
    replay_session("session-b-http-streams", 1, calls).await;
}

#[tokio::test]
async fn crash_and_restart() {
    replay_session("session-c-crash", 2, 6).await;
}
