//! `cargo xtask new`: what it writes builds and runs.

#![allow(clippy::unwrap_used)]

use mattermost_devserver::DevServer;
use std::path::Path;
use std::process::{Command, Output};

fn new(folder: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("new").arg(folder).output().unwrap()
}

/// `make bundle`, in a folder that is kept, so that only the first build takes its time.
fn make_bundle(folder: &Path) -> Output {
    let mut target = std::env::current_exe().unwrap();
    target.pop();
    target.pop();
    let mut make = Command::new("make");
    make.arg("bundle")
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target.with_file_name("new-plugin"))
        .env("CARGO_NET_OFFLINE", "true");
    make.output().unwrap()
}

/// Its own test, `tests/plugin.rs`, does the same; to build the dev server once more for it would
/// take minutes.
#[tokio::test(flavor = "multi_thread")]
async fn a_new_plugin_builds_and_runs() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("weather-plugin");
    let made = new(&folder);
    assert!(made.status.success(), "{made:?}");
    assert!(String::from_utf8_lossy(&made.stdout).contains("answers /weather"));
    let built = make_bundle(&folder);
    let said = String::from_utf8_lossy(&built.stderr);
    assert!(built.status.success(), "{said}");

    let server = DevServer::builder().start().await.unwrap();
    let bundle = folder.join("dist/com.example.weather-plugin.tar.gz");
    let id = server.install(bundle).await.unwrap();
    server.enable(&id).await.unwrap();
    let alice = server.log_in("alice").await.unwrap();
    let channel = alice.channel("town-square").await.unwrap();
    let answer = alice
        .execute_command(&channel.id, "/weather")
        .await
        .unwrap();
    assert_eq!(answer.text, "Hello, alice!");
    server.shutdown().await;
}

/// What `make run` would do, where the dev server's page is at a path.
fn make_run(folder: &Path, page: &Path) -> String {
    let mut make = Command::new("make");
    make.args(["--dry-run", "run"]).current_dir(folder);
    let made = make.arg(format!("PAGE={}", page.display())).output();
    let made = made.unwrap();
    assert!(made.status.success(), "{made:?}");
    String::from_utf8(made.stdout).unwrap()
}

#[test]
fn a_page_that_is_missing_is_built_before_the_run() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("weather-plugin");
    assert!(new(&folder).status.success());
    let page = place.path().join("index.html");
    let steps = make_run(&folder, &page);
    let at = |step: &str| steps.find(step);
    assert!(at("cargo xtask page").is_some(), "{steps}");
    assert!(
        at("cargo xtask page") < at("mattermost-devserver -- run"),
        "{steps}"
    );
    std::fs::write(&page, "").unwrap();
    assert!(!make_run(&folder, &page).contains("cargo xtask page"));
}

#[test]
fn nothing_is_written_over() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("there");
    std::fs::create_dir(&folder).unwrap();
    let refused = new(&folder);
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("is there already"));
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
}
