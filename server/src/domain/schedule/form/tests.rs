use std::collections::BTreeMap;

use mattermost_plugin::model::Any;

use super::*;
use crate::domain::schedule::plan::{Mistake, Plan};
use crate::domain::schedule::words::Words;
use crate::i18n::Language;

fn now() -> ZonedDateTime {
    "2026-11-26T10:00:30[Europe/Berlin]".parse().unwrap()
}

fn opened() -> BTreeMap<String, Any> {
    let reader = Reader::default();
    let form = Form {
        reader: &reader,
        now: now(),
    };
    let elements = form.elements().into_iter();
    elements
        .map(|element| (element.name, element.default.into()))
        .collect()
}

/// What is in the form when it is opened, with some fields changed.
fn entered(changes: &[(&str, &str)]) -> std::result::Result<Plan, Mistakes> {
    let mut fields = opened();
    for (name, value) in changes {
        fields.insert((*name).to_owned(), (*value).to_owned().into());
    }
    read(&fields, &Words::of(&Reader::default()), &now())
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
fn how_often_without_how_it_repeats_is_a_mistake() {
    let wrong = entered(&[("times", "3")]).unwrap_err();
    assert!(wrong.keys().eq(&["repeat"]), "{wrong:?}");
    assert!(matches!(wrong["repeat"], Mistake::Repeat));
    let once = entered(&[("times", "1")]).unwrap();
    assert_eq!((once.repeat, once.end), (None, None));
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

/// Mattermost's web app sends a field for numbers as one.
#[test]
fn a_number_is_read_as_what_was_entered() {
    let mut fields = opened();
    fields.insert("repeat".to_owned(), "daily".to_owned().into());
    for six in [Any::Int(6), Any::Float(6.0), "6".to_owned().into()] {
        fields.insert("times".to_owned(), six);
        let plan = read(&fields, &Words::of(&Reader::default()), &now()).unwrap();
        assert_eq!(plan.end, Some(plan::End::Times(6)));
    }
}
