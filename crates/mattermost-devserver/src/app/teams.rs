//! Teams and their members.

use mattermost_model::{Team, TeamMember, TeamStats, TeamUnread};
use serde_json::Value;

use super::users::some_or;
use super::{App, RequestContext};
use crate::fault::{Fault, Outcome};
use crate::id::new_id;
use crate::ws::{Broadcast, Event};

impl App {
    pub(crate) fn team(&self, id: &str) -> Outcome<Team> {
        self.store.team(id)?.ok_or_else(missing)
    }

    pub(crate) fn team_by_name(&self, name: &str) -> Outcome<Team> {
        self.store.team_by_name(name)?.ok_or_else(missing)
    }

    /// Makes a team with its two channels.
    pub(crate) fn create_team(&self, team: Team) -> Outcome<Team> {
        if self.store.team_by_name(&team.name)?.is_some() {
            let id = "app.team.save.existing.app_error";
            return Err(Fault::bad_request(
                id,
                "A team with that name already exists.",
            ));
        }
        let time = self.now();
        let team = Team {
            id: some_or(&team.id, &new_id()),
            create_at: time,
            update_at: time,
            delete_at: 0,
            type_: some_or(&team.type_, "O"),
            invite_id: new_id(),
            ..team
        };
        self.store.save_team(&team)?;
        for (name, display_name) in [("town-square", "Town Square"), ("off-topic", "Off-Topic")] {
            self.store.save_channel(&super::channels::new_channel(
                &team.id,
                name,
                display_name,
                time,
            ))?;
        }
        Ok(team)
    }

    pub(crate) fn update_team(&self, team: Team) -> Outcome<Team> {
        let before = self.team(&team.id)?;
        let team = Team {
            create_at: before.create_at,
            update_at: self.now(),
            ..team
        };
        self.store.save_team(&team)?;
        let event = Event::new("update_team", Broadcast::to_team(&team.id));
        self.publish(&event.with_json("team", &team));
        Ok(team)
    }

    pub(crate) fn is_team_member(&self, team_id: &str, user_id: &str) -> Outcome<bool> {
        Ok(self
            .store
            .team_member(team_id, user_id)?
            .is_some_and(|m| m.delete_at == 0))
    }

    pub(crate) fn team_member(&self, team_id: &str, user_id: &str) -> Outcome<TeamMember> {
        self.store.team_member(team_id, user_id)?.ok_or_else(|| {
            let message = "No team member found for that user ID and team ID.";
            Fault::not_found("app.team.get_member.missing.app_error", message)
        })
    }

    /// Adds a user to a team and its two channels; the plugins hear of it.
    pub(crate) async fn add_team_member(
        &self,
        context: &RequestContext,
        team_id: &str,
        user_id: &str,
    ) -> Outcome<TeamMember> {
        let is_new = !self.is_team_member(team_id, user_id)?;
        let member = self.join_team(team_id, user_id)?;
        if is_new {
            self.plugins.user_has_joined_team(context, &member);
            for name in ["town-square", "off-topic"] {
                if let Some(channel) = self.store.channel_by_name(team_id, name)? {
                    self.add_channel_member(context, &channel.id, user_id, user_id)
                        .await?;
                }
            }
        }
        Ok(member)
    }

    pub(super) fn join_team(&self, team_id: &str, user_id: &str) -> Outcome<TeamMember> {
        self.team(team_id)?;
        self.user(user_id)?;
        if let Some(member) = self
            .store
            .team_member(team_id, user_id)?
            .filter(|m| m.delete_at == 0)
        {
            return Ok(member);
        }
        let member = TeamMember {
            team_id: team_id.to_owned(),
            user_id: user_id.to_owned(),
            roles: "team_user".to_owned(),
            scheme_user: true,
            ..TeamMember::default()
        };
        self.store.save_team_member(&member)?;
        let event = Event::new("added_to_team", Broadcast::to_user(user_id));
        self.publish(&event.with("team_id", team_id).with("user_id", user_id));
        Ok(member)
    }

    /// Gives a member of a team other roles.
    pub(crate) fn set_team_roles(
        &self,
        team_id: &str,
        user_id: &str,
        roles: &str,
    ) -> Outcome<TeamMember> {
        let mut member = self.team_member(team_id, user_id)?;
        member.roles = roles.to_owned();
        member.scheme_user = roles.split_whitespace().any(|r| r == "team_user");
        member.scheme_admin = roles.split_whitespace().any(|r| r == "team_admin");
        self.store.save_team_member(&member)?;
        Ok(member)
    }

    pub(crate) fn remove_team_member(
        &self,
        context: &RequestContext,
        team_id: &str,
        user_id: &str,
    ) -> Outcome<()> {
        let mut member = self.team_member(team_id, user_id)?;
        for channel in self.store.channels_of_team(team_id)? {
            self.store.delete_channel_member(&channel.id, user_id)?;
        }
        member.delete_at = self.now();
        self.store.save_team_member(&member)?;
        let event = Event::new("leave_team", Broadcast::to_user(user_id));
        self.publish(&event.with("team_id", team_id).with("user_id", user_id));
        self.plugins.user_has_left_team(context, &member);
        Ok(())
    }

    /// What a user has not read in each team.
    pub(crate) fn teams_unread(&self, user_id: &str) -> Outcome<Vec<TeamUnread>> {
        let mut all = Vec::new();
        for team in self.store.teams_of(user_id)? {
            let threads = self.threads(user_id, &team.id, false)?;
            let threads = |key: &str| threads.get(key).and_then(Value::as_i64).unwrap_or_default();
            let mut unread = TeamUnread {
                team_id: team.id.clone(),
                thread_count: threads("total_unread_threads"),
                thread_mention_count: threads("total_unread_mentions"),
                ..TeamUnread::default()
            };
            for channel in self.store.channels_of(user_id, Some(&team.id))? {
                let member = self.channel_member(&channel.id, user_id)?;
                unread.msg_count += channel.total_msg_count - member.msg_count;
                unread.msg_count_root += channel.total_msg_count_root - member.msg_count_root;
                unread.mention_count += member.mention_count;
                unread.mention_count_root += member.mention_count_root;
            }
            all.push(unread);
        }
        Ok(all)
    }

    /// Deletes a team as Mattermost does: it can be brought back, and its channels stay.
    pub(crate) fn delete_team(&self, team_id: &str) -> Outcome<()> {
        let time = self.now();
        let team = Team {
            update_at: time,
            delete_at: time,
            ..self.team(team_id)?
        };
        self.store.save_team(&team)?;
        let event = Event::new("delete_team", Broadcast::to_team(team_id));
        self.publish(&event.with_json("team", &team));
        Ok(())
    }

    pub(crate) fn team_stats(&self, team_id: &str) -> Outcome<TeamStats> {
        self.team(team_id)?;
        let users = self.store.users_in_team(team_id)?;
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        Ok(TeamStats {
            team_id: team_id.to_owned(),
            total_member_count: count(users.len()),
            active_member_count: count(users.iter().filter(|u| u.delete_at == 0).count()),
        })
    }
}

fn missing() -> Fault {
    Fault::not_found(
        "app.team.get.find.app_error",
        "Unable to find the existing team.",
    )
}
