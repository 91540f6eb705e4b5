use super::*;

const RUN: &str = "run==";

/// Somebody, with a Zoom user id or without, somewhere at a time.
fn moved(stay: &str, who: &str, place: Place, at: i64) -> Moved {
    Moved {
        run: Run {
            meeting_id: 1,
            uuid: RUN.to_owned(),
            ..Run::default()
        },
        host: hash("host"),
        stay: stay.to_owned(),
        who: hash(who),
        place,
        at,
        before_host: false,
    }
}

fn record(changes: &[Change]) -> LiveRun {
    let mut live = Live::default();
    for change in changes {
        live.apply(change, false);
    }
    live.run(RUN).cloned().unwrap_or_default()
}

fn run_of(events: &[Moved]) -> LiveRun {
    let changes: Vec<Change> = events.iter().cloned().map(Change::Moved).collect();
    record(&changes)
}

/// Every order of these.
fn orders(events: &[Moved]) -> Vec<Vec<Moved>> {
    let Some((first, rest)) = events.split_first() else {
        return vec![Vec::new()];
    };
    let places = |order: Vec<Moved>| {
        (0..=order.len()).map(move |place| {
            let mut order = order.clone();
            order.insert(place, first.clone());
            order
        })
    };
    orders(rest).into_iter().flat_map(places).collect()
}

#[test]
fn the_order_of_events_and_doubled_ones_change_nothing() {
    let events = [
        moved("1", "alice", Place::WaitingRoom, 10),
        moved("1", "alice", Place::Passed, 20),
        moved("1", "alice", Place::In, 20),
        moved("1", "alice", Place::Left, 30),
        moved("2", "alice", Place::In, 40),
        moved("3", "", Place::In, 15),
    ];
    let expected = run_of(&events);
    assert_eq!((expected.count_in(), expected.total()), (2, 2));
    assert_eq!(expected.waiting(true), 0);
    for mut order in orders(&events) {
        assert_eq!(run_of(&order), expected);
        order.extend_from_within(..);
        assert_eq!(run_of(&order), expected);
    }
}

#[test]
fn a_late_join_does_not_bring_back_who_left() {
    let run = run_of(&[
        moved("1", "", Place::Left, 30),
        moved("1", "", Place::In, 10),
    ]);
    assert_eq!((run.count_in(), run.total()), (0, 1));
}

#[test]
fn who_comes_again_under_the_same_number_is_in() {
    let run = run_of(&[
        moved("1", "", Place::In, 10),
        moved("1", "", Place::Left, 20),
        moved("1", "", Place::In, 30),
        moved("1", "", Place::Left, 20),
    ]);
    assert_eq!((run.count_in(), run.total()), (1, 1));
}

#[test]
fn two_devices_of_one_user_are_one_and_two_guests_are_two() {
    let run = run_of(&[
        moved("1", "alice", Place::In, 10),
        moved("2", "alice", Place::In, 11),
        moved("3", "", Place::In, 12),
        moved("4", "", Place::In, 13),
        moved("1", "alice", Place::Left, 14),
    ]);
    assert_eq!((run.count_in(), run.total()), (3, 3));
    assert!(run.is_in(&hash("alice")));
    assert!(!run.is_in(&hash("bob")) && !run.is_in(""));
}

#[test]
fn those_who_wait_took_no_part() {
    let run = run_of(&[
        moved("1", "", Place::BeforeHost, 10),
        moved("2", "", Place::WaitingRoom, 10),
        moved("3", "", Place::WaitingRoom, 10),
        moved("3", "", Place::Passed, 20),
    ]);
    assert_eq!((run.count_in(), run.total()), (0, 0));
    assert_eq!((run.waiting(false), run.waiting(true)), (2, 1));
    assert!(!run.has_begun());
    let sent_out = run_of(&[
        moved("1", "", Place::In, 10),
        moved("1", "", Place::SentOut, 20),
    ]);
    assert_eq!((sent_out.count_in(), sent_out.total()), (0, 1));
    assert_eq!(sent_out.waiting(true), 1);
}

#[test]
fn users_are_named_in_the_order_in_which_they_came() {
    let identified = |who: &str, user_id: &str| Change::Identified {
        uuid: RUN.to_owned(),
        who: hash(who),
        user_id: user_id.to_owned(),
    };
    let run = record(&[
        Change::Moved(moved("9", "alice", Place::In, 10)),
        Change::Moved(moved("1", "bob", Place::In, 20)),
        Change::Moved(moved("2", "alice", Place::In, 30)),
        Change::Moved(moved("3", "nobody", Place::In, 5)),
        identified("bob", "user-b"),
        identified("alice", "user-a"),
        identified("nobody", ""),
    ]);
    assert_eq!(run.users(), ["user-a", "user-b"]);
    assert_eq!(run.user(&hash("nobody")), Some(""));
    assert_eq!(run.user(&hash("stranger")), None);
}

#[test]
fn who_was_found_once_stays_found_and_is_one_of_those_who_were_in() {
    let identified = |user_id: &str| Change::Identified {
        uuid: RUN.to_owned(),
        who: hash("alice"),
        user_id: user_id.to_owned(),
    };
    let mut changes = vec![
        Change::Moved(moved("1", "alice", Place::In, 10)),
        identified(""),
    ];
    assert!(record(&changes).everybody().is_empty());
    changes.push(identified("user-a"));
    changes.push(Change::Moved(moved("1", "alice", Place::Left, 20)));
    // Meanwhile they have disconnected, or another person has their Zoom account.
    changes.extend([identified(""), identified("user-b")]);
    let run = record(&changes);
    assert_eq!(run.user(&hash("alice")), Some("user-a"));
    assert!(run.users().is_empty());
    assert!(run.everybody().into_iter().eq(["user-a"]));
}

#[test]
fn the_host_is_in_unless_the_events_say_otherwise() {
    let unseen = run_of(&[moved("1", "", Place::WaitingRoom, 10)]);
    assert!(unseen.host_in(true), "who started it");
    assert!(!unseen.host_in(false));
    let gone = run_of(&[
        moved("1", "host", Place::In, 10),
        moved("1", "host", Place::Left, 20),
    ]);
    assert!(!gone.host_in(true));
    let before = Moved {
        before_host: true,
        ..moved("j", "", Place::Passed, 10)
    };
    let not_yet = run_of(&[before.clone(), moved("1", "", Place::In, 10)]);
    assert!(!not_yet.host_in(true), "others began");
    let came = run_of(&[before, moved("2", "host", Place::In, 20)]);
    assert!(came.host_in(true));
}

#[test]
fn nobody_is_in_after_the_end_and_the_total_stays() {
    let mut live = Live::default();
    live.apply(&Change::Ended(RUN.to_owned()), false);
    let late = moved("1", "alice", Place::In, 10);
    live.apply(&Change::Moved(late), false);
    let run = live.run(RUN).unwrap();
    assert_eq!((run.count_in(), run.total()), (0, 1));
    assert!(run.users().is_empty() && !run.host_in(true));
}

#[test]
fn beyond_the_bound_people_are_only_counted() {
    let join = |n: usize| Change::Moved(moved(&n.to_string(), "", Place::In, 10));
    let most = MOST_STAYS + 10;
    let mut run = record(&(0..most).map(join).collect::<Vec<_>>());
    assert_eq!((run.count_in(), run.total()), (most, most));
    assert_eq!(run.stays.len(), MOST_STAYS);
    run.take(&moved("beyond", "", Place::Left, 20));
    run.take(&moved("0", "", Place::Left, 20));
    assert_eq!((run.count_in(), run.total()), (most - 2, most));
}

#[test]
fn few_runs_are_remembered_and_those_that_are_over_give_way_first() {
    let mut live = Live::default();
    for uuid in ["a", "b", "c", "d"] {
        live.apply(&Change::Posted(uuid.to_owned()), false);
    }
    live.apply(&Change::Ended("b".to_owned()), false);
    live.apply(&Change::Posted("e".to_owned()), false);
    let left: Vec<&str> = live.runs.iter().map(|run| run.uuid.as_str()).collect();
    assert_eq!(left, ["a", "c", "d", "e"]);
    assert_eq!(live.latest().unwrap().uuid, "e");
}

#[test]
fn browsers_are_told_at_once_and_then_once_in_a_while() {
    let mut live = Live::default();
    assert_eq!(live.due(5_000, 1_000), Due::Never);
    live.apply(&Change::Moved(moved("1", "", Place::In, 1)), false);
    assert!(matches!(live.due(5_000, 1_000), Due::Now(runs) if runs.len() == 1));
    assert_eq!(live.due(5_000, 1_000), Due::Never);
    live.apply(&Change::Moved(moved("2", "", Place::In, 1)), false);
    assert_eq!(live.due(5_400, 1_000), Due::In(600));
    assert!(matches!(live.due(6_000, 1_000), Due::Now(_)));
    live.apply(&Change::Moved(moved("2", "", Place::In, 1)), false);
    assert_eq!(live.due(9_000, 1_000), Due::Never, "nothing new");
    live.apply(&Change::Moved(moved("3", "", Place::In, 1)), false);
    assert_eq!(live.due(4_000, 1_000), Due::In(3_000), "a clock behind");
    assert!(
        matches!(live.due(-60_000, 1_000), Due::Now(_)),
        "a clock that was set back"
    );
    live.apply(&Change::Moved(moved("4", "", Place::In, 1)), true);
    assert_eq!(live.due(9_000, 1_000), Due::Never, "an admin's wish");
}

#[test]
fn events_are_read_without_names_and_within_bounds() {
    let long = "x".repeat(100_000);
    let body = format!(
        r#"{{"event":"meeting.participant_joined","event_ts":7,"payload":{{"object":{{"id":1,"uuid":"{long}",
        "host_id":"{long}","participant":{{"user_id":"{long}","id":"{long}","user_name":"{long}","email":"{long}"}}}}}}}}"#
    );
    let zoom_client::webhook::Event::Participant(event) =
        zoom_client::webhook::parse(body.as_bytes()).unwrap()
    else {
        panic!("a participant")
    };
    let stored = serde_json::to_string(&Moved::from(&*event)).unwrap();
    assert!(stored.len() < 500, "{}", stored.len());
    let mut session = moved("16778240", "", Place::In, 0);
    session.run.host_id = "host".to_owned();
    let body = r#"{"event":"meeting.participant_joined","payload":{"object":{"id":1,"uuid":"run==","host_id":"host",
        "participant":{"user_id":"16778240","user_name":"Eve"}}}}"#;
    let zoom_client::webhook::Event::Participant(event) =
        zoom_client::webhook::parse(body.as_bytes()).unwrap()
    else {
        panic!("a participant")
    };
    assert_eq!(Moved::from(&*event), session);
}
