//! Slash commands: finding who carries one out, and what becomes of the answer.

use mattermost_model::{Any, Command, CommandArgs, CommandResponse, Post};
use serde::Deserialize;

use super::{App, Author, RequestContext};
use crate::fault::{Fault, Outcome};
use crate::id::new_id;

/// What a client sends to have a command carried out.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct CommandRequest {
    pub(crate) channel_id: String,
    pub(crate) team_id: String,
    pub(crate) root_id: String,
    pub(crate) command: String,
}

impl App {
    /// Carries out a command for a user.
    pub(crate) async fn execute_command(
        &self,
        context: &RequestContext,
        user_id: &str,
        request: CommandRequest,
    ) -> Outcome<CommandResponse> {
        if request.command.len() <= 1 || !request.command.starts_with('/') {
            let id = "api.command.execute_command.start.app_error";
            return Err(Fault::bad_request(id, "No command trigger found."));
        }
        self.require_in_channel(user_id, &request.channel_id, "create_post")?;
        let channel = self.channel(&request.channel_id)?;
        if channel.delete_at > 0 {
            let id = "api.command.execute_command.deleted.error";
            let message = "Cannot run command in deleted channel.";
            return Err(Fault::bad_request(id, message));
        }
        // In a direct or group channel the client says which team it shows.
        let team_id = if channel.team_id.is_empty() {
            request.team_id
        } else {
            channel.team_id.clone()
        };
        let args = CommandArgs {
            user_id: user_id.to_owned(),
            channel_id: request.channel_id,
            team_id,
            root_id: request.root_id,
            command: request.command,
            site_url: self.options.site_url.clone(),
            ..CommandArgs::default()
        };
        self.execute(context, args).await
    }

    /// Carries out a command whose caller's rights were looked at.
    pub(crate) async fn execute(
        &self,
        context: &RequestContext,
        mut args: CommandArgs,
    ) -> Outcome<CommandResponse> {
        let text = args.command.trim_start_matches('/').to_owned();
        let (name, rest) = text.split_once(char::is_whitespace).unwrap_or((&text, ""));
        let name = name.to_lowercase();
        if let Some(answer) = self.execute_builtin(&args.user_id, &name, rest.trim()) {
            return self.deliver(context, &args, answer, true).await;
        }
        let trigger = self.trigger(&args.user_id)?;
        args.trigger_id = trigger.signed;
        let answer = match self.plugins.execute_command(context, &name, &args).await? {
            Some(answer) => answer,
            None => {
                self.execute_custom(context, &args, &name, rest.trim())
                    .await?
            }
        };
        let answer = CommandResponse {
            trigger_id: trigger.client,
            ..answer
        };
        self.deliver(context, &args, answer, false).await
    }

    /// Has the program behind a custom command carry it out.
    async fn execute_custom(
        &self,
        context: &RequestContext,
        args: &CommandArgs,
        name: &str,
        text: &str,
    ) -> Outcome<CommandResponse> {
        let commands = self.store.commands(&args.team_id)?;
        let Some(command) = commands.into_iter().find(|command| command.trigger == name) else {
            return Err(not_found(name));
        };
        let channel = self.channel(&args.channel_id)?;
        let team = self.team(&args.team_id)?;
        let user = self.user(&args.user_id)?;
        let trigger_word = format!("/{name}");
        let form = [
            ("channel_id", channel.id.as_str()),
            ("channel_name", &channel.name),
            ("command", &trigger_word),
            ("root_id", &args.root_id),
            ("team_domain", &team.name),
            ("team_id", &team.id),
            ("text", text),
            ("token", &command.token),
            ("trigger_id", &args.trigger_id),
            ("user_id", &user.id),
            ("user_name", &user.username),
        ];
        let body = form_encode(&form);
        let kind = "application/x-www-form-urlencoded";
        let answer = self
            .call_integration(
                context,
                &args.user_id,
                &command.url,
                kind,
                body.into_bytes(),
            )
            .await
            .map_err(|_| {
                let id = "api.command.execute_command.failed_resp.app_error";
                let message = format!("Command with a trigger of '{name}' failed.");
                Fault::new(http::StatusCode::INTERNAL_SERVER_ERROR, id, message)
            })?;
        Ok(
            serde_json::from_slice(&answer).unwrap_or_else(|_| CommandResponse {
                text: String::from_utf8_lossy(&answer).into_owned(),
                ..CommandResponse::default()
            }),
        )
    }

    /// Posts a command's answer where it belongs and gives what the client gets.
    async fn deliver(
        &self,
        context: &RequestContext,
        args: &CommandArgs,
        answer: CommandResponse,
        is_builtin: bool,
    ) -> Outcome<CommandResponse> {
        for answer in std::iter::once(&answer).chain(&answer.extra_responses) {
            self.post_answer(context, args, answer, is_builtin).await?;
        }
        Ok(answer)
    }

    async fn post_answer(
        &self,
        context: &RequestContext,
        args: &CommandArgs,
        answer: &CommandResponse,
        is_builtin: bool,
    ) -> Outcome<()> {
        if answer.text.is_empty() && answer.attachments.is_empty() {
            return Ok(());
        }
        let channel_id = Some(&answer.channel_id).filter(|id| !id.is_empty());
        let mut post = Post {
            channel_id: channel_id.unwrap_or(&args.channel_id).clone(),
            root_id: args.root_id.clone(),
            user_id: args.user_id.clone(),
            type_: answer.type_.clone(),
            message: answer.text.clone(),
            props: answer.props.clone(),
            ..Post::default()
        };
        if !is_builtin {
            let name = Any::from(answer.username.as_str());
            let icon = Any::from(answer.icon_url.as_str());
            post.props.insert("override_username".to_owned(), name);
            post.props.insert("override_icon_url".to_owned(), icon);
            post.props
                .insert("from_webhook".to_owned(), Any::from("true"));
        }
        if !answer.attachments.is_empty() {
            let attachments = serde_json::to_value(&answer.attachments)?;
            post.props.insert(
                "attachments".to_owned(),
                serde_json::from_value(attachments)?,
            );
        }
        if answer.response_type == "in_channel" {
            // An answer in a channel is a post of the user's: the same rights are needed.
            self.require_in_channel(&args.user_id, &post.channel_id, "create_post")?;
            Box::pin(self.create_post(context, post, Author::Trusted)).await?;
        } else {
            self.send_ephemeral(&args.user_id, post)?;
        }
        Ok(())
    }

    /// Makes the command of an integration.
    pub(crate) fn create_command(&self, command: Command, creator_id: &str) -> Outcome<Command> {
        self.require_free_trigger(&command)?;
        let time = self.now();
        let command = Command {
            id: new_id(),
            token: new_id(),
            create_at: time,
            update_at: time,
            delete_at: 0,
            creator_id: creator_id.to_owned(),
            trigger: command.trigger.to_lowercase(),
            ..command
        };
        self.store.save_command(&command)?;
        Ok(command)
    }

    /// Changes the command of an integration; what it is and whose it is stays.
    pub(crate) fn update_command(&self, known: Command, updated: Command) -> Outcome<Command> {
        let command = Command {
            id: known.id,
            token: known.token,
            create_at: known.create_at,
            update_at: self.now(),
            delete_at: 0,
            creator_id: known.creator_id,
            team_id: known.team_id,
            plugin_id: known.plugin_id,
            trigger: updated.trigger.to_lowercase(),
            ..updated
        };
        self.require_free_trigger(&command)?;
        self.store.save_command(&command)?;
        Ok(command)
    }

    fn require_free_trigger(&self, command: &Command) -> Outcome<()> {
        let others = self.store.commands(&command.team_id)?;
        let trigger = command.trigger.to_lowercase();
        let is_taken = |other: &Command| other.trigger == trigger && other.id != command.id;
        if !trigger.is_empty() && !others.iter().any(is_taken) {
            return Ok(());
        }
        let id = "api.command.duplicate_trigger.app_error";
        let message = "This trigger word is already in use. Please choose another word.";
        Err(Fault::bad_request(id, message))
    }

    pub(crate) fn delete_command(&self, id: &str) -> Outcome<()> {
        let command = self.command(id)?;
        self.store.save_command(&Command {
            delete_at: self.now(),
            ..command
        })
    }

    pub(crate) fn command(&self, id: &str) -> Outcome<Command> {
        self.store.command(id)?.ok_or_else(|| {
            let id = "store.sql_command.get.missing.app_error";
            Fault::not_found(id, "Command does not exist.")
        })
    }

    /// All commands of a team: the plugins', the built-in ones and, at the end, the custom ones.
    pub(crate) fn commands(&self, team_id: &str) -> Outcome<Vec<Command>> {
        let mut commands = self.plugins.commands(team_id);
        commands.extend(super::builtin::commands());
        commands.extend(self.store.commands(team_id)?);
        Ok(commands)
    }
}

fn not_found(name: &str) -> Fault {
    let message = format!(
        "Command with a trigger of '{name}' not found. To send a message beginning with \"/\", \
         try adding an empty space at the beginning of the message."
    );
    Fault::not_found("api.command.execute_command.not_found.app_error", message)
}

fn form_encode(pairs: &[(&str, &str)]) -> String {
    let mut url = reqwest::Url::parse("http://form/").ok();
    if let Some(url) = &mut url {
        url.query_pairs_mut().extend_pairs(pairs);
    }
    url.and_then(|url| url.query().map(str::to_owned))
        .unwrap_or_default()
}
