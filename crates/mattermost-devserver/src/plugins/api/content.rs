//! Files and dialogs.

use mattermost_model::rpc::{Method, api};

use super::calls::{Calls, error_only, value_or_error};

pub(super) fn register(calls: &mut Calls) {
    value_or_error!(calls, GetFileInfo, |host, args| {
        Ok(Some(host.app.file_info(&args.file_id)?))
    });
    value_or_error!(calls, GetFile, |host, args| host
        .app
        .file_content(&args.file_id));
    value_or_error!(calls, UploadFile, |host, args| {
        // A file of a plugin's has no owner: any author may hang it on a post.
        Ok(Some(host.app.store_file(
            "nouser",
            &args.channel_id,
            &args.filename,
            &args.data,
        )?))
    });
    error_only!(calls, OpenInteractiveDialog, |host, args| host
        .app
        .open_dialog(args.dialog));
}
