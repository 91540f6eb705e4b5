//! Whether meetings may be started in a channel, as its admins have set it.

use mattermost_plugin::Api;
use mattermost_plugin::model::{
    Channel, Dialog, DialogElement, OpenDialogRequest, PostActionOptions,
};

use crate::app::{PLUGIN_ID, Services};
use crate::domain::{policy, prompts};
use crate::error::Result;
use crate::i18n::{Reader, Text};
use crate::store::{ChannelSettings, Rule, change, keys};
use crate::texts;

/// The field of the dialog.
pub const FIELD: &str = "preference";
/// How many channels are listed at once.
const MAX_LISTED: usize = 50;

/// Opens the dialog for an admin of the channel.
///
/// # Errors
/// For people who are no admins of it, for direct and group messages, or when Mattermost fails.
pub async fn open_dialog(
    services: &Services,
    user_id: &str,
    channel_id: &str,
    trigger_id: &str,
) -> Result<()> {
    let api = &services.api;
    let channel = policy::channel_to_manage(api, user_id, channel_id).await?;
    let rule = read(api).await?.of(&channel.id);
    let reader = Reader::find(api, user_id).await;
    let request = OpenDialogRequest {
        trigger_id: trigger_id.to_owned(),
        url: format!("/plugins/{PLUGIN_ID}/api/v1/channel-preference"),
        dialog: dialog(services, &channel, rule, &reader),
    };
    Ok(api.open_interactive_dialog(request).await?)
}

fn dialog(services: &Services, channel: &Channel, rule: Option<Rule>, reader: &Reader) -> Dialog {
    let restricts = services.ready.settings.restrict_meeting_creation;
    let option = |rule: Rule, label: Text| PostActionOptions {
        text: label.to(reader),
        value: rule.stored().to_owned(),
    };
    let default = if restricts {
        texts::channel_settings_default_restricted()
    } else {
        texts::channel_settings_default_allowed()
    };
    let element = DialogElement {
        display_name: texts::channel_settings_label().to(reader),
        name: FIELD.to_owned(),
        type_: "radio".to_owned(),
        default: rule
            .unwrap_or_else(|| policy::rule_without_own(&channel.type_))
            .stored()
            .to_owned(),
        options: vec![
            option(Rule::Allow, texts::channel_settings_allow()),
            option(Rule::Restrict, texts::channel_settings_restrict()),
            option(Rule::Default, default),
        ],
        ..DialogElement::default()
    };
    Dialog {
        callback_id: "channel-settings".to_owned(),
        title: texts::channel_settings_title().to(reader),
        introduction_text: texts::channel_settings_intro(&channel.display_name).to(reader),
        elements: vec![element],
        submit_label: texts::channel_settings_save().to(reader),
        state: channel.id.clone(),
        ..Dialog::default()
    }
}

/// Keeps what an admin of the channel has set, and tells them.
///
/// # Errors
/// For people who are no admins of it, for direct and group messages, or when Mattermost fails.
pub async fn save(services: &Services, user_id: &str, channel_id: &str, rule: Rule) -> Result<()> {
    let api = &services.api;
    let channel = policy::channel_to_manage(api, user_id, channel_id).await?;
    // All channels stand in one map, so that the Go plugin finds them.
    let set = |settings: &mut ChannelSettings| settings.set(&channel.id, rule);
    change(&api.kv(), keys::CHANNEL_SETTINGS, None, set).await?;
    tracing::info!(
        audit = "channel settings",
        user_id,
        channel_id,
        rule = rule.stored()
    );
    let saved = match rule {
        Rule::Allow => texts::channel_settings_saved_allow(),
        Rule::Restrict => texts::channel_settings_saved_restrict(),
        Rule::Default => texts::channel_settings_saved_default(),
    };
    if let Err(error) = prompts::tell(services, user_id, channel_id, "", &saved).await {
        error.log("tell a person", user_id);
    }
    Ok(())
}

async fn read(api: &Api) -> Result<ChannelSettings> {
    let settings = api.kv().get(keys::CHANNEL_SETTINGS).await?;
    Ok(settings.unwrap_or_default())
}

/// All channels with a rule of their own.
///
/// # Errors
/// When Mattermost fails.
pub async fn list(services: &Services) -> Result<Text> {
    let settings = read(&services.api).await?;
    let mut lines = vec![texts::channel_settings_list()];
    let mut left = 0;
    for (channel_id, rule) in settings.rules() {
        if lines.len() > MAX_LISTED {
            left += 1;
            continue;
        }
        // A channel that is gone for good has nothing to show.
        if let Ok(channel) = services.api.get_channel(channel_id).await {
            lines.push(line(services, &channel, rule).await);
        }
    }
    if left > 0 {
        lines.push(texts::list_more(left));
    }
    if lines.len() == 1 {
        return Ok(texts::channel_settings_none());
    }
    Ok(Text::joined(lines, "\n"))
}

async fn line(services: &Services, channel: &Channel, rule: Rule) -> Text {
    let team = services.api.get_team(channel.team_id.as_str()).await;
    let team = team.map(|team| team.display_name).unwrap_or_default();
    texts::channel_settings_line(texts::ChannelSettingsLine {
        channel: channel.display_name.as_str().into(),
        rule: match rule {
            Rule::Allow => texts::channel_settings_allow(),
            Rule::Restrict => texts::channel_settings_restrict(),
            Rule::Default => texts::channel_settings_default(),
        },
        team: team.into(),
    })
}
