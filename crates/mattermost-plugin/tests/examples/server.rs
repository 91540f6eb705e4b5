//! What each example does, as a person sees it.

use std::time::Duration;

use go_netrpc::{Server, ServiceError};
use mattermost_plugin::model::rpc::{Empty, Method as _, api, hooks, response_writer};
use mattermost_plugin::model::{FileInfo, HttpRequestSubset, Post};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::host::{COOKIE, activate, start};
use crate::site::Site;

#[tokio::test]
async fn hello_greets() {
    let site = Site::with("hello").await;
    assert_eq!(site.say("/hello").await, "Hello, alice!");
    site.server.shutdown().await;
}

#[tokio::test]
async fn dialog_takes_an_order() {
    let site = Site::with("dialog").await;
    assert_eq!(site.say("/lunch order").await, "");
    let order = async |meal: &str| -> Value {
        let form = json!({
            "url": "/plugins/com.example.dialog/order", "channel_id": site.channel,
            "submission": {"meal": meal},
        });
        site.alice
            .post("/api/v4/actions/dialogs/submit", &form)
            .await
            .unwrap()
    };
    assert_eq!(
        order("Pizza").await["errors"]["meal"],
        "There is no such meal."
    );
    assert_eq!(order("Soup").await["errors"], Value::Null);
    assert_eq!(site.say("/lunch list").await, "Ordered so far: Soup");
    site.server.shutdown().await;
}

#[tokio::test]
async fn http_streams_both_ways() {
    let site = Site::with("http").await;
    let path = "/plugins/com.example.http";
    let long = "one more line\n".repeat(50_000);
    let shout = site.alice.request(Method::POST, &format!("{path}/shout"));
    let answer = shout.body(long.clone()).send().await.unwrap();
    assert_eq!(answer.text().await.unwrap(), long.to_uppercase());

    let ticks = site.alice.request(Method::GET, &format!("{path}/ticks"));
    let mut ticks = ticks.send().await.unwrap();
    let first = ticks.chunk().await.unwrap().unwrap();
    let id = &site.alice.user().id;
    assert_eq!(first, format!("1 for {id}\n"), "it came before the others");
    site.server.shutdown().await;
}

#[tokio::test]
async fn counter_loses_no_count_on_a_cluster() {
    let site = Site::on_nodes(3, "counter", Value::Null).await;
    let counts = (0..12).map(|_| site.say("/count"));
    let mut counts: Vec<u32> = futures_util::future::join_all(counts)
        .await
        .iter()
        .map(|text| text.parse().unwrap())
        .collect();
    counts.sort_unstable();
    assert_eq!(counts, (1..=12).collect::<Vec<_>>());
    site.server.shutdown().await;
}

/// Waits for a line of the log, which is no event that can be awaited.
async fn logged(site: &Site, message: &str) -> bool {
    for _ in 0..200 {
        if site
            .server
            .log_entries()
            .iter()
            .any(|entry| entry.message == message)
        {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    false
}

#[tokio::test]
async fn schedule_runs_its_job_on_one_node() {
    let site = Site::on_nodes(2, "schedule", json!({"Seconds": 3600})).await;
    assert!(logged(&site, "the reminder ran").await);
    let runs = site.server.log_entries();
    let runs = runs
        .iter()
        .filter(|entry| entry.message == "the reminder ran");
    assert_eq!(runs.count(), 1);
    site.server.shutdown().await;
}

#[tokio::test]
async fn bot_answers_in_direct_messages() {
    let site = Site::with("bot").await;
    let talk = site.alice.direct_channel("echo").await.unwrap();
    site.alice
        .create_post(&talk.id, "good morning")
        .await
        .unwrap();
    for _ in 0..200 {
        let posts: Vec<Post> = site.alice.posts(&talk.id).await.unwrap();
        if posts
            .iter()
            .any(|post| post.message == "You said: good morning")
        {
            return site.server.shutdown().await;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the bot did not answer");
}

#[tokio::test]
async fn moderation_refuses_and_mends() {
    let site = Site::on_nodes(1, "moderation", json!({"Words": "secret, lottery"})).await;
    let refused = site
        .alice
        .create_post(&site.channel, "win the Lottery")
        .await;
    assert!(refused.unwrap_err().to_string().contains("lottery"));
    let mended = site
        .alice
        .create_post(&site.channel, "my card 4111111111111111 ok")
        .await;
    let mended = mended.unwrap();
    assert_eq!(mended.message, "my card [removed] ok");

    let edit = async |message: &str| {
        let path = format!("/api/v4/posts/{}/patch", mended.id);
        site.alice
            .put::<Post>(&path, &json!({ "message": message }))
            .await
    };
    assert_eq!(edit("a plain edit").await.unwrap().message, "a plain edit");
    assert!(edit("a secret edit").await.is_err());
    site.server.shutdown().await;
}

/// A server without settings that takes any line for its log.
fn plain_server() -> Server {
    let mut server = Server::new();
    let configuration = |_: api::LoadPluginConfigurationArgs| async {
        Ok::<_, ServiceError>(api::LoadPluginConfigurationReply::default())
    };
    server.register(api::LoadPluginConfiguration::NAME, configuration);
    server
}

#[tokio::test]
async fn file_refuses_programs_and_rewrites_texts() {
    let client = start("file", COOKIE).await.unwrap();
    let hooks = client.dispense("hooks").await.unwrap();
    assert_eq!(activate(&hooks, plain_server()).await.error, None);
    let upload = async |name: &str, extension: &str, content: &'static [u8]| {
        let (from, to) = (hooks.broker.next_id(), hooks.broker.next_id());
        let (sender, receiver) = (hooks.broker.clone(), hooks.broker.clone());
        tokio::spawn(async move {
            let mut stream = sender.accept(from).await.unwrap();
            stream.read_u8().await.unwrap();
            stream.write_all(content).await.unwrap();
            stream.shutdown().await.unwrap();
        });
        let replaced = tokio::spawn(async move {
            let mut replaced = Vec::new();
            let mut stream = receiver.accept(to).await.unwrap();
            stream.read_to_end(&mut replaced).await.unwrap();
            replaced
        });
        let info = FileInfo {
            name: name.into(),
            extension: extension.into(),
            ..FileInfo::default()
        };
        let args = hooks::FileWillBeUploadedArgs {
            context: None,
            info: Some(info),
            uploaded_file_stream: from,
            replacement_file_stream: to,
        };
        let call = hooks.client.call(hooks::FileWillBeUploaded::NAME, &args);
        let reply: hooks::FileWillBeUploadedReply = call.await.unwrap();
        (reply.b, replaced.await.unwrap())
    };
    let (refusal, _) = upload("x.exe", "exe", b"MZ").await;
    assert_eq!(refusal, "x.exe is a program.");
    let (refusal, replaced) = upload("x.txt", "txt", b"a\r\nb\r\n").await;
    assert_eq!(
        (refusal.as_str(), replaced.as_slice()),
        ("", &b"a\nb\n"[..])
    );
    client.kill().await;
}

#[tokio::test]
async fn metrics_are_scraped() {
    let client = start("metrics", COOKIE).await.unwrap();
    let hooks = client.dispense("hooks").await.unwrap();
    assert_eq!(activate(&hooks, plain_server()).await.error, None);
    let posted = hooks::MessageHasBeenPostedArgs::default();
    let call = hooks
        .client
        .call(hooks::MessageHasBeenPosted::NAME, &posted);
    let _: hooks::MessageHasBeenPostedReply = call.await.unwrap();

    let id = hooks.broker.next_id();
    let (send, mut written) = tokio::sync::mpsc::unbounded_channel::<Vec<u8>>();
    let mut writer = Server::new();
    writer.register(response_writer::Header::NAME, |_: Empty| async {
        Ok::<_, ServiceError>(mattermost_plugin::model::HttpHeader::new())
    });
    let taken = |_: mattermost_plugin::model::HttpHeader| async { Ok::<_, ServiceError>(Empty {}) };
    writer.register(response_writer::SyncHeader::NAME, taken);
    writer.register(response_writer::Write::NAME, move |part: Vec<u8>| {
        let _ = send.send(part);
        async { Ok::<_, ServiceError>(Empty {}) }
    });
    let broker = hooks.broker.clone();
    tokio::spawn(async move { broker.accept_and_serve(id, writer.into()).await });
    let args = hooks::ServeMetricsArgs {
        response_writer_stream: id,
        request: Some(HttpRequestSubset {
            method: "GET".into(),
            url: Some("/".into()),
            ..HttpRequestSubset::default()
        }),
        ..hooks::ServeMetricsArgs::default()
    };
    let _: Empty = hooks
        .client
        .call(hooks::ServeMetrics::NAME, &args)
        .await
        .unwrap();
    let text = String::from_utf8(written.recv().await.unwrap()).unwrap();
    assert!(text.ends_with("example_posts_total 1\n"), "{text}");
    client.kill().await;
}
