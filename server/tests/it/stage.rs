//! Dev server, sandbox and plugin, as one admin sets them up.

mod log;
mod person;

use mattermost_devserver::{Builder, Client, DevServer, WireCall};
use serde_json::{Value, json};
use zoom_sandbox::{App, Sandbox};

use crate::bundle::bundle;
use crate::socket::Tab;

pub(crate) use person::{Person, page};

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

    /// The same where nobody starts a process again that has died.
    pub(crate) async fn nodes_that_stay_dead(count: usize) -> Self {
        let never = std::time::Duration::from_secs(24 * 60 * 60);
        let builder = DevServer::builder().health_check_interval(never);
        let stage = Self::raise(builder.nodes(count), false).await;
        stage.set(json!({})).await;
        stage.server.enable("zoom").await.unwrap();
        stage
    }

    /// The same where members of a channel may not do something that this permission allows.
    pub(crate) async fn without_permission(permission: &str) -> Self {
        let builder = DevServer::builder().without_permission("channel_user", permission);
        let stage = Self::raise(builder.nodes(usual_nodes()), false).await;
        stage.set(json!({})).await;
        stage.server.enable("zoom").await.unwrap();
        stage
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
        let mut builder = DevServer::builder().nodes(nodes);
        if let Some(path) = path {
            let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            let address = free.local_addr().unwrap();
            drop(free);
            builder = builder
                .listen(address)
                .site_url(format!("http://{address}{path}"));
        }
        Self::raise(builder, account_level).await
    }

    async fn raise(builder: Builder, account_level: bool) -> Self {
        let data = tempfile::tempdir().unwrap();
        let server = builder.data_dir(data.path()).start().await.unwrap();
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
}
