//! Groups of users, which plugins make, and who is in them.

use mattermost_model::{Group, GroupMember, User};
use rusqlite::params;

use super::{Store, encode};
use crate::fault::Outcome;

impl Store {
    pub(crate) fn save_group(&self, group: &Group) -> Outcome<()> {
        self.with(|c| {
            c.execute(
                "INSERT OR REPLACE INTO user_groups VALUES (?, ?)",
                params![group.id, encode(group)?],
            )
        })
        .map(drop)
    }

    pub(crate) fn group(&self, id: &str) -> Outcome<Option<Group>> {
        self.document("SELECT data FROM user_groups WHERE id = ?", [id])
    }

    /// All groups, deleted ones included, in the order in which they were made.
    pub(crate) fn groups(&self) -> Outcome<Vec<Group>> {
        self.documents("SELECT data FROM user_groups ORDER BY rowid", [])
    }

    pub(crate) fn save_group_member(&self, member: &GroupMember) -> Outcome<()> {
        self.with(|c| {
            c.execute(
                "INSERT OR REPLACE INTO group_members VALUES (?, ?, ?, ?)",
                params![
                    member.group_id,
                    member.user_id,
                    member.delete_at,
                    encode(member)?
                ],
            )
        })
        .map(drop)
    }

    pub(crate) fn group_member(&self, group: &str, user: &str) -> Outcome<Option<GroupMember>> {
        self.document(
            "SELECT data FROM group_members WHERE group_id = ? AND user_id = ? AND delete_at = 0",
            [group, user],
        )
    }

    pub(crate) fn users_in_group(&self, group_id: &str) -> Outcome<Vec<User>> {
        self.documents(
            "SELECT u.data FROM users u JOIN group_members m ON m.user_id = u.id
             WHERE m.group_id = ? AND m.delete_at = 0 ORDER BY u.username",
            [group_id],
        )
    }
}
