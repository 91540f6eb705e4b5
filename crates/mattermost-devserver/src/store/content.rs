//! Files, and the slash commands of integrations.

use mattermost_model::{Command, FileInfo};
use rusqlite::{OptionalExtension, params};

use super::{Store, encode};
use crate::fault::Outcome;

impl Store {
    pub(crate) fn save_file(&self, info: &FileInfo, content: &[u8]) -> Outcome<()> {
        self.with(|c| {
            c.execute(
                "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)",
                params![
                    info.id,
                    info.post_id,
                    info.channel_id,
                    info.create_at,
                    encode(info)?,
                    content
                ],
            )
        })
        .map(drop)
    }

    pub(crate) fn save_file_info(&self, info: &FileInfo) -> Outcome<()> {
        self.with(|c| {
            c.execute(
                "UPDATE files SET post_id = ?2, data = ?3 WHERE id = ?1",
                params![info.id, info.post_id, encode(info)?],
            )
        })
        .map(drop)
    }

    pub(crate) fn file_info(&self, id: &str) -> Outcome<Option<FileInfo>> {
        self.document("SELECT data FROM files WHERE id = ?", [id])
    }

    /// All files, in the order in which they came.
    pub(crate) fn file_infos(&self) -> Outcome<Vec<FileInfo>> {
        self.documents("SELECT data FROM files ORDER BY rowid", [])
    }

    pub(crate) fn file_content(&self, id: &str) -> Outcome<Option<Vec<u8>>> {
        self.with(|c| {
            c.query_row("SELECT content FROM files WHERE id = ?", [id], |row| {
                row.get(0)
            })
            .optional()
        })
    }

    pub(crate) fn files_of_post(&self, post_id: &str) -> Outcome<Vec<FileInfo>> {
        self.documents(
            "SELECT data FROM files WHERE post_id = ? ORDER BY create_at",
            [post_id],
        )
    }

    /// How many files hang on posts of a channel.
    pub(crate) fn file_count(&self, channel_id: &str) -> Outcome<i64> {
        self.number(
            "SELECT count(*) FROM files WHERE channel_id = ? AND post_id <> ''",
            [channel_id],
        )
    }

    pub(crate) fn save_command(&self, command: &Command) -> Outcome<()> {
        self.with(|c| {
            c.execute(
                "INSERT OR REPLACE INTO commands VALUES (?, ?, ?, ?)",
                params![
                    command.id,
                    command.team_id,
                    command.delete_at,
                    encode(command)?
                ],
            )
        })
        .map(drop)
    }

    pub(crate) fn command(&self, id: &str) -> Outcome<Option<Command>> {
        self.document(
            "SELECT data FROM commands WHERE id = ? AND delete_at = 0",
            [id],
        )
    }

    /// The commands that integrations and plugins made in a team.
    pub(crate) fn commands(&self, team_id: &str) -> Outcome<Vec<Command>> {
        self.documents(
            "SELECT data FROM commands WHERE team_id = ? AND delete_at = 0",
            [team_id],
        )
    }
}
