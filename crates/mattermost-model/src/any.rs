//! Go's `any`.

use std::collections::BTreeMap;

use gobwire::{
    Decode, Describer, Encode, Error, GobType, TypeTable, ValueDecoder, ValueEncoder, WireType,
    ids, names,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::wire::text;
use crate::{
    AppError, AutocompleteDynamicListArg, AutocompleteStaticListArg, AutocompleteTextArg,
    MessageAttachment, PreviewPost,
};

const ATTACHMENTS: &str = "[]*model.SlackAttachment";
const APP_ERROR: &str = "*model.AppError";
const DYNAMIC_LIST: &str = "*model.AutocompleteDynamicListArg";
const STATIC_LIST: &str = "*model.AutocompleteStaticListArg";
const TEXT_ARG: &str = "*model.AutocompleteTextArg";
const PREVIEW_POST: &str = "*model.PreviewPost";

/// A value of any type, as in the props of a post.
///
/// gob keeps Go's types apart (`Int`, `Uint`, `Float`, `Strings`, the model's own structs); JSON
/// knows numbers, lists and maps only, so what went through JSON comes back as those.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Any {
    /// nil.
    #[default]
    Null,
    /// A `bool`.
    Bool(bool),
    /// Any signed integer; sent as `int64`.
    Int(i64),
    /// Any unsigned integer; sent as `uint64`.
    Uint(u64),
    /// A `float64`.
    Float(f64),
    /// A `string`.
    String(String),
    /// A `[]byte`.
    Bytes(Vec<u8>),
    /// A `[]any`, or a slice of another type; sent as `[]any`.
    List(Vec<Any>),
    /// A `[]string`.
    Strings(Vec<String>),
    /// A `map[string]any`, or a struct that is not known here; sent as `map[string]any`.
    Map(BTreeMap<String, Any>),
    /// The attachments of a post. Buttons work only in this form: the server gives ids to the
    /// actions of attachments it knows as such.
    Attachments(Vec<MessageAttachment>),
    /// An argument of a command's autocomplete that is typed freely.
    TextArg(Box<AutocompleteTextArg>),
    /// An argument of a command's autocomplete with a fixed list.
    StaticListArg(Box<AutocompleteStaticListArg>),
    /// An argument of a command's autocomplete with a list that the plugin serves.
    DynamicListArg(Box<AutocompleteDynamicListArg>),
    /// A permalink's preview.
    PreviewPost(Box<PreviewPost>),
    /// An error of Mattermost's.
    AppError(Box<AppError>),
}

impl Any {
    /// The text of a `String`.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a `Bool`.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// A whole number of any numeric type that fits.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        match self {
            Self::Int(value) => Some(*value),
            Self::Uint(value) => i64::try_from(*value).ok(),
            Self::Float(value) if value.fract() == 0.0 && value.abs() <= EXACT => {
                Some(*value as i64)
            }
            _ => None,
        }
    }

    /// The entries of a `Map`.
    #[must_use]
    pub fn as_map(&self) -> Option<&BTreeMap<String, Any>> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    /// Attachments, also where they came as a plain list of maps (from JSON).
    #[must_use]
    pub fn to_attachments(&self) -> Option<Vec<MessageAttachment>> {
        match self {
            Self::Attachments(attachments) => Some(attachments.clone()),
            Self::List(_) => serde_json::from_value(serde_json::to_value(self).ok()?).ok(),
            _ => None,
        }
    }
}

macro_rules! from {
    ($($type:ty => $variant:ident),* $(,)?) => {$(
        impl From<$type> for Any {
            fn from(value: $type) -> Self {
                Self::$variant(value.into())
            }
        }
    )*};
}

from!(bool => Bool, i64 => Int, i32 => Int, u32 => Uint, u64 => Uint, f64 => Float, &str => String,
    String => String, Vec<u8> => Bytes, Vec<String> => Strings, Vec<Any> => List,
    BTreeMap<String, Any> => Map, Vec<MessageAttachment> => Attachments,
    AutocompleteTextArg => TextArg, AutocompleteStaticListArg => StaticListArg,
    AutocompleteDynamicListArg => DynamicListArg);

impl From<serde_json::Value> for Any {
    fn from(value: serde_json::Value) -> Self {
        use serde_json::Value;
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(value),
            Value::Number(number) => match number.as_i64() {
                Some(value) => Self::Int(value),
                None => Self::Float(number.as_f64().unwrap_or_default()),
            },
            Value::String(value) => Self::String(value),
            Value::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            Value::Object(map) => Self::Map(
                map.into_iter()
                    .map(|(name, value)| (name, value.into()))
                    .collect(),
            ),
        }
    }
}

impl Serialize for Any {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(value) => serializer.serialize_i64(*value),
            Self::Uint(value) => serializer.serialize_u64(*value),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::String(value) => serializer.serialize_str(value),
            Self::Bytes(value) => serializer.serialize_str(&data_encoding::BASE64.encode(value)),
            Self::List(items) => items.serialize(serializer),
            Self::Strings(items) => items.serialize(serializer),
            Self::Map(map) => map.serialize(serializer),
            Self::Attachments(items) => items.serialize(serializer),
            Self::TextArg(arg) => arg.serialize(serializer),
            Self::StaticListArg(arg) => arg.serialize(serializer),
            Self::DynamicListArg(arg) => arg.serialize(serializer),
            Self::PreviewPost(post) => post.serialize(serializer),
            Self::AppError(error) => error.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Any {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde_json::Value::deserialize(deserializer).map(Self::from)
    }
}

impl GobType for Any {
    fn describe(_: &mut Describer<'_>) -> gobwire::Result<i64> {
        Ok(ids::INTERFACE)
    }

    fn compatible(_: &TypeTable, wire: i64) -> bool {
        wire == ids::INTERFACE
    }
}

impl Encode for Any {
    fn describe_value(&self, d: &mut Describer<'_>) -> gobwire::Result<i64> {
        Self::describe(d)
    }

    fn is_zero(&self) -> bool {
        *self == Self::Null
    }

    fn encode(&self, e: &mut ValueEncoder<'_>) -> gobwire::Result<()> {
        let (name, value): (&str, &dyn Encode) = match self {
            Self::Null => return e.interface(None),
            Self::Bool(value) => (names::BOOL, value),
            Self::Int(value) => (names::INT64, value),
            Self::Uint(value) => ("uint64", value),
            Self::Float(value) => (names::FLOAT64, value),
            Self::String(value) => (names::STRING, value),
            Self::Bytes(value) => (names::BYTES, value),
            Self::List(items) => (names::ANY_SLICE, items),
            Self::Strings(items) => (names::STRINGS, items),
            Self::Map(map) => (names::STRING_ANY_MAP, map),
            Self::Attachments(items) => (ATTACHMENTS, items),
            Self::TextArg(arg) => (TEXT_ARG, arg),
            Self::StaticListArg(arg) => (STATIC_LIST, arg),
            Self::DynamicListArg(arg) => (DYNAMIC_LIST, arg),
            Self::PreviewPost(post) => (PREVIEW_POST, post),
            Self::AppError(error) => (APP_ERROR, error),
        };
        e.interface(Some((name, value)))
    }
}

impl Decode for Any {
    fn decode_into(&mut self, d: &mut ValueDecoder<'_>, wire: i64) -> gobwire::Result<()> {
        if wire != ids::INTERFACE {
            return Err(d.mismatch::<Self>(wire));
        }
        *self = match d.read_interface_header()? {
            None => Self::Null,
            Some((name, id)) => read_concrete(d, name, id)?,
        };
        Ok(())
    }
}

/// Reads the value that the header announced: a struct of ours by its registered name, anything
/// else by its shape.
fn read_concrete(d: &mut ValueDecoder<'_>, name: &str, wire: i64) -> gobwire::Result<Any> {
    fn read<T: Decode + Default>(d: &mut ValueDecoder<'_>, wire: i64) -> gobwire::Result<T> {
        let mut value = T::default();
        d.decode_interface_value(&mut value, wire)?;
        Ok(value)
    }
    Ok(match name {
        ATTACHMENTS => Any::Attachments(read(d, wire)?),
        TEXT_ARG => Any::TextArg(read(d, wire)?),
        STATIC_LIST => Any::StaticListArg(read(d, wire)?),
        DYNAMIC_LIST => Any::DynamicListArg(read(d, wire)?),
        PREVIEW_POST => Any::PreviewPost(read(d, wire)?),
        APP_ERROR => Any::AppError(read(d, wire)?),
        _ => read::<Shape>(d, wire)?.0,
    })
}

/// A value that is read by the shape that the sender described.
#[derive(Default)]
struct Shape(Any);

impl GobType for Shape {
    fn describe(_: &mut Describer<'_>) -> gobwire::Result<i64> {
        Err(Error::Unsupported("a shape is only read".into()))
    }

    fn compatible(types: &TypeTable, wire: i64) -> bool {
        types.is_known(wire)
    }
}

impl Decode for Shape {
    fn decode_into(&mut self, d: &mut ValueDecoder<'_>, wire: i64) -> gobwire::Result<()> {
        self.0 = read_shape(d, wire)?;
        Ok(())
    }
}

fn read_shape(d: &mut ValueDecoder<'_>, wire: i64) -> gobwire::Result<Any> {
    Ok(match wire {
        ids::BOOL => Any::Bool(d.read_uint()? != 0),
        ids::INT => Any::Int(d.read_int()?),
        ids::UINT => Any::Uint(d.read_uint()?),
        ids::FLOAT => Any::Float(d.read_float()?),
        ids::COMPLEX => Any::List(vec![
            Any::Float(d.read_float()?),
            Any::Float(d.read_float()?),
        ]),
        ids::BYTES => Any::Bytes(d.read_bytes()?.to_vec()),
        ids::STRING => Any::String(text(d)?),
        ids::INTERFACE => {
            let mut value = Any::Null;
            value.decode_into(d, wire)?;
            value
        }
        _ => read_composite(d, wire)?,
    })
}

fn read_composite(d: &mut ValueDecoder<'_>, wire: i64) -> gobwire::Result<Any> {
    let described = d
        .types()
        .get(wire)
        .cloned()
        .ok_or(Error::UndefinedType(wire))?;
    Ok(match &*described {
        WireType::Slice { elem, .. } if *elem == ids::STRING => {
            let count = d.read_uint()?;
            Any::Strings(read_items(d, count, text)?)
        }
        WireType::Slice { elem, .. } | WireType::Array { elem, .. } => {
            let count = d.read_uint()?;
            Any::List(read_items(d, count, |d| read_shape(d, *elem))?)
        }
        WireType::Map { key, elem, .. } => {
            let count = d.read_uint()?;
            let entries = read_items(d, count, |d| {
                let name = map_key(read_shape(d, *key)?);
                Ok((name, read_shape(d, *elem)?))
            })?;
            Any::Map(entries.into_iter().collect())
        }
        WireType::Marshaler { .. } => Any::Bytes(d.read_bytes()?.to_vec()),
        WireType::Struct { fields, .. } => {
            let names: Vec<(&str, i64)> = fields.iter().map(|f| (f.name.as_str(), f.id)).collect();
            Any::Map(read_struct(d, &names)?)
        }
    })
}

fn read_items<T>(
    d: &mut ValueDecoder<'_>,
    count: u64,
    mut read: impl FnMut(&mut ValueDecoder<'_>) -> gobwire::Result<T>,
) -> gobwire::Result<Vec<T>> {
    let mut items = Vec::new();
    for _ in 0..count {
        d.expect_element(count)?;
        items.push(read(d)?);
    }
    Ok(items)
}

fn read_struct(
    d: &mut ValueDecoder<'_>,
    fields: &[(&str, i64)],
) -> gobwire::Result<BTreeMap<String, Any>> {
    let mut out = BTreeMap::new();
    let mut next = 0_usize;
    while !d.at_end() {
        let delta = usize::try_from(d.read_uint()?).unwrap_or(usize::MAX);
        if delta == 0 {
            break;
        }
        next = next.saturating_add(delta);
        let Some((name, wire)) = fields.get(next.saturating_sub(1)) else {
            return Err(Error::Corrupt("field numbers out of bounds".into()));
        };
        out.insert((*name).to_owned(), read_shape(d, *wire)?);
    }
    Ok(out)
}

/// JSON's maps have text as keys, so numbers become text.
fn map_key(key: Any) -> String {
    match key {
        Any::String(text) => text,
        other => serde_json::to_string(&other).unwrap_or_default(),
    }
}
