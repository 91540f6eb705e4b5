//! The body of a webhook, as anyone may send one, and what is made of it before it is kept.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zoom_client::webhook::{Event, parse};
use zoom_plugin::domain::live::Participation;
use zoom_plugin::domain::summaries::Summary;
use zoom_plugin::store::Live;

/// Whatever an event says, the record of it stays small.
const MOST_BYTES: usize = 1_000;
/// A Mattermost user.
const SOMEBODY: &str = "abcdefghijklmnopqrstuvwxyz";

fuzz_target!(|data: &[u8]| {
    match parse(data) {
        Ok(Event::SummaryCompleted(event)) => {
            let kept = serde_json::to_vec(&Summary::new(&event)).expect("it can be kept");
            let read: Summary = serde_json::from_slice(&kept).expect("and read again");
            assert_eq!(read, Summary::new(&event));
        }
        Ok(Event::Participant(event)) => {
            let participation = Participation::from(&*event);
            let kept = serde_json::to_vec(&participation).expect("it can be kept");
            let read: Participation = serde_json::from_slice(&kept).expect("and read again");
            assert_eq!(read, participation);
            let changes = participation.changes(Some(SOMEBODY));
            let mut live = Live::default();
            let mut apply = || {
                let all = changes.iter();
                all.for_each(|change| live.apply(change, false));
                live.clone()
            };
            let once = apply();
            apply();
            assert_eq!(live, once, "a doubled event changes nothing");
            let kept = serde_json::to_vec(&live).expect("it can be kept");
            assert!(kept.len() < MOST_BYTES, "{} bytes", kept.len());
        }
        Ok(Event::AppDeauthorized(event)) => {
            let kept = serde_json::to_vec(&event).expect("it can be kept");
            let read: zoom_client::Deauthorization =
                serde_json::from_slice(&kept).expect("and read again");
            assert_eq!(read.user_id, event.user_id);
        }
        _ => {}
    }
});
