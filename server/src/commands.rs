//! The command `/zoom`. Each subcommand, its help, its autocompletion and its permission stand in
//! one table.

mod failures;
mod parse;
mod run;
mod table;

use std::sync::Arc;

use mattermost_plugin::model::permission_id::MANAGE_SYSTEM;
use mattermost_plugin::model::{Command, CommandArgs, CommandResponse, Post};
use mattermost_plugin::{AutocompleteBuilder, CommandBuilder, Context};

use crate::app::{App, PLUGIN_ID};
use crate::error::Error;
use crate::i18n::{Language, Reader, Text};
use crate::texts;
pub use parse::{Parsed, help, parse};
pub use table::{Action, SUBCOMMANDS, Subcommand};

const EPHEMERAL: &str = "ephemeral";

/// What a subcommand answers.
#[derive(Debug, Default)]
pub struct Answer {
    /// What the person is told; `None` for nothing.
    pub text: Option<Text>,
    /// Where their browser goes; empty for nowhere.
    pub goto: String,
}

impl Answer {
    fn text(text: Text) -> Self {
        Self {
            text: Some(text),
            goto: String::new(),
        }
    }
}

/// The form in which the command is registered: once for all people, so in the server's language.
pub fn registration(account_level: bool, language: Language) -> Command {
    let reader = Reader::everybody(language);
    let description = texts::command_description().to(&reader);
    let names: Vec<&str> = SUBCOMMANDS.iter().map(|command| command.name).collect();
    let hint = format!("[{}]", names.join("|"));
    let mut root = AutocompleteBuilder::new(PLUGIN_ID, &hint, &description);
    for command in SUBCOMMANDS {
        root = root.subcommand(autocompletion(command, account_level, &reader));
    }
    CommandBuilder::new(PLUGIN_ID)
        .description(&description)
        .hint(&hint)
        .autocomplete(root)
        .build()
}

fn autocompletion(
    command: &Subcommand,
    account_level: bool,
    reader: &Reader,
) -> AutocompleteBuilder {
    let help = (command.help)().to(reader);
    let hint = command.hint.map(|hint| hint().to(reader));
    let mut builder =
        AutocompleteBuilder::new(command.name, hint.as_deref().unwrap_or_default(), &help);
    // Mattermost knows subcommands or arguments, not both.
    if let Some(hint) = hint.filter(|_| command.subcommands.is_empty()) {
        builder = builder.text_argument(&help, &hint);
    }
    if command.for_admins(account_level) {
        builder = builder.for_system_admins();
    }
    for subcommand in command.subcommands {
        builder = builder.subcommand(autocompletion(subcommand, account_level, reader));
    }
    builder
}

/// Carries a command out. The answer is an ephemeral post by the bot.
///
/// # Errors
/// Never: what goes wrong is told to the person.
pub async fn execute(
    app: Arc<App>,
    _context: Context,
    args: CommandArgs,
) -> mattermost_plugin::Result<CommandResponse> {
    let answer = match run::run(&app, &args).await {
        Ok(answer) => answer,
        Err(error) => {
            error.log("command", &args.user_id);
            Answer::text(failure(&app, &args, &error).await)
        }
    };
    let text = show(&app, &args, answer.text).await;
    Ok(CommandResponse {
        response_type: EPHEMERAL.to_owned(),
        text,
        goto_location: answer.goto,
        ..CommandResponse::default()
    })
}

/// A system admin is told at once what is missing; others what only an admin can do.
async fn failure(app: &App, args: &CommandArgs, error: &Error) -> Text {
    let configuration = app.configuration();
    match error {
        Error::NotSetUp if is_admin(app, args).await => {
            texts::settings_notice(&configuration.problems)
        }
        Error::NotConnected { .. }
            if configuration.account_level_app && !is_admin(app, args).await =>
        {
            texts::account_not_connected()
        }
        _ => error.message(),
    }
}

async fn is_admin(app: &App, args: &CommandArgs) -> bool {
    let user_id = args.user_id.as_str();
    let admin = app.api().has_permission_to(user_id, MANAGE_SYSTEM).await;
    admin.unwrap_or_default()
}

/// Shows the text as the bot's ephemeral post; gives it back where there is no bot.
async fn show(app: &App, args: &CommandArgs, text: Option<Text>) -> String {
    let Some(text) = text else {
        return String::new();
    };
    let reader = Reader::find(app.api(), &args.user_id).await;
    let text = text.to(&reader);
    let Ok(bot_id) = app.bot_id().await else {
        return text;
    };
    let post = Post {
        user_id: bot_id,
        channel_id: args.channel_id.clone(),
        root_id: args.root_id.clone(),
        message: text.clone(),
        ..Post::default()
    };
    match app
        .api()
        .send_ephemeral_post(args.user_id.as_str(), post)
        .await
    {
        Ok(_) => String::new(),
        Err(error) => {
            tracing::warn!(error = %error, "cannot show an ephemeral post");
            text
        }
    }
}
