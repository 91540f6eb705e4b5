//! Teams and who is in them.

use mattermost_model::{Team, TeamMember};
use rusqlite::params;

use super::{Store, encode};
use crate::fault::Outcome;

impl Store {
    pub(crate) fn save_team(&self, team: &Team) -> Outcome<()> {
        self.with(|c| {
            c.execute(
                "INSERT INTO teams VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (id) DO UPDATE SET name = ?2, delete_at = ?3, data = ?4",
                params![team.id, team.name, team.delete_at, encode(team)?],
            )
        })
        .map(drop)
    }

    pub(crate) fn team(&self, id: &str) -> Outcome<Option<Team>> {
        self.document("SELECT data FROM teams WHERE id = ?", [id])
    }

    pub(crate) fn team_by_name(&self, name: &str) -> Outcome<Option<Team>> {
        self.document("SELECT data FROM teams WHERE name = ?", [name])
    }

    pub(crate) fn teams(&self) -> Outcome<Vec<Team>> {
        self.documents("SELECT data FROM teams ORDER BY name", [])
    }

    pub(crate) fn teams_of(&self, user_id: &str) -> Outcome<Vec<Team>> {
        self.documents(
            "SELECT t.data FROM teams t JOIN team_members m ON m.team_id = t.id
             WHERE m.user_id = ? AND m.delete_at = 0 AND t.delete_at = 0 ORDER BY t.name",
            [user_id],
        )
    }

    pub(crate) fn save_team_member(&self, member: &TeamMember) -> Outcome<()> {
        self.with(|c| {
            c.execute(
                "INSERT OR REPLACE INTO team_members VALUES (?, ?, ?, ?)",
                params![
                    member.team_id,
                    member.user_id,
                    member.delete_at,
                    encode(member)?
                ],
            )
        })
        .map(drop)
    }

    /// A member of a team, one who left included (`delete_at` is then set).
    pub(crate) fn team_member(&self, team_id: &str, user_id: &str) -> Outcome<Option<TeamMember>> {
        self.document(
            "SELECT data FROM team_members WHERE team_id = ? AND user_id = ?",
            [team_id, user_id],
        )
    }

    pub(crate) fn team_members(&self, team_id: &str) -> Outcome<Vec<TeamMember>> {
        self.documents(
            "SELECT data FROM team_members WHERE team_id = ? AND delete_at = 0 ORDER BY user_id",
            [team_id],
        )
    }

    pub(crate) fn team_memberships_of(&self, user_id: &str) -> Outcome<Vec<TeamMember>> {
        self.documents(
            "SELECT data FROM team_members WHERE user_id = ? AND delete_at = 0 ORDER BY team_id",
            [user_id],
        )
    }
}
