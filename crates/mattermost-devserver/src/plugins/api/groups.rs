//! Groups of users.

use mattermost_model::rpc::{Method, api};
use mattermost_model::{GroupSearchOpts, User};

use super::calls::{Calls, given, page, value_or_error};
use crate::app::for_self;

pub(super) fn register(calls: &mut Calls) {
    reading(calls);
    lists(calls);
    changing(calls);
    members(calls);
}

fn reading(calls: &mut Calls) {
    value_or_error!(calls, GetGroup, |host, args| {
        Ok(Some(host.app.group(&args.group_id)?))
    });
    value_or_error!(calls, GetGroupByName, |host, args| {
        let group = host
            .app
            .group_where(|group| group.name.as_ref() == Some(&args.name));
        Ok(Some(group?))
    });
    value_or_error!(calls, GetGroupByRemoteID, |host, args| {
        let group = host.app.group_where(|group| {
            group.source == args.group_source && group.remote_id.as_ref() == Some(&args.remote_id)
        });
        Ok(Some(group?))
    });
}

fn lists(calls: &mut Calls) {
    value_or_error!(calls, GetGroups, |host, args| {
        Ok(page(host.app.groups(&args.opts)?, args.page, args.per_page))
    });
    value_or_error!(calls, GetGroupsBySource, |host, args| {
        host.app.groups(&GroupSearchOpts {
            source: args.group_source,
            ..GroupSearchOpts::default()
        })
    });
    value_or_error!(calls, GetGroupsForUser, |host, args| {
        host.app.user(&args.user_id)?;
        host.app.groups(&GroupSearchOpts {
            filter_has_member: args.user_id,
            ..GroupSearchOpts::default()
        })
    });
    value_or_error!(calls, GetGroupMemberUsers, |host, args| {
        host.app.group(&args.group_id)?;
        let users = host.app.store.users_in_group(&args.group_id)?;
        let users: Vec<User> = page(users, args.page, args.per_page);
        Ok(users.into_iter().map(for_self).collect())
    });
}

fn changing(calls: &mut Calls) {
    value_or_error!(calls, CreateGroup, |host, args| {
        Ok(Some(host.app.create_group(given(args.group, "group")?)?))
    });
    value_or_error!(calls, UpdateGroup, |host, args| {
        Ok(Some(host.app.update_group(given(args.group, "group")?)?))
    });
    value_or_error!(calls, DeleteGroup, |host, args| {
        Ok(Some(host.app.set_group_deleted(&args.group_id, true)?))
    });
    value_or_error!(calls, RestoreGroup, |host, args| {
        Ok(Some(host.app.set_group_deleted(&args.group_id, false)?))
    });
}

fn members(calls: &mut Calls) {
    value_or_error!(calls, UpsertGroupMember, |host, args| {
        let member = host.app.add_group_member(&args.group_id, &args.user_id);
        Ok(Some(member?))
    });
    value_or_error!(calls, UpsertGroupMembers, |host, args| {
        let add = |user: &String| host.app.add_group_member(&args.group_id, user);
        args.user_ids.iter().map(add).collect()
    });
    value_or_error!(calls, DeleteGroupMember, |host, args| {
        let member = host.app.remove_group_member(&args.group_id, &args.user_id);
        Ok(Some(member?))
    });
}
