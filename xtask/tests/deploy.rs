//! `cargo xtask deploy`, as people run it, against servers that run.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use flate2::Compression;
use flate2::write::GzEncoder;
use mattermost_devserver::DevServer;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The bundle of a plugin that has only a web app.
fn bundle(folder: &Path, version: &str) -> PathBuf {
    let manifest = serde_json::json!({
        "id": "com.example.tiny", "name": "Tiny", "version": version,
        "min_server_version": "10.0.0", "webapp": {"bundle_path": "webapp/main.js"},
    });
    let path = folder.join(format!("tiny-{version}.tar.gz"));
    let file = std::fs::File::create(&path).unwrap();
    let mut archive = tar::Builder::new(GzEncoder::new(file, Compression::fast()));
    let files = [
        ("plugin.json", manifest.to_string()),
        ("webapp/main.js", "0;".to_owned()),
    ];
    for (name, text) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        archive
            .append_data(&mut header, format!("tiny/{name}"), text.as_bytes())
            .unwrap();
    }
    archive.into_inner().unwrap().finish().unwrap();
    path
}

/// `cargo xtask deploy`, with no variable of the person's own.
fn deploy(bundle: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(["deploy", "--bundle"]).arg(bundle);
    for name in [
        "LOCALSOCKETPATH",
        "SERVICESETTINGS_SITEURL",
        "ADMIN_TOKEN",
        "ADMIN_USERNAME",
    ] {
        command.env_remove(format!("MM_{name}"));
    }
    command
}

async fn run(mut command: Command) -> (Output, String) {
    let output = tokio::task::spawn_blocking(move || command.output().unwrap())
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output, said)
}

/// The versions that are active.
async fn active(server: &DevServer) -> Vec<String> {
    let admin = server.log_in("admin").await.unwrap();
    let plugins: serde_json::Value = admin.get("/api/v4/plugins").await.unwrap();
    let active = plugins["active"].as_array().unwrap();
    active
        .iter()
        .map(|plugin| plugin["version"].as_str().unwrap().to_owned())
        .collect()
}

fn with_password(bundle: &Path, server: &DevServer, password: &str) -> Command {
    let mut command = deploy(bundle);
    command
        .env("MM_SERVICESETTINGS_SITEURL", server.url())
        .env("MM_ADMIN_USERNAME", "admin")
        .env("MM_ADMIN_PASSWORD", password);
    command
}

fn admin_password() -> &'static str {
    let logins = DevServer::logins();
    logins
        .iter()
        .find(|login| login.username == "admin")
        .unwrap()
        .password
}

#[tokio::test]
async fn a_bundle_is_installed_in_place_of_the_old_one_and_enabled() {
    let folder = tempfile::tempdir().unwrap();
    let server = DevServer::builder().start().await.unwrap();

    let first = with_password(&bundle(folder.path(), "0.1.0"), &server, admin_password());
    let (output, said) = run(first).await;
    assert!(output.status.success(), "{said}");
    assert_eq!(active(&server).await, ["0.1.0"]);

    let token = server.log_in("admin").await.unwrap().token().to_owned();
    let mut second = deploy(&bundle(folder.path(), "0.2.0"));
    second
        .env("MM_SERVICESETTINGS_SITEURL", server.url())
        .env("MM_ADMIN_TOKEN", token);
    let (output, said) = run(second).await;
    assert!(output.status.success(), "{said}");
    assert_eq!(active(&server).await, ["0.2.0"]);
    server.shutdown().await;
}

#[tokio::test]
async fn a_refusal_is_told_in_the_server_s_words() {
    let folder = tempfile::tempdir().unwrap();
    let server = DevServer::builder().start().await.unwrap();
    let tiny = bundle(folder.path(), "0.1.0");

    let (output, said) = run(with_password(&tiny, &server, "not the password")).await;
    assert!(!output.status.success());
    assert!(
        said.contains("did not let admin in") && said.contains("password"),
        "{said}"
    );
    assert!(!said.contains("not the password"), "{said}");

    let garbage = folder.path().join("garbage.tar.gz");
    std::fs::write(&garbage, b"garbage").unwrap();
    let (output, said) = run(with_password(&garbage, &server, admin_password())).await;
    assert!(!output.status.success());
    assert!(said.contains("did not take the bundle"), "{said}");
    server.shutdown().await;
}

#[tokio::test]
async fn without_a_server_a_person_is_told_what_to_set() {
    let folder = tempfile::tempdir().unwrap();
    let tiny = bundle(folder.path(), "0.1.0");
    let (output, said) = run(deploy(&tiny)).await;
    assert!(!output.status.success());
    assert!(said.contains("MM_SERVICESETTINGS_SITEURL"), "{said}");

    let mut nobody = deploy(&tiny);
    nobody
        .env("MM_SERVICESETTINGS_SITEURL", "http://127.0.0.1:1")
        .env("MM_ADMIN_TOKEN", "x");
    let (output, said) = run(nobody).await;
    assert!(!output.status.success());
    assert!(said.contains("no answer from http://127.0.0.1:1"), "{said}");
}

/// A server's local socket: the same calls, without a login.
#[cfg(unix)]
#[tokio::test]
async fn a_local_socket_needs_no_login() {
    use axum::Router;
    use axum::extract::Request;
    use axum::http::StatusCode;
    use axum::routing::post;
    use std::sync::{Arc, Mutex};

    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("mattermost.socket");
    let calls = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&calls);
    let answer = move |request: Request| async move {
        let parts = (
            request.uri().path().to_owned(),
            request.headers().contains_key("authorization"),
        );
        let body = axum::body::to_bytes(request.into_body(), 1 << 20)
            .await
            .unwrap();
        let forced = String::from_utf8_lossy(&body).contains("name=\"force\"\r\n\r\ntrue");
        seen.lock().unwrap().push((parts.0, parts.1, forced));
        (
            StatusCode::CREATED,
            r#"{"id": "com.example.tiny", "version": "0.1.0"}"#,
        )
    };
    let app = Router::new()
        .route("/api/v4/plugins", post(answer.clone()))
        .route("/api/v4/plugins/com.example.tiny/enable", post(answer));
    let listener = tokio::net::UnixListener::bind(&socket).unwrap();
    let server = tokio::spawn(async move { axum::serve(listener, app).await });

    let mut command = deploy(&bundle(folder.path(), "0.1.0"));
    command.env("MM_LOCALSOCKETPATH", &socket);
    let (output, said) = run(command).await;
    assert!(output.status.success(), "{said}");
    let upload = ("/api/v4/plugins".to_owned(), false, true);
    let enable = (
        "/api/v4/plugins/com.example.tiny/enable".to_owned(),
        false,
        false,
    );
    assert_eq!(*calls.lock().unwrap(), [upload, enable]);
    server.abort();
}
