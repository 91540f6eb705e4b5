use super::*;

const HOUR: i64 = 60 * 60 * 1000;
const NOON: i64 = 1_700_000_000_000;

fn post(post_id: &str, uuid: &str) -> FollowedPost {
    FollowedPost {
        post_id: post_id.into(),
        uuid: uuid.into(),
        since: NOON,
        ..FollowedPost::default()
    }
}

fn with(posts: &[FollowedPost]) -> Followed {
    let mut followed = Followed::default();
    posts.iter().for_each(|post| followed.add(post.clone()));
    followed
}

fn run(uuid: &str, start: i64, end: i64) -> Run {
    Run {
        meeting_id: 1,
        uuid: uuid.into(),
        start_time: Some(start),
        end_time: Some(end),
        event_time: Some(end),
        ..Run::default()
    }
}

fn started(uuid: &str, start: i64) -> Run {
    Run {
        end_time: None,
        event_time: Some(start),
        ..run(uuid, start, 0)
    }
}

/// What the handler of an ended event does where Zoom need not be asked.
fn end(followed: &mut Followed, run: &Run) -> Vec<String> {
    let Target::Posts(posts) = followed.target(run) else {
        panic!("Zoom would be asked: {followed:?}");
    };
    followed.end(&posts, run);
    posts
}

#[test]
fn a_post_without_a_host_learns_it_from_the_event() {
    let known = FollowedPost {
        host_id: "alice".into(),
        ..post("p1", "")
    };
    let mut followed = with(&[known, post("of the Go plugin", "")]);
    followed.begin(&Run {
        host_id: "bob".into(),
        ..started("a", NOON)
    });
    let hosts = followed.posts.iter().map(|post| post.host_id.as_str());
    assert_eq!(hosts.collect::<Vec<_>>(), ["alice", "bob"]);
}

#[test]
fn a_personal_room_learns_its_run_when_it_starts() {
    let mut followed = with(&[post("p1", "")]);
    assert_eq!(followed.begin(&started("run-1", NOON)), ["p1"]);
    followed.add(post("p2", ""));
    assert_eq!(followed.begin(&started("run-2", NOON)), ["p2"]);
    assert_eq!(followed.of_run("run-1"), ["p1"], "p1 keeps its run");
}

#[test]
fn one_run_is_shown_by_the_posts_of_two_channels() {
    let mut followed = with(&[post("here", ""), post("there", "")]);
    assert_eq!(followed.begin(&started("u", NOON)), ["here", "there"]);
    assert_eq!(
        end(&mut followed, &run("u", NOON, NOON + HOUR)),
        ["here", "there"]
    );
}

#[test]
fn every_order_of_the_events_ends_in_the_same() {
    let events = [
        (false, started("u", NOON)),
        (true, run("u", NOON, NOON + HOUR)),
        (false, started("u", NOON)),
        (true, run("u", NOON, NOON + HOUR)),
    ];
    let orders = [
        [0, 1, 2, 3],
        [1, 0, 3, 2],
        [1, 3, 0, 2],
        [3, 2, 1, 0],
        [0, 2, 3, 1],
    ];
    let mut ends: Vec<Followed> = Vec::new();
    for order in orders {
        for uuid in ["u", ""] {
            let mut followed = with(&[post("p", uuid)]);
            for (ends, event) in order.map(|n: usize| &events[n]) {
                if *ends {
                    end(&mut followed, event);
                } else {
                    followed.begin(event);
                }
            }
            ends.push(followed);
        }
    }
    assert!(ends.windows(2).all(|pair| pair[0] == pair[1]), "{ends:?}");
    assert_eq!(ends[0].posts[0].end_time, Some(NOON + HOUR));
}

#[test]
fn late_events_of_an_earlier_run_do_not_touch_the_next_post() {
    let mut followed = with(&[post("first", "")]);
    followed.begin(&started("run-1", NOON));
    end(&mut followed, &run("run-1", NOON, NOON + HOUR));
    followed.add(FollowedPost {
        since: NOON + HOUR + 1,
        ..post("second", "")
    });
    assert_eq!(followed.begin(&started("run-1", NOON)), ["first"]);
    assert_eq!(
        end(&mut followed, &run("run-1", NOON, NOON + HOUR)),
        ["first"]
    );
    // Runs that nobody posted, before the second post.
    assert!(followed.begin(&started("other", NOON - HOUR)).is_empty());
    assert!(end(&mut followed, &run("other", NOON - HOUR, NOON)).is_empty());
    assert_eq!(followed.open().count(), 1);
}

#[test]
fn a_run_that_was_pushed_out_does_not_come_back() {
    let mut followed = with(&[post("p", "u")]);
    end(&mut followed, &run("u", NOON, NOON + 1));
    followed.posts.clear();
    followed.add(post("q", ""));
    assert!(followed.begin(&started("u", NOON)).is_empty());
    assert!(end(&mut followed, &run("u", NOON, NOON + 1)).is_empty());
}

#[test]
fn a_post_that_comes_after_its_end_has_ended() {
    let mut followed = Followed::default();
    assert!(end(&mut followed, &run("u", NOON, NOON + HOUR)).is_empty());
    followed.add(post("announced", "u"));
    assert_eq!(followed.begin(&started("u", NOON)), ["announced"]);
    assert_eq!(followed.posts[0].end_time, Some(NOON + HOUR));
    assert!(followed.posts[0].ended);
}

#[test]
fn an_unknown_run_ends_the_only_open_post_and_with_several_zoom_is_asked() {
    let mut followed = with(&[post("p", "expected")]);
    let unknown = run("unknown", NOON, NOON + HOUR);
    assert_eq!(end(&mut followed, &unknown), ["p"]);
    assert_eq!(end(&mut followed, &unknown), ["p"], "and again the same");
    let several = with(&[post("p", "a"), post("q", "b")]);
    let both = vec!["p".to_owned(), "q".to_owned()];
    assert_eq!(several.target(&unknown), Target::Unclear(both));
    assert_eq!(
        Followed::default().target(&unknown),
        Target::Posts(Vec::new())
    );
}

#[test]
fn zooms_answer_puts_posts_right() {
    let begun = |post_id, uuid| FollowedPost {
        started: true,
        ..post(post_id, uuid)
    };
    let posts = [begun("a", "u1"), begun("b", "u2"), post("c", "")];

    let mut running = with(&posts);
    assert_eq!(running.answer(Some("u2"), true, NOON), ["a", "c"]);
    assert!(running.posts[0].ended && running.posts[0].end_time.is_none());
    assert_eq!(running.posts[2].uuid, "u2", "c invites to that run");

    let mut waits = with(&posts);
    assert_eq!(waits.answer(None, true, NOON), ["a", "b"]);
    assert!(!waits.posts[2].ended, "it may not have begun");

    let mut gone = with(&posts);
    assert_eq!(gone.answer(None, false, NOON), ["a", "b", "c"]);

    // The event arrives after all: the length is known now.
    end(&mut gone, &run("u1", NOON, NOON + HOUR));
    assert_eq!(gone.posts[0].end_time, Some(NOON + HOUR));
}

/// A post of a personal room.
fn room(post_id: &str, since: i64) -> FollowedPost {
    FollowedPost {
        reused: true,
        since,
        ..post(post_id, "")
    }
}

const MINUTE: i64 = 60 * 1000;

#[test]
fn a_room_s_post_takes_the_run_that_begins_within_half_an_hour() {
    for (start, taken) in [
        (NOON - 5 * MINUTE, false),
        (NOON - MINUTE, true),
        (NOON + 30 * MINUTE, true),
        (NOON + 33 * MINUTE, false),
        (NOON + 2 * HOUR, false),
    ] {
        let mut followed = with(&[room("p", NOON)]);
        assert_eq!(!followed.begin(&started("u", start)).is_empty(), taken);
        let mut followed = with(&[room("p", NOON)]);
        let over = run("u", start, start.max(NOON) + HOUR);
        assert_eq!(followed.awaits(&over), taken);
        assert_eq!(!end(&mut followed, &over).is_empty(), taken || start < NOON);
    }
    let mut unique = with(&[post("p", "expected")]);
    assert_eq!(unique.begin(&started("other", NOON + 24 * HOUR)), ["p"]);
}

#[test]
fn of_two_posts_of_a_room_each_takes_its_own_run() {
    let mut followed = with(&[room("forgotten", NOON), room("wanted", NOON + HOUR)]);
    assert_eq!(followed.begin(&started("u", NOON + HOUR)), ["wanted"]);
    let over = run("u", NOON + HOUR, NOON + 2 * HOUR);
    assert_eq!(end(&mut followed, &over), ["wanted"]);
    assert_eq!(followed.of_run("u"), ["wanted"]);
    // The same where only its end is told, and the post of an earlier run is open.
    let mut followed = with(&[room("first", NOON - HOUR), room("forgotten", NOON)]);
    followed.begin(&started("earlier", NOON - HOUR));
    followed.add(room("wanted", NOON + HOUR));
    followed.add(room("beside", NOON + HOUR));
    assert_eq!(end(&mut followed, &over), ["wanted", "beside"]);
}

#[test]
fn a_room_s_post_ends_where_nobody_comes_in_time() {
    let late = NOON + 33 * MINUTE;
    let mut followed = with(&[room("p", NOON)]);
    assert!(followed.answer(None, true, NOON + 15 * MINUTE).is_empty());
    assert_eq!(followed.answer(None, true, late), ["p"]);
    let mut followed = with(&[room("p", NOON)]);
    followed.answer(Some("later"), true, late);
    assert!(followed.posts[0].ended && followed.of_run("later").is_empty());
    let mut followed = with(&[room("p", NOON)]);
    assert_eq!(followed.answer(Some("u"), true, NOON + 30 * MINUTE), ["p"]);
    assert!(followed.answer(Some("u"), true, NOON + HOUR).is_empty());
    let mut unique = with(&[post("p", "u")]);
    assert!(unique.answer(None, true, NOON + 24 * HOUR).is_empty());
}

#[test]
fn a_post_that_ended_for_want_of_news_still_learns_its_run() {
    let mut followed = with(&[room("p", NOON)]);
    followed.answer(None, true, NOON + HOUR);
    assert!(followed.begin(&started("later", NOON + HOUR)).is_empty());
    assert_eq!(followed.begin(&started("u", NOON + MINUTE)), ["p"]);
    assert_eq!(followed.of_run("u"), ["p"]);
    let mut followed = with(&[room("p", NOON)]);
    followed.answer(None, true, NOON + HOUR);
    end(&mut followed, &run("u", NOON + MINUTE, NOON + 5 * MINUTE));
    assert_eq!(followed.posts[0].end_time, Some(NOON + 5 * MINUTE));
}

#[test]
fn the_next_run_of_a_room_ends_the_post_of_the_last_and_gives_it_nothing() {
    let mut followed = with(&[room("p", NOON)]);
    followed.begin(&started("first", NOON));
    let second = run("second", NOON + HOUR, NOON + 2 * HOUR);
    assert_eq!(end(&mut followed, &second), ["p"]);
    let post = &followed.posts[0];
    assert!(post.ended && post.uuid == "first" && post.end_time.is_none());
}

#[test]
fn what_no_record_was_kept_of_is_presumed_to_have_begun_and_takes_no_later_run() {
    let mut presumed = room("p", NOON);
    presumed.presume_begun(NOON + MINUTE);
    assert!(!presumed.started, "it may still begin");
    presumed.presume_begun(NOON + HOUR);
    let mut followed = with(&[presumed.clone()]);
    assert!(followed.answer(Some("u"), true, NOON + HOUR).is_empty());
    assert!(followed.begin(&started("later", NOON + HOUR)).is_empty());
    assert_eq!(end(&mut followed, &run("u", NOON, NOON + 2 * HOUR)), ["p"]);
    let mut followed = with(&[presumed]);
    let later = run("later", NOON + HOUR, NOON + 2 * HOUR);
    assert!(end(&mut followed, &later).is_empty());
    assert_eq!(followed.answer(None, true, NOON + 3 * HOUR), ["p"]);
}

#[test]
fn the_record_has_a_bound_and_running_meetings_stay() {
    let mut followed = Followed::default();
    for n in 0..60 {
        followed.add(FollowedPost {
            ended: n % 2 == 0,
            ..post(&n.to_string(), "")
        });
        followed.end(&[n.to_string()], &run(&n.to_string(), 0, 0));
    }
    assert_eq!(followed.posts.len(), MOST_POSTS);
    assert_eq!(followed.over.len(), MOST_OVER);
    let mut followed = with(&[post("running", "")]);
    for n in 0..60 {
        followed.add(FollowedPost {
            ended: true,
            ..post(&n.to_string(), "")
        });
    }
    assert_eq!(followed.open().count(), 1);
}

#[test]
fn posts_of_guests_give_way_before_the_host_s() {
    let mut followed = with(&[post("host", "u")]);
    for n in 0..60 {
        followed.add(FollowedPost {
            guest: true,
            ..post(&n.to_string(), "u")
        });
    }
    assert_eq!(followed.posts.len(), MOST_POSTS);
    assert_eq!(followed.without_guests(&followed.of_run("u")), ["host"]);
    assert!(followed.of("59").is_some(), "the oldest of them first");
}

#[test]
fn an_earlier_form_is_read() {
    let old = r#"{"posts":[{"post_id":"p","uuid":"u","started":true}]}"#;
    let followed: Followed = serde_json::from_str(old).unwrap();
    assert_eq!(followed.of_run("u"), ["p"]);
}
