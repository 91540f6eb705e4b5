//! Teams and their members.

use mattermost_model::TeamMemberWithError;
use mattermost_model::rpc::{Method, api};

use super::calls::{Calls, error_only, given, page, value_or_error};

pub(super) fn register(calls: &mut Calls) {
    teams(calls);
    members(calls);
}

fn teams(calls: &mut Calls) {
    value_or_error!(calls, GetTeam, |host, args| Ok(Some(
        host.app.team(&args.team_id)?
    )));
    value_or_error!(calls, GetTeamByName, |host, args| {
        Ok(Some(host.app.team_by_name(&args.name)?))
    });
    value_or_error!(calls, GetTeams, |host, _| host.app.store.teams());
    value_or_error!(calls, GetTeamsForUser, |host, args| host
        .app
        .store
        .teams_of(&args.user_id));
    value_or_error!(calls, SearchTeams, |host, args| {
        let mut teams = host.app.store.teams()?;
        let term = args.term.to_lowercase();
        teams.retain(|t| t.name.contains(&term) || t.display_name.to_lowercase().contains(&term));
        Ok(teams)
    });
    value_or_error!(calls, CreateTeam, |host, args| {
        Ok(Some(host.app.create_team(given(args.team, "team")?)?))
    });
    value_or_error!(calls, UpdateTeam, |host, args| {
        Ok(Some(host.app.update_team(given(args.team, "team")?)?))
    });
    error_only!(calls, DeleteTeam, |host, args| host
        .app
        .delete_team(&args.team_id));
    value_or_error!(calls, GetTeamsUnreadForUser, |host, args| {
        host.app.user(&args.user_id)?;
        host.app.teams_unread(&args.user_id)
    });
    value_or_error!(calls, GetTeamStats, |host, args| {
        Ok(Some(host.app.team_stats(&args.team_id)?))
    });
}

fn members(calls: &mut Calls) {
    value_or_error!(calls, CreateTeamMember, |host, args| {
        let context = host.context();
        Ok(Some(
            host.app
                .add_team_member(&context, &args.team_id, &args.user_id)
                .await?,
        ))
    });
    value_or_error!(calls, CreateTeamMembers, |host, args| {
        let mut members = Vec::new();
        for user_id in &args.user_ids {
            let context = host.context();
            members.push(
                host.app
                    .add_team_member(&context, &args.team_id, user_id)
                    .await?,
            );
        }
        Ok(members)
    });
    value_or_error!(calls, CreateTeamMembersGracefully, |host, args| {
        let mut members = Vec::new();
        for user_id in args.user_ids {
            let context = host.context();
            let app = &host.app;
            let outcome = app.add_team_member(&context, &args.team_id, &user_id).await;
            let (member, error) = match outcome {
                Ok(member) => (Some(member), None),
                Err(fault) => (
                    None,
                    Some(fault.into_app_error("CreateTeamMembersGracefully")),
                ),
            };
            members.push(TeamMemberWithError {
                user_id,
                member,
                error,
            });
        }
        Ok(members)
    });
    error_only!(calls, DeleteTeamMember, |host, args| {
        host.app
            .remove_team_member(&host.context(), &args.team_id, &args.user_id)
    });
    value_or_error!(calls, GetTeamMembers, |host, args| {
        Ok(page(
            host.app.store.team_members(&args.team_id)?,
            args.page,
            args.per_page,
        ))
    });
    value_or_error!(calls, GetTeamMember, |host, args| {
        Ok(Some(host.app.team_member(&args.team_id, &args.user_id)?))
    });
    value_or_error!(calls, GetTeamMembersForUser, |host, args| {
        Ok(page(
            host.app.store.team_memberships_of(&args.user_id)?,
            args.page,
            args.per_page,
        ))
    });
    value_or_error!(calls, UpdateTeamMemberRoles, |host, args| {
        let member = host
            .app
            .set_team_roles(&args.team_id, &args.user_id, &args.new_roles)?;
        Ok(Some(member))
    });
}
