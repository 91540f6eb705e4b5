//! What is known of a meeting whose posts are followed: one record for each meeting number, changed
//! by compare-and-set, from which posts are written.
//!
//! Events come late, twice, and out of order, to several nodes. So a change never takes back what
//! is known: a run that has ended stays ended, its start is the earliest that was told and its end
//! the latest. Whatever the order, the record ends up the same.
//!
//! A post shows one run. Where the number is used again and again, as that of a personal room, that
//! is the one that begins within half an hour of the post: whoever posts a meeting and forgets it
//! does not want their next one there. A number that is used once has no other meetings, so its post
//! waits for as long as it is remembered.

use serde::{Deserialize, Serialize};

/// How many posts of one meeting are followed; ended ones give way first, then those of guests, then
/// the oldest.
const MOST_POSTS: usize = 20;
/// How many runs that are over are remembered.
const MOST_OVER: usize = 20;
/// Mattermost's clock and Zoom's may differ by this much, in milliseconds.
const SKEW: i64 = 2 * 60 * 1000;
/// How long after its post a meeting may begin whose number is used again, in milliseconds.
const WINDOW: i64 = 30 * 60 * 1000;
/// Zoom's names for runs have 24 characters, those of people 22. A longer one is none, and would
/// make too long a key.
pub const LONGEST_NAME: usize = 64;

/// What an event says of a run of a meeting. Times are milliseconds since 1970, and Zoom's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Run {
    /// The meeting's number.
    pub meeting_id: u64,
    /// The run's name; empty where Zoom sent none.
    pub uuid: String,
    /// The host's Zoom user id; empty where Zoom sent none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub host_id: String,
    /// When the event happened.
    pub event_time: Option<i64>,
    /// When the run began.
    pub start_time: Option<i64>,
    /// When the run ended.
    pub end_time: Option<i64>,
}

impl From<&zoom_client::webhook::MeetingEvent> for Run {
    fn from(event: &zoom_client::webhook::MeetingEvent) -> Self {
        let millis = |time: Option<zoom_client::Timestamp>| time.map(|t| t.as_millisecond());
        Self {
            host_id: name(&event.host_id),
            event_time: millis(event.event_time),
            end_time: millis(event.end_time),
            ..Self::begun(
                event.id.get(),
                event.uuid.as_str(),
                millis(event.start_time),
            )
        }
    }
}

/// A name of Zoom's; empty where it is none.
fn name(text: &str) -> String {
    let is_one = text.len() <= LONGEST_NAME;
    if is_one {
        text.to_owned()
    } else {
        String::new()
    }
}

impl Run {
    /// A run that began then, in milliseconds since 1970.
    pub fn begun(meeting_id: u64, uuid: &str, start_time: Option<i64>) -> Self {
        Self {
            meeting_id,
            uuid: name(uuid),
            start_time,
            ..Self::default()
        }
    }

    /// When it began, or at the latest.
    fn begun_by(&self) -> Option<i64> {
        self.start_time.or(self.end_time).or(self.event_time)
    }
}

/// A meeting's post, and the run that it shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FollowedPost {
    /// The post.
    pub post_id: String,
    /// Its channel.
    pub channel_id: String,
    /// The person by whose connection Zoom is asked about the meeting: who started it, or subscribed
    /// the channel to it.
    pub user_id: String,
    /// The host's Zoom user id; empty where that is not known.
    pub host_id: String,
    /// The run; empty while that is not known (a personal room).
    pub uuid: String,
    /// Whether the number is used again and again: by a personal room, or a recurring meeting.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub reused: bool,
    /// When it was posted, where the room was empty then, so that runs that were over by then are not
    /// this post's; 0 where that is not known. Milliseconds since 1970.
    pub since: i64,
    /// Whether Zoom has said that the run began.
    pub started: bool,
    /// When it began, where Zoom has said it.
    pub start_time: Option<i64>,
    /// Whether it is over.
    pub ended: bool,
    /// When it ended, where Zoom has said it.
    pub end_time: Option<i64>,
    /// Whether it is a call, which has a record of its own.
    pub call: bool,
    /// Whether somebody who is not the host passed the meeting on by it: it shows that the meeting
    /// goes on and ends, and nothing of who is in it or of what comes out of it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub guest: bool,
}

impl FollowedPost {
    /// Until when the run may begin that this post waits for; `None` where that may be any time.
    pub fn waits_until(&self) -> Option<i64> {
        let waits = self.reused && self.uuid.is_empty() && self.since > 0;
        waits.then(|| self.since.saturating_add(WINDOW + SKEW))
    }

    fn waits_at(&self, time: i64) -> bool {
        self.waits_until().is_none_or(|until| time <= until)
    }

    /// Whether the run is still to come, as far as is known.
    fn may_begin(&self, now: i64) -> bool {
        !self.started && self.waits_at(now)
    }

    /// Whether a run of another name may be this post's. One that ended for want of news has not
    /// heard of its run yet: events come late.
    fn lacks_run(&self) -> bool {
        let unheard = self.uuid.is_empty() && self.end_time.is_none();
        (self.uuid.is_empty() || !self.started) && (!self.ended || unheard)
    }

    /// Whether a run that began then may be this post's, and is not known to be.
    fn takes(&self, start: Option<i64>) -> bool {
        let in_time = start.map_or(!self.reused, |start| {
            start.saturating_add(SKEW) >= self.since && self.waits_at(start)
        });
        self.lacks_run() && in_time
    }

    /// Whether a run began in the time that the post waits.
    pub fn is_in_time(&self, run: &Run) -> bool {
        run.begun_by().is_none_or(|time| self.waits_at(time))
    }

    /// Whether the end of a run, which no post is known to show, may be this post's.
    fn may_end_with(&self, run: &Run) -> bool {
        let end = run.end_time.or(run.event_time);
        let after = end.is_none_or(|end| {
            end.saturating_add(SKEW) >= self.since
                && self.start_time.is_none_or(|start| start <= end)
        });
        self.is_in_time(run) && after && (!self.ended || self.lacks_run())
    }

    /// Whether the post shows a run that is not this one, though the number is the same.
    fn shows_another(&self, run: &Run) -> bool {
        self.reused && self.started && !self.may_be(&run.uuid)
    }

    /// Whether the run that it shows may have this name.
    fn may_be(&self, uuid: &str) -> bool {
        self.uuid == uuid || self.uuid.is_empty() || uuid.is_empty()
    }

    /// Whether the post may show who is in a run now that it does not know by name.
    pub fn shows_unnamed(&self, now: i64) -> bool {
        self.uuid.is_empty() && !self.ended && self.waits_at(now)
    }

    /// Takes a meeting of which no record was kept to have begun, where its time to begin is over:
    /// Zoom says whether it goes on.
    pub fn presume_begun(&mut self, now: i64) {
        self.started |= !self.waits_at(now);
    }

    fn begin(&mut self, uuid: &str, start: Option<i64>) {
        if !uuid.is_empty() {
            uuid.clone_into(&mut self.uuid);
        }
        self.started = true;
        self.start_time = earliest(self.start_time, start);
    }

    fn end(&mut self, run: &Run) {
        self.ended = true;
        // The room is used again, so the run that it shows is over, and nobody told when.
        if self.shows_another(run) {
            return;
        }
        if !run.uuid.is_empty() {
            run.uuid.clone_into(&mut self.uuid);
        }
        self.start_time = earliest(self.start_time, run.start_time);
        self.end_time = self.end_time.max(run.end_time);
    }
}

fn earliest(a: Option<i64>, b: Option<i64>) -> Option<i64> {
    a.into_iter().chain(b).min()
}

/// Which posts an ended run belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// These; none where the run is nobody's.
    Posts(Vec<String>),
    /// One or more of several that are open: Zoom has to be asked. Where nobody is in the meeting,
    /// it is these.
    Unclear(Vec<String>),
}

/// All that is known of a meeting number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Followed {
    /// The posts, oldest first.
    pub posts: Vec<FollowedPost>,
    /// Runs that are over, oldest first.
    pub over: Vec<Run>,
}

impl Followed {
    /// Adds a post; its run may be over already.
    pub fn add(&mut self, mut post: FollowedPost) {
        if self.of(&post.post_id).is_some() {
            return;
        }
        if let Some(run) = self.over.iter().find(|run| run.uuid == post.uuid) {
            post.end(run);
        }
        self.posts.push(post);
        if self.posts.len() > MOST_POSTS {
            let first = |holds: fn(&FollowedPost) -> bool| self.posts.iter().position(holds);
            let first = first(|post| post.ended).or_else(|| first(|post| post.guest));
            self.posts.remove(first.unwrap_or(0));
        }
    }

    /// What is known of a post.
    pub fn of(&self, post_id: &str) -> Option<&FollowedPost> {
        self.posts.iter().find(|post| post.post_id == post_id)
    }

    /// The posts that have not ended.
    pub fn open(&self) -> impl Iterator<Item = &FollowedPost> {
        self.posts.iter().filter(|post| !post.ended)
    }

    /// The posts that show a run.
    pub fn of_run(&self, uuid: &str) -> Vec<String> {
        let of_run = |post: &&FollowedPost| !uuid.is_empty() && post.uuid == uuid;
        ids(self.posts.iter().filter(of_run))
    }

    /// Whether it is known which posts show a run, if any does.
    pub fn knows(&self, run: &Run) -> bool {
        self.is_over(&run.uuid) || !self.of_run(&run.uuid).is_empty()
    }

    /// Whether a post waits for such a run.
    pub fn awaits(&self, run: &Run) -> bool {
        self.posts.iter().any(|post| post.takes(run.begun_by()))
    }

    /// Those of these posts that may learn all of their run.
    pub fn without_guests(&self, post_ids: &[String]) -> Vec<String> {
        let told = |post: &&FollowedPost| !post.guest && post_ids.contains(&post.post_id);
        ids(self.posts.iter().filter(told))
    }

    /// Takes notice that a run began, and gives the posts that show it: those of the run, or else
    /// those that wait for it (Zoom names the run of a personal room only now).
    pub fn begin(&mut self, run: &Run) -> Vec<String> {
        let start = run.start_time.or(run.event_time);
        let mut shown = self.of_run(&run.uuid);
        if shown.is_empty() && !self.is_over(&run.uuid) {
            shown = ids(self.posts.iter().filter(|post| post.takes(start)));
        }
        for post in self.posts.iter_mut().filter(|p| shown.contains(&p.post_id)) {
            post.begin(&run.uuid, start);
            // The Go plugin did not keep the host.
            if post.host_id.is_empty() {
                post.host_id.clone_from(&run.host_id);
            }
        }
        shown
    }

    /// The posts that an ended run belongs to: those of the run, or that waited for it, or else the
    /// only one whose meeting may be over by it.
    pub fn target(&self, run: &Run) -> Target {
        let of_run = self.of_run(&run.uuid);
        if !of_run.is_empty() || self.is_over(&run.uuid) {
            return Target::Posts(of_run);
        }
        // As if its beginning had been told.
        let waited = |post: &&FollowedPost| post.reused && post.takes(run.start_time);
        let waited = ids(self.posts.iter().filter(waited));
        if !waited.is_empty() {
            return Target::Posts(waited);
        }
        let may_end = |post: &&FollowedPost| post.may_end_with(run);
        let candidates = self.posts.iter().filter(may_end);
        if candidates.clone().count() <= 1 {
            return Target::Posts(ids(candidates));
        }
        // A post that has begun shows a run of another name.
        let unnamed = |post: &&FollowedPost| !post.started || post.uuid.is_empty();
        Target::Unclear(ids(candidates.filter(unnamed)))
    }

    /// Takes notice that these posts' run is over; without posts, so that later ones know.
    pub fn end(&mut self, post_ids: &[String], run: &Run) {
        for post in &mut self.posts {
            if post_ids.contains(&post.post_id) {
                post.end(run);
            }
        }
        if !run.uuid.is_empty() && !self.is_over(&run.uuid) {
            self.over.push(run.clone());
            let surplus = self.over.len().saturating_sub(MOST_OVER);
            self.over.drain(..surplus);
        }
    }

    /// Takes notice of what Zoom answers to the question about the meeting: the run that goes on,
    /// if one does. Gives the posts that change by it. Runs that Zoom no longer knows are over, at
    /// a time that nobody knows. A meeting that waits may not have begun yet; whether one that goes
    /// on began in time is known only as long as the time lasts, in milliseconds since 1970.
    pub fn answer(&mut self, running: Option<&str>, exists: bool, now: i64) -> Vec<String> {
        let mut changed = Vec::new();
        for post in self.posts.iter_mut().filter(|post| !post.ended) {
            let before = post.clone();
            match running {
                Some(uuid) if post.may_begin(now) => post.begin(uuid, None),
                Some(uuid) if post.started && post.may_be(uuid) => {}
                None if exists && post.may_begin(now) => {}
                _ => post.ended = true,
            }
            if *post != before {
                changed.push(post.post_id.clone());
            }
        }
        changed
    }

    /// Those of these posts that are calls, and whose meeting is over.
    pub fn calls_over(&self, post_ids: &[String]) -> Vec<String> {
        let over = |post: &&FollowedPost| post.call && post.ended;
        let posts = self.posts.iter().filter(over);
        ids(posts.filter(|post| post_ids.contains(&post.post_id)))
    }

    /// The runs of those of these posts that have ended.
    pub fn runs_over(&self, post_ids: &[String]) -> Vec<String> {
        let over = self
            .posts
            .iter()
            .filter(|post| post.ended && !post.uuid.is_empty() && post_ids.contains(&post.post_id));
        over.map(|post| post.uuid.clone()).collect()
    }

    fn is_over(&self, uuid: &str) -> bool {
        !uuid.is_empty() && self.over.iter().any(|run| run.uuid == uuid)
    }
}

fn ids<'a>(posts: impl Iterator<Item = &'a FollowedPost>) -> Vec<String> {
    posts.map(|post| post.post_id.clone()).collect()
}

#[cfg(test)]
mod tests;
