//! What can be made to go wrong.

use serde::{Deserialize, Serialize};

/// Everything that can be turned while the sandbox runs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Knobs {
    /// What becomes of a refresh token that was used.
    pub refresh: RefreshMode,
    /// A failure instead of answers.
    pub fault: Option<Fault>,
    /// How deliveries go.
    pub webhook: WebhookKnobs,
    /// What recordings look like, and how their files are had.
    pub recording: RecordingKnobs,
    /// What an app is told when a person removes it.
    pub deauthorization: DeauthorizationKnobs,
}

/// What becomes of a refresh token that was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
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
#[non_exhaustive]
pub enum Area {
    /// Those below `/v2`.
    Api,
    /// Those to `/oauth/token` and `/oauth/revoke`.
    Token,
    /// Those for the files of recordings.
    Files,
    /// All of these.
    #[default]
    Everywhere,
}

/// A failure instead of answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
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
#[non_exhaustive]
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
#[non_exhaustive]
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
    /// Whoever receives events goes by the sandbox's clock; otherwise by the real one.
    pub shared_clock: bool,
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
            shared_clock: false,
        }
    }
}

/// What recordings look like, and how their files are had.
///
/// Events that come twice, out of order or never are a matter of [`WebhookKnobs`]; refused,
/// broken and missing answers one of [`Fault`] in the [`Area::Files`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct RecordingKnobs {
    /// Events of recordings, transcripts and summaries come this many minutes late.
    pub minutes_late: u32,
    /// Files are "processing" for this many minutes from their event on; until then a web page
    /// comes in their place.
    pub processing_minutes: u32,
    /// How often recording was begun in the meeting, 1 to 9: each time makes its own files.
    pub stretches: u8,
    /// Whether there is a file with the chat.
    pub chat: bool,
    /// Whether a viewer needs a passcode.
    pub passcode: bool,
    /// The size of chats and transcripts in bytes, roughly.
    pub text_bytes: usize,
    /// Where a download is sent on to.
    pub redirect: DownloadRedirect,
    /// A summary has no Markdown, but parts, as it had at first.
    pub old_summary: bool,
}

impl Default for RecordingKnobs {
    fn default() -> Self {
        Self {
            minutes_late: 0,
            processing_minutes: 0,
            stretches: 1,
            chat: true,
            passcode: true,
            text_bytes: 2_000,
            redirect: DownloadRedirect::default(),
            old_summary: false,
        }
    }
}

impl RecordingKnobs {
    pub(crate) fn late(&self) -> std::time::Duration {
        std::time::Duration::from_secs(u64::from(self.minutes_late) * 60)
    }
}

/// Where a download is sent on to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DownloadRedirect {
    /// Nowhere: the file comes at once.
    None,
    /// To another path of the same host, which knows no tokens.
    #[default]
    SameHost,
    /// To `localhost`, which is another host to a client that was told `127.0.0.1`.
    Localhost,
    /// To a host that is not Zoom's.
    Foreign,
}

/// What an app is told when a person removes it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct DeauthorizationKnobs {
    /// What Zoom says about the person's data.
    pub user_data_retention: Retention,
    /// The time of the event stands in the payload, and not beside it.
    pub time_in_payload: bool,
}

/// Zoom's `user_data_retention`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Retention {
    /// `"false"`: the data have to be removed, and Zoom wants to hear of it.
    #[default]
    Remove,
    /// `"true"`.
    Keep,
    /// Nothing, as in newer events.
    Unsaid,
}
