//! Files of Zoom's, as a stream, and from Zoom's own hosts only.

pub(crate) mod hosts;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::header;
use reqwest::Response;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::error::answer::Answer;
use crate::{Client, Error, ErrorKind};

/// Zoom sends from its download address on to another one, and that may do so once more.
const MAX_REDIRECTS: usize = 5;
/// Nothing that a chat can take needs longer.
const MAX_DURATION: Duration = Duration::from_secs(15 * 60);

/// A file on its way; see [`Client::download`].
pub struct Download {
    response: Response,
    /// As announced: what the response says itself is what is left of it.
    length: Option<u64>,
    /// Read already, to see whether it is a file at all.
    first: Option<Bytes>,
    taken: u64,
    limit: u64,
    patience: Duration,
}

impl Client {
    /// Fetches a file that Zoom named, as a recording's
    /// [`download_url`](crate::RecordingFile::download_url): the answer's body as a stream of at
    /// most `limit` bytes.
    ///
    /// Only hosts of the configured Zoom are asked: the scheme, host and port of the Zoom URL or of
    /// the API URL, or a domain below one of them over https. Plain http is used on loopback alone.
    /// Redirects are followed under the same rule, and `token` is sent to the first host alone.
    ///
    /// # Errors
    /// [`ForeignHost`](ErrorKind::ForeignHost) before anything is sent;
    /// [`AccessTokenRejected`](ErrorKind::AccessTokenRejected) where the token opens it no longer;
    /// [`FileNotReady`](ErrorKind::FileNotReady) where a web page came in the place of the file;
    /// [`NoSuchRecording`](ErrorKind::NoSuchRecording) where it is gone;
    /// [`FileTooLarge`](ErrorKind::FileTooLarge) where Zoom announces more than `limit` bytes.
    pub async fn download(
        &self,
        url: &str,
        token: Option<&SecretString>,
        limit: u64,
    ) -> Result<Download, Error> {
        let start = Url::parse(url).map_err(|_| foreign("the file's address is no URL"))?;
        let response = self.follow(start, token).await?;
        if !response.status().is_success() {
            return Err(refusal(&self.transport().read(Ok(response)).await?));
        }
        Download::open(response, limit, self.transport().timeout()).await
    }

    async fn follow(&self, start: Url, token: Option<&SecretString>) -> Result<Response, Error> {
        let mut url = start.clone();
        for _ in 0..=MAX_REDIRECTS {
            if !hosts::allowed(&self.bases(), &url) {
                return Err(foreign("the file is not on a host of the configured Zoom"));
            }
            let token = token.filter(|_| url.origin() == start.origin());
            let response = self.get(&url, token).await?;
            match redirect(&url, &response)? {
                Some(next) => url = next,
                None => return Ok(response),
            }
        }
        Err(Error::new(
            ErrorKind::UnexpectedAnswer,
            "Zoom redirects a download without end",
        ))
    }

    async fn get(&self, url: &Url, token: Option<&SecretString>) -> Result<Response, Error> {
        let build = |http: &reqwest::Client| {
            let request = http.get(url.clone()).timeout(MAX_DURATION);
            match token {
                Some(token) => request.bearer_auth(token.expose_secret()),
                None => request,
            }
        };
        self.transport().open(build).await
    }
}

fn foreign(message: &str) -> Error {
    Error::new(ErrorKind::ForeignHost, message)
}

/// Where an answer sends us, if it does.
fn redirect(from: &Url, response: &Response) -> Result<Option<Url>, Error> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let location = response.headers().get(header::LOCATION);
    let next = location
        .and_then(|value| value.to_str().ok())
        .and_then(|text| from.join(text).ok());
    let lost = || Error::new(ErrorKind::UnexpectedAnswer, "Zoom redirects to nowhere");
    next.map(Some).ok_or_else(lost)
}

fn refusal(answer: &Answer) -> Error {
    match answer.status {
        401 | 403 => answer.error(
            ErrorKind::AccessTokenRejected,
            "Zoom refused the token for a file",
            None,
        ),
        404 | 410 => answer.error(ErrorKind::NoSuchRecording, "the file is gone", None),
        _ => answer.api_error(),
    }
}

impl Download {
    async fn open(response: Response, limit: u64, patience: Duration) -> Result<Self, Error> {
        let mut download = Self {
            length: response.content_length(),
            response,
            first: None,
            taken: 0,
            limit,
            patience,
        };
        if download.content_type().contains("html") {
            return Err(not_ready());
        }
        if download.length().is_some_and(|length| length > limit) {
            return Err(too_large(limit));
        }
        download.first = download.next().await?;
        let first = download.first.as_deref().unwrap_or_default();
        if looks_like_html(first) {
            return Err(not_ready());
        }
        Ok(download)
    }

    /// The size that was announced, in bytes.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// The `Content-Type` that was announced, in lower case; empty where none was.
    #[must_use]
    pub fn content_type(&self) -> String {
        let value = self.response.headers().get(header::CONTENT_TYPE);
        let text = value.and_then(|value| value.to_str().ok());
        text.unwrap_or_default().to_ascii_lowercase()
    }

    /// The next bytes; `None` at the end of the file.
    ///
    /// # Errors
    /// [`FileTooLarge`](ErrorKind::FileTooLarge) above the limit,
    /// [`Unreachable`](ErrorKind::Unreachable) where Zoom falls silent, and
    /// [`UnexpectedAnswer`](ErrorKind::UnexpectedAnswer) where the connection breaks.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        let chunk = match self.first.take() {
            Some(first) => Some(first),
            None => self.next().await?,
        };
        let length = chunk.as_ref().map_or(0, |chunk| chunk.len() as u64);
        self.taken = self.taken.saturating_add(length);
        if self.taken > self.limit {
            return Err(too_large(self.limit));
        }
        Ok(chunk)
    }

    async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        let silent = |_| Error::new(ErrorKind::Unreachable, "Zoom stopped sending a file");
        tokio::time::timeout(self.patience, self.response.chunk())
            .await
            .map_err(silent)?
            .map_err(crate::http::read_error)
    }
}

fn not_ready() -> Error {
    let message = "a web page came instead of the file: it is not ready, or wants a passcode";
    Error::new(ErrorKind::FileNotReady, message)
}

fn too_large(limit: u64) -> Error {
    let message = format!("the file has more than {limit} bytes");
    Error::new(ErrorKind::FileTooLarge, message)
}

fn looks_like_html(first: &[u8]) -> bool {
    let text = first.trim_ascii_start();
    let text = text.get(..text.len().min(15)).unwrap_or_default();
    let text = text.to_ascii_lowercase();
    text.starts_with(b"<!doctype html") || text.starts_with(b"<html")
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("length", &self.length())
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}
