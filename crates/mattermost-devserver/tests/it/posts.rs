//! Posts, threads, reactions and files.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::shapes::{Site, check, check_request};

const GET: Method = Method::GET;
const POST: Method = Method::POST;
const PUT: Method = Method::PUT;
const DELETE: Method = Method::DELETE;

#[tokio::test]
async fn a_post_is_written_read_and_changed() {
    let site = Site::start().await;
    let (alice, bob) = (&site.alice, &site.bob);
    let new = json!({
        "channel_id": site.channel, "message": "Hello **lab**", "pending_post_id": "x:1",
        "props": {"disable_group_highlight": true}, "file_ids": [],
    });
    let root = check(alice, POST, "/api/v4/posts", new, "post_create").await;
    let id = root["id"].as_str().unwrap();
    assert_eq!(root["pending_post_id"], "x:1");
    let path = format!("/api/v4/posts/{id}");
    let reply = json!({"channel_id": site.channel, "root_id": id, "message": "hi @alice"});
    let reply = check(bob, POST, "/api/v4/posts", reply, "post_reply").await;
    assert_eq!(reply["reply_count"], 1);
    check(alice, GET, &path, Value::Null, "post_get").await;
    check(
        alice,
        POST,
        "/api/v4/posts/ids",
        json!([id]),
        "posts_by_ids",
    )
    .await;
    let patch = json!({"message": "Hello again"});
    let patched = check(alice, PUT, &format!("{path}/patch"), patch, "post_patch").await;
    assert_eq!(patched["edit_at"], patched["update_at"]);
    let update = json!({"id": id, "channel_id": site.channel, "message": "Hello third"});
    check(alice, PUT, &path, update, "post_update").await;
    let other = json!({"message": "x"});
    check(
        bob,
        PUT,
        &format!("{path}/patch"),
        other,
        "post_patch_other_403",
    )
    .await;
    let mismatch = json!({"id": reply["id"], "message": "x"});
    check(alice, PUT, &path, mismatch, "post_update_id_mismatch_400").await;
    let history = format!("{path}/edit_history");
    let history = check(alice, GET, &history, Value::Null, "post_edit_history").await;
    assert_eq!(history.as_array().unwrap().len(), 2);
    assert_eq!(history[0]["message"], "Hello again");
    check(alice, POST, &format!("{path}/pin"), Value::Null, "post_pin").await;
    let pinned = format!("/api/v4/channels/{}/pinned", site.channel);
    let pinned = check(alice, GET, &pinned, Value::Null, "channel_pinned").await;
    assert_eq!(pinned["order"], json!([id]));
    let search = json!({"terms": "third", "is_or_search": false, "page": 0, "per_page": 5});
    let search_path = format!("/api/v4/teams/{}/posts/search", site.team);
    check(alice, POST, &search_path, search, "post_search").await;
    check(bob, DELETE, &path, Value::Null, "post_delete_other_403").await;
    check(alice, DELETE, &path, Value::Null, "post_delete").await;
    check(alice, GET, &path, Value::Null, "post_get_deleted_404").await;
    let reply_path = format!("/api/v4/posts/{}", reply["id"].as_str().unwrap());
    check(bob, GET, &reply_path, Value::Null, "post_get_404").await;
    site.server.shutdown().await;
}

#[tokio::test]
async fn what_may_not_be_posted_is_refused() {
    let site = Site::start().await;
    let channel = &site.channel;
    let long: String = "x".repeat(16_400);
    for (body, name) in [
        (json!({"message": "x"}), "post_no_channel_403"),
        (
            json!({"channel_id": channel, "message": "x", "root_id": "z".repeat(26)}),
            "post_bad_root_400",
        ),
        (
            json!({"channel_id": channel, "message": "x", "type": "custom_demo", "props": {"a": 1}}),
            "post_custom_type_by_user",
        ),
        (
            json!({"channel_id": channel, "message": "x", "type": "system_generic"}),
            "post_system_type_400",
        ),
        (
            json!({"channel_id": channel, "message": long}),
            "post_too_long_400",
        ),
    ] {
        check(&site.alice, POST, "/api/v4/posts", body, name).await;
    }
    let ephemeral = json!({
        "user_id": site.bob.user().id,
        "post": {"channel_id": channel, "message": "only for you"},
    });
    let path = "/api/v4/posts/ephemeral";
    check(
        &site.alice,
        POST,
        path,
        ephemeral.clone(),
        "ephemeral_create_user_403",
    )
    .await;
    let made = check(&site.admin, POST, path, ephemeral, "ephemeral_create_admin").await;
    assert_eq!(made["update_at"], 0);
    let path = format!("/api/v4/posts/{}", made["id"].as_str().unwrap());
    check(&site.bob, GET, &path, Value::Null, "post_get_404").await;
    site.server.shutdown().await;
}

#[tokio::test]
async fn a_channel_is_read_page_by_page() {
    let site = Site::start().await;
    let mut ids = Vec::new();
    for number in 0..5 {
        let post = site
            .alice
            .create_post(&site.channel, &format!("post {number}"))
            .await
            .unwrap();
        ids.push(post.id);
    }
    let reply = json!({"channel_id": site.channel, "root_id": ids[4], "message": "a reply"});
    let reply = check(&site.bob, POST, "/api/v4/posts", reply, "post_reply").await;
    let posts = format!("/api/v4/channels/{}/posts", site.channel);
    let get = |query: String, name: &'static str| {
        let (alice, path) = (site.alice.clone(), format!("{posts}?{query}"));
        async move { check(&alice, GET, &path, Value::Null, name).await }
    };
    let page = get("page=0&per_page=2".into(), "channel_posts_page").await;
    assert_eq!(page["order"], json!([reply["id"], ids[4]]));
    assert_eq!(page["prev_post_id"], json!(ids[3]));
    assert_eq!(page["next_post_id"], "");
    let collapsed = "page=0&per_page=2&collapsedThreads=true&collapsedThreadsExtended=true";
    let page = get(collapsed.into(), "channel_posts_page_crt").await;
    assert_eq!(page["order"], json!([ids[4], ids[3]]));
    assert_eq!(page["posts"][&ids[4]]["reply_count"], 1);
    assert_eq!(page["posts"][&ids[4]]["participants"][0]["username"], "bob");
    let page = get(
        format!("before={}&per_page=2", ids[2]),
        "channel_posts_page",
    )
    .await;
    assert_eq!(page["order"], json!([ids[1], ids[0]]));
    let page = get(format!("after={}&per_page=2", ids[0]), "channel_posts_page").await;
    assert_eq!(page["order"], json!([ids[2], ids[1]]));
    let page = get("since=1".into(), "channel_posts_since").await;
    assert_eq!(page["order"].as_array().unwrap().len(), 6);
    get("since=abc".into(), "channel_posts_bad_since_400").await;
    let unread = format!(
        "/api/v4/users/me/channels/{}/posts/unread?limit_after=2&limit_before=2",
        site.channel
    );
    let page = check(&site.bob, GET, &unread, Value::Null, "channel_posts_unread").await;
    // Bob wrote the last post, so that he has read all.
    assert_eq!(page["order"].as_array().unwrap().len(), 2);
    site.server.shutdown().await;
}

#[tokio::test]
async fn threads_are_followed_and_read() {
    let site = Site::start().await;
    let root = site.alice.create_post(&site.channel, "root").await.unwrap();
    let reply = json!({"channel_id": site.channel, "root_id": root.id, "message": "hi @alice"});
    let reply = check(&site.bob, POST, "/api/v4/posts", reply, "post_reply").await;
    let thread = format!("/api/v4/posts/{}/thread?collapsedThreads=true", root.id);
    let list = check(&site.alice, GET, &thread, Value::Null, "thread").await;
    assert_eq!(list["order"], json!([root.id, reply["id"]]));
    let threads = format!("/api/v4/users/me/teams/{}/threads", site.team);
    let extended = format!("{threads}?extended=true");
    let list = check(&site.alice, GET, &extended, Value::Null, "threads_list").await;
    assert_eq!(list["total_unread_threads"], 1);
    assert_eq!(list["total_unread_mentions"], 1);
    let one = format!("{threads}/{}", root.id);
    check(
        &site.alice,
        GET,
        &format!("{one}?extended=true"),
        Value::Null,
        "thread_get",
    )
    .await;
    let read = format!("{one}/read/{}", reply["create_at"]);
    let thread = check(&site.alice, PUT, &read, Value::Null, "thread_read").await;
    assert_eq!(thread["unread_replies"], 0);
    let following = format!("{one}/following");
    check(&site.alice, DELETE, &following, Value::Null, "post_pin").await;
    let list: Value = site.alice.get(&threads).await.unwrap();
    assert_eq!(list["total"], 0);
    check(&site.alice, PUT, &following, Value::Null, "post_pin").await;
    let unread = format!("/api/v4/users/me/posts/{}/set_unread", root.id);
    check(&site.alice, POST, &unread, json!({}), "post_set_unread").await;
    site.server.shutdown().await;
}

#[tokio::test]
async fn reactions_come_and_go() {
    let site = Site::start().await;
    let post = site.alice.create_post(&site.channel, "nice").await.unwrap();
    let user_id = &site.bob.user().id;
    let reaction =
        |emoji: &str| json!({"user_id": user_id, "post_id": post.id, "emoji_name": emoji});
    check(
        &site.bob,
        POST,
        "/api/v4/reactions",
        reaction("+1"),
        "reaction_add",
    )
    .await;
    let unknown = reaction("nosuchemoji");
    check(
        &site.bob,
        POST,
        "/api/v4/reactions",
        unknown,
        "reaction_unknown_emoji",
    )
    .await;
    let path = format!("/api/v4/posts/{}", post.id);
    let list = format!("{path}/reactions");
    check(&site.alice, GET, &list, Value::Null, "reactions_of_post").await;
    check(
        &site.alice,
        GET,
        &path,
        Value::Null,
        "post_get_with_reaction",
    )
    .await;
    let gone = format!("/api/v4/users/me/posts/{}/reactions/+1", post.id);
    check(&site.bob, DELETE, &gone, Value::Null, "reaction_delete").await;
    check(
        &site.alice,
        GET,
        &list,
        Value::Null,
        "reactions_of_post_none",
    )
    .await;
    site.server.shutdown().await;
}

#[tokio::test]
async fn a_file_is_uploaded_and_hung_on_a_post() {
    let site = Site::start().await;
    let raw = format!(
        "/api/v4/files?channel_id={}&filename=notes.txt",
        site.channel
    );
    let upload = site.alice.request(POST, &raw).body("hello notes");
    let uploaded = check_request(upload, "upload_raw").await;
    let info = &uploaded["file_infos"][0];
    assert_eq!(info["mime_type"], "text/plain; charset=utf-8");
    assert_eq!(info["size"], 11);
    let nowhere = site
        .alice
        .request(POST, "/api/v4/files?filename=notes.txt")
        .body("x");
    check_request(nowhere, "upload_no_channel_400").await;
    let id = info["id"].as_str().unwrap();
    let path = format!("/api/v4/files/{id}");
    let post = json!({"channel_id": site.channel, "message": "see file", "file_ids": [id]});
    let post: Value = site.alice.post("/api/v4/posts", &post).await.unwrap();
    assert_eq!(post["metadata"]["files"][0]["id"], *id);
    let files = format!("/api/v4/posts/{}/files/info", post["id"].as_str().unwrap());
    let files: Value = site.bob.get(&files).await.unwrap();
    assert_eq!(files[0]["post_id"], post["id"]);
    let part = site
        .bob
        .request(GET, &path)
        .header("Range", "bytes=0-3")
        .send()
        .await
        .unwrap();
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(part.headers()["content-range"], "bytes 0-3/11");
    assert_eq!(part.text().await.unwrap(), "hell");
    check(
        &site.bob,
        GET,
        &format!("{path}/link"),
        Value::Null,
        "file_link",
    )
    .await;
    let missing = format!("/api/v4/files/{}", "z".repeat(26));
    check(&site.bob, GET, &missing, Value::Null, "file_404").await;
    site.server.shutdown().await;
}
