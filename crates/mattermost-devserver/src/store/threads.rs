//! Threads: the replies to a root post, and who follows them.

use mattermost_model::Post;
use rusqlite::{OptionalExtension, params};

use super::Store;
use crate::fault::Outcome;

/// How a user stands to a thread.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ThreadMembership {
    pub(crate) following: bool,
    pub(crate) last_viewed_at: i64,
}

impl Store {
    /// The replies to a root post, the oldest first.
    pub(crate) fn replies(&self, root_id: &str) -> Outcome<Vec<Post>> {
        self.documents(
            "SELECT data FROM posts WHERE root_id = ? AND delete_at = 0 AND original_id = ''
             ORDER BY create_at, rowid",
            [root_id],
        )
    }

    pub(crate) fn reply_count(&self, root_id: &str) -> Outcome<i64> {
        self.number(
            "SELECT count(*) FROM posts
             WHERE root_id = ? AND delete_at = 0 AND original_id = ''",
            [root_id],
        )
    }

    pub(crate) fn thread_membership(
        &self,
        thread_id: &str,
        user_id: &str,
    ) -> Outcome<Option<ThreadMembership>> {
        self.with(|c| {
            c.query_row(
                "SELECT following, last_viewed_at FROM thread_members
                 WHERE thread_id = ? AND user_id = ?",
                [thread_id, user_id],
                |row| {
                    Ok(ThreadMembership {
                        following: row.get(0)?,
                        last_viewed_at: row.get(1)?,
                    })
                },
            )
            .optional()
        })
    }

    pub(crate) fn save_thread_membership(
        &self,
        thread_id: &str,
        user_id: &str,
        membership: ThreadMembership,
    ) -> Outcome<()> {
        self.execute(
            "INSERT OR REPLACE INTO thread_members VALUES (?, ?, ?, ?)",
            params![
                thread_id,
                user_id,
                membership.following,
                membership.last_viewed_at
            ],
        )
        .map(drop)
    }

    pub(crate) fn thread_followers(&self, thread_id: &str) -> Outcome<Vec<String>> {
        self.texts(
            "SELECT user_id FROM thread_members WHERE thread_id = ? AND following ORDER BY user_id",
            [thread_id],
        )
    }

    /// The root posts of the threads that a user follows in a team, the newest first.
    pub(crate) fn threads_of(&self, user_id: &str, team_id: &str) -> Outcome<Vec<Post>> {
        self.documents(
            "SELECT p.data FROM posts p JOIN channels c ON c.id = p.channel_id
             JOIN thread_members t ON t.thread_id = p.id
             WHERE t.user_id = ? AND t.following AND p.delete_at = 0
             AND (c.team_id = ? OR c.team_id = '')
             ORDER BY p.create_at DESC",
            [user_id, team_id],
        )
    }
}
