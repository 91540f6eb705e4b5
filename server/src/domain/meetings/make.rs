//! The meeting at Zoom: one of its own, or the personal room.

use zoom_client::{ErrorKind, Meeting, NewMeeting};

use crate::app::Services;
use crate::domain::accounts::{self, ZoomUser};
use crate::domain::events::STARTED;
use crate::error::{Error, Result};
use crate::store::{Owner, Room};

/// A meeting as Zoom made it.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) id: u64,
    pub(super) uuid: String,
    pub(super) link: String,
    pub(super) passcode: String,
    pub(super) topic: String,
    pub(super) personal: bool,
    /// Zoom's id of the host.
    pub(super) host_id: String,
    /// Whether it goes on already.
    pub(super) running: bool,
    /// Whether the personal room was wanted, and Zoom has none for this person.
    pub(super) room_missing: bool,
}

/// Makes the meeting; a personal room stands already.
///
/// # Errors
/// [`Error::NotConnected`], or what Zoom says.
pub(super) async fn make(
    services: &Services,
    owner: &Owner,
    user_id: &str,
    topic: &str,
    room: Room,
) -> Result<Made> {
    let zoom_user = ZoomUser::of(services, owner, user_id).await?;
    let made = match room {
        Room::Personal => personal(services, owner, &zoom_user, topic).await,
        Room::Unique => unique(services, owner, &zoom_user, topic).await,
    };
    made.map_err(|error| zoom_user.explain(error))
}

async fn unique(
    services: &Services,
    owner: &Owner,
    zoom_user: &ZoomUser,
    topic: &str,
) -> Result<Made> {
    let wanted = NewMeeting::instant().topic(topic);
    let zoom = &services.ready.zoom;
    let wanted = &wanted;
    let meeting: Meeting = accounts::call(services, owner, |token| async move {
        zoom.create_meeting(&token, zoom_user.as_ref(), wanted)
            .await
    })
    .await?;
    Ok(Made {
        id: meeting.id.get(),
        uuid: meeting.uuid.as_str().to_owned(),
        topic: first_filled(services, [topic, &meeting.topic]),
        link: meeting.join_url,
        passcode: meeting.passcode,
        host_id: meeting.host_id,
        personal: false,
        running: false,
        room_missing: false,
    })
}

/// The personal room; a person who has none gets a meeting of its own.
async fn personal(
    services: &Services,
    owner: &Owner,
    zoom_user: &ZoomUser,
    topic: &str,
) -> Result<Made> {
    let zoom = &services.ready.zoom;
    let user = accounts::call(services, owner, |token| async move {
        zoom.user(&token, zoom_user.as_ref()).await
    })
    .await?;
    let Some(pmi) = user.pmi else {
        return in_place_of_the_room(services, owner, zoom_user, topic).await;
    };
    let room = accounts::call(services, owner, |token| async move {
        zoom.meeting(&token, pmi).await
    })
    .await;
    let mut made = Made {
        id: pmi.get(),
        uuid: String::new(),
        link: String::new(),
        passcode: String::new(),
        topic: first_filled(services, [topic, ""]),
        personal: true,
        host_id: user.id,
        running: false,
        room_missing: false,
    };
    match room {
        Ok(room) => {
            made.running = room.status == STARTED;
            // Zoom names the run when it starts.
            if made.running {
                room.uuid.as_str().clone_into(&mut made.uuid);
            }
            made.topic = first_filled(services, [topic, &room.topic]);
            (made.link, made.passcode) = (room.join_url, room.passcode);
        }
        Err(Error::Zoom(error)) if error.kind() == ErrorKind::NoSuchMeeting => {
            return in_place_of_the_room(services, owner, zoom_user, topic).await;
        }
        // The room exists; only its passcode is not known without this answer.
        Err(Error::Zoom(error)) => {
            tracing::warn!(error = %error, "the personal room's link has no passcode");
            made.link = zoom.join_link(pmi);
        }
        Err(error) => return Err(error),
    }
    Ok(made)
}

async fn in_place_of_the_room(
    services: &Services,
    owner: &Owner,
    zoom_user: &ZoomUser,
    topic: &str,
) -> Result<Made> {
    let made = unique(services, owner, zoom_user, topic).await?;
    Ok(Made {
        room_missing: true,
        ..made
    })
}

fn first_filled(services: &Services, candidates: [&str; 2]) -> String {
    let filled = candidates.into_iter().find(|text| !text.trim().is_empty());
    services.topic_or_default(filled.unwrap_or_default().to_owned())
}
