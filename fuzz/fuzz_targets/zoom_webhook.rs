//! The body of a webhook, as anyone may send one.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = zoom_client::webhook::parse(data);
});
