//! Files: uploaded to a channel, then hung on a post.

use mattermost_model::{FileInfo, GetFileInfosOptions, Post};

use super::{App, RequestContext};
use crate::fault::{Fault, Outcome};
use crate::id::new_id;

/// How a file comes in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewFile<'a> {
    pub(crate) user_id: &'a str,
    pub(crate) channel_id: &'a str,
    pub(crate) name: &'a str,
}

impl App {
    /// The largest file that is taken, in bytes.
    pub(crate) fn max_file_size(&self) -> Outcome<usize> {
        let config = self.config()?;
        let size = config.pointer("/FileSettings/MaxFileSize");
        let size = size.and_then(serde_json::Value::as_u64);
        Ok(size
            .and_then(|size| usize::try_from(size).ok())
            .unwrap_or(100 * 1024 * 1024))
    }

    /// Refuses all files where the configuration does.
    pub(crate) fn require_files(&self) -> Outcome<()> {
        let config = self.config()?;
        if config.pointer("/FileSettings/EnableFileAttachments") != Some(&false.into()) {
            return Ok(());
        }
        let id = "api.file.attachments.disabled.app_error";
        let message = "File attachments have been disabled on this server.";
        Err(Fault::new(http::StatusCode::NOT_IMPLEMENTED, id, message))
    }

    /// Stores a file, as plugins let it pass.
    pub(crate) async fn store_file(
        &self,
        context: &RequestContext,
        file: NewFile<'_>,
        content: Vec<u8>,
    ) -> Outcome<FileInfo> {
        self.channel(file.channel_id)?;
        let limit = self.max_file_size()?;
        if content.len() > limit {
            return Err(too_large(file.name, content.len(), limit));
        }
        let info = file_info(file, &content, self.now());
        let plugins = &self.plugins;
        let hooks = plugins.file_will_be_uploaded(context, info, content, limit);
        let (info, content) = hooks.await?;
        self.store.save_file(&info, &content)?;
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

    /// The files that fit, by the time they came or by size.
    pub(crate) fn file_infos(&self, wanted: &GetFileInfosOptions) -> Outcome<Vec<FileInfo>> {
        let is_among = |ids: &[String], id: &String| ids.is_empty() || ids.contains(id);
        let mut infos = self.store.file_infos()?;
        infos.retain(|info| {
            (wanted.include_deleted || info.delete_at == 0)
                && info.create_at >= wanted.since
                && is_among(&wanted.user_ids, &info.creator_id)
                && is_among(&wanted.channel_ids, &info.channel_id)
        });
        match wanted.sort_by.as_str() {
            "" | "CreateAt" => infos.sort_by_key(|info| info.create_at),
            "Size" => infos.sort_by_key(|info| info.size),
            _ => return Err(Fault::body_parameter("sort_by")),
        }
        if wanted.sort_descending {
            infos.reverse();
        }
        Ok(infos)
    }

    /// Copies a file for another author, on no post yet, and gives the copy's id.
    pub(crate) fn copy_file(&self, user_id: &str, id: &str) -> Outcome<String> {
        let (info, content) = (self.file_info(id)?, self.file_content(id)?);
        let time = self.now();
        let copy = FileInfo {
            id: new_id(),
            creator_id: user_id.to_owned(),
            post_id: String::new(),
            create_at: time,
            update_at: time,
            ..info
        };
        self.store.save_file(&copy, &content)?;
        Ok(copy.id)
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

/// The refusal of a file that is larger than the configuration allows.
pub(crate) fn too_large(name: &str, size: usize, limit: usize) -> Fault {
    let id = "api.file.upload_file.too_large_detailed.app_error";
    let message = format!(
        "Unable to upload file {name}. {size} bytes exceeds the maximum allowed {limit} bytes."
    );
    Fault::new(http::StatusCode::PAYLOAD_TOO_LARGE, id, message)
}

fn file_info(file: NewFile<'_>, content: &[u8], time: i64) -> FileInfo {
    // Only the last part of a path is a name.
    let name = file.name.rsplit(['/', '\\']).next().unwrap_or_default();
    let extension = name
        .rsplit_once('.')
        .map(|(_, e)| e.to_lowercase())
        .unwrap_or_default();
    let size = imagesize::blob_size(content).ok();
    let pixels = |n: usize| i64::try_from(n).unwrap_or_default();
    FileInfo {
        id: new_id(),
        creator_id: file.user_id.to_owned(),
        channel_id: file.channel_id.to_owned(),
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
