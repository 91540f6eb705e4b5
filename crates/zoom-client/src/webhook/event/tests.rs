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
        let event = parse(body.as_bytes()).unwrap();
        assert!(
            matches!(&event, Event::Other(name) if name == "meeting.lobster"),
            "{event:?}"
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
        r#"{"event":"meeting.participant_left","payload":{"object":{"id":"1"}}}"#,
        r#"{"event":"meeting.participant_left","payload":{"object":{"id":"1","participant":"x"}}}"#,
        r#"{"event":"recording.completed","payload":{"object":{"uuid":"u"}}}"#,
        r#"{"event":"meeting.summary_completed","payload":{"object":{"meeting_id":0}}}"#,
        r#"{"event":"app_deauthorized","payload":{"account_id":"a"}}"#,
    ] {
        let error = parse(body.as_bytes()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WebhookMalformed, "{body:.60}");
    }
}

#[test]
fn a_recording_comes_with_its_download_token_and_a_number_or_a_string_as_id() {
    for id in ["91234567890", "\"91234567890\""] {
        let body = format!(
            r#"{{"payload":{{"account_id":"A","object":{{"uuid":"/abC//d+e==","id":{id},"topic":"Rückblick","password":"p",
            "recording_files":[{{"id":"f","file_type":"TRANSCRIPT","download_url":"https://zoom.us/rec/x"}}]}}}},
            "event_ts":1767324846123,"event":"recording.transcript_completed","download_token":"tok-1"}}"#
        );
        let event = parse(body.as_bytes()).unwrap();
        assert!(!format!("{event:?}").contains("tok-1"));
        let Event::TranscriptCompleted(event) = event else {
            panic!("{event:?}")
        };
        assert!(event.download_token.is_some());
        assert_eq!(event.recording.uuid.as_str(), "/abC//d+e==");
        assert_eq!(event.recording.id.get(), 91_234_567_890);
        assert_eq!(event.recording.files.len(), 1);
    }
}

#[test]
fn a_summary_is_read_in_its_old_and_its_new_form() {
    let body = r##"{"event":"meeting.summary_completed","event_ts":1767324846123,"payload":{"account_id":"A","object":{
        "meeting_id":91234567890,"meeting_uuid":"u==","meeting_topic":"T","summary_title":"Recap",
        "summary_created_time":"2026-01-02T03:34:06Z","summary_overview":"In short","next_steps":["Do it",5,null],
        "summary_details":[{"label":"One","summary":"Text"},{"label":null}],"summary_content":"# All"}}}"##;
    let Event::SummaryCompleted(summary) = parse(body.as_bytes()).unwrap() else {
        panic!("a summary")
    };
    assert_eq!(
        (summary.id.get(), summary.uuid.as_str()),
        (91_234_567_890, "u==")
    );
    assert_eq!(
        (summary.title.as_str(), summary.content.as_str()),
        ("Recap", "# All")
    );
    assert_eq!(summary.overview, "In short");
    assert_eq!(summary.next_steps, ["Do it"]);
    assert_eq!(summary.details[0].text, "Text");
    assert_eq!(
        summary.event_time.unwrap().as_millisecond(),
        1_767_324_846_123
    );
}

#[test]
fn the_time_of_a_deauthorization_stands_at_either_place() {
    for body in [
        r#"{"event":"app_deauthorized","event_ts":1767324846123,"payload":{"user_id":"u","user_data_retention":"false"}}"#,
        r#"{"event":"app_deauthorized","payload":{"event_ts":1767324846123,"user_id":"u","user_data_retention":"false"}}"#,
    ] {
        let Event::AppDeauthorized(event) = parse(body.as_bytes()).unwrap() else {
            panic!("{body}")
        };
        assert_eq!(event.user_id, "u");
        assert!(event.wants_report());
        assert_eq!(event.event_ts.unwrap().as_millisecond(), 1_767_324_846_123);
    }
}

#[test]
fn null_for_text_and_a_string_for_a_type_do_not_cost_the_event() {
    let meeting = ended(
        r#"{"event":"meeting.ended","payload":{"account_id":null,"object":{"id":"91234567890","uuid":null,
        "host_id":null,"topic":null,"type":"4"}}}"#,
    );
    assert_eq!((meeting.topic.as_str(), meeting.kind), ("", 4));
    assert!(meeting.uuid.is_empty());
}

fn participant(body: &str) -> ParticipantEvent {
    match parse(body.as_bytes()).unwrap() {
        Event::Participant(event) => *event,
        other => panic!("{other:?}"),
    }
}

#[test]
fn who_came_is_read_whole() {
    let event = participant(
        r#"{"event":"meeting.participant_joined","event_ts":1767324846123,"payload":{"account_id":"A","object":{
        "id":"91234567890","uuid":"u==","host_id":"h","topic":"T","type":2,"participant":{"user_id":"16778240",
        "user_name":"Ünal","id":"zoom-id","participant_uuid":"P","participant_user_id":"zoom-id",
        "join_time":"2026-01-02T03:34:06Z","email":"u@example.com"}}}}"#,
    );
    assert_eq!(event.change, ParticipantChange::Joined);
    assert_eq!(event.time.unwrap().as_millisecond(), 1_767_324_846_123);
    assert_eq!(
        (event.meeting.id.get(), event.meeting.uuid.as_str()),
        (91_234_567_890, "u==")
    );
    assert_eq!(
        event.participant,
        Participant {
            session_id: "16778240".to_owned(),
            uuid: "P".to_owned(),
            user_id: "zoom-id".to_owned(),
            email: "u@example.com".to_owned(),
            name: "Ünal".to_owned(),
        }
    );
}

#[test]
fn a_participant_may_have_next_to_nothing_and_numbers_for_text() {
    for change in ParticipantChange::ALL {
        let body = format!(
            r#"{{"event":"{}","payload":{{"object":{{"id":91234567890,"participant":{{"user_id":16778240,
            "user_name":null,"id":null,"email":["x"],"join_time":"2026-01-02T03:34:06Z",
            "leave_time":"2026-01-02T03:34:06Z","date_time":"2026-01-02T03:34:06Z"}}}}}}}}"#,
            change.event()
        );
        let event = participant(&body);
        assert_eq!(event.change, change);
        assert_eq!(event.time.unwrap().to_string(), "2026-01-02T03:34:06Z");
        let session_id = "16778240".to_owned();
        let only_a_session = Participant {
            session_id,
            ..Participant::default()
        };
        assert_eq!(event.participant, only_a_session);
        assert_eq!(Event::Participant(Box::new(event)).name(), change.event());
    }
}
