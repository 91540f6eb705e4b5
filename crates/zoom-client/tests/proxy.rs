//! The proxy of the environment is used. The environment belongs to a process, so the request is
//! made by a second one: this test binary, asked for its other test.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Command;
use std::sync::mpsc;
use std::time::Duration;

use zoom_client::{Client, SecretString, UserRef};

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 14\r\n\r\n{\"id\":\"proxy\"}";

#[test]
fn the_proxy_of_the_environment_is_used() {
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", proxy.local_addr().unwrap());
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let (mut stream, _) = proxy.accept().unwrap();
        let mut request = [0; 4096];
        let length = stream.read(&mut request).unwrap();
        stream.write_all(ANSWER).unwrap();
        sender
            .send(String::from_utf8_lossy(&request[..length]).into_owned())
            .unwrap();
    });
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_request_in_a_process_of_its_own", "--ignored"])
        .envs([("HTTP_PROXY", &url), ("http_proxy", &url)])
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .output()
        .unwrap();
    assert!(child.status.success(), "{child:?}");
    let request = receiver.recv_timeout(Duration::from_secs(10)).unwrap();
    assert!(
        request.starts_with("GET http://zoom.invalid/v2/users/me "),
        "{request}"
    );
}

#[tokio::test]
#[ignore = "is run by the other test, with a proxy in the environment"]
async fn a_request_in_a_process_of_its_own() {
    let client = Client::builder("id", SecretString::from("s")).api_url("http://zoom.invalid/v2");
    let client = client.build().unwrap();
    let user = client
        .user(&SecretString::from("t"), UserRef::Me)
        .await
        .unwrap();
    assert_eq!(user.id, "proxy");
}
