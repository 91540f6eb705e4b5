//! The form that `/zoom schedule` opens. Mattermost 10.7 has no field for dates in it, so days and
//! times are typed, as in the command, and each field says what is wrong with it.

use std::collections::BTreeMap;

use jiff::ZonedDateTime;
use mattermost_plugin::model::{
    Any, Dialog, DialogElement, OpenDialogRequest, PostActionOptions, SubmitDialogRequest,
};
use zoom_client::Frequency;

use super::grammar::{self, Day, Understood};
use super::plan::{self, DEFAULT_REMINDER, MAX_TIMES, Mistake, Plan, REMINDERS, Repeat};
use super::words::Words;
use super::{Place, describe, invitation};
use crate::app::{PLUGIN_ID, Services};
use crate::domain::{accounts, connect};
use crate::error::Result;
use crate::i18n::{Reader, Text};
use crate::texts;

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

/// What is wrong, by field.
pub type Mistakes = BTreeMap<&'static str, Mistake>;

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
        let option = |minutes: &u32| self.option(minutes, invitation::length(i64::from(*minutes)));
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

/// Reads what was entered, at a time in the zone of whoever did.
///
/// # Errors
/// What is wrong with each field.
pub fn read(
    submission: &BTreeMap<String, Any>,
    words: &Words,
    now: &ZonedDateTime,
) -> std::result::Result<Plan, Mistakes> {
    let mut fields = Fields {
        submission,
        mistakes: Mistakes::new(),
    };
    let plan = fields.plan(words, now);
    match plan {
        Some(plan) if fields.mistakes.is_empty() => Ok(plan),
        _ => Err(fields.mistakes),
    }
}

struct Fields<'a> {
    submission: &'a BTreeMap<String, Any>,
    mistakes: Mistakes,
}

impl Fields<'_> {
    fn plan(&mut self, words: &Words, now: &ZonedDateTime) -> Option<Plan> {
        let day = self.field(DAY, |text| grammar::day(text, words, now));
        let time = self.field(TIME, grammar::time);
        let zone = self.field(ZONE, plan::zone);
        let minutes = self.field(LENGTH, |text| {
            plan::minutes(text.parse().map_err(|_| Mistake::Length)?)
        });
        let times = self.optional(TIMES, |text| {
            plan::times(text.parse().map_err(|_| Mistake::Times)?)
        });
        let passcode = self.optional(PASSCODE, plan::passcode);
        let reminder = self.field(REMINDER, |text| {
            plan::reminder(text.parse().map_err(|_| Mistake::Reminder)?)
        });
        let wanted = self.text(REPEAT);
        let mut repeats = REPEATS.iter();
        let repeat = repeats.find(|(value, _)| *value == wanted);
        let repeat = repeat.map(|(_, repeat)| *repeat);
        let start = self.start(day?, time?, &now.with_time_zone(zone?))?;
        let working = repeat == Some(Repeat::Weekdays);
        Some(Plan {
            topic: plan::topic(&self.text(TOPIC)),
            start: if working {
                plan::working_day(start)
            } else {
                start
            },
            minutes: minutes?,
            repeat,
            end: times.filter(|_| repeat.is_some()),
            passcode: passcode.unwrap_or_default(),
            waiting_room: match self.text(WAITING_ROOM).as_str() {
                ON => Some(true),
                OFF => Some(false),
                _ => None,
            },
            reminder: reminder?,
        })
    }

    fn start(
        &mut self,
        day: Day,
        time: jiff::civil::Time,
        now: &ZonedDateTime,
    ) -> Option<ZonedDateTime> {
        match Understood::at(day, time).start(now) {
            Ok(start) => Some(start),
            Err(mistake @ Mistake::Past(_)) => self.mistake(TIME, mistake),
            Err(mistake) => self.mistake(DAY, mistake),
        }
    }

    fn mistake<T>(&mut self, name: &'static str, mistake: Mistake) -> Option<T> {
        self.mistakes.insert(name, mistake);
        None
    }

    fn text(&self, name: &str) -> String {
        let value = self.submission.get(name).and_then(Any::as_str);
        value.unwrap_or_default().trim().to_owned()
    }

    fn field<T>(
        &mut self,
        name: &'static str,
        read: impl Fn(&str) -> std::result::Result<T, Mistake>,
    ) -> Option<T> {
        match read(&self.text(name)) {
            Ok(value) => Some(value),
            Err(mistake) => self.mistake(name, mistake),
        }
    }

    /// A field that may be left empty.
    fn optional<T>(
        &mut self,
        name: &'static str,
        read: impl Fn(&str) -> std::result::Result<T, Mistake>,
    ) -> Option<T> {
        if self.text(name).is_empty() {
            return None;
        }
        self.field(name, read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    fn now() -> ZonedDateTime {
        "2026-11-26T10:00:30[Europe/Berlin]".parse().unwrap()
    }

    /// What is in the form when it is opened, with some fields changed.
    fn entered(changes: &[(&str, &str)]) -> std::result::Result<Plan, Mistakes> {
        let reader = Reader::default();
        let form = Form {
            reader: &reader,
            now: now(),
        };
        let elements = form.elements();
        let mut fields: BTreeMap<String, Any> = elements
            .into_iter()
            .map(|element| (element.name, element.default.into()))
            .collect();
        for (name, value) in changes {
            fields.insert((*name).to_owned(), (*value).to_owned().into());
        }
        read(&fields, &Words::of(&reader), &now())
    }

    #[test]
    fn the_form_as_it_opens_is_a_plan() {
        let plan = entered(&[]).unwrap();
        assert_eq!(
            plan.start.to_string(),
            "2026-11-26T10:30:00+01:00[Europe/Berlin]"
        );
        assert_eq!((plan.minutes, plan.reminder), (30, 10));
        assert_eq!(
            (plan.repeat, plan.end, plan.waiting_room),
            (None, None, None)
        );
    }

    #[test]
    fn what_is_entered_is_planned() {
        let plan = entered(&[
            ("topic", "  Design\nreview "),
            ("day", "monday"),
            ("time", "3pm"),
            ("length", "90"),
            ("zone", "Asia/Tokyo"),
            ("repeat", "fortnightly"),
            ("times", "6"),
            ("passcode", "aB-1"),
            ("waiting_room", "off"),
            ("reminder", "0"),
        ])
        .unwrap();
        assert_eq!(plan.topic, "Design review");
        assert_eq!(
            plan.start.to_string(),
            "2026-11-30T15:00:00+09:00[Asia/Tokyo]"
        );
        assert_eq!(plan.repeat, Some(Repeat::Fortnightly));
        assert_eq!(plan.end, Some(plan::End::Times(6)));
        assert_eq!((plan.waiting_room, plan.reminder), (Some(false), 0));
    }

    #[test]
    fn each_field_says_what_is_wrong_with_it() {
        let wrong = entered(&[
            ("day", "someday"),
            ("time", "noon-ish"),
            ("zone", "Mars/Olympus"),
            ("times", "99"),
            ("passcode", "much too long"),
            ("length", "x"),
            ("reminder", "7"),
        ])
        .unwrap_err();
        let fields: Vec<&str> = wrong.keys().copied().collect();
        assert_eq!(
            fields,
            [
                "day", "length", "passcode", "reminder", "time", "times", "zone"
            ]
        );
        let past = entered(&[("day", "today"), ("time", "9:00")]).unwrap_err();
        assert!(matches!(past["time"], Mistake::Past(_)));
        assert!(entered(&[("day", ""), ("time", "")]).is_err());
    }

    /// Mattermost shows no more than this.
    #[test]
    fn the_form_keeps_to_mattermosts_limits_in_every_language() {
        for code in [
            "en", "de", "es", "fr", "ja", "ko", "pl", "pt-BR", "uk", "zh-CN",
        ] {
            let reader = Reader::everybody(Language::of(code));
            let form = Form {
                reader: &reader,
                now: now(),
            };
            let dialog = form.dialog(&Place::default());
            assert!(
                dialog.title.chars().count() <= 24,
                "{code}: {}",
                dialog.title
            );
            for element in dialog.elements {
                assert!(
                    element.display_name.chars().count() <= 24,
                    "{code}: {element:?}"
                );
                assert!(
                    element.help_text.chars().count() <= 150,
                    "{code}: {element:?}"
                );
                assert!(
                    element.placeholder.chars().count() <= 150,
                    "{code}: {element:?}"
                );
            }
        }
    }
}
