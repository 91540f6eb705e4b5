//! The plugin's settings, the server's configuration, and what the server says of itself.

use mattermost_model::rpc::{Method, api};
use serde_json::Value;

use super::calls::{Calls, error_only, given, value_only, value_or_error};
use crate::app::without_nulls;

/// The version that the dev server stands for.
const VERSION: &str = "11.6.0";

pub(super) fn register(calls: &mut Calls) {
    settings(calls);
    server(calls);
}

fn settings(calls: &mut Calls) {
    value_only!(calls, LoadPluginConfiguration, |host, _| {
        Ok(serde_json::to_vec(
            &host.app.plugin_configuration(&host.plugin_id)?,
        )?)
    });
    value_only!(calls, GetPluginConfig, |host, _| {
        let settings = host.app.plugin_settings(&host.plugin_id)?;
        Ok(serde_json::from_value(Value::Object(settings))?)
    });
    error_only!(calls, SavePluginConfig, |host, args| {
        let settings = serde_json::to_value(args.config)?;
        host.app
            .set_plugin_settings(&host.plugin_id, settings)
            .await
    });
    value_only!(calls, GetConfig, |host, _| {
        Ok(Some(serde_json::from_value(host.app.masked_config()?)?))
    });
    value_only!(calls, GetUnsanitizedConfig, |host, _| Ok(Some(
        host.app.typed_config()?
    )));
    error_only!(calls, SaveConfig, |host, args| {
        let config = serde_json::to_value(given(args.config, "config")?)?;
        host.app.patch_config(without_nulls(config)).await
    });
}

fn server(calls: &mut Calls) {
    value_or_error!(calls, GetBundlePath, |host, _| {
        let folder = host
            .app
            .plugins
            .folder_of(&host.plugin_id, host.node)
            .unwrap_or_default();
        Ok(std::path::absolute(folder)?.to_string_lossy().into_owned())
    });
    value_only!(calls, GetPluginID, |host, _| Ok(host.plugin_id.clone()));
    value_only!(calls, GetLicense, |_host, _| Ok(None));
    value_only!(calls, IsEnterpriseReady, |_host, _| Ok(false));
    value_only!(calls, GetServerVersion, |_host, _| Ok(VERSION.to_owned()));
    value_only!(calls, GetDiagnosticId, |host, _| host.app.diagnostic_id());
    value_only!(calls, GetTelemetryId, |host, _| host.app.diagnostic_id());
    value_or_error!(calls, GetSystemInstallDate, |host, _| {
        // The first thing that a new server makes is the team.
        let teams = host.app.store.teams()?;
        Ok(teams
            .iter()
            .map(|team| team.create_at)
            .min()
            .unwrap_or_default())
    });
}
