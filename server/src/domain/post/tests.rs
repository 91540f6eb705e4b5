use super::*;

fn card() -> Card {
    Card {
        meeting_id: 91_234_567_890,
        uuid: "abc==".into(),
        link: "https://zoom.us/j/91234567890?pwd=x".into(),
        passcode: "314159".into(),
        personal: false,
        topic: "Design review".into(),
        creator_username: "alice".into(),
        start_time: None,
        ended: false,
        end_time: None,
        participants: None,
    }
}

fn written(card: &Card) -> Post {
    let mut post = Post::default();
    card.write(&mut post, Language::default());
    post
}

fn attachment(post: &Post) -> MessageAttachment {
    post.props["attachments"]
        .to_attachments()
        .unwrap()
        .remove(0)
}

#[test]
fn a_running_meeting_has_all_props_of_the_contract() {
    let post = written(&card());
    assert_eq!(post.type_, "custom_zoom");
    let json = serde_json::to_value(&post).unwrap();
    let props = &json["props"];
    assert_eq!(props["meeting_id"], serde_json::json!(91_234_567_890_i64));
    assert_eq!(props["meeting_status"], "STARTED");
    assert_eq!(props["meeting_personal"], false);
    assert_eq!(props["meeting_provider"], "Zoom");
    assert_eq!(props["meeting_passcode"], "314159");
    assert_eq!(props["meeting_creator_username"], "alice");
    assert!(props.get("meeting_end_time").is_none());
    let attachment = attachment(&post);
    assert_eq!(attachment.title, "Design review");
    assert!(
        attachment
            .text
            .contains("(https://zoom.us/j/91234567890?pwd=x)")
    );
    assert!(attachment.text.contains("912 3456 7890"));
    assert!(
        attachment
            .fallback
            .contains("https://zoom.us/j/91234567890?pwd=x")
    );
}

#[test]
fn an_ended_meeting_says_how_long_it_took() {
    let start = 1_700_000_000_000;
    for (length, minutes, words) in [
        (0, 1, "1 minute."),
        (900, 1, "1 minute."),
        (60_000, 1, "1 minute."),
        (60_001, 2, "2 minutes."),
        (3_600_000, 60, "1 hour."),
        (3_660_000, 61, "1 hour 1 minute."),
        (97_800_000, 1630, "27 hours 10 minutes."),
        (-5_000, 1, "1 minute."),
    ] {
        let card = Card {
            start_time: Some(start),
            ended: true,
            end_time: Some(start + length),
            ..card()
        };
        let post = written(&card);
        assert_eq!(post.props["meeting_status"], "ENDED".to_owned().into());
        assert_eq!(post.props["meeting_duration"].as_i64(), Some(minutes));
        let attachment = attachment(&post);
        assert!(attachment.text.contains(words), "{}", attachment.text);
        assert!(attachment.fallback.contains(words) && !attachment.fallback.contains("%!"));
        assert!(
            !attachment.text.contains("https://"),
            "nobody can join any more"
        );
    }
}

#[test]
fn an_end_at_an_unknown_time_has_no_length() {
    let state = FollowedPost {
        ended: true,
        start_time: Some(1_700_000_000_000),
        ..FollowedPost::default()
    };
    let post = written(&card().with(&state));
    assert_eq!(post.props["meeting_status"], "ENDED".to_owned().into());
    assert_eq!(post.props["meeting_duration"].as_i64(), Some(0));
    assert!(!post.props.contains_key("meeting_end_time"));
    assert!(!attachment(&post).text.contains("minute"));
    let running = FollowedPost::default();
    assert!(
        Card::read(&post).unwrap().with(&running).ended,
        "it stays ended"
    );
}

#[test]
fn what_is_written_is_read_back() {
    let ended = Card {
        start_time: Some(5),
        ended: true,
        end_time: Some(6),
        personal: true,
        ..card()
    };
    for card in [card(), ended] {
        assert_eq!(Card::read(&written(&card)), Some(card));
    }
    assert_eq!(Card::read(&Post::default()), None);
}

#[test]
fn an_old_post_is_read_with_what_it_has() {
    let mut post = Post {
        type_: "custom_zoom".into(),
        update_at: 7,
        ..Post::default()
    };
    post.props
        .insert("meeting_id".into(), Any::Float(91_234_567_890.0));
    post.props
        .insert("meeting_status".into(), "ENDED".to_owned().into());
    post.props.insert("from_bot".into(), Any::Bool(true));
    let card = Card::read(&post).unwrap();
    assert_eq!((card.meeting_id, card.ended), (91_234_567_890, true));
    assert_eq!(card.end_time, None);
    card.write(&mut post, Language::default());
    assert_eq!(
        post.props["from_bot"].as_bool(),
        Some(true),
        "what is not ours stays"
    );
}

#[test]
fn numbers_are_spaced_as_zoom_does() {
    assert_eq!(spaced(91_234_567_890), "912 3456 7890");
    assert_eq!(spaced(5_551_234_567), "555 123 4567");
    assert_eq!(spaced(123_456_789), "123 456 789");
    assert_eq!(spaced(12), "12");
}

#[test]
fn an_ended_meeting_says_how_many_took_part() {
    let ended = Card {
        ended: true,
        start_time: Some(0),
        end_time: Some(MINUTE),
        ..card()
    };
    let counted = ended.clone().with_participants(Some(12));
    let post = written(&counted);
    assert_eq!(
        post.props["meeting_participant_count"].as_i64(),
        Some(12),
        "{post:?}"
    );
    let text = attachment(&post).text;
    assert!(
        text.contains("It took 1 minute. 12 people took part."),
        "{text}"
    );
    assert_eq!(Card::read(&post), Some(counted.clone()));
    assert_eq!(counted.clone().with_participants(None), counted);
    let uncounted = written(&ended);
    assert!(!uncounted.props.contains_key("meeting_participant_count"));
    // A meeting that goes on shows its number elsewhere.
    let running = written(&card().with_participants(Some(3)));
    assert!(!running.props.contains_key("meeting_participant_count"));
}
