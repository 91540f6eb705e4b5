//! Files, uploads and dialogs.

use mattermost_model::rpc::{Method, api};

use super::calls::{Calls, error_only, given, page, value_or_error};
use crate::app::NewFile;
use crate::fault::Fault;
use crate::plugins::files::fetch;

pub(super) fn register(calls: &mut Calls) {
    files(calls);
    uploads(calls);
    error_only!(calls, OpenInteractiveDialog, |host, args| host
        .app
        .open_dialog(args.dialog));
}

fn files(calls: &mut Calls) {
    value_or_error!(calls, GetFileInfo, |host, args| {
        Ok(Some(host.app.file_info(&args.file_id)?))
    });
    value_or_error!(calls, GetFileInfos, |host, args| {
        let options = args.opt.unwrap_or_default();
        let infos = host.app.file_infos(&options)?;
        Ok(page(infos, args.page, args.per_page))
    });
    value_or_error!(calls, CopyFileInfos, |host, args| {
        let copy = |id: &String| host.app.copy_file(&args.user_id, id);
        args.file_ids.iter().map(copy).collect()
    });
    value_or_error!(calls, GetFile, |host, args| host
        .app
        .file_content(&args.file_id));
    value_or_error!(calls, UploadFile, |host, args| {
        // A file of a plugin's has no owner: any author may hang it on a post.
        let file = NewFile {
            user_id: "nouser",
            channel_id: &args.channel_id,
            name: &args.filename,
        };
        let stored = host.app.store_file(&host.context(), file, args.data).await;
        Ok(Some(stored?))
    });
}

fn uploads(calls: &mut Calls) {
    value_or_error!(calls, CreateUploadSession, |host, args| {
        Ok(Some(host.app.create_upload(given(args.us, "us")?)?))
    });
    value_or_error!(calls, GetUploadSession, |host, args| {
        Ok(Some(host.app.upload(&args.upload_id)?))
    });
    value_or_error!(calls, UploadData, |host, args| {
        let upload = given(args.us, "us")?;
        let process = host.process.upgrade();
        let process = process.ok_or_else(|| Fault::internal("the plugin has ended"))?;
        let left = upload.file_size.saturating_sub(upload.file_offset);
        let left = usize::try_from(left).unwrap_or_default();
        let left = left.min(host.app.max_file_size()?);
        let part = fetch(&process, args.plugin_stream_id, left).await?;
        host.app
            .add_to_upload(&host.context(), &upload, &part)
            .await
    });
}
