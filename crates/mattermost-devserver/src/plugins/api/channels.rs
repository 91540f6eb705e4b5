//! Channels.

use mattermost_model::Channel;
use mattermost_model::rpc::{Method, api};

use super::calls::{Calls, error_only, given, page, value_or_error};

pub(super) fn register(calls: &mut Calls) {
    reading(calls);
    changing(calls);
    sidebar(calls);
}

fn reading(calls: &mut Calls) {
    value_or_error!(calls, GetChannel, |host, args| {
        Ok(Some(host.app.channel(&args.channel_id)?))
    });
    value_or_error!(calls, GetChannelByName, |host, args| {
        let (team, name) = (&args.team_id, &args.name);
        Ok(Some(host.app.channel_by_name(
            team,
            name,
            args.include_deleted,
        )?))
    });
    value_or_error!(calls, GetChannelByNameForTeamName, |host, args| {
        let team = host.app.team_by_name(&args.team_name)?;
        let (name, deleted) = (&args.channel_name, args.include_deleted);
        Ok(Some(host.app.channel_by_name(&team.id, name, deleted)?))
    });
    value_or_error!(calls, GetPublicChannelsForTeam, |host, args| {
        let mut channels = host.app.store.channels_of_team(&args.team_id)?;
        channels.retain(|channel| channel.type_ == "O" && channel.delete_at == 0);
        Ok(page(channels, args.page, args.per_page))
    });
    value_or_error!(calls, GetChannelsForTeamForUser, |host, args| {
        let mut channels = host
            .app
            .store
            .channels_of(&args.user_id, Some(&args.team_id))?;
        channels.retain(|channel| args.include_deleted || channel.delete_at == 0);
        Ok(channels)
    });
    value_or_error!(calls, SearchChannels, |host, args| {
        let term = args.term.to_lowercase();
        let fits =
            |c: &Channel| c.name.contains(&term) || c.display_name.to_lowercase().contains(&term);
        let mut channels = host.app.store.channels_of_team(&args.team_id)?;
        channels.retain(|channel| channel.delete_at == 0 && fits(channel));
        Ok(channels)
    });
    value_or_error!(calls, GetChannelStats, |host, args| {
        Ok(Some(host.app.channel_stats(&args.channel_id)?))
    });
}

fn changing(calls: &mut Calls) {
    value_or_error!(calls, CreateChannel, |host, args| {
        let channel = given(args.channel, "channel")?;
        let creator = channel.creator_id.clone();
        Ok(Some(
            host.app
                .create_channel(&host.context(), channel, &creator)
                .await?,
        ))
    });
    value_or_error!(calls, UpdateChannel, |host, args| {
        Ok(Some(
            host.app.update_channel(given(args.channel, "channel")?)?,
        ))
    });
    error_only!(calls, DeleteChannel, |host, args| {
        host.app
            .archive_channel(&host.context(), &args.channel_id, "")
            .await
    });
    value_or_error!(calls, GetDirectChannel, |host, args| {
        Ok(Some(
            host.app.direct_channel(&args.user_id1, &args.user_id2)?,
        ))
    });
    value_or_error!(calls, GetGroupChannel, |host, args| {
        Ok(Some(host.app.group_channel(&args.user_ids, "")?))
    });
}

fn sidebar(calls: &mut Calls) {
    value_or_error!(calls, GetChannelSidebarCategories, |host, args| {
        let sidebar = host.app.sidebar_categories(&args.user_id, &args.team_id);
        Ok(Some(sidebar?))
    });
    value_or_error!(calls, CreateChannelSidebarCategory, |host, args| {
        let wanted = given(args.new_category, "newCategory")?;
        let (user, team) = (&args.user_id, &args.team_id);
        Ok(Some(host.app.create_sidebar_category(user, team, wanted)?))
    });
    value_or_error!(calls, UpdateChannelSidebarCategories, |host, args| {
        let (user, team) = (&args.user_id, &args.team_id);
        host.app
            .update_sidebar_categories(user, team, args.categories)
    });
}
