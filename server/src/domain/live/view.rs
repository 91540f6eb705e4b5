//! A meeting as browsers see it while it lives.

use std::time::Duration;

use serde::Serialize;

use super::commit;
use crate::app::Services;
use crate::domain::meeting_posts;
use crate::error::Result;
use crate::settings::ParticipantsShown;
use crate::store::{Change, Due, Followed, FollowedPost, Live, LiveRun};

/// How often it is tried to tell browsers, and after how many milliseconds where the store fails.
const ATTEMPTS: usize = 10;
const AGAIN: i64 = 1_000;
/// How many people are named.
const MOST_NAMED: usize = 12;

/// What browsers learn of a meeting. Who is in is left out where an admin has chosen so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct View {
    /// The meeting's number.
    pub meeting_id: u64,
    /// The run; empty while it is not known.
    pub meeting_uuid: String,
    /// `waiting` for the host, `started` or `ended`.
    pub state: &'static str,
    /// Whether the host is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_in: Option<bool>,
    /// How many are in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<usize>,
    /// The Mattermost users among them who came first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub users: Option<Vec<String>>,
    /// How many wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<usize>,
    /// How many took part so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<usize>,
}

impl View {
    /// The meeting of a post, with what is known of its run. A guest's post tells of nobody.
    pub fn new(
        meeting_id: u64,
        post: &FollowedPost,
        run: Option<&LiveRun>,
        shown: ParticipantsShown,
    ) -> Self {
        let shown = match post.guest {
            true => ParticipantsShown::Off,
            false => shown,
        };
        let nothing = LiveRun::default();
        let run = run.unwrap_or(&nothing);
        let started = post.started || run.has_begun();
        let ended = post.ended || run.ended;
        let numbers = shown != ParticipantsShown::Off;
        let named = run.users().into_iter().take(MOST_NAMED);
        let named = named.map(str::to_owned).collect();
        let inside = if ended { 0 } else { run.count_in() };
        Self {
            meeting_id,
            meeting_uuid: post.uuid.clone(),
            state: match (ended, started) {
                (true, _) => "ended",
                (false, true) => "started",
                (false, false) => "waiting",
            },
            host_in: numbers.then(|| !ended && run.host_in(started)),
            count: numbers.then_some(inside),
            users: (shown == ParticipantsShown::Names).then_some(named),
            waiting: numbers.then(|| if ended { 0 } else { run.waiting(started) }),
            total: numbers.then(|| run.total()),
        }
    }

    /// The meeting of a post, as it is now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn of(services: &Services, meeting_id: u64, post: &FollowedPost) -> Result<Self> {
        let live = super::read(&services.api, meeting_id).await?;
        let run = run_of(&live, post, services.clock.millis());
        let shown = services.ready.settings.participants_shown;
        Ok(Self::new(meeting_id, post, run, shown))
    }
}

/// The run that a post shows now.
pub(super) fn run_of<'a>(live: &'a Live, post: &FollowedPost, now: i64) -> Option<&'a LiveRun> {
    match post.uuid.as_str() {
        "" if post.shows_unnamed(now) => live.latest(),
        "" => None,
        uuid => live.run(uuid),
    }
}

/// Tells browsers of a meeting when that is due, in the background: never more often than once a
/// second, and the last state always.
pub(super) fn tell(services: &Services, meeting_id: u64, due: Due) {
    if due != Due::Never {
        tokio::spawn(tell_when_due(services.clone(), meeting_id, due));
    }
}

async fn tell_when_due(services: Services, meeting_id: u64, mut due: Due) {
    let mut failures = 0;
    while due != Due::Never && failures < ATTEMPTS {
        let next = match &due {
            Due::Never => return,
            Due::Now(runs) => show(&services, meeting_id, runs).await,
            Due::In(millis) => {
                pause(*millis).await;
                let done = commit(&services, meeting_id, vec![Change::Tell]).await;
                done.map(|done| done.due)
            }
        };
        match next {
            Ok(next) => due = next,
            Err(error) => {
                error.log("tell browsers who is in", "");
                failures += 1;
                pause(AGAIN).await;
            }
        }
    }
}

async fn pause(millis: i64) {
    let wait = Duration::from_millis(u64::try_from(millis).unwrap_or_default());
    tokio::time::sleep(wait).await;
}

/// Has the channels told in which these runs are shown.
async fn show(services: &Services, meeting_id: u64, runs: &[String]) -> Result<Due> {
    let known = meeting_posts::read(&services.api, meeting_id).await?;
    let known = known.unwrap_or_default();
    let now = services.clock.millis();
    for post in runs.iter().flat_map(|uuid| posts_of(&known, uuid, now)) {
        services.broadcasts.tell(services, meeting_id, post);
    }
    Ok(Due::Never)
}

/// The posts that show a run: those of its name, or else those that do not know theirs yet.
fn posts_of<'a>(
    known: &'a Followed,
    uuid: &'a str,
    now: i64,
) -> impl Iterator<Item = &'a FollowedPost> {
    let named = known.posts.iter().any(|post| post.uuid == uuid);
    known
        .posts
        .iter()
        .filter(move |post| post.uuid == uuid || (!named && post.shows_unnamed(now)))
}
