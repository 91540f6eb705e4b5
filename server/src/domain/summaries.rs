//! The AI Companion's summary of a meeting, as a reply to the meeting's post.

use serde::{Deserialize, Serialize};
use zoom_client::Timestamp;
use zoom_client::webhook::SummaryEvent;

use crate::app::Services;
use crate::domain::recordings::reply;
use crate::domain::{events, posting};
use crate::error::Result;
use crate::i18n::Text;
use crate::jobs::{Job, claim};
use crate::store::Run;
use crate::texts;

/// A post takes 16,383 characters; the rest is for the words around it.
const LONGEST: usize = 14_000;
/// What a step takes beside its words: `- ` and the end of its line.
const BULLET: usize = 3;

/// A summary, as a job keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The meeting's number.
    pub meeting_id: u64,
    /// The run.
    pub uuid: String,
    /// When the run began, in milliseconds since 1970.
    #[serde(default)]
    pub start_time: Option<i64>,
    title: String,
    /// Markdown.
    content: String,
    next_steps: Vec<String>,
    /// A page of Zoom's, or empty.
    link: String,
    /// Whether something was left out.
    cut: bool,
}

impl Summary {
    /// What an event says, cut at what a post can take.
    pub fn new(event: &SummaryEvent) -> Self {
        let whole = !event.content.trim().is_empty();
        let content = if whole {
            event.content.trim().to_owned()
        } else {
            from_parts(event)
        };
        let mut left = LONGEST;
        let content = take(&content, &mut left);
        let steps = if whole {
            &[]
        } else {
            event.next_steps.as_slice()
        };
        let next_steps = take_steps(steps, &mut left);
        Self {
            meeting_id: event.id.get(),
            uuid: event.uuid.as_str().to_owned(),
            start_time: event.start_time.map(Timestamp::as_millisecond),
            title: take(&one_line(&event.title), &mut 200),
            content,
            next_steps,
            link: super::recordings::web_link(&event.doc_url).unwrap_or_default(),
            cut: left == 0,
        }
    }

    fn run(&self) -> Run {
        Run::begun(self.meeting_id, &self.uuid, self.start_time)
    }

    fn is_empty(&self) -> bool {
        self.content.is_empty() && self.next_steps.is_empty() && self.link.is_empty()
    }

    fn text(&self) -> Text {
        let heading = match self.title.as_str() {
            "" => texts::summary_heading(),
            title => title.into(),
        };
        let mut parts = vec![
            Text::joined(["#### ".into(), heading], ""),
            self.content.as_str().into(),
        ];
        if !self.next_steps.is_empty() {
            let steps = self.next_steps.iter().map(|step| step.as_str().into());
            parts.push(Text::joined(
                ["##### ".into(), texts::summary_next_steps()],
                "",
            ));
            parts.push(Text::bullets(steps));
        }
        if self.cut {
            parts.push(texts::summary_cut());
        }
        if !self.link.is_empty() {
            parts.push(texts::summary_link(self.link.as_str()));
        }
        Text::joined(parts, "\n\n")
    }
}

/// Older events have no whole, but an overview and parts.
fn from_parts(event: &SummaryEvent) -> String {
    let overview = Some(event.overview.trim().to_owned()).filter(|text| !text.is_empty());
    let details = event.details.iter().map(|detail| {
        let (label, text) = (one_line(&detail.label), detail.text.trim());
        if label.is_empty() {
            text.to_owned()
        } else {
            format!("**{label}**\n{text}")
        }
    });
    let parts: Vec<String> = overview.into_iter().chain(details).collect();
    parts.join("\n\n")
}

fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

/// As much of a text as is left to take, with mentions made harmless.
fn take(text: &str, left: &mut usize) -> String {
    let taken: String = without_mentions(text).chars().take(*left).collect();
    *left = left.saturating_sub(taken.chars().count());
    taken
}

/// As many steps as there is room for, each in a line of its own.
fn take_steps(steps: &[String], left: &mut usize) -> Vec<String> {
    let lines = steps.iter().map(|step| one_line(step));
    let mut taken = Vec::new();
    for line in lines.filter(|line| !line.is_empty()) {
        *left = left.saturating_sub(BULLET);
        if *left == 0 {
            break;
        }
        taken.push(take(&line, left));
    }
    taken
}

/// A machine wrote this: it may name people, but must not call them, let alone the channel. A mark
/// of no width after the sign keeps Mattermost from taking it for a mention.
fn without_mentions(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
    {
        safe.push(c);
        if matches!(c, '@' | '＠') {
            safe.push('\u{200b}');
        }
    }
    safe
}

/// Brings a summary to the meeting's posts.
///
/// # Errors
/// When Mattermost fails: then the job is tried again.
pub async fn bring(services: &Services, job: &Job, summary: &Summary) -> Result<()> {
    let api = &services.api;
    let posts = events::posts_of(services, job, &summary.run()).await?;
    if posts.is_empty() || summary.is_empty() || !claim(&api.kv(), job).await? {
        return Ok(());
    }
    for post in &posts {
        let answer = reply(services, post, "summary", &summary.text());
        posting::create_once(api, job, &format!("summary-{}", post.id), answer).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
