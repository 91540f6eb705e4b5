//! The command, run as a process.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// Ends the process with the test, whatever becomes of it.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn it_prints_the_address_at_which_it_serves() {
    let command = Command::new(env!("CARGO_BIN_EXE_zoom-sandbox"))
        .args(["--listen", "127.0.0.1:0", "--client-id", "my-app"])
        .args(["--redirect-uri", "http://localhost/done"])
        .stdout(Stdio::piped())
        .spawn();
    let mut running = Running(command.unwrap());
    let mut line = String::new();
    BufReader::new(running.0.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let url = line.trim().strip_prefix("Zoom sandbox: ").unwrap();
    // Nothing of the sandbox runs in this process, so nothing else has installed one.
    rustls::crypto::ring::default_provider()
        .install_default()
        .unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let page = http.get(url).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("my-app"), "{page}");
}

#[test]
fn a_taken_address_is_told() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_zoom-sandbox"))
        .args(["--listen", &taken.local_addr().unwrap().to_string()])
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("can not listen"),
        "{output:?}"
    );
}
