//! The plugin is killed with -9 at calls that a seed chooses, over some hundred events, and the
//! channel ends as it should: nothing lost, nothing twice.

mod late_events;
mod nodes;
mod starts;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::{Duration, Instant};

use mattermost_devserver::Fate;
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::stage::{Person, Stage};
use crate::webhook::Attempt;

const SEED: u64 = 0x5eed;
const MEETINGS: usize = 50;
/// A job that outlives more than a hundred deaths is given up, however quick the machine kills.
const MOST_KILLS: usize = 80;
/// Between two kills come up to so many calls.
const CALLS: u64 = 60;

/// Numbers that a seed decides (xorshift64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = usize::try_from(self.below(last as u64 + 1)).unwrap();
            items.swap(last, other);
        }
    }
}

/// Kills the plugin at the calls to come.
#[derive(Default)]
struct Killer {
    left: AtomicI64,
    killed: Notify,
    over: AtomicBool,
}

impl Killer {
    fn fate(&self) -> Fate {
        if self.over.load(Ordering::SeqCst) {
            return Fate::Proceed;
        }
        match self.left.fetch_sub(1, Ordering::SeqCst) {
            1 => {
                self.killed.notify_one();
                Fate::KillAfter
            }
            // The process is dying, and what it still asks comes too late.
            ..=0 => Fate::Fail("the process is dead".into()),
            _ => Fate::Proceed,
        }
    }

    /// Sends events and lets them be worked off, with a plugin that dies at the call of this number
    /// from now on. Says how often it died.
    async fn strike(self: &Arc<Self>, stage: &Stage, calls: i64, events: Vec<String>) -> usize {
        let mut struck = 0;
        self.left.store(calls, Ordering::SeqCst);
        let judge = self.clone();
        stage.server.on_api_call(move |_| judge.fate());
        let sending = send_all(stage, events);
        tokio::pin!(sending);
        let mut sent = false;
        while !sent || !stage.keys("zrs_job_").is_empty() {
            tokio::select! {
                () = &mut sending, if !sent => sent = true,
                () = self.killed.notified() => {
                    struck += 1;
                    start_again(stage, self).await;
                }
                () = tokio::time::sleep(Duration::from_millis(50)) => {}
            }
        }
        stage.server.on_api_call(|_| Fate::Proceed);
        struck
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[allow(
    clippy::print_stdout,
    reason = "how hard the test struck is for people to read"
)]
async fn nothing_is_lost_and_nothing_comes_twice() {
    let begun = Instant::now();
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let direct = alice.client.direct_channel("bob").await.unwrap().id;
    let posts = run_meetings(&stage, &mut alice, &direct).await;
    let mut numbers = Numbers(SEED);
    let mut events: Vec<String> = stage
        .zoom
        .deliveries()
        .into_iter()
        .map(|d| d.body)
        .collect();
    events.extend(events.clone());
    numbers.shuffle(&mut events);
    let count = events.len();

    let killer = Arc::new(Killer::default());
    let (mut kills, mut struck) = (0, 0);
    let sending = send_all(&stage, events);
    tokio::pin!(sending);
    let mut sent = false;
    while !sent || !stage.keys("zrs_job_").is_empty() {
        let calls = i64::try_from(1 + numbers.below(CALLS)).unwrap();
        killer.left.store(calls, Ordering::SeqCst);
        let judge = killer.clone();
        stage.server.on_api_call(move |_| judge.fate());
        tokio::select! {
            () = &mut sending, if !sent => sent = true,
            () = killer.killed.notified() => {
                kills += 1;
                struck += usize::from(!stage.keys("zrs_job_").is_empty());
                start_again(&stage, &killer).await;
            }
            () = tokio::time::sleep(Duration::from_millis(200)) => {}
        }
        if begun.elapsed() > Duration::from_secs(25) || kills >= MOST_KILLS {
            killer.over.store(true, Ordering::SeqCst);
        }
    }
    killer.over.store(true, Ordering::SeqCst);
    stage.jobs_done().await;

    println!(
        "{count} events of {MEETINGS} meetings, {kills} kills, {struck} of them struck work in \
         flight, in {:?}",
        begun.elapsed()
    );
    assert!(
        struck >= 10,
        "only {struck} of {kills} kills struck anything"
    );
    let town = meetings_in(&alice, &alice.town).await;
    let announced = meetings_in(&alice, &direct).await;
    for posted in [&town, &announced] {
        let ids: BTreeSet<u64> = posted.iter().map(id).collect();
        assert_eq!(ids, posts.iter().map(id).collect(), "nothing lost");
        assert_eq!(posted.len(), MEETINGS, "nothing twice");
        for post in posted {
            assert_eq!(post["props"]["meeting_status"], "ENDED", "{post}");
            assert_eq!(post["props"]["meeting_duration"], 2, "{post}");
        }
    }
    assert_eq!(stage.keys("zrs_failure"), Vec::<String>::new());
    stage.log();
}

/// How many recordings come, and so after how many calls of the plugin's the last kill strikes.
const RECORDINGS: i64 = 16;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_recording_is_lost_and_none_comes_twice() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let (meeting, post) = alice.hold_a_meeting(&stage.zoom).await;
    stage.jobs_done().await;
    stage.zoom.turn(|knobs| knobs.webhook.drop = true);
    let killer = Arc::new(Killer::default());
    let mut struck = 0;
    for calls in 1..=RECORDINGS {
        stage.zoom.complete_recording(meeting).unwrap();
        let body = stage.zoom.deliveries().pop().unwrap().body;
        // Zoom sends it twice.
        let events = vec![body.clone(), body];
        struck += killer.strike(&stage, calls, events).await;
    }
    let replies = alice.replies(&post).await;
    let chats = replies
        .iter()
        .filter(|reply| reply["type"] == "custom_zoom_chat");
    let links = replies.iter().filter(|reply| reply["type"] == "");
    let links: Vec<_> = links.map(|reply| reply["message"].to_string()).collect();
    let different: BTreeSet<_> = links.iter().collect();
    let wanted = usize::try_from(RECORDINGS).unwrap();
    assert!(struck >= 10, "only {struck} kills struck anything");
    assert_eq!((chats.count(), links.len()), (wanted, wanted));
    assert_eq!(different.len(), wanted);
    assert_eq!(stage.keys("zrs_failure"), Vec::<String>::new());
}

fn id(post: &Value) -> u64 {
    post["props"]["meeting_id"].as_u64().unwrap()
}

async fn meetings_in(person: &Person, channel: &str) -> Vec<Value> {
    let path = format!("/api/v4/channels/{channel}/posts?per_page=200");
    let list: Value = person.client.get(&path).await.unwrap();
    let posts = list["posts"].as_object().unwrap().values().cloned();
    posts.filter(|post| post["type"] == "custom_zoom").collect()
}

/// Meetings that have begun and ended, without the plugin hearing of it. Each was posted in the
/// town square, and the other channel is subscribed to it.
async fn run_meetings(stage: &Stage, alice: &mut Person, subscribed: &str) -> Vec<Value> {
    stage.zoom.turn(|knobs| knobs.webhook.drop = true);
    let town = alice.town.clone();
    let mut posts = Vec::new();
    for _ in 0..MEETINGS {
        let post = alice.start_in(&town).await;
        let subscription = json!({
            "channel_id": subscribed, "is_subscription": true, "created_by": alice.id(),
        });
        let key = format!("meeting_channel_{}", id(&post));
        stage.store(&key, subscription.to_string().as_bytes());
        posts.push(post);
    }
    for post in &posts {
        stage.zoom.start_meeting(id(post)).unwrap();
    }
    stage.zoom.advance(Duration::from_secs(61)).await;
    for post in &posts {
        stage.zoom.end_meeting(id(post)).unwrap();
    }
    stage.zoom.settle().await;
    posts
}

/// Sends events until each is acknowledged, as Zoom does.
async fn send_all(stage: &Stage, events: Vec<String>) {
    use futures_util::StreamExt as _;
    let sending = futures_util::stream::iter(events).for_each_concurrent(4, |body| async move {
        while Attempt::new(body.clone()).status(stage).await != 200 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    sending.await;
}

/// Starts the plugin again, which the server itself would do only three times an hour.
async fn start_again(stage: &Stage, killer: &Killer) {
    stage.server.disable("zoom").await.unwrap();
    // The locks of the dead run out by themselves, in fifteen seconds each.
    for lock in stage.keys("mutex_") {
        stage.forget(&lock);
    }
    killer.left.store(i64::MAX / 2, Ordering::SeqCst);
    stage.server.enable("zoom").await.unwrap();
}
