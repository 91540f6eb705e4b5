//! Users, their sessions, access tokens, preferences and pictures, and bots.

use mattermost_model::{Bot, Preference, Session, User, UserAccessToken};
use rusqlite::{OptionalExtension, params};

use super::{Store, encode};
use crate::fault::Outcome;

impl Store {
    /// Stores `user`, new or changed. A new user without `password_hash` cannot log in; for a known
    /// one `None` keeps the hash.
    pub(crate) fn save_user(&self, user: &User, password_hash: Option<&str>) -> Outcome<()> {
        self.with(|c| {
            c.execute(
                "INSERT INTO users VALUES (?1, ?2, ?3, coalesce(?4, ''), ?5, ?6)
                 ON CONFLICT (id) DO UPDATE SET username = ?2, email = ?3,
                 password_hash = coalesce(?4, password_hash), delete_at = ?5, data = ?6",
                params![
                    user.id,
                    user.username,
                    user.email,
                    password_hash,
                    user.delete_at,
                    encode(user)?
                ],
            )
        })
        .map(drop)
    }

    pub(crate) fn user(&self, id: &str) -> Outcome<Option<User>> {
        self.document("SELECT data FROM users WHERE id = ?", [id])
    }

    pub(crate) fn user_by_username(&self, username: &str) -> Outcome<Option<User>> {
        self.document(
            "SELECT data FROM users WHERE username = lower(?)",
            [username],
        )
    }

    pub(crate) fn user_by_email(&self, email: &str) -> Outcome<Option<User>> {
        self.document("SELECT data FROM users WHERE email = lower(?)", [email])
    }

    /// All users by name, those who were deactivated included.
    pub(crate) fn users(&self) -> Outcome<Vec<User>> {
        self.documents("SELECT data FROM users ORDER BY username", [])
    }

    pub(crate) fn users_in_team(&self, team_id: &str) -> Outcome<Vec<User>> {
        self.documents(
            "SELECT u.data FROM users u JOIN team_members m ON m.user_id = u.id
             WHERE m.team_id = ? AND m.delete_at = 0 ORDER BY u.username",
            [team_id],
        )
    }

    pub(crate) fn users_in_channel(&self, channel_id: &str) -> Outcome<Vec<User>> {
        self.documents(
            "SELECT u.data FROM users u JOIN channel_members m ON m.user_id = u.id
             WHERE m.channel_id = ? ORDER BY u.username",
            [channel_id],
        )
    }

    /// The hash of a user's password; empty for bots.
    pub(crate) fn password_hash(&self, user_id: &str) -> Outcome<String> {
        let found = self.texts("SELECT password_hash FROM users WHERE id = ?", [user_id])?;
        Ok(found.into_iter().next().unwrap_or_default())
    }

    pub(crate) fn save_session(&self, session: &Session) -> Outcome<()> {
        self.with(|c| {
            c.execute(
                "INSERT OR REPLACE INTO sessions VALUES (?, ?, ?, ?, ?)",
                params![
                    session.id,
                    session.token,
                    session.user_id,
                    session.expires_at,
                    encode(session)?
                ],
            )
        })
        .map(drop)
    }

    pub(crate) fn session(&self, id: &str) -> Outcome<Option<Session>> {
        self.document("SELECT data FROM sessions WHERE id = ?", [id])
    }

    pub(crate) fn session_by_token(&self, token: &str) -> Outcome<Option<Session>> {
        self.document("SELECT data FROM sessions WHERE token = ?", [token])
    }

    /// A user's sessions, the newest first.
    pub(crate) fn sessions_of(&self, user_id: &str) -> Outcome<Vec<Session>> {
        self.documents(
            "SELECT data FROM sessions WHERE user_id = ? ORDER BY rowid DESC",
            [user_id],
        )
    }

    pub(crate) fn delete_session(&self, id: &str) -> Outcome<bool> {
        Ok(self.execute("DELETE FROM sessions WHERE id = ?", [id])? > 0)
    }

    pub(crate) fn save_access_token(&self, token: &UserAccessToken) -> Outcome<()> {
        self.with(|c| {
            c.execute(
                "INSERT OR REPLACE INTO access_tokens VALUES (?, ?, ?, ?)",
                params![token.id, token.token, token.user_id, encode(token)?],
            )
        })
        .map(drop)
    }

    pub(crate) fn access_token(&self, token: &str) -> Outcome<Option<UserAccessToken>> {
        self.document("SELECT data FROM access_tokens WHERE token = ?", [token])
    }

    pub(crate) fn delete_access_token(&self, id: &str) -> Outcome<bool> {
        Ok(self.execute("DELETE FROM access_tokens WHERE id = ?", [id])? > 0)
    }

    pub(crate) fn save_preference(&self, preference: &Preference) -> Outcome<()> {
        self.with(|c| {
            c.execute(
                "INSERT OR REPLACE INTO preferences VALUES (?, ?, ?, ?)",
                params![
                    preference.user_id,
                    preference.category,
                    preference.name,
                    encode(preference)?
                ],
            )
        })
        .map(drop)
    }

    /// A user's preferences, of one category or all.
    pub(crate) fn preferences(
        &self,
        user_id: &str,
        category: Option<&str>,
    ) -> Outcome<Vec<Preference>> {
        self.documents(
            "SELECT data FROM preferences WHERE user_id = ?1 AND (?2 IS NULL OR category = ?2)
             ORDER BY category, name",
            params![user_id, category],
        )
    }

    pub(crate) fn delete_preference(&self, preference: &Preference) -> Outcome<()> {
        self.execute(
            "DELETE FROM preferences WHERE user_id = ? AND category = ? AND name = ?",
            params![preference.user_id, preference.category, preference.name],
        )
        .map(drop)
    }

    pub(crate) fn save_bot(&self, bot: &Bot) -> Outcome<()> {
        self.with(|c| {
            c.execute(
                "INSERT OR REPLACE INTO bots VALUES (?, ?)",
                params![bot.user_id, encode(bot)?],
            )
        })
        .map(drop)
    }

    pub(crate) fn bot(&self, user_id: &str) -> Outcome<Option<Bot>> {
        self.document("SELECT data FROM bots WHERE user_id = ?", [user_id])
    }

    pub(crate) fn bots(&self) -> Outcome<Vec<Bot>> {
        self.documents("SELECT data FROM bots ORDER BY rowid", [])
    }

    /// Removes a bot and its user for good.
    pub(crate) fn delete_bot(&self, user_id: &str) -> Outcome<()> {
        self.execute("DELETE FROM bots WHERE user_id = ?", [user_id])?;
        self.execute("DELETE FROM users WHERE id = ?", [user_id])
            .map(drop)
    }

    pub(crate) fn save_user_image(&self, user_id: &str, image: &[u8]) -> Outcome<()> {
        self.execute(
            "INSERT OR REPLACE INTO user_images VALUES (?, ?)",
            params![user_id, image],
        )
        .map(drop)
    }

    pub(crate) fn user_image(&self, user_id: &str) -> Outcome<Option<Vec<u8>>> {
        self.with(|c| {
            c.query_row(
                "SELECT data FROM user_images WHERE user_id = ?",
                [user_id],
                |row| row.get(0),
            )
            .optional()
        })
    }
}
