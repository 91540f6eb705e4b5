//! The bodies that the plugin's routes take from browsers, buttons and dialogs.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = zoom_plugin::http::readable_by(data);
});
