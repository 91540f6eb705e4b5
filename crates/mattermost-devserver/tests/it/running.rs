//! How plugins run: started, started again, refused, and found by the next run of the server.

use std::time::Duration;

use mattermost_devserver::DevServer;
use serde_json::json;

use crate::bundles::{self, PROBE};
use crate::plugins::say;
use crate::shapes::Site;
use crate::socket::Socket;

#[tokio::test]
async fn a_plugin_that_crashes_is_started_again_until_the_third_time() {
    let interval = Duration::from_millis(50);
    let server = DevServer::builder()
        .health_check_interval(interval)
        .start()
        .await
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    server.install(bundles::probe(folder.path())).await.unwrap();
    server.enable(PROBE).await.unwrap();
    let admin = server.log_in("admin").await.unwrap();
    let channel = admin.channel("town-square").await.unwrap().id;
    for crash in 1..=3 {
        let mut socket = Socket::open(&admin).await;
        let pid = server.plugin_pid(PROBE).unwrap();
        let failed = admin
            .execute_command(&channel, "/probe crash")
            .await
            .unwrap_err();
        assert_eq!(failed.status_code(), 500);
        let wanted = if crash < 3 { 2 } else { 4 };
        loop {
            let event = socket.wait_for("plugin_statuses_changed").await;
            if event["data"]["plugin_statuses"][0]["state"] == wanted {
                break;
            }
        }
        if crash < 3 {
            assert_ne!(server.plugin_pid(PROBE).unwrap(), pid);
            assert_eq!(say(&admin, &channel, "/probe echo back").await, "back");
        }
    }
    assert_eq!(server.plugin_pid(PROBE), None);
    // A person may try again.
    server.enable(PROBE).await.unwrap();
    assert_eq!(say(&admin, &channel, "/probe echo back").await, "back");
    server.shutdown().await;
}

#[tokio::test]
async fn a_plugin_that_refuses_to_start_says_why() {
    let site = Site::start().await;
    let folder = tempfile::tempdir().unwrap();
    site.server
        .install(bundles::probe(folder.path()))
        .await
        .unwrap();
    site.server
        .set_plugin_settings(PROBE, json!({"fail": true}))
        .await
        .unwrap();
    let error = site.server.enable(PROBE).await.unwrap_err();
    assert!(
        error.to_string().contains("the settings want this to fail"),
        "{error}"
    );
    let status = site.server.plugin_status(PROBE).unwrap();
    assert_eq!(status.state, 3);
    assert!(
        status.error.contains("the settings want this to fail"),
        "{status:?}"
    );
    site.server.shutdown().await;
}

#[tokio::test]
async fn a_second_run_finds_its_data_and_its_plugins() {
    let data = tempfile::tempdir().unwrap();
    let start = || DevServer::builder().data_dir(data.path()).start();
    let server = start().await.unwrap();
    server.install(bundles::probe(data.path())).await.unwrap();
    server.enable(PROBE).await.unwrap();
    let alice = server.log_in("alice").await.unwrap();
    let channel = alice.channel("town-square").await.unwrap().id;
    alice.create_post(&channel, "to be found").await.unwrap();
    let pid = server.plugin_pid(PROBE).unwrap();
    server.shutdown().await;
    assert!(!std::path::Path::new(&format!("/proc/{pid}")).exists());
    let server = start().await.unwrap();
    let alice = server.log_in("alice").await.unwrap();
    assert_eq!(
        alice.posts(&channel).await.unwrap()[0].message,
        "to be found"
    );
    assert_eq!(
        say(&alice, &channel, "/probe echo still here").await,
        "still here"
    );
    server.shutdown().await;
}
