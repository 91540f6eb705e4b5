//! Every route is sent what nobody should send it: the inputs of `fuzz/seeds`, changed at random.
//! Nothing but a refusal may come of it.

use std::path::Path;

use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, StatusCode};

use crate::stage::{Stage, WEBHOOK_SECRET};

/// Where bodies go, and how often each seed is changed.
const BODIES: [&str; 9] = [
    "api/v1/meetings",
    "api/v1/meetings/share",
    "api/v1/meetings/cancel",
    "api/v1/meeting-list",
    "api/v1/updatePMI",
    "api/v1/askPMI",
    "api/v1/recent-meeting",
    "api/v1/channel-preference",
    "webhook",
];
const CHANGES: u32 = 12;

/// The same numbers in every run, so that a failure comes again.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        // xorshift64
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).unwrap()
    }

    /// Cuts, doubles or replaces a part.
    fn change(&mut self, input: &[u8]) -> Vec<u8> {
        let at = self.below(input.len());
        let end = at + self.below(input.len() - at);
        let (head, part, tail) = (&input[..at], &input[at..end], &input[end..]);
        match self.below(5) {
            0 => head.to_vec(),
            1 => [head, tail].concat(),
            2 => [head, part, part, tail].concat(),
            3 => [head, &[0xff, 0x00, b'"'], tail].concat(),
            _ => [head, b"null", tail].concat(),
        }
    }
}

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds");
    let files = std::fs::read_dir(root.join(target)).unwrap();
    let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    let seeds: Vec<_> = paths
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect();
    assert!(!seeds.is_empty());
    seeds
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_body_and_no_query_brings_the_plugin_down() {
    let stage = Stage::new().await;
    let alice = stage.person("alice").await;
    let pid = stage.server.plugin_pid("zoom");
    let mut random = Random(0x5eed);
    let mut bodies = seeds("route_bodies");
    bodies.extend(seeds("zoom_webhook"));
    for seed in &bodies {
        for nth in 0..CHANGES {
            let path = BODIES[random.below(BODIES.len())];
            let body = if nth == 0 {
                seed.clone()
            } else {
                random.change(seed)
            };
            let path = format!("/plugins/zoom/{path}?secret={WEBHOOK_SECRET}");
            let request = alice.client.request(Method::POST, &path);
            let request = request.header(CONTENT_TYPE, "application/json");
            let status = request.body(body.clone()).send().await.unwrap().status();
            assert!(
                !status.is_server_error(),
                "{status} {path} {}",
                body.escape_ascii()
            );
        }
    }
    for seed in seeds("zoom_callback") {
        for _ in 0..CHANGES {
            let query: String = url_bytes(&random.change(&seed));
            let path = format!("/plugins/zoom/oauth2/complete?{query}");
            let status = alice
                .client
                .request(Method::GET, &path)
                .send()
                .await
                .unwrap()
                .status();
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{query}");
        }
    }
    assert_eq!(stage.server.plugin_pid("zoom"), pid, "it never fell");
    assert!(!stage.log().contains("panicked"));
}

/// The bytes as they may stand in a query.
fn url_bytes(bytes: &[u8]) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"&=_-%".contains(&byte);
    bytes
        .iter()
        .map(|&byte| match plain(byte) {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        })
        .collect()
}
