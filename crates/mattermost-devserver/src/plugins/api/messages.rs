//! What a plugin tells clients, other nodes, other plugins' managers and the log.

use std::collections::BTreeMap;

use mattermost_model::rpc::{Method, api};
use mattermost_model::{Any, AuditRecord, WebsocketBroadcast};

use super::calls::{Calls, Host, error_only, given, nothing, value_or_error};
use crate::fault::{Fault, Outcome};
use crate::plugins::bundle_id;
use crate::plugins::files::fetch;
use crate::ws::{Broadcast, Event};

/// The largest bundle that a plugin may install, in bytes.
const MAX_BUNDLE: usize = 512 * 1024 * 1024;

pub(super) fn register(calls: &mut Calls) {
    events(calls);
    log(calls);
    plugins(calls);
}

fn events(calls: &mut Calls) {
    nothing!(calls, PublishWebSocketEvent, |host, args| {
        let broadcast = args.broadcast.map(broadcast).unwrap_or_default();
        let mut event = Event::new(
            &format!("custom_{}_{}", host.plugin_id, args.event),
            broadcast,
        );
        for (key, value) in args.payload {
            event.data.insert(key, serde_json::to_value(value)?);
        }
        host.app.publish(&event);
        Ok(())
    });
    error_only!(calls, PublishUserTyping, |host, args| {
        host.app
            .publish_typing(&args.user_id, &args.channel_id, &args.parent_id)
    });
    error_only!(calls, PublishPluginClusterEvent, |host, args| {
        let (plugins, target) = (&host.app.plugins, &args.opts.target_id);
        plugins.publish_cluster_event(&host.plugin_id, host.node, target, &args.ev);
        Ok(())
    });
}

fn broadcast(from: WebsocketBroadcast) -> Broadcast {
    Broadcast {
        omit_users: Some(from.omit_users).filter(|users| !users.is_empty()),
        user_id: from.user_id,
        channel_id: from.channel_id,
        team_id: from.team_id,
        connection_id: from.connection_id,
        omit_connection_id: from.omit_connection_id,
        contains_sanitized_data: from.contains_sanitized_data,
        contains_sensitive_data: from.contains_sensitive_data,
    }
}

fn log(calls: &mut Calls) {
    nothing!(calls, LogDebug, |host, args| {
        write(&host, "debug", &args.msg, &args.key_value_pairs);
        Ok(())
    });
    nothing!(calls, LogInfo, |host, args| {
        write(&host, "info", &args.msg, &args.key_value_pairs);
        Ok(())
    });
    nothing!(calls, LogWarn, |host, args| {
        write(&host, "warn", &args.msg, &args.key_value_pairs);
        Ok(())
    });
    nothing!(calls, LogAuditRec, |host, args| audit(&host, args.rec));
    nothing!(calls, LogAuditRecWithLevel, |host, args| audit(
        &host, args.rec
    ));
    nothing!(calls, LogError, |host, args| {
        write(&host, "error", &args.msg, &args.key_value_pairs);
        Ok(())
    });
}

/// There is no audit log of its own: the record goes where all else goes.
fn audit(host: &Host, record: Option<AuditRecord>) -> Outcome<()> {
    let record = given(record, "rec")?;
    let json = serde_json::to_string(&record)?;
    let mut fields = BTreeMap::from([("record".to_owned(), json)]);
    fields.extend(host.app.plugins.node_field(host.node));
    let message = format!("audit: {} {}", record.event_name, record.status);
    host.app
        .log
        .write("info", &host.plugin_id, &message, fields);
    Ok(())
}

fn write(host: &Host, level: &str, message: &str, pairs: &[Any]) {
    let text = |value: &Any| match value.as_str() {
        Some(text) => text.to_owned(),
        None => serde_json::to_string(value).unwrap_or_default(),
    };
    let mut fields: BTreeMap<String, String> = pairs
        .chunks(2)
        .filter_map(|pair| match pair {
            [key, value] => Some((text(key), text(value))),
            [value] => Some(("missing_key".to_owned(), text(value))),
            _ => None,
        })
        .collect();
    fields.extend(host.app.plugins.node_field(host.node));
    host.app.log.write(level, &host.plugin_id, message, fields);
}

fn plugins(calls: &mut Calls) {
    value_or_error!(calls, GetPlugins, |host, _| Ok(host
        .app
        .plugins
        .manifests()));
    value_or_error!(calls, GetPluginStatus, |host, args| {
        let mut statuses = host.app.plugins.statuses_of(&args.id).into_iter();
        let status = statuses.nth(host.node);
        let missing = || {
            Fault::not_found(
                "app.plugin.not_installed.app_error",
                "Plugin is not installed.",
            )
        };
        Ok(Some(status.ok_or_else(missing)?))
    });
    value_or_error!(calls, InstallPlugin, |host, args| {
        let process = host.process.upgrade();
        let process = process.ok_or_else(|| Fault::internal("the plugin has ended"))?;
        let bundle = fetch(&process, args.plugin_stream_id, MAX_BUNDLE).await?;
        let file = tempfile::NamedTempFile::new()?;
        std::fs::write(file.path(), bundle)?;
        let plugins = not_itself(&host, &bundle_id(file.path())?)?;
        Ok(Some(plugins.install(file.path(), args.replace).await?))
    });
    error_only!(calls, EnablePlugin, |host, args| not_itself(
        &host, &args.id
    )?
    .enable(&args.id)
    .await);
    error_only!(calls, DisablePlugin, |host, args| not_itself(
        &host, &args.id
    )?
    .disable(&args.id)
    .await);
    error_only!(calls, RemovePlugin, |host, args| not_itself(
        &host, &args.id
    )?
    .remove(&args.id)
    .await);
}

/// The plugins, where the one to be managed is another than the caller: a plugin that waits for its
/// own end would wait for ever.
fn not_itself<'a>(host: &'a Host, id: &str) -> Result<&'a crate::plugins::Plugins, Fault> {
    if host.plugin_id == id {
        return Err(Fault::not_implemented("a plugin that manages itself"));
    }
    Ok(&host.app.plugins)
}
