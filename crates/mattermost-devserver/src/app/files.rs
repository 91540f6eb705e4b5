//! Files: uploaded to a channel, then hung on a post.

use mattermost_model::{FileInfo, Post};

use super::App;
use crate::fault::{Fault, Outcome};
use crate::id::{new_id, now};

/// The largest file, in bytes: Mattermost's default of 100 MiB.
pub(crate) const MAX_FILE: usize = 100 * 1024 * 1024;

impl App {
    /// Stores a file.
    pub(crate) fn store_file(
        &self,
        user_id: &str,
        channel_id: &str,
        name: &str,
        content: &[u8],
    ) -> Outcome<FileInfo> {
        self.channel(channel_id)?;
        if content.len() > MAX_FILE {
            let id = "api.file.upload_file.too_large_detailed.app_error";
            let message = format!("Unable to upload file {name}. It is larger than 100 MiB.");
            return Err(Fault::new(http::StatusCode::PAYLOAD_TOO_LARGE, id, message));
        }
        let info = file_info(user_id, channel_id, name, content);
        self.store.save_file(&info, content)?;
        Ok(info)
    }

    pub(crate) fn file_info(&self, id: &str) -> Outcome<FileInfo> {
        self.store.file_info(id)?.ok_or_else(|| {
            Fault::not_found(
                "api.file.get_file_info.app_error",
                "Failed to get file info.",
            )
        })
    }

    /// A file's bytes.
    pub(crate) fn file_content(&self, id: &str) -> Outcome<Vec<u8>> {
        self.store.file_content(id)?.ok_or_else(|| {
            Fault::not_found("api.file.get_file.app_error", "Failed to get the file.")
        })
    }

    /// Hangs a new post's files on it: those that its author uploaded to this channel.
    pub(super) fn attach_files(&self, post: &Post) -> Outcome<()> {
        for id in &post.file_ids {
            let Some(info) = self.store.file_info(id)? else {
                continue;
            };
            let is_free = info.post_id.is_empty() && info.channel_id == post.channel_id;
            if is_free && info.creator_id == post.user_id {
                self.store.save_file_info(&FileInfo {
                    post_id: post.id.clone(),
                    ..info
                })?;
            }
        }
        Ok(())
    }
}

fn file_info(user_id: &str, channel_id: &str, name: &str, content: &[u8]) -> FileInfo {
    let time = now();
    // Only the last part of a path is a name.
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let extension = name
        .rsplit_once('.')
        .map(|(_, e)| e.to_lowercase())
        .unwrap_or_default();
    let size = imagesize::blob_size(content).ok();
    let pixels = |n: usize| i64::try_from(n).unwrap_or_default();
    FileInfo {
        id: new_id(),
        creator_id: user_id.to_owned(),
        channel_id: channel_id.to_owned(),
        create_at: time,
        update_at: time,
        name: name.to_owned(),
        mime_type: mime_type(&extension),
        extension,
        size: i64::try_from(content.len()).unwrap_or(i64::MAX),
        width: size.map_or(0, |s| pixels(s.width)),
        height: size.map_or(0, |s| pixels(s.height)),
        has_preview_image: size.is_some(),
        remote_id: Some(String::new()),
        ..FileInfo::default()
    }
}

/// The media type of a file by its extension, as Go tells it.
pub(crate) fn mime_type(extension: &str) -> String {
    let kind = mime_guess::from_ext(extension).first_or_octet_stream();
    match (kind.type_().as_str(), kind.essence_str()) {
        ("text", essence) => format!("{essence}; charset=utf-8"),
        (_, essence) => essence.to_owned(),
    }
}
