//! A custom status while a person is in a Zoom meeting, for those who want it.
//!
//! A status that the person has written stands, before the meeting and after it: ours is written
//! only where there is none, and taken away only while it is still ours. Mattermost knows no
//! compare-and-set for it, so a status is changed from the person's record and then the record is
//! read again, until it stays the same: whoever writes last has seen the last state. It ends by
//! itself, so that it also ends where nobody is left to end it.

use std::time::Duration;

use mattermost_plugin::Api;
use mattermost_plugin::model::constants::USER_PROPS_KEY_CUSTOM_STATUS;
use mattermost_plugin::model::{CustomStatus, Time};

use crate::app::Services;
use crate::domain::live;
use crate::domain::prompts::{Button, Prompt, Style};
use crate::error::{Error, Result};
use crate::i18n::Reader;
use crate::store::{OurStatus, PendingStart, ShownStatus, change, keys, read_json};
use crate::texts;

/// The route of the buttons.
const ROUTE: &str = "status-preference";
/// The action of the button that switches it on.
pub const ON: &str = "statusOn";
/// The action of the button that switches it off.
pub const OFF: &str = "statusOff";

const EMOJI: &str = "video_camera";
/// Until a time: a status without a duration would stay for ever.
const DURATION: &str = "date_and_time";
/// When the status ends by itself, in seconds.
const LONGEST: i64 = 4 * 60 * 60;
/// How long it is remembered which meetings a person is in: Zoom's longest takes 30 hours.
const LIFE: Duration = Duration::from_secs(48 * 60 * 60);
const ATTEMPTS: usize = 20;

/// Whether a person wants the status.
///
/// # Errors
/// When the store fails.
pub async fn is_wanted(api: &Api, user_id: &str) -> Result<bool> {
    let wanted = api.kv().get_bytes(&keys::status_wanted(user_id)).await?;
    Ok(wanted.is_some())
}

/// Changes whether a person wants it. One that is shown goes at once.
///
/// # Errors
/// [`Error::NoCustomStatuses`] where the server has none, or when the store fails.
pub async fn choose(services: &Services, user_id: &str, wanted: bool) -> Result<()> {
    let (api, key) = (&services.api, keys::status_wanted(user_id));
    if wanted {
        check_allowed(api).await?;
        api.kv().set_bytes(&key, b"true".to_vec(), None).await?;
    } else {
        api.kv().delete(&key).await?;
        alter(services, user_id, |status| status.runs.clear()).await?;
        settle(services, user_id).await?;
    }
    tracing::info!(audit = "settings", user_id, status = wanted);
    Ok(())
}

/// A server may have no custom statuses at all.
async fn check_allowed(api: &Api) -> Result<()> {
    let config = api.get_config_excerpt().await?;
    // On its way through gob a false becomes nothing.
    if config.team_settings.enable_custom_user_statuses != Some(true) {
        return Err(Error::NoCustomStatuses);
    }
    Ok(())
}

/// Adds a person's choice to the prompt of their settings, which stands at `place`.
pub fn add_to(prompt: Prompt, place: &PendingStart, wanted: bool) -> Prompt {
    let button = |action, this: bool| {
        let style = if this == wanted {
            Style::Primary
        } else {
            Style::Default
        };
        Button::new(ROUTE, action).style(style).place(place)
    };
    let state = if wanted {
        texts::settings_status_on()
    } else {
        texts::settings_status_off()
    };
    prompt
        .section(texts::settings_status_title())
        .text(state)
        .button(button(ON, true).label(texts::settings_status_show()))
        .button(button(OFF, false).label(texts::settings_status_hide()))
}

/// A person came into a run of a meeting, or left it, or it is over: their status follows what the
/// meeting's record says of them. Events are worked off in no order, so the record is read again
/// afterwards, until it says the same. Doing so twice is the same as once.
///
/// # Errors
/// When Mattermost fails.
pub async fn follow(services: &Services, user_id: &str, meeting_id: u64, uuid: &str) -> Result<()> {
    if !concerns(&services.api, user_id).await? {
        return Ok(());
    }
    let (run, mut done) = (format!("{meeting_id}/{uuid}"), None);
    for _ in 0..ATTEMPTS {
        let live = live::read(&services.api, meeting_id).await?;
        let is_in = live
            .run(uuid)
            .is_some_and(|run| run.users().contains(&user_id));
        if done == Some(is_in) {
            return Ok(());
        }
        let now = services.clock.now().as_second();
        alter(services, user_id, |status| {
            if is_in {
                status.join(&run, now);
            } else {
                status.leave(&run);
            }
        })
        .await?;
        settle(services, user_id).await?;
        done = Some(is_in);
    }
    Err(Error::Internal("a person comes and goes too often"))
}

/// Whether a person wants the status, or has one of ours still.
///
/// # Errors
/// When the store fails.
pub async fn concerns(api: &Api, user_id: &str) -> Result<bool> {
    let shown = keys::shown_status(user_id);
    Ok(is_wanted(api, user_id).await? || api.kv().get_bytes(&shown).await?.is_some())
}

async fn alter(
    services: &Services,
    user_id: &str,
    change_status: impl FnMut(&mut ShownStatus),
) -> Result<()> {
    let key = keys::shown_status(user_id);
    change(&services.api.kv(), &key, Some(LIFE), change_status).await
}

/// What a task did to a status, so that it puts right what it did too late.
#[derive(Debug, Default)]
struct Deeds {
    written: Option<OurStatus>,
    removed: bool,
}

/// Brings the status in line with the person's record.
async fn settle(services: &Services, user_id: &str) -> Result<()> {
    let (api, mut deeds) = (&services.api, Deeds::default());
    for _ in 0..ATTEMPTS {
        let bytes = api.kv().get_bytes(&keys::shown_status(user_id)).await?;
        let record: ShownStatus = bytes.as_deref().and_then(read_json).unwrap_or_default();
        if record.runs.is_empty() {
            take_away(services, user_id, &record, &mut deeds).await?;
            if record == ShownStatus::default() {
                return Ok(());
            }
        } else if !record.decided {
            decide(services, user_id, &record, &mut deeds).await?;
        } else if std::mem::take(&mut deeds.removed)
            && let Some(ours) = &record.ours
        {
            // They joined again while it was taken away.
            if shown(api, user_id).await?.is_none() {
                write(api, user_id, ours).await?;
            }
        } else {
            // Where it is not to be seen, the person took it away.
            return Ok(());
        }
    }
    Err(Error::Internal("a person's status changes too often"))
}

/// The person is in no meeting any more: ours goes, and the record.
async fn take_away(
    services: &Services,
    user_id: &str,
    record: &ShownStatus,
    deeds: &mut Deeds,
) -> Result<()> {
    let api = &services.api;
    let written = deeds.written.take();
    if let Some(ours) = record.ours.as_ref().or(written.as_ref())
        && shown(api, user_id)
            .await?
            .is_some_and(|shown| is(&shown, ours))
    {
        api.remove_user_custom_status(user_id).await?;
        deeds.removed = true;
    }
    alter(services, user_id, |status| {
        if status == record {
            *status = ShownStatus::default();
        }
    })
    .await
}

/// Decides whether to write a status, and writes it: not over one that the person has.
async fn decide(
    services: &Services,
    user_id: &str,
    record: &ShownStatus,
    deeds: &mut Deeds,
) -> Result<()> {
    let (api, now) = (&services.api, services.clock.now().as_second());
    let shown = shown(api, user_id).await?;
    let free = shown.is_none_or(|shown| {
        let left_over = record.ours.as_ref().is_some_and(|ours| is(&shown, ours));
        left_over || is_over(&shown, now)
    });
    let ours = free.then(|| OurStatus {
        emoji: EMOJI.to_owned(),
        text: texts::status_in_meeting().to(&Reader::everybody(services.language)),
        until: now.saturating_add(LONGEST),
    });
    let mut first = false;
    alter(services, user_id, |status| {
        first = status == record;
        if first {
            status.decided = true;
            status.ours.clone_from(&ours);
        }
    })
    .await?;
    if let Some(ours) = ours.filter(|_| first) {
        write(api, user_id, &ours).await?;
        deeds.written = Some(ours);
    }
    Ok(())
}

async fn write(api: &Api, user_id: &str, ours: &OurStatus) -> Result<()> {
    let status = CustomStatus {
        emoji: ours.emoji.clone(),
        text: ours.text.clone(),
        duration: DURATION.to_owned(),
        expires_at: Time::from_unix(ours.until),
    };
    Ok(api.update_user_custom_status(user_id, status).await?)
}

/// A person's custom status; `None` where there is none.
async fn shown(api: &Api, user_id: &str) -> Result<Option<CustomStatus>> {
    let user = api.get_user(user_id).await?;
    let shown = user.props.get(USER_PROPS_KEY_CUSTOM_STATUS);
    let shown: Option<CustomStatus> = shown.and_then(|text| read_json(text.as_bytes()));
    Ok(shown.filter(|shown| !shown.emoji.is_empty() || !shown.text.is_empty()))
}

fn is(shown: &CustomStatus, ours: &OurStatus) -> bool {
    let until = shown.expires_at.unix();
    shown.emoji == ours.emoji && shown.text == ours.text && until == ours.until
}

/// As clients have it: without a duration a status stays for ever.
fn is_over(shown: &CustomStatus, now: i64) -> bool {
    !shown.duration.is_empty() && shown.expires_at.unix() <= now
}
