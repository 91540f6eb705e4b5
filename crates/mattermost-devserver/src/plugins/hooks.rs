//! What the server tells plugins and asks of them.

use std::fmt::Display;
use std::sync::Arc;

use mattermost_model::rpc::{Method, hooks};
use mattermost_model::{
    Channel, CommandArgs, CommandResponse, Config, Post, Preference, Reaction, WebSocketRequest,
};

use super::Plugins;
use super::process::Process;
use crate::app::RequestContext;
use crate::fault::{Fault, Outcome};

/// The reason with which a plugin makes a post vanish without an error.
const DISMISS: &str = "plugin.message_will_be_posted.dismiss_post";

impl Plugins {
    /// The plugins that run on a node and have a hook.
    pub(super) fn having<M: Method>(&self, node: usize) -> Vec<Arc<Process>> {
        let mut processes = self.processes_on(node);
        processes.retain(|process| process.implements::<M>());
        processes
    }

    pub(super) fn log_failure<M: Method>(&self, process: &Process, error: &impl Display) {
        let message = format!("the hook {} failed: {error}", M::NAME);
        self.note("error", &process.id, process.node, &message);
    }

    /// Tells every plugin of a node that has the hook, without waiting for it.
    pub(super) fn tell<M: Method>(&self, node: usize, args: M::Args)
    where
        M::Args: Clone + Send + Sync + 'static,
        M::Reply: Send,
    {
        for process in self.having::<M>(node) {
            let (args, app) = (args.clone(), self.app.clone());
            tokio::spawn(async move {
                if let Err(error) = process.call::<M>(args).await
                    && let Some(app) = app.upgrade()
                {
                    app.plugins.log_failure::<M>(&process, &error);
                }
            });
        }
    }

    /// Lets each plugin in turn change a new post or reject it.
    pub(crate) async fn message_will_be_posted(
        &self,
        context: &RequestContext,
        mut post: Post,
    ) -> Outcome<Post> {
        use hooks::MessageWillBePosted as Hook;
        for process in self.having::<Hook>(context.node) {
            let args = hooks::MessageWillBePostedArgs {
                context: Some(context.request.clone()),
                post: Some(post.clone()),
            };
            // What the reply leaves out stays as it was: Mattermost decodes it into the post.
            let reply = hooks::MessageWillBePostedReply {
                a: Some(post.clone()),
                ..hooks::MessageWillBePostedReply::default()
            };
            match process.call_into::<Hook>(args, reply).await {
                Ok(reply) if !reply.b.is_empty() => return Err(rejected(&reply.b)),
                Ok(reply) => post = reply.a.unwrap_or(post),
                Err(error) => self.log_failure::<Hook>(&process, &error),
            }
        }
        Ok(post)
    }

    /// Lets each plugin in turn change an edited post or reject the edit.
    pub(crate) async fn message_will_be_updated(
        &self,
        context: &RequestContext,
        mut post: Post,
        before: &Post,
    ) -> Outcome<Post> {
        use hooks::MessageWillBeUpdated as Hook;
        for process in self.having::<Hook>(context.node) {
            let args = hooks::MessageWillBeUpdatedArgs {
                context: Some(context.request.clone()),
                new_post: Some(post.clone()),
                old_post: Some(before.clone()),
            };
            match process.call::<Hook>(args).await {
                // Unlike with a new post, a plugin must hand the post back to let it pass.
                Ok(reply) => post = reply.a.ok_or_else(|| rejected(&reply.b))?,
                Err(error) => self.log_failure::<Hook>(&process, &error),
            }
        }
        Ok(post)
    }

    pub(crate) fn message_has_been_posted(&self, context: &RequestContext, post: &Post) {
        self.tell::<hooks::MessageHasBeenPosted>(
            context.node,
            hooks::MessageHasBeenPostedArgs {
                context: Some(context.request.clone()),
                post: Some(post.clone()),
            },
        );
    }

    pub(crate) fn message_has_been_updated(
        &self,
        context: &RequestContext,
        post: &Post,
        before: &Post,
    ) {
        self.tell::<hooks::MessageHasBeenUpdated>(
            context.node,
            hooks::MessageHasBeenUpdatedArgs {
                context: Some(context.request.clone()),
                new_post: Some(post.clone()),
                old_post: Some(before.clone()),
            },
        );
    }

    pub(crate) fn message_has_been_deleted(&self, context: &RequestContext, post: &Post) {
        self.tell::<hooks::MessageHasBeenDeleted>(
            context.node,
            hooks::MessageHasBeenDeletedArgs {
                context: Some(context.request.clone()),
                post: Some(post.clone()),
            },
        );
    }

    pub(crate) fn reaction_has_been_added(&self, context: &RequestContext, reaction: &Reaction) {
        self.tell::<hooks::ReactionHasBeenAdded>(
            context.node,
            hooks::ReactionHasBeenAddedArgs {
                context: Some(context.request.clone()),
                reaction: Some(reaction.clone()),
            },
        );
    }

    pub(crate) fn reaction_has_been_removed(&self, context: &RequestContext, reaction: &Reaction) {
        self.tell::<hooks::ReactionHasBeenRemoved>(
            context.node,
            hooks::ReactionHasBeenRemovedArgs {
                context: Some(context.request.clone()),
                reaction: Some(reaction.clone()),
            },
        );
    }

    pub(crate) fn channel_has_been_created(&self, context: &RequestContext, channel: &Channel) {
        self.tell::<hooks::ChannelHasBeenCreated>(
            context.node,
            hooks::ChannelHasBeenCreatedArgs {
                context: Some(context.request.clone()),
                channel: Some(channel.clone()),
            },
        );
    }

    pub(crate) fn preferences_have_changed(
        &self,
        context: &RequestContext,
        preferences: &[Preference],
    ) {
        self.tell::<hooks::PreferencesHaveChanged>(
            context.node,
            hooks::PreferencesHaveChangedArgs {
                context: Some(context.request.clone()),
                preferences: preferences.to_vec(),
            },
        );
    }

    pub(crate) fn web_socket_connected(&self, node: usize, connection_id: &str, user_id: &str) {
        self.tell::<hooks::OnWebSocketConnect>(
            node,
            hooks::OnWebSocketConnectArgs {
                web_conn_id: connection_id.to_owned(),
                user_id: user_id.to_owned(),
            },
        );
    }

    pub(crate) fn web_socket_disconnected(&self, node: usize, connection_id: &str, user_id: &str) {
        self.tell::<hooks::OnWebSocketDisconnect>(
            node,
            hooks::OnWebSocketDisconnectArgs {
                web_conn_id: connection_id.to_owned(),
                user_id: user_id.to_owned(),
            },
        );
    }

    /// Hands on a message that a web app sent over its WebSocket.
    pub(crate) fn web_socket_message(
        &self,
        node: usize,
        connection_id: &str,
        user_id: &str,
        request: WebSocketRequest,
    ) {
        use hooks::WebSocketMessageHasBeenPosted as Hook;
        self.tell::<Hook>(
            node,
            hooks::WebSocketMessageHasBeenPostedArgs {
                web_conn_id: connection_id.to_owned(),
                user_id: user_id.to_owned(),
                req: Some(request),
            },
        );
    }

    /// Lets each plugin in turn change a configuration that is to be saved, or reject it.
    pub(crate) async fn configuration_will_be_saved(
        &self,
        config: Config,
    ) -> Outcome<Option<Config>> {
        use hooks::ConfigurationWillBeSaved as Hook;
        let mut changed = None;
        for process in self.having::<Hook>(0) {
            let new_cfg = Some(changed.clone().unwrap_or_else(|| config.clone()));
            let reply = process
                .call::<Hook>(hooks::ConfigurationWillBeSavedArgs { new_cfg })
                .await;
            match reply {
                Ok(reply) => {
                    if let Some(error) = reply.error {
                        let id = "saveConfig.error";
                        let message = format!("A plugin rejects the configuration: {error}");
                        return Err(Fault::bad_request(id, message));
                    }
                    changed = reply.value.or(changed);
                }
                Err(error) => self.log_failure::<Hook>(&process, &error),
            }
        }
        Ok(changed)
    }

    /// Tells every plugin on every node that the configuration is another, and waits until each has
    /// taken it in.
    pub(crate) async fn configuration_changed(&self) {
        use hooks::OnConfigurationChange as Hook;
        let processes = self.nodes.all().flat_map(|node| self.having::<Hook>(node));
        let calls = processes.map(|process| async move {
            let reply = process
                .call::<Hook>(hooks::OnConfigurationChangeArgs {})
                .await;
            let error = match reply {
                Ok(reply) => reply.error.map(|error| error.to_string()),
                Err(error) => Some(error.to_string()),
            };
            if let Some(error) = error {
                let message = format!("the new configuration was not accepted: {error}");
                self.note("error", &process.id, process.node, &message);
            }
        });
        futures_util::future::join_all(calls).await;
    }

    /// Has the plugin that registered a command carry it out; `None` where none did.
    pub(crate) async fn execute_command(
        &self,
        context: &RequestContext,
        trigger: &str,
        args: &CommandArgs,
    ) -> Outcome<Option<CommandResponse>> {
        let Some(id) = self.owner_of_command(trigger, &args.team_id) else {
            return Ok(None);
        };
        let failed = |detail: String| {
            let message = format!("the command /{trigger} failed: {detail}");
            self.note("error", &id, context.node, &message);
            let message = format!("Command with a trigger of '{trigger}' failed.");
            let id = "model.plugin_command.error.app_error";
            Fault::new(http::StatusCode::INTERNAL_SERVER_ERROR, id, message)
        };
        let process = self
            .process(&id, context.node)
            .ok_or_else(|| failed("it does not run".to_owned()))?;
        if !process.implements::<hooks::ExecuteCommand>() {
            return Err(failed("it has no hook ExecuteCommand".to_owned()));
        }
        let args = hooks::ExecuteCommandArgs {
            context: Some(context.request.clone()),
            args: Some(args.clone()),
        };
        let reply = process.call::<hooks::ExecuteCommand>(args).await;
        let reply = reply.map_err(|error| failed(error.to_string()))?;
        if let Some(error) = reply.error {
            return Err(Fault::from(error));
        }
        reply
            .value
            .map(Some)
            .ok_or_else(|| failed("the answer is empty".to_owned()))
    }
}

fn rejected(reason: &str) -> Fault {
    if reason == DISMISS {
        let message = "The post was dismissed by a plugin.";
        return Fault::bad_request("plugin.message_will_be_posted.dismiss_post", message);
    }
    let message = format!("Post rejected by plugin. {reason}");
    Fault::bad_request("app.post.create_post.rejected_by_plugin.app_error", message)
}
