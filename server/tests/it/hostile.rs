//! Every route that takes something is sent what nobody should send it: the inputs of `fuzz/seeds`,
//! changed at random, and too much. Nothing but a refusal may come of it.

use std::path::Path;

use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, StatusCode};
use zoom_plugin::http::{Route, table};

use crate::stage::{Person, Stage, WEBHOOK_SECRET};

/// How often each seed is changed for each route.
const CHANGES: u32 = 2;
/// How often that of the way back from Zoom.
const QUERIES: u32 = 12;
/// The most bytes that a body of the web app's may have, and one of Zoom's.
const MAX_BODY: usize = 64 * 1024;
const MAX_EVENT: usize = 1024 * 1024;

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

/// A request to a route, with what Mattermost and Zoom would send along.
fn request(person: &Person, route: &Route) -> reqwest::RequestBuilder {
    let path = route
        .path
        .replace("{post_id}", "a7o4wdqiq7nbzb794jja3yroqw");
    let path = format!("/plugins/zoom{path}?secret={WEBHOOK_SECRET}");
    let request = person.client.request(route.method.clone(), &path);
    request.header(CONTENT_TYPE, "application/json")
}

/// The routes that things are sent to.
fn takers() -> Vec<Route> {
    let mut routes = table();
    routes.retain(|route| route.method != Method::GET);
    routes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_body_and_no_query_brings_the_plugin_down() {
    let stage = Stage::new().await;
    let alice = stage.person("alice").await;
    let pid = stage.server.plugin_pid("zoom");
    let mut random = Random(0x5eed);
    let mut bodies = seeds("route_bodies");
    bodies.extend(seeds("zoom_webhook"));
    for route in &takers() {
        for seed in &bodies {
            for _ in 0..CHANGES {
                let body = random.change(seed);
                let request = request(&alice, route).body(body.clone());
                let status = request.send().await.unwrap().status();
                let what = format!("{status} {} {}", route.path, body.escape_ascii());
                assert!(!status.is_server_error(), "{what}");
            }
            let status = request(&alice, route).body(seed.clone()).send().await;
            assert!(!status.unwrap().status().is_server_error());
        }
    }
    for seed in seeds("zoom_callback") {
        for _ in 0..QUERIES {
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_body_is_read_beyond_its_bound() {
    let stage = Stage::new().await;
    let alice = stage.person("alice").await;
    // The end of a meeting is asked for without a body.
    let takers = takers()
        .into_iter()
        .filter(|r| !r.path.contains("{post_id}"));
    for route in takers {
        let (most, within) = match route.path {
            "/webhook" | "/deauthorization" => (MAX_EVENT, StatusCode::UNAUTHORIZED),
            _ => (MAX_BODY, StatusCode::BAD_REQUEST),
        };
        for (size, expected) in [(most, within), (most + 1, StatusCode::PAYLOAD_TOO_LARGE)] {
            // JSON of no form that a route expects.
            let body = format!("{}7", " ".repeat(size - 1));
            let answer = request(&alice, &route).body(body).send().await.unwrap();
            let status = answer.status();
            assert_eq!(status, expected, "{} with {size} bytes", route.path);
        }
    }
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
