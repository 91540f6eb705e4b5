use zoom_client::webhook::{Event, parse};

use super::*;
use crate::i18n::Reader;

fn summary(object: &serde_json::Value) -> Summary {
    let body = serde_json::json!({
        "event": "meeting.summary_completed",
        "payload": {"object": object},
    });
    match parse(body.to_string().as_bytes()).unwrap() {
        Event::SummaryCompleted(event) => Summary::new(&event),
        other => panic!("{other:?}"),
    }
}

fn text(object: &serde_json::Value) -> String {
    summary(object).text().to(&Reader::default())
}

#[test]
fn markdown_is_kept_and_nobody_is_called() {
    let shown = text(&serde_json::json!({
        "meeting_id": 1, "summary_title": "Recap\nof it",
        "summary_content": "## All\n\n- @channel and @alice, ask a@example.com\u{7}",
        "next_steps": ["not shown twice"],
    }));
    assert!(
        shown.starts_with("#### Recap of it\n\n## All\n\n- "),
        "{shown}"
    );
    assert!(
        !shown.contains("@c") && !shown.contains("@a") && !shown.contains('\u{7}'),
        "{shown}"
    );
    assert!(!shown.contains("twice"), "{shown}");
}

#[test]
fn an_older_summary_is_put_together() {
    let shown = text(&serde_json::json!({
        "meeting_id": 1, "summary_overview": "In short.",
        "summary_details": [{"label": "Release", "summary": "On Friday."}, {"summary": "No label."}],
        "next_steps": ["Bob writes\nnotes", "Alice reads"],
        "summary_doc_url": "https://docs.zoom.us/doc/x",
    }));
    let expected = "#### Summary of the meeting\n\nIn short.\n\n**Release**\nOn Friday.\n\nNo label.\n\n\
                    ##### Next steps\n\n- Bob writes notes\n- Alice reads\n\n";
    assert!(shown.starts_with(expected), "{shown}");
    assert!(shown.ends_with("(https://docs.zoom.us/doc/x)"), "{shown}");
}

#[test]
fn a_long_one_is_cut_and_says_so() {
    let long = "@".repeat(40_000);
    let shown = text(&serde_json::json!({"meeting_id": 1, "summary_content": long}));
    assert!(shown.chars().count() < 16_000, "{}", shown.chars().count());
    assert!(
        shown.ends_with("the rest is in Zoom."),
        "{}",
        &shown[shown.len() - 60..]
    );
    let short = text(&serde_json::json!({"meeting_id": 1, "summary_content": "Short."}));
    assert!(short.ends_with("Short."), "{short}");
}

#[test]
fn as_many_steps_are_shown_as_a_post_takes() {
    let steps = vec!["x".repeat(40); 500];
    let shown = text(&serde_json::json!({"meeting_id": 1, "next_steps": steps}));
    assert!(shown.chars().count() < 16_000, "{}", shown.chars().count());
    assert!(shown.ends_with("the rest is in Zoom."));
    assert!(!shown.contains("- \n"), "no empty line");

    let long = "a".repeat(14_000);
    let full = summary(&serde_json::json!({
        "meeting_id": 1, "summary_overview": long, "next_steps": ["one", "two"],
    }));
    assert!(
        full.next_steps.is_empty() && full.cut,
        "{:?}",
        full.next_steps
    );
    let blank = summary(&serde_json::json!({"meeting_id": 1, "next_steps": [" ", "one"]}));
    assert_eq!(blank.next_steps, ["one"]);
}

#[test]
fn one_that_says_nothing_is_empty() {
    assert!(summary(&serde_json::json!({"meeting_id": 1, "summary_content": " \n"})).is_empty());
}
