//! Interface values decoded by a type that is not this crate's, and strings that are not UTF-8.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

use gobwire::{
    Decode, Decoder, Describer, Dynamic, Encode, Encoder, Error, GobType, Interface, Progress,
    Result, Type, TypeTable, Value, ValueDecoder, ValueEncoder, ids, names, parse_length_prefix,
};

/// A Go string of any bytes: what a caller who must not refuse them writes outside the crate.
#[derive(Debug, Default, Clone, PartialEq)]
struct GoString(Vec<u8>);

impl GobType for GoString {
    fn describe(_: &mut Describer<'_>) -> Result<i64> {
        Ok(ids::STRING)
    }
    fn compatible(_: &TypeTable, wire: i64) -> bool {
        wire == ids::STRING
    }
}

impl Decode for GoString {
    fn decode_into(&mut self, d: &mut ValueDecoder<'_>, _wire: i64) -> Result<()> {
        self.0 = d.read_bytes()?.to_vec();
        Ok(())
    }
}

impl Encode for GoString {
    fn describe_value(&self, _: &mut Describer<'_>) -> Result<i64> {
        Ok(ids::STRING)
    }
    fn is_zero(&self) -> bool {
        self.0.is_empty()
    }
    fn encode(&self, e: &mut ValueEncoder<'_>) -> Result<()> {
        e.bytes(&self.0);
        Ok(())
    }
}

/// `any`, with the strings kept as bytes and lists of `any` followed.
#[derive(Debug, Default, Clone, PartialEq)]
enum Any {
    #[default]
    Nil,
    Text(Vec<u8>),
    List(Vec<Any>),
    Other(String),
}

impl GobType for Any {
    fn describe(_: &mut Describer<'_>) -> Result<i64> {
        Ok(ids::INTERFACE)
    }
    fn compatible(_: &TypeTable, wire: i64) -> bool {
        wire == ids::INTERFACE
    }
}

impl Decode for Any {
    fn decode_into(&mut self, d: &mut ValueDecoder<'_>, _wire: i64) -> Result<()> {
        let Some((name, id)) = d.read_interface_header()? else {
            *self = Any::Nil;
            return Ok(());
        };
        *self = match name {
            names::STRING => {
                let mut s = GoString::default();
                d.decode_interface_value(&mut s, id)?;
                Any::Text(s.0)
            }
            names::ANY_SLICE => {
                let mut items: Vec<Any> = Vec::new();
                d.decode_interface_value(&mut items, id)?;
                Any::List(items)
            }
            _ => {
                d.skip_interface_value(id)?;
                Any::Other(name.to_owned())
            }
        };
        Ok(())
    }
}

const LATIN1: &[u8] = b"caf\xe9";

fn push(dec: &mut Decoder, mut bytes: &[u8]) -> Progress {
    let mut last = Progress::NeedMore;
    while !bytes.is_empty() {
        let (width, len) = parse_length_prefix(bytes).unwrap().unwrap();
        last = dec.push_message(&bytes[width..width + len]).unwrap();
        bytes = &bytes[width + len..];
    }
    last
}

fn raw_string() -> Interface {
    Interface::new(names::STRING, &GoString(LATIN1.to_vec())).unwrap()
}

fn list(items: Vec<Option<Interface>>) -> Interface {
    Interface {
        name: names::ANY_SLICE.into(),
        ty: Type::Slice(Type::Interface.into()),
        value: Value::Slice(
            items
                .into_iter()
                .map(|i| Value::Interface(i.map(Box::new)))
                .collect(),
        ),
    }
}

#[test]
fn a_type_outside_the_crate_decodes_interface_values() {
    let sent = list(vec![
        Some(raw_string()),
        None,
        Some(Interface::int(7)),
        Some(list(vec![Some(Interface::string("text"))])),
    ]);
    let bytes = Encoder::new().encode(&vec![Some(sent)]).unwrap();
    let mut dec = Decoder::new();
    assert_eq!(push(&mut dec, &bytes), Progress::Ready);
    let got: Vec<Any> = dec.decode().unwrap();
    assert_eq!(
        got,
        [Any::List(vec![
            Any::Text(LATIN1.to_vec()),
            Any::Nil,
            Any::Other("int".into()),
            Any::List(vec![Any::Text(b"text".to_vec())]),
        ])]
    );
}

#[test]
fn a_concrete_value_of_another_type_is_a_mismatch() {
    #[derive(Debug, Default)]
    struct OnlyStrings(GoString);
    impl GobType for OnlyStrings {
        fn describe(_: &mut Describer<'_>) -> Result<i64> {
            Ok(ids::INTERFACE)
        }
        fn compatible(_: &TypeTable, wire: i64) -> bool {
            wire == ids::INTERFACE
        }
    }
    impl Decode for OnlyStrings {
        fn decode_into(&mut self, d: &mut ValueDecoder<'_>, _: i64) -> Result<()> {
            let (_, id) = d.read_interface_header()?.unwrap();
            d.decode_interface_value(&mut self.0, id)
        }
    }
    let bytes = Encoder::new()
        .encode(&vec![Some(Interface::int(7))])
        .unwrap();
    let mut dec = Decoder::new();
    push(&mut dec, &bytes);
    let got = dec.decode::<Vec<OnlyStrings>>();
    assert!(matches!(got, Err(Error::TypeMismatch(_))), "{got:?}");
}

#[test]
fn a_dynamic_string_of_other_bytes_survives_the_round_trip() {
    let bytes = Encoder::new().encode(&vec![Some(raw_string())]).unwrap();
    let mut dec = Decoder::new();
    push(&mut dec, &bytes);
    let got: Dynamic = dec.decode().unwrap();
    let Value::Slice(items) = &got.value else {
        panic!("{got:?}")
    };
    let Value::Interface(Some(item)) = &items[0] else {
        panic!("{got:?}")
    };
    assert_eq!(item.value, Value::RawString(LATIN1.to_vec()));
    assert_eq!(item.downcast::<GoString>().unwrap().0, LATIN1);
    assert_eq!(Encoder::new().encode(&got).unwrap(), bytes);
}
