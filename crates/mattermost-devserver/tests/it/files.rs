//! Files: uploaded at once or in parts, within the server's limit, by people and by plugins.

use mattermost_devserver::Client;
use reqwest::{Method, StatusCode, multipart};
use serde_json::{Value, json};

use crate::plugins::{say, with_probe};
use crate::shapes::Site;

const MIB: usize = 1024 * 1024;

async fn limit_to(site: &Site, bytes: usize) {
    let patch = json!({"FileSettings": {"MaxFileSize": bytes}});
    let _: Value = site
        .admin
        .put("/api/v4/config/patch", &patch)
        .await
        .unwrap();
}

fn content(length: usize) -> Vec<u8> {
    (0..length).map(|n| (n % 251) as u8).collect()
}

async fn begin(site: &Site, size: usize) -> reqwest::Response {
    let upload = json!({"channel_id": site.channel, "filename": "big.bin", "file_size": size});
    let request = site
        .alice
        .request(Method::POST, "/api/v4/uploads")
        .json(&upload);
    request.send().await.unwrap()
}

async fn send(client: &Client, id: &str, part: &[u8]) -> reqwest::Response {
    let request = client.request(Method::POST, &format!("/api/v4/uploads/{id}"));
    request.body(part.to_vec()).send().await.unwrap()
}

#[tokio::test]
async fn a_file_comes_in_parts() {
    let site = Site::start().await;
    let content = content(6 * MIB);
    let begun = begin(&site, content.len()).await;
    assert_eq!(begun.status(), StatusCode::CREATED);
    let session: Value = begun.json().await.unwrap();
    assert_eq!(
        (&session["type"], &session["file_offset"]),
        (&json!("attachment"), &json!(0))
    );
    let id = session["id"].as_str().unwrap();
    let small: Value = send(&site.alice, id, &content[..MIB])
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(
        small["id"],
        "app.upload.upload_data.first_part_too_small.app_error"
    );
    let others = send(&site.bob, id, &content).await;
    assert_eq!(others.status(), StatusCode::FORBIDDEN);
    let first = send(&site.alice, id, &content[..5 * MIB]).await;
    assert_eq!(first.status(), StatusCode::NO_CONTENT);
    let path = format!("/api/v4/uploads/{id}");
    let session: Value = site.alice.get(&path).await.unwrap();
    assert_eq!(session["file_offset"], 5 * MIB);
    let mine: Vec<Value> = site.alice.get("/api/v4/users/me/uploads").await.unwrap();
    assert_eq!(mine, [session]);
    let last = send(&site.alice, id, &content[5 * MIB..]).await;
    assert_eq!(last.status(), StatusCode::CREATED);
    let info: Value = last.json().await.unwrap();
    let file = format!("/api/v4/files/{}", info["id"].as_str().unwrap());
    let back = site.alice.request(Method::GET, &file).send().await.unwrap();
    assert!(
        back.bytes().await.unwrap() == content,
        "the file came back changed"
    );
    let gone = site.alice.get::<Value>(&path).await.unwrap_err();
    assert!(gone.is_not_found());
    site.server.shutdown().await;
}

#[tokio::test]
async fn no_file_is_larger_than_the_server_allows() {
    let site = Site::start().await;
    limit_to(&site, 1000).await;
    let config: Value = site
        .alice
        .get("/api/v4/config/client?format=old")
        .await
        .unwrap();
    assert_eq!(config["MaxFileSize"], "1000");
    assert_eq!(
        begin(&site, 1001).await.status(),
        StatusCode::PAYLOAD_TOO_LARGE
    );
    let raw = |length: usize| {
        let path = format!("/api/v4/files?channel_id={}&filename=a.txt", site.channel);
        site.alice
            .request(Method::POST, &path)
            .body(content(length))
            .send()
    };
    assert_eq!(raw(1000).await.unwrap().status(), StatusCode::CREATED);
    let refused = raw(1001).await.unwrap();
    assert_eq!(refused.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let error: Value = refused.json().await.unwrap();
    assert_eq!(
        error["id"],
        "api.file.upload_file.too_large_detailed.app_error"
    );
    let form = multipart::Form::new()
        .text("channel_id", site.channel.clone())
        .part(
            "files",
            multipart::Part::bytes(content(1001)).file_name("a.txt"),
        );
    let form = site
        .alice
        .request(Method::POST, "/api/v4/files")
        .multipart(form);
    assert_eq!(
        form.send().await.unwrap().status(),
        StatusCode::PAYLOAD_TOO_LARGE
    );
    let patch = json!({"FileSettings": {"EnableFileAttachments": false}});
    let _: Value = site
        .admin
        .put("/api/v4/config/patch", &patch)
        .await
        .unwrap();
    assert_eq!(raw(1).await.unwrap().status(), StatusCode::NOT_IMPLEMENTED);
    site.server.shutdown().await;
}

#[tokio::test]
async fn a_plugin_uploads_a_file_as_a_stream() {
    let site = with_probe().await;
    let id = say(&site.alice, &site.channel, "/probe upload 200000").await;
    let info: Value = site
        .alice
        .get(&format!("/api/v4/files/{id}/info"))
        .await
        .unwrap();
    assert_eq!(
        (&info["size"], &info["name"]),
        (&json!(200_000), &json!("probe.txt"))
    );
    let file = format!("/api/v4/files/{id}");
    let back = site.alice.request(Method::GET, &file).send().await.unwrap();
    assert!(back.bytes().await.unwrap().iter().all(|byte| *byte == b'x'));
    limit_to(&site, 1000).await;
    let refused = site
        .alice
        .execute_command(&site.channel, "/probe upload 1001")
        .await
        .unwrap_err();
    assert!(
        refused.to_string().contains("File is too large"),
        "{refused}"
    );
    site.server.shutdown().await;
}
