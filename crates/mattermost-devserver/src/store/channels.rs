//! Channels and who is in them.

use mattermost_model::{Channel, ChannelMember, SidebarCategoryWithChannels};
use rusqlite::params;

use super::{Store, encode};
use crate::fault::Outcome;

impl Store {
    pub(crate) fn save_channel(&self, channel: &Channel) -> Outcome<()> {
        self.with(|c| {
            c.execute(
                "INSERT INTO channels VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (id) DO UPDATE SET
                 team_id = ?2, name = ?3, type = ?4, delete_at = ?5, data = ?6",
                params![
                    channel.id,
                    channel.team_id,
                    channel.name,
                    channel.type_,
                    channel.delete_at,
                    encode(channel)?
                ],
            )
        })
        .map(drop)
    }

    pub(crate) fn channel(&self, id: &str) -> Outcome<Option<Channel>> {
        self.document("SELECT data FROM channels WHERE id = ?", [id])
    }

    /// A channel by its name in a team; direct and group channels have the empty team id.
    pub(crate) fn channel_by_name(&self, team_id: &str, name: &str) -> Outcome<Option<Channel>> {
        self.document(
            "SELECT data FROM channels WHERE team_id = ? AND name = ?",
            [team_id, name],
        )
    }

    pub(crate) fn channels_of_team(&self, team_id: &str) -> Outcome<Vec<Channel>> {
        self.documents(
            "SELECT data FROM channels WHERE team_id = ? ORDER BY name",
            [team_id],
        )
    }

    /// The channels a user is in: those of `team_id` and the direct and group channels, or all.
    pub(crate) fn channels_of(
        &self,
        user_id: &str,
        team_id: Option<&str>,
    ) -> Outcome<Vec<Channel>> {
        self.documents(
            "SELECT c.data FROM channels c JOIN channel_members m ON m.channel_id = c.id
             WHERE m.user_id = ?1 AND (?2 IS NULL OR c.team_id = ?2 OR c.team_id = '')
             ORDER BY c.name",
            params![user_id, team_id],
        )
    }

    pub(crate) fn save_channel_member(&self, member: &ChannelMember) -> Outcome<()> {
        self.with(|c| {
            c.execute(
                "INSERT OR REPLACE INTO channel_members VALUES (?, ?, ?)",
                params![member.channel_id, member.user_id, encode(member)?],
            )
        })
        .map(drop)
    }

    pub(crate) fn channel_member(
        &self,
        channel_id: &str,
        user_id: &str,
    ) -> Outcome<Option<ChannelMember>> {
        self.document(
            "SELECT data FROM channel_members WHERE channel_id = ? AND user_id = ?",
            [channel_id, user_id],
        )
    }

    pub(crate) fn channel_members(&self, channel_id: &str) -> Outcome<Vec<ChannelMember>> {
        self.documents(
            "SELECT data FROM channel_members WHERE channel_id = ? ORDER BY user_id",
            [channel_id],
        )
    }

    pub(crate) fn channel_memberships_of(&self, user_id: &str) -> Outcome<Vec<ChannelMember>> {
        self.documents(
            "SELECT data FROM channel_members WHERE user_id = ? ORDER BY channel_id",
            [user_id],
        )
    }

    pub(crate) fn is_channel_member(&self, channel_id: &str, user_id: &str) -> Outcome<bool> {
        let found = self.number(
            "SELECT count(*) FROM channel_members WHERE channel_id = ? AND user_id = ?",
            [channel_id, user_id],
        )?;
        Ok(found > 0)
    }

    pub(crate) fn delete_channel_member(&self, channel_id: &str, user_id: &str) -> Outcome<bool> {
        let deleted = self.execute(
            "DELETE FROM channel_members WHERE channel_id = ? AND user_id = ?",
            [channel_id, user_id],
        )?;
        Ok(deleted > 0)
    }

    /// The categories of a user's sidebar, where they are not those that everyone has.
    pub(crate) fn sidebar_categories(
        &self,
        user_id: &str,
        team_id: &str,
    ) -> Outcome<Vec<SidebarCategoryWithChannels>> {
        let found = self.document(
            "SELECT data FROM sidebars WHERE user_id = ? AND team_id = ?",
            [user_id, team_id],
        )?;
        Ok(found.unwrap_or_default())
    }

    pub(crate) fn save_sidebar_categories(
        &self,
        user_id: &str,
        team_id: &str,
        categories: &[SidebarCategoryWithChannels],
    ) -> Outcome<()> {
        self.with(|c| {
            c.execute(
                "INSERT OR REPLACE INTO sidebars VALUES (?, ?, ?)",
                params![user_id, team_id, encode(&categories)?],
            )
        })
        .map(drop)
    }
}
