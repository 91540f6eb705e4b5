//! `GET /api/v1/overview` and `/zoom list`: who sees what goes on and was recorded, and what it costs.

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::live::meeting;
use crate::stage::{Person, Stage};

/// In how many keys each list stands.
const SHARDS: u8 = 16;

pub(crate) async fn overview(person: &Person, channel: &str) -> Value {
    let path = format!("api/v1/overview?channel_id={channel}");
    let answer = person.route(&path).await;
    assert_eq!(answer.status(), StatusCode::OK);
    answer.json().await.unwrap()
}

/// One field of each item of a list.
fn each<'a>(overview: &'a Value, list: &str, field: &str) -> Vec<&'a str> {
    let items = overview[list].as_array().unwrap().iter();
    items.map(|item| item[field].as_str().unwrap()).collect()
}

fn id(post: &Value) -> &str {
    post["id"].as_str().unwrap()
}

fn number(post: &Value) -> u64 {
    post["props"]["meeting_id"].as_u64().unwrap()
}

async fn private_channel(person: &Person, name: &str) -> String {
    let team: Value = person.client.get("/api/v4/teams/name/demo").await.unwrap();
    let make = json!({"team_id": team["id"], "name": name, "display_name": name, "type": "P"});
    let made: Value = person.client.post("/api/v4/channels", &make).await.unwrap();
    id(&made).to_owned()
}

async fn delete(person: &Person, path: &str) {
    let request = person.client.request(Method::DELETE, path);
    assert_eq!(request.send().await.unwrap().status(), StatusCode::OK);
}

/// Types `/zoom list`: the bot's post.
pub(crate) async fn list(person: &mut Person, channel: &str) -> Value {
    let typed = person.client.execute_command(channel, "/zoom list").await;
    typed.unwrap();
    person.tab.post("ephemeral_message").await
}

/// All that a list shows.
pub(crate) fn shown(list: &Value) -> String {
    let attachments = list["props"]["attachments"].as_array().unwrap().iter();
    let text = attachments.map(|part| {
        let actions = part["actions"].as_array().into_iter().flatten();
        let labels: Vec<_> = actions.map(|a| a["name"].as_str().unwrap()).collect();
        format!("{} | {} | {labels:?}", part["title"], part["text"])
    });
    text.collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_see_what_goes_on_in_their_own_channels_alone() {
    let stage = Stage::nodes(3).await;
    let mut alice = stage.person("alice").await;
    let mut bob = stage.person("bob").await;
    let admin = stage.person("admin").await;
    alice.connect(&stage.zoom).await;
    let town = alice.town.clone();
    let direct = alice.client.direct_channel("bob").await.unwrap().id;
    let closed = private_channel(&alice, "closed").await;
    let archived = private_channel(&alice, "old").await;
    let public = alice.start_in(&town).await;
    let secret = alice.start_in(&closed).await;
    let between = alice.start_in(&direct).await;
    alice.start_in(&archived).await;
    delete(&alice, &format!("/api/v4/channels/{archived}")).await;

    let all = overview(&alice, &closed).await;
    let posts = each(&all, "live", "post_id");
    assert_eq!(
        posts,
        [id(&secret), id(&between), id(&public)],
        "here first"
    );
    let channels = each(&all, "live", "channel_name");
    assert_eq!(channels, ["closed", "@bob", "Town Square"]);
    let first = &all["live"][0];
    assert_eq!(first["link"], secret["props"]["meeting_link"]);
    assert_eq!(first["meeting_id"], secret["props"]["meeting_id"]);
    assert_eq!(first["topic"], "Zoom Meeting");
    assert_eq!(first["live"]["state"], "waiting");
    assert_eq!(first["start_time"], Value::Null);
    assert_eq!(all["connected"], true);

    let his = overview(&bob, &closed).await;
    let posts = each(&his, "live", "post_id");
    assert_eq!(
        posts,
        [id(&between), id(&public)],
        "a channel's id opens nothing"
    );
    assert_eq!(
        each(&his, "live", "channel_name"),
        ["@alice", "Town Square"]
    );
    assert_eq!(his["connected"], false);
    let theirs = overview(&admin, "").await;
    assert_eq!(
        each(&theirs, "live", "post_id"),
        [id(&public)],
        "also for admins"
    );
    let listed = shown(&list(&mut bob, &town).await);
    assert!(listed.contains("Town Square"), "{listed}");
    assert!(
        !listed.contains("closed") && !listed.contains("@alice"),
        "{listed}"
    );

    stage.zoom.start_meeting(number(&public)).unwrap();
    stage.zoom.settle().await;
    stage.jobs_done().await;
    let his = overview(&bob, &town).await;
    assert_eq!(his["live"][0]["live"]["state"], "started");
    assert!(his["live"][0]["start_time"].is_i64(), "{his}");

    let anybody = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}/plugins/zoom/api/v1/overview", alice.client.url());
    let status = anybody.get(url).send().await.unwrap().status();
    assert_eq!(status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_ended_was_deleted_or_forgotten_leaves_the_lists() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let town = alice.town.clone();
    let ended = alice.start_in(&town).await;
    let deleted = alice.start_in(&town).await;
    let forgotten = alice.start_in(&town).await;
    let stays = alice.start_in(&town).await;
    assert_eq!(
        overview(&alice, "").await["live"].as_array().unwrap().len(),
        4
    );

    stage.zoom.start_meeting(number(&ended)).unwrap();
    stage.zoom.end_meeting(number(&ended)).unwrap();
    stage.zoom.settle().await;
    stage.jobs_done().await;
    delete(&alice, &format!("/api/v4/posts/{}", id(&deleted))).await;
    stage.expire(&format!("zrs_open_{}", number(&forgotten)));
    let left = overview(&alice, "").await;
    assert_eq!(each(&left, "live", "post_id"), [id(&stays)]);
    let lists = stage.keys("zrs_open_posts_");
    assert_eq!(lists.len(), 1, "{lists:?}");
    let stored = String::from_utf8(stage.stored(&lists[0]).unwrap()).unwrap();
    for gone in [&ended, &deleted, &forgotten] {
        assert!(!stored.contains(id(gone)), "{stored}");
    }
    assert!(stage.expires(&lists[0]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn garbage_in_the_lists_keeps_nothing_from_anybody() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let town = alice.town.clone();
    let own = json!([{"post_id": "../x", "channel_id": town, "at": i64::MAX}, 7, {"at": "x"}]);
    let own = own.to_string();
    let garbage = [&b"\xff\x00"[..], b"{}", b"null", b"[[[[", own.as_bytes()];
    for shard in 0..SHARDS {
        let value = garbage[usize::from(shard) % garbage.len()];
        stage.store(&format!("zrs_open_posts_{shard}"), value);
        stage.store(&format!("zrs_recordings_{shard}"), value);
    }
    let nothing = overview(&alice, &town).await;
    assert_eq!(
        (&nothing["live"], &nothing["recordings"]),
        (&json!([]), &json!([]))
    );
    let post = alice.start_in(&town).await;
    let listed = overview(&alice, &town).await;
    assert_eq!(each(&listed, "live", "post_id"), [id(&post)]);
    let path = "api/v1/overview?channel_id=..%2f%00%ff&channel_id=x";
    assert_eq!(alice.route(path).await.status(), StatusCode::OK);
    assert!(!stage.log().contains("panicked"));
}

/// How often the plugin called Mattermost since a call, by method.
fn calls_since(stage: &Stage, number: u64) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for call in stage.server.wire_calls() {
        if call.number > number && call.direction == mattermost_devserver::Direction::Api {
            *counts.entry(call.method).or_default() += 1;
        }
    }
    counts
}

fn last_call(stage: &Stage) -> u64 {
    let calls = stage.server.wire_calls();
    calls
        .iter()
        .map(|call| call.number)
        .max()
        .unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_and_an_overview_cost_the_same_whatever_is_stored() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    alice.connect(&stage.zoom).await;
    let town = alice.town.clone();
    let direct = alice.client.direct_channel("bob").await.unwrap().id;
    // Once before, so that nothing is learned for the first time.
    alice.start_in(&town).await;
    let mut measured = Vec::new();
    for round in 0..2 {
        if round == 1 {
            stage
                .database()
                .execute_batch(
                    "WITH RECURSIVE nth(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM nth WHERE n < 100000)
                     INSERT INTO plugin_key_values (plugin_id, key, value, expire_at)
                     SELECT 'zoom', 'zrs_other_' || n, 'x', 0 FROM nth",
                )
                .unwrap();
            let now = i64::try_from(std::time::UNIX_EPOCH.elapsed().unwrap().as_millis());
            let now = now.unwrap();
            for shard in 0..SHARDS {
                let key = format!("zrs_open_posts_{shard}");
                let known = stage.stored(&key).unwrap_or_else(|| b"[]".to_vec());
                let mut list: Vec<Value> = serde_json::from_slice(&known).unwrap();
                let foreign = |nth: u8| json!({"post_id": format!("p{nth:025}"), "channel_id": format!("c{shard:012}{nth:013}"), "at": now});
                list.splice(0..0, (0..32).map(foreign));
                stage.store(&key, &serde_json::to_vec(&list).unwrap());
            }
        }
        let before = last_call(&stage);
        alice.start_in(&direct).await;
        let start = calls_since(&stage, before);
        let before = last_call(&stage);
        overview(&alice, &direct).await;
        measured.push((start, calls_since(&stage, before)));
    }
    // The plugin's timers call, too; five hundred posts would cost hundreds of calls.
    let total = |calls: &BTreeMap<String, usize>| calls.values().sum::<usize>();
    let (little, much) = (&measured[0], &measured[1]);
    let starts = (total(&little.0), total(&much.0));
    assert!(starts.1 <= starts.0 + 20, "a start: {starts:?}");
    let overviews = (total(&little.1), total(&much.1));
    assert!(
        overviews.1 <= overviews.0 + 30,
        "an overview: {overviews:?}"
    );
    let before = last_call(&stage);
    alice.start_in(&direct).await;
    let calls = stage.server.wire_calls().into_iter();
    let index = calls.filter(|call| call.number > before && call.args.contains("zrs_open_posts_"));
    let index: Vec<_> = index.map(|call| call.method).collect();
    assert_eq!(index, ["KVGet", "KVSetWithOptions"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn recordings_are_shown_to_the_members_of_their_channel() {
    let stage = Stage::new().await;
    let mut alice = stage.person("alice").await;
    let mut bob = stage.person("bob").await;
    let admin = stage.person("admin").await;
    alice.connect(&stage.zoom).await;
    let direct = alice.client.direct_channel("bob").await.unwrap().id;
    let post = alice.start_in(&direct).await;
    stage.zoom.start_meeting(number(&post)).unwrap();
    stage.zoom.advance(Duration::from_secs(600)).await;
    stage.zoom.end_meeting(number(&post)).unwrap();
    stage.zoom.complete_recording(number(&post)).unwrap();
    stage.zoom.settle().await;
    stage.jobs_done().await;
    let replies = alice.replies(id(&post)).await;
    let reply = replies
        .iter()
        .find(|reply| reply["props"]["meeting_part"] == "recording");
    let reply = id(reply.unwrap());
    for (person, name) in [(&alice, "@bob"), (&bob, "@alice")] {
        let seen = overview(person, "").await;
        assert_eq!(each(&seen, "recordings", "post_id"), [reply]);
        assert_eq!(each(&seen, "recordings", "channel_name"), [name]);
        assert_eq!(seen["recordings"][0]["topic"], "Zoom Meeting");
        assert_eq!(seen["recordings"][0]["minutes"], 10);
        assert!(seen["recordings"][0]["time"].is_i64());
        assert_eq!(seen["live"], json!([]));
    }
    assert_eq!(overview(&admin, &direct).await["recordings"], json!([]));
    // By the command, in the channel where it was recorded.
    let listed = shown(&list(&mut bob, &direct).await);
    let way = format!(
        "[Zoom Meeting]({}/_redirect/pl/{reply})",
        stage.server.url()
    );
    assert!(
        listed.contains("Recent recordings") && listed.contains(&way),
        "{listed}"
    );
    let town = bob.town.clone();
    let listed = shown(&list(&mut bob, &town).await);
    assert!(!listed.contains("Recent recordings"), "{listed}");
    delete(&admin, &format!("/api/v4/posts/{reply}")).await;
    assert_eq!(overview(&bob, "").await["recordings"], json!([]));
    assert_eq!(stage.keys("zrs_recordings_"), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_says_how_many_are_in_as_far_as_that_is_shown() {
    let stage = Stage::new().await;
    let (mut alice, meeting) = meeting(&stage).await;
    let town = alice.town.clone();
    stage.zoom.start_meeting(meeting.id).unwrap();
    stage.zoom.settle().await;
    stage.jobs_done().await;
    let listed = shown(&list(&mut alice, &town).await);
    assert!(
        listed.contains("Live in") && !listed.contains("are in"),
        "{listed}"
    );
    stage.zoom.set_waiting_room(meeting.id, true).unwrap();
    for name in ["alice@example.com", "Eve", "Mallory"] {
        stage.zoom.join_meeting(meeting.id, name).unwrap();
    }
    stage.zoom.admit(meeting.id, "Eve").unwrap();
    stage.zoom.settle().await;
    let both = |live: &Value| live["count"] == 2 && live["waiting"] == 1;
    alice.until_seen(&meeting.post, both).await;
    let listed = shown(&list(&mut alice, &town).await);
    assert!(
        listed.contains("2 people are in · 1 person is waiting"),
        "{listed}"
    );
    stage.set(json!({ "ParticipantsShown": "off" })).await;
    let listed = shown(&list(&mut alice, &town).await);
    assert!(
        listed.contains("Live in") && !listed.contains("people are in"),
        "{listed}"
    );
}
