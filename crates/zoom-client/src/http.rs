//! The way to Zoom: one HTTP client with time-outs, bounded bodies and careful retries.

use std::error::Error as StdError;
use std::sync::OnceLock;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use reqwest::{RequestBuilder, Response, redirect};

use crate::error::RetryHint;
use crate::error::answer::Answer;
use crate::{Error, ErrorKind};

/// Zoom's answers are a few kilobytes. More than this is not an answer of Zoom's.
const MAX_BODY: usize = 1 << 20;
/// A wait that a person who looks at the screen still bears; longer ones are theirs to decide.
const MAX_WAIT: Duration = Duration::from_secs(2);

/// Whether sending a request twice does no harm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// Reading: repeat after any passing failure.
    Safe,
    /// Creating, or using up a token: repeat only what certainly was not carried out.
    OnlyUnsent,
}

#[derive(Debug, Clone)]
pub(crate) struct Options {
    pub(crate) timeout: Duration,
    pub(crate) connect_timeout: Duration,
    pub(crate) retries: usize,
    pub(crate) retry_delay: Duration,
    pub(crate) user_agent: String,
}

#[derive(Debug)]
pub(crate) struct Transport {
    options: Options,
    // Made at the first request: reading the system's certificates takes milliseconds and
    // megabytes, which a program that only starts up should not pay.
    http: OnceLock<reqwest::Client>,
}

impl Transport {
    pub(crate) fn new(options: Options) -> Self {
        Self {
            options,
            http: OnceLock::new(),
        }
    }

    /// Sends the request that `build` makes and reads the answer to its end; an answer other than
    /// 2xx becomes the error that `refuse` makes of it.
    pub(crate) async fn send(
        &self,
        repeat: Repeat,
        build: impl Fn(&reqwest::Client) -> RequestBuilder,
        refuse: impl Fn(&Answer) -> Error,
    ) -> Result<Answer, Error> {
        let client = self.client()?;
        let attempt = || async {
            let answer = self.read(build(client).send().await).await?;
            if (200..300).contains(&answer.status) {
                Ok(answer)
            } else {
                Err(refuse(&answer))
            }
        };
        attempt
            .retry(self.backoff())
            .when(|error| may_repeat(repeat, error))
            .adjust(|error, wait| self.wait(error, wait))
            .notify(|error, wait| tracing::debug!(%error, ?wait, "asking Zoom again"))
            .await
    }

    /// Sends a request once and hands out its answer with the body unread, whatever its status.
    pub(crate) async fn open(
        &self,
        build: impl Fn(&reqwest::Client) -> RequestBuilder,
    ) -> Result<Response, Error> {
        let sending = build(self.client()?).send();
        let late = |_| Error::new(ErrorKind::Unreachable, self.too_late());
        tokio::time::timeout(self.options.timeout, sending)
            .await
            .map_err(late)?
            .map_err(|error| self.send_error(error))
    }

    /// How long Zoom may keep silent.
    pub(crate) fn timeout(&self) -> Duration {
        self.options.timeout
    }

    fn too_late(&self) -> String {
        format!("no answer from Zoom within {:?}", self.options.timeout)
    }

    fn client(&self) -> Result<&reqwest::Client, Error> {
        if let Some(client) = self.http.get() {
            return Ok(client);
        }
        let client = self.build()?;
        Ok(self.http.get_or_init(|| client))
    }

    fn build(&self) -> Result<reqwest::Client, Error> {
        reqwest::Client::builder()
            .timeout(self.options.timeout)
            .connect_timeout(self.options.connect_timeout)
            .user_agent(&self.options.user_agent)
            // Bodies hold secrets and Zoom's API never redirects: following could only leak them.
            .redirect(redirect::Policy::none())
            .build()
            .map_err(|e| Error::new(ErrorKind::Unreachable, "can not set up TLS").with_source(e))
    }

    fn backoff(&self) -> ExponentialBuilder {
        ExponentialBuilder::new()
            .with_min_delay(self.options.retry_delay)
            .with_max_delay(MAX_WAIT)
            .with_max_times(self.options.retries)
            .with_jitter()
    }

    /// How long to wait before the next attempt; `None` ends them.
    fn wait(&self, error: &Error, planned: Option<Duration>) -> Option<Duration> {
        let planned = planned?;
        match error.retry_hint() {
            Some(RetryHint::After(wait)) if wait <= MAX_WAIT => Some(wait.max(planned)),
            Some(_) => None,
            // Zoom counts per second.
            None if error.kind() == ErrorKind::RateLimited => Some(planned * 4),
            None => Some(planned),
        }
    }

    /// Reads an answer to its end.
    pub(crate) async fn read(
        &self,
        sent: Result<Response, reqwest::Error>,
    ) -> Result<Answer, Error> {
        let mut response = sent.map_err(|error| self.send_error(error))?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(read_error)? {
            if body.len() + chunk.len() > MAX_BODY {
                return Err(Error::new(
                    ErrorKind::UnexpectedAnswer,
                    "the answer is over 1 MiB",
                ));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer {
            status: response.status().as_u16(),
            headers: std::mem::take(response.headers_mut()),
            body,
        })
    }

    fn send_error(&self, error: reqwest::Error) -> Error {
        let never_sent = error.is_connect() || error.is_builder();
        let late = error.is_timeout();
        let message = if late {
            self.too_late()
        } else if never_sent {
            format!("no connection to Zoom: {}", root_cause(&error))
        } else {
            format!("Zoom hung up without an answer: {}", root_cause(&error))
        };
        let ours = Error::new(ErrorKind::Unreachable, message).with_source(error.without_url());
        match (never_sent, late) {
            (true, _) => ours.never_sent(),
            (false, true) => ours,
            (false, false) => ours.connection_lost(),
        }
    }
}

/// The error of a body that ends too early.
pub(crate) fn read_error(error: reqwest::Error) -> Error {
    let (kind, message) = if error.is_timeout() {
        (
            ErrorKind::Unreachable,
            "Zoom did not finish its answer in time",
        )
    } else {
        (
            ErrorKind::UnexpectedAnswer,
            "the connection broke in the middle of Zoom's answer",
        )
    };
    let late = error.is_timeout();
    let ours = Error::new(kind, message).with_source(error.without_url());
    if late { ours } else { ours.connection_lost() }
}

fn may_repeat(repeat: Repeat, error: &Error) -> bool {
    if error.lost_the_connection() {
        return repeat == Repeat::Safe;
    }
    match error.kind() {
        // A refused request was not carried out, whatever it was.
        ErrorKind::RateLimited => !error.is_daily_limit(),
        ErrorKind::Unreachable => {
            error.was_never_sent() || (repeat == Repeat::Safe && error.status().is_some())
        }
        _ => false,
    }
}

fn root_cause(error: &reqwest::Error) -> String {
    let mut cause: &dyn StdError = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}
