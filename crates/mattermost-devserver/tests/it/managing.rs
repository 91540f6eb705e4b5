//! Managing plugins: uploads, what clients load, and settings that are secret.

use mattermost_devserver::{Client, DevServer};
use reqwest::{Method, StatusCode, multipart};
use serde_json::{Value, json};

use crate::bundles::{self, PROBE};
use crate::plugins::{logged, say, with_probe};
use crate::shapes::{Site, check, check_event, check_request};
use crate::socket::Socket;

fn upload(client: &Client, content: Vec<u8>, force: bool) -> reqwest::RequestBuilder {
    let part = multipart::Part::bytes(content).file_name("tiny.tar.gz");
    let form = multipart::Form::new().part("plugin", part);
    let form = if force {
        form.text("force", "true")
    } else {
        form
    };
    client
        .request(Method::POST, "/api/v4/plugins")
        .multipart(form)
}

#[tokio::test]
async fn admins_manage_plugins_and_clients_hear_of_it() {
    let site = Site::start().await;
    let folder = tempfile::tempdir().unwrap();
    let tiny = std::fs::read(bundles::tiny(folder.path())).unwrap();
    let mut alice = Socket::open(&site.alice).await;
    let mut admin = Socket::open(&site.admin).await;
    let (get, post) = (Method::GET, Method::POST);
    check(
        &site.alice,
        get.clone(),
        "/api/v4/plugins",
        Value::Null,
        "plugins_list_user_403",
    )
    .await;
    let refused = upload(&site.alice, tiny.clone(), false);
    check_request(refused, "plugins_list_user_403").await;
    check_request(upload(&site.admin, tiny.clone(), false), "plugin_upload").await;
    check_event(&admin.wait_for("plugin_statuses_changed").await);
    let again = upload(&site.admin, tiny.clone(), false);
    check_request(again, "plugin_upload_again_400").await;
    let garbage = upload(&site.admin, b"garbage".to_vec(), false);
    check_request(garbage, "plugin_upload_garbage_400").await;
    let enable = "/api/v4/plugins/com.example.tiny/enable";
    check(
        &site.admin,
        post.clone(),
        enable,
        Value::Null,
        "plugin_enable",
    )
    .await;
    let enabled = alice.wait_for("plugin_enabled").await;
    check_event(&enabled);
    let listed = check(
        &site.alice,
        get.clone(),
        "/api/v4/plugins/webapp",
        Value::Null,
        "plugins_webapp",
    )
    .await;
    let path = listed[0]["webapp"]["bundle_path"].as_str().unwrap();
    assert!(
        path.starts_with("/static/com.example.tiny/com.example.tiny_"),
        "{path}"
    );
    let fetch = |path: String| reqwest::get(format!("{}{path}", site.server.url()));
    let script = fetch(path.replacen("/static/", "/static/plugins/", 1))
        .await
        .unwrap();
    assert_eq!(
        script.headers()["content-type"],
        "text/javascript; charset=utf-8"
    );
    assert_eq!(script.text().await.unwrap(), "window.tiny = 1;");
    assert_eq!(
        fetch(path.to_owned()).await.unwrap().status(),
        StatusCode::NOT_FOUND
    );
    let statuses = "/api/v4/plugins/statuses";
    check(&site.admin, get, statuses, Value::Null, "plugins_statuses").await;
    let forced = upload(&site.admin, tiny, true);
    check_request(forced, "plugin_upload").await;
    let missing = "/api/v4/plugins/nosuch/enable";
    check(&site.admin, post, missing, Value::Null, "plugin_enable_404").await;
    let path = "/api/v4/plugins/com.example.tiny";
    check(
        &site.admin,
        Method::DELETE,
        path,
        Value::Null,
        "plugin_enable",
    )
    .await;
    check_event(&alice.wait_for("plugin_disabled").await);
    check(
        &site.admin,
        Method::DELETE,
        path,
        Value::Null,
        "plugin_remove_404",
    )
    .await;
    site.server.shutdown().await;
}

#[tokio::test]
async fn secrets_are_masked_and_kept() {
    let site = with_probe().await;
    let patch =
        json!({"PluginSettings": {"Plugins": {PROBE: {"Token": "s3cret", "Greeting": "Yo"}}}});
    let path = "/api/v4/config/patch";
    let config: Value = site.admin.put(path, &patch).await.unwrap();
    let settings = &config["PluginSettings"]["Plugins"][PROBE];
    assert_eq!(settings["Token"], "*".repeat(32));
    assert_eq!(say(&site.alice, &site.channel, "/probe greet").await, "Yo");
    // The console sends back what it was shown.
    let _: Value = site.admin.put(path, &config).await.unwrap();
    let config: Value = site.admin.get("/api/v4/config").await.unwrap();
    assert_eq!(
        config["PluginSettings"]["Plugins"][PROBE]["Token"],
        "*".repeat(32)
    );
    let public = format!("{}/plugins/{PROBE}/public/hello.txt", site.server.url());
    assert_eq!(
        reqwest::get(public).await.unwrap().text().await.unwrap(),
        "hello public\n"
    );
    let listing = format!("{}/plugins/{PROBE}/public/", site.server.url());
    assert_eq!(
        reqwest::get(listing).await.unwrap().status(),
        StatusCode::NOT_FOUND
    );
    let logs: Vec<String> = site.admin.get("/api/v4/logs").await.unwrap();
    assert!(!logs.concat().contains("s3cret"));
    site.server.shutdown().await;
}

#[tokio::test]
async fn a_plugin_may_reject_a_configuration() {
    let site = with_probe().await;
    let name = |name: &str| json!({"TeamSettings": {"SiteName": name}});
    let path = "/api/v4/config/patch";
    let refused = site
        .admin
        .put::<Value>(path, &name("forbidden"))
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("not this name"), "{refused}");
    let config: Value = site.admin.put(path, &name("fine")).await.unwrap();
    assert_eq!(config["TeamSettings"]["SiteName"], "fine");
    assert_eq!(config["TeamSettings"]["MaxUsersPerTeam"], 50);
    site.server.shutdown().await;
}

#[tokio::test]
async fn a_plugin_calls_and_installs_others_by_streams() {
    let site = with_probe().await;
    let folder = tempfile::tempdir().unwrap();
    let bundle = bundles::tiny(folder.path());
    let command = format!("/probe install {}", bundle.display());
    assert_eq!(
        say(&site.alice, &site.channel, &command).await,
        "com.example.tiny"
    );
    assert_eq!(
        site.server.plugin_status("com.example.tiny").unwrap().state,
        0
    );
    let answer = say(&site.alice, &site.channel, "/probe call 300000").await;
    assert_eq!(answer, "200 OK 300000");
    site.server.shutdown().await;
}

#[tokio::test]
async fn metrics_have_a_port_of_their_own() {
    let address = ([127, 0, 0, 1], 0).into();
    let server = DevServer::builder().metrics(address).start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    server.install(bundles::probe(folder.path())).await.unwrap();
    server.enable(PROBE).await.unwrap();
    let base = format!("http://{}", server.metrics_address().unwrap());
    let scrape = |id: &str| reqwest::get(format!("{base}/plugins/{id}/metrics"));
    assert_eq!(
        scrape(PROBE).await.unwrap().text().await.unwrap(),
        "probe_up 1\n"
    );
    assert_eq!(
        scrape("nosuch").await.unwrap().status(),
        StatusCode::NOT_FOUND
    );
    logged(
        &server,
        "the dev server never calls the hook GenerateSupportData",
    )
    .await;
    server.shutdown().await;
}

#[tokio::test]
async fn a_bundle_that_is_watched_is_installed_again_when_it_changes() {
    let site = Site::start().await;
    let folder = tempfile::tempdir().unwrap();
    let bundle = bundles::tiny(folder.path());
    let id = site.server.install(&bundle).await.unwrap();
    site.server.enable(&id).await.unwrap();
    site.server.watch(&bundle);
    let mut alice = Socket::open(&site.alice).await;
    std::fs::write(&bundle, b"half a bundle").unwrap();
    bundles::tiny_version(folder.path(), "0.2.0");
    check_event(&alice.wait_for("plugin_disabled").await);
    let enabled = alice.wait_for("plugin_enabled").await;
    assert_eq!(enabled["data"]["manifest"]["version"], "0.2.0");
    site.server.shutdown().await;
}

#[tokio::test]
async fn admins_see_the_calls_between_server_and_plugins() {
    let site = with_probe().await;
    say(&site.alice, &site.channel, "/probe echo hello").await;
    let path = "/api/v4/devserver/calls";
    let refused = site.alice.get::<Value>(path).await.unwrap_err();
    assert!(refused.is_forbidden());
    let calls: Vec<Value> = site.admin.get(path).await.unwrap();
    let last = calls.last().unwrap();
    assert_eq!(
        (&last["direction"], &last["method"]),
        (&json!("hook"), &json!("ExecuteCommand"))
    );
    assert!(last["args"].as_str().unwrap().contains("/probe echo hello"));
    let secret = calls
        .iter()
        .find(|call| call["method"] == "LoadPluginConfiguration");
    assert_eq!(secret.unwrap()["reply"], "not shown");
    let after = format!("{path}?after={}", last["number"]);
    assert_eq!(site.admin.get::<Value>(&after).await.unwrap(), json!([]));
    site.server.shutdown().await;
}
