//! What the server tells plugins of people: their accounts, and where they come and go.

use mattermost_model::rpc::hooks;
use mattermost_model::{ChannelMember, TeamMember, User};

use super::Plugins;
use crate::app::RequestContext;
use crate::fault::{Fault, Outcome};

impl Plugins {
    pub(crate) fn user_has_joined_channel(
        &self,
        context: &RequestContext,
        member: &ChannelMember,
        actor: Option<&User>,
    ) {
        self.tell::<hooks::UserHasJoinedChannel>(
            context.node,
            hooks::UserHasJoinedChannelArgs {
                context: Some(context.request.clone()),
                channel_member: Some(member.clone()),
                actor: actor.cloned(),
            },
        );
    }

    pub(crate) fn user_has_left_channel(
        &self,
        context: &RequestContext,
        member: &ChannelMember,
        actor: Option<&User>,
    ) {
        self.tell::<hooks::UserHasLeftChannel>(
            context.node,
            hooks::UserHasLeftChannelArgs {
                context: Some(context.request.clone()),
                channel_member: Some(member.clone()),
                actor: actor.cloned(),
            },
        );
    }

    pub(crate) fn user_has_joined_team(&self, context: &RequestContext, member: &TeamMember) {
        self.tell::<hooks::UserHasJoinedTeam>(
            context.node,
            hooks::UserHasJoinedTeamArgs {
                context: Some(context.request.clone()),
                team_member: Some(member.clone()),
                ..hooks::UserHasJoinedTeamArgs::default()
            },
        );
    }

    pub(crate) fn user_has_left_team(&self, context: &RequestContext, member: &TeamMember) {
        self.tell::<hooks::UserHasLeftTeam>(
            context.node,
            hooks::UserHasLeftTeamArgs {
                context: Some(context.request.clone()),
                team_member: Some(member.clone()),
                ..hooks::UserHasLeftTeamArgs::default()
            },
        );
    }

    /// Lets each plugin reject a login.
    pub(crate) async fn user_will_log_in(
        &self,
        context: &RequestContext,
        user: &User,
    ) -> Outcome<()> {
        use hooks::UserWillLogIn as Hook;
        for process in self.having::<Hook>(context.node) {
            let args = hooks::UserWillLogInArgs {
                context: Some(context.request.clone()),
                user: Some(user.clone()),
            };
            match process.call::<Hook>(args).await {
                Ok(reply) if !reply.value.is_empty() => {
                    let message = format!("Login rejected by plugin: {}", reply.value);
                    return Err(Fault::bad_request("Login rejected by plugin", message));
                }
                Ok(_) => {}
                Err(error) => self.log_failure::<Hook>(&process, &error),
            }
        }
        Ok(())
    }

    pub(crate) fn user_has_been_created(&self, context: &RequestContext, user: &User) {
        self.tell::<hooks::UserHasBeenCreated>(
            context.node,
            hooks::UserHasBeenCreatedArgs {
                context: Some(context.request.clone()),
                user: Some(user.clone()),
            },
        );
    }

    pub(crate) fn user_has_been_deactivated(&self, context: &RequestContext, user: &User) {
        self.tell::<hooks::UserHasBeenDeactivated>(
            context.node,
            hooks::UserHasBeenDeactivatedArgs {
                context: Some(context.request.clone()),
                user: Some(user.clone()),
            },
        );
    }

    pub(crate) fn user_has_logged_in(&self, context: &RequestContext, user: &User) {
        self.tell::<hooks::UserHasLoggedIn>(
            context.node,
            hooks::UserHasLoggedInArgs {
                context: Some(context.request.clone()),
                user: Some(user.clone()),
            },
        );
    }
}
