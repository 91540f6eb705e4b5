//! What an invitation shows: made at this one place from the record of the meeting.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use mattermost_plugin::model::{Any, MessageAttachment, Post};

use super::{describe, timestamp};
use crate::domain::post;
use crate::i18n::{Language, Reader, Text};
use crate::store::{Closed, Scheduled, Slot};
use crate::texts;

/// The type of an invitation's post; the web app draws it by this.
pub const POST_TYPE: &str = "custom_zoom_scheduled";
/// The prop of the passcode; missing where there is none.
const PASSCODE: &str = "meeting_passcode";
const PROVIDER: &str = "Zoom";
const SCHEDULED: &str = "SCHEDULED";
const CANCELLED: &str = "CANCELLED";
const OVER: &str = "OVER";

/// An invitation as its post shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Invitation<'a> {
    scheduled: &'a Scheduled,
    slot: Slot,
    zone: TimeZone,
}

/// When a meeting is: its time, or the next one of several, and how it repeats.
pub fn when(scheduled: &Scheduled, now: i64) -> Text {
    let invitation = Invitation::of(scheduled, now);
    let lines = [Some(invitation.time()), invitation.recurrence()];
    Text::joined(lines.into_iter().flatten(), " · ")
}

impl<'a> Invitation<'a> {
    /// The invitation to a meeting, at a time.
    pub fn of(scheduled: &'a Scheduled, now: i64) -> Self {
        let zone = TimeZone::get(&scheduled.told.time_zone).unwrap_or(TimeZone::UTC);
        Self {
            scheduled,
            slot: scheduled.current(now).unwrap_or_default(),
            zone,
        }
    }

    /// Writes it onto a post, in the server's language; props that are not the meeting's stay.
    /// Says whether it changed anything.
    pub fn write(&self, post: &mut Post, language: Language) -> bool {
        let reader = Reader::everybody(language);
        let props = self.props(&reader);
        let had_passcode = !props.contains_key(PASSCODE) && post.props.remove(PASSCODE).is_some();
        let same = |(key, value): (&String, &Any)| post.props.get(key) == Some(value);
        let changed = had_passcode || !props.iter().all(same);
        post.type_ = POST_TYPE.to_owned();
        post.message = String::new();
        post.props.extend(props);
        let attachment = Any::Attachments(vec![self.attachment(&reader)]);
        post.props.insert("attachments".to_owned(), attachment);
        changed
    }

    fn status(&self) -> &'static str {
        match self.scheduled.closed {
            None => SCHEDULED,
            Some(Closed::Cancelled) => CANCELLED,
            Some(Closed::Over) => OVER,
        }
    }

    fn time(&self) -> Text {
        describe::time(timestamp(self.slot.start), &self.zone)
    }

    fn recurrence(&self) -> Option<Text> {
        let rule = self.scheduled.told.recurrence.as_ref()?;
        Some(describe::recurrence(rule, &self.zone))
    }

    /// All but the attachment, which says the same in words.
    fn props(&self, reader: &Reader) -> BTreeMap<String, Any> {
        let told = &self.scheduled.told;
        let recurrence = self.recurrence().map(|text| text.to(reader));
        let id = i64::try_from(self.scheduled.meeting_id).unwrap_or_default();
        let mut props: Vec<(&str, Any)> = vec![
            ("meeting_id", Any::Int(id)),
            ("meeting_link", told.link.clone().into()),
            ("meeting_topic", told.topic.clone().into()),
            (
                "meeting_creator_username",
                self.scheduled.username.clone().into(),
            ),
            ("meeting_provider", PROVIDER.to_owned().into()),
            ("meeting_status", self.status().to_owned().into()),
            ("meeting_scheduled_start", Any::Int(self.slot.start)),
            ("meeting_scheduled_minutes", Any::Int(self.slot.minutes)),
            ("meeting_time_zone", told.time_zone.clone().into()),
            ("meeting_recurrence", recurrence.unwrap_or_default().into()),
        ];
        if !told.passcode.is_empty() {
            props.push((PASSCODE, told.passcode.clone().into()));
        }
        let named = props
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value));
        named.collect()
    }

    /// All that mobile, e-mail and push notifications show.
    fn attachment(&self, reader: &Reader) -> MessageAttachment {
        let topic: Text = self.scheduled.told.topic.as_str().into();
        let (fallback, lines) = match self.scheduled.closed {
            None => self.open(topic),
            Some(Closed::Cancelled) => self.closed(topic, texts::schedule_cancelled()),
            Some(Closed::Over) => self.closed(topic, texts::schedule_over()),
        };
        MessageAttachment {
            fallback: fallback.to(reader),
            text: Text::joined(lines, "\n").to(reader),
            title: self.scheduled.told.topic.clone(),
            ..MessageAttachment::default()
        }
    }

    fn open(&self, topic: Text) -> (Text, Vec<Text>) {
        let link = &self.scheduled.told.link;
        let fallback = texts::schedule_fallback(texts::ScheduleFallback {
            link: link.into(),
            time: self.time(),
            topic,
        });
        let recurrence = self.recurrence();
        let time = match &recurrence {
            Some(_) => texts::schedule_next(self.time()),
            None => self.time(),
        };
        let length = post::length(self.slot.minutes);
        let length = Text::joined([length].into_iter().chain(recurrence), " · ");
        let join = Text::joined(
            [
                "[".into(),
                texts::meeting_join(),
                format!("]({link})").into(),
            ],
            "",
        );
        (fallback, vec![time, length, join, self.number()])
    }

    fn closed(&self, topic: Text, state: Text) -> (Text, Vec<Text>) {
        let fallback = texts::schedule_closed_fallback(texts::ScheduleClosedFallback {
            state: state.clone(),
            topic,
        });
        (fallback, vec![state, self.time(), self.number()])
    }

    fn number(&self) -> Text {
        let id = i64::try_from(self.scheduled.meeting_id).unwrap_or_default();
        texts::meeting_id(post::spaced(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passcode_that_is_taken_away_leaves_the_invitation() {
        let mut scheduled = Scheduled::default();
        scheduled.told.passcode = "aB-1".to_owned();
        let mut post = Post::default();
        post.props
            .insert("pinned_by".to_owned(), "bob".to_owned().into());
        let mut write = |scheduled: &Scheduled| {
            let changed = Invitation::of(scheduled, 0).write(&mut post, Language::default());
            (changed, post.props.contains_key(PASSCODE))
        };
        assert_eq!(write(&scheduled), (true, true));
        assert_eq!(write(&scheduled), (false, true));
        scheduled.told.passcode.clear();
        assert_eq!(write(&scheduled), (true, false));
        assert_eq!(write(&scheduled), (false, false));
        assert!(post.props.contains_key("pinned_by"), "it is not ours");
    }
}
