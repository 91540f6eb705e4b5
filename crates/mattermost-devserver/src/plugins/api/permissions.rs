//! Who may do what.

use mattermost_model::rpc::{Method, api};

use super::calls::{Calls, value_only};

pub(super) fn register(calls: &mut Calls) {
    value_only!(calls, HasPermissionTo, |host, args| {
        let permission = args.permission.unwrap_or_default();
        host.app.may(&args.user_id, &permission.id)
    });
    value_only!(calls, HasPermissionToTeam, |host, args| {
        let permission = args.permission.unwrap_or_default();
        host.app
            .may_in_team(&args.user_id, &args.team_id, &permission.id)
    });
    value_only!(calls, HasPermissionToChannel, |host, args| {
        let permission = args.permission.unwrap_or_default();
        host.app
            .may_in_channel(&args.user_id, &args.channel_id, &permission.id)
    });
    value_only!(calls, RolesGrantPermission, |host, args| {
        Ok(host.app.roles_grant(&args.role_names, &args.permission_id))
    });
}
