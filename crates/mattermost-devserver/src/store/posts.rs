//! Posts and reactions.

use mattermost_model::{Post, Reaction};
use rusqlite::params;

use super::{Store, encode};
use crate::fault::Outcome;

/// Which posts of a channel: a page of the newest, or those around a post.
#[derive(Debug, Clone, Default)]
pub(crate) struct PostQuery {
    /// Only posts made before this one.
    pub(crate) before: Option<Post>,
    /// Only posts made after this one: the page then begins at the oldest of them.
    pub(crate) after: Option<Post>,
    /// Leave out replies.
    pub(crate) roots_only: bool,
    pub(crate) offset: i64,
    pub(crate) limit: i64,
}

impl Store {
    /// Stores `post`, new or changed.
    pub(crate) fn save_post(&self, post: &Post) -> Outcome<()> {
        self.with(|c| {
            // A changed post keeps its row, whose number orders posts of the same millisecond.
            c.prepare_cached(
                "INSERT INTO posts VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
                 ON CONFLICT (id) DO UPDATE SET update_at = ?7, delete_at = ?8, is_pinned = ?9,
                 message = ?10, data = ?11",
            )?
            .execute(params![
                post.id,
                post.channel_id,
                post.root_id,
                post.original_id,
                post.user_id,
                post.create_at,
                post.update_at,
                post.delete_at,
                post.is_pinned,
                post.message,
                encode(post)?
            ])
        })
        .map(drop)
    }

    /// A post that was not deleted.
    pub(crate) fn post(&self, id: &str) -> Outcome<Option<Post>> {
        self.document(
            "SELECT data FROM posts WHERE id = ? AND delete_at = 0",
            [id],
        )
    }

    /// A page of a channel's posts, the newest first.
    pub(crate) fn channel_posts(&self, channel_id: &str, query: &PostQuery) -> Outcome<Vec<Post>> {
        let (sign, order, around) = match (&query.before, &query.after) {
            (Some(post), _) => ("<", "DESC", Some(post)),
            (None, Some(post)) => (">", "ASC", Some(post)),
            (None, None) => ("<", "DESC", None),
        };
        let sql = format!(
            "SELECT data FROM posts WHERE channel_id = ?1 AND delete_at = 0
             AND (?2 = 0 OR root_id = '')
             AND (?3 IS NULL OR (create_at, rowid) {sign} (?3, (SELECT rowid FROM posts WHERE id = ?4)))
             ORDER BY create_at {order}, rowid {order} LIMIT ?5 OFFSET ?6"
        );
        let mut posts: Vec<Post> = self.documents(
            &sql,
            params![
                channel_id,
                query.roots_only,
                around.map(|p| p.create_at),
                around.map(|p| p.id.as_str()),
                query.limit,
                query.offset
            ],
        )?;
        if order == "ASC" {
            posts.reverse();
        }
        Ok(posts)
    }

    /// The posts of a channel that changed since a time, deleted ones included, the newest first.
    pub(crate) fn posts_since(&self, channel_id: &str, since: i64) -> Outcome<Vec<Post>> {
        self.documents(
            "SELECT data FROM posts WHERE channel_id = ? AND update_at > ? AND original_id = ''
             ORDER BY create_at DESC, rowid DESC LIMIT 1000",
            params![channel_id, since],
        )
    }

    pub(crate) fn pinned_posts(&self, channel_id: &str) -> Outcome<Vec<Post>> {
        self.documents(
            "SELECT data FROM posts WHERE channel_id = ? AND is_pinned AND delete_at = 0
             ORDER BY create_at DESC",
            [channel_id],
        )
    }

    /// The earlier versions of a post, the newest first.
    pub(crate) fn post_history(&self, id: &str) -> Outcome<Vec<Post>> {
        self.documents(
            "SELECT data FROM posts WHERE original_id = ? ORDER BY update_at DESC, rowid DESC",
            [id],
        )
    }

    /// Posts whose message holds `term`, in channels of a team that the user is in.
    pub(crate) fn search_posts(
        &self,
        team_id: &str,
        user_id: &str,
        term: &str,
        limit: i64,
    ) -> Outcome<Vec<Post>> {
        self.documents(
            "SELECT p.data FROM posts p JOIN channels c ON c.id = p.channel_id
             JOIN channel_members m ON m.channel_id = c.id AND m.user_id = ?2
             WHERE (c.team_id = ?1 OR c.team_id = '') AND p.delete_at = 0
             AND instr(lower(p.message), lower(?3)) > 0
             ORDER BY p.create_at DESC LIMIT ?4",
            params![team_id, user_id, term, limit],
        )
    }

    /// The posts of a team's channels, the newest first.
    pub(crate) fn posts_in_team(&self, team_id: &str) -> Outcome<Vec<Post>> {
        self.documents(
            "SELECT p.data FROM posts p JOIN channels c ON c.id = p.channel_id
             WHERE c.team_id = ? AND c.delete_at = 0 AND p.delete_at = 0 AND p.original_id = ''
             ORDER BY p.create_at DESC, p.rowid DESC",
            [team_id],
        )
    }

    pub(crate) fn save_reaction(&self, reaction: &Reaction) -> Outcome<()> {
        self.with(|c| {
            c.execute(
                "INSERT OR REPLACE INTO reactions VALUES (?, ?, ?, ?, ?)",
                params![
                    reaction.post_id,
                    reaction.user_id,
                    reaction.emoji_name,
                    reaction.create_at,
                    encode(reaction)?
                ],
            )
        })
        .map(drop)
    }

    pub(crate) fn reactions(&self, post_id: &str) -> Outcome<Vec<Reaction>> {
        self.documents(
            "SELECT data FROM reactions WHERE post_id = ? ORDER BY create_at",
            [post_id],
        )
    }

    pub(crate) fn delete_reaction(&self, reaction: &Reaction) -> Outcome<bool> {
        let deleted = self.execute(
            "DELETE FROM reactions WHERE post_id = ? AND user_id = ? AND emoji_name = ?",
            [&reaction.post_id, &reaction.user_id, &reaction.emoji_name],
        )?;
        Ok(deleted > 0)
    }
}
