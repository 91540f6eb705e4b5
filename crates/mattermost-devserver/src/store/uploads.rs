//! Uploads that are not complete yet.

use mattermost_model::UploadSession;
use rusqlite::{OptionalExtension, params};

use super::{Store, encode};
use crate::fault::Outcome;

impl Store {
    /// Notes an upload of which nothing has come yet.
    pub(crate) fn save_upload(&self, upload: &UploadSession) -> Outcome<()> {
        self.with(|c| {
            let row = params![upload.id, upload.user_id, encode(upload)?];
            c.execute("INSERT INTO uploads VALUES (?, ?, ?, x'')", row)
        })
        .map(drop)
    }

    pub(crate) fn upload(&self, id: &str) -> Outcome<Option<UploadSession>> {
        self.document("SELECT data FROM uploads WHERE id = ?", [id])
    }

    /// A user's uploads, the oldest first.
    pub(crate) fn uploads_of(&self, user_id: &str) -> Outcome<Vec<UploadSession>> {
        self.documents(
            "SELECT data FROM uploads WHERE user_id = ? ORDER BY rowid",
            [user_id],
        )
    }

    /// Adds a part, and stores the upload as it is then.
    pub(crate) fn append_to_upload(&self, upload: &UploadSession, part: &[u8]) -> Outcome<()> {
        self.with(|c| {
            // Text and bytes joined are text to SQLite, if it is not told otherwise.
            c.execute(
                "UPDATE uploads SET content = CAST(content || ?2 AS BLOB), data = ?3 WHERE id = ?1",
                params![upload.id, part, encode(upload)?],
            )
        })
        .map(drop)
    }

    /// Takes a complete upload's content out.
    pub(crate) fn take_upload(&self, id: &str) -> Outcome<Vec<u8>> {
        self.with(|c| {
            let sql = "DELETE FROM uploads WHERE id = ? RETURNING content";
            let content = c.query_row(sql, [id], |row| row.get(0)).optional()?;
            Ok(content.unwrap_or_default())
        })
    }
}
