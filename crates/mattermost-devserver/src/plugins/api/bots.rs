//! Bots.

use mattermost_model::Bot;
use mattermost_model::rpc::{Method, api};

use super::calls::{Calls, error_only, given, page, value_or_error};

pub(super) fn register(calls: &mut Calls) {
    value_or_error!(calls, EnsureBotUser, |host, args| {
        host.app
            .ensure_bot(&host.plugin_id, given(args.bot, "bot")?)
    });
    value_or_error!(calls, CreateBot, |host, args| {
        let bot = given(args.bot, "bot")?;
        // A bot that names no owner belongs to the plugin.
        let owner_id = if bot.owner_id.is_empty() {
            host.plugin_id.clone()
        } else {
            bot.owner_id.clone()
        };
        Ok(Some(host.app.create_bot(Bot { owner_id, ..bot })?))
    });
    value_or_error!(calls, PatchBot, |host, args| {
        Ok(Some(host.app.patch_bot(
            &args.bot_user_id,
            given(args.bot_patch, "bot_patch")?,
        )?))
    });
    value_or_error!(calls, GetBot, |host, args| {
        Ok(Some(host.app.bot(&args.bot_user_id, args.include_deleted)?))
    });
    value_or_error!(calls, GetBots, |host, args| {
        let options = given(args.options, "options")?;
        let mut bots = host.app.store.bots()?;
        bots.retain(|bot| {
            (options.include_deleted || bot.delete_at == 0)
                && (options.owner_id.is_empty() || bot.owner_id == options.owner_id)
        });
        Ok(page(bots, options.page, options.per_page))
    });
    value_or_error!(calls, UpdateBotActive, |host, args| {
        Ok(Some(host.app.set_bot_active(
            &host.context(),
            &args.bot_user_id,
            args.active,
        )?))
    });
    error_only!(calls, PermanentDeleteBot, |host, args| {
        host.app.bot(&args.bot_user_id, true)?;
        host.app.store.delete_bot(&args.bot_user_id)
    });
}
