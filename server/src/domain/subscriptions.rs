//! Channels that are told when a meeting starts, whoever starts it.

mod announce;
mod records;

use mattermost_plugin::model::permission_id::READ_CHANNEL;
use zoom_client::MeetingId;

use crate::app::Services;
use crate::domain::post::spaced;
use crate::domain::{hosts, meeting_number, policy};
use crate::error::{Error, Result};
use crate::i18n::Text;
use crate::texts;
pub use announce::{announce, is_announced};
use records::{Added, Subscription};

/// Subscribes a channel to the meeting that was typed.
///
/// # Errors
/// [`Error::NotTheHost`], [`Error::NoMeetingNumber`], or what keeps the person from posting there.
pub async fn add(
    services: &Services,
    user_id: &str,
    channel_id: &str,
    typed: &str,
) -> Result<Text> {
    let api = &services.api;
    let asked = meeting_number::read(typed).ok_or(Error::NoMeetingNumber)?;
    let (channel, _) = policy::place_for_meeting(services, user_id, channel_id, "").await?;
    let id = number_in_events(services, user_id, asked).await?;
    let subscription = Subscription {
        channel_id: channel.id,
        created_by: user_id.to_owned(),
    };
    let number = number(id.get());
    Ok(match records::add(api, id.get(), &subscription).await? {
        Added::New => {
            let meeting_id = id.get();
            tracing::info!(audit = "subscribe", user_id, channel_id, meeting_id);
            if asked == id {
                texts::subscription_added(number)
            } else {
                texts::subscription_added_room(number)
            }
        }
        Added::Already => texts::subscription_already(number),
        Added::TooMany => texts::subscription_too_many(),
    })
}

/// Ends a channel's subscription to the meeting that was typed.
///
/// # Errors
/// [`Error::NotTheHost`], [`Error::NoMeetingNumber`], or when Mattermost fails.
pub async fn remove(
    services: &Services,
    user_id: &str,
    channel_id: &str,
    typed: &str,
) -> Result<Text> {
    let api = &services.api;
    let id = meeting_number::read(typed).ok_or(Error::NoMeetingNumber)?;
    let Some((id, found)) = find(services, user_id, channel_id, id).await? else {
        return Ok(texts::subscription_unknown(number(id.get())));
    };
    if found.created_by != user_id {
        hosts::check(services, user_id, id).await?;
    }
    records::remove(api, id.get(), channel_id).await?;
    let meeting_id = id.get();
    tracing::info!(audit = "unsubscribe", user_id, channel_id, meeting_id);
    Ok(texts::subscription_removed(number(id.get())))
}

/// A channel's subscription to a meeting, or to the room in which it takes place.
async fn find(
    services: &Services,
    user_id: &str,
    channel_id: &str,
    id: MeetingId,
) -> Result<Option<(MeetingId, Subscription)>> {
    if let Some(found) = records::of_both(&services.api, id.get(), channel_id).await? {
        return Ok(Some((id, found)));
    }
    // Whoever is not connected, or may not see the meeting, has typed a number that is not known.
    let Ok(meeting) = hosts::meeting(services, user_id, id).await else {
        return Ok(None);
    };
    let Some(room) = meeting.pmi.filter(|room| *room != id) else {
        return Ok(None);
    };
    let found = records::of_both(&services.api, room.get(), channel_id).await?;
    Ok(found.map(|found| (room, found)))
}

fn number(id: u64) -> String {
    spaced(i64::try_from(id).unwrap_or_default())
}

/// The number by which Zoom's events name a meeting: of one that takes place in its host's personal
/// room it is the room's. Only the host may have it announced, and system admins.
async fn number_in_events(services: &Services, user_id: &str, id: MeetingId) -> Result<MeetingId> {
    let meeting = if services.is_system_admin(user_id).await? {
        // They need neither be connected nor see the meeting.
        hosts::meeting(services, user_id, id).await.ok()
    } else {
        Some(hosts::meeting_of(services, user_id, id).await?)
    };
    Ok(meeting.and_then(|meeting| meeting.pmi).unwrap_or(id))
}

/// The subscriptions of a channel, and those of a person.
///
/// # Errors
/// When Mattermost fails.
pub async fn list(services: &Services, user_id: &str, channel_id: &str) -> Result<Text> {
    let api = &services.api;
    policy::member(api, user_id, channel_id).await?;
    records::adopt(api).await?;
    let mut here = Vec::new();
    let mut mine = Vec::new();
    let listed = records::of_channel(api, channel_id).await?;
    let own = records::of_person(api, user_id).await?;
    for id in listed.union(&own) {
        for subscription in records::channels_of(api, *id).await? {
            if subscription.channel_id == channel_id {
                here.push(line_of_channel(services, *id, &subscription).await);
            }
            if subscription.created_by == user_id {
                mine.push(line_of_person(services, user_id, *id, &subscription).await);
            }
        }
    }
    let none = here.is_empty() && mine.is_empty();
    let sections = [
        section(texts::subscriptions_here(), here),
        section(texts::subscriptions_mine(), mine),
    ];
    Ok(if none {
        texts::subscriptions_none()
    } else {
        Text::joined(sections.into_iter().flatten(), "\n\n")
    })
}

fn section(heading: Text, lines: Vec<Text>) -> Option<Text> {
    let texts = [heading].into_iter().chain(lines.iter().cloned());
    (!lines.is_empty()).then(|| Text::joined(texts, "\n"))
}

async fn line_of_channel(services: &Services, id: u64, subscription: &Subscription) -> Text {
    let person = services
        .api
        .get_user(subscription.created_by.as_str())
        .await;
    match person {
        Ok(person) => texts::subscription_line_by(texts::SubscriptionLineBy {
            number: number(id).into(),
            person: format!("@{}", person.username).into(),
        }),
        Err(_) => texts::subscription_line(number(id)),
    }
}

/// Names the channel to those who may see it.
async fn line_of_person(
    services: &Services,
    user_id: &str,
    id: u64,
    subscription: &Subscription,
) -> Text {
    let channel_id = subscription.channel_id.as_str();
    let api = &services.api;
    let visible = api
        .has_permission_to_channel(user_id, channel_id, READ_CHANNEL)
        .await;
    let channel = match visible {
        Ok(true) => api.get_channel(channel_id).await.ok(),
        _ => None,
    };
    match channel.filter(|channel| !channel.display_name.is_empty()) {
        Some(channel) => texts::subscription_line_in(texts::SubscriptionLineIn {
            channel: channel.display_name.into(),
            number: number(id).into(),
        }),
        None => texts::subscription_line(number(id)),
    }
}
