//! Dev server, sandbox and plugin, as one admin sets them up.

use mattermost_devserver::{Client, DevServer, WireCall};
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use zoom_sandbox::{App, Sandbox};

use crate::bundle::bundle;
use crate::socket::Tab;

pub(crate) const CLIENT_ID: &str = "sandbox-client";
pub(crate) const CLIENT_SECRET: &str = "very-secret-client-secret";
pub(crate) const ENCRYPTION_KEY: &str = "abcdefghijklmnopqrstuvwxyz012345";
pub(crate) const WEBHOOK_SECRET: &str = "secret-of-the-webhook-url";
pub(crate) const SECRET_TOKEN: &str = "zooms-secret-token";

/// All that an admin subscribes the app to.
const EVENTS: [&str; 16] = [
    "meeting.started",
    "meeting.ended",
    "meeting.updated",
    "meeting.deleted",
    "meeting.participant_joined",
    "meeting.participant_left",
    "meeting.participant_joined_waiting_room",
    "meeting.participant_left_waiting_room",
    "meeting.participant_put_in_waiting_room",
    "meeting.participant_admitted",
    "meeting.participant_jbh_waiting",
    "meeting.participant_jbh_waiting_left",
    "meeting.participant_jbh_joined",
    "recording.completed",
    "recording.transcript_completed",
    "meeting.summary_completed",
];

/// The number of nodes where a scenario does not set it itself.
const NODES: &str = "ZOOM_PLUGIN_TEST_NODES";

fn usual_nodes() -> usize {
    std::env::var(NODES).map_or(1, |nodes| nodes.parse().unwrap())
}

pub(crate) struct Stage {
    pub(crate) server: DevServer,
    pub(crate) zoom: Sandbox,
    data: tempfile::TempDir,
}

impl Stage {
    /// A complete installation with a user-level app.
    pub(crate) async fn new() -> Self {
        Self::with(json!({})).await
    }

    /// A complete installation, with some settings replaced.
    pub(crate) async fn with(changes: Value) -> Self {
        Self::build(changes, false, None).await
    }

    /// The same with a path in the site's address.
    pub(crate) async fn below(path: &str) -> Self {
        Self::build(json!({}), false, Some(path)).await
    }

    /// The same with an account-level app.
    pub(crate) async fn account_level() -> Self {
        Self::build(json!({ "AccountLevelApp": true }), true, None).await
    }

    /// A complete installation on several nodes.
    pub(crate) async fn nodes(count: usize) -> Self {
        Self::build_on(count, json!({}), false, None).await
    }

    async fn build(changes: Value, account_level: bool, path: Option<&str>) -> Self {
        Self::build_on(usual_nodes(), changes, account_level, path).await
    }

    async fn build_on(
        nodes: usize,
        changes: Value,
        account_level: bool,
        path: Option<&str>,
    ) -> Self {
        let stage = Self::prepare(nodes, account_level, path).await;
        stage.set(changes).await;
        stage.server.enable("zoom").await.unwrap();
        stage
    }

    /// An installation before anything is set and the plugin is on.
    pub(crate) async fn prepare(nodes: usize, account_level: bool, path: Option<&str>) -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut builder = DevServer::builder().data_dir(data.path()).nodes(nodes);
        if let Some(path) = path {
            let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            let address = free.local_addr().unwrap();
            drop(free);
            builder = builder
                .listen(address)
                .site_url(format!("http://{address}{path}"));
        }
        let server = builder.start().await.unwrap();
        let url = server.url();
        let app = if account_level {
            App::account_level
        } else {
            App::user_level
        };
        let hook = format!("{url}/plugins/zoom/webhook?secret={WEBHOOK_SECRET}");
        let app = app(CLIENT_ID, CLIENT_SECRET)
            .redirect_uri(&format!("{url}/plugins/zoom/oauth2/complete"))
            .webhook(&hook, SECRET_TOKEN)
            .deauthorization(&format!(
                "{url}/plugins/zoom/deauthorization?secret={WEBHOOK_SECRET}"
            ))
            .events(&EVENTS);
        let zoom = Sandbox::builder().app(app).start().await.unwrap();
        let stage = Self { server, zoom, data };
        stage.server.install(bundle()).await.unwrap();
        stage
    }

    /// Sets all settings, with some replaced; null leaves one out.
    pub(crate) async fn set(&self, changes: Value) {
        let mut settings = json!({
            "ZoomURL": self.zoom.url(),
            "ZoomAPIURL": self.zoom.api_url(),
            "OAuthClientID": CLIENT_ID,
            "OAuthClientSecret": CLIENT_SECRET,
            "EncryptionKey": ENCRYPTION_KEY,
            "WebhookSecret": WEBHOOK_SECRET,
            "ZoomWebhookSecret": SECRET_TOKEN,
        });
        for (key, value) in changes.as_object().unwrap() {
            settings[key] = value.clone();
        }
        self.server
            .set_plugin_settings("zoom", settings)
            .await
            .unwrap();
    }

    pub(crate) async fn person(&self, username: &str) -> Person {
        let client = self.server.log_in(username).await.unwrap();
        Self::at_home(client, format!("{username}@example.com")).await
    }

    /// Eve, who is new: a member of the team whose address nobody has verified.
    pub(crate) async fn eve(&self, email: &str) -> Person {
        let password = "Eve-password-1";
        let eve = json!({"username": "eve", "email": email, "password": password});
        let admin = self.server.log_in("admin").await.unwrap();
        let made: Value = admin.post("/api/v4/users", &eve).await.unwrap();
        assert_ne!(made["email_verified"], true);
        let team: Value = admin.get("/api/v4/teams/name/demo").await.unwrap();
        let member = json!({"team_id": team["id"], "user_id": made["id"]});
        let path = format!("/api/v4/teams/{}/members", team["id"].as_str().unwrap());
        let _: Value = admin.post(&path, &member).await.unwrap();
        let url = self.server.url();
        let client = Client::log_in(url, "eve", password).await.unwrap();
        Self::at_home(client, email.to_owned()).await
    }

    async fn at_home(client: Client, email: String) -> Person {
        let tab = Tab::open(&client).await;
        let browser = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let town = client.channel("town-square").await.unwrap().id;
        Person {
            client,
            tab,
            browser,
            town,
            email,
        }
    }

    pub(crate) fn database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.data.path().join("devserver.sqlite")).unwrap()
    }

    /// A value of the plugin's store.
    pub(crate) fn stored(&self, key: &str) -> Option<Vec<u8>> {
        self.database()
            .query_row(
                "SELECT value FROM plugin_key_values WHERE plugin_id = 'zoom' AND key = ?",
                [key],
                |row| row.get(0),
            )
            .ok()
    }

    /// Whether a value of the plugin's store goes away by itself.
    pub(crate) fn expires(&self, key: &str) -> bool {
        let expiry = "SELECT expire_at FROM plugin_key_values WHERE plugin_id = 'zoom' AND key = ?";
        let expiry = self.database().query_row(expiry, [key], |row| row.get(0));
        expiry.is_ok_and(|at: i64| at > 0)
    }

    /// The plugin's whole store.
    pub(crate) fn all_stored(&self) -> Vec<(String, Vec<u8>)> {
        let database = self.database();
        let mut rows = database
            .prepare("SELECT key, value FROM plugin_key_values WHERE plugin_id = 'zoom'")
            .unwrap();
        let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        rows.unwrap().collect::<Result<_, _>>().unwrap()
    }

    /// Puts a value into the plugin's store, as an earlier version may have left it.
    pub(crate) fn store(&self, key: &str, value: &[u8]) {
        self.database()
            .execute(
                "INSERT OR REPLACE INTO plugin_key_values (plugin_id, key, value, expire_at)
                 VALUES ('zoom', ?, ?, 0)",
                rusqlite::params![key, value],
            )
            .unwrap();
    }

    /// Turns the plugin off and on, as where the Go plugin ran meanwhile, and waits until it has
    /// listed what is in the store.
    pub(crate) async fn restart(&self) {
        self.server.disable("zoom").await.unwrap();
        let last = |calls: Vec<WireCall>| calls.last().map_or(0, |call| call.number);
        let before = last(self.server.wire_calls());
        self.server.enable("zoom").await.unwrap();
        let listed = |call: &WireCall| call.method == "KVList" && call.number > before;
        self.until(|| self.server.wire_calls().iter().any(listed))
            .await;
    }

    /// Waits until something holds that the plugin does in the background.
    pub(crate) async fn until(&self, holds: impl Fn() -> bool) {
        let look = async {
            while !holds() {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(90), look)
            .await
            .expect("it never came to hold");
    }

    /// Takes a value out of the plugin's store, as its expiry does.
    pub(crate) fn expire(&self, key: &str) {
        let delete = "DELETE FROM plugin_key_values WHERE plugin_id = 'zoom' AND key = ?";
        let changed = self.database().execute(delete, [key]).unwrap();
        assert_eq!(changed, 1, "{key} was there");
    }

    /// Takes a value out of the plugin's store, where it is there.
    pub(crate) fn forget(&self, key: &str) {
        let delete = "DELETE FROM plugin_key_values WHERE plugin_id = 'zoom' AND key = ?";
        self.database().execute(delete, [key]).unwrap();
    }

    /// The keys of the plugin's store that begin with `prefix`.
    pub(crate) fn keys(&self, prefix: &str) -> Vec<String> {
        let database = self.database();
        let mut statement = database
            .prepare(
                "SELECT key FROM plugin_key_values
                 WHERE plugin_id = 'zoom' AND substr(key, 1, ?) = ?",
            )
            .unwrap();
        let length = i64::try_from(prefix.len()).unwrap();
        let rows = statement.query_map(rusqlite::params![length, prefix], |row| row.get(0));
        rows.unwrap().map(Result::unwrap).collect()
    }

    /// Waits until every event that was acknowledged has been carried out.
    pub(crate) async fn jobs_done(&self) {
        let done = async {
            while !self.keys("zrs_job_").is_empty() {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        };
        let patience = std::time::Duration::from_secs(60);
        let done = tokio::time::timeout(patience, done).await;
        done.unwrap_or_else(|_| panic!("jobs are left: {:?}", self.keys("zrs_job_")));
    }

    /// The bodies of the meetings that were made at Zoom.
    pub(crate) fn made(&self) -> Vec<Value> {
        let requests = self.zoom.requests().into_iter();
        requests
            .filter(|request| request.method == "POST" && request.path.ends_with("/meetings"))
            .map(|request| request.body)
            .collect()
    }

    /// The log's lines, in which no secret may stand.
    pub(crate) fn log(&self) -> String {
        let lines = self.server.log_entries().into_iter();
        let log: Vec<String> = lines
            .map(|line| format!("{} {} {:?}", line.level, line.message, line.fields))
            .collect();
        let log = log.join("\n");
        for secret in [CLIENT_SECRET, ENCRYPTION_KEY, WEBHOOK_SECRET, SECRET_TOKEN] {
            assert!(!log.contains(secret), "a secret is in the log: {log}");
        }
        log
    }
}

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
