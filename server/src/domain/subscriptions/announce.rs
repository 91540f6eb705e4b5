//! Tells the subscribed channels, and those that were invited to it, that a meeting has started.

use mattermost_plugin::model::Post;
use zoom_client::{ErrorKind, Meeting, MeetingId};

use super::records;
use crate::app::Services;
use crate::domain::post::Card;
use crate::domain::schedule::runs;
use crate::domain::{hosts, meeting_posts, posting};
use crate::error::{Error, Result};
use crate::jobs::{Job, claim};
use crate::store::{FollowedPost, Run};

/// How many people's connections are tried to learn the meeting's link.
const MAX_ASKED: usize = 3;

/// Where the meeting is announced, and for whom.
struct Place {
    channel_id: String,
    /// The thread; empty for none.
    root_id: String,
    /// Who subscribed the channel, or invited it.
    created_by: String,
}

/// Posts in each channel that is subscribed or invited, unless the run, or a personal room that
/// waited for it, is shown there already. The posts end as all others do.
///
/// # Errors
/// When Mattermost fails, or Zoom does not answer: the job is done again.
pub async fn announce(services: &Services, job: &Job, run: &Run) -> Result<()> {
    let api = &services.api;
    let mut missing = places(services, run.meeting_id).await?;
    if missing.is_empty() {
        return Ok(());
    }
    let shown = shown_in(services, run).await?;
    missing.retain(|place| !shown.contains(&place.channel_id));
    // The same event may have come to another node as well.
    if missing.is_empty() || !claim(&api.kv(), job).await? {
        return Ok(());
    }
    let Some(meeting) = ask_zoom(services, run, &missing).await? else {
        return Ok(());
    };
    for place in &missing {
        match post(services, job, run, &meeting, place).await {
            Err(Error::Mattermost(error)) if matches!(error.status_code(), Some(400..=499)) => {
                let channel_id = place.channel_id.as_str();
                tracing::warn!(channel_id, error = %error, "a channel takes no post");
            }
            other => other?,
        }
    }
    Ok(())
}

/// Whether some channel gets a post whenever a meeting begins.
///
/// # Errors
/// When Mattermost fails.
pub async fn is_announced(services: &Services, meeting_id: u64) -> Result<bool> {
    Ok(!places(services, meeting_id).await?.is_empty())
}

/// An invited channel gets it where the invitation stands, subscribed or not.
async fn places(services: &Services, meeting_id: u64) -> Result<Vec<Place>> {
    let invited = runs::invited(services, meeting_id).await?.into_iter();
    let mut all: Vec<Place> = invited
        .map(|invited| Place {
            channel_id: invited.channel_id,
            root_id: invited.root_id,
            created_by: invited.created_by,
        })
        .collect();
    for subscription in records::channels_of(&services.api, meeting_id).await? {
        if all
            .iter()
            .all(|place| place.channel_id != subscription.channel_id)
        {
            all.push(Place {
                channel_id: subscription.channel_id,
                root_id: String::new(),
                created_by: subscription.created_by,
            });
        }
    }
    Ok(all)
}

/// The channels that show the run, or will once the event is carried out.
async fn shown_in(services: &Services, run: &Run) -> Result<Vec<String>> {
    let known = meeting_posts::read(&services.api, run.meeting_id).await?;
    let mut known = known.unwrap_or_default();
    let shown = known.begin(run);
    // A subscribed channel gets the recording, too, which a guest's post never does.
    let shown = shown.iter().filter_map(|post_id| known.of(post_id));
    let shown = shown.filter(|post| !post.guest);
    Ok(shown.map(|post| post.channel_id.clone()).collect())
}

/// What a post shows of the meeting.
struct Shown {
    link: String,
    passcode: String,
    topic: String,
    personal: bool,
    /// Whether the number is used again; where nobody can say, it may be.
    reused: bool,
    /// Zoom's id of the host; empty where that is not known.
    host_id: String,
}

/// Asks Zoom, by the connections of those who subscribed. `None` where nobody is to be told.
async fn ask_zoom(services: &Services, run: &Run, missing: &[Place]) -> Result<Option<Shown>> {
    let Some(id) = MeetingId::new(run.meeting_id).filter(|_| !missing.is_empty()) else {
        return Ok(None);
    };
    let people = hosts::each_once(missing.iter().map(|place| place.created_by.as_str()));
    for user_id in people.into_iter().take(MAX_ASKED) {
        match hosts::meeting(services, user_id, id).await {
            Ok(meeting) => return Ok(Some(shown(services, meeting))),
            Err(Error::Zoom(error)) if is_passing(error.kind()) => return Err(error.into()),
            Err(Error::Zoom(_) | Error::NotConnected { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    // Whoever has the passcode can still join; the post is better than none.
    let link = services.ready.zoom.join_link(id);
    Ok(Some(Shown {
        link,
        passcode: String::new(),
        topic: services.topic_or_default(String::new()),
        personal: false,
        reused: true,
        host_id: String::new(),
    }))
}

fn is_passing(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::Unreachable | ErrorKind::RateLimited)
}

fn shown(services: &Services, meeting: Meeting) -> Shown {
    Shown {
        reused: hosts::is_reused(&meeting),
        topic: services.topic_or_default(meeting.topic),
        personal: meeting.kind == hosts::PERSONAL_ROOM,
        link: meeting.join_url,
        passcode: meeting.passcode,
        host_id: meeting.host_id,
    }
}

async fn post(
    services: &Services,
    job: &Job,
    run: &Run,
    meeting: &Shown,
    place: &Place,
) -> Result<()> {
    let api = &services.api;
    let creator = api.get_user(place.created_by.as_str()).await;
    let card = Card {
        meeting_id: i64::try_from(run.meeting_id).unwrap_or_default(),
        uuid: run.uuid.clone(),
        link: meeting.link.clone(),
        passcode: meeting.passcode.clone(),
        personal: meeting.personal,
        topic: meeting.topic.clone(),
        creator_username: creator.map(|user| user.username).unwrap_or_default(),
        start_time: run.start_time.or(run.event_time),
        ended: false,
        end_time: None,
        participants: None,
    };
    let mut post = Post {
        user_id: services.bot_id.clone(),
        channel_id: place.channel_id.clone(),
        root_id: place.root_id.clone(),
        ..Post::default()
    };
    card.write(&mut post, services.language);
    let posted = posting::create_once(api, job, &place.channel_id, post).await?;
    let followed = FollowedPost {
        post_id: posted.id,
        channel_id: place.channel_id.clone(),
        user_id: place.created_by.clone(),
        host_id: meeting.host_id.clone(),
        uuid: run.uuid.clone(),
        reused: meeting.reused,
        started: true,
        start_time: run.start_time.or(run.event_time),
        ..FollowedPost::default()
    };
    meeting_posts::follow(services, run.meeting_id, followed).await
}
