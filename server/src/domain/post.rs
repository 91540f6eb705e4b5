//! What a meeting's post shows. Made at this one place from the meeting's state, so that props,
//! attachment and web app cannot disagree.

use std::collections::BTreeMap;

use mattermost_plugin::model::{Any, MessageAttachment, Post};

use crate::i18n::{Language, Reader, Text};
use crate::store::FollowedPost;
use crate::texts;

/// The type of a meeting's post; the web app draws it by this.
pub const POST_TYPE: &str = "custom_zoom";
const PROVIDER: &str = "Zoom";
const STARTED: &str = "STARTED";
const ENDED: &str = "ENDED";
/// Where the number of those who took part stands.
const PARTICIPANTS: &str = "meeting_participant_count";
const MINUTE: i64 = 60_000;

/// A meeting as its post shows it. Times are milliseconds since 1970, and Zoom's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    /// The meeting's number.
    pub meeting_id: i64,
    /// The run; empty while it is not known (a personal room).
    pub uuid: String,
    /// Where to join.
    pub link: String,
    /// What people type who join by the number; empty where there is none. The link holds it, too.
    pub passcode: String,
    /// Whether it is held in the personal room.
    pub personal: bool,
    /// The topic.
    pub topic: String,
    /// Who started it, by name.
    pub creator_username: String,
    /// When it began.
    pub start_time: Option<i64>,
    /// Whether it is over.
    pub ended: bool,
    /// When it ended; `None` while it runs, or where nobody knows.
    pub end_time: Option<i64>,
    /// How many took part, once it is over; `None` where nobody knows, or nobody is to know.
    pub participants: Option<i64>,
}

impl Card {
    /// Reads a post, also one of the Go plugin's, old ones included.
    pub fn read(post: &Post) -> Option<Self> {
        if post.type_ != POST_TYPE {
            return None;
        }
        let text = |key: &str| {
            post.props
                .get(key)
                .and_then(Any::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let number = |key: &str| post.props.get(key).and_then(Any::as_i64);
        let ended = text("meeting_status") == ENDED;
        Some(Self {
            meeting_id: number("meeting_id").unwrap_or_default(),
            uuid: text("meeting_uuid"),
            link: text("meeting_link"),
            passcode: text("meeting_passcode"),
            personal: post.props.get("meeting_personal").and_then(Any::as_bool) == Some(true),
            topic: text("meeting_topic"),
            creator_username: text("meeting_creator_username"),
            start_time: number("meeting_start_time"),
            ended,
            end_time: number("meeting_end_time"),
            participants: number(PARTICIPANTS),
        })
    }

    /// The same card with what the meeting's record knows. What has ended stays so.
    pub fn with(mut self, state: &FollowedPost) -> Self {
        if !state.uuid.is_empty() {
            state.uuid.clone_into(&mut self.uuid);
        }
        self.ended |= state.ended;
        self.start_time = state.start_time.or(self.start_time);
        self.end_time = state.end_time.or(self.end_time);
        self
    }

    /// The same card with how many took part; where that is not known any more, what was known stays.
    pub fn with_participants(mut self, count: Option<i64>) -> Self {
        self.participants = count.or(self.participants);
        self
    }

    /// Writes it onto a post, in the server's language; props that are not the meeting's stay.
    pub fn write(&self, post: &mut Post, language: Language) {
        post.type_ = POST_TYPE.to_owned();
        post.message = String::new();
        post.props.extend(self.props(&Reader::everybody(language)));
    }

    /// The length in whole minutes, rounded up; at least one.
    pub fn minutes(&self) -> Option<i64> {
        let length = self.end_time?.saturating_sub(self.start_time?);
        Some(length.saturating_add(MINUTE - 1).div_euclid(MINUTE).max(1))
    }

    fn props(&self, reader: &Reader) -> BTreeMap<String, Any> {
        let status = if self.ended { ENDED } else { STARTED };
        let mut props: Vec<(&str, Any)> = vec![
            ("meeting_id", Any::Int(self.meeting_id)),
            ("meeting_uuid", self.uuid.clone().into()),
            ("meeting_link", self.link.clone().into()),
            ("meeting_status", status.to_owned().into()),
            ("meeting_personal", Any::Bool(self.personal)),
            ("meeting_topic", self.topic.clone().into()),
            (
                "meeting_creator_username",
                self.creator_username.clone().into(),
            ),
            ("meeting_provider", PROVIDER.to_owned().into()),
            (
                "attachments",
                Any::Attachments(vec![self.attachment(reader)]),
            ),
        ];
        if !self.passcode.is_empty() {
            props.push(("meeting_passcode", self.passcode.clone().into()));
        }
        props.extend(
            self.start_time
                .map(|at| ("meeting_start_time", Any::Int(at))),
        );
        props.extend(self.end_time.map(|at| ("meeting_end_time", Any::Int(at))));
        let participants = self.participants.filter(|_| self.ended);
        props.extend(participants.map(|count| (PARTICIPANTS, Any::Int(count))));
        // 0 where nobody knows, so that nobody makes a length up of the post's own times.
        let length = self.minutes().or(self.ended.then_some(0));
        props.extend(length.map(|count| ("meeting_duration", Any::Int(count))));
        props
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect()
    }

    /// All that mobile, e-mail and push notifications show.
    fn attachment(&self, reader: &Reader) -> MessageAttachment {
        let number = texts::meeting_id(spaced(self.meeting_id)).to(reader);
        let topic = self.topic.as_str().into();
        let (fallback, text) = if self.ended {
            let ended = match self.minutes() {
                Some(count) => texts::meeting_ended_length(length(count)),
                None => texts::meeting_ended(),
            };
            let took_part = self.participants.map(texts::meeting_took_part);
            let ended = Text::joined([ended].into_iter().chain(took_part), " ");
            let text = format!("{}\n{number}", ended.to(reader));
            let fallback = texts::MeetingEndedFallback { ended, topic };
            (texts::meeting_ended_fallback(fallback), text)
        } else {
            let (join, link) = (texts::meeting_join().to(reader), &self.link);
            let text = format!("[{join}]({link})\n{number}");
            let link = link.into();
            let fallback = texts::MeetingFallback { link, topic };
            (texts::meeting_fallback(fallback), text)
        };
        MessageAttachment {
            fallback: fallback.to(reader),
            text,
            title: self.topic.clone(),
            ..MessageAttachment::default()
        }
    }
}

/// A length in words.
pub fn length(minutes: i64) -> Text {
    let (hours, rest) = (minutes / 60, minutes % 60);
    match (hours, rest) {
        (0, minutes) => texts::length_minutes(minutes),
        (hours, 0) => texts::length_hours(hours),
        (hours, minutes) => {
            texts::length_hours_minutes(texts::LengthHoursMinutes { hours, minutes })
        }
    }
}

/// A meeting number as Zoom writes it for people: `912 3456 7890`, `555 123 4567`.
pub fn spaced(number: i64) -> String {
    let digits = number.to_string();
    let middle = if digits.len() > 10 { 4 } else { 3 };
    let parts = [
        digits.get(..3),
        digits.get(3..3 + middle),
        digits.get(3 + middle..),
    ];
    match parts {
        [Some(a), Some(b), Some(c)] if !c.is_empty() => format!("{a} {b} {c}"),
        _ => digits,
    }
}

#[cfg(test)]
mod tests;
