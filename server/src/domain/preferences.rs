//! Whether a person meets in their personal room: always, never, or as they say each time.

use mattermost_plugin::Api;
use mattermost_plugin::model::Preference as MattermostPreference;

use crate::app::Services;
use crate::domain::prompts::{Button, Prompt, Style};
use crate::domain::status;
use crate::error::Result;
use crate::i18n::Text;
use crate::store::{PendingStart, Preference, Room, keys};
use crate::texts;

/// Where versions before 1.5 of the Go plugin kept the choice, among Mattermost's own preferences.
const OLD_CATEGORY: &str = "plugin:zoom";
const OLD_NAME: &str = "use-pmi";

/// What a person chose, or else what the admin set for those who chose nothing.
///
/// # Errors
/// When the store fails.
pub async fn of(services: &Services, user_id: &str) -> Result<Preference> {
    let chosen = chosen(&services.api, user_id).await?;
    Ok(chosen.unwrap_or(services.ready.settings.default_meeting_id))
}

/// What a person chose. A choice in the old place is moved when it is first read.
///
/// # Errors
/// When the store or Mattermost fails.
pub async fn chosen(api: &Api, user_id: &str) -> Result<Option<Preference>> {
    let bytes = api.kv().get_bytes(&keys::preference(user_id)).await?;
    if let Some(bytes) = bytes {
        return Ok(Some(Preference::read(&bytes)));
    }
    let old = match api
        .get_preference_for_user(user_id, OLD_CATEGORY, OLD_NAME)
        .await
    {
        Ok(old) => old,
        // The normal case: Mattermost answers so where there is none.
        Err(error) if matches!(error.status_code(), Some(400..=499)) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let Some(preference) = Preference::parse(&old.value) else {
        return Ok(None);
    };
    save(api, user_id, preference).await?;
    forget_old(api, user_id, old).await;
    Ok(Some(preference))
}

async fn forget_old(api: &Api, user_id: &str, old: MattermostPreference) {
    if let Err(error) = api.delete_preferences_for_user(user_id, vec![old]).await {
        tracing::warn!(user_id, error = %error, "an old preference stays behind");
    }
}

async fn save(api: &Api, user_id: &str, preference: Preference) -> Result<()> {
    let key = keys::preference(user_id);
    Ok(api.kv().set(&key, preference.stored()).await?)
}

/// Changes a person's choice.
///
/// # Errors
/// When the store fails.
pub async fn choose(api: &Api, user_id: &str, preference: Preference) -> Result<()> {
    save(api, user_id, preference).await?;
    tracing::info!(audit = "settings", user_id, use_pmi = preference.stored());
    Ok(())
}

/// Shows a person their choices, with buttons to change them.
///
/// # Errors
/// When Mattermost fails.
pub async fn show(
    services: &Services,
    user_id: &str,
    channel_id: &str,
    root_id: &str,
) -> Result<()> {
    let prompt = settings(services, user_id, channel_id, root_id).await?;
    prompt.show(services, user_id).await
}

/// Shows a person their choices in place of the prompt, after one was changed.
///
/// # Errors
/// When Mattermost fails.
pub async fn show_again(
    services: &Services,
    user_id: &str,
    channel_id: &str,
    root_id: &str,
    post_id: &str,
) -> Result<()> {
    let prompt = settings(services, user_id, channel_id, root_id).await?;
    prompt.replace(services, user_id, post_id).await
}

async fn settings(
    services: &Services,
    user_id: &str,
    channel_id: &str,
    root_id: &str,
) -> Result<Prompt> {
    let chosen = chosen(&services.api, user_id).await?;
    let status = status::is_wanted(&services.api, user_id).await?;
    let place = PendingStart {
        channel_id: channel_id.to_owned(),
        root_id: root_id.to_owned(),
        ..PendingStart::default()
    };
    Ok(status::add_to(
        room(services, chosen, &place),
        &place,
        status,
    ))
}

/// The part about the room.
fn room(services: &Services, chosen: Option<Preference>, place: &PendingStart) -> Prompt {
    let holds = chosen.unwrap_or(services.ready.settings.default_meeting_id);
    let state = match holds {
        Preference::Always => texts::settings_pmi_always(),
        Preference::Never => texts::settings_pmi_never(),
        Preference::Ask => texts::settings_pmi_ask(),
    };
    let state = match chosen {
        Some(_) => state,
        None => Text::joined([state, texts::settings_pmi_default()], " "),
    };
    let button = |preference, label| {
        let style = if holds == preference {
            Style::Primary
        } else {
            Style::Default
        };
        Button::new("updatePMI", preference.action())
            .label(label)
            .style(style)
            .place(place)
    };
    Prompt::new(
        &place.channel_id,
        &place.root_id,
        texts::settings_pmi_title(),
    )
    .text(state)
    .button(button(Preference::Always, texts::settings_pmi_use_always()))
    .button(button(Preference::Never, texts::settings_pmi_use_never()))
    .button(button(Preference::Ask, texts::settings_pmi_use_ask()))
}

/// Asks a person in which room the meeting is to be.
///
/// # Errors
/// When Mattermost fails.
pub async fn ask_for_room(services: &Services, user_id: &str, place: &PendingStart) -> Result<()> {
    let button = |room: Room| Button::new("askPMI", room.action()).place(place);
    let (channel_id, root_id) = place.where_asked();
    let prompt = Prompt::new(channel_id, root_id, texts::pmi_title())
        .text(texts::pmi_question())
        .button(button(Room::Personal).label(texts::pmi_use_personal()))
        .button(button(Room::Unique).label(texts::pmi_use_unique()));
    prompt.show(services, user_id).await
}

/// What holds for a person who has chosen nothing, once for each person; `None` for all others.
pub async fn default_notice(services: &Services, user_id: &str) -> Option<Text> {
    match chosen(&services.api, user_id).await {
        Ok(Some(_)) => None,
        Ok(None) => first_notice(services, user_id).await,
        Err(error) => {
            error.log("name the default", user_id);
            None
        }
    }
}

/// The same for a person of whom it is known that they have chosen nothing.
pub async fn first_notice(services: &Services, user_id: &str) -> Option<Text> {
    let first = is_first_notice(&services.api, user_id).await;
    if let Err(error) = &first {
        error.log("name the default", user_id);
    }
    let default = services.ready.settings.default_meeting_id;
    first.unwrap_or_default().then(|| match default {
        Preference::Always => texts::pmi_default_always(),
        Preference::Never => texts::pmi_default_never(),
        Preference::Ask => texts::pmi_default_ask(),
    })
}

/// Whether the person has not been told yet, and is told by whoever asks.
async fn is_first_notice(api: &Api, user_id: &str) -> Result<bool> {
    let (kv, key) = (api.kv(), keys::default_told(user_id));
    // Reading is cheaper than a write in vain at each start.
    if kv.get_bytes(&key).await?.is_some() {
        return Ok(false);
    }
    let told = Some(b"1".to_vec());
    Ok(kv.compare_and_set(&key, None, told, None).await?)
}
