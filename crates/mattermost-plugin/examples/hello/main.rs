//! The smallest plugin: `/hello` greets whoever types it.

use std::process::ExitCode;
use std::sync::Arc;

use mattermost_plugin::model::{CommandArgs, CommandResponse};
use mattermost_plugin::{Api, CommandBuilder, Context, NoConfiguration, Plugin, Result};

struct Hello {
    api: Api,
}

async fn activate(api: Api, _: NoConfiguration) -> Result<Hello> {
    api.register_command(
        CommandBuilder::new("hello")
            .description("Says hello.")
            .build(),
    )
    .await?;
    Ok(Hello { api })
}

async fn execute_command(
    plugin: Arc<Hello>,
    _: Context,
    args: CommandArgs,
) -> Result<CommandResponse> {
    let user = plugin.api.get_user(&args.user_id).await?;
    let text = format!("Hello, {}!", user.username);
    Ok(CommandResponse {
        text,
        ..CommandResponse::default()
    })
}

fn main() -> ExitCode {
    Plugin::new(activate).execute_command(execute_command).run()
}
