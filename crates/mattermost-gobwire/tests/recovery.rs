//! A value that cannot be decoded costs that value, not the stream it came on.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

use gobwire::{
    Decoder, Dynamic, Encoder, Error, Gob, Interface, Progress, Result, StreamDecoder, Type, Value,
    names, parse_length_prefix,
};

fn push(dec: &mut Decoder, mut bytes: &[u8]) -> Result<Progress> {
    let mut last = Progress::NeedMore;
    while !bytes.is_empty() {
        let (width, len) = parse_length_prefix(bytes)?.unwrap();
        last = dec.push_message(&bytes[width..width + len])?;
        bytes = &bytes[width + len..];
    }
    Ok(last)
}

fn hex(s: &str) -> Vec<u8> {
    (0..s.len() / 2)
        .map(|i| u8::from_str_radix(&s[2 * i..2 * i + 2], 16).unwrap())
        .collect()
}

#[derive(Gob, Debug, Default, PartialEq)]
struct Point {
    #[gob(name = "X")]
    x: i64,
}

/// `[]any{...}` whose element is `depth` lists deep.
fn nested(depth: usize) -> Interface {
    let mut inner = Interface::int(1);
    for _ in 0..depth {
        inner = Interface {
            name: names::ANY_SLICE.into(),
            ty: Type::Slice(Type::Interface.into()),
            value: Value::Slice(vec![Value::Interface(Some(Box::new(inner)))]),
        };
    }
    inner
}

/// The bytes of `nested(depth)` written without recursion; an interface's byte count is not
/// verified by a decoder, so a zero stands in for it.
fn nested_bytes(depth: usize) -> Vec<u8> {
    // Message: type 65 = []interface{}, as gobwire's own encoder defines it.
    let shallow = Encoder::new().encode(&vec![Some(nested(0))]).unwrap();
    let (width, len) = parse_length_prefix(&shallow).unwrap().unwrap();
    let mut out = shallow[..width + len].to_vec();
    let mut body = hex("ff8200"); // type 65, singleton
    for _ in 0..depth {
        body.push(1); // one element
        body.push(names::ANY_SLICE.len() as u8);
        body.extend_from_slice(names::ANY_SLICE.as_bytes());
        body.extend_from_slice(&hex("ff82")); // type 65
        body.extend_from_slice(&hex("0000")); // byte count, singleton
    }
    body.extend_from_slice(&hex("0100")); // one nil element
    let n = (body.len() as u32).to_be_bytes();
    out.push(0xfc);
    out.extend_from_slice(&n);
    out.extend_from_slice(&body);
    out
}

#[test]
fn a_value_nested_too_deep_costs_that_value_only() {
    let mut dec = Decoder::new();
    assert_eq!(
        push(&mut dec, &nested_bytes(20_000)).unwrap(),
        Progress::Ready
    );
    let got = dec.decode::<Dynamic>();
    assert!(matches!(got, Err(Error::Corrupt(_))), "{got:?}");
    // The same stream goes on, with the type it defined.
    assert_eq!(
        push(&mut dec, &hex("05ff82000100")).unwrap(),
        Progress::Ready
    );
    let next: Vec<Option<Interface>> = dec.decode().unwrap();
    assert_eq!(next, [None]);
}

#[test]
fn a_value_deeper_than_the_scan_follows_is_refused() {
    let mut dec = Decoder::new();
    // What may define a type, as this name in which a definition of type 64 could begin, is looked
    // through before it is decoded.
    let mut bytes = nested_bytes(100_000);
    let name = bytes.iter().rposition(|byte| *byte == b'}').unwrap();
    bytes[name - 2..=name].copy_from_slice(&hex("7f0201"));
    let got = push(&mut dec, &bytes);
    assert!(matches!(got, Err(Error::Corrupt(_))), "{got:?}");
    // What holds none is decoded, and refused then.
    let mut dec = Decoder::new();
    push(&mut dec, &nested_bytes(100_000)).unwrap();
    let got = dec.decode::<Dynamic>();
    assert!(matches!(got, Err(Error::Corrupt(_))), "{got:?}");
}

/// What Go sends for `[]any{"x", Point{1}}` and then `[]any{Point{2}}`: `Point` is defined inside
/// the first value, after the string.
#[test]
fn a_type_defined_inside_a_failed_value_is_known_afterwards() {
    let definition = Encoder::new().encode(&Point { x: 1 }).unwrap();
    let (width, len) = parse_length_prefix(&definition).unwrap().unwrap();
    let point_def = &definition[width..width + len]; // type 65 = Point
    let mut slice_def = Encoder::new();
    let slice = slice_def.encode(&vec![None::<Interface>]).unwrap();
    let (sw, sl) = parse_length_prefix(&slice).unwrap().unwrap();
    // The slice is type 66 here, so that 65 is left for Point.
    let text = slice[sw..sw + sl].to_vec();
    let renumbered: Vec<u8> = {
        let s: String = text.iter().map(|b| format!("{b:02x}")).collect();
        hex(&s.replace("ff81", "ff83").replace("ff82", "ff84"))
    };
    let mut dec = Decoder::new();
    dec.push_message(&renumbered).unwrap();

    let mut first = hex("ff840002"); // []any, two elements
    first.extend_from_slice(b"\x06string\x0c\x03\x00\x01x");
    first.extend_from_slice(b"\x05Point");
    let mut whole = first.clone();
    whole.extend_from_slice(point_def);
    // Go ends the message after the definition and goes on in the next one.
    assert_eq!(dec.push_message(&whole).unwrap(), Progress::NeedMore);
    assert_eq!(
        dec.push_message(&hex("ff8203010200")).unwrap(),
        Progress::Ready
    );
    // Refused before the decoder comes to the definition.
    assert!(dec.decode::<Vec<String>>().is_err());

    let mut second = hex("ff840001");
    second.extend_from_slice(b"\x05Point");
    second.extend_from_slice(&hex("ff8203010400"));
    assert_eq!(dec.push_message(&second).unwrap(), Progress::Ready);
    let got: Vec<Option<Interface>> = dec.decode().unwrap();
    let point: Point = got[0].as_ref().unwrap().downcast().unwrap();
    assert_eq!(point, Point { x: 2 });
}

#[test]
fn an_abandoned_value_leaves_the_stream_usable() {
    let mut dec = Decoder::new();
    let bytes = Encoder::new().encode(&vec![Some(nested(1))]).unwrap();
    let (width, len) = parse_length_prefix(&bytes).unwrap().unwrap();
    dec.push_message(&bytes[width..width + len]).unwrap();
    // The start of a value that defines a type, 66: more messages would follow.
    let mut partial = hex("ff820001");
    partial.extend_from_slice(b"\x05Point");
    partial.extend_from_slice(&hex("ff8303010105506f696e7401ff840001010101580104000000"));
    assert_eq!(dec.push_message(&partial).unwrap(), Progress::NeedMore);
    dec.abandon();
    assert_eq!(
        push(&mut dec, &hex("05ff82000100")).unwrap(),
        Progress::Ready
    );
    assert_eq!(dec.decode::<Vec<Option<Interface>>>().unwrap(), [None]);
}

/// Thirty struct types, each with two fields of the next one: a tree of 2^30 nodes.
#[test]
fn a_dynamic_type_has_a_bounded_size() {
    let mut dec = Decoder::new();
    for i in 0..30i64 {
        let (id, next) = (64 + i, if i == 29 { 2 } else { 65 + i });
        let put = |out: &mut Vec<u8>, v: i64| {
            let u = if v < 0 {
                ((!v as u64) << 1) | 1
            } else {
                (v as u64) << 1
            };
            if u < 128 {
                out.push(u as u8);
            } else {
                out.extend_from_slice(&[0xff, u as u8]);
            }
        };
        let mut body = Vec::new();
        put(&mut body, -id);
        body.extend_from_slice(&[3, 1, 2]); // StructT, CommonType, Id
        put(&mut body, id);
        body.extend_from_slice(&[0, 1, 2]); // two fields
        for name in [b'a', b'b'] {
            body.extend_from_slice(&[1, 1, name, 1]);
            put(&mut body, next);
            body.push(0);
        }
        body.extend_from_slice(&[0, 0]);
        assert_eq!(
            dec.push_message(&body).unwrap(),
            Progress::TypeDefinition(id)
        );
    }
    assert_eq!(dec.push_message(&hex("ff8000")).unwrap(), Progress::Ready);
    let got = dec.decode::<Dynamic>();
    assert!(matches!(got, Err(Error::Unsupported(_))), "{got:?}");
}

#[test]
fn a_message_longer_than_the_limit_is_refused_before_it_is_read() {
    let bytes = Encoder::new().encode(&vec![7u8; 1000]).unwrap();
    let mut small = StreamDecoder::new(&bytes[..]).max_value_len(100);
    let got = small.decode::<Vec<u8>>();
    assert!(
        matches!(got, Err(Error::TooLarge { max: 100, .. })),
        "{got:?}"
    );
    let mut enough = StreamDecoder::new(&bytes[..]).max_value_len(2000);
    assert_eq!(enough.decode::<Vec<u8>>().unwrap().unwrap().len(), 1000);
}

/// A value whose type holds no interface is one message, so there is nothing to wait for.
#[test]
fn a_plain_value_that_ends_early_costs_that_value_only() {
    let mut encoder = Encoder::new();
    let words = vec!["one".to_owned(), "two".to_owned()];
    let mut dec = Decoder::new();
    push(&mut dec, &encoder.encode(&words).unwrap()).unwrap();
    assert_eq!(dec.decode::<Vec<String>>().unwrap(), words);

    let whole = encoder.encode(&words).unwrap();
    let (width, len) = parse_length_prefix(&whole).unwrap().unwrap();
    let cut = &whole[width..width + len - 2];
    assert_eq!(dec.push_message(cut).unwrap(), Progress::Ready);
    assert!(dec.decode::<Vec<String>>().is_err());

    push(&mut dec, &whole).unwrap();
    assert_eq!(dec.decode::<Vec<String>>().unwrap(), words);
}

/// The least number of all has no positive form, so it defines no type.
#[test]
fn a_type_id_out_of_range_is_refused() {
    let definition = hex("0bf8ffffffffffffffffff01");
    assert!(push(&mut Decoder::new(), &definition).is_err());
}
