//! The WebSocket: authentication, events to the right circle, and catching up after a loss.

use serde_json::{Value, json};

use crate::shapes::{Site, check_event};
use crate::socket::Socket;

#[tokio::test]
async fn a_challenge_opens_the_connection_and_requests_are_answered() {
    let site = Site::start().await;
    let mut socket = Socket::connect(site.server.url(), "", &[]).await.unwrap();
    let token = json!({"token": site.alice.token()});
    socket.send(1, "authentication_challenge", token).await;
    let hello = socket.next().await.unwrap();
    check_event(&hello);
    assert_eq!(hello["seq"], 0);
    assert_eq!(
        socket.reply(1).await,
        json!({"status": "OK", "seq_reply": 1})
    );
    socket.send(2, "ping", json!({})).await;
    assert_eq!(socket.reply(2).await["data"]["text"], "pong");
    socket.send(3, "get_statuses", json!({})).await;
    assert_eq!(
        socket.reply(3).await["data"][&site.alice.user().id],
        "online"
    );
    socket.send(4, "no_such_action", json!({})).await;
    let failed = socket.reply(4).await;
    assert_eq!(failed["status"], "FAIL");
    assert_eq!(
        failed["error"]["id"],
        "api.web_socket_router.bad_action.app_error"
    );
    site.server.shutdown().await;
}

#[tokio::test]
async fn strangers_are_kept_out() {
    let site = Site::start().await;
    let url = site.server.url();
    let foreign = Socket::connect(url, "", &[("Origin", "http://evil.example")]).await;
    assert!(foreign.is_err());
    let mut socket = Socket::connect(url, "", &[("Origin", url)]).await.unwrap();
    socket
        .send(1, "authentication_challenge", json!({"token": "bad"}))
        .await;
    assert_eq!(socket.next().await, None);
    let mut socket = Socket::connect(url, "", &[]).await.unwrap();
    socket.send(1, "get_statuses", json!({})).await;
    assert_eq!(socket.next().await, None);
    site.server.shutdown().await;
}

#[tokio::test]
async fn a_post_reaches_the_channel_and_says_whom_it_mentions() {
    let site = Site::start().await;
    let mut alice = Socket::open(&site.alice).await;
    let mut bob = Socket::resume(&site.bob, "?posted_ack=true").await;
    bob.wait_for("hello").await;
    let post = site
        .alice
        .create_post(&site.channel, "ping @bob")
        .await
        .unwrap();
    let seen = bob.wait_for("posted").await;
    check_event(&seen);
    assert_eq!(
        seen["data"]["mentions"],
        json!([site.bob.user().id]).to_string()
    );
    assert_eq!(seen["data"]["should_ack"], true);
    assert_eq!(seen["data"]["sender_name"], "@alice");
    let own = alice.wait_for("posted").await;
    assert_eq!(own["data"].get("mentions"), None);
    let reply = json!({"channel_id": site.channel, "root_id": post.id, "message": "pong"});
    let _: Value = site.bob.post("/api/v4/posts", &reply).await.unwrap();
    let seen = alice.wait_for("posted").await;
    assert_eq!(
        seen["data"]["followers"],
        json!([site.alice.user().id]).to_string()
    );
    check_event(&alice.wait_for("thread_updated").await);
    let path = format!("/api/v4/posts/{}", post.id);
    let _: Value = site
        .alice
        .put(&format!("{path}/patch"), &json!({"message": "x"}))
        .await
        .unwrap();
    check_event(&bob.wait_for("post_edited").await);
    site.alice
        .request(reqwest::Method::DELETE, &path)
        .send()
        .await
        .unwrap();
    check_event(&bob.wait_for("post_deleted").await);
    site.server.shutdown().await;
}

#[tokio::test]
async fn events_have_the_recorded_shape() {
    let site = Site::start().await;
    let mut alice = Socket::open(&site.alice).await;
    let mut bob = Socket::open(&site.bob).await;
    let id = site.alice.user().id.clone();
    let status = json!({"user_id": id, "status": "dnd"});
    let _: Value = site
        .alice
        .put("/api/v4/users/me/status", &status)
        .await
        .unwrap();
    check_event(&alice.wait_for("status_change").await);
    let patch = json!({"nickname": "A"});
    let _: Value = site
        .alice
        .put("/api/v4/users/me/patch", &patch)
        .await
        .unwrap();
    check_event(&alice.wait_for("user_updated").await);
    let preference = json!([{"user_id": id, "category": "c", "name": "n", "value": "1"}]);
    let _: Value = site
        .alice
        .put("/api/v4/users/me/preferences", &preference)
        .await
        .unwrap();
    check_event(&alice.wait_for("sidebar_category_updated").await);
    check_event(&alice.wait_for("preferences_changed").await);
    let delete = "/api/v4/users/me/preferences/delete";
    let _: Value = site.alice.post(delete, &preference).await.unwrap();
    check_event(&alice.wait_for("preferences_deleted").await);
    let direct = site.alice.direct_channel("bob").await.unwrap();
    check_event(&alice.wait_for("direct_added").await);
    alice
        .send(
            2,
            "user_typing",
            json!({"channel_id": direct.id, "parent_id": ""}),
        )
        .await;
    assert_eq!(alice.reply(2).await["status"], "OK");
    check_event(&bob.wait_for("typing").await);
    let new = json!({"team_id": site.team, "name": "side", "display_name": "Side", "type": "O"});
    let made: Value = site.alice.post("/api/v4/channels", &new).await.unwrap();
    check_event(&alice.wait_for("channel_created").await);
    let path = format!("/api/v4/channels/{}", made["id"].as_str().unwrap());
    let patch = json!({"header": "a header"});
    let _: Value = site
        .alice
        .put(&format!("{path}/patch"), &patch)
        .await
        .unwrap();
    check_event(&alice.wait_for("channel_updated").await);
    let add = json!({"user_id": site.bob.user().id});
    let _: Value = site
        .alice
        .post(&format!("{path}/members"), &add)
        .await
        .unwrap();
    check_event(&alice.wait_for("user_added").await);
    let view = json!({"channel_id": made["id"], "prev_channel_id": ""});
    let _: Value = site
        .alice
        .post("/api/v4/channels/members/me/view", &view)
        .await
        .unwrap();
    check_event(&alice.wait_for("multiple_channels_viewed").await);
    site.alice
        .request(reqwest::Method::DELETE, &path)
        .send()
        .await
        .unwrap();
    check_event(&alice.wait_for("channel_deleted").await);
    site.server.shutdown().await;
}

#[tokio::test]
async fn a_lost_connection_catches_up_and_an_impossible_one_starts_anew() {
    let site = Site::start().await;
    let mut alice = Socket::resume(&site.alice, "?connection_id=&sequence_number=0").await;
    let hello = alice.next().await.unwrap();
    let id = hello["data"]["connection_id"].as_str().unwrap().to_owned();
    site.bob
        .create_post(&site.channel, "before the cut")
        .await
        .unwrap();
    let last = alice.wait_for("posted").await["seq"].as_i64().unwrap();
    drop(alice);
    for message in ["missed one", "missed two"] {
        site.bob.create_post(&site.channel, message).await.unwrap();
    }
    let query = |id: &str, from: i64| format!("?connection_id={id}&sequence_number={from}");
    let mut alice = Socket::resume(&site.alice, &query(&id, last + 1)).await;
    for (message, seq) in [("missed one", last + 1), ("missed two", last + 2)] {
        let frame = alice.wait_for("posted").await;
        assert!(frame["data"]["post"].as_str().unwrap().contains(message));
        assert!(frame["seq"].as_i64().unwrap() >= seq, "{frame}");
    }
    site.bob
        .create_post(&site.channel, "after the return")
        .await
        .unwrap();
    let frame = alice.wait_for("posted").await;
    assert!(
        frame["data"]["post"]
            .as_str()
            .unwrap()
            .contains("after the return")
    );
    drop(alice);
    for (id, from) in [(id.as_str(), 5000), ("yyyyyyyyyyyyyyyyyyyyyyyyyy", 7)] {
        let mut alice = Socket::resume(&site.alice, &query(id, from)).await;
        let hello = alice.next().await.unwrap();
        assert_eq!(hello["event"], "hello");
        assert_eq!(hello["seq"], 0);
        assert_ne!(hello["data"]["connection_id"], json!(id));
    }
    // Another user's connection cannot be taken over.
    let mut bob = Socket::resume(&site.bob, &query(&id, last + 1)).await;
    assert_eq!(bob.next().await.unwrap()["event"], "hello");
    site.server.shutdown().await;
}
