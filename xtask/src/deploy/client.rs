//! The four calls of Mattermost's REST API that deploying needs.

use super::multipart::Form;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::time::Duration;
use ureq::http::Response;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body};

/// A server may restart the plugin while it answers: its own limit is well below this.
const TIMEOUT: Duration = Duration::from_secs(120);

/// A Mattermost that lets us in.
pub(crate) struct Client {
    agent: Agent,
    site: String,
    token: Option<String>,
    place: String,
}

/// What the server says of the plugin that it took.
#[derive(Deserialize)]
pub(crate) struct Uploaded {
    pub(crate) id: String,
    pub(crate) version: String,
}

/// The form of Mattermost's errors.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Refusal {
    message: String,
    detailed_error: String,
}

impl Client {
    /// A server at an address, with an access token.
    pub(crate) fn with_token(site: String, token: String) -> Self {
        Self {
            agent: Agent::new_with_config(config()),
            place: site.clone(),
            site,
            token: Some(token),
        }
    }

    /// A server at an address, with a person's password.
    pub(crate) fn log_in(site: String, username: &str, password: &str) -> Result<Self> {
        let mut client = Self::with_token(site, String::new());
        let login = serde_json::json!({ "login_id": username, "password": password });
        let sent = client
            .agent
            .post(client.url("users/login"))
            .send_json(login);
        let response = accepted(sent.with_context(|| client.unreachable())?)
            .with_context(|| format!("{} did not let {username} in", client.place))?;
        let token = response
            .headers()
            .get("Token")
            .and_then(|value| value.to_str().ok());
        client.token = Some(
            token
                .context("the server gave no session token")?
                .to_owned(),
        );
        Ok(client)
    }

    /// A server's local socket, which asks for no login.
    #[cfg(unix)]
    pub(crate) fn over_socket(path: std::path::PathBuf) -> Self {
        let place = path.display().to_string();
        let resolver = super::unix::NoNames;
        let agent = Agent::with_parts(config(), super::unix::Socket::new(path), resolver);
        Self {
            agent,
            site: "http://localhost".to_owned(),
            token: None,
            place,
        }
    }

    /// Where this server is, for people.
    pub(crate) fn place(&self) -> &str {
        &self.place
    }

    /// Uploads a bundle in place of the installed one.
    pub(crate) fn upload(&self, bundle: &[u8]) -> Result<Uploaded> {
        let form = Form::new()
            .field("force", "true")
            .file("plugin", "plugin.tar.gz", bundle);
        let response = self
            .post("plugins", Some((form.content_type(), form.finish())))
            .context("the server did not take the bundle")?;
        response
            .into_body()
            .read_json()
            .context("the server's answer is not a plugin's manifest")
    }

    /// Enables a plugin.
    pub(crate) fn enable(&self, id: &str) -> Result<()> {
        self.post(&format!("plugins/{id}/enable"), None)
            .with_context(|| format!("the server did not enable {id}"))
            .map(drop)
    }

    fn post(&self, path: &str, body: Option<(String, Vec<u8>)>) -> Result<Response<Body>> {
        let mut request = self.agent.post(self.url(path));
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        let sent = match body {
            Some((content_type, bytes)) => request.content_type(content_type).send(&bytes[..]),
            None => request.send_empty(),
        };
        accepted(sent.with_context(|| self.unreachable())?)
    }

    fn url(&self, path: &str) -> String {
        format!("{}/api/v4/{path}", self.site)
    }

    fn unreachable(&self) -> String {
        format!("no answer from {}: does it run?", self.place)
    }
}

fn config() -> ureq::config::Config {
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::PlatformVerifier)
        .unversioned_rustls_crypto_provider(rustls::crypto::ring::default_provider().into())
        .build();
    Agent::config_builder()
        .tls_config(tls)
        .http_status_as_error(false)
        .timeout_global(Some(TIMEOUT))
        .build()
}

/// Turns an answer that is not a 2xx into an error with the server's own words.
fn accepted(mut response: Response<Body>) -> Result<Response<Body>> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let text = response.body_mut().read_to_string().unwrap_or_default();
    let refusal: Refusal = serde_json::from_str(&text).unwrap_or_default();
    if refusal.message.is_empty() {
        bail!("it answered {status}");
    }
    bail!(
        "it answered {status}: {} {}",
        refusal.message,
        refusal.detailed_error
    )
}
