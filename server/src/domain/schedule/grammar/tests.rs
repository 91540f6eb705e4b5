use super::*;
use crate::i18n::{Language, Reader};

/// A Thursday, ten in the morning in Berlin.
const NOW: &str = "2026-11-26T10:00:30[Europe/Berlin]";

fn now() -> ZonedDateTime {
    NOW.parse().unwrap()
}

fn words(language: &str) -> Words {
    Words::of(&Reader::everybody(Language::of(language)))
}

fn said_in(language: &str, line: &str) -> Result<Plan, Mistake> {
    read(line, &words(language), &now()).map_err(|misread| misread.mistake)
}

fn plan(line: &str) -> Plan {
    said_in("en", line).unwrap_or_else(|mistake| panic!("{line}: {mistake:?}"))
}

/// Start, minutes and topic, briefly.
fn brief(line: &str) -> String {
    let plan = plan(line);
    let start = plan.start.strftime("%a %F %H:%M");
    format!("{start} {}m {}", plan.minutes, plan.topic)
}

#[test]
fn a_line_is_read_as_people_say_it() {
    for (line, read) in [
        (
            r#""Design review" tomorrow 15:00 45m weekly"#,
            "Fri 2026-11-27 15:00 45m Design review",
        ),
        (
            "“Design review” tomorrow 3pm 1h",
            "Fri 2026-11-27 15:00 60m Design review",
        ),
        (
            "Design review tomorrow 3 pm 1 h",
            "Fri 2026-11-27 15:00 60m Design review",
        ),
        (
            "Monday sync tomorrow at 15:00 for 90 min",
            "Fri 2026-11-27 15:00 90m Monday sync",
        ),
        (
            "tomorrow 15:00 Design review",
            "Fri 2026-11-27 15:00 30m Design review",
        ),
        (
            "Weekly 1:1 on Monday 9:30am",
            "Mon 2026-11-30 09:30 30m Weekly 1:1",
        ),
        ("15:00", "Thu 2026-11-26 15:00 30m "),
        ("9:00", "Fri 2026-11-27 09:00 30m "),
        ("thursday 9:00", "Thu 2026-12-03 09:00 30m "),
        ("thu 11:00", "Thu 2026-11-26 11:00 30m "),
        ("next thu 11:00", "Thu 2026-12-03 11:00 30m "),
        ("next friday 11:00", "Fri 2026-11-27 11:00 30m "),
        (
            "Lunch 2026-12-03 12:15pm 1h30",
            "Thu 2026-12-03 12:15 90m Lunch",
        ),
        ("Lunch 3.12. 12:15 1.5h", "Thu 2026-12-03 12:15 90m Lunch"),
        ("Lunch 12/3 12:15", "Thu 2026-12-03 12:15 30m Lunch"),
        ("Lunch 12/3/27 12:15", "Fri 2027-12-03 12:15 30m Lunch"),
        ("New year 1.1. 12am", "Fri 2027-01-01 00:00 30m New year"),
        (
            "Python 3.12 tomorrow 15:00",
            "Fri 2026-11-27 15:00 30m Python 3.12",
        ),
        ("Stand-up in 30m", "Thu 2026-11-26 10:31 30m Stand-up"),
        (
            "Stand-up in 2 hours 15 minutes",
            "Thu 2026-11-26 12:01 15m Stand-up",
        ),
        ("in 1h Stand-up", "Thu 2026-11-26 11:01 30m Stand-up"),
        ("Review today 14h30", "Thu 2026-11-26 14:30 30m Review"),
        (
            "\"never closed tomorrow 15:00\" 16:00",
            "Thu 2026-11-26 16:00 30m never closed tomorrow 15:00",
        ),
    ] {
        assert_eq!(brief(line), read, "{line}");
    }
}

#[test]
fn repetitions_ends_and_options_are_read() {
    let plan =
        plan("Review every monday 10:00 10x passcode=aB-1 zone=Tokyo reminder=15m waiting-room");
    assert_eq!(plan.repeat, Some(Repeat::Weekly));
    assert_eq!(plan.end, Some(End::Times(10)));
    assert_eq!((plan.passcode.as_str(), plan.reminder), ("aB-1", 15));
    assert_eq!(plan.waiting_room, Some(true));
    assert_eq!(
        plan.start.to_string(),
        "2026-11-30T10:00:00+09:00[Asia/Tokyo]"
    );
    let repeat = |line: &str| self::plan(line).repeat;
    assert_eq!(repeat("A 15:00 daily"), Some(Repeat::Daily));
    assert_eq!(repeat("A every day 15:00"), Some(Repeat::Daily));
    assert_eq!(repeat("A 15:00 biweekly"), Some(Repeat::Fortnightly));
    assert_eq!(repeat("A monthly 15:00 no-reminder"), Some(Repeat::Monthly));
    assert_eq!(repeat("A 15:00 3 times"), Some(Repeat::Weekly));
    assert_eq!(repeat("Daily stand-up 15:00"), None, "in the topic");
    let until = self::plan("A 15:00 daily until=3.12.").end;
    assert_eq!(until, Some(End::Day(Date::new(2026, 12, 3).unwrap())));
}

mod languages;

#[test]
fn a_series_on_working_days_begins_on_one() {
    assert_eq!(
        brief("Stand-up saturday 9:00 weekdays 15m"),
        "Mon 2026-11-30 09:00 15m Stand-up"
    );
}

#[test]
fn an_hour_that_a_clock_change_skips_or_doubles_is_one_moment() {
    let skipped = plan("A 2027-03-28 02:30").start;
    assert_eq!(
        skipped.to_string(),
        "2027-03-28T03:30:00+02:00[Europe/Berlin]"
    );
    let doubled = plan("A 2027-10-31 02:30").start;
    assert_eq!(
        doubled.to_string(),
        "2027-10-31T02:30:00+02:00[Europe/Berlin]"
    );
}

/// In Tokyo it is Friday already.
#[test]
fn days_are_those_of_the_meetings_zone() {
    let now = "2026-11-26T20:00:00[America/Los_Angeles]".parse().unwrap();
    let plan = |line: &str| read(line, &words("en"), &now).unwrap();
    let start = |line: &str| plan(line).start.strftime("%F %H:%M").to_string();
    assert_eq!(start("A today 18:00 zone=Asia/Tokyo"), "2026-11-27 18:00");
    assert_eq!(start("A zone=Asia/Tokyo tomorrow 9:00"), "2026-11-28 09:00");
    assert_eq!(start("A tomorrow 9:00"), "2026-11-27 09:00");
    let daily = plan("A 18:00 daily until=tomorrow zone=Asia/Tokyo");
    let saturday = Date::new(2026, 11, 28).unwrap();
    assert_eq!(daily.end, Some(End::Day(saturday)));
}

#[test]
fn a_series_ends_after_its_first_time_and_not_too_late() {
    for (repeat, last, beyond) in [
        ("daily", "2027-01-15", "2027-01-16"),
        ("weekdays", "2027-02-04", "2027-02-05"),
        ("weekly", "2027-11-11", "2027-11-12"),
        ("monthly", "2031-01-26", "2031-01-27"),
    ] {
        let until = |day| said_in("en", &format!("A tomorrow 15:00 {repeat} until={day}"));
        assert_eq!(until("2026-11-26"), Err(Mistake::Times), "{repeat}");
        assert!(until("2026-11-27").is_ok(), "{repeat}");
        assert!(until(last).is_ok(), "{repeat}");
        assert_eq!(until(beyond), Err(Mistake::Times), "{repeat}");
    }
}

#[test]
fn what_is_wrong_is_said_with_what_was_understood() {
    let mistake = |line: &str| said_in("en", line).unwrap_err();
    assert_eq!(mistake("Design review"), Mistake::NoTime);
    assert_eq!(mistake("tomorrow"), Mistake::NoTime);
    assert!(matches!(mistake("today 9:00"), Mistake::Past(_)));
    assert!(matches!(mistake("2026-11-25 9:00"), Mistake::Past(_)));
    assert_eq!(
        mistake(r#""Review" tomorow 15:00"#),
        Mistake::Words("tomorow".to_owned())
    );
    assert_eq!(mistake("A 15:00 passcode=ümlaut"), Mistake::Passcode);
    assert_eq!(mistake("A 15:00 25h"), Mistake::Length);
    assert_eq!(mistake("A 15:00 0m"), Mistake::Length);
    assert_eq!(mistake("A 15:00 times=51"), Mistake::Times);
    assert_eq!(mistake("A 15:00 reminder=7"), Mistake::Reminder);
    assert_eq!(mistake("A 15:00 until=soon"), Mistake::NoDay);
    assert_eq!(
        mistake("A 15:00 zone=Europe/Brelin"),
        Mistake::Zone("Europe/Brelin".to_owned(), Some("Europe/Berlin".to_owned()))
    );
    let misread = read("Review tomorrow 45m weekly", &words("en"), &now()).unwrap_err();
    assert_eq!(misread.understood.topic, "Review");
    assert_eq!(misread.understood.minutes, Some(45));
    assert_eq!(misread.understood.repeat, Some(Repeat::Weekly));
}

#[test]
fn nothing_that_can_be_typed_is_too_much() {
    let long = "15:00 ".repeat(5_000);
    for line in [
        "",
        "\"",
        "“",
        "=",
        "passcode=",
        "/",
        "99999999999m in in 1h",
        "0/0",
        "1.1.1.1",
        &long,
        "ü:ü",
        "h",
        "x",
        ":",
    ] {
        let _ = read(line, &words("en"), &now());
    }
    assert_eq!(
        plan(&format!("{} 15:00", "ü".repeat(500)))
            .topic
            .chars()
            .count(),
        200
    );
}
