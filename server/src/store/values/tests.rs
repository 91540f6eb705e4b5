use super::*;
use crate::store::go_rows::rows;
use crate::store::read_json;

/// Whether a value is read as what it is, and says the same when it is written again. Connections
/// and people's subscriptions are tried where they are read.
fn is_read(key: &str, value: &[u8], text: &str) -> Option<bool> {
    let kind = key.split_once('_').map_or(key, |(kind, _)| kind);
    let same = |read: Option<Value>| Some(read == serde_json::from_slice(value).ok());
    match kind {
        "post" => Some(read_post_id(value).as_deref() == Some(text.trim_matches('"'))),
        "meeting" => same(read_json::<MeetingChannel>(value).map(|channel| json!(channel))),
        "zoomChannelSettings" => same(read_json::<ChannelSettings>(value).map(|map| json!(map))),
        "zoomUserPreference" => same(Some(Preference::read(value).stored().into())),
        "zoomuserstate" => Some(ConnectState::parse(text).is_some_and(|s| s.to_text() == text)),
        _ => None,
    }
}

#[test]
fn every_value_of_the_go_plugin_is_read() {
    let elsewhere = [
        "zoomtoken",
        "zoomSuperUserToken",
        "subscription_index",
        "mmi_botid",
    ];
    let mut read = 0;
    for (key, value, _) in rows() {
        let text = String::from_utf8_lossy(&value);
        match is_read(&key, &value, &text) {
            Some(is_read) => assert!(is_read, "{key}: {text}"),
            None => assert!(elsewhere.iter().any(|kind| key.starts_with(kind)), "{key}"),
        }
        read += usize::from(is_read(&key, &value, &text).is_some());
    }
    assert!(read >= 20, "{read}");
}

#[test]
fn every_channel_rule_of_the_go_plugin_is_known() {
    for (_, value, _) in rows().filter(|(key, ..)| key == "zoomChannelSettings") {
        let map: ChannelSettings = read_json(&value).unwrap();
        assert_eq!(map.rules().count(), map.0.len());
    }
}

#[test]
fn a_pending_start_keeps_ids_alone() {
    let id = "x".repeat(26);
    let start = PendingStart {
        connection_id: id.clone(),
        asked_in: "a_b".repeat(9_000),
        topic: "a_b".to_owned(),
        ..PendingStart::default()
    };
    let kept = start.without_nonsense();
    assert_eq!((kept.connection_id, kept.asked_in), (id, String::new()));
    assert_eq!(kept.topic, "a_b");
}

#[test]
fn post_ids_are_read_raw_and_as_json() {
    let id = "x1y2z3x1y2z3x1y2z3x1y2z3x1";
    assert_eq!(read_post_id(id.as_bytes()).as_deref(), Some(id));
    assert_eq!(
        read_post_id(format!("\"{id}\"").as_bytes()).as_deref(),
        Some(id)
    );
    for bad in [
        &b""[..],
        b"short",
        b"\xff\xfe",
        b"{}",
        b"../../x1y2z3x1y2z3x1y2z3x1",
    ] {
        assert_eq!(read_post_id(bad), None);
    }
}

#[test]
fn the_state_keeps_the_form_of_the_go_plugin() {
    let text = "tqj8kzggjtfs5rw_36wfakkxs7na7fa5a8pyyc3e7e_5fb6wx4cqfdsjei5czc6j716fw_false";
    let state = ConnectState::parse(text).unwrap();
    assert_eq!(state.random, "tqj8kzggjtfs5rw");
    assert_eq!(state.user_id, "36wfakkxs7na7fa5a8pyyc3e7e");
    assert_eq!(state.channel_id, "5fb6wx4cqfdsjei5czc6j716fw");
    assert!(!state.only_connect);
    assert_eq!(state.to_text(), text);
    for bad in ["", "a_b_c", "a_b_c_perhaps", "a_b_c_true_d", "_b_c_true"] {
        assert_eq!(ConnectState::parse(bad), None, "{bad}");
    }
}

#[test]
fn a_choice_is_stored_as_the_go_plugin_stores_it() {
    for (bytes, choice) in [
        (&b"\"true\""[..], Preference::Always),
        (b"\"false\"", Preference::Never),
        (b"\"ask\"", Preference::Ask),
        (b"", Preference::Never),
        (b"true", Preference::Never),
        (b"{}", Preference::Never),
    ] {
        assert_eq!(Preference::read(bytes), choice);
    }
}

#[test]
fn channel_settings_are_read() {
    let settings: ChannelSettings =
        serde_json::from_str(r#"{"c1":{"Preference":"restrict"},"c2":{}}"#).unwrap();
    assert_eq!(settings.of("c1"), Some(Rule::Restrict));
    assert_eq!(settings.of("c2"), None);
    assert_eq!(settings.of("c3"), None);
}

#[test]
fn one_unreadable_channel_keeps_nobody_from_the_others() {
    let stored = r#"{"c1":null,"c2":{"Later":1,"Preference":7},"c3":{"Preference":"restrict"}}"#;
    let mut settings: ChannelSettings = serde_json::from_str(stored).unwrap();
    assert_eq!(settings.of("c1"), None);
    assert_eq!(settings.of("c2"), None);
    assert_eq!(settings.of("c3"), Some(Rule::Restrict));
    settings.set("c3", Rule::Allow);
    let written = serde_json::to_string(&settings).unwrap();
    assert_eq!(
        written,
        stored.replace("restrict", "allow"),
        "the rest stays"
    );
    settings.set("c1", Rule::Restrict);
    settings.set("c2", Rule::Allow);
    assert_eq!(settings.of("c1"), Some(Rule::Restrict));
    assert_eq!(settings.of("c2"), Some(Rule::Allow));
    let empty: ChannelSettings = serde_json::from_str("null").unwrap();
    assert_eq!(empty, ChannelSettings::default());
}
