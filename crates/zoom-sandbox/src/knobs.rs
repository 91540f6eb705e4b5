//! What can be made to go wrong.

use serde::{Deserialize, Serialize};

/// Everything that can be turned while the sandbox runs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Knobs {
    /// What becomes of a refresh token that was used.
    pub refresh: RefreshMode,
    /// A failure instead of answers.
    pub fault: Option<Fault>,
    /// How deliveries go.
    pub webhook: WebhookKnobs,
}

/// What becomes of a refresh token that was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefreshMode {
    /// It works for ten more minutes, as was seen with Zoom.
    #[default]
    Grace,
    /// It is dead at once, as Zoom documents.
    Strict,
}

/// Which requests fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// Those below `/v2`.
    Api,
    /// Those to `/oauth/token` and `/oauth/revoke`.
    Token,
    /// Both.
    #[default]
    Everywhere,
}

/// A failure instead of answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Which requests fail.
    #[serde(default)]
    pub area: Area,
    /// How they fail.
    pub answer: FaultAnswer,
    /// How many of them fail; without a number all do.
    #[serde(default)]
    pub remaining: Option<u32>,
}

impl Fault {
    /// Every request fails like this.
    #[must_use]
    pub fn always(answer: FaultAnswer) -> Self {
        Self {
            area: Area::Everywhere,
            answer,
            remaining: None,
        }
    }

    /// The next `times` requests fail like this.
    #[must_use]
    pub fn times(times: u32, answer: FaultAnswer) -> Self {
        Self {
            area: Area::Everywhere,
            answer,
            remaining: Some(times),
        }
    }

    /// The same, in this area only.
    #[must_use]
    pub fn only(mut self, area: Area) -> Self {
        self.area = area;
        self
    }
}

/// How a request fails.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultAnswer {
    /// 401 with Zoom's code 124.
    Unauthorized,
    /// 404 with Zoom's code for a path it does not know.
    NotFound,
    /// 429, with this `Retry-After` where there is one.
    RateLimited(Option<String>),
    /// 500.
    ServerError,
    /// 200 and a web page, as a proxy in between may send.
    WebPage,
    /// The first half of an answer, then the connection breaks.
    HalfAnswer,
    /// 200 and the beginning of some JSON, as if that were all.
    CutJson,
    /// No answer ever.
    NoAnswer,
    /// Any other error of Zoom's.
    Zoom {
        /// The HTTP status.
        status: u16,
        /// Zoom's number.
        code: i64,
        /// Zoom's text.
        message: String,
    },
}

/// How deliveries go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WebhookKnobs {
    /// Each event is delivered twice.
    pub duplicate: bool,
    /// Each event waits for the next one and is delivered after it.
    pub reorder: bool,
    /// Events are logged and never sent.
    pub drop: bool,
    /// Events are sent this many seconds late.
    pub delay_seconds: u32,
    /// A retry carries a fresh time stamp; otherwise one that is as old as the first try is by then.
    pub renew_signatures: bool,
    /// The signature is one under another secret.
    pub wrong_signature: bool,
    /// The time stamp is ten minutes old.
    pub stale_timestamp: bool,
}

impl Default for WebhookKnobs {
    fn default() -> Self {
        Self {
            duplicate: false,
            reorder: false,
            drop: false,
            delay_seconds: 0,
            renew_signatures: true,
            wrong_signature: false,
            stale_timestamp: false,
        }
    }
}
