//! The API's answers, as Zoom or whoever stands in its place sends them.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = serde_json::from_slice::<zoom_client::User>(data);
    let _ = serde_json::from_slice::<zoom_client::Meeting>(data);
    if let Ok(recording) = serde_json::from_slice::<zoom_client::Recording>(data) {
        let segment = recording.uuid.path_segment();
        assert!(
            segment
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && byte != b'/')
        );
    }
});
