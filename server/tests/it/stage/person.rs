//! Somebody who is logged in: what they type, press and see.

use mattermost_devserver::Client;
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use zoom_sandbox::Sandbox;

use crate::socket::Tab;

pub(crate) struct Person {
    pub(crate) client: Client,
    pub(crate) tab: Tab,
    pub(crate) browser: reqwest::Client,
    /// The channel that everybody is in.
    pub(crate) town: String,
    pub(crate) email: String,
}

impl Person {
    pub(crate) fn id(&self) -> &str {
        &self.client.user().id
    }

    /// Changes the person's own profile in Mattermost.
    pub(crate) async fn patch(&self, changes: Value) {
        let path = format!("/api/v4/users/{}/patch", self.id());
        let request = self.client.request(reqwest::Method::PUT, &path);
        let answer = request.json(&changes).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{changes}");
    }

    /// A post as it is now.
    pub(crate) async fn read_post(&self, post: &Value) -> Value {
        let path = format!("/api/v4/posts/{}", post["id"].as_str().unwrap());
        self.client.get(&path).await.unwrap()
    }

    /// Starts a meeting in a channel: its post.
    pub(crate) async fn start_in(&mut self, channel: &str) -> Value {
        let (status, answer) = self.press_anyway(json!({ "channel_id": channel })).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        self.tab.meeting("posted").await
    }

    /// Opens an address in the person's browser, which stays where it is.
    pub(crate) async fn open(&self, url: &str) -> Response {
        self.browser
            .get(url)
            .bearer_auth(self.client.token())
            .send()
            .await
            .unwrap()
    }

    /// Opens a route of the plugin.
    pub(crate) async fn route(&self, path: &str) -> Response {
        self.open(&format!("{}/plugins/zoom/{path}", self.client.url()))
            .await
    }

    /// Types a command in the town square.
    pub(crate) async fn command(&self, line: &str) -> Value {
        let answer = self.client.execute_command(&self.town, line).await.unwrap();
        serde_json::to_value(answer).unwrap()
    }

    /// Types a command and gives what the bot answers.
    pub(crate) async fn ask(&mut self, line: &str) -> String {
        self.command(line).await;
        self.tab.told().await
    }

    /// Presses the button in a channel: status and answer.
    pub(crate) async fn press(&self, body: Value) -> (StatusCode, Value) {
        self.post("api/v1/meetings", body).await
    }

    /// Answers that a meeting is wanted beside a recent one, as the web app does.
    pub(crate) async fn press_anyway(&self, body: Value) -> (StatusCode, Value) {
        self.post("api/v1/meetings?force=true", body).await
    }

    /// Posts to one of the plugin's routes: status and answer.
    pub(crate) async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        let url = format!("{}/plugins/zoom/{path}", self.client.url());
        let request = self.browser.post(url).bearer_auth(self.client.token());
        let answer = request.json(&body).send().await.unwrap();
        let status = answer.status();
        let kind = answer.headers()["content-type"]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(kind.starts_with("application/json"), "{kind}");
        (status, answer.json().await.unwrap())
    }

    /// Presses the button in the town square, on one node of the cluster.
    pub(crate) async fn press_on_node(&self, node: usize, query: &str) -> Value {
        let client = self.client.on_node(node);
        let path = format!("/plugins/zoom/api/v1/meetings{query}");
        let request = client.request(reqwest::Method::POST, &path);
        let answer = request.json(&json!({ "channel_id": self.town })).send();
        answer.await.unwrap().json().await.unwrap()
    }

    pub(crate) async fn press_in_town(&self) -> (StatusCode, Value) {
        self.press(json!({ "channel_id": self.town })).await
    }

    /// Presses a button of a prompt, as any client of Mattermost's does.
    pub(crate) async fn answer(&self, prompt: &Value, label: &str) {
        let parts = prompt["props"]["attachments"].as_array().unwrap().iter();
        let mut actions = parts.flat_map(|part| part["actions"].as_array().into_iter().flatten());
        let action = actions.find(|action| action["name"] == label);
        let action = action.unwrap_or_else(|| panic!("{label} is in {prompt}"));
        let (post, id) = (prompt["id"].as_str().unwrap(), action["id"].as_str());
        let path = format!("/api/v4/posts/{post}/actions/{}", id.unwrap());
        let body = json!({ "cookie": action["cookie"], "selected_option": "" });
        let _: Value = self.client.post(&path, &body).await.unwrap();
    }

    /// The address of Zoom's consent page.
    pub(crate) async fn consent_page(&self) -> String {
        let answer = self.route("oauth2/connect").await;
        assert_eq!(answer.status(), StatusCode::FOUND);
        answer.headers()["location"].to_str().unwrap().to_owned()
    }

    /// Goes to Zoom, presses Allow, and comes back: status and page.
    pub(crate) async fn allow(&self, zoom: &Sandbox) -> (StatusCode, String) {
        let back = zoom.allow(&self.consent_page().await, &self.email).unwrap();
        page(self.open(&back).await).await
    }

    /// Starts a meeting in the town square and ends it: the number, and the post's id.
    pub(crate) async fn hold_a_meeting(&mut self, zoom: &Sandbox) -> (u64, String) {
        let (status, answer) = self.press_in_town().await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let post = self.tab.meeting("posted").await;
        let id = post["props"]["meeting_id"].as_u64().unwrap();
        zoom.start_meeting(id).unwrap();
        zoom.advance(std::time::Duration::from_secs(600)).await;
        zoom.end_meeting(id).unwrap();
        zoom.settle().await;
        (id, post["id"].as_str().unwrap().to_owned())
    }

    /// The next post in a thread, as a browser hears of it.
    pub(crate) async fn reply_in(&mut self, root_id: &str) -> Value {
        loop {
            let post = self.tab.post("posted").await;
            if post["root_id"] == root_id {
                return post;
            }
        }
    }

    /// All posts in a thread but its root.
    pub(crate) async fn replies(&self, root_id: &str) -> Vec<Value> {
        let path = format!("/api/v4/posts/{root_id}/thread");
        let thread: Value = self.client.get(&path).await.unwrap();
        let posts = thread["posts"].as_object().unwrap().values();
        posts
            .filter(|post| post["root_id"] == root_id)
            .cloned()
            .collect()
    }

    /// How a file is called.
    pub(crate) async fn file_name(&self, id: &str) -> String {
        let path = format!("/api/v4/files/{id}/info");
        let info: Value = self.client.get(&path).await.unwrap();
        info["name"].as_str().unwrap().to_owned()
    }

    /// The bytes of a file.
    pub(crate) async fn file(&self, id: &str) -> Vec<u8> {
        let path = format!("/api/v4/files/{id}");
        let request = self.client.request(reqwest::Method::GET, &path);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        answer.bytes().await.unwrap().to_vec()
    }

    /// Connects with `/zoom connect`.
    pub(crate) async fn connect(&mut self, zoom: &Sandbox) {
        let prompt = self.ask("/zoom connect").await;
        assert!(prompt.contains("/plugins/zoom/oauth2/connect"), "{prompt}");
        let (status, page) = self.allow(zoom).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        assert!(self.tab.told().await.contains("connected"));
    }
}

/// Status and text of a page; every page has a strict content security policy.
pub(crate) async fn page(answer: Response) -> (StatusCode, String) {
    let status = answer.status();
    let policy = answer.headers()["content-security-policy"]
        .to_str()
        .unwrap();
    assert!(policy.contains("default-src 'none'"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    (status, answer.text().await.unwrap())
}
