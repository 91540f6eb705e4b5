//! Who may start a meeting where. Asked before anything is made.

use mattermost_plugin::Api;
use mattermost_plugin::model::Channel;
use mattermost_plugin::model::permission_id::{CREATE_POST, MANAGE_CHANNEL_ROLES};

use crate::app::Services;
use crate::error::{Error, Result};
use crate::store::{ChannelSettings, Rule, is_id, keys};

/// Checks that a person may post in a channel, as a member, and returns the channel.
///
/// # Errors
/// [`Error::NotAMember`], [`Error::Archived`] or [`Error::MayNotPost`]; a channel that does not
/// exist looks like one that is closed to the person.
pub async fn channel_to_post_in(api: &Api, user_id: &str, channel_id: &str) -> Result<Channel> {
    if !is_id(channel_id) {
        return Err(Error::NotAMember);
    }
    let channel = api.get_channel(channel_id).await.map_err(closed)?;
    member(api, user_id, channel_id).await?;
    if channel.delete_at != 0 {
        return Err(Error::Archived);
    }
    if !api
        .has_permission_to_channel(user_id, channel_id, CREATE_POST)
        .await?
    {
        return Err(Error::MayNotPost);
    }
    Ok(channel)
}

/// Checks that a person may post a meeting in a channel, and in a thread of it where one is named;
/// returns the channel and the thread's root, which is empty for none.
///
/// # Errors
/// [`Error::Restricted`], and what [`channel_to_post_in`] and [`thread_root`] refuse.
pub async fn place_for_meeting(
    services: &Services,
    user_id: &str,
    channel_id: &str,
    root_id: &str,
) -> Result<(Channel, String)> {
    let api = &services.api;
    let channel = channel_to_post_in(api, user_id, channel_id).await?;
    let root_id = thread_root(api, &channel.id, root_id).await?;
    let restrict = services.ready.settings.restrict_meeting_creation;
    meetings_allowed(api, &channel, restrict).await?;
    Ok((channel, root_id))
}

/// Checks that a person is a member of a channel.
///
/// # Errors
/// [`Error::NotAMember`].
pub async fn member(api: &Api, user_id: &str, channel_id: &str) -> Result<()> {
    let member = api.get_channel_member(channel_id, user_id).await;
    member.map(|_| ()).map_err(closed)
}

/// Whether a person is a member of a channel.
///
/// # Errors
/// When Mattermost fails.
pub async fn is_member(api: &Api, user_id: &str, channel_id: &str) -> Result<bool> {
    match member(api, user_id, channel_id).await {
        Ok(()) => Ok(true),
        Err(Error::NotAMember) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Checks that a person is an admin of a channel, and that the channel can have a rule of its own.
///
/// # Errors
/// [`Error::ChannelAdminsOnly`], also where there is no such channel; [`Error::NoChannelSettings`]
/// for direct and group messages.
pub async fn channel_to_manage(api: &Api, user_id: &str, channel_id: &str) -> Result<Channel> {
    if !is_id(channel_id) {
        return Err(Error::ChannelAdminsOnly);
    }
    let channel = match api.get_channel(channel_id).await {
        Ok(channel) => channel,
        Err(error) if is_unknown(&error) => return Err(Error::ChannelAdminsOnly),
        Err(error) => return Err(error.into()),
    };
    if is_direct(&channel.type_) {
        return Err(Error::NoChannelSettings);
    }
    // Members of public channels may rename them: only this permission tells an admin from them.
    let admin = api
        .has_permission_to_channel(user_id, channel_id, MANAGE_CHANNEL_ROLES)
        .await?;
    if admin {
        Ok(channel)
    } else {
        Err(Error::ChannelAdminsOnly)
    }
}

/// Where Mattermost knows no such thing, the person is told no more than that.
fn closed(error: mattermost_plugin::Error) -> Error {
    if is_unknown(&error) {
        Error::NotAMember
    } else {
        Error::Mattermost(error)
    }
}

fn is_unknown(error: &mattermost_plugin::Error) -> bool {
    matches!(error.status_code(), Some(400..=499))
}

/// The root of the thread that a post belongs to; empty for none.
///
/// # Errors
/// [`Error::NoSuchThread`] where it is gone or belongs to another channel.
pub async fn thread_root(api: &Api, channel_id: &str, root_id: &str) -> Result<String> {
    if root_id.is_empty() {
        return Ok(String::new());
    }
    if !is_id(root_id) {
        return Err(Error::NoSuchThread);
    }
    let root = match api.get_post(root_id).await {
        Ok(root) => root,
        Err(error) if error.is_not_found() => return Err(Error::NoSuchThread),
        Err(error) => return Err(error.into()),
    };
    if root.channel_id != channel_id || root.delete_at != 0 {
        return Err(Error::NoSuchThread);
    }
    Ok(if root.root_id.is_empty() {
        root.id
    } else {
        root.root_id
    })
}

/// Checks that meetings are not restricted in a channel.
///
/// # Errors
/// [`Error::Restricted`], or when the store cannot be read.
pub async fn meetings_allowed(api: &Api, channel: &Channel, restrict: bool) -> Result<()> {
    if is_direct(&channel.type_) {
        return Ok(());
    }
    // Without the general rule, too, a channel may have a rule of its own.
    let settings: ChannelSettings = api
        .kv()
        .get(keys::CHANNEL_SETTINGS)
        .await?
        .unwrap_or_default();
    if is_allowed(&channel.type_, settings.of(&channel.id), restrict) {
        Ok(())
    } else {
        Err(Error::Restricted)
    }
}

/// The rule that a channel without one of its own obeys: the general one counts for public channels
/// only.
pub fn rule_without_own(channel_type: &str) -> Rule {
    match channel_type {
        "O" => Rule::Default,
        _ => Rule::Allow,
    }
}

fn is_direct(channel_type: &str) -> bool {
    matches!(channel_type, "D" | "G")
}

/// A channel's own setting wins.
fn is_allowed(channel_type: &str, own: Option<Rule>, restrict: bool) -> bool {
    match own.unwrap_or_else(|| rule_without_own(channel_type)) {
        _ if is_direct(channel_type) => true,
        Rule::Restrict => false,
        Rule::Allow => true,
        Rule::Default => !restrict,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_channel_rule_of_the_contract() {
        let cases = [
            ("O", None, false, true),
            ("O", None, true, false),
            ("P", None, true, true),
            ("O", Some("allow"), true, true),
            ("P", Some("restrict"), false, false),
            ("O", Some("default"), true, false),
            ("P", Some("default"), true, false),
            ("P", Some("default"), false, true),
            ("D", Some("restrict"), true, true),
            ("G", None, true, true),
            ("O", Some("nonsense"), true, false),
        ];
        for (kind, own, restrict, allowed) in cases {
            assert_eq!(
                is_allowed(kind, own.and_then(Rule::parse), restrict),
                allowed,
                "{kind} {own:?} {restrict}"
            );
        }
    }
}
