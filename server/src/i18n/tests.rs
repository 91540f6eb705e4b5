use std::collections::BTreeSet;

use super::*;
use crate::texts::{self, IDS};

/// A Thursday afternoon in most of the world.
const AT: i64 = 1_795_700_700;

fn reader(code: &str) -> Reader {
    Reader {
        language: Language::of(code),
        time_zone: Some(TimeZone::get("Europe/Kyiv").unwrap()),
    }
}

fn user(locale: &str, timezone: &[(&str, &str)]) -> User {
    let pairs = timezone.iter().map(|(k, v)| ((*k).into(), (*v).into()));
    User {
        locale: locale.into(),
        timezone: pairs.collect(),
        ..User::default()
    }
}

#[test]
fn a_language_is_found_by_mattermosts_code() {
    for (locale, code) in [
        ("de", "de"),
        ("pt-BR", "pt-BR"),
        ("pt-br", "pt-BR"),
        ("zh-CN", "zh-CN"),
        ("en-AU", "en"),
        ("fr-CA", "fr"),
        ("zh-TW", "en"),
        ("tlh", "en"),
        ("", "en"),
    ] {
        assert_eq!(Language::of(locale).code(), code, "{locale}");
    }
}

#[test]
fn times_are_in_the_persons_zone() {
    let at = Timestamp::from_second(AT).unwrap();
    let until = |user: &User| texts::zoom_daily_limit_until(at).to(&Reader::person(user));
    let berlin = user(
        "en",
        &[
            ("useAutomaticTimezone", "true"),
            ("automaticTimezone", "Europe/Berlin"),
        ],
    );
    assert!(
        until(&berlin).contains("Nov 26, 2026, 2:45 PM."),
        "{}",
        until(&berlin)
    );
    let manual = user(
        "de",
        &[
            ("useAutomaticTimezone", "false"),
            ("automaticTimezone", "Europe/Berlin"),
            ("manualTimezone", "Asia/Tokyo"),
        ],
    );
    assert!(until(&manual).contains("22:45"), "{}", until(&manual));
    for unknown in [
        user("en", &[]),
        user("en", &[("automaticTimezone", "Mars/Base")]),
    ] {
        assert!(
            until(&unknown).contains("1:45 PM UTC"),
            "{}",
            until(&unknown)
        );
    }
}

#[test]
fn numbers_are_written_as_the_language_does() {
    let length = |code, count| texts::length_minutes(count).to(&reader(code));
    assert_eq!(length("en", 1), "1 minute");
    assert_eq!(length("en", 0), "0 minutes");
    assert_eq!(length("en", 1234), "1,234 minutes");
}

/// Every plural has the forms that whole numbers need in its language, and no others.
#[test]
fn plurals_are_complete() {
    for (code, messages) in LANGUAGES {
        let language = Language::of(code);
        let mut needed: BTreeSet<&str> = (0..=1000).map(|n| language.category(n)).collect();
        needed.insert("other");
        for ((id, _), message) in IDS.iter().zip(messages.iter()) {
            for piece in pattern::parse(message).unwrap() {
                if let pattern::Piece::Argument(_, pattern::Kind::Plural(forms)) = piece {
                    let found: BTreeSet<&str> = forms.iter().map(|(form, _)| *form).collect();
                    // What stands in English for want of a translation has English forms.
                    let english = *code != "en" && Some(message) == english_message(id);
                    assert!(
                        english || found == needed,
                        "{code} {id}: {found:?}, {needed:?}"
                    );
                }
            }
        }
    }
}

fn english_message(wanted: &str) -> Option<&'static str> {
    let index = IDS.iter().position(|(id, _)| *id == wanted)?;
    let (_, messages) = LANGUAGES.iter().find(|(code, _)| *code == ENGLISH)?;
    Some(messages.get(index))
}

/// One file per language with all that people see: `INSTA_UPDATE=always cargo test -p zoom-plugin`
/// writes them.
#[test]
fn all_texts() {
    for (code, messages) in LANGUAGES {
        let mut shown = String::new();
        for (index, (id, arguments)) in IDS.iter().enumerate() {
            // What stands in English for want of a translation is shown among the English texts.
            if *code != ENGLISH && Some(messages.get(index)) == english_message(id) {
                continue;
            }
            shown.push_str(&format!("{id}\n"));
            let lines: BTreeSet<String> = samples(messages.get(index), arguments)
                .map(|values| Text::message(index, values).to(&reader(code)))
                .collect();
            for line in lines {
                shown.push_str(&format!("    {}\n", line.replace('\n', "\n    ")));
            }
        }
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("../../tests/texts");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(*code, shown));
    }
}

type Values = Vec<(&'static str, Value)>;

/// Arguments for a message; where it has numbers, some for every form of a plural.
fn samples(
    message: &'static str,
    arguments: &'static [(&'static str, &'static str)],
) -> impl Iterator<Item = Values> {
    let counts: &[i64] = if message.contains("plural") {
        &[1, 2, 5, 21, 1234]
    } else {
        &[1234]
    };
    counts.iter().map(move |count| {
        let value = |(name, kind): &(&'static str, &str)| {
            let value = match *kind {
                "Number" => Value::Number(*count),
                "Time" => Value::Time(Timestamp::from_second(AT).unwrap()),
                _ => Value::Text(format!("‹{name}›").into()),
            };
            (*name, value)
        };
        arguments.iter().map(value).collect()
    })
}

#[test]
fn the_forms_of_dates_can_be_written() {
    let at = Timestamp::from_second(AT).unwrap();
    for (code, _) in LANGUAGES {
        for format in [
            texts::format_date(),
            texts::format_time(),
            texts::format_time_utc(),
        ] {
            let written = reader(code).time(at, &format);
            assert!(!written.contains(['%', '[']), "{code}: {written}");
        }
    }
}
