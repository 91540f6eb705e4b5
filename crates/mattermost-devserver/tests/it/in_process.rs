//! A plugin in the server's own process, and time that a test lets pass.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use mattermost_devserver::DevServer;
use mattermost_plugin::model::{CommandArgs, CommandResponse};
use mattermost_plugin::{Api, CommandBuilder, Context, NoConfiguration, Plugin, Result};

use crate::bundles;

const ID: &str = "com.example.inside";

/// The states that were made, for the test to look into.
type Made = Arc<Mutex<Vec<Api>>>;

async fn activate(made: Made, api: Api) -> Result<Api> {
    let command = CommandBuilder::new("inside").description("Says so.");
    api.register_command(command.build()).await?;
    made.lock().unwrap().push(api.clone());
    Ok(api)
}

async fn execute(_: Arc<Api>, _: Context, _: CommandArgs) -> Result<CommandResponse> {
    Ok(CommandResponse {
        text: "inside".to_owned(),
        ..CommandResponse::default()
    })
}

#[tokio::test]
async fn a_plugin_runs_in_the_servers_own_process() {
    let server = DevServer::builder().start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let bundle = bundles::manifest_only(folder.path(), ID);
    server.install(bundle).await.unwrap();
    assert!(server.enable(ID).await.is_err(), "it has no executable");
    let made = Made::default();
    let states = made.clone();
    server
        .run_here(ID, move |connection| {
            let made = states.clone();
            Plugin::new(move |api, _: NoConfiguration| activate(made, api))
                .execute_command(execute)
                .serve_on(connection)
        })
        .unwrap();
    server.enable(ID).await.unwrap();
    assert_eq!(server.plugin_status(ID).unwrap().state, 2);
    assert!(!server.kill_plugin(1, ID), "that would end the test");
    let alice = server.log_in("alice").await.unwrap();
    let channel = alice.channel("town-square").await.unwrap().id;
    let answer = alice.execute_command(&channel, "/inside").await.unwrap();
    assert_eq!(answer.text, "inside");

    // Each start makes a state of its own.
    server.disable(ID).await.unwrap();
    server.enable(ID).await.unwrap();
    let states = made.lock().unwrap().clone();
    assert_eq!(states.len(), 2);
    assert!(states[0].kv().get_bytes("a").await.is_err());
    assert_eq!(states[1].kv().get_bytes("a").await.unwrap(), None);
    server.shutdown().await;
}

#[tokio::test]
async fn values_expire_by_the_clock_that_a_test_moves() {
    let server = DevServer::builder().start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    server
        .install(bundles::manifest_only(folder.path(), ID))
        .await
        .unwrap();
    let made = Made::default();
    let states = made.clone();
    server
        .run_here(ID, move |connection| {
            let made = states.clone();
            Plugin::new(move |api, _: NoConfiguration| activate(made, api)).serve_on(connection)
        })
        .unwrap();
    server.enable(ID).await.unwrap();
    let kv = made.lock().unwrap()[0].kv();
    let hour = Duration::from_secs(60 * 60);
    kv.set_bytes("short", vec![1], Some(hour)).await.unwrap();
    kv.set_bytes("long", vec![1], Some(hour * 2)).await.unwrap();
    let before = server.now();
    server.advance(hour);
    assert!(server.now() - before >= 3_600_000);
    assert_eq!(kv.get_bytes("short").await.unwrap(), None);
    assert_eq!(kv.get_bytes("long").await.unwrap(), Some(vec![1]));
    server.shutdown().await;
}
