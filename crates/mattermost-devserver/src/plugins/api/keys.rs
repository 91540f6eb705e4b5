//! The key-value store of a plugin.

use mattermost_model::PluginKVSetOptions;
use mattermost_model::rpc::{Method, api};

use super::calls::{Calls, Host, error_only, value_or_error};
use crate::fault::{Fault, Outcome};

/// The longest key, in bytes.
const MAX_KEY: usize = 150;

pub(super) fn register(calls: &mut Calls) {
    value_or_error!(calls, KVGet, |host, args| {
        let value = host.app.store.plugin_value(&host.plugin_id, &args.key)?;
        Ok(value.unwrap_or_default())
    });
    error_only!(calls, KVSet, |host, args| {
        set(
            &host,
            &args.key,
            &args.value,
            &PluginKVSetOptions::default(),
        )
        .map(drop)
    });
    error_only!(calls, KVSetWithExpiry, |host, args| {
        let expire_in_seconds = args.expire_in_seconds;
        let options = PluginKVSetOptions {
            expire_in_seconds,
            ..Default::default()
        };
        set(&host, &args.key, &args.value, &options).map(drop)
    });
    value_or_error!(calls, KVSetWithOptions, |host, args| {
        set(&host, &args.key, &args.value, &args.options)
    });
    value_or_error!(calls, KVCompareAndSet, |host, args| {
        let options = PluginKVSetOptions {
            atomic: true,
            old_value: args.old_value,
            ..Default::default()
        };
        set(&host, &args.key, &args.new_value, &options)
    });
    value_or_error!(calls, KVCompareAndDelete, |host, args| {
        let options = PluginKVSetOptions {
            atomic: true,
            old_value: args.old_value,
            ..Default::default()
        };
        set(&host, &args.key, &[], &options)
    });
    error_only!(calls, KVDelete, |host, args| {
        host.app
            .store
            .set_plugin_value(&host.plugin_id, &args.key, None, 0)
    });
    error_only!(calls, KVDeleteAll, |host, _| {
        host.app.store.delete_plugin_values(&host.plugin_id)
    });
    value_or_error!(calls, KVList, |host, args| {
        let limit = args.per_page.clamp(0, 1000);
        let offset = args.page.max(0).saturating_mul(limit);
        host.app.store.plugin_keys(&host.plugin_id, offset, limit)
    });
}

/// Sets a key, or deletes it where the value is empty: over gob there is no other nothing.
fn set(host: &Host, key: &str, value: &[u8], options: &PluginKVSetOptions) -> Outcome<bool> {
    if key.is_empty() || key.len() > MAX_KEY {
        let id = "model.plugin_key_value.is_valid.key.app_error";
        let message = "Invalid key, must be more than 1 and a of maximum 150 characters long.";
        return Err(Fault::bad_request(id, message));
    }
    if !options.atomic && !options.old_value.is_empty() {
        let id = "model.plugin_kvset_options.is_valid.old_value.app_error";
        let message = "Invalid old value, it shouldn’t be set when the operation is not atomic.";
        return Err(Fault::bad_request(id, message));
    }
    let new = Some(value).filter(|value| !value.is_empty());
    let expire_at = match options.expire_in_seconds {
        ..=0 => 0,
        seconds => host.app.now().saturating_add(seconds.saturating_mul(1000)),
    };
    let (store, plugin) = (&host.app.store, &host.plugin_id);
    if options.atomic {
        let old = Some(options.old_value.as_slice()).filter(|old| !old.is_empty());
        return store.compare_and_set_plugin_value(plugin, key, old, new, expire_at);
    }
    store.set_plugin_value(plugin, key, new, expire_at)?;
    Ok(true)
}
