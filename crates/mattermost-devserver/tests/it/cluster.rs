//! Several nodes behind one address, and what a test can do to them.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use mattermost_devserver::{DevServer, Direction, Fate};
use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::bundles::{self, PROBE};
use crate::plugins::{say, with_probe};
use crate::socket::Socket;

async fn three_nodes() -> DevServer {
    let interval = Duration::from_millis(50);
    let builder = DevServer::builder().nodes(3);
    let server = builder
        .health_check_interval(interval)
        .start()
        .await
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    server.install(bundles::probe(folder.path())).await.unwrap();
    server.enable(PROBE).await.unwrap();
    server
}

fn pids(server: &DevServer) -> Vec<u32> {
    let pid = |node| server.plugin_pid_on(node, PROBE).unwrap();
    (1..=3).map(pid).collect()
}

#[tokio::test]
async fn requests_go_to_the_nodes_in_turn_or_to_the_one_they_name() {
    let server = three_nodes().await;
    let distinct: BTreeSet<u32> = pids(&server).into_iter().collect();
    assert_eq!(distinct.len(), 3);
    let alice = server.log_in("alice").await.unwrap();
    let channel = alice.channel("town-square").await.unwrap().id;
    let mut folders = BTreeSet::new();
    for _ in 0..3 {
        folders.insert(say(&alice, &channel, "/probe folder").await);
    }
    assert_eq!(folders.len(), 3, "{folders:?}");
    for node in 1..=3 {
        let path = say(&alice.on_node(node), &channel, "/probe folder").await;
        assert_eq!(path.contains(&format!("node-{node}")), node > 1, "{path}");
        assert!(std::path::Path::new(&path).join("plugin.json").is_file());
        let ping = alice
            .on_node(node)
            .request(Method::GET, "/api/v4/system/ping");
        let answer = ping.send().await.unwrap();
        assert_eq!(answer.headers()["x-devserver-node"], node.to_string());
    }
    let nowhere = alice.on_node(4).request(Method::GET, "/api/v4/users/me");
    assert_eq!(
        nowhere.send().await.unwrap().status(),
        StatusCode::BAD_REQUEST
    );
    let admin = server.log_in("admin").await.unwrap();
    let statuses: Value = admin.get("/api/v4/plugins/statuses").await.unwrap();
    let nodes: Vec<_> = statuses
        .as_array()
        .unwrap()
        .iter()
        .map(|s| &s["cluster_id"])
        .collect();
    assert_eq!(nodes, ["node-1", "node-2", "node-3"]);
    server.shutdown().await;
}

#[tokio::test]
async fn nodes_share_the_store_and_hear_of_each_other() {
    let server = three_nodes().await;
    let alice = server.log_in("alice").await.unwrap();
    let channel = alice.channel("town-square").await.unwrap().id;
    say(&alice.on_node(1), &channel, "/probe set shared").await;
    assert_eq!(
        say(&alice.on_node(3), &channel, "/probe get").await,
        "shared"
    );
    let mut socket = Socket::open(&alice).await;
    let name = format!("custom_{PROBE}_done");
    for node in 1..=3 {
        say(&alice.on_node(node), &channel, "/probe event").await;
        assert_eq!(socket.wait_for(&name).await["data"]["n"], 1);
    }
    // The plugin answers each event that comes to it with one for the clients.
    say(&alice.on_node(2), &channel, "/probe tell the others").await;
    let name = format!("custom_{PROBE}_heard");
    let mut heard = BTreeSet::new();
    for _ in 0..2 {
        let event = socket.wait_for(&name).await;
        assert_eq!(event["data"]["id"], "the others");
        heard.insert(event["data"]["folder"].as_str().unwrap().to_owned());
    }
    assert!(
        heard.iter().all(|folder| !folder.contains("node-2")),
        "{heard:?}"
    );
    assert_eq!(heard.len(), 2);
    server.shutdown().await;
}

#[tokio::test]
async fn the_death_of_one_node_leaves_the_others() {
    let server = three_nodes().await;
    let alice = server.log_in("alice").await.unwrap();
    let admin = server.log_in("admin").await.unwrap();
    let channel = alice.channel("town-square").await.unwrap().id;
    let before = pids(&server);
    let mut socket = Socket::open(&admin).await;
    assert!(server.kill_plugin(2, PROBE));
    for _ in 0..6 {
        assert_eq!(say(&alice, &channel, "/probe echo alive").await, "alive");
    }
    let restarted = |event: &Value| {
        let states = event["data"]["plugin_statuses"].as_array().unwrap();
        states.iter().all(|status| status["state"] == 2)
            && server
                .plugin_pid_on(2, PROBE)
                .is_some_and(|pid| pid != before[1])
    };
    while !restarted(&socket.wait_for("plugin_statuses_changed").await) {}
    assert_eq!((pids(&server)[0], pids(&server)[2]), (before[0], before[2]));
    let answer = say(&alice.on_node(2), &channel, "/probe echo back").await;
    assert_eq!(answer, "back");
    server.shutdown().await;
}

#[tokio::test]
async fn a_test_sees_the_calls_of_a_plugin_and_makes_them_fail() {
    let site = with_probe().await;
    let text = |method: &'static str, fate: Fate| {
        site.server.on_api_call(move |call| {
            assert_eq!((call.plugin_id.as_str(), call.node), (PROBE, 1));
            if call.method == method {
                fate.clone()
            } else {
                Fate::Proceed
            }
        });
        site.alice.execute_command(&site.channel, "/probe set x")
    };
    let failed = text(
        "KVSetWithOptions",
        Fate::Fail("the disk is full".to_owned()),
    )
    .await;
    assert!(failed.unwrap_err().to_string().contains("the disk is full"));
    let time = Duration::from_millis(200);
    let began = std::time::Instant::now();
    text("KVSetWithOptions", Fate::Stall(time)).await.unwrap();
    assert!(began.elapsed() >= time);
    let calls = site.server.wire_calls();
    let last = |direction, method: &str| {
        let is_it =
            |c: &&mattermost_devserver::WireCall| c.direction == direction && c.method == method;
        calls
            .iter()
            .rev()
            .find(is_it)
            .unwrap_or_else(|| panic!("{method}: {calls:?}"))
    };
    let set = last(Direction::Api, "KVSetWithOptions");
    assert!(set.micros >= 200_000, "{set:?}");
    assert!(set.args.contains("kept"), "{set:?}");
    let command = last(Direction::Hook, "ExecuteCommand");
    assert!(
        command.micros >= set.micros && command.args.contains("/probe set x"),
        "{command:?}"
    );
    assert!(
        command.error.is_empty() && !command.reply.is_empty(),
        "{command:?}"
    );
    site.server.shutdown().await;
}

#[tokio::test]
async fn a_plugin_is_killed_at_the_call_that_a_test_chooses() {
    let server = three_nodes().await;
    let alice = server.log_in("alice").await.unwrap();
    let channel = alice.channel("town-square").await.unwrap().id;
    for (node, fate, kept) in [
        (1, Fate::KillBefore, "before"),
        (2, Fate::KillAfter, "after"),
    ] {
        server.on_api_call(|_| Fate::Proceed);
        say(&alice.on_node(3), &channel, "/probe set before").await;
        let seen = AtomicUsize::new(0);
        server.on_api_call(move |call| {
            // A node that starts again makes the same call for its bot.
            let is_it = call.method == "KVSetWithOptions" && call.node == node;
            let is_first = is_it && seen.fetch_add(1, Ordering::SeqCst) == 0;
            if is_first {
                fate.clone()
            } else {
                Fate::Proceed
            }
        });
        let killed = alice
            .on_node(node)
            .execute_command(&channel, "/probe set after")
            .await;
        assert_eq!(killed.unwrap_err().status_code(), 500);
        assert_eq!(say(&alice.on_node(3), &channel, "/probe get").await, kept);
    }
    server.shutdown().await;
}
