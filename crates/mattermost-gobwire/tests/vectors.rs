//! Golden vectors recorded with Go's encoding/gob: `data/*.jsonl`, described in `data/README.md`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

#[path = "support/notation.rs"]
mod notation;

use gobwire::{
    Decoder, Dynamic, Encoder, Error, Gob, Progress, Type, parse_length_prefix, parse_uint,
};
use notation::{normal, to_json};
use serde_json::Value as Json;

fn vectors(file: &str) -> Vec<Json> {
    let path = format!("{}/tests/data/{file}.jsonl", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    text.lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect()
}

fn hex(s: &Json) -> Vec<u8> {
    let s = s.as_str().unwrap();
    (0..s.len() / 2)
        .map(|i| u8::from_str_radix(&s[2 * i..2 * i + 2], 16).unwrap())
        .collect()
}

/// The messages of a stream.
fn messages(mut bytes: &[u8]) -> Vec<&[u8]> {
    let mut out = Vec::new();
    while !bytes.is_empty() {
        let (width, len) = parse_length_prefix(bytes).unwrap().unwrap();
        out.push(&bytes[width..width + len]);
        bytes = &bytes[width + len..];
    }
    out
}

fn decode_all(bytes: &[u8]) -> gobwire::Result<Vec<Dynamic>> {
    let mut dec = Decoder::new();
    let mut out = Vec::new();
    let mut last = None;
    for m in messages(bytes) {
        let progress = dec.push_message(m)?;
        if progress == Progress::Ready {
            out.push(dec.decode()?);
        }
        last = Some(progress);
    }
    assert_ne!(last, Some(Progress::NeedMore), "incomplete value");
    Ok(out)
}

fn holds_interface(t: &Type) -> bool {
    match t {
        Type::Interface => true,
        Type::Slice(e) | Type::Array(e, _) => holds_interface(e),
        Type::Map(k, v) => holds_interface(k) || holds_interface(v),
        Type::Struct(s) => s.fields.iter().any(|(_, t)| holds_interface(t)),
        _ => false,
    }
}

/// A value message without its type id, which each encoder chooses for itself.
fn payload(stream: &[u8]) -> Vec<u8> {
    let all = messages(stream);
    let last = all.last().unwrap();
    let (_, width) = parse_uint(last).unwrap().unwrap();
    last[width..].to_vec()
}

/// Decodes one vector, compares it with what Go was given, and sends it round again.
fn check(v: &Json) -> usize {
    let name = v["name"].as_str().unwrap();
    let bytes = hex(&v["gob_hex"]);
    let got = decode_all(&bytes).unwrap_or_else(|e| panic!("{name}: {e}"));
    let want = match v.get("values_json") {
        Some(all) => all.as_array().unwrap().clone(),
        // What Go decodes, where it is given and no other destination was asked for.
        None if v.get("decode_into_type").is_none() && v.get("decoded_json").is_some() => {
            vec![v["decoded_json"].clone()]
        }
        None => vec![v["value_json"].clone()],
    };
    assert_eq!(got.len(), want.len(), "{name}");
    for (got, want) in got.iter().zip(&want) {
        assert_eq!(normal(&to_json(got)), normal(want), "{name}");
    }
    let mut encoder = Encoder::new();
    let again: Vec<u8> = got
        .iter()
        .flat_map(|d| encoder.encode(d).unwrap())
        .collect();
    // Compared as text, in which a NaN is the same as itself.
    let round = decode_all(&again).unwrap();
    assert_eq!(
        format!("{round:?}"),
        format!("{got:?}"),
        "{name}: sent round again"
    );
    if v["byte_exact"] == true && got.len() == 1 && !holds_interface(&got[0].ty) {
        assert_eq!(
            payload(&again),
            payload(&bytes),
            "{name}: bytes of the value"
        );
        return 1;
    }
    0
}

fn check_file(file: &str, at_least: usize, byte_exact: usize) {
    let all = vectors(file);
    assert!(all.len() >= at_least, "{file}: {} vectors", all.len());
    let exact: usize = all.iter().map(check).sum();
    assert!(
        exact >= byte_exact,
        "{file}: {exact} compared byte for byte"
    );
}

#[test]
fn primitives() {
    check_file("primitives", 37, 37);
}

#[test]
fn containers() {
    check_file("containers", 48, 30);
}

#[test]
fn interfaces() {
    check_file("interfaces", 31, 0);
}

#[test]
fn values_split_over_messages() {
    check_file("split", 8, 0);
}

#[test]
fn api_arguments_and_replies() {
    check_file("api", 114, 60);
}

#[test]
fn hook_arguments_and_replies() {
    check_file("hooks", 65, 30);
}

#[test]
fn sent_values_of_the_mismatch_vectors() {
    check_file("mismatch", 9, 5);
}

#[test]
fn net_rpc_connections() {
    let mut connections = 0;
    for v in vectors("netrpc") {
        if v.get("client_hex").is_none() {
            check(&v);
            continue;
        }
        connections += 1;
        for side in ["client", "server"] {
            let got = decode_all(&hex(&v[format!("{side}_hex")])).unwrap();
            let want = v[format!("{side}_values_json")].as_array().unwrap();
            assert_eq!(got.len(), want.len(), "{} {side}", v["name"]);
            for (got, want) in got.iter().zip(want) {
                assert_eq!(normal(&to_json(got)), normal(want), "{} {side}", v["name"]);
            }
        }
    }
    assert!(connections >= 4, "{connections}");
}

#[derive(Gob, Debug, Default, PartialEq)]
struct Small {
    #[gob(name = "A")]
    a: String,
    #[gob(name = "B")]
    b: i64,
}

#[derive(Gob, Debug, Default, PartialEq)]
struct HasUint {
    #[gob(name = "U")]
    u: u32,
}

#[derive(Gob, Debug, Default, PartialEq)]
struct HasInt8 {
    #[gob(name = "N")]
    n: i8,
}

#[derive(Gob, Debug, Default, PartialEq)]
struct HasFloat {
    #[gob(name = "F")]
    f: f64,
}

fn decode_typed<T: gobwire::Decode + Default>(bytes: &[u8]) -> gobwire::Result<T> {
    let mut dec = Decoder::new();
    for m in messages(bytes) {
        if dec.push_message(m)? == Progress::Ready {
            return dec.decode();
        }
    }
    Err(Error::UnexpectedEof)
}

/// Hand-made streams: what Go accepts from another encoder is accepted, what it refuses for its
/// own sake (and not for the destination's) is refused.
#[test]
fn crafted_streams() {
    let mut seen = Vec::new();
    for v in vectors("crafted") {
        let name = v["name"].as_str().unwrap().to_owned();
        let bytes = hex(&v["gob_hex"]);
        if v["go_decode_ok"] == true {
            let got = decode_all(&bytes).unwrap_or_else(|e| panic!("{name}: {e}"));
            let got = got.last().unwrap();
            assert_eq!(normal(&to_json(got)), normal(&v["decoded_json"]), "{name}");
            seen.push(name);
            continue;
        }
        let error = match name.as_str() {
            "err_no_common_fields"
            | "err_kind_mismatch"
            | "err_duplicate_def"
            | "err_undefined_id" => decode_typed::<Small>(&bytes).unwrap_err(),
            "err_int_for_uint" => decode_typed::<HasUint>(&bytes).unwrap_err(),
            "err_overflow" => decode_typed::<HasInt8>(&bytes).unwrap_err(),
            "int_for_float_field" => decode_typed::<HasFloat>(&bytes).unwrap_err(),
            // The name of an interface's type is the destination's affair: a dynamic value has none.
            "err_unregistered_name" => continue,
            other => panic!("no expectation for {other}"),
        };
        let as_expected = match name.as_str() {
            "err_duplicate_def" => matches!(error, Error::DuplicateType(_)),
            "err_undefined_id" => matches!(error, Error::UndefinedType(_)),
            "err_overflow" => matches!(error, Error::Overflow(_)),
            _ => matches!(error, Error::TypeMismatch(_)),
        };
        assert!(as_expected, "{name}: {error:?}");
        seen.push(name);
    }
    assert!(seen.len() >= 19, "{seen:?}");
}

/// Every vector cut short at every byte: an error or an incomplete value, never a panic.
#[test]
fn truncated_streams() {
    for file in ["containers", "interfaces", "split"] {
        for v in vectors(file) {
            let bytes = hex(&v["gob_hex"]);
            let all = messages(&bytes);
            let (last, before) = all.split_last().unwrap();
            for cut in 0..last.len() {
                let mut dec = Decoder::new();
                for m in before {
                    if dec.push_message(m).unwrap() == Progress::Ready {
                        dec.discard().unwrap();
                    }
                }
                if let Ok(Progress::Ready) = dec.push_message(&last[..cut]) {
                    // Go, too, takes the end of the input for the end of a struct.
                    let _ = dec.decode::<Dynamic>();
                }
            }
        }
    }
}
