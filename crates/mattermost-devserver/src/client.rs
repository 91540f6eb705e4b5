//! A small REST client for tests.

use http::Method;
use mattermost_model::{Channel, CommandResponse, Post, PostList, User};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::error::Error;
use crate::rest::NODE_HEADER;

/// A user's session with a server, over HTTP like any other client's.
///
/// Paths are below the site's address, like `/api/v4/users/me` or `/plugins/zoom/api/v1/meetings`.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    url: String,
    token: String,
    user: User,
    /// The node that answers; in turn where none is named.
    node: Option<usize>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let user = &self.user.username;
        f.debug_struct("Client")
            .field("url", &self.url)
            .field("user", user)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Logs in with a name and a password on the site at `url`.
    ///
    /// # Errors
    ///
    /// Where the server does not answer or refuses the login.
    pub async fn log_in(url: &str, username: &str, password: &str) -> Result<Self, Error> {
        // A second installation fails and changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .no_proxy()
            .build()
            .map_err(|e| Error::caused("cannot make an HTTP client", e))?;
        let url = url.trim_end_matches('/').to_owned();
        let body = json!({ "login_id": username, "password": password });
        let response = http
            .post(format!("{url}/api/v4/users/login"))
            .json(&body)
            .send()
            .await
            .map_err(|e| Error::caused("the server does not answer", e))?;
        let token = response
            .headers()
            .get("Token")
            .and_then(|v| v.to_str().ok());
        let token = token.unwrap_or_default().to_owned();
        let user = read(response).await?;
        Ok(Self {
            http,
            url,
            token,
            user,
            node: None,
        })
    }

    /// Who is logged in.
    pub fn user(&self) -> &User {
        &self.user
    }

    /// The session's token, for a client of one's own.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The address of the site.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The same session, with every request sent to one node of the cluster, counted from 1.
    #[must_use]
    pub fn on_node(&self, node: usize) -> Self {
        Self {
            node: Some(node),
            ..self.clone()
        }
    }

    /// A request in the session, to be completed and sent.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self
            .http
            .request(method, format!("{}{path}", self.url))
            .bearer_auth(&self.token);
        match self.node {
            Some(node) => request.header(NODE_HEADER, node),
            None => request,
        }
    }

    async fn send<T: DeserializeOwned>(
        &self,
        request: reqwest::RequestBuilder,
    ) -> Result<T, Error> {
        let response = request.send().await;
        read(response.map_err(|e| Error::caused("the server does not answer", e))?).await
    }

    /// GETs a JSON value.
    ///
    /// # Errors
    ///
    /// Where the server does not answer, answers with an error (see [`Error::status_code`]), or
    /// with something else than a `T`. The same holds for the other calls.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Error> {
        self.send(self.request(Method::GET, path)).await
    }

    /// POSTs a JSON value and gives the answer's.
    ///
    /// # Errors
    ///
    /// As with [`Client::get`].
    pub async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &(impl Serialize + Sync),
    ) -> Result<T, Error> {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    /// PUTs a JSON value and gives the answer's.
    ///
    /// # Errors
    ///
    /// As with [`Client::get`].
    pub async fn put<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &(impl Serialize + Sync),
    ) -> Result<T, Error> {
        self.send(self.request(Method::PUT, path).json(body)).await
    }

    /// A channel of the team `demo` by its name.
    ///
    /// # Errors
    ///
    /// As with [`Client::get`].
    pub async fn channel(&self, name: &str) -> Result<Channel, Error> {
        self.get(&format!("/api/v4/teams/name/demo/channels/name/{name}"))
            .await
    }

    /// The direct channel with another user.
    ///
    /// # Errors
    ///
    /// As with [`Client::get`].
    pub async fn direct_channel(&self, username: &str) -> Result<Channel, Error> {
        let other: User = self
            .get(&format!("/api/v4/users/username/{username}"))
            .await?;
        self.post("/api/v4/channels/direct", &[&self.user.id, &other.id])
            .await
    }

    /// Writes a message into a channel.
    ///
    /// # Errors
    ///
    /// As with [`Client::get`].
    pub async fn create_post(&self, channel_id: &str, message: &str) -> Result<Post, Error> {
        let post = json!({ "channel_id": channel_id, "message": message });
        self.post("/api/v4/posts", &post).await
    }

    /// The newest posts of a channel, the newest first.
    ///
    /// # Errors
    ///
    /// As with [`Client::get`].
    pub async fn posts(&self, channel_id: &str) -> Result<Vec<Post>, Error> {
        let mut list: PostList = self
            .get(&format!("/api/v4/channels/{channel_id}/posts"))
            .await?;
        Ok(list
            .order
            .iter()
            .filter_map(|id| list.posts.remove(id))
            .collect())
    }

    /// Carries out a slash command in a channel; in a direct channel, of the team `demo`.
    ///
    /// # Errors
    ///
    /// As with [`Client::get`].
    pub async fn execute_command(
        &self,
        channel_id: &str,
        command: &str,
    ) -> Result<CommandResponse, Error> {
        self.execute_command_in_thread(channel_id, "", command)
            .await
    }

    /// Carries out a slash command in the thread of a root post.
    ///
    /// # Errors
    ///
    /// As with [`Client::get`].
    pub async fn execute_command_in_thread(
        &self,
        channel_id: &str,
        root_id: &str,
        command: &str,
    ) -> Result<CommandResponse, Error> {
        let team: Value = self.get("/api/v4/teams/name/demo").await?;
        let args = json!({
            "channel_id": channel_id, "root_id": root_id, "command": command,
            "team_id": team.get("id"),
        });
        self.post("/api/v4/commands/execute", &args).await
    }
}

/// The JSON of an answer, or the error that it tells of.
async fn read<T: DeserializeOwned>(response: reqwest::Response) -> Result<T, Error> {
    let status = response.status();
    let body = response.bytes().await;
    let body = body.map_err(|e| Error::caused("the server broke the answer off", e))?;
    if status.is_success() {
        return serde_json::from_slice(&body)
            .map_err(|e| Error::caused("the answer is not what was expected", e));
    }
    let value: Value = serde_json::from_slice(&body).unwrap_or_default();
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let plain = || String::from_utf8_lossy(&body).trim().to_owned();
    let message = text("message").unwrap_or_else(plain);
    Err(Error::answered(
        message,
        status.as_u16(),
        text("id").unwrap_or_default(),
    ))
}
