//! The settings of the server's configuration that most plugins need.
//!
//! gob matches fields by their names, so a struct with few of them reads what the server sends of
//! all, and skips the rest.

use crate::rpc::Method;
use crate::rpc::api::{GetConfig, GetConfigArgs};
use crate::wire::gob_struct;

gob_struct! {
    /// Go's `model.Config`, with few of its some seven hundred settings, under the same names as in
    /// [`Config`](crate::Config).
    ConfigExcerpt "Config" {
        /// Go: `ServiceSettings ServiceSettings`.
        service_settings: ServiceSettingsExcerpt = "ServiceSettings", "ServiceSettings", always;
        /// Go: `TeamSettings TeamSettings`.
        team_settings: TeamSettingsExcerpt = "TeamSettings", "TeamSettings", always;
        /// Go: `FileSettings FileSettings`.
        file_settings: FileSettingsExcerpt = "FileSettings", "FileSettings", always;
        /// Go: `LocalizationSettings LocalizationSettings`.
        localization_settings: LocalizationSettingsExcerpt = "LocalizationSettings", "LocalizationSettings", always;
    }
}

gob_struct! {
    /// Go's `model.ServiceSettings`, in part.
    ServiceSettingsExcerpt "ServiceSettings" {
        /// Go: `SiteURL *string`.
        site_url: Option<String> = "SiteURL", "SiteURL", always;
    }
}

gob_struct! {
    /// Go's `model.TeamSettings`, in part.
    TeamSettingsExcerpt "TeamSettings" {
        /// Go: `EnableCustomUserStatuses *bool`. gob leaves a `false` out, also behind a pointer, and
        /// a server has a value for each setting: so `None` means `false` here.
        enable_custom_user_statuses: Option<bool> = "EnableCustomUserStatuses", "EnableCustomUserStatuses", always;
    }
}

gob_struct! {
    /// Go's `model.FileSettings`, in part.
    FileSettingsExcerpt "FileSettings" {
        /// Go: `MaxFileSize *int64`, in bytes.
        max_file_size: Option<i64> = "MaxFileSize", "MaxFileSize", always;
    }
}

gob_struct! {
    /// Go's `model.LocalizationSettings`, in part.
    LocalizationSettingsExcerpt "LocalizationSettings" {
        /// Go: `DefaultServerLocale *string`.
        default_server_locale: Option<String> = "DefaultServerLocale", "DefaultServerLocale", always;
    }
}

gob_struct! {
    /// The reply of [`GetConfigExcerpt`].
    GetConfigExcerptReply "Z_GetConfigReturns" {
        /// Go: `A *model.Config`.
        value: Option<ConfigExcerpt> = "A", "A", always;
    }
}

/// `Plugin.GetConfig`, of whose reply little is read.
#[derive(Debug, Clone, Copy)]
pub struct GetConfigExcerpt;

impl Method for GetConfigExcerpt {
    const NAME: &'static str = GetConfig::NAME;
    type Args = GetConfigArgs;
    type Reply = GetConfigExcerptReply;
}

#[cfg(test)]
mod tests {
    use gobwire::StreamDecoder;

    use super::*;
    use crate::Config;
    use crate::rpc::api::GetConfigReply;

    #[test]
    fn the_excerpt_is_read_of_all_settings() {
        let mut config = Config::default();
        config.service_settings.site_url = Some("https://chat.example.com".to_owned());
        config.service_settings.listen_address = Some(":8065".to_owned());
        config.team_settings.enable_custom_user_statuses = Some(true);
        config.file_settings.max_file_size = Some(104_857_600);
        config.localization_settings.default_server_locale = Some("de".to_owned());
        let reply = GetConfigReply {
            value: Some(config.clone()),
        };
        let bytes = gobwire::Encoder::new().encode(&reply).unwrap();
        let read: Option<GetConfigExcerptReply> =
            StreamDecoder::new(bytes.as_slice()).decode().unwrap();
        let excerpt = read.unwrap().value.unwrap();
        assert_eq!(
            excerpt.service_settings.site_url,
            config.service_settings.site_url
        );
        assert_eq!(
            excerpt.team_settings.enable_custom_user_statuses,
            config.team_settings.enable_custom_user_statuses
        );
        assert_eq!(
            excerpt.file_settings.max_file_size,
            config.file_settings.max_file_size
        );
        assert_eq!(
            excerpt.localization_settings.default_server_locale,
            config.localization_settings.default_server_locale
        );
    }
}
