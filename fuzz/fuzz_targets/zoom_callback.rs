//! The query that a browser brings back from Zoom's consent page, or that anyone makes up.
#![no_main]

use libfuzzer_sys::fuzz_target;
use zoom_client::ConsentAnswer;
use zoom_plugin::store::ConnectState;

fuzz_target!(|data: &[u8]| {
    let query = String::from_utf8_lossy(data);
    let answer = ConsentAnswer::parse(&query);
    let _ = answer.code();
    if let Some(state) = answer.state().and_then(ConnectState::parse) {
        assert_eq!(ConnectState::parse(&state.to_text()), Some(state));
    }
});
