//! Who is in a channel, and what they have read there.

use std::collections::BTreeMap;

use mattermost_model::{Channel, ChannelMember};

use super::{App, RequestContext};
use crate::fault::{Fault, Outcome};
use crate::ws::{Broadcast, Event};

const NOTIFY: [(&str, &str); 6] = [
    ("channel_auto_follow_threads", "off"),
    ("desktop", "default"),
    ("email", "default"),
    ("ignore_channel_mentions", "default"),
    ("mark_unread", "all"),
    ("push", "default"),
];

impl App {
    pub(crate) fn channel_member(&self, channel: &str, user: &str) -> Outcome<ChannelMember> {
        self.store.channel_member(channel, user)?.ok_or_else(|| {
            let message =
                format!("No channel member found for user ID {user} and channel ID {channel}.");
            Fault::not_found("app.channel.get_member.missing.app_error", message)
        })
    }

    /// Makes a user a member of a channel, without telling anyone.
    pub(super) fn join(
        &self,
        channel: &Channel,
        user_id: &str,
        is_admin: bool,
    ) -> Outcome<ChannelMember> {
        let notify: BTreeMap<String, String> = NOTIFY
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        let member = ChannelMember {
            channel_id: channel.id.clone(),
            user_id: user_id.to_owned(),
            roles: if is_admin {
                "channel_user channel_admin"
            } else {
                "channel_user"
            }
            .to_owned(),
            notify_props: notify,
            last_update_at: self.now(),
            scheme_user: true,
            scheme_admin: is_admin,
            ..ChannelMember::default()
        };
        self.store.save_channel_member(&member)?;
        Ok(member)
    }

    /// Adds a user to a channel in the name of `actor_id`; members and plugins hear of it.
    pub(crate) async fn add_channel_member(
        &self,
        context: &RequestContext,
        channel_id: &str,
        user_id: &str,
        actor_id: &str,
    ) -> Outcome<ChannelMember> {
        let channel = self.channel(channel_id)?;
        let user = self.user(user_id)?;
        if let Some(member) = self.store.channel_member(channel_id, user_id)? {
            return Ok(member);
        }
        if channel.delete_at > 0 {
            let id = "api.channel.add_members.delete_at.app_error";
            return Err(Fault::bad_request(
                id,
                "The channel has been archived or deleted.",
            ));
        }
        if !channel.team_id.is_empty() && !self.is_team_member(&channel.team_id, user_id)? {
            let id = "api.channel.add_user.to.channel.failed.deleted.app_error";
            let message =
                "Failed to add user to channel because they are not a member of the team.";
            return Err(Fault::bad_request(id, message));
        }
        let member = self.join(&channel, user_id, false)?;
        let team_id = channel.team_id.as_str();
        let event = Event::new("user_added", Broadcast::to_user(user_id))
            .with("team_id", team_id)
            .with("user_id", user_id);
        let mut others = event.clone();
        others.broadcast = Broadcast::to_channel(channel_id).without(user_id);
        let mut own = event;
        own.broadcast.channel_id = channel_id.to_owned();
        self.publish(&own);
        self.publish(&others);
        let actor = self
            .store
            .user(actor_id)?
            .filter(|actor| actor.id != user_id);
        match &actor {
            None => {
                let message = format!("{} joined the channel.", user.username);
                let props = [("username", user.username.as_str())];
                let kind = "system_join_channel";
                self.post_system_message(context, &channel, user_id, kind, &message, props)
                    .await?;
            }
            Some(actor) => {
                let message = format!(
                    "{} added to the channel by {}.",
                    user.username, actor.username
                );
                let props = [
                    ("addedUserId", user_id),
                    ("addedUsername", user.username.as_str()),
                    ("userId", actor.id.as_str()),
                    ("username", actor.username.as_str()),
                ];
                let kind = "system_add_to_channel";
                self.post_system_message(context, &channel, &actor.id, kind, &message, props)
                    .await?;
            }
        }
        self.plugins
            .user_has_joined_channel(context, &member, actor.as_ref());
        Ok(member)
    }

    /// Takes a user out of a channel in the name of `actor_id`.
    pub(crate) async fn remove_channel_member(
        &self,
        context: &RequestContext,
        channel_id: &str,
        user_id: &str,
        actor_id: &str,
    ) -> Outcome<()> {
        let channel = self.channel(channel_id)?;
        let member = self.channel_member(channel_id, user_id)?;
        let user = self.user(user_id)?;
        if channel.name == "town-square" {
            let id = "api.channel.remove.default.app_error";
            return Err(Fault::bad_request(
                id,
                "Cannot remove user from the default channel.",
            ));
        }
        self.store.delete_channel_member(channel_id, user_id)?;
        let actor = self
            .store
            .user(actor_id)?
            .filter(|actor| actor.id != user_id);
        let event = |broadcast| Event::new("user_removed", broadcast).with("remover_id", actor_id);
        self.publish(&event(Broadcast::to_channel(channel_id)).with("user_id", user_id));
        self.publish(&event(Broadcast::to_user(user_id)).with("channel_id", channel_id));
        let (kind, message, author) = match &actor {
            None => (
                "system_leave_channel",
                format!("{} left the channel.", user.username),
                user_id,
            ),
            Some(_) => (
                "system_remove_from_channel",
                format!("@{} removed from the channel.", user.username),
                actor_id,
            ),
        };
        let props = [
            ("removedUserId", user_id),
            ("removedUsername", user.username.as_str()),
        ];
        self.post_system_message(context, &channel, author, kind, &message, props)
            .await?;
        self.plugins
            .user_has_left_channel(context, &member, actor.as_ref());
        Ok(())
    }

    /// Gives a member of a channel other roles.
    pub(crate) fn set_channel_roles(
        &self,
        channel_id: &str,
        user_id: &str,
        roles: &str,
    ) -> Outcome<ChannelMember> {
        let mut member = self.channel_member(channel_id, user_id)?;
        member.roles = roles.to_owned();
        member.scheme_user = roles.split_whitespace().any(|r| r == "channel_user");
        member.scheme_admin = roles.split_whitespace().any(|r| r == "channel_admin");
        self.store.save_channel_member(&member)?;
        let event = Event::new("channel_member_updated", Broadcast::to_user(user_id));
        self.publish(&event.with_json("channelMember", &member));
        Ok(member)
    }

    /// Changes what a member is notified of; what is not named stays.
    pub(crate) fn set_notify_props(
        &self,
        channel_id: &str,
        user_id: &str,
        props: &BTreeMap<String, String>,
    ) -> Outcome<ChannelMember> {
        let mut member = self.channel_member(channel_id, user_id)?;
        member.notify_props.extend(props.clone());
        member.last_update_at = self.now();
        self.store.save_channel_member(&member)?;
        let event = Event::new("channel_member_updated", Broadcast::to_user(user_id));
        self.publish(&event.with_json("channelMember", &member));
        Ok(member)
    }

    /// Notes that a user has seen all of a channel, and gives the time of its last post.
    pub(crate) fn view_channel(&self, channel_id: &str, user_id: &str) -> Outcome<i64> {
        let channel = self.channel(channel_id)?;
        self.read_up_to_now(&channel, user_id)?;
        let times = serde_json::json!({ channel_id: channel.last_post_at });
        let event = Event::new("multiple_channels_viewed", Broadcast::to_user(user_id));
        self.publish(&event.with("channel_times", times));
        Ok(channel.last_post_at)
    }

    /// What was written so far counts as read.
    pub(super) fn read_up_to_now(&self, channel: &Channel, user_id: &str) -> Outcome<()> {
        let Some(member) = self.store.channel_member(&channel.id, user_id)? else {
            return Ok(());
        };
        self.store.save_channel_member(&ChannelMember {
            last_viewed_at: channel.last_post_at,
            last_update_at: channel.last_post_at,
            msg_count: channel.total_msg_count,
            msg_count_root: channel.total_msg_count_root,
            mention_count: 0,
            mention_count_root: 0,
            ..member
        })
    }

    /// Makes a post and all after it unread again. Gives the member as it then stands.
    pub(crate) fn set_unread(&self, user_id: &str, post_id: &str) -> Outcome<ChannelMember> {
        let post = self.post(post_id)?;
        let channel = self.channel(&post.channel_id)?;
        let query = crate::store::PostQuery {
            after: Some(post.clone()),
            limit: i64::MAX,
            ..Default::default()
        };
        let mut later = self.store.channel_posts(&channel.id, &query)?;
        later.push(post.clone());
        let count = |n: usize| i64::try_from(n).unwrap_or_default();
        let all = count(later.len());
        let roots = count(later.iter().filter(|p| p.root_id.is_empty()).count());
        let name = self.user(user_id)?.username;
        let mentions = |p: &&mattermost_model::Post| super::mentions::names(p, &name);
        let mentioned = count(later.iter().filter(mentions).count());
        let in_roots = later
            .iter()
            .filter(|p| p.root_id.is_empty())
            .filter(mentions)
            .count();
        let member = ChannelMember {
            last_viewed_at: post.create_at - 1,
            msg_count: channel.total_msg_count - all,
            msg_count_root: channel.total_msg_count_root - roots,
            mention_count: mentioned,
            mention_count_root: count(in_roots),
            ..self.channel_member(&channel.id, user_id)?
        };
        self.store.save_channel_member(&member)?;
        let mut broadcast = Broadcast::to_user(user_id);
        broadcast.channel_id.clone_from(&channel.id);
        broadcast.team_id.clone_from(&channel.team_id);
        self.publish(
            &Event::new("post_unread", broadcast)
                .with("last_viewed_at", member.last_viewed_at)
                .with("mention_count", member.mention_count)
                .with("mention_count_root", member.mention_count_root)
                .with("msg_count", member.msg_count)
                .with("msg_count_root", member.msg_count_root)
                .with("post_id", post_id)
                .with("urgent_mention_count", 0),
        );
        Ok(member)
    }
}
