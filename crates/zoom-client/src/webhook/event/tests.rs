use super::*;

fn ended(body: &str) -> MeetingEvent {
    match parse(body.as_bytes()).unwrap() {
        Event::MeetingEnded(meeting) => meeting,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_ended_meeting_is_read_whole() {
    let meeting = ended(
        r#"{"payload":{"object":{"duration":60,"end_time":"2026-01-02T03:34:06Z","start_time":"2026-01-02T03:04:05Z",
        "timezone":"","topic":"Entwurf für Ü","id":"91234567890","type":1,"uuid":"/abC//d+e==","host_id":"h"},
        "account_id":"A"},"event_ts":1767324846123,"event":"meeting.ended"}"#,
    );
    assert_eq!(meeting.id.get(), 91_234_567_890);
    assert_eq!(meeting.uuid.as_str(), "/abC//d+e==");
    assert_eq!(
        (meeting.host_id.as_str(), meeting.account_id.as_str()),
        ("h", "A")
    );
    assert_eq!((meeting.topic.as_str(), meeting.kind), ("Entwurf für Ü", 1));
    assert_eq!(meeting.length(), Some(Duration::from_secs(30 * 60 + 1)));
    assert_eq!(
        meeting.event_time.unwrap().as_millisecond(),
        1_767_324_846_123
    );
}

#[test]
fn the_id_may_be_a_number_and_times_may_be_empty() {
    let meeting = ended(
        r#"{"event":"meeting.ended","event_ts":"1767324846123","payload":{"object":
        {"id":91234567890,"start_time":"","end_time":null}}}"#,
    );
    assert_eq!(meeting.id.get(), 91_234_567_890);
    assert_eq!(
        (meeting.start_time, meeting.end_time, meeting.length()),
        (None, None, None)
    );
    assert_eq!(
        meeting.event_time.unwrap().as_millisecond(),
        1_767_324_846_123
    );
}

#[test]
fn a_meeting_that_ends_before_it_begins_has_no_length() {
    let meeting = ended(
        r#"{"event":"meeting.ended","payload":{"object":{"id":"1","start_time":"2026-01-02T00:00:00Z",
        "end_time":"2026-01-01T00:00:00Z"}}}"#,
    );
    assert_eq!(meeting.length(), Some(Duration::ZERO));
}

#[test]
fn unknown_events_keep_their_name_whatever_they_hold() {
    for body in [
        r#"{"event":"meeting.lobster"}"#,
        r#"{"event":"meeting.lobster","payload":[1,{"x":null}],"event_ts":{}}"#,
    ] {
        assert_eq!(
            parse(body.as_bytes()).unwrap(),
            Event::Other("meeting.lobster".into())
        );
    }
}

#[test]
fn what_is_no_event_is_an_error() {
    let deep = "[".repeat(100_000);
    for body in [
        "",
        "null",
        "[]",
        "{}",
        "event=meeting.started",
        r#"{"event":1}"#,
        &deep,
        r#"{"event":"meeting.started"}"#,
        r#"{"event":"meeting.started","payload":{"object":{}}}"#,
        r#"{"event":"meeting.started","payload":{"object":{"id":"0"}}}"#,
        r#"{"event":"meeting.started","payload":{"object":{"id":"none"}}}"#,
        r#"{"event":"meeting.started","payload":{"object":{"id":"1"}}"#,
        r#"{"event":"endpoint.url_validation","payload":{}}"#,
    ] {
        let error = parse(body.as_bytes()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WebhookMalformed, "{body:.60}");
    }
}
