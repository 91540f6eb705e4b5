//! A gob stream from the host: decoded as dynamic values and as typed ones. What decodes must
//! encode, and decode again to the same.
#![no_main]

use gobwire::{Decoder, Dynamic, Encoder, Gob, Interface, Progress, parse_length_prefix};
use libfuzzer_sys::fuzz_target;

#[derive(Gob, Debug, Default)]
struct Typed {
    #[gob(name = "A")]
    a: String,
    #[gob(name = "B")]
    b: i64,
    #[gob(name = "Props")]
    props: std::collections::HashMap<String, Option<Interface>>,
    #[gob(name = "Next")]
    next: Option<Box<Typed>>,
    #[gob(name = "List")]
    list: Vec<Typed>,
    #[gob(name = "Data")]
    data: Vec<u8>,
}

/// The complete messages at the front of the input.
fn messages(mut bytes: &[u8]) -> Vec<&[u8]> {
    let mut out = Vec::new();
    while let Ok(Some((width, len))) = parse_length_prefix(bytes) {
        let Some((body, rest)) = bytes.get(width..).and_then(|b| b.split_at_checked(len)) else {
            break;
        };
        out.push(body);
        bytes = rest;
    }
    out
}

/// The value as this crate sends it and receives it again.
fn round(value: &Dynamic) -> Option<Dynamic> {
    // A peer may send what no Go type looks like, which need not be encodable.
    let bytes = Encoder::new().encode(value).ok()?;
    let mut decoder = Decoder::new();
    for message in messages(&bytes) {
        if decoder.push_message(message).expect("our own message") == Progress::Ready {
            return Some(decoder.decode().expect("our own value"));
        }
    }
    panic!("our own value is incomplete");
}

fn dynamic(all: &[&[u8]]) {
    let mut decoder = Decoder::new();
    for message in all {
        if !matches!(decoder.push_message(message), Ok(Progress::Ready)) {
            continue;
        }
        let Ok(value) = decoder.decode::<Dynamic>() else {
            continue;
        };
        // The first round leaves out zeros that the peer spelt out, the second changes nothing.
        if let Some(once) = round(&value) {
            let twice = round(&once).expect("encoded once already");
            assert_eq!(format!("{twice:?}"), format!("{once:?}"));
        }
    }
}

fn typed(all: &[&[u8]]) {
    let mut decoder = Decoder::new();
    let mut kept = Typed::default();
    for message in all {
        if matches!(decoder.push_message(message), Ok(Progress::Ready)) {
            let _ = decoder.decode_into(&mut kept);
        }
    }
}

fuzz_target!(|data: &[u8]| {
    let all = messages(data);
    dynamic(&all);
    typed(&all);
});
