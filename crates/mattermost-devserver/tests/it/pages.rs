//! The page and its files, and what is said where there is none.

use std::path::Path;
use std::process::Stdio;

use mattermost_devserver::DevServer;
use reqwest::StatusCode;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

async fn with_page(folder: &Path) -> DevServer {
    let builder = DevServer::builder().client_dir(folder);
    builder.start().await.unwrap()
}

async fn get(server: &DevServer, path: &str) -> (StatusCode, String) {
    let address = format!("http://{}{path}", server.address());
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let response = http.get(address).send().await.unwrap();
    (response.status(), response.text().await.unwrap())
}

#[tokio::test]
async fn the_files_of_the_page_are_found_below_it_alone() {
    let place = tempfile::tempdir().unwrap();
    let page = place.path().join("page");
    std::fs::create_dir_all(page.join("assets")).unwrap();
    std::fs::write(page.join("index.html"), "the page").unwrap();
    std::fs::write(page.join("assets/app.js"), "the script").unwrap();
    std::fs::write(place.path().join("secret"), "secret").unwrap();
    let server = with_page(&page).await;
    assert_eq!(server.missing_page(), None);
    for (path, text) in [
        ("/", "the page"),
        ("/demo/channels/town-square", "the page"),
        ("/assets/app.js", "the script"),
        ("/static/assets/app.js", "the script"),
        ("/%2e%2e/secret", "the page"),
        ("/assets/..%2f..%2fsecret", "the page"),
    ] {
        let shown = get(&server, path).await;
        assert_eq!(shown, (StatusCode::OK, text.to_owned()), "{path}");
    }
    let (status, _) = get(&server, "/static/assets/gone.js").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    server.shutdown().await;
}

#[tokio::test]
async fn a_page_that_is_not_built_is_told_of() {
    let nothing = tempfile::tempdir().unwrap();
    let server = with_page(nothing.path()).await;
    assert_eq!(server.missing_page(), Some(nothing.path()));
    let (status, text) = get(&server, "/").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(text.contains("cargo xtask page"), "{text}");
    server.shutdown().await;
}

#[tokio::test]
async fn the_command_says_that_its_page_is_not_built() {
    let nothing = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_mattermost-devserver"));
    command.args(["run", "--listen", "127.0.0.1:0", "--client"]);
    command.arg(nothing.path()).arg("--data");
    command.arg(nothing.path().join("data"));
    let command = command.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut server = command.kill_on_drop(true).spawn().unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
    let mut said = String::new();
    while !said.contains("Ctrl-C ends it.") {
        said += &lines.next_line().await.unwrap().unwrap();
    }
    assert!(said.contains("cargo xtask page"), "{said}");
    server.kill().await.unwrap();
}
