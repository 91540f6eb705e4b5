//! Members of channels.

use mattermost_model::rpc::{Method, api};

use super::calls::{Calls, error_only, page, value_or_error};

pub(super) fn register(calls: &mut Calls) {
    value_or_error!(calls, AddChannelMember, |host, args| {
        let (channel, user) = (&args.channel_id, &args.user_id);
        Ok(Some(
            host.app
                .add_channel_member(&host.context(), channel, user, user)
                .await?,
        ))
    });
    value_or_error!(calls, AddUserToChannel, |host, args| {
        let (channel, user, actor) = (&args.channel_id, &args.user_id, &args.as_user_id);
        Ok(Some(
            host.app
                .add_channel_member(&host.context(), channel, user, actor)
                .await?,
        ))
    });
    value_or_error!(calls, GetChannelMember, |host, args| {
        Ok(Some(
            host.app.channel_member(&args.channel_id, &args.user_id)?,
        ))
    });
    value_or_error!(calls, GetChannelMembers, |host, args| {
        Ok(page(
            host.app.store.channel_members(&args.channel_id)?,
            args.page,
            args.per_page,
        ))
    });
    value_or_error!(calls, GetChannelMembersByIds, |host, args| {
        let find = |id: &String| {
            host.app
                .store
                .channel_member(&args.channel_id, id)
                .transpose()
        };
        args.user_ids.iter().filter_map(find).collect()
    });
    // Mattermost takes no notice of the team.
    value_or_error!(calls, GetChannelMembersForUser, |host, args| {
        let members = host.app.store.channel_memberships_of(&args.user_id)?;
        Ok(page(members, args.page, args.per_page))
    });
    value_or_error!(calls, UpdateChannelMemberRoles, |host, args| {
        let (channel, user) = (&args.channel_id, &args.user_id);
        Ok(Some(host.app.set_channel_roles(
            channel,
            user,
            &args.new_roles,
        )?))
    });
    value_or_error!(calls, UpdateChannelMemberNotifications, |host, args| {
        let (channel, user) = (&args.channel_id, &args.user_id);
        let member = host
            .app
            .set_notify_props(channel, user, &args.notifications);
        Ok(Some(member?))
    });
    error_only!(calls, PatchChannelMembersNotifications, |host, args| {
        for member in &args.members {
            let (channel, user) = (&member.channel_id, &member.user_id);
            host.app
                .set_notify_props(channel, user, &args.notify_props)?;
        }
        Ok(())
    });
    error_only!(calls, DeleteChannelMember, |host, args| {
        let (channel, user) = (&args.channel_id, &args.user_id);
        host.app
            .remove_channel_member(&host.context(), channel, user, user)
            .await
    });
}
