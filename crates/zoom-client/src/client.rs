//! The client and how it is made.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::RequestBuilder;
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use url::Url;

use crate::error::answer::Answer;
use crate::http::{Options, Repeat, Transport};
use crate::{Error, ErrorKind};

const ZOOM_URL: &str = "https://zoom.us";
const ZOOM_API_URL: &str = "https://api.zoom.us/v2";

/// A Zoom app's way to Zoom: its OAuth and its API.
///
/// Cheap to clone; clones share their connections. It keeps no tokens: they are handed in with
/// each call, so that one client serves every person. Making it reads no file and opens no
/// connection; the first request does.
///
/// The environment's `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` are honoured, and
/// `SSL_CERT_FILE` and `SSL_CERT_DIR` where the system has them.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    client_id: String,
    client_secret: SecretString,
    redirect_uri: String,
    zoom_url: Url,
    api_url: Url,
    transport: Transport,
}

/// Makes a [`Client`]; see [`Client::builder`].
#[derive(Debug, Clone)]
#[must_use]
pub struct ClientBuilder {
    client_id: String,
    client_secret: SecretString,
    redirect_uri: String,
    zoom_url: String,
    api_url: String,
    options: Options,
}

impl Client {
    /// Starts a client for the Zoom app with this client id and secret.
    pub fn builder(client_id: impl Into<String>, client_secret: SecretString) -> ClientBuilder {
        ClientBuilder {
            client_id: client_id.into(),
            client_secret,
            redirect_uri: String::new(),
            zoom_url: ZOOM_URL.to_owned(),
            api_url: ZOOM_API_URL.to_owned(),
            options: Options {
                timeout: Duration::from_secs(15),
                connect_timeout: Duration::from_secs(5),
                retries: 2,
                retry_delay: Duration::from_millis(250),
                user_agent: concat!("zoom-client/", env!("CARGO_PKG_VERSION")).to_owned(),
            },
        }
    }

    /// The address of Zoom's web pages, without a slash at its end.
    #[must_use]
    pub fn zoom_url(&self) -> &str {
        self.0.zoom_url.as_str().trim_end_matches('/')
    }

    pub(crate) fn client_id(&self) -> &str {
        &self.0.client_id
    }

    pub(crate) fn client_secret(&self) -> &SecretString {
        &self.0.client_secret
    }

    pub(crate) fn redirect_uri(&self) -> &str {
        &self.0.redirect_uri
    }

    /// The address of Zoom's web pages and OAuth.
    pub(crate) fn zoom_base(&self) -> &Url {
        &self.0.zoom_url
    }

    /// Where the configured Zoom lies.
    pub(crate) fn bases(&self) -> [&Url; 2] {
        [&self.0.zoom_url, &self.0.api_url]
    }

    pub(crate) fn transport(&self) -> &Transport {
        &self.0.transport
    }

    /// The URL of a path below Zoom's pages; `segments` are escaped already.
    pub(crate) fn page(&self, segments: &str) -> Result<Url, Error> {
        below(&self.0.zoom_url, segments)
    }

    /// One request to the API, with the answer read as JSON.
    pub(crate) async fn call<T: DeserializeOwned>(
        &self,
        repeat: Repeat,
        path: &str,
        token: &SecretString,
        build: impl Fn(&reqwest::Client, Url) -> RequestBuilder,
    ) -> Result<T, Error> {
        read_json(&self.ask(repeat, path, token, build).await?)
    }

    /// One request to the API whose answer holds nothing.
    pub(crate) async fn order(
        &self,
        repeat: Repeat,
        path: &str,
        token: &SecretString,
        build: impl Fn(&reqwest::Client, Url) -> RequestBuilder,
    ) -> Result<(), Error> {
        self.ask(repeat, path, token, build).await.map(drop)
    }

    async fn ask(
        &self,
        repeat: Repeat,
        path: &str,
        token: &SecretString,
        build: impl Fn(&reqwest::Client, Url) -> RequestBuilder,
    ) -> Result<Answer, Error> {
        let url = below(&self.0.api_url, path)?;
        let request =
            |http: &reqwest::Client| build(http, url.clone()).bearer_auth(token.expose_secret());
        self.transport()
            .send(repeat, request, Answer::api_error)
            .await
    }
}

pub(crate) fn read_json<T: DeserializeOwned>(answer: &Answer) -> Result<T, Error> {
    serde_json::from_slice(&answer.body).map_err(|cause| answer.shape_error(cause))
}

fn below(base: &Url, path: &str) -> Result<Url, Error> {
    let text = format!("{}/{path}", base.as_str().trim_end_matches('/'));
    Url::parse(&text).map_err(|e| Error::new(ErrorKind::InvalidInput, "bad path").with_source(e))
}

impl ClientBuilder {
    /// Where Zoom sends a person back to after the consent page: exactly as the app has it in the
    /// Zoom Marketplace. Needed for everything but API calls.
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.redirect_uri = uri.into();
        self
    }

    /// The address of Zoom's web pages and OAuth, for a self-hosted Zoom or
    /// `https://zoomgov.com`. Blank keeps `https://zoom.us`.
    pub fn zoom_url(mut self, url: &str) -> Self {
        replace_unless_blank(&mut self.zoom_url, url);
        self
    }

    /// The address of Zoom's API, for a self-hosted Zoom or `https://api.zoomgov.com/v2`. Blank
    /// keeps `https://api.zoom.us/v2`.
    pub fn api_url(mut self, url: &str) -> Self {
        replace_unless_blank(&mut self.api_url, url);
        self
    }

    /// How long one request may take until its answer is complete; 15 seconds unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = timeout;
        self
    }

    /// How often a request that may be repeated is repeated, and how long to wait before the first
    /// repetition (each further wait doubles, with jitter); 2 and 250 ms unless set.
    ///
    /// Reads are repeated after server errors and lost connections. Creating a meeting and using a
    /// refresh token are repeated only where Zoom certainly did not carry them out: when no
    /// connection came about, and after a rate limit that lasts no longer than two seconds.
    pub fn retries(mut self, times: usize, first_wait: Duration) -> Self {
        self.options.retries = times;
        self.options.retry_delay = first_wait;
        self
    }

    /// What to send as `User-Agent`.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.options.user_agent = name.into();
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`] where an address is not an `http` or `https` URL.
    pub fn build(self) -> Result<Client, Error> {
        // TLS wants a provider of cryptography. Where the program has installed its own, that one
        // stays.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Ok(Client(Arc::new(Inner {
            zoom_url: base_url("the Zoom URL", &self.zoom_url)?,
            api_url: base_url("the Zoom API URL", &self.api_url)?,
            client_id: self.client_id,
            client_secret: self.client_secret,
            redirect_uri: self.redirect_uri,
            transport: Transport::new(self.options),
        })))
    }
}

fn replace_unless_blank(field: &mut String, url: &str) {
    if !url.trim().is_empty() {
        url.trim().clone_into(field);
    }
}

fn base_url(what: &str, text: &str) -> Result<Url, Error> {
    let bad = || {
        Error::new(
            ErrorKind::InvalidInput,
            format!("{what} is not an http or https URL"),
        )
    };
    let url = Url::parse(text).map_err(|cause| bad().with_source(cause))?;
    let plain = url.query().is_none() && url.fragment().is_none();
    let usable = matches!(url.scheme(), "http" | "https") && url.has_host() && plain;
    usable.then_some(url).ok_or_else(bad)
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("client_id", &self.0.client_id)
            .field("zoom_url", &self.0.zoom_url.as_str())
            .field("api_url", &self.0.api_url.as_str())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn builder() -> ClientBuilder {
        Client::builder("id", SecretString::from("top-secret"))
    }

    #[test]
    fn blank_addresses_mean_zoom_itself() {
        let client = builder().zoom_url("").api_url("  ").build().unwrap();
        assert_eq!(client.zoom_url(), "https://zoom.us");
        assert_eq!(client.0.api_url.as_str(), "https://api.zoom.us/v2");
    }

    #[test]
    fn paths_go_below_the_base_with_and_without_a_slash() {
        for base in [
            "https://zoom.example.com/api/v2",
            "https://zoom.example.com/api/v2/",
        ] {
            let client = builder().api_url(base).build().unwrap();
            let url = below(&client.0.api_url, "users/me").unwrap();
            assert_eq!(url.as_str(), "https://zoom.example.com/api/v2/users/me");
        }
    }

    #[test]
    fn addresses_that_are_none_are_refused_by_name() {
        for bad in [
            "zoom.us",
            "ftp://zoom.us",
            "https://",
            "https://zoom.us/?a=b",
            "javascript:x",
        ] {
            let error = builder().zoom_url(bad).build().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{bad}");
            assert!(error.to_string().contains("Zoom URL"), "{error}");
        }
    }

    #[test]
    fn nothing_prints_the_secret() {
        let builder = builder();
        assert!(!format!("{builder:?}").contains("top-secret"));
        assert!(!format!("{:?}", builder.build().unwrap()).contains("top-secret"));
    }
}
