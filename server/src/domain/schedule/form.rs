//! The form that `/zoom schedule` opens. Mattermost 10.7 has no field for dates in it, so days and
//! times are typed, as in the command, and each field says what is wrong with it.

mod entered;

use jiff::ZonedDateTime;
use mattermost_plugin::model::{
    Dialog, DialogElement, OpenDialogRequest, PostActionOptions, SubmitDialogRequest,
};
use zoom_client::Frequency;

use super::plan::{self, DEFAULT_REMINDER, MAX_TIMES, REMINDERS, Repeat};
use super::{Place, describe};
use crate::app::{PLUGIN_ID, Services};
use crate::domain::{accounts, connect, post};
use crate::error::Result;
use crate::i18n::{Reader, Text};
use crate::texts;
pub use entered::{Mistakes, read};

/// The names of the fields.
const TOPIC: &str = "topic";
const DAY: &str = "day";
const TIME: &str = "time";
const LENGTH: &str = "length";
const ZONE: &str = "zone";
const REPEAT: &str = "repeat";
const TIMES: &str = "times";
const PASSCODE: &str = "passcode";
const WAITING_ROOM: &str = "waiting_room";
const REMINDER: &str = "reminder";

/// The values of the choices.
const NONE: &str = "none";
const ON: &str = "on";
const OFF: &str = "off";
const REPEATS: [(&str, Repeat); 5] = [
    ("daily", Repeat::Daily),
    ("weekdays", Repeat::Weekdays),
    ("weekly", Repeat::Weekly),
    ("fortnightly", Repeat::Fortnightly),
    ("monthly", Repeat::Monthly),
];
/// The lengths to choose from, in minutes.
const LENGTHS: [u32; 8] = [15, 30, 45, 60, 90, 120, 180, 240];

/// Opens the form; who is not connected is told how to instead.
///
/// # Errors
/// What keeps the person from having a meeting there, or when Mattermost fails.
pub async fn open(services: &Services, place: &Place, trigger_id: &str) -> Result<Option<Text>> {
    let place = super::checked(services, place).await?;
    let owner = accounts::owner_for(services, &place.user_id);
    if !connect::is_connected(services, &owner).await? {
        let prompt = super::connect_prompt(services, &place, false);
        return Ok(Some(prompt.await?));
    }
    let reader = Reader::find(&services.api, &place.user_id).await;
    let now = services.clock.now().to_zoned_datetime(reader.time_zone());
    let request = OpenDialogRequest {
        trigger_id: trigger_id.to_owned(),
        url: format!("/plugins/{PLUGIN_ID}/api/v1/dialogs/schedule"),
        dialog: Form {
            reader: &reader,
            now,
        }
        .dialog(&place),
    };
    services.api.open_interactive_dialog(request).await?;
    Ok(None)
}

struct Form<'a> {
    reader: &'a Reader,
    /// The time in the person's zone.
    now: ZonedDateTime,
}

impl Form<'_> {
    fn dialog(&self, place: &Place) -> Dialog {
        Dialog {
            callback_id: "schedule".to_owned(),
            title: self.write(texts::schedule_title()),
            elements: self.elements(),
            submit_label: self.write(texts::schedule_submit()),
            // The thread is known only here.
            state: format!("{} {}", place.channel_id, place.root_id),
            ..Dialog::default()
        }
    }

    fn elements(&self) -> Vec<DialogElement> {
        let next = self.next_half_hour();
        vec![
            DialogElement {
                optional: true,
                max_length: 150,
                ..self.text(TOPIC, texts::schedule_label_topic())
            },
            DialogElement {
                default: next.date().to_string(),
                help_text: self.write(texts::schedule_help_day()),
                placeholder: next.date().to_string(),
                ..self.text(DAY, texts::schedule_label_day())
            },
            DialogElement {
                default: next.strftime("%H:%M").to_string(),
                help_text: self.write(texts::schedule_help_time()),
                placeholder: "15:00".to_owned(),
                ..self.text(TIME, texts::schedule_label_time())
            },
            self.lengths(),
            DialogElement {
                default: plan::zone_name(&self.now),
                help_text: self.write(texts::schedule_help_zone()),
                placeholder: "Europe/Berlin".to_owned(),
                ..self.text(ZONE, texts::schedule_label_zone())
            },
            self.repeats(),
            DialogElement {
                optional: true,
                sub_type: "number".to_owned(),
                help_text: self.write(texts::schedule_help_times(i64::from(MAX_TIMES))),
                ..self.text(TIMES, texts::schedule_label_times())
            },
            DialogElement {
                optional: true,
                help_text: self.write(texts::schedule_help_passcode()),
                ..self.text(PASSCODE, texts::schedule_label_passcode())
            },
            self.waiting_room(),
            self.reminders(),
        ]
    }

    fn write(&self, text: Text) -> String {
        text.to(self.reader)
    }

    /// The next half or full hour that is not too near.
    fn next_half_hour(&self) -> ZonedDateTime {
        let soon = self.now.checked_add(jiff::ToSpan::minutes(5));
        let soon = soon.unwrap_or_else(|_| self.now.clone());
        let round = jiff::ZonedDateTimeRound::new()
            .smallest(jiff::Unit::Minute)
            .increment(30)
            .mode(jiff::RoundMode::Ceil);
        soon.round(round).unwrap_or(soon)
    }

    fn text(&self, name: &str, label: Text) -> DialogElement {
        DialogElement {
            name: name.to_owned(),
            display_name: self.write(label),
            type_: "text".to_owned(),
            ..DialogElement::default()
        }
    }

    fn select(
        &self,
        name: &str,
        label: Text,
        default: &str,
        options: Vec<PostActionOptions>,
    ) -> DialogElement {
        DialogElement {
            type_: "select".to_owned(),
            default: default.to_owned(),
            options,
            ..self.text(name, label)
        }
    }

    fn option(&self, value: impl ToString, label: Text) -> PostActionOptions {
        PostActionOptions {
            text: self.write(label),
            value: value.to_string(),
        }
    }

    fn lengths(&self) -> DialogElement {
        let option = |minutes: &u32| self.option(minutes, post::length(i64::from(*minutes)));
        let options = LENGTHS.iter().map(option).collect();
        let default = plan::DEFAULT_MINUTES.to_string();
        self.select(LENGTH, texts::schedule_label_length(), &default, options)
    }

    fn repeats(&self) -> DialogElement {
        let once = self.option(NONE, texts::schedule_option_once());
        let others = REPEATS
            .iter()
            .map(|(value, repeat)| self.option(value, repeat_label(*repeat)));
        let options = [once].into_iter().chain(others).collect();
        self.select(REPEAT, texts::schedule_label_repeat(), NONE, options)
    }

    fn waiting_room(&self) -> DialogElement {
        let options = vec![
            self.option(NONE, texts::schedule_option_as_zoom()),
            self.option(ON, texts::schedule_option_on()),
            self.option(OFF, texts::schedule_option_off()),
        ];
        let label = texts::schedule_label_waiting_room();
        self.select(WAITING_ROOM, label, NONE, options)
    }

    fn reminders(&self) -> DialogElement {
        let option = |minutes: &i64| match minutes {
            0 => self.option(0, texts::schedule_option_no_reminder()),
            &minutes => self.option(minutes, texts::schedule_option_reminder(minutes)),
        };
        let options = REMINDERS.iter().map(option).collect();
        let default = DEFAULT_REMINDER.to_string();
        self.select(
            REMINDER,
            texts::schedule_label_reminder(),
            &default,
            options,
        )
    }
}

/// How often, in a few words.
pub fn repeat_label(repeat: Repeat) -> Text {
    match repeat {
        Repeat::Daily => describe::every(Frequency::Daily, 1),
        Repeat::Weekdays => texts::schedule_every_working_day(),
        Repeat::Weekly => describe::every(Frequency::Weekly, 1),
        Repeat::Fortnightly => describe::every(Frequency::Weekly, 2),
        Repeat::Monthly => describe::every(Frequency::Monthly, 1),
    }
}

/// Where the form was opened: the channel and the thread.
pub fn place(request: &SubmitDialogRequest, user_id: &str) -> Place {
    let (channel_id, root_id) = request.state.split_once(' ').unwrap_or_default();
    Place {
        user_id: user_id.to_owned(),
        channel_id: channel_id.to_owned(),
        root_id: root_id.to_owned(),
    }
}

#[cfg(test)]
mod tests;
