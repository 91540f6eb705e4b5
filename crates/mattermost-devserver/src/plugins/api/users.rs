//! Users, their sessions, statuses, preferences and pictures.

use mattermost_model::rpc::{Method, api};
use mattermost_model::{User, UserGetOptions};

use super::calls::{Calls, Host, error_only, given, page, value_or_error};
use crate::app::for_self;
use crate::fault::{Fault, Outcome};

pub(super) fn register(calls: &mut Calls) {
    reading(calls);
    lists(calls);
    changing(calls);
    statuses(calls);
    timed(calls);
    sessions(calls);
    preferences(calls);
}

fn reading(calls: &mut Calls) {
    value_or_error!(calls, GetUser, |host, args| {
        Ok(Some(for_self(host.app.user(&args.user_id)?)))
    });
    value_or_error!(calls, GetUserByUsername, |host, args| {
        Ok(Some(for_self(host.app.user_by_username(&args.name)?)))
    });
    value_or_error!(calls, GetUserByEmail, |host, args| {
        Ok(Some(for_self(host.app.user_by_email(&args.email)?)))
    });
    value_or_error!(calls, GetProfileImage, |host, args| {
        let image = host.app.store.user_image(&args.user_id)?;
        image.ok_or_else(|| Fault::not_implemented("the pictures of users who set none"))
    });
    error_only!(calls, SetProfileImage, |host, args| {
        host.app.set_user_image(&args.user_id, &args.data)
    });
}

fn lists(calls: &mut Calls) {
    value_or_error!(calls, GetUsers, |host, args| {
        users(&host, &given(args.options, "options")?)
    });
    value_or_error!(calls, GetUsersByIds, |host, args| {
        args.user_ids
            .iter()
            .filter_map(|id| host.app.store.user(id).transpose())
            .collect()
    });
    value_or_error!(calls, GetUsersByUsernames, |host, args| {
        let find = |name: &String| host.app.store.user_by_username(name).transpose();
        args.usernames.iter().filter_map(find).collect()
    });
    value_or_error!(calls, GetUsersInTeam, |host, args| {
        Ok(page(
            host.app.store.users_in_team(&args.team_id)?,
            args.page,
            args.per_page,
        ))
    });
    value_or_error!(calls, GetUsersInChannel, |host, args| {
        Ok(page(
            host.app.store.users_in_channel(&args.channel_id)?,
            args.page,
            args.per_page,
        ))
    });
    value_or_error!(calls, SearchUsers, |host, args| {
        let search = given(args.search, "search")?;
        let limit = usize::try_from(search.limit)
            .ok()
            .filter(|limit| *limit > 0)
            .unwrap_or(100);
        host.app
            .search_users(&search.term, &search.team_id, &search.in_channel_id, limit)
    });
}

fn users(host: &Host, options: &UserGetOptions) -> Outcome<Vec<User>> {
    let store = &host.app.store;
    let mut users = match (options.in_channel_id.as_str(), options.in_team_id.as_str()) {
        ("", "") => store.users()?,
        ("", team) => store.users_in_team(team)?,
        (channel, _) => store.users_in_channel(channel)?,
    };
    let has_role = |user: &User, role: &str| user.roles.split_whitespace().any(|r| r == role);
    users.retain(|user| {
        (!options.active || user.delete_at == 0)
            && (!options.inactive || user.delete_at > 0)
            && (options.role.is_empty() || has_role(user, &options.role))
            && (options.roles.is_empty() || options.roles.iter().any(|r| has_role(user, r)))
            && user.update_at >= options.updated_after
    });
    let users = page(users, options.page, options.per_page);
    Ok(users.into_iter().map(for_self).collect())
}

fn changing(calls: &mut Calls) {
    value_or_error!(calls, CreateUser, |host, args| {
        let user = given(args.user, "user")?;
        Ok(Some(host.app.sign_up(&host.context(), user)?))
    });
    value_or_error!(calls, UpdateUser, |host, args| {
        Ok(Some(host.app.update_user(given(args.user, "user")?)?))
    });
    error_only!(calls, DeleteUser, |host, args| {
        host.app
            .set_user_active(&host.context(), &args.user_id, false)
            .map(drop)
    });
    error_only!(calls, UpdateUserActive, |host, args| {
        host.app
            .set_user_active(&host.context(), &args.user_id, args.active)
            .map(drop)
    });
    value_or_error!(calls, UpdateUserRoles, |host, args| {
        let user = User {
            roles: args.new_roles,
            ..host.app.user(&args.user_id)?
        };
        Ok(Some(host.app.update_user(user)?))
    });
}

fn statuses(calls: &mut Calls) {
    value_or_error!(calls, GetUserStatus, |host, args| Ok(Some(
        host.app.status(&args.user_id)
    )));
    value_or_error!(calls, GetUserStatusesByIds, |host, args| {
        Ok(args.user_ids.iter().map(|id| host.app.status(id)).collect())
    });
    value_or_error!(calls, UpdateUserStatus, |host, args| {
        host.app.user(&args.user_id)?;
        if !["online", "away", "dnd", "offline"].contains(&args.status.as_str()) {
            return Err(Fault::parameter("status"));
        }
        Ok(Some(host.app.set_status(&args.user_id, &args.status, true)))
    });
    error_only!(calls, UpdateUserCustomStatus, |host, args| {
        let status = given(args.custom_status, "customStatus")?;
        host.app
            .set_custom_status(&host.context(), &args.user_id, &status)
    });
    error_only!(calls, RemoveUserCustomStatus, |host, args| {
        host.app.remove_custom_status(&args.user_id)
    });
}

fn timed(calls: &mut Calls) {
    value_or_error!(calls, SetUserStatusTimedDND, |host, args| {
        host.app.user(&args.user_id)?;
        Ok(Some(host.app.set_timed_dnd(&args.user_id, args.endtime)))
    });
}

fn sessions(calls: &mut Calls) {
    value_or_error!(calls, GetSession, |host, args| {
        Ok(Some(find_session(&host, &args.session_id)?))
    });
    value_or_error!(calls, CreateSession, |host, args| {
        let wanted = given(args.session, "session")?;
        let user = host.app.user(&wanted.user_id)?;
        Ok(Some(host.app.open_session(&user, wanted.expires_at)?))
    });
    error_only!(calls, ExtendSessionExpiry, |host, args| {
        let mut session = find_session(&host, &args.session_id)?;
        session.expires_at = args.new_expiry;
        host.app.store.save_session(&session)
    });
    error_only!(calls, RevokeSession, |host, args| {
        host.app.log_out(&find_session(&host, &args.session_id)?)
    });
    value_or_error!(calls, CreateUserAccessToken, |host, args| {
        let token = given(args.token, "token")?;
        host.app.user(&token.user_id)?;
        Ok(Some(
            host.app
                .create_access_token(&token.user_id, &token.description)?,
        ))
    });
    error_only!(calls, RevokeUserAccessToken, |host, args| {
        host.app.store.delete_access_token(&args.token_id).map(drop)
    });
}

fn find_session(host: &Host, id: &str) -> Outcome<mattermost_model::Session> {
    host.app.store.session(id)?.ok_or_else(|| {
        let id = "app.session.get.app_error";
        Fault::not_found(id, "We encountered an error finding the session.")
    })
}

fn preferences(calls: &mut Calls) {
    value_or_error!(calls, GetPreferenceForUser, |host, args| {
        host.app
            .preference(&args.user_id, &args.category, &args.name)
    });
    value_or_error!(calls, GetPreferencesForUser, |host, args| {
        host.app.store.preferences(&args.user_id, None)
    });
    error_only!(calls, UpdatePreferencesForUser, |host, args| {
        host.app
            .save_preferences(&host.context(), &args.user_id, &args.preferences)
    });
    error_only!(calls, DeletePreferencesForUser, |host, args| {
        host.app
            .delete_preferences(&args.user_id, &args.preferences)
    });
}
