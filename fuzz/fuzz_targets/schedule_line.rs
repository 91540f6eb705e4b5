//! What people type after `/zoom schedule`.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use zoom_plugin::domain::schedule::grammar;
use zoom_plugin::domain::schedule::words::Words;
use zoom_plugin::i18n::{Language, Reader};

fuzz_target!(|data: &[u8]| {
    let Ok(line) = std::str::from_utf8(data) else {
        return;
    };
    let now = "2026-11-26T10:00:30+01:00[Europe/Berlin]".parse().unwrap();
    static WORDS: LazyLock<Vec<Words>> = LazyLock::new(|| {
        let readers = Language::all().map(Reader::everybody);
        readers.map(|reader| Words::of(&reader)).collect()
    });
    for words in WORDS.iter() {
        if let Ok(plan) = grammar::read(line, words, &now) {
            assert!(plan.start > now && plan.minutes > 0);
            let _ = plan.new_meeting();
        }
    }
});
