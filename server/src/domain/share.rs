//! Posting the invitation to a meeting that exists.

use mattermost_plugin::model::Post;
use zoom_client::{Meeting, MeetingId};

use crate::app::Services;
use crate::domain::clicks::{self, Click};
use crate::domain::events::STARTED;
use crate::domain::meeting_number::Named;
use crate::domain::post::Card;
use crate::domain::prompts::escaped;
use crate::domain::schedule::invite::Invited;
use crate::domain::schedule::{self, Place, records};
use crate::domain::{hosts, meeting_posts, policy, seen_posts};
use crate::error::{Error, Result};
use crate::i18n::Reader;
use crate::store::{Followed, FollowedPost, Scheduled, keys};
use crate::texts;

/// A meeting that a person wants to have in a channel.
#[derive(Clone, Debug)]
pub struct ShareRequest {
    /// Who shares it.
    pub user_id: String,
    /// Where.
    pub channel_id: String,
    /// In which thread; empty for none.
    pub root_id: String,
    /// Which meeting.
    pub meeting: Named,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shared {
    /// It is posted.
    Posted {
        /// The post.
        post_id: String,
    },
    /// It stood there.
    Already {
        /// The post.
        post_id: String,
    },
}

impl Shared {
    /// The post.
    pub fn post_id(&self) -> &str {
        match self {
            Self::Posted { post_id } | Self::Already { post_id } => post_id,
        }
    }
}

/// Posts the invitation as the person, unless the meeting is open in the channel. It ends as all
/// posts of the meeting do.
///
/// The passcode goes along where the person is the host, or where it came with the link.
///
/// # Errors
/// What keeps the person from starting a meeting there; [`Error::NoMeetingNumber`] for a personal
/// link; or when Mattermost or Zoom fails.
pub async fn share(services: &Services, request: &ShareRequest) -> Result<Shared> {
    let id = request.meeting.id().ok_or(Error::NoMeetingNumber)?;
    let ShareRequest {
        user_id,
        channel_id,
        root_id,
        ..
    } = request;
    let (channel, root_id) =
        policy::place_for_meeting(services, user_id, channel_id, root_id).await?;
    let known = meeting_posts::read(&services.api, id.get()).await?;
    let known = known.unwrap_or_default();
    if let Some(post_id) = standing_in(services, &known, &channel.id).await? {
        return Ok(Shared::Already { post_id });
    }
    let key = keys::shared(id.get(), &channel.id);
    let click = match clicks::claim(services, key).await? {
        Click::First(claim) => claim,
        Click::Again { made: post_id } => return Ok(Shared::Already { post_id }),
    };
    let place = Post {
        user_id: user_id.clone(),
        channel_id: channel.id,
        root_id,
        ..Post::default()
    };
    let shared = invite(services, request, id, &known, place).await;
    let post_id = shared.as_ref().ok().map(Shared::post_id);
    click.settle(services, post_id).await;
    shared
}

/// Posts what fits: the invitation to a plan, or to a meeting that goes on or waits.
async fn invite(
    services: &Services,
    request: &ShareRequest,
    id: MeetingId,
    known: &Followed,
    post: Post,
) -> Result<Shared> {
    let own = own_meeting(services, &request.user_id, id).await?;
    if let Some(meeting) = own.as_ref().filter(|meeting| meeting.status != STARTED) {
        let place = Place {
            user_id: request.user_id.clone(),
            channel_id: post.channel_id.clone(),
            root_id: post.root_id.clone(),
        };
        match schedule::invite::invite(services, &place, meeting).await? {
            Some(Invited::Posted(post_id)) => {
                log(request, id, &post.channel_id, &post_id);
                return Ok(Shared::Posted { post_id });
            }
            Some(Invited::Already(post_id)) => return Ok(Shared::Already { post_id }),
            None => {}
        }
    }
    if own.is_none() && known.open().next().is_none() {
        let plan = records::read(&services.api, id.get()).await?;
        let now = services.clock.millis();
        if let Some(plan) = plan.filter(|plan| plan.is_open() && plan.end() > now) {
            return pass_on(services, request, id, &plan, post).await;
        }
    }
    let post_id = post_meeting(services, request, id, known, own, post).await?;
    Ok(Shared::Posted { post_id })
}

/// Posts a link to another's plan in the person's words, for it neither goes on nor is theirs to
/// invite to; with topic and time where they may see an invitation.
async fn pass_on(
    services: &Services,
    request: &ShareRequest,
    id: MeetingId,
    plan: &Scheduled,
    post: Post,
) -> Result<Shared> {
    if let Some(post_id) = schedule::invite::standing_in(services, plan, &post.channel_id).await? {
        return Ok(Shared::Already { post_id });
    }
    let link = request.meeting.link(&services.ready.zoom);
    let message = match sees(services, &request.user_id, plan).await? {
        true => {
            let words = texts::schedule_fallback(texts::ScheduleFallback {
                link: link.clone().into(),
                time: schedule::invitation::when(plan, services.clock.millis()),
                topic: escaped(&plan.told.topic).into(),
            });
            words.to(&Reader::everybody(services.language))
        }
        false => link.clone(),
    };
    let posted = services.api.create_post(Post { message, ..post }).await;
    let posted = posted.map_err(|cause| Error::PostFailed { link, cause })?;
    log(request, id, &posted.channel_id, &posted.id);
    Ok(Shared::Posted { post_id: posted.id })
}

/// Whether a person may see an invitation to a plan.
async fn sees(services: &Services, user_id: &str, plan: &Scheduled) -> Result<bool> {
    for post in &plan.posts {
        if policy::is_member(&services.api, user_id, &post.channel_id).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The meeting, where it is the person's own. Who has the link may pass it on, whoever they are to
/// Zoom.
async fn own_meeting(services: &Services, user_id: &str, id: MeetingId) -> Result<Option<Meeting>> {
    match hosts::meeting_of(services, user_id, id).await {
        Ok(meeting) => Ok(Some(meeting)),
        Err(
            Error::NotTheHost
            | Error::UnverifiedEmail
            | Error::NotConnected { .. }
            | Error::NoZoomUser { .. }
            | Error::ZoomUserOutside { .. },
        ) => Ok(None),
        Err(error) => Err(error),
    }
}

fn log(request: &ShareRequest, id: MeetingId, channel_id: &str, post_id: &str) {
    tracing::info!(
        audit = "share",
        user_id = request.user_id,
        meeting_id = id.get(),
        channel_id,
        post_id
    );
}

/// The open post of a meeting in a channel.
async fn standing_in(
    services: &Services,
    known: &Followed,
    channel_id: &str,
) -> Result<Option<String>> {
    let here = known.open().filter(|post| post.channel_id == channel_id);
    let here = here.map(|post| post.post_id.as_str());
    meeting_posts::first_standing(&services.api, here).await
}

async fn post_meeting(
    services: &Services,
    request: &ShareRequest,
    id: MeetingId,
    known: &Followed,
    own: Option<Meeting>,
    mut post: Post,
) -> Result<String> {
    let guest = own.is_none();
    let Invitation { card, run } = invitation(services, request, id, known, own).await?;
    card.write(&mut post, services.language);
    let link = card.link.clone();
    let posted = services.api.create_post(post).await;
    let posted = posted.map_err(|cause| Error::PostFailed { link, cause })?;
    let followed = FollowedPost {
        post_id: posted.id.clone(),
        channel_id: posted.channel_id.clone(),
        user_id: request.user_id.clone(),
        reused: run.reused || card.personal,
        since: if run.started { 0 } else { posted.create_at },
        guest,
        ..run
    };
    // The post stands: another try would only make a second one.
    if let Err(error) = meeting_posts::follow(services, id.get(), followed).await {
        tracing::error!(
            post_id = posted.id, error = %error,
            "a shared meeting's post will not learn that the meeting ended"
        );
    }
    log(request, id, &posted.channel_id, &posted.id);
    Ok(posted.id)
}

/// What is posted of a meeting, and which run it shows.
struct Invitation {
    card: Card,
    run: FollowedPost,
}

async fn invitation(
    services: &Services,
    request: &ShareRequest,
    id: MeetingId,
    known: &Followed,
    own: Option<Meeting>,
) -> Result<Invitation> {
    let creator = services.api.get_user(request.user_id.as_str()).await?;
    let run = run(known, own.as_ref());
    let card = Card {
        meeting_id: i64::try_from(id.get()).unwrap_or_default(),
        uuid: run.uuid.clone(),
        start_time: run.start_time,
        ..Card::default()
    };
    let card = match own {
        Some(meeting) => Card {
            link: meeting.join_url,
            passcode: meeting.passcode,
            personal: meeting.kind == hosts::PERSONAL_ROOM,
            topic: meeting.topic,
            creator_username: creator.username,
            ..card
        },
        None => {
            let seen = seen_posts::of_meeting(services, &request.user_id, id.get()).await?;
            let seen = seen.unwrap_or_else(|| Card {
                creator_username: creator.username,
                ..Card::default()
            });
            Card {
                link: request.meeting.link(&services.ready.zoom),
                personal: seen.personal,
                topic: seen.topic,
                creator_username: seen.creator_username,
                ..card
            }
        }
    };
    let topic = services.topic_or_default(card.topic);
    Ok(Invitation {
        card: Card { topic, ..card },
        run,
    })
}

/// The run that goes on, as Zoom says to the host, or as other posts show it.
fn run(known: &Followed, own: Option<&Meeting>) -> FollowedPost {
    let shown = known.open().filter(|post| post.started).last();
    let host_ids = known.open().map(|post| &post.host_id);
    let shown = FollowedPost {
        host_id: host_ids.max().cloned().unwrap_or_default(),
        uuid: shown.map(|post| post.uuid.clone()).unwrap_or_default(),
        started: shown.is_some(),
        start_time: shown.and_then(|post| post.start_time),
        ..FollowedPost::default()
    };
    let Some(meeting) = own else {
        return shown;
    };
    let started = meeting.status == STARTED;
    let uuid = if started { meeting.uuid.as_str() } else { "" };
    let same = started && shown.uuid == uuid;
    FollowedPost {
        host_id: meeting.host_id.clone(),
        uuid: uuid.to_owned(),
        reused: hosts::is_reused(meeting),
        started,
        start_time: shown.start_time.filter(|_| same),
        ..FollowedPost::default()
    }
}
