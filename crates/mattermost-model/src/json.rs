//! JSON as Go's `encoding/json` reads and writes it.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use data_encoding::BASE64;
use serde::de::{DeserializeOwned, IgnoredAny, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A struct whose fields are set by their JSON names, in any case, as Go does.
pub(crate) trait Fields: Default {
    /// Sets the field `name` from the next value of `map`; `false` where there is no such field.
    fn set<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<bool, A::Error>;
}

/// A type that may be a field.
pub(crate) trait JsonField: Serialize + DeserializeOwned + Default {
    /// Whether Go's `omitempty` leaves this value out. It never leaves out a struct.
    fn is_empty_json(&self) -> bool {
        false
    }

    /// Sets a field of a struct that another one embeds; `false` where there is no such field.
    fn set_embedded<'de, A: MapAccess<'de>>(
        &mut self,
        _name: &str,
        _map: &mut A,
    ) -> Result<bool, A::Error> {
        Ok(false)
    }

    /// Writes the value; only bytes differ from their `Serialize`.
    fn serialize_field<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize(serializer)
    }

    /// Reads a value that is not null; only bytes differ from their `Deserialize`.
    fn deserialize_field<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }
}

macro_rules! empty_when {
    ($($type:ty => $empty:expr;)*) => {$(
        impl JsonField for $type {
            fn is_empty_json(&self) -> bool {
                let is_empty: fn(&$type) -> bool = $empty;
                is_empty(self)
            }
        }
    )*};
}

empty_when! {
    bool => |v| !v;
    i8 => |v| *v == 0;
    i16 => |v| *v == 0;
    i32 => |v| *v == 0;
    i64 => |v| *v == 0;
    u8 => |v| *v == 0;
    u16 => |v| *v == 0;
    u32 => |v| *v == 0;
    u64 => |v| *v == 0;
    f32 => |v| *v == 0.0;
    f64 => |v| *v == 0.0;
    String => |v| v.is_empty();
    crate::ByteString => |v| v.is_empty();
    crate::Any => |v| *v == crate::Any::Null;
    crate::RawJson => |v| v.0.is_empty();
    crate::Time => |_| false;
    crate::Url => |_| false;
    crate::RemoteError => |_| false;
}

impl<T: JsonField> JsonField for Option<T> {
    fn is_empty_json(&self) -> bool {
        self.is_none()
    }

    fn set_embedded<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        map: &mut A,
    ) -> Result<bool, A::Error> {
        let is_there = self.is_some();
        let mut inner = self.take().unwrap_or_default();
        let is_set = inner.set_embedded(name, map)?;
        *self = Some(inner).filter(|_| is_there || is_set);
        Ok(is_set)
    }
}

impl<T: JsonField> JsonField for Box<T> {}

/// Go writes `[]byte` in base64.
impl<T: JsonField + Bytes> JsonField for Vec<T> {
    fn is_empty_json(&self) -> bool {
        self.is_empty()
    }

    fn serialize_field<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match T::as_bytes(self) {
            Some(bytes) => serializer.serialize_str(&BASE64.encode(bytes)),
            None => self.serialize(serializer),
        }
    }

    fn deserialize_field<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if T::as_bytes(&[]).is_none() {
            return Self::deserialize(deserializer);
        }
        let text = String::deserialize(deserializer)?;
        let bytes = BASE64
            .decode(text.as_bytes())
            .map_err(serde::de::Error::custom)?;
        Ok(T::from_bytes(bytes))
    }
}

/// Tells `u8` from all other element types.
pub(crate) trait Bytes: Sized {
    fn as_bytes(_items: &[Self]) -> Option<&[u8]> {
        None
    }

    fn from_bytes(_bytes: Vec<u8>) -> Vec<Self> {
        Vec::new()
    }
}

impl Bytes for u8 {
    fn as_bytes(items: &[Self]) -> Option<&[u8]> {
        Some(items)
    }

    fn from_bytes(bytes: Vec<u8>) -> Vec<Self> {
        bytes
    }
}

impl Bytes for String {}
impl Bytes for i64 {}
impl Bytes for crate::Any {}
impl Bytes for crate::ByteString {}
impl<T: Fields> Bytes for T {}
impl<T> Bytes for Vec<T> {}
impl<K, V> Bytes for BTreeMap<K, V> {}

impl<K, V> JsonField for BTreeMap<K, V>
where
    K: Serialize + DeserializeOwned + Ord,
    V: JsonField,
{
    fn is_empty_json(&self) -> bool {
        self.is_empty()
    }
}

/// Writes one field.
pub(crate) fn entry<M: SerializeMap, T: JsonField>(
    map: &mut M,
    name: &'static str,
    omit_empty: bool,
    value: &T,
) -> Result<(), M::Error> {
    if name == "-" || (omit_empty && value.is_empty_json()) {
        return Ok(());
    }
    if name.is_empty() {
        return embedded(map, value);
    }
    map.serialize_entry(name, &AsField(value))
}

/// Writes the fields of an embedded struct among those of the outer one.
fn embedded<M: SerializeMap, T: JsonField>(map: &mut M, value: &T) -> Result<(), M::Error> {
    let inner = serde_json::to_value(AsField(value)).map_err(serde::ser::Error::custom)?;
    let fields = inner.as_object().into_iter().flatten();
    for (name, value) in fields {
        map.serialize_entry(name, value)?;
    }
    Ok(())
}

struct AsField<'a, T>(&'a T);

impl<T: JsonField> Serialize for AsField<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize_field(serializer)
    }
}

/// Reads the next value of `map`; null is the zero value.
pub(crate) fn value<'de, A: MapAccess<'de>, T: JsonField>(map: &mut A) -> Result<T, A::Error> {
    Ok(map
        .next_value::<Option<FromField<T>>>()?
        .map(|value| value.0)
        .unwrap_or_default())
}

struct FromField<T>(T);

impl<'de, T: JsonField> Deserialize<'de> for FromField<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize_field(deserializer).map(Self)
    }
}

/// Reads a struct; names that it does not have are skipped.
pub(crate) fn object<'de, D: Deserializer<'de>, T: Fields>(deserializer: D) -> Result<T, D::Error> {
    struct ObjectVisitor<T>(PhantomData<T>);

    impl<'de, T: Fields> Visitor<'de> for ObjectVisitor<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
            let mut out = T::default();
            while let Some(name) = map.next_key::<String>()? {
                if !out.set(&name, &mut map)? {
                    map.next_value::<IgnoredAny>()?;
                }
            }
            Ok(out)
        }
    }

    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}
