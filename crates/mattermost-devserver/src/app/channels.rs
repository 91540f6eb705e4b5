//! Channels: public, private, direct and group.

use mattermost_model::{Channel, ChannelStats};
use sha2::{Digest, Sha256};

use super::users::some_or;
use super::{App, RequestContext};
use crate::fault::{Fault, Outcome};
use crate::id::new_id;
use crate::ws::{Broadcast, Event};

/// The type of a direct channel, between two users.
pub(crate) const CHANNEL_DIRECT: &str = "D";
/// The type of a group channel, between three to eight users.
pub(crate) const CHANNEL_GROUP: &str = "G";

pub(super) fn new_channel(team_id: &str, name: &str, display_name: &str, time: i64) -> Channel {
    Channel {
        id: new_id(),
        create_at: time,
        update_at: time,
        team_id: team_id.to_owned(),
        name: name.to_owned(),
        display_name: display_name.to_owned(),
        type_: "O".to_owned(),
        ..Channel::default()
    }
}

impl App {
    pub(crate) fn channel(&self, id: &str) -> Outcome<Channel> {
        self.store.channel(id)?.ok_or_else(|| {
            let message = format!("Unable to find the existing channel {id}.");
            Fault::not_found("app.channel.get.existing.app_error", message)
        })
    }

    pub(crate) fn channel_by_name(
        &self,
        team_id: &str,
        name: &str,
        include_deleted: bool,
    ) -> Outcome<Channel> {
        let found = self.store.channel_by_name(team_id, name)?;
        found
            .filter(|c| include_deleted || c.delete_at == 0)
            .ok_or_else(|| {
                let id = "app.channel.get_by_name.missing.app_error";
                Fault::not_found(id, "Channel does not exist.")
            })
    }

    /// Makes a public or private channel and its maker, where there is one, the first member.
    pub(crate) async fn create_channel(
        &self,
        context: &RequestContext,
        channel: Channel,
        creator_id: &str,
    ) -> Outcome<Channel> {
        if !["O", "P"].contains(&channel.type_.as_str()) {
            return Err(Fault::body_parameter("type"));
        }
        if channel.name.is_empty() || channel.name.len() > 64 {
            let id = "model.channel.is_valid.1_or_more.app_error";
            return Err(Fault::bad_request(
                id,
                "Name must be 1 or more lowercase characters.",
            ));
        }
        self.team(&channel.team_id)?;
        if self
            .store
            .channel_by_name(&channel.team_id, &channel.name)?
            .is_some()
        {
            let id = "store.sql_channel.save_channel.exists.app_error";
            let message = "A channel with that name already exists on the same team.";
            return Err(Fault::bad_request(id, message));
        }
        let time = self.now();
        let channel = Channel {
            id: some_or(&channel.id, &new_id()),
            create_at: time,
            update_at: time,
            delete_at: 0,
            creator_id: creator_id.to_owned(),
            ..channel
        };
        self.store.save_channel(&channel)?;
        if !creator_id.is_empty() {
            self.join(&channel, creator_id, true)?;
            let event = Event::new("channel_created", Broadcast::to_user(creator_id));
            self.publish(
                &event
                    .with("channel_id", channel.id.as_str())
                    .with("team_id", channel.team_id.as_str()),
            );
        }
        self.plugins.channel_has_been_created(context, &channel);
        Ok(channel)
    }

    /// The direct channel between two users, made where it is missing.
    pub(crate) fn direct_channel(&self, a: &str, b: &str) -> Outcome<Channel> {
        let name = if a < b {
            format!("{a}__{b}")
        } else {
            format!("{b}__{a}")
        };
        if let Some(channel) = self.store.channel_by_name("", &name)? {
            return Ok(channel);
        }
        self.user(a)?;
        self.user(b)?;
        let channel = Channel {
            type_: CHANNEL_DIRECT.to_owned(),
            creator_id: a.to_owned(),
            shared: Some(false),
            ..new_channel("", &name, "", self.now())
        };
        self.store.save_channel(&channel)?;
        self.join(&channel, a, false)?;
        self.join(&channel, b, false)?;
        let event = Event::new("direct_added", Broadcast::to_channel(&channel.id));
        self.publish(&event.with("creator_id", a).with("teammate_id", b));
        Ok(channel)
    }

    /// The group channel of three to eight users, made where it is missing.
    pub(crate) fn group_channel(&self, user_ids: &[String], creator: &str) -> Outcome<Channel> {
        let mut ids = user_ids.to_vec();
        ids.sort_unstable();
        ids.dedup();
        if !(3..=8).contains(&ids.len()) {
            let id = "api.channel.create_group.bad_size.app_error";
            let message =
                "Group message channels must contain at least 3 and no more than 8 users.";
            return Err(Fault::bad_request(id, message));
        }
        let users = ids
            .iter()
            .map(|id| self.user(id))
            .collect::<Outcome<Vec<_>>>()?;
        let digest = Sha256::digest(ids.concat());
        let name = data_encoding::HEXLOWER.encode(digest.get(..20).unwrap_or_default());
        if let Some(channel) = self.store.channel_by_name("", &name)? {
            return Ok(channel);
        }
        let mut names: Vec<_> = users.iter().map(|u| u.username.as_str()).collect();
        names.sort_unstable();
        let channel = Channel {
            type_: CHANNEL_GROUP.to_owned(),
            creator_id: creator.to_owned(),
            shared: Some(false),
            ..new_channel("", &name, &names.join(", "), self.now())
        };
        self.store.save_channel(&channel)?;
        ids.iter()
            .try_for_each(|id| self.join(&channel, id, false).map(drop))?;
        let event = Event::new("group_added", Broadcast::to_channel(&channel.id));
        self.publish(&event.with_json("teammate_ids", &ids));
        Ok(channel)
    }

    /// Stores changes to a channel and tells its members.
    pub(crate) fn update_channel(&self, channel: Channel) -> Outcome<Channel> {
        let before = self.channel(&channel.id)?;
        let channel = Channel {
            create_at: before.create_at,
            update_at: self.now(),
            team_id: before.team_id,
            creator_id: before.creator_id,
            total_msg_count: before.total_msg_count,
            total_msg_count_root: before.total_msg_count_root,
            last_post_at: before.last_post_at,
            last_root_post_at: before.last_root_post_at,
            ..channel
        };
        self.store.save_channel(&channel)?;
        let event = Event::new("channel_updated", Broadcast::to_channel(&channel.id));
        self.publish(&event.with_json("channel", &channel));
        Ok(channel)
    }

    /// Writes into a channel that its header is another.
    pub(crate) async fn announce_header(
        &self,
        context: &RequestContext,
        channel: &Channel,
        user_id: &str,
        before: &str,
        header: &str,
    ) -> Outcome<()> {
        let name = self.user(user_id)?.username;
        let message = if header.is_empty() {
            format!("{name} removed the channel header (was: {before})")
        } else if before.is_empty() {
            format!("{name} updated the channel header to: {header}")
        } else {
            format!("{name} updated the channel header from: {before} to: {header}")
        };
        let props = [
            ("new_header", header),
            ("old_header", before),
            ("username", name.as_str()),
        ];
        let kind = "system_header_change";
        self.post_system_message(context, channel, user_id, kind, &message, props)
            .await
    }

    /// Archives a channel.
    pub(crate) async fn archive_channel(
        &self,
        context: &RequestContext,
        channel_id: &str,
        user_id: &str,
    ) -> Outcome<()> {
        let channel = self.channel(channel_id)?;
        if channel.delete_at > 0 {
            return Ok(());
        }
        if channel.name == "town-square" {
            let id = "api.channel.delete_channel.cannot.app_error";
            return Err(Fault::bad_request(
                id,
                "Cannot delete the default channel town-square.",
            ));
        }
        if let Ok(user) = self.user(user_id) {
            let message = format!("{} archived the channel.", user.username);
            self.post_system_message(
                context,
                &channel,
                user_id,
                "system_channel_deleted",
                &message,
                [("username", user.username.as_str())],
            )
            .await?;
        }
        let time = self.now();
        let channel = Channel {
            delete_at: time,
            update_at: time,
            ..self.channel(channel_id)?
        };
        self.store.save_channel(&channel)?;
        let event = Event::new("channel_deleted", Broadcast::to_team(&channel.team_id));
        self.publish(&event.with("channel_id", channel_id).with("delete_at", time));
        Ok(())
    }

    pub(crate) fn channel_stats(&self, channel_id: &str) -> Outcome<ChannelStats> {
        self.channel(channel_id)?;
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        Ok(ChannelStats {
            channel_id: channel_id.to_owned(),
            member_count: count(self.store.channel_members(channel_id)?.len()),
            guest_count: 0,
            pinned_post_count: count(self.store.pinned_posts(channel_id)?.len()),
            files_count: self.store.file_count(channel_id)?,
        })
    }

    /// A channel's name as the user sees it: a direct channel bears the other one's name.
    pub(crate) fn display_name(&self, channel: &Channel, sender_id: &str) -> String {
        if channel.type_ != CHANNEL_DIRECT {
            return channel.display_name.clone();
        }
        let sender = self.user(sender_id).map(|user| user.username);
        sender.map(|name| format!("@{name}")).unwrap_or_default()
    }
}
