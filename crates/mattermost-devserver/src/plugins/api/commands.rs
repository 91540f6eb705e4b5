//! Slash commands.

use mattermost_model::Command;
use mattermost_model::rpc::{Method, api};

use super::calls::{Calls, error_only, given, value_or_error};
use crate::app::builtin_commands;
use crate::fault::Fault;

pub(super) fn register(calls: &mut Calls) {
    plugin_commands(calls);
    custom_commands(calls);
}

fn plugin_commands(calls: &mut Calls) {
    error_only!(calls, RegisterCommand, |host, args| {
        let command = given(args.command, "command")?;
        let trigger = command.trigger.trim().to_lowercase();
        let is_word = !trigger.is_empty() && !trigger.contains(char::is_whitespace);
        if !is_word || trigger.starts_with('/') {
            let message = "A command's trigger is one word without a slash.";
            return Err(Fault::bad_request(
                "model.command.is_valid.trigger.app_error",
                message,
            ));
        }
        let command = Command { trigger, ..command };
        host.app.plugins.register_command(&host.plugin_id, command);
        Ok(())
    });
    error_only!(calls, UnregisterCommand, |host, args| {
        let trigger = args.trigger.to_lowercase();
        host.app
            .plugins
            .unregister_command(&host.plugin_id, &args.team_id, &trigger);
        Ok(())
    });
    value_or_error!(calls, ExecuteSlashCommand, |host, args| {
        let args = given(args.command_args, "command_args")?;
        host.app.user(&args.user_id)?;
        host.app.channel(&args.channel_id)?;
        Ok(Some(host.app.execute(&host.context(), args).await?))
    });
}

fn custom_commands(calls: &mut Calls) {
    value_or_error!(calls, CreateCommand, |host, args| {
        let plugin_id = host.plugin_id.clone();
        let command = Command {
            plugin_id,
            ..given(args.cmd, "cmd")?
        };
        let creator = command.creator_id.clone();
        Ok(Some(host.app.create_command(command, &creator)?))
    });
    value_or_error!(calls, GetCommand, |host, args| {
        Ok(Some(host.app.command(&args.command_id)?))
    });
    error_only!(calls, DeleteCommand, |host, args| host
        .app
        .delete_command(&args.command_id));
    value_or_error!(calls, UpdateCommand, |host, args| {
        let updated = given(args.updated_cmd, "updated_cmd")?;
        let known = host.app.command(&args.command_id)?;
        Ok(Some(host.app.update_command(known, updated)?))
    });
    value_or_error!(
        calls,
        ListBuiltInCommands,
        |_host, _| Ok(builtin_commands())
    );
    value_or_error!(calls, ListCommands, |host, args| host
        .app
        .commands(&args.team_id));
    value_or_error!(calls, ListCustomCommands, |host, args| {
        host.app.store.commands(&args.team_id)
    });
    value_or_error!(calls, ListPluginCommands, |host, args| {
        Ok(host.app.plugins.commands(&args.team_id))
    });
}
