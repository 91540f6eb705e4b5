//! What the plugin API does beside what most plugins need, and what of it clients see.

use serde_json::{Value, json};

use crate::plugins::{say, with_probe};
use crate::shapes::Site;
use crate::socket::Socket;

/// What the probe answers to a word.
async fn facts(site: &Site, word: &str) -> Value {
    let answer = say(&site.alice, &site.channel, &format!("/probe {word}")).await;
    serde_json::from_str(&answer).unwrap_or(Value::String(answer))
}

#[tokio::test]
async fn plugins_keep_groups() {
    let site = with_probe().await;
    assert_eq!(
        facts(&site, "groups").await,
        json!({
            "taken": true, "members": 1, "found": 1, "users": ["alice"], "lists": [1, 1, 0],
            "same": true, "renamed": "All testers", "gone": true, "deleted": true,
        })
    );
    site.server.shutdown().await;
}

#[tokio::test]
async fn plugins_arrange_the_sidebar() {
    let site = with_probe().await;
    let mut socket = Socket::open(&site.alice).await;
    assert_eq!(
        facts(&site, "sidebar").await,
        json!({ "before": 3, "type": "custom", "collapsed": true, "refused": true })
    );
    socket.wait_for("sidebar_category_updated").await;
    let team: Value = site.alice.get("/api/v4/teams/name/demo").await.unwrap();
    let id = team["id"].as_str().unwrap();
    let path = format!("/api/v4/users/me/teams/{id}/channels/categories");
    let shown: Value = site.alice.get(&path).await.unwrap();
    let kinds: Vec<&Value> = shown["categories"]
        .as_array()
        .unwrap()
        .iter()
        .map(|category| &category["type"])
        .collect();
    assert_eq!(
        kinds,
        ["favorites", "custom", "channels", "direct_messages"]
    );
    let own = &shown["categories"][1];
    assert_eq!(own["display_name"], "Mine");
    assert_eq!(own["channel_ids"], json!([site.channel]));
    assert_eq!(shown["order"][1], own["id"]);
    // A channel stands in one category.
    let others = shown["categories"][2]["channel_ids"].as_array().unwrap();
    assert!(!others.contains(&json!(site.channel)), "{others:?}");
    site.server.shutdown().await;
}

#[tokio::test]
async fn plugins_search_posts() {
    let site = with_probe().await;
    let alice = &site.alice;
    alice.create_post(&site.channel, "a needle").await.unwrap();
    let hay = "a Needle in a HAYSTACK";
    alice.create_post(&site.channel, hay).await.unwrap();
    let facts = facts(&site, "search").await;
    assert_eq!(facts["own"], 2);
    assert_eq!(facts["all"], 2);
    assert_eq!(facts["both"], 1);
    let dated = facts["dated"].as_str().unwrap();
    assert!(
        dated.contains("not implemented in the dev server"),
        "{dated}"
    );
    site.server.shutdown().await;
}

#[tokio::test]
async fn plugins_list_and_copy_files() {
    let site = with_probe().await;
    assert_eq!(
        facts(&site, "copy").await,
        json!({
            "another": true, "content": "content", "own": [true], "all": ["one.txt", "one.txt"],
        })
    );
    site.server.shutdown().await;
}

#[tokio::test]
async fn plugins_change_what_members_are_notified_of() {
    let site = with_probe().await;
    let mut socket = Socket::open(&site.alice).await;
    assert_eq!(
        facts(&site, "notify").await,
        json!(["mention", "default", "mention", "none"])
    );
    socket.wait_for("channel_member_updated").await;
    let path = format!("/api/v4/channels/{}/members/me", site.channel);
    let member: Value = site.alice.get(&path).await.unwrap();
    assert_eq!(member["notify_props"]["desktop"], "none");
    site.server.shutdown().await;
}

#[tokio::test]
async fn plugins_see_what_is_unread_and_delete_teams() {
    let site = with_probe().await;
    let bob = site.server.log_in("bob").await.unwrap();
    bob.create_post(&site.channel, "read me").await.unwrap();
    assert_eq!(
        facts(&site, "team").await,
        json!({ "unread": [true], "deleted": true })
    );
    site.server.shutdown().await;
}

#[tokio::test]
async fn a_person_is_disturbed_again_after_a_time() {
    let site = with_probe().await;
    let mut socket = Socket::open(&site.alice).await;
    assert_eq!(facts(&site, "quiet").await, json!(["dnd", 1]));
    let mut seen = Vec::new();
    while seen.len() < 3 {
        let mut event = socket.wait_for("status_change").await;
        let status = event["data"]["status"].take();
        // The socket itself brings a person online.
        if status != "online" {
            seen.push(status);
        }
    }
    assert_eq!(seen, ["away", "dnd", "away"]);
    let status: Value = site.alice.get("/api/v4/users/me/status").await.unwrap();
    assert_eq!(status["status"], "away");
    site.server.shutdown().await;
}

#[tokio::test]
async fn there_are_no_custom_emoji() {
    let site = with_probe().await;
    assert_eq!(facts(&site, "emoji").await, json!([0, [true, true, true]]));
    site.server.shutdown().await;
}
