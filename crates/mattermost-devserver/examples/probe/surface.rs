//! Calls of the plugin API that few plugins make. Each word answers with what the calls gave.

use std::collections::BTreeMap;

use mattermost_plugin::model::{
    ChannelMemberIdentifier, CommandArgs, GetFileInfosOptions, Group, GroupSearchOpts,
    SearchParameter, SearchParams, SidebarCategory, SidebarCategoryWithChannels, Team,
    ViewUsersRestrictions,
};
use mattermost_plugin::{Api, Result};
use serde_json::{Value, json};

/// Makes the calls that a word stands for.
pub(super) async fn run(api: &Api, args: &CommandArgs, word: &str) -> Result<Option<Value>> {
    Ok(Some(match word {
        "groups" => groups(api, &args.user_id).await?,
        "sidebar" => sidebar(api, args).await?,
        "search" => search(api, args).await?,
        "copy" => copy(api, args).await?,
        "notify" => notify(api, args).await?,
        "team" => team(api, args).await?,
        "quiet" => quiet(api, &args.user_id).await?,
        "emoji" => emoji(api).await?,
        _ => return Ok(None),
    }))
}

async fn groups(api: &Api, user: &str) -> Result<Value> {
    let testers = Group {
        name: Some("testers".to_owned()),
        display_name: "Testers".to_owned(),
        source: "custom".to_owned(),
        remote_id: Some("r1".to_owned()),
        allow_reference: true,
        ..Group::default()
    };
    let group = api.create_group(testers.clone()).await?;
    let id = group.id.as_str();
    let taken = api.create_group(testers).await.is_err();
    api.upsert_group_member(id, user).await?;
    let twice = api.upsert_group_members(id, vec![user.to_owned()]).await?;
    let search = GroupSearchOpts {
        q: "TEST".to_owned(),
        include_member_count: true,
        ..GroupSearchOpts::default()
    };
    let everybody = ViewUsersRestrictions::default();
    let found = api.get_groups(0, 10, search, everybody).await?;
    let users = api.get_group_member_users(id, 0, 10).await?;
    let of_user = api.get_groups_for_user(user).await?.len();
    let of_source = api.get_groups_by_source("custom").await?.len();
    let by_remote_id = api.get_group_by_remote_id("r1", "custom").await?;
    let renamed = api
        .update_group(Group {
            display_name: "All testers".to_owned(),
            ..group.clone()
        })
        .await?;
    api.delete_group_member(id, user).await?;
    let left = api.get_groups_for_user(user).await?.len();
    api.delete_group(id).await?;
    let gone = api.get_group_by_name("testers").await;
    let gone = gone.is_err_and(|error| error.is_not_found());
    let deleted = api.get_group(id).await?.delete_at > 0;
    api.restore_group(id).await?;
    let back = api.get_group_by_name("testers").await?;
    Ok(json!({
        "taken": taken,
        "members": twice.len(),
        "found": found.first().and_then(|group| group.member_count),
        "users": users.iter().map(|user| &user.username).collect::<Vec<_>>(),
        "lists": [of_user, of_source, left],
        "same": by_remote_id.id == group.id && back.id == group.id,
        "renamed": renamed.display_name,
        "gone": gone,
        "deleted": deleted,
    }))
}

async fn sidebar(api: &Api, args: &CommandArgs) -> Result<Value> {
    let (user, team) = (args.user_id.as_str(), args.team_id.as_str());
    let before = api.get_channel_sidebar_categories(user, team).await?;
    let wanted = SidebarCategoryWithChannels {
        sidebar_category: SidebarCategory {
            display_name: "Mine".to_owned(),
            ..SidebarCategory::default()
        },
        channels: vec![args.channel_id.clone()],
    };
    let made = api
        .create_channel_sidebar_category(user, team, wanted)
        .await?;
    let mut changed = made.clone();
    changed.sidebar_category.collapsed = true;
    let changes = vec![changed];
    let changed = api
        .update_channel_sidebar_categories(user, team, changes)
        .await?;
    let mut foreign = made.clone();
    foreign.channels.push("x".repeat(26));
    let refused = api
        .update_channel_sidebar_categories(user, team, vec![foreign])
        .await
        .is_err();
    Ok(json!({
        "before": before.categories.len(),
        "type": made.sidebar_category.type_,
        "collapsed": changed.first().map(|c| c.sidebar_category.collapsed),
        "refused": refused,
    }))
}

/// Looks for `needle`, once as the person and once wherever it is in the team.
async fn search(api: &Api, args: &CommandArgs) -> Result<Value> {
    let team = args.team_id.as_str();
    let search = SearchParameter {
        terms: Some("needle".to_owned()),
        ..SearchParameter::default()
    };
    let own = api
        .search_posts_in_team_for_user(team, &args.user_id, search)
        .await?;
    let own = own.post_list.unwrap_or_default();
    let terms = |terms: &str| SearchParams {
        terms: terms.to_owned(),
        ..SearchParams::default()
    };
    let all = api
        .search_posts_in_team(team, vec![terms("needle")])
        .await?;
    let both = api
        .search_posts_in_team(team, vec![terms("Needle haystack")])
        .await?;
    let dated = SearchParams {
        on_date: "2026-01-01".to_owned(),
        ..terms("needle")
    };
    let dated = api.search_posts_in_team(team, vec![dated]).await;
    Ok(json!({
        "own": own.order.len(),
        "all": all.len(),
        "both": both.len(),
        "dated": dated.err().map(|error| error.to_string()),
    }))
}

async fn copy(api: &Api, args: &CommandArgs) -> Result<Value> {
    let file = api.upload_file("content", &args.channel_id, "one.txt");
    let file = file.await?;
    let copies = api
        .copy_file_infos(&args.user_id, vec![file.id.clone()])
        .await?;
    let copy = copies.first().cloned().unwrap_or_default();
    let of_user = GetFileInfosOptions {
        user_ids: vec![args.user_id.clone()],
        ..GetFileInfosOptions::default()
    };
    let own = api.get_file_infos(0, 10, of_user).await?;
    let newest_first = GetFileInfosOptions {
        sort_descending: true,
        ..GetFileInfosOptions::default()
    };
    let all = api.get_file_infos(0, 10, newest_first).await?;
    Ok(json!({
        "another": copy != file.id,
        "content": String::from_utf8_lossy(&api.get_file(&copy).await?),
        "own": own.iter().map(|info| info.id == copy).collect::<Vec<_>>(),
        "all": all.iter().map(|info| &info.name).collect::<Vec<_>>(),
    }))
}

async fn notify(api: &Api, args: &CommandArgs) -> Result<Value> {
    let prop = |name: &str, value: &str| BTreeMap::from([(name.to_owned(), value.to_owned())]);
    let (channel, user) = (args.channel_id.as_str(), args.user_id.as_str());
    let muted = api
        .update_channel_member_notifications(channel, user, prop("mark_unread", "mention"))
        .await?;
    let member = ChannelMemberIdentifier {
        channel_id: channel.to_owned(),
        user_id: user.to_owned(),
    };
    api.patch_channel_members_notifications(vec![member], prop("desktop", "none"))
        .await?;
    let member = api.get_channel_member(channel, user).await?;
    Ok(json!([
        muted.notify_props.get("mark_unread"),
        muted.notify_props.get("desktop"),
        member.notify_props.get("mark_unread"),
        member.notify_props.get("desktop"),
    ]))
}

async fn team(api: &Api, args: &CommandArgs) -> Result<Value> {
    let unread = api.get_teams_unread_for_user(&args.user_id).await?;
    let unread: Vec<bool> = unread
        .iter()
        .map(|team| team.team_id == args.team_id && team.msg_count > 0)
        .collect();
    let team = Team {
        name: "passing".to_owned(),
        display_name: "Passing".to_owned(),
        ..Team::default()
    };
    let team = api.create_team(team).await?;
    api.delete_team(&team.id).await?;
    let deleted = api.get_team(&team.id).await?.delete_at > 0;
    Ok(json!({ "unread": unread, "deleted": deleted }))
}

/// Not to be disturbed until a moment that is past at once.
async fn quiet(api: &Api, user: &str) -> Result<Value> {
    api.update_user_status(user, "away").await?;
    let status = api.set_user_status_timed_dnd(user, 1).await?;
    Ok(json!([status.status, status.dnd_end_time]))
}

async fn emoji(api: &Api) -> Result<Value> {
    let list = api.get_emoji_list("name", 0, 10).await?;
    let missing = [
        api.get_emoji("e").await.map(drop),
        api.get_emoji_by_name("party").await.map(drop),
        api.get_emoji_image("e").await.map(drop),
    ];
    let missing = missing
        .into_iter()
        .map(|outcome| outcome.is_err_and(|error| error.is_not_found()));
    Ok(json!([list.len(), missing.collect::<Vec<_>>()]))
}
