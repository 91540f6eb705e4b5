//! What Zoom tells about meetings, brought into their posts.

use mattermost_plugin::model::Post;
use zoom_client::MeetingId;

use crate::app::Services;
use crate::domain::hosts::{self, Asked};
use crate::domain::{adoption, calls, live, meeting_posts, run_posts, subscriptions};
use crate::error::{Error, Result};
use crate::jobs::Job;
use crate::store::{Followed, FollowedPost, Run, Target};

/// Zoom's word for a meeting that goes on.
pub const STARTED: &str = "started";
/// How often it is waited for the post of a run that is announced, which may have to be tried again
/// itself: for some hours.
const MOST_WAITS: u32 = 12;
/// How many people are asked about one meeting.
const MOST_ASKED: usize = 3;

/// A meeting began: its posts learn the run and the time.
///
/// # Errors
/// When Mattermost fails; the job is done again then.
pub async fn started(services: &Services, run: &Run) -> Result<()> {
    let Some(begun) = begin(services, run).await? else {
        log_foreign("meeting.started", run);
        return Ok(());
    };
    // Told by an event that came twice, browsers would only hear the same again.
    if begun.news {
        live::posted(services, run.meeting_id, &run.uuid).await?;
    }
    Ok(())
}

/// What came of the news that a run began.
struct Begun {
    /// The posts that show it, without those of guests.
    told: Vec<String>,
    /// Whether it was news.
    news: bool,
}

/// Has the posts of a run learn that it began; `None` where it is nobody's.
async fn begin(services: &Services, run: &Run) -> Result<Option<Begun>> {
    let api = &services.api;
    if adoption::recall(services, run).await?.is_none() {
        return Ok(None);
    }
    let (shown, told, news) = meeting_posts::change(api, run.meeting_id, |known| {
        let before = known.clone();
        let shown = known.begin(run);
        let told = known.without_guests(&shown);
        (shown, told, *known != before)
    })
    .await?;
    for post_id in &told {
        meeting_posts::remember_post_of_run(api, &run.uuid, post_id).await?;
    }
    meeting_posts::render(services, run.meeting_id, &shown).await?;
    Ok(Some(Begun { told, news }))
}

/// The posts of a run that something came out of, a recording for one, as far as they stand. It may
/// be the first that is heard of the run.
///
/// # Errors
/// When Mattermost fails, or a channel that is told of the meeting has no post of the run yet: the
/// job is done again then.
pub async fn posts_of(services: &Services, job: &Job, run: &Run) -> Result<Vec<Post>> {
    let mut ids = run_posts::of(&services.api, &run.uuid).await?;
    if ids.is_empty() {
        let begun = begin(services, run).await?;
        ids = begun.map(|begun| begun.told).unwrap_or_default();
    }
    if ids.is_empty()
        && job.attempts < MOST_WAITS
        && subscriptions::is_announced(services, run.meeting_id).await?
    {
        return Err(Error::Internal("the meeting's post is not there yet"));
    }
    let mut posts = Vec::new();
    for id in &ids {
        posts.extend(meeting_posts::find_post(&services.api, id).await?);
    }
    Ok(posts)
}

/// A meeting ended: its posts say so, and how long it took.
///
/// # Errors
/// When Mattermost or Zoom fails; the job is done again then.
pub async fn ended(services: &Services, run: &Run) -> Result<()> {
    let api = &services.api;
    let Some(known) = adoption::recall(services, run).await? else {
        log_foreign("meeting.ended", run);
        return Ok(());
    };
    let run = &Run {
        end_time: run.end_time.or(run.event_time),
        ..run.clone()
    };
    // Those that Zoom's answer makes clear, where the record alone does not.
    let clear = match known.target(run) {
        Target::Posts(_) => Vec::new(),
        Target::Unclear(posts) => match ask_zoom(services, run.meeting_id, &known).await? {
            Answer::Waits | Answer::Gone => posts,
            Answer::Runs(_) | Answer::NobodyToAsk => Vec::new(),
        },
    };
    let (over, told, calls, runs) = meeting_posts::change(api, run.meeting_id, |known| {
        let over = match known.target(run) {
            Target::Posts(posts) if clear.is_empty() => posts,
            _ => clear.clone(),
        };
        known.end(&over, run);
        // In a room that is used again, an earlier run may be over by this one.
        let (told, runs) = (known.of_run(&run.uuid), known.runs_over(&over));
        let (told, calls) = (known.without_guests(&told), known.calls_over(&over));
        (over, told, calls, runs)
    })
    .await?;
    for post_id in &told {
        // What told of its beginning may never have come.
        meeting_posts::remember_post_of_run(api, &run.uuid, post_id).await?;
    }
    if !over.is_empty() {
        tracing::info!(audit = "end", meeting_id = run.meeting_id, posts = ?over);
    }
    meeting_posts::render(services, run.meeting_id, &over).await?;
    calls::end(services, &calls).await?;
    let earlier = runs.iter().filter(|uuid| **uuid != run.uuid);
    for uuid in earlier.chain([&run.uuid]) {
        live::ended(services, run.meeting_id, uuid).await?;
    }
    Ok(())
}

fn log_foreign(event: &str, run: &Run) {
    let meeting_id = run.meeting_id;
    tracing::debug!(event, meeting_id, "a meeting that is not ours");
}

/// What Zoom answers to the question about a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// This run goes on.
    Runs(String),
    /// Nobody is in it.
    Waits,
    /// There is no such meeting, any more.
    Gone,
    /// Nobody who is connected can be asked.
    NobodyToAsk,
}

/// Asks Zoom about a meeting, and puts its posts right. Gives what Zoom said.
///
/// # Errors
/// When Mattermost or Zoom fails.
pub async fn ask_zoom(services: &Services, meeting_id: u64, known: &Followed) -> Result<Answer> {
    let answer = ask(services, meeting_id, known).await?;
    let (running, exists) = match &answer {
        Answer::Runs(uuid) => (Some(uuid.as_str()), true),
        Answer::Waits => (None, true),
        Answer::Gone => (None, false),
        Answer::NobodyToAsk => return Ok(answer),
    };
    let (api, now) = (&services.api, services.clock.millis());
    let (changed, of_run, calls, over) = meeting_posts::change(api, meeting_id, |known| {
        let changed = known.answer(running, exists, now);
        let (calls, over) = (known.calls_over(&changed), known.runs_over(&changed));
        let of_run = known.without_guests(&known.of_run(running.unwrap_or_default()));
        (changed, of_run, calls, over)
    })
    .await?;
    for post_id in changed.iter().filter(|post_id| of_run.contains(post_id)) {
        // Its recording is told by the run alone.
        meeting_posts::remember_post_of_run(api, running.unwrap_or_default(), post_id).await?;
    }
    if !changed.is_empty() {
        tracing::info!(meeting_id, answer = ?answer, posts = ?changed, "Zoom was asked about a meeting");
    }
    meeting_posts::render(services, meeting_id, &changed).await?;
    calls::end(services, &calls).await?;
    for uuid in &over {
        live::ended(services, meeting_id, uuid).await?;
    }
    Ok(answer)
}

async fn ask(services: &Services, meeting_id: u64, known: &Followed) -> Result<Answer> {
    let Some(id) = MeetingId::new(meeting_id) else {
        return Ok(Answer::NobodyToAsk);
    };
    let mut asked = Vec::new();
    let mut posts: Vec<&FollowedPost> = known.open().collect();
    posts.reverse();
    // Zoom tells the others more.
    posts.sort_by_key(|post| post.guest);
    for post in posts {
        if asked.len() == MOST_ASKED || asked.contains(&&post.user_id) {
            continue;
        }
        asked.push(&post.user_id);
        let answer = ask_person(services, id, post).await?;
        if answer != Answer::NobodyToAsk {
            return Ok(answer);
        }
    }
    Ok(Answer::NobodyToAsk)
}

/// Asks by the connection of the person whose post it is.
async fn ask_person(services: &Services, id: MeetingId, post: &FollowedPost) -> Result<Answer> {
    let asked = hosts::ask(services, &post.user_id, &post.host_id, id).await?;
    Ok(match asked {
        Asked::Found(meeting) if meeting.status == STARTED => {
            Answer::Runs(meeting.uuid.as_str().to_owned())
        }
        Asked::Found(_) => Answer::Waits,
        Asked::Gone => Answer::Gone,
        Asked::NobodyToAsk => Answer::NobodyToAsk,
    })
}
