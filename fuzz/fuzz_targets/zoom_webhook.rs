//! The body of a webhook, as anyone may send one, and what is made of it before it is kept.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zoom_client::webhook::{Event, parse};
use zoom_plugin::domain::summaries::Summary;

fuzz_target!(|data: &[u8]| {
    match parse(data) {
        Ok(Event::SummaryCompleted(event)) => {
            let kept = serde_json::to_vec(&Summary::new(&event)).expect("it can be kept");
            let read: Summary = serde_json::from_slice(&kept).expect("and read again");
            assert_eq!(read, Summary::new(&event));
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
