//! Upload sessions: files that come in parts, or from a plugin as a stream.

use mattermost_model::{FileInfo, UploadSession};

use super::files::NewFile;
use super::{App, RequestContext};
use crate::fault::{Fault, Outcome};
use crate::id::is_id;

/// The smallest first part of a file that comes in several, in bytes.
const MIN_FIRST_PART: usize = 5 * 1024 * 1024;

impl App {
    /// Begins an upload. Its id is the caller's choice.
    pub(crate) fn create_upload(&self, upload: UploadSession) -> Outcome<UploadSession> {
        self.require_files()?;
        if upload.type_ != "attachment" {
            let what = "uploads of another type than attachment";
            return Err(Fault::not_implemented(what));
        }
        let size = usize::try_from(upload.file_size).unwrap_or_default();
        if size > self.max_file_size()? {
            let id = "app.upload.create.upload_too_large.app_error";
            let message = "Unable to upload file. File is too large.";
            return Err(Fault::new(http::StatusCode::PAYLOAD_TOO_LARGE, id, message));
        }
        check(&upload)?;
        self.check_upload_channel(&upload.channel_id)?;
        let upload = UploadSession {
            create_at: self.now(),
            file_offset: 0,
            ..upload
        };
        self.store.save_upload(&upload)?;
        Ok(upload)
    }

    fn check_upload_channel(&self, channel_id: &str) -> Outcome<()> {
        let Some(channel) = self.store.channel(channel_id)? else {
            let id = "app.upload.create.incorrect_channel_id.app_error";
            let message = "Cannot upload to the specified channel.";
            return Err(Fault::bad_request(id, message));
        };
        if channel.delete_at == 0 {
            return Ok(());
        }
        let id = "app.upload.create.cannot_upload_to_deleted_channel.app_error";
        let message = "Cannot upload to a deleted channel.";
        Err(Fault::bad_request(id, message))
    }

    pub(crate) fn upload(&self, id: &str) -> Outcome<UploadSession> {
        self.store.upload(id)?.ok_or_else(|| {
            let message = "Failed to get upload.";
            Fault::not_found("app.upload.get.app_error", message)
        })
    }

    /// Adds the next part of a file. Gives the file where it is complete now.
    pub(crate) async fn add_to_upload(
        &self,
        context: &RequestContext,
        upload: &UploadSession,
        part: &[u8],
    ) -> Outcome<Option<FileInfo>> {
        let mut stored = self.upload(&upload.id)?;
        if stored.file_offset != upload.file_offset {
            let id = "app.upload.upload_data.concurrent.app_error";
            return Err(Fault::bad_request(
                id,
                "Unable to upload data from more than one request.",
            ));
        }
        let left = stored.file_size - stored.file_offset;
        let part = part
            .get(..usize::try_from(left).unwrap_or_default())
            .unwrap_or(part);
        let length = i64::try_from(part.len()).unwrap_or(i64::MAX);
        if stored.file_offset == 0 && part.len() < MIN_FIRST_PART && length < stored.file_size {
            let id = "app.upload.upload_data.first_part_too_small.app_error";
            let message = format!(
                "Failed to upload data. First part must be at least {MIN_FIRST_PART} Bytes."
            );
            return Err(Fault::bad_request(id, message));
        }
        stored.file_offset += length;
        self.store.append_to_upload(&stored, part)?;
        if stored.file_offset < stored.file_size {
            return Ok(None);
        }
        let content = self.store.take_upload(&stored.id)?;
        let file = NewFile {
            user_id: &stored.user_id,
            channel_id: &stored.channel_id,
            name: &stored.filename,
        };
        self.store_file(context, file, content).await.map(Some)
    }
}

fn check(upload: &UploadSession) -> Outcome<()> {
    let is_owner = is_id(&upload.user_id) || upload.user_id == "nouser";
    for (is_valid, name) in [
        (is_id(&upload.id), "id"),
        (is_owner, "user_id"),
        (is_id(&upload.channel_id), "channel_id"),
        (!upload.filename.is_empty(), "filename"),
        (upload.file_size > 0, "file_size"),
    ] {
        if !is_valid {
            let id = format!("model.upload_session.is_valid.{name}.app_error");
            let message = format!("Invalid value for {name}.");
            return Err(Fault::bad_request(&id, message));
        }
    }
    Ok(())
}
