//! "End meeting": the host, or a system admin, ends it in Zoom for everybody.

use mattermost_plugin::model::Post;
use mattermost_plugin::model::permission_id::READ_CHANNEL;
use tokio::sync::OnceCell;
use zoom_client::{ErrorKind, MeetingId};

use super::{View, read, view};
use crate::app::Services;
use crate::domain::post::{Card, spaced};
use crate::domain::prompts::escaped;
use crate::domain::{accounts, events, hosts, meeting_posts, policy, run_posts};
use crate::error::{Error, Result};
use crate::i18n::Text;
use crate::settings::ParticipantsShown;
use crate::store::{FollowedPost, Live, Owner, is_id};
use crate::texts;

/// How many posts of a channel are looked through for running meetings.
const LOOK_BACK: i64 = 100;
/// By how many people's connections it is tried.
const MOST_ASKED: usize = 3;
/// How many meetings are offered at once.
const MOST_OFFERED: usize = 10;

/// A meeting's post, and what is known of it.
#[derive(Debug)]
pub struct Shown {
    id: MeetingId,
    topic: String,
    post: FollowedPost,
    /// Whether the post was made for the meeting: anybody may write a meeting's number onto a post of
    /// their own.
    is_known: bool,
    /// The people whose posts of the meeting are open, this post's first: a system admin ends it by
    /// the connection of the one whose meeting it is.
    people: Vec<String>,
    /// Who is in, once that was read.
    live: OnceCell<Live>,
}

impl Shown {
    /// What the post shows, as far as the meeting's record knows it still.
    async fn of(services: &Services, post: &Post) -> Result<Option<Self>> {
        let Some(card) = Card::read(post).filter(|_| post.delete_at == 0) else {
            return Ok(None);
        };
        let number = u64::try_from(card.meeting_id).ok().and_then(MeetingId::new);
        let Some(id) = number else { return Ok(None) };
        let known = meeting_posts::read(&services.api, id.get()).await?;
        let known = known.unwrap_or_default();
        let stored = known.of(&post.id).cloned();
        let is_known =
            stored.is_some() || run_posts::is_kept(&services.api, &card.uuid, &post.id).await?;
        let state = stored.unwrap_or_else(|| FollowedPost {
            post_id: post.id.clone(),
            channel_id: post.channel_id.clone(),
            user_id: post.user_id.clone(),
            uuid: card.uuid.clone(),
            started: true,
            ended: card.ended,
            ..FollowedPost::default()
        });
        let posts = known.open().filter(|post| !post.guest);
        let people = [&state].into_iter().chain(posts);
        let people = hosts::each_once(people.map(|post| post.user_id.as_str()));
        let people = people.into_iter().map(str::to_owned).collect();
        Ok(Some(Self {
            id,
            topic: card.topic,
            is_known,
            people,
            live: OnceCell::new(),
            post: FollowedPost {
                ended: state.ended || card.ended,
                ..state
            },
        }))
    }

    /// The meeting of a post that a person may read.
    ///
    /// # Errors
    /// [`Error::NoSuchPost`], or when Mattermost fails.
    pub async fn find(services: &Services, user_id: &str, post_id: &str) -> Result<Self> {
        let api = &services.api;
        if !is_id(post_id) {
            return Err(Error::NoSuchPost);
        }
        let post = match api.get_post(post_id).await {
            Ok(post) => post,
            Err(error) if matches!(error.status_code(), Some(400..=499)) => {
                return Err(Error::NoSuchPost);
            }
            Err(error) => return Err(error.into()),
        };
        let channel_id = post.channel_id.as_str();
        let reads = api.has_permission_to_channel(user_id, channel_id, READ_CHANNEL);
        if !reads.await? {
            return Err(Error::NoSuchPost);
        }
        Self::of(services, &post).await?.ok_or(Error::NoSuchPost)
    }

    /// The meeting as it is now; who is in only where the post was made for it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn view(&self, services: &Services) -> Result<View> {
        let id = self.id.get();
        if !self.is_known {
            return Ok(View::new(id, &self.post, None, ParticipantsShown::Off));
        }
        let run = view::run_of(
            self.live(services).await?,
            &self.post,
            services.clock.millis(),
        );
        let shown = services.ready.settings.participants_shown;
        Ok(View::new(id, &self.post, run, shown))
    }

    async fn live(&self, services: &Services) -> Result<&Live> {
        let read = || read(&services.api, self.id.get());
        self.live.get_or_try_init(read).await
    }

    /// Whether a person may end the meeting: its host, as far as that is known without asking Zoom,
    /// or a system admin.
    ///
    /// # Errors
    /// When Mattermost fails.
    pub async fn can_end(&self, services: &Services, user_id: &str) -> Result<bool> {
        if self.post.ended {
            return Ok(false);
        }
        let own = self.is_of(services, user_id).await?;
        Ok(own || services.is_system_admin(user_id).await?)
    }

    async fn is_of(&self, services: &Services, user_id: &str) -> Result<bool> {
        // Where each person connects, the host is known by their connection; others may share.
        let by_post = services.ready.settings.account_level_app || self.post.host_id.is_empty();
        let own = by_post && !self.post.guest && self.post.user_id == user_id;
        if own || self.is_by_connection(services, user_id).await? {
            return Ok(true);
        }
        let run = view::run_of(
            self.live(services).await?,
            &self.post,
            services.clock.millis(),
        );
        Ok(run.is_some_and(|run| run.is_host(user_id)))
    }

    /// Whether the person's own connection is the host's.
    async fn is_by_connection(&self, services: &Services, user_id: &str) -> Result<bool> {
        let owner = accounts::owner_for(services, user_id);
        Ok(owner != Owner::Account && hosts::sees(services, &owner, &self.post.host_id).await?)
    }

    /// Ends the meeting for everybody in it. Its post follows when Zoom tells that it ended.
    ///
    /// # Errors
    /// [`Error::NotTheHost`], [`Error::MeetingOver`], or what Zoom says: mostly that the app lacks
    /// the scope.
    pub async fn end(&self, services: &Services, user_id: &str) -> Result<()> {
        if self.post.ended {
            return Err(Error::MeetingOver);
        }
        let own = self.is_by_connection(services, user_id).await?;
        if !own {
            self.check_host(services, user_id).await?;
        }
        // Who is no system admin has been found to be the host.
        let by = match own || !services.is_system_admin(user_id).await? {
            true => vec![user_id.to_owned()],
            false => self.people.clone(),
        };
        self.end_by(services, &by).await?;
        tracing::info!(
            audit = "end meeting",
            user_id,
            meeting_id = self.id.get(),
            post_id = self.post.post_id
        );
        Ok(())
    }

    /// Who is not connected can only be the host where the post is theirs. What was started for a
    /// person they may end, whether or not Mattermost has verified their address.
    async fn check_host(&self, services: &Services, user_id: &str) -> Result<()> {
        match hosts::check(services, user_id, self.id).await {
            Err(Error::NotConnected { .. }) if self.post.user_id != user_id => {
                Err(Error::NotTheHost)
            }
            Err(Error::UnverifiedEmail) if self.was_started_for(user_id) => Ok(()),
            other => other,
        }
    }

    fn was_started_for(&self, user_id: &str) -> bool {
        self.is_known && !self.post.guest && self.post.user_id == user_id
    }

    /// Ends it by the connection of the first of these people whose meeting it is.
    async fn end_by(&self, services: &Services, people: &[String]) -> Result<()> {
        let mut refusal = Error::NotTheHost;
        for person in people.iter().take(MOST_ASKED) {
            let owner = accounts::owner_for(services, person);
            let (zoom, id) = (&services.ready.zoom, self.id);
            let ended = accounts::call(services, &owner, |token| async move {
                zoom.end_meeting(&token, id).await
            });
            refusal = match ended.await {
                Ok(()) => return Ok(()),
                Err(error) if is_no_such_meeting(&error) => Error::MeetingOver,
                Err(error) if error.is_of_another() => Error::NotTheHost,
                Err(error @ Error::NotConnected { .. }) => error,
                Err(error) => return Err(error),
            };
        }
        if matches!(refusal, Error::MeetingOver) {
            // Nobody told of its end, or nobody has started it: its posts show what Zoom says.
            self.put_right(services).await?;
        }
        Err(refusal)
    }

    async fn put_right(&self, services: &Services) -> Result<()> {
        let meeting_id = self.id.get();
        if let Some(known) = meeting_posts::read(&services.api, meeting_id).await? {
            events::ask_zoom(services, meeting_id, &known).await?;
        }
        Ok(())
    }

    fn number(&self) -> String {
        spaced(i64::try_from(self.id.get()).unwrap_or_default())
    }
}

fn is_no_such_meeting(error: &Error) -> bool {
    matches!(error, Error::Zoom(error) if error.kind() == ErrorKind::NoSuchMeeting)
}

/// `/zoom end`: ends the meeting of this number, or else the one that the person may end among those
/// posted in the channel.
///
/// # Errors
/// As [`Shown::end`], or [`Error::NoMeetingNumber`].
pub async fn command(
    services: &Services,
    user_id: &str,
    channel_id: &str,
    typed: Option<MeetingId>,
) -> Result<Text> {
    policy::member(&services.api, user_id, channel_id).await?;
    let mut found = running(services, user_id, channel_id).await?;
    if let Some(id) = typed {
        found.retain(|shown| shown.id == id);
    }
    match found.as_slice() {
        [] => Ok(texts::end_none()),
        [shown] => {
            shown.end(services, user_id).await?;
            Ok(texts::end_done(escaped(&shown.topic)))
        }
        several => {
            let line = |shown: &Shown| {
                texts::end_line(texts::EndLine {
                    number: shown.number().into(),
                    topic: escaped(&shown.topic).into(),
                })
            };
            let lines = several.iter().take(MOST_OFFERED).map(line);
            let lines = [texts::end_several()].into_iter().chain(lines);
            Ok(Text::joined(lines, "\n"))
        }
    }
}

/// The running meetings among a channel's last posts that a person may end, newest first.
async fn running(services: &Services, user_id: &str, channel_id: &str) -> Result<Vec<Shown>> {
    let posts = services
        .api
        .get_posts_for_channel(channel_id, 0, LOOK_BACK)
        .await?;
    let mut found: Vec<Shown> = Vec::new();
    for post in posts.order.iter().filter_map(|id| posts.posts.get(id)) {
        let open = Card::read(post).is_some_and(|card| !card.ended);
        let Some(shown) = (match open {
            true => Shown::of(services, post).await?,
            false => None,
        }) else {
            continue;
        };
        let known = found.iter().any(|known| known.id == shown.id);
        if !known && shown.can_end(services, user_id).await? {
            found.push(shown);
        }
    }
    Ok(found)
}
