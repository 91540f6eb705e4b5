//! A number in the key-value store that every node of a cluster may change: `/count` adds one.

use std::process::ExitCode;
use std::sync::Arc;

use mattermost_plugin::model::{CommandArgs, CommandResponse};
use mattermost_plugin::{Api, CommandBuilder, Context, NoConfiguration, Plugin, Result};

struct Counter {
    api: Api,
}

async fn activate(api: Api, _: NoConfiguration) -> Result<Counter> {
    let command = CommandBuilder::new("count").description("Counts.");
    api.register_command(command.build()).await?;
    Ok(Counter { api })
}

async fn execute_command(
    plugin: Arc<Counter>,
    _: Context,
    _: CommandArgs,
) -> Result<CommandResponse> {
    // Reading and writing apart would lose counts: another node may write in between.
    let count = plugin
        .api
        .kv()
        .update("count", |count: Option<u64>| {
            Some(count.unwrap_or_default().saturating_add(1))
        })
        .await?;
    Ok(CommandResponse {
        text: format!("{}", count.unwrap_or_default()),
        ..CommandResponse::default()
    })
}

fn main() -> ExitCode {
    Plugin::new(activate).execute_command(execute_command).run()
}
