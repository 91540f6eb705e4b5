//! The demo, started twice on one folder.

use super::{Built, Child, Demo, ports};
use crate::manifest::{Manifest, host_platform};
use crate::{build, bundle};
use mattermost_devserver::Client;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

/// The programs as the tests have them, around a web app of no content.
fn built(folder: &Path) -> Built {
    let programs = build::programs_for_tests().unwrap();
    let server = programs.join(build::executable_name(build::SERVER));
    let (script, bundle) = (folder.join("main.js"), folder.join("zoom.tar.gz"));
    std::fs::write(&script, "window.registerPlugin('zoom', {initialize() {}});").unwrap();
    let manifest = Manifest::read().unwrap();
    bundle::write_to(&bundle, &manifest, &script, &[(host_platform(), server)]).unwrap();
    let page = folder.join("page");
    std::fs::create_dir(&page).unwrap();
    std::fs::write(page.join("index.html"), "<!doctype html>").unwrap();
    Built {
        programs,
        bundle,
        page,
    }
}

/// A demo whose ports the system gives to nobody while it is not running.
fn demo(folder: &Path) -> Demo {
    let below_those_of_clients = 20_000 + u16::try_from(std::process::id() % 5_000).unwrap() * 2;
    let mattermost = ports::preferred(below_those_of_clients).unwrap();
    let zoom = ports::preferred(below_those_of_clients + 1).unwrap();
    Demo::kept_in(folder.join("data"), mattermost, zoom).unwrap()
}

/// Both servers, until dropped.
fn start(demo: &Demo, built: &Built) -> [Child; 2] {
    let zoom = demo.start_zoom(built).unwrap();
    [demo.start_mattermost(built).unwrap(), zoom]
}

/// A browser at the sandbox, which stays where it is.
fn browser() -> ureq::Agent {
    let config = ureq::Agent::config_builder().proxy(None).max_redirects(0);
    config.build().into()
}

/// Alice's session, with her own Zoom account connected.
async fn connected(demo: &Demo) -> Client {
    let alice = log_in(demo).await;
    let consent = alice.request("GET".parse().unwrap(), "/plugins/zoom/oauth2/connect");
    let consent = consent.send().await.unwrap();
    assert_eq!(consent.status(), 200, "{}", consent.url());
    let query = consent.url().query_pairs().into_owned();
    let choice = [("user", "alice@example.com"), ("decision", "allow")];
    let choice = choice.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let decide = browser().post(format!("{}/oauth/authorize", demo.zoom_url()));
    let back = decide.send_form(query.chain(choice)).unwrap();
    let back = back.headers()["location"].to_str().unwrap();
    let back = back.strip_prefix(&demo.mattermost_url()).unwrap();
    let done = alice.request("GET".parse().unwrap(), back).send().await;
    assert_eq!(done.unwrap().status(), 200);
    alice
}

async fn log_in(demo: &Demo) -> Client {
    let url = demo.mattermost_url();
    Client::log_in(&url, "alice", "Alice-password-1")
        .await
        .unwrap()
}

/// Starts a meeting in the town square: its link.
async fn start_meeting(alice: &Client) -> String {
    let town = alice.channel("town-square").await.unwrap();
    let path = "/plugins/zoom/api/v1/meetings?force=true";
    let body = json!({ "channel_id": town.id });
    let answer: Value = alice.post(path, &body).await.unwrap();
    answer["meeting_url"].as_str().unwrap().to_owned()
}

/// The post of the first meeting.
async fn first_post(alice: &Client) -> Value {
    let town = alice.channel("town-square").await.unwrap();
    let posts = alice.posts(&town.id).await.unwrap();
    let first = posts.iter().rfind(|post| post.type_ == "custom_zoom");
    serde_json::to_value(first.unwrap()).unwrap()
}

/// Does something with a meeting on the sandbox's control page.
fn control(demo: &Demo, meeting: u64, action: &str) {
    let url = format!(
        "{}/control/api/meetings/{meeting}/{action}",
        demo.zoom_url()
    );
    browser().post(url).send_empty().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_demo_finds_its_data_at_zoom_too() {
    let folder = tempfile::tempdir().unwrap();
    let (built, demo) = (built(folder.path()), demo(folder.path()));

    let servers = start(&demo, &built);
    let alice = connected(&demo).await;
    start_meeting(&alice).await;
    let meeting = first_post(&alice).await["props"]["meeting_id"].clone();
    let meeting = meeting.as_u64().unwrap();
    control(&demo, meeting, "start");
    drop(servers);

    let _servers = start(&demo, &built);
    let alice = log_in(&demo).await;
    let link = start_meeting(&alice).await;
    assert!(
        link.starts_with(&demo.zoom_url()),
        "connected still: {link}"
    );
    control(&demo, meeting, "end");
    let ended = async {
        while first_post(&alice).await["props"]["meeting_status"] != "ENDED" {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let ended = tokio::time::timeout(Duration::from_secs(90), ended).await;
    ended.expect("the meeting's post never showed its end");
}
