//! The example `hello` under a host that shows every call.

use std::time::Duration;

use go_netrpc::{Server, ServiceError};
use goplugin::Dispensed;
use mattermost_plugin::model::rpc::{Empty, Method, api, hooks};
use mattermost_plugin::model::{AppError, CommandArgs, Context, User};
use tokio::sync::mpsc;

use crate::host::{COOKIE, activate, start};

/// A server that knows one user, and tells which commands were registered.
fn mattermost(commands: mpsc::UnboundedSender<String>) -> Server {
    let mut server = Server::new();
    server.register(
        api::LoadPluginConfiguration::NAME,
        |_: api::LoadPluginConfigurationArgs| async {
            Ok::<_, ServiceError>(api::LoadPluginConfigurationReply {
                value: b"{}".to_vec(),
            })
        },
    );
    server.register(
        api::RegisterCommand::NAME,
        move |args: api::RegisterCommandArgs| {
            let _ = commands.send(args.command.unwrap_or_default().trigger);
            async { Ok::<_, ServiceError>(api::RegisterCommandReply::default()) }
        },
    );
    server.register(api::GetUser::NAME, |args: api::GetUserArgs| async move {
        let found = args.user_id == "u1";
        let user = User {
            username: "alice".into(),
            ..User::default()
        };
        let error = AppError {
            message: "no such user".into(),
            status_code: 404,
            ..AppError::default()
        };
        Ok::<_, ServiceError>(api::GetUserReply {
            value: found.then_some(user),
            error: (!found).then_some(error),
        })
    });
    server
}

async fn hello(hooks: &Dispensed, user_id: &str) -> hooks::ExecuteCommandReply {
    let command = CommandArgs {
        user_id: user_id.into(),
        ..CommandArgs::default()
    };
    let args = hooks::ExecuteCommandArgs {
        context: Some(Context::default()),
        args: Some(command),
    };
    hooks
        .client
        .call("Plugin.ExecuteCommand", &args)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_host_runs_the_plugin() {
    let client = start("hello", COOKIE).await.unwrap();
    let hooks = client.dispense("hooks").await.unwrap();
    let names: Vec<String> = hooks
        .client
        .call("Plugin.Implemented", &Empty {})
        .await
        .unwrap();
    assert_eq!(names, ["ExecuteCommand", "OnDeactivate"]);

    let (commands, mut registered) = mpsc::unbounded_channel();
    let reply = activate(&hooks, mattermost(commands)).await;
    assert_eq!(reply.error, None);
    assert_eq!(registered.recv().await.as_deref(), Some("hello"));

    let answer = hello(&hooks, "u1").await;
    assert_eq!(answer.value.unwrap().text, "Hello, alice!");
    let refused = hello(&hooks, "u2").await;
    let error = refused.error.unwrap();
    assert_eq!(
        (error.message.as_str(), error.status_code),
        ("no such user", 404)
    );

    client.ping().await.unwrap();
    client.kill().await;
    assert!(!client.force_killed(), "the plugin ended by itself");
}

#[tokio::test]
async fn a_stranger_is_refused() {
    let started =
        tokio::time::timeout(Duration::from_secs(10), start("hello", "something else")).await;
    assert!(started.unwrap().is_err());
}
